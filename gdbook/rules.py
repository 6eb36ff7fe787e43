"""The rules: what to add to x, given the gradient and what is remembered.

A rule is a frozen set of hyperparameters with two pure methods, ``init(x) -> state`` and
``update(grad, state) -> (step, state)``. Nothing is kept in the rule itself, so one rule serves many runs.
A learning rate is a number, or a schedule: a function of the step number k = 0, 1, 2, ... that returns one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

import numpy as np

from gdbook._arguments import FloatArray, number, positive, shown

LearningRate: TypeAlias = float | Callable[[int], float]
State = TypeVar("State")


class Rule(Protocol[State]):
    """What `iterate` and `descend` expect of a rule; write your own with these two methods."""

    def init(self, x: FloatArray, /) -> State:
        """What is remembered before the first step, for points x of shape (n, ...)."""
        ...

    def update(self, grad: FloatArray, state: State, /) -> tuple[FloatArray, State]:
        """The step to add to x, of grad's shape, and what is remembered after it."""
        ...


class Memory(NamedTuple):
    """What most rules remember: how many steps were taken, and one running array of the shape of x."""

    k: int
    value: FloatArray


class AdamMemory(NamedTuple):
    """Adam remembers the running mean of the gradient and of its square, each of the shape of x, and their weights."""

    k: int
    mean: FloatArray
    square: FloatArray
    mean_weight: float
    square_weight: float


@dataclass(frozen=True)
class GradientDescent:
    """x <- x - lr g: against the gradient g, as far as lr times its length.

    Args:
        lr: learning rate, positive, or a schedule.

    Source: Cauchy 1847; Saito, Deep Learning from Scratch, equation 4.7.
    """

    lr: LearningRate = 0.01

    def __post_init__(self) -> None:
        _settle(self, lr=_rate)

    def init(self, x: FloatArray) -> int:
        return 0

    def update(self, grad: FloatArray, state: int) -> tuple[FloatArray, int]:
        return -_at(self.lr, state) * grad, state + 1


@dataclass(frozen=True)
class Momentum:
    """v <- beta v - lr g;  x <- x + v: a heavy ball, with v = 0 at the start.

    The learning rate stands inside the velocity. With a constant lr this is also the convention that keeps it outside.

    Args:
        lr: learning rate, positive, or a schedule.
        beta: how much of the velocity is kept, in [0, 1).

    Source: Polyak, USSR Computational Mathematics and Mathematical Physics 4, 1964, equation 9;
        Saito, Deep Learning from Scratch, equations 6.3 and 6.4.
    """

    lr: LearningRate = 0.01
    beta: float = 0.9

    def __post_init__(self) -> None:
        _settle(self, lr=_rate, beta=_share)

    def init(self, x: FloatArray) -> Memory:
        return Memory(0, np.zeros_like(x))

    def update(self, grad: FloatArray, state: Memory) -> tuple[FloatArray, Memory]:
        velocity = self.beta * state.value - _at(self.lr, state.k) * grad
        return velocity, Memory(state.k + 1, velocity)


@dataclass(frozen=True)
class Nesterov:
    """v <- beta v - lr g;  x <- x + beta v - lr g: momentum that looks ahead, with v = 0 at the start.

    The point x that is kept is the one looked ahead to, so that one gradient at x is all that is needed.

    Args:
        lr: learning rate, positive, or a schedule.
        beta: how much of the velocity is kept, in [0, 1).

    Source: Nesterov, Soviet Mathematics Doklady 27, 1983; in this form Bengio, Boulanger-Lewandowski and Pascanu,
        Advances in Optimizing Recurrent Networks, 2013, equations 6 and 7.
    """

    lr: LearningRate = 0.01
    beta: float = 0.9

    def __post_init__(self) -> None:
        _settle(self, lr=_rate, beta=_share)

    def init(self, x: FloatArray) -> Memory:
        return Memory(0, np.zeros_like(x))

    def update(self, grad: FloatArray, state: Memory) -> tuple[FloatArray, Memory]:
        push = _at(self.lr, state.k) * grad
        velocity = self.beta * state.value - push
        return self.beta * velocity - push, Memory(state.k + 1, velocity)


@dataclass(frozen=True)
class AdaGrad:
    """s <- s + g^2;  x <- x - lr g / (sqrt(s) + eps): each component brakes by its own past. s = 0 at the start.

    Args:
        lr: learning rate, positive, or a schedule.
        eps: keeps the division defined while s is zero; positive.

    Source: Duchi, Hazan and Singer, Journal of Machine Learning Research 12, 2011, figure 1, diagonal form.
    """

    lr: LearningRate = 0.01
    eps: float = 1e-8  # far below any gradient that matters, far above float64's smallest number; as in Adam

    def __post_init__(self) -> None:
        _settle(self, lr=_rate, eps=positive)

    def init(self, x: FloatArray) -> Memory:
        return Memory(0, np.zeros_like(x))

    def update(self, grad: FloatArray, state: Memory) -> tuple[FloatArray, Memory]:
        total = state.value + grad * grad
        return -_at(self.lr, state.k) * grad / (np.sqrt(total) + self.eps), Memory(state.k + 1, total)


@dataclass(frozen=True)
class RMSProp:
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

    def __post_init__(self) -> None:
        _settle(self, lr=_rate, beta=_share, eps=positive)

    def init(self, x: FloatArray) -> Memory:
        return Memory(0, np.zeros_like(x))

    def update(self, grad: FloatArray, state: Memory) -> tuple[FloatArray, Memory]:
        square = self.beta * state.value + (1 - self.beta) * (grad * grad)
        return -_at(self.lr, state.k) * grad / (np.sqrt(square) + self.eps), Memory(state.k + 1, square)


@dataclass(frozen=True)
class Adam:
    """m <- beta1 m + (1 - beta1) g;  s <- beta2 s + (1 - beta2) g^2;  x <- x - lr m' / (sqrt(s') + eps).

    m' = m / (1 - beta1^t) and s' = s / (1 - beta2^t) correct the bias of starting at zero; t = 1 at the first step.
    1 - beta^t is the weight that the gradients so far have in the running mean. It is added up as the mean is, so that
    it takes no power, whose last digit depends on the machine.

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

    def __post_init__(self) -> None:
        _settle(self, lr=_rate, beta1=_share, beta2=_share, eps=positive)

    def init(self, x: FloatArray) -> AdamMemory:
        return AdamMemory(0, np.zeros_like(x), np.zeros_like(x), 0.0, 0.0)

    def update(self, grad: FloatArray, state: AdamMemory) -> tuple[FloatArray, AdamMemory]:
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * (grad * grad)
        mean_weight = self.beta1 * state.mean_weight + (1 - self.beta1)
        square_weight = self.beta2 * state.square_weight + (1 - self.beta2)
        step = -_at(self.lr, state.k) * (mean / mean_weight) / (np.sqrt(square / square_weight) + self.eps)
        return step, AdamMemory(state.k + 1, mean, square, mean_weight, square_weight)


def _at(lr: LearningRate, k: int) -> float:
    """The learning rate of step k. A schedule may come down to zero; a constant may not."""
    if not callable(lr):
        return lr
    value = number(f"lr({k})", lr(k))
    if value < 0:
        raise ValueError(f"lr({k}) must not be negative, got {value}")
    return value


def _settle(rule: object, **kinds: Callable[[str, Any], Any]) -> None:
    """Checks each setting and keeps it as a plain float: the type it came in changes neither repr nor step."""
    for name, kind in kinds.items():
        object.__setattr__(rule, name, kind(name, getattr(rule, name)))


def _rate(name: str, value: Any) -> Any:
    return value if callable(value) else positive(name, value)


def _share(name: str, value: Any) -> float:
    result = number(name, value)
    if not 0 <= result < 1:
        raise ValueError(f"{name} must be in [0, 1), got {shown(value)}")
    return result
