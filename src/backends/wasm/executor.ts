/** The kernels in WebAssembly; what they do not take goes to the reference kernels. */

import { reference } from "../reference/executor.ts";
import type {
  AnyCall,
  Executor,
  KernelName,
  LineKernel,
  PairKernel,
  ReductionKernel,
  UpdateKernel,
} from "../table.ts";
import { KERNELS } from "../table.ts";
import { PairsKernel } from "./elementwise.ts";
import type { InstanceKernel } from "./instance.ts";
import { compile, Instance } from "./instance.ts";
import { LinesKernel } from "./lines.ts";
import { ProductKernel } from "./product.ts";
import { Reduction } from "./reduction.ts";
import { Update } from "./update.ts";

/** An executor on an instance of the module, or null where the engine cannot run it. */
export function wasmExecutor(base64: string): WasmExecutor | null {
  const module = compile(base64);
  try {
    return module && new WasmExecutor(module);
  } catch {
    return null;
  }
}

/** How to find a kernel in an instance, for each kind of loops; null where it does not have it. */
const KINDS: {
  readonly [L in (typeof KERNELS)[KernelName]["loops"]]: (
    instance: Instance,
    name: KernelName,
  ) => InstanceKernel | null;
} = {
  lines: (instance, name) => LinesKernel.of(instance, name as LineKernel),
  product: (instance, name) => new ProductKernel(instance, name === "addmm"),
  pairs: (instance, name) => PairsKernel.of(instance, name as PairKernel),
  reduction: (instance, name) => Reduction.of(instance, name as ReductionKernel),
  update: (instance, name) => Update.of(instance, name as UpdateKernel),
};

export class WasmExecutor implements Executor {
  /** The compiled module: another thread makes an executor of its own of it. */
  readonly module: object;
  #instance!: Instance;
  #kernels!: { [K in KernelName]?: InstanceKernel | null };

  constructor(module: object) {
    this.module = module;
    this.#link();
  }

  /** The instance that runs now. */
  get instance(): Instance {
    return this.#instance;
  }

  #link(): void {
    this.#instance = new Instance(this.module);
    this.#kernels = {};
    for (const name of Object.keys(KERNELS) as KernelName[]) {
      this.#kernels[name] = KINDS[KERNELS[name].loops](this.#instance, name);
    }
  }

  /** After an error what memory holds is anybody's guess. Where no new instance can be had, the reference kernels run. */
  #discard(): void {
    this.#kernels = {};
    try {
      this.#link();
    } catch {}
  }

  run: Executor["run"] = (name, geometry, call) => {
    try {
      if (this.#kernels[name]?.run(geometry, call as unknown as AnyCall)) return;
    } catch {
      this.#discard();
    }
    reference.run(name, geometry, call);
  };
}
