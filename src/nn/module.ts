import { inspect } from "../console.ts";

/**
 * Base of all modules: an object that can be called, `module(…)`, which runs `forward(…)`.
 *
 * A subclass stores its options and declares `forward`; its call signature follows from the type arguments.
 *
 * @example
 * class Scale extends Module<[x: Tensor], Tensor> {
 *   constructor(readonly factor: number) { super(); }
 *   override forward(x: Tensor): Tensor { return x.mul(this.factor); }
 * }
 * new Scale(2)(tensor([1, 2])); // tensor([2, 4])
 * @see torch.nn.Module
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor makes the call signature below true
export abstract class Module<Args extends readonly unknown[], Out> {
  /** Makes the instance callable. */
  constructor() {
    // The instance is a function whose prototype is the class: callable without `eval` or `new Function`, and so under
    // every Content-Security-Policy.
    const self = (...args: Args): Out => {
      const module = self as unknown as Module<Args, Out>;
      if (typeof module.forward !== "function") throw missingForward(module.constructor.name);
      return module.forward(...args);
    };
    Object.defineProperty(self, "name", { value: new.target.name });
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
   * PyTorch's text.
   *
   * @example
   * String(new Softmax(1)); // 'Softmax(dim=1)'
   */
  toString(): string {
    return `${this.constructor.name || "Module"}(${this.extraRepr()})`;
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

// A module is a function, so it also has call, apply and bind.
Object.setPrototypeOf(Module.prototype, Function.prototype);

export const missingForward = (name: string): Error =>
  new TypeError(
    `Module [${name}] is missing the required "forward" function. Declare forward(…) in a subclass of Module.`,
  );
