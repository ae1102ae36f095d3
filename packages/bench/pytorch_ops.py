"""What is timed, in PyTorch: the operations of ops.ts, each as a call with `run`, `read` and, where calls build on each other, `restart`."""

import numpy
import torch
import torch.nn.functional as F

LABEL_SMOOTHING = 0.1
LEARNING_RATE = 0.5


class Inputs:
    """The files of one case. `double`: the floating ones in float64."""

    def __init__(self, request, double):
        self.folder = request["dir"]
        self.shape = request["case"]["shape"]
        self.depth = request["case"].get("depth")
        self.double = double

    def floats(self, name, shape):
        values = torch.from_numpy(numpy.fromfile(f"{self.folder}/{name}", numpy.float32)).reshape(shape)
        return values.double() if self.double else values

    def logits(self):
        return self.floats("logits", self.shape)

    def targets(self):
        n, _, *rest = self.shape
        return torch.from_numpy(numpy.fromfile(f"{self.folder}/targets", numpy.int64)).reshape([n, *rest])


class Mapping:
    """Tensors in, a tensor out."""

    loss = None

    def __init__(self, f):
        self.f = f
        self.values = None

    def run(self):
        self.values = None
        self.values = self.f()

    def read(self):
        return self.values


class Forward:
    """The loss alone."""

    def __init__(self, f):
        self.f = f

    def run(self):
        self.loss = self.f().item()

    def read(self):
        return None


class Training:
    """A loss and the gradient of the leaf `x`. Before a call the gradient is set to "null", to "zero" or left ("keep")."""

    def __init__(self, x, f, before="null", looks=False, gradient=None):
        self.x = x.requires_grad_()
        self.f, self.before, self.looks, self.gradient = f, before, looks, gradient
        self.loss = None
        if before == "keep":
            self.restart = self.forget

    def forget(self):
        self.x.grad = None

    def run(self):
        x = self.x
        if self.before == "null":
            x.grad = None
        elif self.before == "zero" and x.grad is not None:
            x.grad.zero_()
        loss = self.f()
        loss.backward(self.gradient)
        if self.looks:
            x.grad.numpy()
        if self.gradient is None:
            self.loss = loss.item()

    def read(self):
        return self.x.grad


class Step:
    """logits = x W + b, cross-entropy, backward, W and b less the gradient times the learning rate."""

    def __init__(self, inputs):
        n, c = inputs.shape
        self.x = inputs.floats("features", [n, inputs.depth])
        self.target = inputs.targets()
        self.started = [inputs.floats("weight", [inputs.depth, c]), inputs.floats("bias", [c])]
        self.restart()

    def restart(self):
        self.parameters = [p.clone().requires_grad_() for p in self.started]

    def run(self):
        weight, bias = self.parameters
        loss = F.cross_entropy(self.x @ weight + bias, self.target)
        loss.backward()
        with torch.no_grad():
            weight.add_(weight.grad, alpha=-LEARNING_RATE)
            bias.add_(bias.grad, alpha=-LEARNING_RATE)
        weight.grad.zero_()
        bias.grad.zero_()
        self.loss = loss.item()

    def read(self):
        return torch.cat([p.detach().flatten() for p in self.parameters])


class LinearLoss:
    """
    The loss of x Wᵀ, and the gradients of x and W. `chunked`: PyTorch's own way without all logits; otherwise through them.
    Read are the gradients of x, of the rows of W that are targets, and of its first N rows.
    """

    def __init__(self, inputs, chunked):
        n, c = inputs.shape
        self.x = inputs.floats("features", [n, inputs.depth]).requires_grad_()
        self.weight = inputs.floats("weight", [c, inputs.depth]).requires_grad_()
        self.target = inputs.targets()
        self.chunked = chunked
        if chunked and not hasattr(F, "linear_cross_entropy"):
            raise RuntimeError(f"PyTorch {torch.__version__} has no linear_cross_entropy")

    def forget(self):
        self.x.grad = self.weight.grad = None

    def run(self):
        self.forget()
        if self.chunked:
            options = torch.nn.LinearCrossEntropyOptions()
            loss = F.linear_cross_entropy(self.x, self.weight, self.target, options=options)
        else:
            loss = F.cross_entropy(F.linear(self.x, self.weight), self.target)
        loss.backward()
        self.loss = loss.item()

    def read(self):
        grad = self.weight.grad
        return torch.cat([self.x.grad, grad[self.target], grad[: len(self.x)]])


def product(inputs):
    n, c = inputs.shape
    a = inputs.floats("features", [n, inputs.depth])
    b = inputs.floats("weight", [inputs.depth, c])
    return Mapping(lambda: a @ b)


def tensor_op(op, x):
    """Row, column and index are made of the logits, as in peers/crossentTensors.ts."""
    n, c = x.shape
    if op == "reluGrad":
        return Training(x, lambda: x.relu().sum())
    row = x[0].clone()
    column = x.flatten()[:n].reshape(n, 1).clone()
    index = (torch.arange(n * c) * 7919 % c).reshape(n, c)
    return Mapping(
        {
            "addRow": lambda: x + row,
            "mulScalar": lambda: x * 1.5,
            "mulColumn": lambda: x * column,
            "relu": lambda: x.relu(),
            "exp": lambda: x.exp(),
            "sumAll": lambda: x.sum(),
            "sumRows": lambda: x.sum(1),
            "sumColumns": lambda: x.sum(0),
            "meanAll": lambda: x.mean(),
            "amaxRows": lambda: x.amax(1),
            "argmaxRows": lambda: x.argmax(1),
            "transpose": lambda: x.t().contiguous(),
            "gather": lambda: x.gather(1, index),
        }[op]
    )


TENSOR_OPS = (
    "addRow mulScalar mulColumn relu exp sumAll sumRows sumColumns meanAll amaxRows argmaxRows transpose gather reluGrad"
).split()

BEFORE = {  # of what differs in the loop, not in the loss: how the gradient is treated, and whether it is read
    "crossEntropyGrad": {},
    "gradNullRead": {"looks": True},
    "gradZero": {"before": "zero"},
    "gradZeroRead": {"before": "zero", "looks": True},
    "accumulateGrad": {"before": "keep", "looks": True},
}


def prepare(request, double=False):
    op, inputs = request["op"], Inputs(request, double)
    if op == "product":
        return product(inputs)
    if op == "step":
        return Step(inputs)
    if op in ("linearThenCrossEntropy", "linearCrossEntropy"):
        return LinearLoss(inputs, chunked=op == "linearCrossEntropy" and not double)
    x = inputs.logits()
    if op in TENSOR_OPS:
        return tensor_op(op, x)
    if op in ("softmax", "softmaxDim0"):
        dim = 0 if op == "softmaxDim0" else 1
        return Mapping(lambda: F.softmax(x, dim))
    if op in ("logSoftmax", "logSoftmaxDim0"):
        dim = 0 if op == "logSoftmaxDim0" else 1
        return Mapping(lambda: F.log_softmax(x, dim))
    if op == "probabilitiesGrad":
        probabilities = inputs.floats("probabilities", inputs.shape)
        return Training(x, lambda: F.cross_entropy(x, probabilities))
    target = inputs.targets()
    if op == "crossEntropy":
        return Forward(lambda: F.cross_entropy(x, target))
    if op == "labelSmoothingGrad":
        return Training(x, lambda: F.cross_entropy(x, target, label_smoothing=LABEL_SMOOTHING))
    if op == "float64Grad":
        x = x.double()
        return Training(x, lambda: F.cross_entropy(x, target))
    if op == "noneGrad":
        ones = torch.ones(target.shape, dtype=x.dtype)
        return Training(x, lambda: F.cross_entropy(x, target, reduction="none"), gradient=ones)
    if op == "dividedGrad":
        return Training(x, lambda: F.cross_entropy(x, target).div(4))
    if op == "oneHotGrad":
        onehot = F.one_hot(target, x.shape[1])
        return Training(x, lambda: F.cross_entropy(x, onehot.to(x.dtype)))
    return Training(x, lambda: F.cross_entropy(x, target), **BEFORE[op])
