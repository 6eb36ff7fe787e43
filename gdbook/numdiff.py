"""Derivatives from function values alone: central differences, and what their step size does."""

from __future__ import annotations

from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import FloatArray, Function, answer, finite_array, function, points, positive

CHAPTER_H = 1e-4
"""The step of the chapter's program, kept so that its numbers come out to the last bit."""

EPS = float(np.finfo(np.float64).eps)
FIRST_DERIVATIVE_H = EPS ** (1 / 3)
"""Balances the truncation error h^2 of a central difference against its rounding error eps/h."""
SECOND_DERIVATIVE_H = EPS ** (1 / 4)
"""Balances the truncation error h^2 of a second difference against its rounding error eps/h^2."""


@overload
def numerical_diff(f: Function, x: float, h: float | None = CHAPTER_H) -> float: ...
@overload
def numerical_diff(f: Function, x: ArrayLike, h: float | None = CHAPTER_H) -> Any: ...
def numerical_diff(f: Function, x: ArrayLike, h: float | None = CHAPTER_H) -> Any:
    """Derivative of a function of one variable: f'(x) ~ (f(x + h) - f(x - h)) / 2h.

    Args:
        f: takes a float, or an array elementwise; returns the like.
        x: where, a number or an array of any shape, finite.
        h: step, in the units of x; None means eps^(1/3) max(1, |x|), divided by the step really taken.

    Returns:
        A float for a number, a float64 array of x's shape for an array.

    Raises:
        TypeError: f is no function; x, h or f(x) is not made of real numbers.
        ValueError: x is not finite, h is not positive, or f(x) has not the shape of x.

    Example:
        >>> round(numerical_diff(lambda x: 0.01 * x**2 + 0.1 * x, 5), 9)
        0.2

    Source: Saito, Deep Learning from Scratch, section 4.3.1.
    """
    function("f", f)
    at = finite_array("x", x)
    with np.errstate(all="ignore"):
        step = FIRST_DERIVATIVE_H * np.maximum(1.0, np.abs(at)) if h is None else positive("h", h)
        forward, backward = at + step, at - step
        width = forward - backward if h is None else 2 * step
        if at.ndim == 0:  # a plain float, so that functions from math work too
            forward, backward = float(forward), float(backward)
        rise = answer("f(x)", f(forward), at.shape, hint="") - answer("f(x)", f(backward), at.shape, hint="")
        slope = rise / width
    return slope if at.ndim else float(slope)


def numerical_gradient(f: Function, x: ArrayLike, h: float | None = CHAPTER_H) -> FloatArray:
    """Gradient by central differences: df/dx_i ~ (f(x + h e_i) - f(x - h e_i)) / 2h.

    Calls f 2n times, however many points x holds.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        x: one point, shape (n,), or many, shape (n, ...); finite. Never changed.
        h: step, in the units of x; None means eps^(1/3) max(1, |x_i|), divided by the step really taken.

    Returns:
        The gradient, float64, of x's shape.

    Raises:
        TypeError: f is no function; x, h or f(x) is not made of real numbers.
        ValueError: x is not finite or has no components, h is not positive, or f(x) has not the shape x.shape[1:].

    Example:
        >>> from gdbook import bowl
        >>> numerical_gradient(bowl, [3, 4]).round(9)
        array([6., 8.])

    Source: Saito, Deep Learning from Scratch, section 4.4. The scaled step is that of
        Numerical Recipes, third edition, section 5.7, and of SciPy's approx_derivative.
    """
    function("f", f)
    at = points("x", x)
    step = None if h is None else positive("h", h)
    with np.errstate(all="ignore"):
        return central_gradient(f, at, step)


def central_gradient(f: Function, x: FloatArray, h: float | None) -> FloatArray:
    """`numerical_gradient` without the checks of x and h, for loops that made them before."""
    gradient = np.empty_like(x)
    for i in range(len(x)):
        step = FIRST_DERIVATIVE_H * np.maximum(1.0, np.abs(x[i])) if h is None else h
        width = (x[i] + step) - (x[i] - step) if h is None else 2 * h
        rise = value_beside(f, x, i, step)  # our own copy, so it can hold the result
        rise -= value_beside(f, x, i, -step, copy=False)
        rise /= width
        gradient[i] = rise
    return gradient


def value_beside(f: Function, x: FloatArray, i: int, step: Any, *, copy: bool = True) -> Any:
    """f at x with a step along axis i; f gets a copy, which it may keep, change or return a view of."""
    moved = x.copy()
    moved[i] += step
    return answer("f(x)", f(moved), x.shape[1:], copy=copy)


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
        TypeError: f is no function; x, h or f(x) is not made of real numbers.
        ValueError: x is not finite or has no components, h is not positive, or f(x) has not the shape x.shape[1:].

    Example:
        >>> from gdbook import saddle
        >>> numerical_hessian(saddle, [1, 1]).round(6)
        array([[ 2.,  0.],
               [ 0., -2.]])

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 25.3.23 and 25.3.26.
    """
    function("f", f)
    at = points("x", x)
    with np.errstate(all="ignore"):
        step = second_derivative_step(at) if h is None else np.full_like(at, positive("h", h))
        return second_differences(f, at, step)


def second_derivative_step(x: FloatArray) -> FloatArray:
    """The scaled step of each component, as it is really taken."""
    return (x + SECOND_DERIVATIVE_H * np.maximum(1.0, np.abs(x))) - x


def second_differences(f: Function, x: FloatArray, step: FloatArray) -> FloatArray:
    """`numerical_hessian` without the checks of x, with a step for each component."""
    n, shape = len(x), x.shape[1:]

    def value(*moves: tuple[int, int]) -> Any:
        moved = x.copy()
        for i, sign in moves:
            moved[i] += sign * step[i]
        return answer("f(x)", f(moved), shape)

    hessian = np.empty((n, *x.shape))
    centre = value()
    for i in range(n):
        hessian[i, i] = (value((i, 1)) - 2 * centre + value((i, -1))) / step[i] ** 2
        for j in range(i):
            alike = value((i, 1), (j, 1)) + value((i, -1), (j, -1))
            unlike = value((i, 1), (j, -1)) + value((i, -1), (j, 1))
            hessian[i, j] = hessian[j, i] = (alike - unlike) / (4 * step[i] * step[j])
    return hessian
