"""Derivatives from function values alone: central differences, and their step sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import (
    FloatArray,
    Function,
    as_finite_array,
    as_points,
    as_positive,
    check_columns,
    check_function,
    evaluate,
    evaluate_elementwise,
)

CHAPTER_H = 1e-4  # the step of the chapter's program, whose numbers it reproduces bit for bit
EPS = float(np.finfo(np.float64).eps)
# Balances the truncation error h^2 of a central difference against its rounding error eps/h.
FIRST_DERIVATIVE_H = EPS ** (1 / 3)
# Balances the truncation error h^2 of a second difference against its rounding error eps/h^2.
SECOND_DERIVATIVE_H = EPS ** (1 / 4)


@overload
def numerical_diff(f: Function, x: float, h: float | None = CHAPTER_H) -> float: ...
@overload
def numerical_diff(f: Function, x: ArrayLike, h: float | None = CHAPTER_H) -> Any: ...
def numerical_diff(f: Function, x: ArrayLike, h: float | None = CHAPTER_H) -> Any:
    """Derivative of a function of one variable: f'(x) ~ (f(x + h) - f(x - h)) / 2h.

    Args:
        f: takes a float, or an array elementwise; returns the same shape.
        x: the point, a number or an array of any shape, finite.
        h: step, in the units of x; None means eps^(1/3) max(1, |x|), and a division by the step really taken.

    Returns:
        A float for a number, a float64 array of x's shape for an array.

    Raises:
        TypeError: f is not a function; x, h or f(x) is not made of real numbers.
        ValueError: x is not finite; h is not positive, or so large that f overflows; f(x) does not have the shape of x.

    Example:
        >>> round(numerical_diff(lambda x: 0.01 * x**2 + 0.1 * x, 5), 9)
        0.2

    Source: Saito, Deep Learning from Scratch, section 4.3.1.
    """
    check_function("f", f)
    at = as_finite_array("x", x)
    with np.errstate(all="ignore"):
        step = _scaled_step(at) if h is None else as_positive("h", h)
        forward, backward = at + step, at - step
        width = forward - backward if h is None else 2 * step
        if at.ndim == 0:  # plain floats, so that functions from math work too
            forward, backward = float(forward), float(backward)
        slope = (evaluate_elementwise(f, forward) - evaluate_elementwise(f, backward)) / width
        if h is not None and not np.isfinite(slope).all():
            _check_step(h, slope, *(evaluate_elementwise(f, point) for point in (at[()], at + step, at - step)))
    return slope if at.ndim else float(slope)


def numerical_gradient(f: Function, x: ArrayLike, h: float | None = CHAPTER_H, *, axis: int = 0) -> FloatArray:
    """Gradient by central differences: df/dx_i ~ (f(x + h e_i) - f(x - h e_i)) / 2h.

    Calls f 2n times, however many points x holds. For x of shape (n, n, ...) it calls f once or twice more, to check
    that f does not take rows for points.

    A central difference is the slope of the chord over 2h, also where f has no slope. At the kink of |x| it is 0; at
    a distance d < h from a jump of height J it is J / 2h, however flat f is to both sides.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        x: one point, shape (n,), or many, shape (n, ...); finite. Never changed.
        h: step, in the units of x; None means eps^(1/3) max(1, |x_i|), and a division by the step really taken.
        axis: the axis of x that holds the components, 1 for points in rows, as in the book. f receives them first.

    Returns:
        The gradient, float64, of x's shape.

    Raises:
        TypeError: f is not a function, or takes only one point; x, h or f(x) is not made of real numbers.
        ValueError: x is not finite or has no components; h is not positive, or so large that f overflows; f(x) does
            not have one value for each point.

    Example:
        >>> from gdbook import bowl
        >>> numerical_gradient(bowl, [3, 4]).round(9)
        array([6., 8.])
        >>> rows = [[-3, 4], [1, 2], [5, 6]]
        >>> numerical_gradient(bowl, rows, axis=1).round(9)
        array([[-6.,  8.],
               [ 2.,  4.],
               [10., 12.]])

    Source: Saito, Deep Learning from Scratch, section 4.4. The scaled step is that of
        Numerical Recipes, third edition, section 5.7, and of SciPy's approx_derivative.
    """
    check_function("f", f)
    at = as_points("x", x, axis)
    step = None if h is None else as_positive("h", h)
    with np.errstate(all="ignore"):
        check_columns(f, at)
        gradient = central_gradient(f, at, step)
        if step is not None and not np.isfinite(gradient).all():
            _check_steps(f, at, step, gradient)
    return gradient if axis == 0 else np.moveaxis(gradient, 0, axis)


def central_gradient(f: Function, x: FloatArray, h: float | None) -> FloatArray:
    """`numerical_gradient` for callers that have checked x and h."""
    gradient = np.empty_like(x)
    for i in range(len(x)):
        step = _scaled_step(x[i]) if h is None else h
        width = (x[i] + step) - (x[i] - step) if h is None else 2 * h
        forward = _value_beside(f, x, i, step)
        gradient[i] = (forward - _value_beside(f, x, i, -step, copy=False)) / width
    return gradient


def _value_beside(f: Function, x: FloatArray, i: int, step: Any, *, copy: bool = True) -> Any:
    moved = x.copy()
    moved[i] += step
    return evaluate(f, moved, copy=copy)


def numerical_hessian(f: Function, x: ArrayLike, h: float | None = None) -> FloatArray:
    """Second derivatives by central differences of f.

    d2f/dx_i dx_j ~ (f(+i+j) + f(-i-j) - f(+i-j) - f(-i+j)) / 4 h_i h_j, and for i = j
    (f(+i) - 2 f + f(-i)) / h_i^2. Calls f 2n^2 + 1 times.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        x: one point, shape (n,), or many, shape (n, ...); finite. Never changed.
        h: step, in the units of x; None means eps^(1/4) max(1, |x_i|).

    Returns:
        The Hessian, float64, shape (n, n) or (n, n, ...), symmetric to the last bit.

    Raises:
        TypeError: f is not a function, or takes only one point; x, h or f(x) is not made of real numbers.
        ValueError: x is not finite or has no components; h is not positive, or so large that f overflows; f(x) does
            not have one value for each point.

    Example:
        >>> from gdbook import saddle
        >>> numerical_hessian(saddle, [1, 1]).round(6)
        array([[ 2.,  0.],
               [ 0., -2.]])

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 25.3.23 and 25.3.26.
    """
    check_function("f", f)
    at = as_points("x", x)
    with np.errstate(all="ignore"):
        check_columns(f, at)
        if h is None:
            return second_differences(f, at, second_derivative_step(at))
        step = as_positive("h", h)
        hessian = second_differences(f, at, np.full_like(at, step))
        if not np.isfinite(hessian).all():
            _check_steps(f, at, step, np.moveaxis(np.diagonal(hessian), -1, 0))
        return hessian


def _scaled_step(x: FloatArray) -> FloatArray:
    return FIRST_DERIVATIVE_H * np.maximum(1.0, np.abs(x))


def second_derivative_step(x: FloatArray) -> FloatArray:
    """The scaled step of each component, as it is really taken."""
    return (x + SECOND_DERIVATIVE_H * np.maximum(1.0, np.abs(x))) - x


def second_differences(f: Function, x: FloatArray, step: FloatArray) -> FloatArray:
    """`numerical_hessian` for callers that have checked x, with a step for each component."""
    n = len(x)
    value = shifted_values(f, x, step)
    hessian = np.empty((n, *x.shape))
    centre = value()
    for i in range(n):
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


def _check_steps(f: Function, x: FloatArray, h: float, derivative: FloatArray) -> None:
    """`_check_step` along each axis, for derivatives of shape (n, ...)."""
    value = shifted_values(f, x, np.full_like(x, h))
    for i, row in enumerate(derivative):
        _check_step(h, row, value(), value((i, 1)), value((i, -1)))


def _check_step(h: float, derivative: Any, value: Any, forward: Any, backward: Any) -> None:
    """Raise if a derivative is not finite because of h: f(x) is finite, and f(x + h), f(x - h) both or neither are."""
    finite_sides = np.isfinite(forward).astype(int) + np.isfinite(backward)
    known = np.isfinite(value) & ~np.isnan(forward) & ~np.isnan(backward)
    if (~np.isfinite(derivative) & known & (finite_sides != 1)).any():
        raise ValueError(f"h must be a step over which differences of f are finite, got {h}")
