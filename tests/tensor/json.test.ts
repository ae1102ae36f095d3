import { asTensor, type DType, functional, ones, type Tensor, tensor, zeros } from "../../src";
import { js, refuses } from "../refusals";

const through = (t: Tensor): Tensor => asTensor(JSON.parse(JSON.stringify(t)));
const bytes = ({ data }: Tensor): unknown => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

test.each<[string, Tensor]>([
  ["float32", tensor([0.1, -0, 0, NaN, Infinity, -Infinity, 1e-45, 3.4e38])],
  ["float64", tensor([[0.1], [5e-324]], { dtype: "float64" })],
  ["int64", tensor([0n, -1n, 2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n])],
  ["int32", tensor([[-(2 ** 31), 2 ** 31 - 1]], { dtype: "int32" })],
  ["uint8", tensor([0, 255], { dtype: "uint8" })],
  ["bool", tensor([[true, false]])],
  ["a scalar", tensor(2.5)],
  ["no element", zeros([2, 0, 3], { dtype: "int32" })],
])("%s goes through JSON to the bit", (_, t) => {
  const back = through(t);
  expect([back.dtype, back.shape, bytes(back)]).toEqual([t.dtype, t.shape, bytes(t)]);
});

test("the text is that of the contract", () => {
  expect(JSON.stringify(tensor([1, 2]))).toBe('{"dtype":"int64","shape":[2],"data":[1,2]}');
  expect(JSON.stringify({ t: tensor([2n ** 53n, 1n]) })).toBe(
    '{"t":{"dtype":"int64","shape":[2],"data":["9007199254740992",1]}}',
  );
  expect(JSON.stringify([tensor([true]), tensor([NaN, -Infinity])])).toBe(
    '[{"dtype":"bool","shape":[1],"data":[true]},{"dtype":"float32","shape":[2],"data":["NaN","-Infinity"]}]',
  );
});

test("gradient and graph stay behind", () => {
  const x = ones([2, 3], { requiresGrad: true });
  const loss = functional.crossEntropy(x.mul(2), tensor([0, 1]));
  expect(Object.keys(JSON.parse(JSON.stringify(loss)))).toEqual(["dtype", "shape", "data"]);
  expect(through(x).requiresGrad).toBe(false);
});

test("what is read is copied, and a shape is not kept", () => {
  const json = { dtype: "int32", shape: [2], data: [1, 2] };
  const t = asTensor(json);
  json.shape[0] = 9;
  json.data[0] = 9;
  expect([t.shape, t.tolist()]).toEqual([[2], [1, 2]]);
});

describe("JSON that is no tensor's", () => {
  const kind = (dtype: DType): string => `asTensor(): argument 'data' must hold ${dtype}, not `;
  const of = (dtype: DType, ...data: unknown[]) => asTensor(js({ dtype, shape: [data.length], data }));
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a string among floats", () => of("float32", 1, "2"), TypeError, `${kind("float32")}string`, 'data[1] is the string "2"'],
    ["null, which JSON makes of NaN", () => of("float64", null), TypeError, `${kind("float64")}null`, "data[0]"],
    ["a fraction among integers", () => of("int32", 0.5), TypeError, `${kind("int32")}number`, "0.5", "an int32 tensor"],
    ["an integer that is too large", () => of("uint8", 0, 300), TypeError, `${kind("uint8")}number`, "data[1] is the number 300"],
    ["an int64 that is too large", () => of("int64", "9223372036854775808"), TypeError, `${kind("int64")}string`, "9223372036854775808"],
    ["a text as int64", () => of("int64", "1e3"), TypeError, `${kind("int64")}string`, "1e3"],
    ["2 as boolean", () => of("bool", true, 0, 2), TypeError, `${kind("bool")}number`, "data[2]"],
    ["a hole", () => asTensor(js({ dtype: "int64", shape: [2], data: Object.assign(new Array(2), { 0: 1 }) })), TypeError, `${kind("int64")}undefined`, "data[1]"],
    ["another number of elements", () => asTensor(js({ dtype: "int64", shape: [2, 2], data: [1] })), RangeError, "asTensor(): shape '[2, 2]' is invalid for input of size 1", "1"],
    ["a shape with a hole", () => asTensor(js({ dtype: "int64", shape: [null], data: [] })), TypeError, "asTensor(): argument 'size' must be int, not null", "size[0]"],
  ]);
});
