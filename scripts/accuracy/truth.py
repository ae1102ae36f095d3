"""What crossent's numbers are measured against: the true values, and PyTorch's float32 numbers.

oracle.py of scripts/differential imports this module into its PyTorch process. The truth is computed in float64 from the
float32 inputs, with log1p where PyTorch's own float64 functions lose digits (a class that is almost certain), and is
checked against those functions.

`N` rows, `C` classes in dim 1, further dims are planes. An output is measured as a triple `(name, truth, size)`: the
error counts in ulp of float32 at `size`, which is the true value itself, or for gradients the sum of the magnitudes
that cancel in it.
"""

import hashlib

import numpy as np
import torch
import torch.nn.functional as F

SMOOTHING = 0.1
ALMOST_CERTAIN = 2**-10  # -log p below this has its own line in the table
TARGET_GRADIENT = "crossEntropy of probabilities, gradient of the target"
SPLIT = ("logSoftmax", "crossEntropy of indices", TARGET_GRADIENT)  # multiples of log p
CHUNK = 2**20  # rows of the truth of a mean at a time


def exact_log_softmax(x):
    """log p in float64 and the maximum of each row; relatively exact for p near 1 as well."""
    x = x.double()
    top, place = x.max(1, keepdim=True)
    rest = (x - top).exp().scatter(1, place, 0.0).sum(1, keepdim=True)
    log_sum = rest.log1p()
    return (x - top) - log_sum, (top + log_sum).squeeze(1)


def softmax(x, dy, target):
    p = exact_log_softmax(x)[0].exp()
    terms = dy.abs() + (dy.abs() * p).sum(1, keepdim=True)
    return [("softmax", p, p), ("softmax, gradient", p * (dy - (dy * p).sum(1, keepdim=True)), p * terms)]


def log_softmax(x, dy, target):
    log_p = exact_log_softmax(x)[0]
    p = log_p.exp()
    grad = dy - p * dy.sum(1, keepdim=True)
    terms = dy.abs() + p * dy.abs().sum(1, keepdim=True)
    return [("logSoftmax", log_p, log_p), ("logSoftmax, gradient", grad, terms)]


def logsumexp(x, dy, target):
    log_p, value = exact_log_softmax(x)
    grad = dy.unsqueeze(1) * log_p.exp()
    return [("logsumexp", value, value), ("logsumexp, gradient", grad, grad)]


def loss_of(name, x, dy, probabilities):
    """loss = -sum of t log p, dx = dy [(sum of t) p - t]."""
    log_p = exact_log_softmax(x)[0]
    dy = dy.unsqueeze(1)
    loss = -(probabilities * log_p).sum(1)
    share = probabilities.sum(1, keepdim=True) * log_p.exp()
    grad = dy * (share - probabilities)
    return [(name, loss, loss), (f"{name}, gradient", grad, dy.abs() * (share + probabilities))], -dy * log_p


def one_hot(x, target):
    return torch.zeros_like(x).scatter(1, target.unsqueeze(1), 1.0)


def cross_entropy(x, dy, target):
    return loss_of("crossEntropy of indices", x, dy, one_hot(x, target))[0]


def cross_entropy_smoothed(x, dy, target):
    smoothed = one_hot(x, target) * (1 - SMOOTHING) + SMOOTHING / x.shape[1]
    return loss_of("crossEntropy, smoothing 0.1", x, dy, smoothed)[0]


def cross_entropy_probabilities(x, dy, target):
    outputs, d_target = loss_of("crossEntropy of probabilities", x, dy, target)
    return [*outputs, (TARGET_GRADIENT, d_target, d_target)]


# name of a quantity: its truth, PyTorch's function, whether the target is differentiable
QUANTITIES = {
    "softmax": (softmax, lambda x, t: F.softmax(x, 1), False),
    "logSoftmax": (log_softmax, lambda x, t: F.log_softmax(x, 1), False),
    "logsumexp": (logsumexp, lambda x, t: torch.logsumexp(x, 1), False),
    "crossEntropy": (cross_entropy, lambda x, t: F.cross_entropy(x, t, reduction="none"), False),
    "smoothed": (
        cross_entropy_smoothed,
        lambda x, t: F.cross_entropy(x, t, reduction="none", label_smoothing=SMOOTHING),
        False,
    ),
    "probabilities": (
        cross_entropy_probabilities,
        lambda x, t: F.cross_entropy(x, t, reduction="none"),
        True,
    ),
}


def by_pytorch(fn, x, dy, target, gradient_of_target, dtype):
    """The value and the gradients as PyTorch computes them in `dtype`."""
    x = x.to(dtype).requires_grad_()
    leaves = [x]
    if gradient_of_target:
        target = target.to(dtype).requires_grad_()
        leaves.append(target)
    y = fn(x, target)
    return [y.detach(), *torch.autograd.grad(y, leaves, dy.to(dtype))]


def ulp(size):
    """The distance of neighbouring float32 numbers at `size`, 2^-149 for the subnormal ones."""
    exponent = np.frexp(np.abs(size))[1] - 1
    return np.ldexp(1.0, np.maximum(exponent, -126) - 23)


def errors(got, truth, unit):
    """The largest error in units and the largest absolute error."""
    distance = np.abs(got.astype(np.float64) - truth)
    distance[~np.isfinite(distance)] = np.inf
    return [float((distance / unit).max()), float(distance.max())]


def compare(name, truth, size, results):
    """One line of the table, or two: classes that are almost certain have their own."""
    truth, size = truth.numpy().reshape(-1), ulp(size.numpy().reshape(-1))
    results = [result.numpy().reshape(-1) for result in results]
    if name not in SPLIT:
        return [[name, [errors(result, truth, size) for result in results]]]
    certain = np.abs(truth) < ALMOST_CERTAIN
    lines = []
    for label, mask in ((name, ~certain), (f"{name}, p > 0.999", certain)):
        if mask.any():
            lines.append([label, [errors(r[mask], truth[mask], size[mask]) for r in results]])
    return lines


def check(name, truth, size, pytorch64):
    """A guard against a wrong formula here: PyTorch in float64 has to agree to some 1e-11 of what is added up."""
    limit = 1e-11 * size.abs().max() + 1e-14
    worst = (truth - pytorch64).abs().max()
    if not worst <= limit:
        raise AssertionError(f"{name}: the truth and PyTorch's float64 differ by {worst:.3g}")


def measure(quantity, x, dy, target, results):
    """[line name, [[ulp, absolute], ...]] per output: each of crossent's backends in `results`, PyTorch float32 last."""
    truth_of, fn, gradient_of_target = QUANTITIES[quantity]
    exact = [t if t is None or t.dtype == torch.int64 else t.double() for t in (x, dy, target)]
    outputs = truth_of(*exact)
    in64 = by_pytorch(fn, x, dy, target, gradient_of_target, torch.float64)
    in32 = by_pytorch(fn, x, dy, target, gradient_of_target, torch.float32)
    lines = []
    for k, (name, truth, size) in enumerate(outputs):
        check(f"{quantity}, output {k}", truth, size, in64[k])
        lines += compare(name, truth, size, [*(result[k] for result in results), in32[k]])
    return lines


def mean_inputs(seed, rows, classes, scale):
    """The inputs of a mean, drawn in the order of means.ts from a stream that is the same to the bit."""
    torch.manual_seed(seed)
    x = torch.rand(rows, classes).mul_(scale)
    probabilities = torch.rand(rows, classes)
    target = torch.randint(classes, (rows,))
    weight = torch.rand(classes)
    return x, probabilities, target, weight


def mean_truths(x, probabilities, target, weight):
    """The four means of means.ts in float64, some rows at a time."""
    rows, classes = x.shape
    weight = weight.double()
    plain = weighted = weights = smoothed = soft = 0.0
    for start in range(0, rows, CHUNK):
        part = slice(start, start + CHUNK)
        log_p = exact_log_softmax(x[part])[0]
        nll = -log_p.gather(1, target[part].unsqueeze(1)).squeeze(1)
        w = weight[target[part]]
        plain += nll.sum().item()
        weighted += (w * nll).sum().item()
        weights += w.sum().item()
        smoothed += ((1 - SMOOTHING) * nll - SMOOTHING / classes * log_p.sum(1)).sum().item()
        soft -= (probabilities[part].double() * log_p).sum().item()
    return [plain / rows, weighted / weights, smoothed / rows, soft / rows]


def measure_means(seed, rows, classes, scale, digest, results):
    """[[ulp, absolute], ...] per mean: each of crossent's backends in `results`, PyTorch float32 last."""
    x, probabilities, target, weight = inputs = mean_inputs(seed, rows, classes, scale)
    own = hashlib.sha256()
    for tensor in inputs:
        own.update(tensor.numpy())
    if own.hexdigest() != digest:
        raise AssertionError("crossent and PyTorch drew different numbers from the same seed")
    truths = mean_truths(*inputs)
    pytorch = [
        F.cross_entropy(x, target).item(),
        F.cross_entropy(x, target, weight).item(),
        F.cross_entropy(x, target, label_smoothing=SMOOTHING).item(),
        F.cross_entropy(x, probabilities).item(),
    ]
    lines = []
    for k, truth in enumerate(truths):
        truth = np.array([truth])
        numbers = [*(result[k] for result in results), pytorch[k]]
        lines.append([errors(np.array([number]), truth, ulp(truth)) for number in numbers])
    return lines


def measure_products(a, b, dy, results):
    """[[root mean square, largest], ...] per output of a product, in ulp of the sum of the magnitudes that it adds up."""
    x, y = a.clone().requires_grad_(), b.clone().requires_grad_()
    product = x @ y
    product.backward(dy)
    pytorch = [product.detach(), x.grad, y.grad]
    a, b, dy = a.double(), b.double(), dy.double()
    truths = [a @ b, dy @ b.T, a.T @ dy]
    sizes = [a.abs() @ b.abs(), dy.abs() @ b.T.abs(), a.T.abs() @ dy.abs()]
    lines = []
    for k, (truth, size) in enumerate(zip(truths, sizes)):
        unit = ulp(size.numpy())
        distances = [np.abs(r[k].numpy().astype(np.float64) - truth.numpy()) / unit for r in [*results, pytorch]]
        lines.append([[float(np.sqrt((d**2).mean())), float(d.max())] for d in distances])
    return lines
