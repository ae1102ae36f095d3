import { inspect } from "../console.ts";
import { Tensor } from "../tensor/tensor.ts";

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
   * What `JSON.stringify` writes: the tensors that are properties of this module and of the modules within, under
   * PyTorch's names of a state dict. Other options are not in it.
   *
   * @example
   * JSON.stringify(new NLLLoss({ weight: tensor([1, 2]) }));
   * // '{"weight":{"dtype":"int64","shape":[2],"data":[1,2]}}'
   * JSON.stringify(new NLLLoss()); // '{}'
   */
  toJSON(): { readonly [name: string]: Tensor } {
    return Object.fromEntries(tensorsOf(this, "", new Set()));
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

/** The tensors of a module and of the modules within, by their names. */
function tensorsOf(module: object, prefix: string, seen: Set<object>): [name: string, tensor: Tensor][] {
  if (seen.has(module)) return [];
  seen.add(module);
  return partsOf(module).flatMap(([name, part]): [string, Tensor][] => {
    if (part instanceof Tensor) return [[prefix + name, part]];
    return isModule(part) ? tensorsOf(part, `${prefix}${name}.`, seen) : [];
  });
}

export const missingForward = (name: string): Error =>
  new TypeError(
    `Module [${name}] is missing the required "forward" function. Declare forward(…) in a subclass of Module.`,
  );
