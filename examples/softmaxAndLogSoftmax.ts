/** The article's test01: LogSoftmax is the logarithm of Softmax. */

import { nn, tensor } from "../src";

// 1.1 Softmax
let data = tensor([
  [0.5, 0.3],
  [0.2, 0.3],
]);
data = new nn.Softmax({ dim: 1 })(data);
data = data.log();
console.log(data);

// 1.2 LogSoftmax: the same as log(Softmax(data))
data = new nn.LogSoftmax({ dim: 1 })(data);
console.log(data);
