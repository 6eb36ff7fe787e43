"""Minimum, maximum or saddle: the signs of the Hessian's eigenvalues decide.

Each derivative is a difference quotient with a bound on its error, whose step grows from near the spacing of doubles
until the estimate stops changing. So c f + d, or another unit of x, has the same kind, as far as float64 resolves f.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import as_points, as_positive, check_function, make_read_only
from gdbook._functions import FloatArray, Function
from gdbook.numdiff import EPS, shifted_values

Kind: TypeAlias = Literal["minimum", "maximum", "saddle", "degenerate", "not stationary", "unresolved"]

LOCATED = 1e-6  # x is stationary if a shift by this share of its largest component could make the gradient zero
SMALLEST, LARGEST = 2.0**-500, 2.0**500  # steps at a component that is 0, where no spacing of doubles gives a scale
SHARPEST = 2.0**12  # the first step at another one, in spacings of the doubles there, which dominate shorter steps
RATIO = 4.0  # from one step to the next: the second difference of x^4 at 0, 2 h^2, changes by 16 and never settles
CLEAR = 0.1  # an estimate whose rounding error is a larger share of it than this may be rounding alone
SETTLED = 0.5  # an estimate that changes by a larger share than this to a step beside it is not the derivative
GOOD_ENOUGH = 1e-10  # a relative error at which no better step is looked for
PATIENCE = 60  # steps, to 10^36 times the first one that changes f, after which the curvature counts as zero
TINY = float(np.finfo(np.float64).smallest_subnormal)


@dataclass(frozen=True, eq=False)  # eq: comparing arrays gives no single answer
class StationaryPoint:
    """What `classify` found at x. The arrays are read-only."""

    x: FloatArray  # (n,)
    gradient_norm: float  # 2-norm of the gradient
    eigenvalues: FloatArray  # (n,), of the Hessian, smallest first
    kind: Kind


def classify(f: Function, x: ArrayLike, *, tol: float | None = None) -> StationaryPoint:
    """What f has at x: a minimum, a maximum, a saddle, something degenerate, or no stationary point.

    If f has continuous second derivatives: all eigenvalues of the Hessian positive, minimum; all negative, maximum;
    both signs, saddle. Otherwise one is zero, as far as differences can tell, and second derivatives cannot decide:
    degenerate. Where f varies by no more than its rounding: unresolved. The kind is that on the smallest scale on which
    f rises above its rounding; a constant piece does not: at -1, max(x, 0) has the slope of the chord to beyond 0.

    Args:
        f: takes a point of shape (n,), returns its value.
        x: the point, shape (n,), finite. Never changed.
        tol: the longest gradient (2-norm) that counts as zero, in units of f per unit of x. None means as long as a
            shift of x by 1e-6 times its largest component makes it, in any unit common to all components. Give
            tol if x should be 0 and is only nearly so: without it 1e-9 is no minimum of x^2.

    Returns:
        A StationaryPoint, with the evidence: gradient norm and eigenvalues.

    Raises:
        TypeError, ValueError: an argument is not as described above, or f is not finite near x.

    Example:
        >>> classify(lambda x: x[0] ** 2 - x[1] ** 2, [0, 0]).kind
        'saddle'

    Source: Nocedal and Wright, Numerical Optimization, second edition, theorems 2.3 and 2.4; for scales Sylvester's law
        of inertia; for steps from rounding Gill, Murray, Saunders and Wright, SIAM J. Sci. Stat. Comput. 4, 1983.
    """
    check_function("f", f)
    at = as_points("x", x)
    if at.ndim != 1:
        raise ValueError(f"x must be one point of shape (n,), got shape {at.shape}")
    longest = None if tol is None else as_positive("tol", tol)
    with np.errstate(all="ignore"):
        found = _derivatives(f, at)
        eigenvalues = np.linalg.eigvalsh(found.hessian).astype(np.float64)
        gradient_norm = float(np.hypot.reduce(found.gradient))
        negligible = np.abs(found.hessian).sum(axis=1) * LOCATED * np.abs(at).max() + found.gradient_error
        located = bool((np.abs(found.gradient) <= negligible).all())
        stationary = located if longest is None else gradient_norm <= longest
        kind = _kind(found) if stationary else "not stationary"
    make_read_only(at, eigenvalues)
    return StationaryPoint(at, gradient_norm, eigenvalues, kind)


def _kind(found: Derivatives) -> Kind:
    """The kind by the signs of the eigenvalues of S H S, which are those of H's for every positive diagonal S."""
    entries = np.abs(found.hessian)
    size = np.sqrt(np.diag(entries))  # in the units that make every curvature 1
    beside = (entries / np.where(size > 0, size, np.inf)).max(axis=1)  # where there is none, mixed derivatives
    for other in (beside, np.sqrt(entries.max(axis=1)), np.ones_like(size)):
        size = np.where(size > 0, size, other)
    scales = np.outer(1 / size, 1 / size)
    eigenvalues = np.linalg.eigvalsh(found.hessian * scales)
    noise = (found.hessian_error * scales).sum(axis=1).max() + len(size) * EPS  # no eigenvalue is off by more
    up, down = bool((eigenvalues > noise).any()), bool((eigenvalues < -noise).any())
    if up and down:
        return "saddle"
    if found.hidden:
        return "unresolved"
    if bool((np.abs(eigenvalues) <= noise).any()):
        return "degenerate"
    return "minimum" if up else "maximum"


class Estimate(NamedTuple):
    """A derivative by differences over `step`, and a bound on its error. All zero: none was clear of rounding."""

    value: float = 0.0
    error: float = 0.0
    step: float = 0.0

    @property
    def relative_error(self) -> float:
        return self.error / abs(self.value) if abs(self.value) > 0 else math.inf


class Estimates:
    """Estimates of one derivative over growing steps, and the best: clear of rounding, and stable from step to step."""

    def __init__(self) -> None:
        self.raw: list[Estimate] = []  # the error is that of rounding
        self.compared: list[Estimate] = []  # all but the first and last; the error includes the change to those beside
        self.best = Estimate()  # of those compared

    def add(self, latest: Estimate) -> None:
        self.raw.append(latest)
        if len(self.raw) < 3:
            return
        before, (value, rounding, step), after = self.raw[-3:]
        change = max(abs(value - before.value), abs(after.value - value))
        here = Estimate(value, change + rounding, step)
        self.compared.append(here)
        reliable = change <= SETTLED * abs(value) and rounding <= CLEAR * abs(value)
        if reliable and here.relative_error < self.best.relative_error:
            self.best = here

    def done(self) -> bool:
        best = self.best.relative_error
        return best <= GOOD_ENOUGH or (best <= 0.01 and self.compared[-1].relative_error > 1e3 * best)


class Derivatives(NamedTuple):
    """Gradient and Hessian at a point, with bounds on their errors, and whether rounding hides a curvature."""

    gradient: FloatArray  # (n,)
    gradient_error: FloatArray  # (n,)
    hessian: FloatArray  # (n, n)
    hessian_error: FloatArray  # (n, n)
    hidden: bool


def _derivatives(f: Function, x: FloatArray) -> Derivatives:
    slopes, curvatures, hidden = zip(*(_along(f, x, i) for i in range(len(x))), strict=True)
    gradient, gradient_error, _ = np.transpose(slopes)
    hessian, error = (np.diag([curvature[part] for curvature in curvatures]) for part in (0, 1))
    for i in range(len(x)):
        for j in range(i):
            mixed = _mixed(f, x, i, j, curvatures[i], curvatures[j])
            hessian[i, j], error[i, j] = hessian[j, i], error[j, i] = mixed.value, mixed.error
    return Derivatives(gradient, gradient_error, hessian, error, any(hidden))


def _along(f: Function, x: FloatArray, i: int) -> tuple[Estimate, Estimate, bool]:
    """First and second derivative along axis i, and whether f varies there by no more than its rounding."""
    value = shifted_values(f, x, np.ones_like(x))
    centre = float(value())
    slopes, curvatures = Estimates(), Estimates()
    varied = 0  # steps since f first changed
    clear = False  # whether a change of f was clear of rounding
    for h in _steps(x[i]):
        up, down = float(value((i, h))), float(value((i, -h)))
        if not np.isfinite([centre, up, down]).all():
            if not slopes.raw:
                raise ValueError(f"f must be finite near x, got infinity or NaN beside x = {x}")
            break
        noise = EPS * max(abs(centre), abs(up), abs(down)) + TINY
        slopes.add(Estimate((up - down) / (2 * h), noise / h, h))
        curvatures.add(Estimate(((up - centre) - (centre - down)) / h**2, 4 * noise / h**2, h))
        change = max(abs(up - centre), abs(down - centre))
        varied += varied > 0 or change > 0
        clear |= noise < CLEAR * change
        if curvatures.done() or varied > PATIENCE:
            break
    slope, curvature = slopes.best, curvatures.best
    if slope.step == 0:  # none was reliable: the one with the smallest error
        nearby = [one for one in slopes.compared if one.step <= (curvature.step or math.inf)]
        slope = min(nearby, key=lambda one: one.error, default=slope)
    return slope, curvature, varied > 0 and not clear


def _mixed(f: Function, x: FloatArray, i: int, j: int, along_i: Estimate, along_j: Estimate) -> Estimate:
    """The second derivative along the axes i and j, over steps that change f as much along one as along the other."""
    value = shifted_values(f, x, np.ones_like(x))

    def estimate(a: float, b: float) -> Estimate:
        corners = [float(value((i, p * a), (j, q * b))) for p, q in ((1, 1), (-1, -1), (1, -1), (-1, 1))]
        mixed = (corners[0] - corners[2] + (corners[1] - corners[3])) / (4 * a * b)
        noise = EPS * max(map(abs, corners)) + TINY
        return Estimate(mixed, noise / (a * b), a)

    if along_i.step and along_j.step:
        # a^2 |d2f/dx_i2| = b^2 |d2f/dx_j2|, up to a power of 2, so that x + a and x + b are exact
        ratio = 2.0 ** round(math.log2(abs(along_j.value / along_i.value)) / 2)
        a = max(along_i.step, along_j.step * ratio)
        half, (mixed, rounding, _) = estimate(a / 2, a / ratio / 2), estimate(a, a / ratio)
        return Estimate(mixed, abs(mixed - half.value) + rounding)
    estimates = Estimates()
    for h in _steps(max(x[i], x[j], key=abs)):
        latest = estimate(along_i.step or h, along_j.step or h)
        estimates.add(latest)
        if estimates.done() or not np.isfinite(latest).all():
            break
    return estimates.best


def _steps(x: float) -> Iterator[np.float64]:
    """Steps at a component x, powers of 2: from 1e-12 of it, or the smallest of all, to the largest."""
    h = np.maximum(SHARPEST * np.spacing(np.abs(x)), SMALLEST)
    largest = np.maximum(LARGEST, h * LARGEST)
    while h <= largest:
        yield h
        h *= RATIO
