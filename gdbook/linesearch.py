"""Rules that evaluate f, at points kept in their state, to choose a step: line searches, and Newton's step."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from gdbook._arguments import as_fraction, as_positive, check_function, convert_fields
from gdbook._functions import FloatArray, Function, Gradient, evaluate
from gdbook.numdiff import EPS, central_gradient, second_derivative_step, second_differences
from gdbook.status import length as norm

TINY = float(np.finfo(np.float64).tiny)  # below the smallest normal number, multiplying by 0.9 may change nothing
DOUBLINGS = 200  # so often a length is doubled or halved to bracket a minimum: room for slopes from 1e-60 to 1e60
LEVEL = 1e-10  # a line search ends at this share of the slopes at its ends: finite differences resolve no less


class Place(NamedTuple):
    """The state of a line search: the points, and for each of them f there, or the length of the last step."""

    x: FloatArray  # (n, ...)
    value: Any  # (...)


@dataclass(frozen=True)
class Backtracking:
    """x <- x - a g with the first a among lr, lr shrink, lr shrink^2, ... that makes f fall far enough.

    Far enough is Armijo's condition, f(x - a g) <= f(x) - slope a |g|^2: `slope` times what the tangent promises.
    Where no length is accepted, as on an f that is NaN all around, the step is zero.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        lr: the length tried first at every step, positive.
        shrink: what is left of a rejected length, in (0, 1).
        slope: the share of the promised fall that is required, in (0, 1).

    Source: Armijo, Pacific J. Math. 16, 1966; Nocedal and Wright, Numerical Optimization, 2nd edition, algorithm 3.1.
    """

    f: Function
    lr: float = 1.0  # the whole gradient, for want of a better guess
    shrink: float = 0.5
    slope: float = 1e-4  # as in Nocedal and Wright

    def __post_init__(self) -> None:
        check_function("f", self.f)
        inside = partial(as_fraction, "(0, 1)")
        convert_fields(self, lr=as_positive, shrink=inside, slope=inside)

    def init(self, x: FloatArray) -> Place:
        return Place(x, evaluate(self.f, x.copy()))

    def update(self, grad: FloatArray, state: Place) -> tuple[FloatArray, Place]:
        x, value = state
        step, step_value = np.zeros_like(x), np.asarray(value)
        searching = np.asarray(value > -np.inf) & np.isfinite(grad).all(axis=0)  # f at -inf or NaN cannot fall
        length = self.lr
        while length >= TINY and bool(searching.any()):
            trial = -length * grad
            trial_value = evaluate(self.f, x + trial)
            armijo = trial_value <= value + self.slope * (trial * grad).sum(axis=0)
            accepted = searching & armijo
            step, step_value = np.where(accepted, trial, step), np.where(accepted, trial_value, step_value)
            searching = searching & ~armijo & (x + trial != x).any(axis=0)  # else shorter steps change nothing
            length *= self.shrink
        return step, Place(x + step, step_value)


class Probe(NamedTuple):
    """A place on the search lines: its distance along -g, f there, and the slope of f along the line; each (...)."""

    length: Any
    value: Any
    slope: Any


def _choose(condition: Any, yes: Any, no: Any) -> Any:
    """np.where for probes."""
    return Probe(*map(np.where, [condition] * 3, yes, no))


def _no_higher(end: Probe, start: Probe) -> Any:
    """Whether f ends no higher than at the start, up to rounding."""
    return end.value <= start.value + 16 * EPS * (np.abs(start.value) + np.abs(end.value))


@dataclass(frozen=True)
class ExactLineSearch:
    """x <- x - a g with the a > 0 that minimizes f along -g, locally: the first minimum that doubled lengths bracket.

    There the slope along g is zero, so each step meets the next at a right angle. The length is bracketed by doubling
    or halving that of the step before, then found by the Illinois method, whose first secant is exact on a quadratic. f
    ends no higher than it was. Where it falls for ever, the step ends after 200 doublings.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        grad: the gradient of f, if known; without it central differences whose step grows with x are used.
        lr: the length tried first at the first step, positive.

    Source: Nocedal and Wright, 2nd edition, section 3.1; for the Illinois method Dowell and Jarratt, BIT 11, 1971.
    """

    f: Function
    grad: Gradient | None = None
    lr: float = 1.0  # the whole gradient, for want of a better guess

    def __post_init__(self) -> None:
        check_function("f", self.f)
        check_function("grad", self.grad, optional=True)
        convert_fields(self, lr=as_positive)

    def init(self, x: FloatArray) -> Place:
        return Place(x, np.full(x.shape[1:], self.lr))

    def update(self, grad: FloatArray, state: Place) -> tuple[FloatArray, Place]:
        x, first = state
        f, known = self.f, self.grad
        largest = np.abs(grad).max(axis=0)
        direction = grad / np.where(largest > 0, largest, 1.0)  # a product with grad may overflow or underflow

        def probe(length: Any) -> Probe:
            y = x - length * grad
            value = evaluate(f, y.copy())
            gradient = central_gradient(f, y, None) if known is None else evaluate(known, y.copy(), y.shape, "grad")
            return Probe(length, value, -(gradient * direction).sum(axis=0))

        start, high = probe(np.zeros_like(first)), probe(first)
        low = start
        for _ in range(DOUBLINGS):
            falls = (high.slope < 0) & _no_higher(high, low)
            if not np.any(falls):
                break
            low, high = _choose(falls, high, low), _choose(falls, probe(2 * high.length), high)
        level = LEVEL * np.fmin(np.abs(start.slope), np.where(high.slope > 0, high.slope, np.inf))
        there = (np.abs(high.slope) <= level) & _no_higher(high, start)  # the first length may be the right one
        best = _choose(there, high, low)
        searching: Any = np.asarray((start.slope < 0) & ~there)
        last_moved = np.zeros_like(first)  # -1 for low, 1 for high
        for _ in range(2 * DOUBLINGS):
            if not searching.any():
                break
            secant = low.length - low.slope * (high.length - low.length) / (high.slope - low.slope)
            bisection = (low.length + high.length) / 2
            trial = probe(np.where((high.slope > 0) & np.isfinite(high.slope), secant, bisection))
            falls = (trial.slope < 0) & _no_higher(trial, low)
            found = (np.abs(trial.slope) <= level) & _no_higher(trial, start)
            best = _choose(searching & (falls | found), trial, best)
            # Illinois: where the same end moves twice in a row, the slope at the other end counts half.
            half_low = low._replace(slope=np.where(last_moved > 0, low.slope / 2, low.slope))
            half_high = high._replace(slope=np.where(last_moved < 0, high.slope / 2, high.slope))
            low, high = _choose(falls, trial, half_low), _choose(falls, half_high, trial)
            last_moved = np.where(falls, -1.0, 1.0)
            searching &= ~found & (high.length - low.length > 4 * EPS * high.length)
        step = -best.length * grad
        return step, Place(x + step, np.where(best.length > 0, best.length, first))


@dataclass(frozen=True)
class Newton:
    """x <- x - H^-1 g: to the stationary point of the quadratic that has f's gradient g and Hessian H at x.

    That point may be a minimum, a saddle or a maximum. Where H is singular, the inverse is the pseudoinverse: nothing
    moves along directions of zero curvature, or, if H is measured, of less than the rounding of its differences.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        hessian: the second derivatives of f, if known, symmetric, shape (n, n, ...); without it differences are used.

    Source: Nocedal and Wright, 2nd edition, section 3.3; for the inverse Penrose, Proc. Camb. Phil. Soc. 51, 1955.
    """

    f: Function
    hessian: Callable[[Any], Any] | None = None

    def __post_init__(self) -> None:
        check_function("f", self.f)
        check_function("hessian", self.hessian, optional=True)

    def init(self, x: FloatArray) -> FloatArray:
        return x

    def update(self, grad: FloatArray, state: FloatArray) -> tuple[FloatArray, FloatArray]:
        if self.hessian is None:
            unit = second_derivative_step(state)
            hessian = second_differences(self.f, state, unit)
            rounding = 4 * EPS * np.abs(evaluate(self.f, state.copy()))
        else:
            hessian = evaluate(self.hessian, state.copy(), (len(state), *state.shape), "hessian")
            curvature = np.abs(np.einsum("ii...->i...", hessian))
            unit, rounding = 1 / np.sqrt(np.where(curvature > 0, curvature, 1.0)), 0.0
        step = -np.einsum("ij...,j...->i...", pseudoinverse(hessian, unit, rounding), grad)
        return step, state + step


def pseudoinverse(matrices: FloatArray, unit: FloatArray, rounding: Any = 0.0) -> FloatArray:
    """Of symmetric (n, n, ...), NaN if not finite; curvatures in units of `unit` (n, ...) up to `rounding` are 0."""
    finite = np.isfinite(matrices).all(axis=(0, 1))  # (...); numpy may raise for others
    stacked = np.moveaxis(np.where(finite, matrices, 0.0), (0, 1), (-2, -1))  # (..., n, n)
    column = np.moveaxis(np.where(finite, unit, 1.0), 0, -1)[..., None]  # (..., n, 1)
    curvature, directions = np.linalg.eigh(column * stacked * column.swapaxes(-2, -1))
    size = np.abs(curvature)
    flat = size <= np.maximum(np.asarray(rounding)[..., None], len(matrices) * EPS * size.max(axis=-1, keepdims=True))
    axes = column * directions
    inverse = axes / np.where(flat, np.inf, curvature)[..., None, :] @ axes.swapaxes(-2, -1)
    if flat.any():  # a step along the flat directions is taken out on both sides, as the pseudoinverse has none
        flats = axes * flat[..., None, :]
        flats = flats / np.maximum(norm(np.moveaxis(flats, -2, 0)), TINY)[..., None, :]
        curved = np.eye(len(matrices)) - flats @ np.linalg.pinv(flats)  # a projector
        inverse = curved @ inverse @ curved
    return np.where(finite, np.moveaxis(inverse, (-2, -1), (0, 1)), np.nan)
