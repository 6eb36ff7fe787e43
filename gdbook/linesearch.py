"""Rules that ask f how long a step should be: line searches, and Newton's step.

They follow the protocol of every rule. Their state holds the points x, so that f can be asked there and beyond; many
starts are searched at once, each with a length of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from gdbook._arguments import FloatArray, Function, answer, function, number, positive, settle, shown
from gdbook.numdiff import EPS, second_derivative_step, second_differences

Hessian: TypeAlias = Callable[[Any], Any]
"""Takes points, shape ``(n, ...)``; returns the second derivatives there, shape ``(n, n, ...)``."""

SHORTEST = 1e-30
"""A length below this share of the first one tried is given up. 100 halvings: room for gradients as large as 1e30."""


TINY = sys.float_info.min
"""Below this the product of a number with 0.9 may be the number itself."""


class Place(NamedTuple):
    """What a line search remembers: where it is, and f there."""

    x: FloatArray  # (n, ...)
    value: Any  # (...)


@dataclass(frozen=True)
class Backtracking:
    """x <- x - a g with the first a among lr, lr shrink, lr shrink^2, ... that makes f fall far enough.

    Far enough is f(x - a g) <= f(x) - slope a |g|^2: at least the share `slope` of what the tangent promises
    (Armijo's condition). Where no length is accepted, as on an f that is NaN all around, the step is zero.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        lr: the length tried first at every step, positive.
        shrink: what is left of a length that was refused, in (0, 1).
        slope: the share of the promised fall that is asked for, in (0, 1).

    Source: Armijo, Pacific Journal of Mathematics 16, 1966; Nocedal and Wright, Numerical Optimization, second edition,
        algorithm 3.1 with its slope of 1e-4.
    """

    f: Function
    lr: float = 1.0  # the step of the whole gradient, without knowing better
    shrink: float = 0.5
    slope: float = 1e-4

    def __post_init__(self) -> None:
        function("f", self.f)
        settle(self, lr=positive, shrink=_between, slope=_between)

    def init(self, x: FloatArray) -> Place:
        return Place(x.copy(), _value(self.f, x))

    def update(self, grad: FloatArray, state: Place) -> tuple[FloatArray, Place]:
        x, value = state.x, np.asarray(state.value)
        promised = np.asarray((grad * grad).sum(axis=0))  # (...), the fall per unit of length
        searching = np.asarray(value > -np.inf)  # below that, or NaN, there is nothing to find
        length, step = self.lr, np.zeros_like(x)
        while length >= max(SHORTEST * self.lr, TINY) and bool(searching.any()):
            trial = -length * grad
            there = _value(self.f, x + trial)
            fits = searching & (there <= value - self.slope * length * promised)
            step, value = np.where(fits, trial, step), np.where(fits, there, value)
            searching = searching & ~fits & (x + trial != x).any(axis=0)  # what moves nothing is too short already
            length *= self.shrink
        return step, Place(x + step, value)


@dataclass(frozen=True)
class ExactLineSearch:
    """x <- x - (g.g / g.Hg) g: to the lowest point of the parabola that has f's slope and curvature along g.

    On a quadratic that is the lowest point of f along g, and each step meets the next at a right angle; elsewhere it
    is an estimate. Where the curvature g.Hg is not positive the parabola has no lowest point, and the step is zero.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        hessian: the second derivatives of f, if known: takes points of shape (n, ...), returns shape (n, n, ...);
            without it they are measured by differences of f.

    Source: Cauchy 1847; Nocedal and Wright, Numerical Optimization, second edition, section 3.3, steepest descent.
    """

    f: Function
    hessian: Hessian | None = None

    def __post_init__(self) -> None:
        _check_functions(self.f, self.hessian)

    def init(self, x: FloatArray) -> FloatArray:
        return x.copy()

    def update(self, grad: FloatArray, state: FloatArray) -> tuple[FloatArray, FloatArray]:
        curvature = (grad * _product(_hessian(self.f, self.hessian, state), grad)).sum(axis=0)  # (...), g.Hg
        fall = (grad * grad).sum(axis=0)
        length = np.where(curvature <= 0, 0.0, fall / np.where(curvature <= 0, 1.0, curvature))  # NaN stays NaN
        step = -length * grad
        return step, state + step


@dataclass(frozen=True)
class Newton:
    """x <- x - H^-1 g: to the stationary point of the quadratic that has f's gradient g and Hessian H at x.

    Minimum, saddle or maximum, it does not care which. Where H is singular, the inverse is the pseudoinverse: nothing
    moves along a direction without curvature, which for a measured H means less than the rounding of its differences.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        hessian: the second derivatives of f, if known: takes points of shape (n, ...), returns shape (n, n, ...),
            symmetric; without it they are measured by differences of f.

    Source: Nocedal and Wright, Numerical Optimization, second edition, section 3.3;
        Penrose, Proceedings of the Cambridge Philosophical Society 51, 1955, for the pseudoinverse.
    """

    f: Function
    hessian: Hessian | None = None

    def __post_init__(self) -> None:
        _check_functions(self.f, self.hessian)

    def init(self, x: FloatArray) -> FloatArray:
        return x.copy()

    def update(self, grad: FloatArray, state: FloatArray) -> tuple[FloatArray, FloatArray]:
        hessian = _hessian(self.f, self.hessian, state)
        known = np.isfinite(hessian).all(axis=(0, 1))  # (...); eigenvalues of anything else may raise
        matrices = np.moveaxis(np.where(known, hessian, 0.0), (0, 1), (-2, -1))  # (..., n, n)
        zero: Any = len(grad) * EPS  # as in numpy's matrix_rank
        if self.hessian is None:
            zero = np.maximum(zero, _rounding(self.f, state, matrices))
        inverse = np.linalg.pinv(matrices, rtol=zero, hermitian=True)
        step = np.where(known, -_product(np.moveaxis(inverse, (-2, -1), (0, 1)), grad), np.nan)
        return step, state + step


def _value(f: Function, x: FloatArray) -> Any:
    return answer("f(x)", f(x.copy()), x.shape[1:])


def _hessian(f: Function, hessian: Hessian | None, x: FloatArray) -> FloatArray:
    if hessian is None:
        return second_differences(f, x, second_derivative_step(x))
    return np.asarray(answer("hessian(x)", hessian(x.copy()), (len(x), *x.shape), hint=""))


def _rounding(f: Function, x: FloatArray, matrices: FloatArray) -> FloatArray:
    """What rounding of f does to its second differences at every point, as a share of the largest: shape (...)."""
    error = 4 * EPS * np.abs(_value(f, x)) / second_derivative_step(x).min(axis=0) ** 2
    share = error / np.maximum(np.abs(matrices).max(axis=(-2, -1)), TINY)
    return np.where(np.isfinite(share), share, 0.0)


def _product(matrices: FloatArray, vectors: FloatArray) -> FloatArray:
    """Matrix times vector at every point: (n, n, ...) and (n, ...) give (n, ...)."""
    return np.einsum("ij...,j...->i...", matrices, vectors)


def _check_functions(f: Function, hessian: Hessian | None) -> None:
    function("f", f)
    if hessian is not None:
        function("hessian", hessian)


def _between(name: str, value: Any) -> float:
    result = number(name, value)
    if not 0 < result < 1:
        raise ValueError(f"{name} must be in (0, 1), got {shown(value)}")
    return result
