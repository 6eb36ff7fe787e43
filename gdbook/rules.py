"""Update rules: the step to add to x, given the gradient and the state of the rule.

A rule is a frozen set of hyperparameters with two pure methods: nothing is kept in it, so one rule serves many runs. A
learning rate is a number, or a schedule: a function of the step number k = 0, 1, 2, ... that returns one.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

import numpy as np

from gdbook._arguments import as_decay, as_flag, as_learning_rate, as_positive, convert_fields
from gdbook._functions import FloatArray, rate_at

LearningRate: TypeAlias = float | Callable[[int], float]
State = TypeVar("State")
DECAYS = dict.fromkeys(("beta", "beta1", "beta2"), as_decay)
CHECKS = {"lr": as_learning_rate, "lr_inside": as_flag, "eps": as_positive} | DECAYS  # a subclass may have others


class Rule(Protocol[State]):
    """What `iterate` and `descend` expect of a rule; write your own with these two methods."""

    def init(self, x: FloatArray, /) -> State:
        """What is remembered before the first step, for points x of shape (n, ...)."""
        ...

    def update(self, grad: FloatArray, state: State, /) -> tuple[FloatArray, State]:
        """The step to add to x, of grad's shape, and the new state. grad is read-only."""
        ...


class Memory(NamedTuple):
    """The state of most rules: the number of steps taken, and one running array of the shape of x."""

    k: int
    value: FloatArray


class AdamMemory(NamedTuple):
    """The running means of the gradient and of its square, each of the shape of x, and their weights."""

    k: int
    mean: FloatArray
    square: FloatArray
    mean_weight: float
    square_weight: float


@dataclass(frozen=True)
class _Rule:
    """Checks the hyperparameters by their names, and keeps them as plain numbers."""

    def __post_init__(self) -> None:
        convert_fields(self, **{field.name: CHECKS[field.name] for field in fields(self) if field.name in CHECKS})


class _OneArrayRule(_Rule):
    def init(self, x: FloatArray) -> Memory:
        return Memory(0, np.zeros_like(x))


@dataclass(frozen=True)
class GradientDescent(_Rule):
    """x <- x - lr g: against the gradient g, as far as lr times its length.

    Args:
        lr: learning rate, positive, or a schedule.

    Source: Cauchy 1847; Saito, Deep Learning from Scratch, equation 4.7.
    """

    lr: LearningRate = 0.01

    def init(self, x: FloatArray) -> int:
        return 0

    def update(self, grad: FloatArray, state: int) -> tuple[FloatArray, int]:
        return -rate_at(self.lr, state) * grad, state + 1


@dataclass(frozen=True)
class Momentum(_OneArrayRule):
    """v <- beta v - lr g;  x <- x + v: a heavy ball, with v = 0 at the start.

    With lr_inside=False, v <- beta v - g;  x <- x + lr v, as in PyTorch. This differs only under a schedule: a drop of
    lr then takes effect at once, and not over about 1 / (1 - beta) steps.

    Args:
        lr: learning rate, positive, or a schedule.
        beta: how much of the velocity is kept, in [0, 1).
        lr_inside: whether the velocity contains lr.

    Source: Polyak, USSR Comp. Math. Math. Phys. 4, 1964; Saito, Deep Learning from Scratch, equations 6.3 and 6.4.
    """

    lr: LearningRate = 0.01
    beta: float = 0.9
    lr_inside: bool = True

    def update(self, grad: FloatArray, state: Memory) -> tuple[FloatArray, Memory]:
        lr = rate_at(self.lr, state.k)
        inside, outside = (lr, 1.0) if self.lr_inside else (1.0, lr)
        velocity = self.beta * state.value - inside * grad
        return outside * velocity, Memory(state.k + 1, velocity)


@dataclass(frozen=True)
class Nesterov(Momentum):
    """v <- beta v - lr g;  x <- x + beta v - lr g: momentum that looks ahead, with v = 0 at the start.

    The x that is kept is the point looked ahead to, so that one gradient, that at x, is enough.

    Args:
        lr: learning rate, positive, or a schedule.
        beta: how much of the velocity is kept, in [0, 1).
        lr_inside: whether the velocity contains lr; False is PyTorch's convention, see Momentum.

    Source: Nesterov, Soviet Math. Dokl. 27, 1983; as in Bengio et al., Advances in Optimizing Recurrent Networks, 2013.
    """

    def update(self, grad: FloatArray, state: Memory) -> tuple[FloatArray, Memory]:
        lr = rate_at(self.lr, state.k)
        inside, outside = (lr, 1.0) if self.lr_inside else (1.0, lr)
        push = inside * grad
        velocity = self.beta * state.value - push
        return outside * (self.beta * velocity - push), Memory(state.k + 1, velocity)


@dataclass(frozen=True)
class AdaGrad(_OneArrayRule):
    """s <- s + g^2;  x <- x - lr g / (sqrt(s) + eps): each component brakes by its own past. s = 0 at the start.

    Args:
        lr: learning rate, positive, or a schedule.
        eps: keeps the division defined while s is zero; positive.

    Source: Duchi, Hazan and Singer, Journal of Machine Learning Research 12, 2011, figure 1, diagonal form.
    """

    lr: LearningRate = 0.01
    eps: float = 1e-8  # far below any gradient that matters, far above float64's smallest number; as in Adam

    def update(self, grad: FloatArray, state: Memory) -> tuple[FloatArray, Memory]:
        total = state.value + grad * grad
        return -rate_at(self.lr, state.k) * grad / (np.sqrt(total) + self.eps), Memory(state.k + 1, total)


@dataclass(frozen=True)
class RMSProp(_OneArrayRule):
    """s <- beta s + (1 - beta) g^2;  x <- x - lr g / (sqrt(s) + eps): AdaGrad that forgets, with s = 0 at the start.

    Args:
        lr: learning rate, positive, or a schedule.
        beta: how much of the running mean square is kept, in [0, 1).
        eps: keeps the division defined while s is zero; positive.

    Source: Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012, with its 0.9.
    """

    lr: LearningRate = 0.01
    beta: float = 0.9
    eps: float = 1e-8  # as in Adam

    def update(self, grad: FloatArray, state: Memory) -> tuple[FloatArray, Memory]:
        square = self.beta * state.value + (1 - self.beta) * (grad * grad)
        return -rate_at(self.lr, state.k) * grad / (np.sqrt(square) + self.eps), Memory(state.k + 1, square)


@dataclass(frozen=True)
class Adam(_Rule):
    """m <- beta1 m + (1 - beta1) g;  s <- beta2 s + (1 - beta2) g^2;  x <- x - lr m' / (sqrt(s') + eps).

    m' = m / (1 - beta1^t) and s' = s / (1 - beta2^t) correct the bias of starting at zero; t = 1 at the first step.
    The weights 1 - beta^t are running sums, since the last digit of a power depends on the machine.

    Args:
        lr: learning rate, positive, or a schedule.
        beta1: how much of the running mean is kept, in [0, 1).
        beta2: how much of the running mean square is kept, in [0, 1).
        eps: keeps the division defined while s is zero; positive.

    Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1, with its defaults.
    """

    lr: LearningRate = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8

    def init(self, x: FloatArray) -> AdamMemory:
        return AdamMemory(0, np.zeros_like(x), np.zeros_like(x), 0.0, 0.0)

    def update(self, grad: FloatArray, state: AdamMemory) -> tuple[FloatArray, AdamMemory]:
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * (grad * grad)
        mean_weight = self.beta1 * state.mean_weight + (1 - self.beta1)
        square_weight = self.beta2 * state.square_weight + (1 - self.beta2)
        step = -rate_at(self.lr, state.k) * (mean / mean_weight) / (np.sqrt(square / square_weight) + self.eps)
        return step, AdamMemory(state.k + 1, mean, square, mean_weight, square_weight)


RULES: dict[str, type[Rule[Any]]] = {
    rule.__name__: rule for rule in (GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam)
}
"""Every rule by its name; each can be made without arguments. The position is its colour in figures: C0, C1, ..."""
