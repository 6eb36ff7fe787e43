"""Rates: the factor by which a step shortens the distance to the minimum, measured and predicted, and the best rates.

The predictions are those for a quadratic. They need only its curvatures: the eigenvalues of its Hessian. Near a minimum
of any smooth function they hold with the eigenvalues there, such as classify(f, x).eigenvalues.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import FloatArray, as_finite_array, as_number, short_repr
from gdbook.rules import GradientDescent, Momentum, Nesterov

ROUNDING = 1e-12  # distances below this share of the first may be rounding: 1e-16 times an x far larger than they
ABOVE_FLOOR = 1e3  # distances below so many times the error of the minimum are off by more than 0.1 %
SQUARE_OVERFLOWS = 1e150  # somewhat below the square root of the largest double


def measured_rate(distance: ArrayLike, *, floor: float = 0.0) -> float:
    """The factor per step by which a distance shrinks in the long run, below 1, or grows, above 1.

    Distances from rounding on, 1e-12 times the first, are left out, and so is the first half of the rest, in which more
    than the slowest part of the error is alive. The rate is the slope, in the middle of what remains, of the concave
    hull of log(distance): it rests on the peaks, so that the dips of an oscillation do not count.

    A minimum that is known only approximately leaves a distance that never shrinks. Distances up to a thousand times
    that one are left out: `floor`, or the last distance if the last three agree to 1e-12. Pass floor if the run is
    shorter. Oscillations need some ten distances.

    Args:
        distance: to the minimum, row by row of a run, shape (k + 1,); two or more, finite, none negative, the first
            positive.
        floor: the error of the minimum from which the distances were measured, not negative.

    Returns:
        The factor. It is 0 for a run that arrives in one step, and 1 for one that never moves.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> round(measured_rate([5 * 0.8**k for k in range(100)]), 6)
        0.8

    Source: the root-convergence factor of Ortega and Rheinboldt, Iterative Solution of Nonlinear Equations in Several
        Variables, 1970, section 9.2, estimated from finitely many steps.
    """
    row = as_finite_array("distance", distance)
    if row.ndim != 1 or len(row) < 2:
        raise ValueError(f"distance must be one row of two numbers or more, shape (k + 1,), got shape {row.shape}")
    if not row[0] > 0 or bool((row < 0).any()):
        raise ValueError(f"distance must begin positive and not be negative, got {row.min()}, beginning with {row[0]}")
    if as_number("floor", floor) < 0:
        raise ValueError(f"floor must not be negative, got {floor}")
    if (row == row[0]).all():
        return 1.0
    at_rest = len(row) > 3 and bool((np.abs(row[-3:] - row[-1]) <= ROUNDING * row[-1]).all())
    if at_rest and ABOVE_FLOOR * row[-1] < row[0] / 10:  # else it may be a 2-cycle
        floor = max(floor, row[-1])
    last = int(np.flatnonzero(row > min(max(ROUNDING * row[0], ABOVE_FLOOR * floor), row[0] / 2))[-1])
    if last == 0:
        return float(row[1] / row[0])
    k = np.flatnonzero(row[: last + 1])  # the logarithm needs positive distances
    k = k[min(int(np.searchsorted(k, last // 2)), len(k) - 2) :]
    with np.errstate(over="ignore"):  # from 1e-300 to 1e300 in one step
        return float(np.exp(_slope_in_the_middle(k, np.log(row[k]))))


def _slope_in_the_middle(k: Any, height: FloatArray) -> float:
    """Of the concave hull, from above, of the points (k, height): the slope of its edge over the middle of k."""

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

    Along an eigenvector of curvature c the error e obeys e <- (1 - lr c) e by gradient descent, and with momentum
    e'' = (1 + beta - lr c) e' - beta e, or Nesterov's e'' = (1 + beta) (1 - lr c) e' - beta (1 - lr c) e. The rate
    is the largest absolute value of a root over all curvatures: with 1 or more the run does not converge. A flat
    direction, 0, is left out: every point along it is as low, so it adds nothing to the distance.

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

    Source: Polyak, USSR Computational Mathematics and Mathematical Physics 4, 1964; Lessard, Recht and Packard,
        SIAM Journal on Optimization 26, 2016, proposition 1.
    """
    curvature = _curvatures(eigenvalues)
    curvature = curvature[curvature != 0]
    if curvature.size == 0:
        raise ValueError("eigenvalues must not all be zero: on a plane nothing has a rate")
    if type(rule) not in (GradientDescent, Momentum, Nesterov):
        raise TypeError(f"rule must be GradientDescent, Momentum or Nesterov, got {short_repr(rule)}")
    if callable(rule.lr):
        raise ValueError(f"rule must have a number for lr, got {rule!r}")
    with np.errstate(over="ignore", invalid="ignore"):  # a rate may overflow to inf
        kept = 1 - rule.lr * curvature
        if isinstance(rule, GradientDescent):
            return float(np.abs(kept).max())
        # The roots of z^2 - b z + c: either both of absolute value sqrt(c), or real.
        momentum = isinstance(rule, Momentum)
        b, c = (rule.beta + kept, rule.beta) if momentum else ((1 + rule.beta) * kept, rule.beta * kept)
        square = b * b - 4 * c
        size = np.where(square < 0, np.sqrt(np.abs(c)), (np.abs(b) + np.sqrt(np.maximum(square, 0))) / 2)
        size = np.where(np.abs(b) > SQUARE_OVERFLOWS, np.abs(b), size)  # the other root is less than 1 there
    return float(size.max())


def max_learning_rate(eigenvalues: ArrayLike) -> float:
    """The stability limit 2 / L, L the largest curvature: with a larger lr, gradient descent cannot settle there.

    Args:
        eigenvalues: of the Hessian at a minimum, one or more, the largest positive. A flat direction, 0, sets no limit.

    Returns:
        The learning rate at which gradient descent, near the minimum, turns from convergence to divergence.

    Raises:
        TypeError, ValueError: eigenvalues is not as described above.

    Example:
        >>> from gdbook import classify, ravine
        >>> curvatures = classify(ravine, [0, 0]).eigenvalues
        >>> round(max_learning_rate(curvatures), 6)
        1.0

    Source: Cohen, Kaur, Li, Kolter and Talwalkar, Gradient Descent on Neural Networks Typically Occurs at the Edge of
        Stability, 2021, section 2.
    """
    largest = float(_curvatures(eigenvalues).max())
    if not largest > 0 or math.isinf(2 / largest):
        raise ValueError(f"eigenvalues must have a largest one with a finite limit 2 / L, got {largest}")
    return 2 / largest


def best_gradient_descent(eigenvalues: ArrayLike) -> GradientDescent:
    """Gradient descent with the best constant learning rate for a quadratic: 2 / (mu + L).

    mu is the smallest curvature, L the largest. The rate is (K - 1) / (K + 1), K = L / mu the condition number.

    Args:
        eigenvalues: the curvatures of the quadratic, one or more, all positive.

    Returns:
        The rule.

    Raises:
        TypeError, ValueError: eigenvalues is not as described above, or the best lr overflows.

    Example:
        >>> best_gradient_descent([0.5, 1.5])
        GradientDescent(lr=1.0)

    Source: Polyak, Introduction to Optimization, 1987, section 1.4.
    """
    mu, largest = _ends(eigenvalues)
    half = mu / 2 + largest / 2  # of the sum, which may overflow
    return GradientDescent(_best_lr(1 / half if half > 0 else math.inf, mu, largest))


def best_momentum(eigenvalues: ArrayLike) -> Momentum:
    """The heavy ball with the best constant settings for a quadratic.

    lr = 4 / (sqrt(L) + sqrt(mu))^2 and beta = ((sqrt(K) - 1) / (sqrt(K) + 1))^2, mu the smallest curvature, L the
    largest, K = L / mu the condition number. The rate is (sqrt(K) - 1) / (sqrt(K) + 1).

    Args:
        eigenvalues: the curvatures of the quadratic, one or more, all positive.

    Returns:
        The rule.

    Raises:
        TypeError, ValueError: eigenvalues is not as described above, or the best settings overflow.

    Example:
        >>> best = best_momentum([1, 9])
        >>> best.lr, best.beta
        (0.25, 0.25)

    Source: Polyak, USSR Computational Mathematics and Mathematical Physics 4, 1964;
        Lessard, Recht and Packard, SIAM Journal on Optimization 26, 2016, proposition 1.
    """
    mu, largest = _ends(eigenvalues)
    low, high = math.sqrt(mu), math.sqrt(largest)
    beta = ((high - low) / (high + low)) ** 2
    return Momentum(_best_lr(1 / (high / 2 + low / 2) ** 2 if beta < 1 else math.inf, mu, largest), beta)


def _curvatures(eigenvalues: ArrayLike) -> FloatArray:
    curvature = as_finite_array("eigenvalues", eigenvalues)
    if curvature.ndim != 1 or len(curvature) == 0:
        raise ValueError(f"eigenvalues must be one number or more, shape (n,), got shape {curvature.shape}")
    return curvature


def _ends(eigenvalues: ArrayLike) -> tuple[float, float]:
    curvature = _curvatures(eigenvalues)
    if not curvature.min() > 0:
        raise ValueError(f"eigenvalues must all be positive, got {curvature.min()}")
    return float(curvature.min()), float(curvature.max())


def _best_lr(lr: float, mu: float, largest: float) -> float:
    if not 0 < lr < math.inf:
        raise ValueError(f"eigenvalues must have best settings that float64 can hold, got {mu} to {largest}")
    return float(lr)
