import { tensor } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

test.each([0, 1, 2, -1])("cumsum along %p has the gradient", (dim) => {
  gradcheck((x) => x.cumsum(dim), [normal([2, 3, 4])]);
});

test("the last of the running sums is the sum, and their differences are the elements", () => {
  const x = normal([3, 5]);
  const y = x.cumsum(1);
  expectClose(y.gather(1, tensor([[4], [4], [4]])), x.sum(1, true));
  const later = tensor([1, 2, 3, 4].map((k) => [k, k, k])).transpose(0, 1);
  expectClose(y.gather(1, later).sub(y.gather(1, later.sub(1))), x.gather(1, later));
});

test("of a scalar it is the scalar", () => {
  gradcheck((x) => x.cumsum(0), [normal([])]);
  expectClose(normal([]).cumsum(-1), normal([]));
});
