/**
 * ONNX graphs, built node by node. What comes out is the plain object that `onnx.ModelProto.encode` of onnx-proto takes;
 * the names of the fields are onnx.proto's.
 */

const OPSET = 16; // the first with ScatterElements(reduction = add)
const IR_VERSION = 8; // the one of opset 16

/** The element types, with their numbers in `TensorProto.DataType`. */
export const ELEMENT_TYPES = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint64: 13,
} as const;

export type ElementType = keyof typeof ELEMENT_TYPES;

// Numbers of `AttributeProto.AttributeType`.
const INT = 2;
const STRING = 3;

interface Attribute {
  name: string;
  type: number;
  i?: number;
  s?: Uint8Array;
}

interface Node {
  opType: string;
  input: string[];
  output: string[];
  attribute: Attribute[];
}

interface Constant {
  name: string;
  dataType: number;
  dims: number[];
  floatData?: number[];
  /** Little-endian, as typed arrays have it on every machine that runs JavaScript. */
  rawData?: Uint8Array;
  int64Data?: number[];
}

/** An input or output of the model. */
interface Value {
  name: string;
  type: { tensorType: { elemType: number; shape: { dim: { dimValue?: number; dimParam?: string }[] } } };
}

export interface OnnxModel {
  irVersion: number;
  opsetImport: { domain: string; version: number }[];
  graph: { name: string; input: Value[]; output: Value[]; initializer: Constant[]; node: Node[] };
}

/** A dim is a number, or a name where it may be of any size. */
const value = (name: string, type: ElementType, dims: readonly (number | string)[]): Value => ({
  name,
  type: {
    tensorType: {
      elemType: ELEMENT_TYPES[type],
      shape: { dim: dims.map((dim) => (typeof dim === "number" ? { dimValue: dim } : { dimParam: dim })) },
    },
  },
});

/** Collects nodes and constants; what makes a result returns its name. */
export class OnnxGraph {
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #constants: Constant[] = [];
  readonly #nodes: Node[] = [];

  input(name: string, type: ElementType, dims: readonly (number | string)[]): void {
    this.#inputs.push(value(name, type, dims));
  }

  /** What the model gives: the result of that name. */
  output(name: string, type: ElementType, dims: readonly (number | string)[]): void {
    this.#outputs.push(value(name, type, dims));
  }

  /** @param outputs - how many results there are, or their names. */
  node(
    opType: string,
    input: readonly string[],
    attributes: { readonly [name: string]: number | string } = {},
    outputs: number | readonly string[] = 1,
  ): string[] {
    const output =
      typeof outputs === "number"
        ? Array.from({ length: outputs }, (_, i) => `${opType}_${this.#nodes.length}_${i}`)
        : [...outputs];
    const attribute = Object.entries(attributes).map(([name, x]) =>
      typeof x === "number"
        ? { name, type: INT, i: x }
        : { name, type: STRING, s: new TextEncoder().encode(x) },
    );
    this.#nodes.push({ opType, input: [...input], output, attribute });
    return output;
  }

  /** A node without attributes that has one result. */
  one(opType: string, ...input: string[]): string {
    return this.node(opType, input)[0]!;
  }

  floats(data: Iterable<number>, dims: readonly number[]): string {
    if (data instanceof Float32Array) {
      const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      return this.#constant({ dataType: ELEMENT_TYPES.float32, dims: [...dims], rawData });
    }
    return this.#constant({ dataType: ELEMENT_TYPES.float32, dims: [...dims], floatData: [...data] });
  }

  scalar(x: number): string {
    return this.floats([x], []);
  }

  ints(data: readonly number[]): string {
    return this.#constant({ dataType: ELEMENT_TYPES.int64, dims: [data.length], int64Data: [...data] });
  }

  model(name: string): OnnxModel {
    return {
      irVersion: IR_VERSION,
      opsetImport: [{ domain: "", version: OPSET }],
      graph: {
        name,
        input: this.#inputs,
        output: this.#outputs,
        initializer: this.#constants,
        node: this.#nodes,
      },
    };
  }

  #constant(constant: Omit<Constant, "name">): string {
    const name = `constant_${this.#constants.length}`;
    this.#constants.push({ name, ...constant });
    return name;
  }
}
