"""How a run ended: finished, converged, diverged, frozen or unresolved, and what to try next.

Distances are compared with distances of the same run, values of f with values of f, and what rounding may hide is
estimated from the values that f really had. So no status depends on the units of f, nor, with a given gradient, on
those of x; a measured gradient depends on them by its h = 1e-4.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gdbook._arguments import FloatArray, Function, evaluate
from gdbook.numdiff import CHAPTER_H, EPS, shifted_values

Status: TypeAlias = Literal["finished", "converged", "diverged", "frozen", "unresolved"]
Booleans: TypeAlias = NDArray[np.bool_]

STATUS_ADVICE: dict[Status, str] = {
    "finished": "All steps were taken. Look at the gradient of the last row to judge whether more would help.",
    "converged": "The gradient became no longer than tol.",
    "diverged": "f ends above its start and the steps still grow, or x is no longer finite. Try a smaller lr.",
    "frozen": "The measured gradient is exactly zero only because x + h equals x in floating point. Keep |x| below "
    "about 1e12, for example by a smaller lr, or pass grad.",
    "unresolved": "Rounding hides the gradient: the values of f are too large for its slopes, or x is too large for h. "
    "Remove a large constant from f, rescale x, or pass grad.",
}
"""What each status means, and what to try next."""

NO_LOWEST_VALUE = "f kept falling, as far as float64 reaches: it has no lowest value there, and no lr helps."
"""The advice for a run that diverged or froze far below its start."""

GROWTH = 1 + 1e-9  # steps grow by more than this factor; less may be rounding, as in a 2-cycle
# A run that falls has run away only if its steps have grown by this factor, since they also grow beside a ridge.
RUNAWAY = 1e3
NEIGHBOURS = 8  # where x + h equals x, differences are taken over this many neighbouring doubles


class Ending(NamedTuple):
    """The status of a run, and whether f has no lowest value on its way; arrays (...) for many starts, read-only."""

    status: Status | NDArray[np.str_]
    unbounded: bool | Booleans


def ending(
    f: Function, x: FloatArray, values: FloatArray, grad: FloatArray, tol: float | None, *, numerical: bool
) -> Ending:
    """How a run of points x (k + 1, n, ...), values (k + 1, ...) and gradients (k + 1, n, ...) ended.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        x: the points of the run.
        values: f at them.
        grad: the gradients at them.
        tol: the longest gradient that counts as converged, or None.
        numerical: whether grad was measured by central differences with the chapter's h.
    """
    with np.errstate(all="ignore"):
        steps = length(np.moveaxis(np.diff(x, axis=0), 1, 0))  # (k, ...)
        first = steps[: max(len(steps) // 4, 1)].max(axis=0, initial=0.0)
        diverged, unbounded = divergence(f, x[0], x[-1], values[0], _last_finite(values), first, _longest(steps))
        frozen = unresolved = np.zeros(diverged.shape, bool)
        short = np.full(diverged.shape, False) if tol is None else length(grad[-1]) <= tol
        zero = (grad[-1] == 0).all(axis=0)
        if numerical and bool((zero | short).any()):
            frozen, unresolved = _lost_slopes(f, x[-1], grad[-1], zero, short, tol)
            falls = frozen & (values[-1] < values[0])
            if bool(falls.any()):
                unbounded = unbounded | (falls & falls_on(f, x[0], x[-1], values[-1]))
        finite = np.isfinite(x[-1]).all(axis=0)
        # x that is NaN has left the domain of f; only if it or f overflowed is there no lowest value.
        overflowed = ~finite & (np.isinf(x[-1]).any(axis=0) | (values == -np.inf).any(axis=0))
        unbounded = unbounded | (overflowed & (_last_finite(values) < values[0]))
        status = np.select(
            [~finite, frozen, unresolved, short, diverged],
            ["diverged", "frozen", "unresolved", "converged", "diverged"],
            "finished",
        )
        unbounded = unbounded & np.isin(status, ["diverged", "frozen"])
    if not status.ndim:
        return Ending(status.item(), bool(unbounded))
    status.flags.writeable = unbounded.flags.writeable = False
    return Ending(status, unbounded)


def length(vectors: FloatArray) -> FloatArray:
    """The 2-norm of vectors (n, ...): shape (...). Scaled, so that it overflows only when the norm itself does."""
    with np.errstate(all="ignore"):
        largest = np.abs(vectors).max(axis=0)
        scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
        return scale * np.sqrt(((vectors / scale) ** 2).sum(axis=0))


# Divergence


def part_edges(step_num: int) -> NDArray[np.int64]:
    """The last quarter of the steps 0, 1, ..., step_num - 1 in up to eight parts: where each begins, and the end."""
    recent = max(step_num // 4, min(step_num, 4))
    parts = min(recent, 8)
    return step_num - recent + np.arange(parts + 1) * recent // max(parts, 1)


def _longest(steps: FloatArray) -> FloatArray:
    """Of step lengths (k, ...), the longest in each part of the last quarter: shape (up to 8, ...)."""
    edges = part_edges(len(steps))
    return np.maximum.reduceat(steps, edges[:-1], axis=0) if len(steps) else steps


def divergence(
    f: Function,
    start: FloatArray,
    last: FloatArray,
    first_value: Any,
    last_value: Any,
    first_step: Any,
    longest: FloatArray,
) -> tuple[Booleans, Booleans]:
    """Whether runs from `start` to `last`, both (n, ...), diverged, and whether they ran away downhill: each (...).

    A run has diverged if x is not finite, or if the steps grow from part to part and f ends above its start. Where f
    falls, growing steps are no sign by themselves, for they also grow on the way down from a ridge. Such a run has
    diverged if they have grown a thousandfold and f falls on along the same line as far as float64 reaches.

    first_step is the longest step of the first quarter, shape (...), and longest that of each part of the last quarter,
    as by `part_edges`: shape (up to 8, ...).
    """
    finite = np.isfinite(last).all(axis=0)
    grow = np.full(finite.shape, len(longest) > 1) & (longest[1:] > GROWTH * longest[:-1]).all(axis=0)
    fell = np.asarray(last_value < first_value)
    suspect = grow & finite & fell
    suspect &= longest[-1:].max(axis=0, initial=0.0) > RUNAWAY * first_step
    runaway = suspect & falls_on(f, start, last, last_value) if bool(suspect.any()) else suspect
    return ~finite | (grow & (last_value > first_value)) | runaway, runaway


def falls_on(f: Function, start: FloatArray, last: FloatArray, value: Any) -> Booleans:
    """Whether f keeps falling from `last` straight on, away from `start`, until it or x overflows."""
    falls = np.ones(last.shape[1:], bool)
    for doublings in range(64):
        there = evaluate(f, last + 2.0**doublings * (last - start))
        falls &= ~((there >= value) & (there > -np.inf))
        value = there
    return falls


def _last_finite(values: FloatArray) -> FloatArray:
    """For each start the last value that is finite, or the first of all: shape (...)."""
    finite = np.isfinite(values)
    finite[0] = True
    row = len(values) - 1 - np.argmax(finite[::-1], axis=0)
    return np.take_along_axis(values, np.asarray(row)[None], axis=0)[0]


# Gradients that rounding hides


def _lost_slopes(
    f: Function, x: FloatArray, grad: FloatArray, zero: Booleans, short: Any, tol: float | None
) -> tuple[Booleans, Booleans]:
    """Where a measured gradient that is zero, or no longer than tol, is not to be trusted: (frozen, unresolved).

    Frozen: it is zero, and a step over the neighbouring doubles of x sees a slope. Unresolved: the rounding of f, as
    large as f's values beside x make it, leaves room for a gradient longer than tol; or f changes only over a longer
    step, and by so little that its slope may be hidden.
    """
    step = np.maximum(CHAPTER_H, NEIGHBOURS * np.spacing(np.abs(x)))
    slope, noise, flat = _slopes(f, x, step)
    frozen = zero & (np.abs(slope) > noise).any(axis=0)
    if tol is not None:
        trusted = (length(np.where(step > CHAPTER_H, slope, grad)) <= tol) & (length(noise) <= tol)
        return frozen, short & ~trusted & ~frozen
    unknown = zero & flat & ~frozen  # f does not change over h
    hidden = np.zeros_like(unknown)
    while bool(unknown.any()) and bool((step < CHAPTER_H / EPS).all()):
        step = 4 * step
        slope, _, flat = _slopes(f, x, step)
        hidden |= unknown & ~flat & (np.abs(slope) <= 2 * noise).all(axis=0)
        unknown &= flat
    return frozen, hidden


def _slopes(f: Function, x: FloatArray, step: FloatArray) -> tuple[FloatArray, FloatArray, Booleans]:
    """Central differences (n, ...), their rounding errors (n, ...), and whether f was the same at all points (...)."""
    slope, noise = np.empty_like(x), np.empty_like(x)
    flat = np.ones(x.shape[1:], bool)
    value = shifted_values(f, x, step)
    centre = value()
    for i in range(len(x)):
        up, down = value((i, 1)), value((i, -1))
        width = (x[i] + step[i]) - (x[i] - step[i])
        slope[i] = (up - down) / width
        noise[i] = EPS * (np.abs(up) + np.abs(down)) / width
        flat &= (up == centre) & (down == centre)
    return slope, noise, flat
