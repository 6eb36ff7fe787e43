"""Minimum, maximum or saddle: the signs of the Hessian's eigenvalues decide.

Each derivative is a difference quotient with a bound on its error, whose step grows from near the spacing of doubles
until the estimate stops changing. So c f + d, or another unit of x, has the same kind, as far as float64 resolves f.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import as_points, as_positive, check_function, make_read_only
from gdbook._functions import FloatArray, Function, evaluate
from gdbook.numdiff import EPS, shifted_values

Kind: TypeAlias = Literal["minimum", "maximum", "saddle", "degenerate", "not stationary", "unresolved"]

LOCATED = 1e-6  # x is stationary if a shift by this share of its largest component could make the gradient zero
SMALLEST = 2.0**-500  # the first step at a component that is 0, where no spacing of doubles gives a scale
SHARPEST = 2.0**12  # the first step at another one, in spacings of the doubles there; rounding dominates shorter steps
HIGHER = 2.5  # a second difference that grows by more from one step to the next is a higher power, as of x^4
CLEAR = 0.1  # an estimate whose rounding error is a larger share of it than this may be rounding alone
SETTLED = 0.25  # an estimate that changes by a larger share than this to a step beside it is not the derivative
GOOD_ENOUGH = 1e-10  # a relative error at which no better step is looked for
UNKNOWN = 1e-4  # a curvature that is not clear of rounding, and may be a larger share of the largest, is not zero
FARTHER = 2.0**12  # how much longer than the best step others are tried
PATIENCE = 40  # steps, to 10^12 times the first one that changes f, after which the curvature counts as zero
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
    degenerate. Where rounding hides a curvature: unresolved. The kind is that on the smallest scale on which f rises
    above its rounding. Steps over which f is constant are skipped: at -1, max(x, 0) is judged by steps beyond 0.

    Args:
        f: takes a point of shape (n,), returns its value.
        x: the point, shape (n,), finite. Never changed.
        tol: the longest gradient (2-norm) that counts as zero, in units of f per unit of x. None means no longer than a
            shift of x by 1e-6 times its largest component makes it. Give tol if x should be 0 and is only nearly so.

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
        gradient, error, hessian = _derivatives(f, at)
        eigenvalues = np.linalg.eigvalsh(hessian).astype(np.float64)
        gradient_norm = float(np.hypot.reduce(gradient))
        negligible = np.abs(hessian).sum(axis=1) * LOCATED * np.abs(at).max() + error
        located = bool((np.abs(gradient) <= negligible).all())
        stationary = located if longest is None else gradient_norm <= longest
        kind = _kind(f, at, hessian) if stationary else "not stationary"
    make_read_only(at, eigenvalues)
    return StationaryPoint(at, gradient_norm, eigenvalues, kind)


def _kind(f: Function, x: FloatArray, hessian: FloatArray) -> Kind:
    """The kind by the curvatures along the eigenvectors of S H S, whose signs are those of H for any diagonal S > 0."""
    entries = np.abs(hessian)
    size = np.sqrt(np.diag(entries))  # in the units that make every curvature 1
    beside = (entries / np.where(size > 0, size, np.inf)).max(axis=1)  # where there is none, mixed derivatives
    for other in (beside, np.sqrt(entries.max(axis=1)), np.full_like(size, size.max() or 1.0)):
        size = np.where(size > 0, size, other)
    _, vectors = np.linalg.eigh(hessian / size[:, None] / size)
    vectors[np.abs(vectors) < np.sqrt(EPS)] = 0  # a share that changes no curvature by more than rounding does
    directions = (vectors / size[:, None]).T
    units = np.abs(directions).max(axis=1)
    along = [_along(f, x, direction) for direction in directions / units[:, None]]
    curvatures = np.array([curvature.value for _, curvature, _ in along]) * units * units
    largest = np.abs(curvatures).max()
    flat = np.abs(curvatures) <= len(x) * EPS * largest  # the eigenvectors are no more exact
    hidden = np.array([bound for _, _, bound in along]) * units * units >= (UNKNOWN * largest or math.inf)
    signs = np.sign(np.where(flat, 0.0, curvatures))
    if signs.min() < 0 < signs.max():
        return "saddle"
    if flat.any():
        return "unresolved" if (flat & hidden).any() else "degenerate"
    return "minimum" if signs[0] > 0 else "maximum"


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
        self.compared.append(here := Estimate(value, change + rounding, step))
        reliable = change <= SETTLED * abs(value) and rounding <= CLEAR * abs(value)
        if reliable and here.relative_error < self.best.relative_error:
            self.best = here

    def done(self) -> bool:
        """Whether a longer step would not give a better estimate."""
        return 0 < FARTHER * self.best.step < self.raw[-1].step or self.best.relative_error <= GOOD_ENOUGH

    def growing(self) -> bool:
        """Whether none is reliable, and the last three grow as those of a higher power do."""
        clear = [abs(one.value) for one in self.raw[-3:] if one.error < CLEAR * abs(one.value)]
        return self.best.step == 0 and len(clear) == 3 and all(b > HIGHER * a for a, b in pairwise(clear))


def _derivatives(f: Function, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The gradient (n,), a bound on its error (n,), and the Hessian (n, n)."""
    along = [_along(f, x, axis) for axis in np.eye(len(x))]
    hessian = np.diag([curvature.value for _, curvature, _ in along])
    for i in range(len(x)):
        for j in range(i):
            hessian[i, j] = hessian[j, i] = _mixed(f, x, i, j, along[i][1], along[j][1])
    return np.array([slope.value for slope, _, _ in along]), np.array([slope.error for slope, _, _ in along]), hessian


def _along(f: Function, x: FloatArray, direction: FloatArray) -> tuple[Estimate, Estimate, float]:
    """First and second derivative along a line, and how large a second derivative that was not found may be."""

    def value(t: float) -> float:
        return float(evaluate(f, x + t * direction))

    centre, steps, slopes, curvatures = value(0), _steps(x, direction), Estimates(), Estimates()
    varied, blurred, growing = 0, False, False  # varied: how many steps changed f
    for h in steps:
        up, down = value(h), value(-h)
        if not np.isfinite([centre, up, down]).all():
            if not slopes.raw:
                raise ValueError(f"f must be finite near x, got infinity or NaN beside x = {x}")
            break
        change = max(abs(up - centre), abs(down - centre))
        noise = EPS * max(abs(centre), abs(up), abs(down)) + steps[0] / SHARPEST / h * change + TINY
        slopes.add(Estimate((up - down) / (2 * h), noise / h, h))
        curvatures.add(Estimate(((up - centre) - (centre - down)) / h**2, 4 * noise / h**2, h))
        varied += change > 0
        blurred |= noise >= CLEAR * change > 0
        growing = curvatures.best.step == 0 and (curvatures.growing() or slopes.growing())
        if growing or curvatures.done() or varied > PATIENCE:
            break
    slope, curvature = slopes.best, curvatures.best
    if slope.step == 0:  # none was reliable: the one with the smallest error
        nearby = [one for one in slopes.compared if one.step <= (curvature.step or math.inf)]
        slope = min(nearby, key=lambda one: one.error, default=slope)
    bound = min(abs(one.value) + one.error for one in curvatures.compared) if growing else math.inf
    return slope, curvature, bound if (growing or blurred) and curvature.step == 0 else 0.0


def _mixed(f: Function, x: FloatArray, i: int, j: int, along_i: Estimate, along_j: Estimate) -> float:
    """The second derivative along the axes i and j, over steps that change f as much along one as along the other."""
    value = shifted_values(f, x, np.ones_like(x))

    def estimate(a: float, b: float) -> Estimate:
        corners = [float(value((i, p * a), (j, q * b))) for p, q in ((1, 1), (-1, -1), (1, -1), (-1, 1))]
        mixed = (corners[0] - corners[2] + (corners[1] - corners[3])) / (4 * a * b)
        return Estimate(mixed, (EPS * max(map(abs, corners)) + TINY) / (a * b), a)

    if along_i.step and along_j.step:
        # a^2 |d2f/dx_i2| = b^2 |d2f/dx_j2|, up to a power of 2, so that x + a and x + b are exact
        ratio = 2.0 ** round((math.log2(abs(along_j.value)) - math.log2(abs(along_i.value))) / 2)
        a = max(along_i.step, along_j.step * ratio)
        return estimate(a, a / ratio).value
    estimates = Estimates()
    for h in _steps(x, np.eye(len(x))[[i, j]].sum(axis=0)):
        latest = estimate(along_i.step or h, along_j.step or h)
        estimates.add(latest)
        if estimates.done() or not np.isfinite(latest).all():
            break
    return estimates.best.value


def _steps(x: FloatArray, direction: FloatArray) -> FloatArray:
    """Steps, powers of 2; the first moves the components by 4096 times the spacing of the doubles there or more."""
    moved = np.abs(direction)
    spacing = (np.spacing(np.abs(x)) / np.where(moved > 0, moved, np.inf)).max()
    return np.exp2(np.ceil(np.log2(np.maximum(SHARPEST * spacing, SMALLEST))) + np.arange(1001))
