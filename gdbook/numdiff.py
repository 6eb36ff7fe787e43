"""Derivatives from function values alone: central differences, and their step sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import as_finite_array, as_points, as_positive, check_function
from gdbook._functions import FloatArray, Function, check_columns, elementwise, evaluate

CHAPTER_H = 1e-4  # the step of the chapter's program, whose numbers it reproduces bit for bit
EPS = float(np.finfo(np.float64).eps)
FIRST_DERIVATIVE_H = EPS ** (1 / 3)  # balances the truncation error h^2 against the rounding error eps / h
SECOND_DERIVATIVE_H = EPS ** (1 / 4)  # balances the truncation error h^2 against the rounding error eps / h^2


def numerical_diff(f: Function, x: ArrayLike, h: float | None = CHAPTER_H) -> Any:
    """Derivative of a function of one variable: f'(x) ~ (f(x + h) - f(x - h)) / 2h.

    Args:
        f: takes a float, or an array elementwise; returns the same shape.
        x: the point, a number or an array of any shape, finite.
        h: step, in the units of x; None means eps^(1/3) max(1, |x|), and a division by the step really taken.

    Returns:
        A float for a number, a float64 array of x's shape for an array.

    Raises:
        TypeError, ValueError: an argument is not as described above, or h is so large that f overflows.

    Example:
        >>> round(numerical_diff(lambda x: 0.01 * x**2 + 0.1 * x, 5), 9)
        0.2

    Source: Saito, Deep Learning from Scratch, section 4.3.1.
    """
    check_function("f", f)
    at = as_finite_array("x", x)
    slope = numerical_gradient(elementwise(f), at[None], h)[0]
    return slope if at.ndim else float(slope)


def numerical_gradient(f: Function, x: ArrayLike, h: float | None = CHAPTER_H, *, axis: int = 0) -> FloatArray:
    """Gradient by central differences: df/dx_i ~ (f(x + h e_i) - f(x - h e_i)) / 2h.

    Calls f 2n times for any number of points, and a few times more if x is n by n, to check that f does not take rows
    for points, or if the result is not finite, to check h. At a kink, as of |x|, it is the slope of the chord: 0.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        x: one point, shape (n,), or many, shape (n, ...); finite. Never changed.
        h: step, in the units of x; None means eps^(1/3) max(1, |x_i|), and a division by the step really taken.
        axis: the axis of x that holds the components, 1 for points in rows, as in the book. f receives them first.

    Returns:
        The gradient, float64, of x's shape.

    Raises:
        TypeError, ValueError: an argument is not as described above, or h is so large that f overflows.

    Example:
        >>> from gdbook import bowl
        >>> numerical_gradient(bowl, [3, 4]).round(9)
        array([6., 8.])
        >>> numerical_gradient(bowl, [[-3, 4], [1, 2]], axis=1).round(9)
        array([[-6.,  8.],
               [ 2.,  4.]])

    Source: Saito, Deep Learning from Scratch, section 4.4. The scaled step: Numerical Recipes, 3rd ed., section 5.7.
    """
    check_function("f", f)
    at = as_points("x", x, axis)
    step = None if h is None else as_positive("h", h)
    with np.errstate(all="ignore"):
        check_columns(f, at)
        gradient = central_gradient(f, at, step)
        _check_step(f, at, step, gradient)
    return gradient if axis == 0 else np.moveaxis(gradient, 0, axis)


def central_gradient(f: Function, x: FloatArray, h: float | None) -> FloatArray:
    """`numerical_gradient` for callers that have checked x and h."""
    gradient = np.empty_like(x)
    for i in range(len(x)):
        step = FIRST_DERIVATIVE_H * np.maximum(1.0, np.abs(x[i])) if h is None else h
        forward, backward = x.copy(), x.copy()
        forward[i] += step
        backward[i] -= step
        width = forward[i] - backward[i] if h is None else 2 * h
        gradient[i] = (evaluate(f, forward) - evaluate(f, backward)) / width
    return gradient


def numerical_hessian(f: Function, x: ArrayLike, h: float | None = None) -> FloatArray:
    """Second derivatives by central differences of f.

    d2f/dx_i dx_j ~ (f(+i+j) + f(-i-j) - f(+i-j) - f(-i+j)) / 4 h_i h_j, and for i = j (f(+i) - 2 f + f(-i)) / h_i^2.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        x: one point, shape (n,), or many, shape (n, ...); finite. Never changed.
        h: step, in the units of x; None means eps^(1/4) max(1, |x_i|).

    Returns:
        The Hessian, float64, shape (n, n) or (n, n, ...), symmetric to the last bit, from 2n^2 + 1 calls of f.

    Raises:
        TypeError, ValueError: an argument is not as described above, or h is so large that f overflows.

    Example:
        >>> from gdbook import saddle
        >>> numerical_hessian(saddle, [1, 1]).round(6)
        array([[ 2.,  0.],
               [ 0., -2.]])

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 25.3.23 and 25.3.26.
    """
    check_function("f", f)
    at = as_points("x", x)
    step = None if h is None else as_positive("h", h)
    with np.errstate(all="ignore"):
        check_columns(f, at)
        hessian = second_differences(f, at, second_derivative_step(at) if step is None else np.full_like(at, step))
        _check_step(f, at, step, np.moveaxis(np.diagonal(hessian), -1, 0))
    return hessian


def second_derivative_step(x: FloatArray) -> FloatArray:
    """The scaled step of each component, as it is really taken."""
    return (x + SECOND_DERIVATIVE_H * np.maximum(1.0, np.abs(x))) - x


def second_differences(f: Function, x: FloatArray, step: FloatArray) -> FloatArray:
    """`numerical_hessian` for callers that have checked x, with a step for each component."""
    value = shifted_values(f, x, step)
    hessian = np.empty((len(x), *x.shape))
    centre = value()
    for i in range(len(x)):
        hessian[i, i] = (value((i, 1)) - 2 * centre + value((i, -1))) / (step[i] * step[i])
        for j in range(i):
            same = value((i, 1), (j, 1)) + value((i, -1), (j, -1))
            opposite = value((i, 1), (j, -1)) + value((i, -1), (j, 1))
            hessian[i, j] = hessian[j, i] = (same - opposite) / (4 * step[i] * step[j])
    return hessian


def shifted_values(f: Function, x: FloatArray, step: FloatArray) -> Callable[..., Any]:
    """value((i, 1), (j, -1)) is f(x + step_i e_i - step_j e_j)."""

    def value(*shifts: tuple[int, float]) -> Any:
        point = x.copy()
        for i, multiple in shifts:
            point[i] += multiple * step[i]
        return evaluate(f, point)

    return value


def _check_step(f: Function, x: FloatArray, h: float | None, derivative: FloatArray) -> None:
    """Raise if h makes derivatives (n, ...) not finite: f(x) is finite, and f(x + h), f(x - h) both are, or neither."""
    if h is None or np.isfinite(derivative).all():
        return
    value = shifted_values(f, x, np.full_like(x, h))
    for i, row in enumerate(derivative):
        centre, forward, backward = value(), value((i, 1)), value((i, -1))
        alike = np.isfinite(forward) == np.isfinite(backward)
        known = np.isfinite(centre) & ~np.isnan(forward) & ~np.isnan(backward)
        if (~np.isfinite(row) & known & alike).any():
            raise ValueError(f"h must be a step over which differences of f are finite, got {h}")
