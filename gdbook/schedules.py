"""Schedules, each a function of the step number k = 0, 1, 2, ... that returns the learning rate of that step."""

import math
from dataclasses import dataclass
from functools import partial

from gdbook._arguments import as_count, as_fraction, as_learning_rate, as_number, as_positive, convert_fields
from gdbook._functions import rate_at
from gdbook.rules import LearningRate

as_factor = partial(as_fraction, "(0, 1]")
at_least_one = partial(as_count, least=1)


@dataclass(frozen=True)
class StepDecay:
    """lr(k) = lr factor^floor(k / every): constant for a while, then a sudden drop, again and again.

    Args:
        lr: the learning rate of the first steps, positive.
        every: how many steps there are between two drops, 1 or more.
        factor: what is left of the rate after a drop, in (0, 1].

    Example:
        >>> [round(StepDecay(0.5, every=2)(k), 6) for k in range(5)]
        [0.5, 0.5, 0.05, 0.05, 0.005]

    Source: Krizhevsky et al., ImageNet Classification with Deep Convolutional Neural Networks, 2012, section 5.
    """

    lr: float
    every: int
    factor: float = 0.1

    def __post_init__(self) -> None:
        convert_fields(self, lr=as_positive, every=at_least_one, factor=as_factor)

    def __call__(self, k: int) -> float:
        return self.lr * self.factor ** (as_count("k", k) // self.every)


@dataclass(frozen=True)
class ExponentialDecay:
    """lr(k) = lr factor^k: the same share less at every step.

    Args:
        lr: the learning rate of the first step, positive.
        factor: what is left of the rate after each step, in (0, 1]; all rates together make lr / (1 - factor).

    Example:
        >>> [round(ExponentialDecay(0.5, 0.9)(k), 6) for k in range(3)]
        [0.5, 0.45, 0.405]

    Source: Goffin, Mathematical Programming 13, 1977, pages 329 to 347, on steps whose lengths fall geometrically.
    """

    lr: float
    factor: float

    def __post_init__(self) -> None:
        convert_fields(self, lr=as_positive, factor=as_factor)

    def __call__(self, k: int) -> float:
        return self.lr * self.factor ** as_count("k", k)


@dataclass(frozen=True)
class Cosine:
    """lr(k) = last + (lr - last) (1 + cos(pi k / step_num)) / 2: half a wave from lr down to last, then constant.

    Args:
        lr: the learning rate of the first step, positive.
        step_num: after how many steps the rate is down, 1 or more.
        last: the learning rate from then on, from 0 to lr.

    Example:
        >>> [round(Cosine(0.5, step_num=4)(k), 6) for k in range(6)]
        [0.5, 0.426777, 0.25, 0.073223, 0.0, 0.0]

    Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, equation 5, one cycle.
    """

    lr: float
    step_num: int
    last: float = 0.0

    def __post_init__(self) -> None:
        convert_fields(self, lr=as_positive, step_num=at_least_one, last=as_number)
        if not 0 <= self.last <= self.lr:
            raise ValueError(f"last must be from 0 to lr = {self.lr}, got {self.last}")

    def __call__(self, k: int) -> float:
        gone = min(as_count("k", k) / self.step_num, 1)
        return self.last + (self.lr - self.last) * (1 + math.cos(math.pi * gone)) / 2


@dataclass(frozen=True)
class WarmUp:
    """lr(k) = schedule(step_num - 1) (k + 1) / step_num below step_num, then schedule(k): a straight line up to it.

    Args:
        lr: the learning rate to warm up to: a positive number, or a schedule, which counts from the first step too.
        step_num: number of steps of the warm-up, the last of which has the full rate; 1 or more.

    Example:
        >>> [WarmUp(0.5, step_num=4)(k) for k in range(6)]
        [0.125, 0.25, 0.375, 0.5, 0.5, 0.5]

    Source: Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017, section 2.2.
    """

    lr: LearningRate
    step_num: int

    def __post_init__(self) -> None:
        convert_fields(self, lr=as_learning_rate, step_num=at_least_one)

    def __call__(self, k: int) -> float:
        k = as_count("k", k)
        return rate_at(self.lr, max(k, self.step_num - 1)) * min((k + 1) / self.step_num, 1)
