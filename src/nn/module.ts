import { checkBoolean } from "../arguments.ts";
import { inspect } from "../console.ts";
import { clearGrad } from "../tensor/gradients.ts";
import { Tensor } from "../tensor/tensor.ts";
import { Parameter } from "./parameter.ts";
import type { StateDict } from "./stateDict.ts";
import { load } from "./stateDict.ts";

/**
 * Base of all modules: an object that can be called, `module(…)`, which runs `forward(…)`.
 *
 * A subclass stores its options and declares `forward`; its call signature follows from the type arguments. Properties
 * may have any name, `name` and `length` too. Modules among them belong to this one: they are printed with it, and their
 * tensors are among its own in JSON. Fields that are `#private` are not seen.
 *
 * Node prints a module as PyTorch does. A browser's console prints the source of the function that a module is, and asks
 * no method for a text: `console.log(String(module))` there.
 *
 * @example
 * class Scale extends Module<[x: Tensor], Tensor> {
 *   readonly factor: number;
 *   constructor(factor: number) {
 *     super();
 *     this.factor = factor;
 *   }
 *   override forward(x: Tensor): Tensor { return x.mul(this.factor); }
 * }
 * new Scale(2)(tensor([1, 2])); // tensor([2, 4])
 * @see torch.nn.Module
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor makes the call signature below true
export abstract class Module<Args extends readonly unknown[], Out> {
  static {
    // A module is a function, so it also has call, apply and bind.
    Object.setPrototypeOf(this.prototype, Function.prototype);

    // What a function has instead: read-only, or throwing. A module's name is that of its class until it is assigned.
    for (const name of ["name", "length", "arguments", "caller"]) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        get(this: object): unknown {
          return name === "name" ? this.constructor.name : name === "length" ? 0 : undefined;
        },
        set(this: object, value: unknown) {
          Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
        },
      });
    }
  }

  /** Makes the instance callable. */
  constructor() {
    // The instance is a function whose prototype is the class: callable without `eval` or `new Function`, and so under
    // every Content-Security-Policy.
    const self = (...args: Args): Out => {
      const module = self as unknown as Module<Args, Out>;
      if (typeof module.forward !== "function") throw missingForward(module.constructor.name);
      return module.forward(...args);
    };
    // Properties of their own would be read-only ones: those of the class, below, give way to an assignment.
    Reflect.deleteProperty(self, "name");
    Reflect.deleteProperty(self, "length");
    // biome-ignore lint/correctness/noConstructorReturn: the point of this class
    return Object.setPrototypeOf(self, new.target.prototype) as this;
  }

  /**
   * What the module computes. Calling the module runs it, with the same arguments and result.
   *
   * @example
   * const softmax = new Softmax(0);
   * softmax.forward(tensor([1, 2])); // tensor([0.2689, 0.7311])
   * softmax(tensor([1, 2])); // tensor([0.2689, 0.7311])
   */
  abstract forward(...args: Args): Out;

  /**
   * What stands between the parentheses of the printed module: nothing, unless a subclass says more.
   *
   * @example
   * class Scale extends Module<[x: Tensor], Tensor> {
   *   readonly factor = 2;
   *   override forward(x: Tensor): Tensor { return x.mul(this.factor); }
   *   protected override extraRepr(): string { return `factor=${this.factor}`; }
   * }
   * new Scale(); // Scale(factor=2)
   */
  protected extraRepr(): string {
    return "";
  }

  /**
   * PyTorch's text; modules that are properties stand below one another, in the order of assignment.
   *
   * @example
   * String(new Softmax(1)); // 'Softmax(dim=1)'
   * class Net extends Module<[x: Tensor], Tensor> {
   *   readonly act = new Softmax(1);
   *   override forward(x: Tensor): Tensor { return this.act(x); }
   * }
   * new Net();
   * // Net(
   * //   (act): Softmax(dim=1)
   * // )
   */
  toString(): string {
    const extra = this.extraRepr();
    const name = this.constructor.name || "Module";
    if (printing.has(this)) return `${name}(…)`; // it is a part of itself
    printing.add(this);
    try {
      const children = partsOf(this).flatMap(([key, part]) =>
        isModule(part) ? [`(${key}): ${part.toString().replaceAll("\n", "\n  ")}`] : [],
      );
      const lines = [...(extra === "" ? [] : extra.split("\n")), ...children];
      if (children.length === 0 && lines.length < 2) return `${name}(${extra})`;
      return `${name}(\n  ${lines.join("\n  ")}\n)`;
    } finally {
      printing.delete(this);
    }
  }

  /**
   * The parameters of this module and of the modules within, for an optimizer: each once, even where it is found twice.
   *
   * @returns a new array; own parameters in the order of assignment, then those of each module within.
   * @example
   * new Linear(3, 2).parameters().map(({ shape }) => shape); // [ [ 2, 3 ], [ 2 ] ]
   * @see torch.nn.Module.parameters
   */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /**
   * {@link Module.parameters} with their names: the properties that lead to them, with dots between.
   *
   * @example
   * class Net extends Module<[x: Tensor], Tensor> {
   *   readonly fc = new Linear(3, 2, { bias: false });
   *   override forward(x: Tensor): Tensor { return this.fc(x); }
   * }
   * new Net().namedParameters().map(([name]) => name); // [ 'fc.weight' ]
   * @see torch.nn.Module.named_parameters
   */
  namedParameters(): [name: string, parameter: Parameter][] {
    const seen = new Set<Tensor>();
    return tensorsOf(this).filter(
      (entry): entry is [string, Parameter] =>
        entry[1] instanceof Parameter && seen.size !== seen.add(entry[1]).size,
    );
  }

  /**
   * Clears the gradients of all parameters, as {@link optim.SGD.zeroGrad} does.
   *
   * @param setToNull - whether `grad` becomes null; else its elements become 0 where they lie. Default true.
   * @throws TypeError for a flag that is no boolean.
   * @example
   * const linear = new Linear(3, 2);
   * linear(ones([1, 3])).sum().backward();
   * linear.zeroGrad();
   * linear.bias!.grad; // null
   * @see torch.nn.Module.zero_grad
   */
  zeroGrad(setToNull = true): void {
    checkBoolean("zero_grad", "set_to_none", setToNull);
    for (const parameter of this.parameters()) clearGrad(parameter, setToNull);
  }

  /**
   * The tensors of this module and of the modules within, by their names: parameters, and others such as the weight of a
   * loss. They share their elements with the module; {@link Tensor.clone} keeps what they are now.
   *
   * @returns a plain object; of each module first the parameters, then other tensors, then the modules within.
   * @example
   * Object.keys(new Linear(3, 2).stateDict()); // [ 'weight', 'bias' ]
   * new NLLLoss({ weight: tensor([1, 2]) }).stateDict(); // { weight: tensor([1, 2]) }
   * @see torch.nn.Module.state_dict
   */
  stateDict(): StateDict {
    return Object.fromEntries(tensorsOf(this).map(([name, t]) => [name, t.detach()]));
  }

  /**
   * Copies the tensors of a state dict into those of this module, where they are, converted to their dtypes.
   *
   * @param dict - a tensor for each name of {@link Module.stateDict}, and no others; also what `JSON.parse` makes of one.
   * @throws RangeError that names all that is missing, unexpected, of another shape or no tensor. Nothing is copied then.
   * @example
   * const [student, teacher] = [new Linear(3, 2), new Linear(3, 2)];
   * student.loadStateDict(teacher.stateDict());
   * student.loadStateDict(JSON.parse(JSON.stringify(teacher)));
   * student.loadStateDict({ weight: zeros([2, 3]) });
   * // RangeError: Error(s) in loading state_dict for Linear:
   * // 	Missing key(s) in state_dict: "bias". …
   * @see torch.nn.Module.load_state_dict
   */
  loadStateDict(dict: StateDict): void {
    load(this.constructor.name || "Module", tensorsOf(this), dict);
  }

  /**
   * What `JSON.stringify` writes: {@link Module.stateDict}. Other options are not in it.
   *
   * @example
   * JSON.stringify(new NLLLoss({ weight: tensor([1, 2]) }));
   * // '{"weight":{"dtype":"int64","shape":[2],"data":[1,2]}}'
   * JSON.stringify(new NLLLoss()); // '{}'
   */
  toJSON(): StateDict {
    return this.stateDict();
  }

  /** @internal What `console.log` and the REPL show. */
  [inspect](): string {
    return this.toString();
  }
}

// The call signature of every module: a class and an interface of one name are one type.
export interface Module<Args extends readonly unknown[], Out> {
  /** Runs {@link Module.forward}. */
  (...args: Args): Out;
}

/**
 * Outside of the class: of one that names itself in its own body, esbuild and Vite make a `_Module`, which a browser's
 * console shows.
 */
const isModule = (value: unknown): value is object => value instanceof Module;

/** Modules whose text is being made. */
const printing = new Set<unknown>();

/** The properties of a module in the order of assignment. */
const partsOf = (module: object): [name: string, value: unknown][] => Object.entries(module);

/** Modules on the way to the one whose tensors are looked for: none is a part of itself twice. */
const NONE: readonly object[] = [];

/** The tensors of a module and of the modules within, by their names, in PyTorch's order. */
function tensorsOf(module: object, prefix = "", path = NONE): [name: string, tensor: Tensor][] {
  if (path.includes(module)) return [];
  const parts = partsOf(module);
  const own = parts.flatMap(([name, part]): [string, Tensor][] =>
    part instanceof Tensor ? [[prefix + name, part]] : [],
  );
  const within = [...path, module];
  return [
    ...own.filter(([, t]) => t instanceof Parameter),
    ...own.filter(([, t]) => !(t instanceof Parameter)),
    ...parts.flatMap(([name, part]) => (isModule(part) ? tensorsOf(part, `${prefix}${name}.`, within) : [])),
  ];
}

export const missingForward = (name: string): Error =>
  new TypeError(
    `Module [${name}] is missing the required "forward" function. Declare forward(…) in a subclass of Module.`,
  );
