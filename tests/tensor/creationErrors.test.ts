import { arange, asTensor, full, ones, Tensor, tensor } from "../../src";
import { js, refuses } from "../refusals";

/** A typed array whose memory was given away, as `postMessage` with a transfer list does. */
function detached(): Float32Array {
  const array = new Float32Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

function cyclic(): unknown[] {
  const array: unknown[] = [];
  array.push(array);
  return array;
}

describe("nested arrays", () => {
  const infer = "Could not infer dtype of ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a short row", () => tensor([[1, 2], [3]]),
     RangeError, "expected sequence of length 2 at dim 1 (got 1)", "data[1]"],
    ["a long row deep inside", () => tensor([[[1], [2]], [[3], [4, 5]]]),
     RangeError, "expected sequence of length 1 at dim 2 (got 2)", "data[1][1]"],
    ["an empty row", () => tensor([[1], []]),
     RangeError, "expected sequence of length 1 at dim 1 (got 0)", "data[1]"],
    ["a number among rows", () => tensor([[1], 2]),
     TypeError, "not a sequence", "data[1]", "the number 2"],
    ["a row among numbers", () => tensor([1, [2]]),
     TypeError, `${infer}Array`, "data[1]", "an Array"],
    ["a hole", () => tensor(js(Object.assign(new Array(3), { 0: 1, 2: 1 }))),
     TypeError, `${infer}undefined`, "data[1]"],
    ["a hole for a row", () => tensor(js(Object.assign(new Array(2), { 0: [1] }))),
     TypeError, "not a sequence", "data[1]", "undefined"],
    ["an array that contains itself", () => tensor(js(cyclic())),
     RangeError, "too many dimensions", "contain itself"],
    ["null among numbers", () => tensor(js([[1, 2], [3, null]])),
     TypeError, `${infer}null`, "data[1][1]"],
    ["a string", () => tensor(js("1")),
     TypeError, `${infer}string`, "data is", '"1"'],
    ["an object", () => tensor(js({ length: 1 })),
     TypeError, `${infer}object`, "data is an object"],
    ["a bigint beyond int64", () => tensor([[0n, 1n], [2n, 2n ** 63n]]),
     RangeError, "Overflow when unpacking long long", "data[1][1] is the bigint 9223372036854775808n", "float64"],
    ["a bigint that the dtype does not hold", () => tensor([1n, 300n], { dtype: "uint8" }),
     RangeError, "value cannot be converted to type uint8 without overflow", "data[1] is 300"],
    ["a uint64 beyond int64", () => tensor(BigUint64Array.of(0n, 2n ** 63n)),
     RangeError, "Overflow when unpacking long long", "data[1]", "9223372036854775808n"],
    ["tensors of several shapes", ({ vector, weight }) => tensor([vector, weight.reshape([3, 1])]),
     RangeError, "stack expects each tensor to be equal size, but got [3] at entry 0 and [3, 1] at entry 1", "data[1]"],
    ["a tensor of another shape deep inside", ({ vector, empty }) => tensor([[vector], [empty]]),
     RangeError, "stack expects each tensor to be equal size, but got [3] at entry 0 and [2, 0] at entry 0", "data[1][0]"],
    ["a number beside a tensor", ({ vector }) => tensor([vector, 1]),
     TypeError, "not a sequence", "data[1] is the number 1"],
    ["typed arrays of two lengths", () => tensor([new Float32Array(2), new Float32Array(3)]),
     RangeError, "expected sequence of length 2 at dim 1 (got 3)", "data[1]"],
    ["a typed array among numbers", () => tensor([1, new Float32Array(1)]),
     TypeError, `${infer}Float32Array`, "data[1]"],
    ["a typed array where there are rows of rows", () => tensor([[[1]], new Float32Array(1)]),
     TypeError, "not a sequence", "data[1][0] is the number 0"],
    ["a detached typed array in an array", () => tensor([[1, 2, 3, 4], detached()]),
     TypeError, "tensor(): ", "detached"],
    ["a forgotten await", () => tensor(js(Promise.resolve([1]))),
     TypeError, `${infer}Promise`, "data is a Promise", "tensor(await …)"],
    ["a buffer", () => tensor(js(new ArrayBuffer(8))),
     TypeError, `${infer}ArrayBuffer`, "data is an ArrayBuffer", "tensor(new Float32Array(buffer))"],
    ["a tensor on the GPU", () => tensor(js({ location: "gpu-buffer", dims: [2], get data() { throw new Error("The data is not on CPU."); } })),
     TypeError, "tensor(): can't convert gpu-buffer device type tensor.", "await t.getData()"],
    ["65 levels of which the last is a tensor", () => tensor(js([ones(Array(64).fill(1))])),
     RangeError, "too many dimensions 'list'", "at most 64"],
    ["a fill value of several numbers", () => full([2], js([1, 2])),
     TypeError, "full(): argument 'fill_value' (position 2) must be Number, not Array", "Array"],
  ]);
});

describe("values that the dtype does not hold", () => {
  const overflow = (dtype: string): string => `value cannot be converted to type ${dtype}`;
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["300 as uint8", () => tensor([1, 300], { dtype: "uint8" }),
     RangeError, `${overflow("uint8")} without overflow`, "data[1] is 300"],
    ["2^31 as int32", () => tensor([2 ** 31], { dtype: "int32" }),
     RangeError, `${overflow("int32")} without overflow`, "data[0]", "2147483648"],
    ["NaN as int64", () => tensor([[1, 2], [Number.NaN, 3]], { dtype: "int64" }),
     RangeError, `${overflow("int64")} without overflow`, "data[1][0] is NaN"],
    ["infinity as int32", () => tensor(Infinity, { dtype: "int32" }),
     RangeError, `${overflow("int32")} without overflow`, "data is Infinity"],
    ["NaN to fill int64", () => full([2], Number.NaN, { dtype: "int64" }),
     RangeError, overflow("int64"), "without overflow", "NaN"],
    ["300 to fill uint8", () => full([2], 300, { dtype: "uint8" }),
     RangeError, overflow("uint8"), "without overflow", "300"],
  ]);
});

describe("typed arrays", () => {
  const kind = (call: string, name: string): string =>
    `${call}(): can't convert a ${name}. The only supported types are: `;
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a Uint8ClampedArray to share", () => asTensor(js(new Uint8ClampedArray(2))),
     TypeError, kind("asTensor", "Uint8ClampedArray"), "Uint8Array", "tensor(…)"],
    ["a BigUint64Array", () => asTensor(js(new BigUint64Array(2))),
     TypeError, kind("asTensor", "BigUint64Array"), "BigInt64Array"],
    ["a DataView", () => tensor(js(new DataView(new ArrayBuffer(8)))),
     TypeError, kind("tensor", "DataView"), "Float32Array"],
    ["half precision in bytes", () => asTensor({ data: new Uint8Array(4), dims: [2], type: "float16" }),
     TypeError, "asTensor(): data of type 'float16' cannot be shared", "a Uint8Array", "new Uint16Array(data.buffer"],
    ["a Uint16Array that is called float32", () => asTensor({ data: new Uint16Array(2), dims: [2], type: "float32" }),
     TypeError, kind("asTensor", "Uint16Array"), "tensor(…)"],
    ["a detached array to copy", () => tensor(detached()),
     TypeError, "tensor(): ", "detached"],
    ["a detached array to share", () => asTensor(detached()),
     TypeError, "asTensor(): ", "detached"],
    ["a TensorLike that was detached", () => asTensor({ data: detached(), dims: [4] }),
     TypeError, "asTensor(): ", "detached"],
  ]);
});

describe("views", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const invalid = (shape: string) => `tensor(): shape '${shape}' is invalid for input of size 6.`;
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["strides that leave the data", () => tensor({ data, shape: [2, 3], strides: [4, 1] }),
     RangeError, invalid("[2, 3]"), "strides [4, 1]"],
    ["strides that go below the data", () => tensor({ data, shape: [3], stride: [-1], offset: 1 }),
     RangeError, invalid("[3]"), "strides [-1] from element 1"],
    ["an offset without room", () => tensor({ data, shape: [3], offset: 4 }),
     RangeError, invalid("[3]"), "from element 4"],
    ["a part of the data without strides", () => tensor({ data, shape: [3] }),
     RangeError, invalid("[3]"), "from element 0"],
    ["a stride for each dim but one", () => tensor({ data, shape: [2, 3], strides: [1] }),
     RangeError, invalid("[2, 3]"), "strides [1]"],
    ["strides that are no numbers", () => tensor({ data, shape: [2], strides: js(["1"]) }),
     TypeError, "tensor(): argument 'strides' must be int, not string", '"1"'],
    ["float16 in a Uint32Array", () => tensor({ data: new Uint32Array(2), dims: [2], type: "float16" }),
     TypeError, "tensor(): data of type 'float16' cannot be read", "a Uint32Array", "in a Uint16Array"],
  ]);
});

describe("asTensor and new Tensor", () => {
  const like = "asTensor(): expected a typed array or an object { data, dims } or { data, shape }, not ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a number", () => asTensor(js(3)),
     TypeError, `${like}number`, "tensor(…)"],
    ["an array", () => asTensor(js([1, 2])),
     TypeError, `${like}Array`, "tensor(…)"],
    ["null", () => asTensor(js(null)),
     TypeError, `${like}null`, "Got null"],
    ["data in an array", () => asTensor(js({ data: [1, 2], dims: [2] })),
     TypeError, `${like}object`, "tensor(…)"],
    ["data without dims", () => asTensor({ data: new Float32Array(2) }),
     TypeError, `${like}object`, "object"],
    ["a forgotten await", () => asTensor(js(Promise.resolve(tensor(1)))),
     TypeError, `${like}Promise`, "Got a Promise", "asTensor(await …)"],
    ["data that are a promise", () => asTensor(js({ data: Promise.resolve(new Float32Array(2)), dims: [2] })),
     TypeError, `${like}object`, "data are a Promise", "await t.data()"],
    ["data that are a method, as of tfjs", () => asTensor(js({ data: () => new Float32Array(2), shape: [2] })),
     TypeError, `${like}object`, "data are a function", "await t.data()"],
    ["a buffer", () => asTensor(js(new ArrayBuffer(8))),
     TypeError, `${like}ArrayBuffer`, "asTensor(new Float32Array(buffer))"],
    ["data that are a buffer", () => asTensor(js({ data: new ArrayBuffer(8), dims: [2] })),
     TypeError, `${like}object`, "data are an ArrayBuffer", "new Float32Array(data)"],
    ["data in an array, which says so", () => asTensor(js({ data: [1, 2], dims: [2] })),
     TypeError, `${like}object`, "data are an Array", "tensor(…)", ".reshape(dims)"],
    ["data without dims, which says so", () => asTensor({ data: new Float32Array(2) }),
     TypeError, `${like}object`, "neither dims nor shape", "{ data, dims: [2, 3] }"],
    ["dims in a typed array", () => asTensor(js({ data: new Float32Array(2), dims: Int32Array.of(2) })),
     TypeError, `${like}object`, "dims are an Int32Array", "Array.from(dims)"],
    ["an empty object", () => asTensor(js({})),
     TypeError, `${like}object`, "without data"],
    ["a tensor of ONNX Runtime on the GPU", () => asTensor(js({ location: "gpu-buffer", dims: [2], get data() { throw new Error("The data is not on CPU."); } })),
     TypeError, "asTensor(): can't convert gpu-buffer device type tensor.", "await t.getData()", "t.ort_tensor"],
    ["a tensor of ONNX Runtime after dispose()", () => asTensor(js({ location: "none", dims: [2], get data() { throw new Error("The tensor is disposed."); } })),
     TypeError, "asTensor(): the data of this tensor are gone", '"none"', "dispose()"],
    ["float data that claim to be int64", () => asTensor({ data: new Float32Array(2), dims: [2], type: "int64" }),
     TypeError, "asTensor(): data of type 'int64' cannot be shared", "a Float32Array"],
    ["new Tensor()", () => new Tensor(js()),
     TypeError, "Tensor(): new Tensor(…) is not for users", "undefined", "tensor(data)"],
    ["new Tensor of an array", () => new Tensor(js([1])),
     TypeError, "Tensor(): new Tensor(…) is not for users", "an Array", "tensor(data)"],
  ]);
});

describe("arange", () => {
  const range = "unsupported range: ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a step of 0", () => arange(0, 5, 0),
     RangeError, "step must be nonzero", "arange(0, 5, 0)"],
    ["a step away from the end", () => arange(0, 5, -1),
     RangeError, "upper bound and l", "inconsistent with step sign", "arange(0, 5, -1)"],
    ["a negative end", () => arange(-3),
     RangeError, "upper bound and l", "inconsistent with step sign", "arange(0, -3, 1)"],
    ["an infinite end", () => arange(0, Infinity),
     RangeError, `${range}0 -> `, "arange(0, Infinity, 1)"],
    ["NaN as end", () => arange(Number.NaN),
     RangeError, `${range}0 -> `, "arange(0, NaN, 1)"],
    ["a string as end", () => arange(js("5")),
     TypeError, "arange(): ", "Number, not string", '"5"'],
    ["null as start", () => arange(js(null), 5),
     TypeError, "arange(): ", "Number, not null", "Got null"],
    ["options without an end", () => arange(js({ dtype: "int64" })),
     TypeError, "arange()", "undefined"],
    ["more numbers than memory holds", () => arange(2 ** 52),
     RangeError, "Storage size calculation overflowed with sizes=[4503599627370496]", "memory"],
  ]);
});
