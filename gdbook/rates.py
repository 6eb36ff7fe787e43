"""Rates: the factor by which a step shortens the distance to the minimum, measured and predicted, and the best rates.

Predictions are for a quadratic with these curvatures, the eigenvalues of its Hessian. Near a minimum of any smooth
function they hold with the eigenvalues there, such as classify(f, x).eigenvalues.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import as_finite_array, as_number, short_repr
from gdbook._functions import FloatArray
from gdbook.rules import GradientDescent, Momentum, Nesterov

ROUNDING = 1e-12  # distances below this share of the first may be rounding: 1e-16 times an x far larger than they
ABOVE_FLOOR = 1e3  # distances below so many times the error of the minimum are off by more than 0.1 %


def measured_rate(distance: ArrayLike, *, floor: float = 0.0) -> float:
    """The factor per step by which a distance shrinks in the long run, below 1, or grows, above 1.

    Its logarithm is the slope, in the middle, of the upper convex hull of log(distance): the dips of an oscillation,
    which needs some ten distances, do not count. Only the second half counts, and of it only distances above 1e-12
    times the first and 1000 times floor, or above half the first. Without floor, the last distance is taken for it if
    it is below 1e-4 times the first and the last three agree to 1e-12.

    Args:
        distance: to the minimum, shape (k + 1,); two or more, finite, none negative, the first positive.
        floor: the error of the minimum from which the distances were measured, not negative.

    Returns:
        The factor. It is 0 for a run that arrives in one step, and 1 for one that never moves.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> round(measured_rate([5 * 0.8**k for k in range(100)]), 6)
        0.8

    Source: Ortega and Rheinboldt, Iterative Solution of Nonlinear Equations in Several Variables, 1970, section 9.2.
    """
    row = as_finite_array("distance", distance)
    if row.ndim != 1 or len(row) < 2:
        raise ValueError(f"distance must be one row of two numbers or more, shape (k + 1,), got shape {row.shape}")
    if not row[0] > 0 or row.min() < 0:
        raise ValueError(f"distance must begin positive and not be negative, got {row.min()}, beginning with {row[0]}")
    if as_number("floor", floor) < 0:
        raise ValueError(f"floor must not be negative, got {floor}")
    at_rest = len(row) > 3 and bool((np.abs(row[-3:] - row[-1]) <= ROUNDING * row[-1]).all())
    if at_rest and ABOVE_FLOOR * float(row[-1]) < row[0] / 10:  # else it may be a 2-cycle
        floor = max(floor, float(row[-1]))
    last = int(np.flatnonzero(row > min(max(ROUNDING * row[0], ABOVE_FLOOR * floor), row[0] / 2))[-1])
    if last == 0:
        return float(row[1] / row[0])
    k = np.flatnonzero(row[: last + 1])  # the logarithm needs positive distances
    k = k[min(int(np.searchsorted(k, last // 2)), len(k) - 2) :]
    with np.errstate(over="ignore"):  # from 1e-300 to 1e300 in one step
        return float(np.exp(_slope_in_the_middle(k, np.log(row[k]))))


def _slope_in_the_middle(k: Any, height: FloatArray) -> float:
    """The slope, over the middle of k, of the upper convex hull of the points (k, height)."""

    def slope(i: int, j: int) -> float:
        return float((height[j] - height[i]) / (k[j] - k[i]))

    hull: list[int] = []
    for new in range(len(k)):
        while len(hull) > 1 and slope(hull[-2], hull[-1]) <= slope(hull[-2], new):
            hull.pop()
        hull.append(new)
    edge = next(i for i in range(1, len(hull)) if k[hull[i]] >= (k[0] + k[-1]) / 2)
    return slope(hull[edge - 1], hull[edge])


def predicted_rate(rule: GradientDescent | Momentum | Nesterov, eigenvalues: ArrayLike) -> float:
    """The factor per step by which a rule shrinks, in the long run, the distance to the minimum of a quadratic.

    The error along an eigenvector of curvature c obeys e' = (1 - lr c) e by gradient descent, Momentum's
    e'' = (1 + beta - lr c) e' - beta e, or Nesterov's e'' = (1 + beta) (1 - lr c) e' - beta (1 - lr c) e. The rate is
    the largest absolute value of a root over all c but 0, since nothing moves along a flat direction.

    Args:
        rule: GradientDescent, Momentum or Nesterov, with a number for lr.
        eigenvalues: the curvatures of the quadratic, one or more, not all zero.

    Returns:
        The factor.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> round(predicted_rate(GradientDescent(lr=0.1), [2, 2]), 6)
        0.8

    Source: Polyak, USSR Comp. Math. Math. Phys. 4, 1964; Lessard, Recht and Packard, SIAM J. Optim. 26, 2016, prop. 1.
    """
    curvature = np.array([c for c in _curvatures(eigenvalues) if c != 0])
    if curvature.size == 0:
        raise ValueError("eigenvalues must not all be zero: on a plane nothing has a rate")
    if type(rule) not in (GradientDescent, Momentum, Nesterov) or callable(rule.lr):
        raise TypeError(f"rule must be GradientDescent, Momentum or Nesterov with a number lr, got {short_repr(rule)}")
    beta = 0.0 if isinstance(rule, GradientDescent) else rule.beta
    with np.errstate(all="ignore"):  # a rate may overflow to inf
        kept = 1 - rule.lr * curvature
        c = beta * kept if isinstance(rule, Nesterov) else beta
        b = kept + c
        root = np.sqrt(b * b - 4 * c + 0j)  # of z^2 - b z + c = 0
        rates = np.maximum(np.abs(b + root), np.abs(b - root)) / 2
    return float(np.where(np.isnan(rates), np.inf, rates).max())


def max_learning_rate(eigenvalues: ArrayLike) -> float:
    """The stability limit 2 / L, L the largest curvature: with a larger lr, descent settles from almost no start.

    Args:
        eigenvalues: the curvatures at a minimum, one or more, the largest positive. A flat direction, 0, sets no limit.

    Returns:
        The learning rate.

    Raises:
        TypeError, ValueError: eigenvalues is not as described above.

    Example:
        >>> max_learning_rate([0.1, 2])
        1.0

    Source: Polyak, Introduction to Optimization, 1987, section 1.4.
    """
    largest = _curvatures(eigenvalues)[-1]
    if not largest > 0 or math.isinf(2 / largest):
        raise ValueError(f"eigenvalues must have a largest one with a finite limit 2 / L, got {largest}")
    return 2 / largest


def best_gradient_descent(eigenvalues: ArrayLike) -> GradientDescent:
    """Gradient descent with the best constant lr for a quadratic: 2 / (L + mu), at the rate (L - mu) / (L + mu).

    Args:
        eigenvalues: the curvatures, one or more, from mu to L: positive, L from 1e-300 to 1e300 and below 1e30 mu.

    Returns:
        The rule.

    Raises:
        TypeError, ValueError: eigenvalues is not as described above.

    Example:
        >>> best_gradient_descent([0.5, 1.5])
        GradientDescent(lr=1.0)

    Source: Polyak, Introduction to Optimization, 1987, section 1.4.
    """
    curvature = _curvatures(eigenvalues, positive=True)
    return GradientDescent(lr=2 / (curvature[-1] + curvature[0]))


def best_momentum(eigenvalues: ArrayLike) -> Momentum:
    """The heavy ball with the best constant settings for a quadratic.

    lr = 4 / (sqrt(L) + sqrt(mu))^2 and beta = r^2 with the rate r = (sqrt(L) - sqrt(mu)) / (sqrt(L) + sqrt(mu)).

    Args:
        eigenvalues: the curvatures, one or more, from mu to L: positive, L from 1e-300 to 1e300 and below 1e30 mu.

    Returns:
        The rule.

    Raises:
        TypeError, ValueError: eigenvalues is not as described above.

    Example:
        >>> best_momentum([1, 9])
        Momentum(lr=0.25, beta=0.25, lr_inside=True)

    Source: as for predicted_rate.
    """
    curvature = _curvatures(eigenvalues, positive=True)
    low, high = math.sqrt(curvature[0]), math.sqrt(curvature[-1])
    return Momentum(lr=4 / (high + low) ** 2, beta=((high - low) / (high + low)) ** 2)


def _curvatures(eigenvalues: ArrayLike, positive: bool = False) -> list[float]:
    """In ascending order."""
    curvature = as_finite_array("eigenvalues", eigenvalues)
    if curvature.ndim != 1 or len(curvature) == 0:
        raise ValueError(f"eigenvalues must be one number or more, shape (n,), got shape {curvature.shape}")
    low, high = float(curvature.min()), float(curvature.max())
    if positive and not (low > 0 and 1e-300 < high < 1e300 and high / low < 1e30):  # else the best settings overflow
        message = "eigenvalues must all be positive, the largest from 1e-300 to 1e300 and below 1e30 times the smallest"
        raise ValueError(f"{message}, got {low} to {high}")
    return sorted(curvature.tolist())
