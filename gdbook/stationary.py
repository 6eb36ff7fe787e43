"""Minimum, maximum or saddle: the Hessian's eigenvalues decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import FloatArray, Function, ReadOnly, answer, function, points, positive
from gdbook.numdiff import EPS, central_gradient, second_derivative_step, second_differences

Kind: TypeAlias = Literal["minimum", "maximum", "saddle", "degenerate", "not stationary"]

GRADIENT_TOL = 1e-4
"""A gradient no longer than this counts as zero, which points rounded to six decimals still pass."""

NEAR = 0.01
"""By Newton's estimate |g| / |H|, a stationary point must be this near. On a plateau g is short, and so is H."""

CURVATURE_NOISE = 16 * EPS**0.5
"""Rounding hides curvatures below about eps^(1/2) times the size of f; the factor leaves room."""


@dataclass(frozen=True, eq=False)  # arrays have no one answer to ==
class StationaryPoint(ReadOnly):
    """What `classify` found at x. The arrays are read-only."""

    x: FloatArray  # (n,)
    gradient_norm: float  # 2-norm of the gradient
    eigenvalues: FloatArray  # (n,), of the Hessian, smallest first
    kind: Kind


def classify(f: Function, x: ArrayLike, *, tol: float = GRADIENT_TOL) -> StationaryPoint:
    """Says what f has at x: a minimum, a maximum, a saddle, something degenerate, or no stationary point at all.

    All eigenvalues of the Hessian positive: minimum. All negative: maximum. Some of each: saddle.
    Otherwise one is zero, as far as differences can tell, and second derivatives cannot decide: degenerate.

    Derivatives are differences over steps of about 1e-4 max(1, |x_i|): what f does within such a step is not seen.

    Args:
        f: takes a point of shape (n,), returns its value.
        x: the point, shape (n,), finite. Never changed.
        tol: the longest gradient (2-norm) that counts as zero; in units of f per unit of x.

    Returns:
        A StationaryPoint, with the evidence: gradient norm and eigenvalues.

    Raises:
        TypeError: f is no function; x or f(x) is not made of real numbers.
        ValueError: x is not one finite point, tol is not positive, f(x) is not one value, or f is not finite near x.

    Example:
        >>> classify(lambda x: x[0] ** 2 - x[1] ** 2, [0, 0]).kind
        'saddle'

    Source: Nocedal and Wright, Numerical Optimization, second edition, theorems 2.3 and 2.4.
    """
    function("f", f)
    at = points("x", x)
    if at.ndim != 1:
        raise ValueError(f"x must be one point of shape (n,), got shape {at.shape}")
    longest = positive("tol", tol)
    with np.errstate(all="ignore"):
        gradient = central_gradient(f, at, h=None)
        step = second_derivative_step(at)
        hessian, coarse = second_differences(f, at, step), second_differences(f, at, 2 * step)
        size = abs(float(answer("f(x)", f(at.copy()), ())))
        gradient_norm = float(np.hypot.reduce(gradient))
        truncation = float(np.hypot.reduce((coarse - hessian).ravel()))  # on x^4, say, the whole second difference
    if not np.isfinite([gradient_norm, truncation]).all():
        raise ValueError(f"f must be finite near x, got infinity or NaN beside x = {at}")
    eigenvalues: FloatArray = np.linalg.eigvalsh(hessian).astype(np.float64)
    at.flags.writeable = eigenvalues.flags.writeable = False
    noise = CURVATURE_NOISE * max(1.0, size, float(np.abs(eigenvalues).max())) + truncation
    curvature = float(np.abs(eigenvalues).max())
    stationary = gradient_norm <= longest and (curvature <= noise or gradient_norm <= NEAR * curvature)
    return StationaryPoint(at, gradient_norm, eigenvalues, _kind(stationary, eigenvalues, noise))


def _kind(stationary: bool, eigenvalues: FloatArray, noise: float) -> Kind:
    up, down = bool((eigenvalues > noise).any()), bool((eigenvalues < -noise).any())
    if not stationary:
        return "not stationary"
    if up and down:
        return "saddle"
    if bool((np.abs(eigenvalues) <= noise).any()):
        return "degenerate"
    return "minimum" if up else "maximum"
