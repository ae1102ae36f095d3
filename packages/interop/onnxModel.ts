/** ONNX models of one node, which are enough to see what a session reads and gives. */

import proto from "onnx-proto";

const { onnx } = proto;

/** The element types of ONNX that are dtypes of crossent too. */
export const TYPES = {
  float32: onnx.TensorProto.DataType.FLOAT,
  float64: onnx.TensorProto.DataType.DOUBLE,
  int64: onnx.TensorProto.DataType.INT64,
  int32: onnx.TensorProto.DataType.INT32,
  uint8: onnx.TensorProto.DataType.UINT8,
  bool: onnx.TensorProto.DataType.BOOL,
  float16: onnx.TensorProto.DataType.FLOAT16,
  uint64: onnx.TensorProto.DataType.UINT64,
  string: onnx.TensorProto.DataType.STRING,
} as const;

type Ports = { readonly [name: string]: readonly [type: keyof typeof TYPES, ndim: number] };

/**
 * A model that runs one operator on `inputs`; the sizes of all dims are free.
 *
 * @param attributes - whole numbers that the operator asks for.
 */
export function onnxModel(
  opType: string,
  inputs: Ports,
  outputs: Ports,
  attributes: { readonly [name: string]: number } = {},
): Uint8Array {
  const values = (ports: Ports): proto.onnx.IValueInfoProto[] =>
    Object.entries(ports).map(([name, [type, ndim]]) => ({
      name,
      type: {
        tensorType: {
          elemType: TYPES[type],
          shape: { dim: Array.from({ length: ndim }, (_, d) => ({ dimParam: `${name}${d}` })) },
        },
      },
    }));
  const attribute = Object.entries(attributes).map(([name, i]) => ({
    name,
    type: onnx.AttributeProto.AttributeType.INT,
    i,
  }));
  return onnx.ModelProto.encode({
    irVersion: 8,
    opsetImport: [{ domain: "", version: 16 }],
    graph: {
      name: opType,
      input: values(inputs),
      output: values(outputs),
      node: [{ opType, input: Object.keys(inputs), output: Object.keys(outputs), attribute }],
    },
  }).finish();
}
