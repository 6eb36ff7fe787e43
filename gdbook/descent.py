"""Gradient descent: the chapter's program, a run step by step, and a run as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdbook._arguments import (
    FloatArray,
    Function,
    Gradient,
    ReadOnly,
    as_count,
    as_learning_rate,
    as_points,
    as_positive,
    as_values,
    call,
    check_columns,
    check_function,
    evaluate,
    rate_at,
    short_repr,
)
from gdbook.numdiff import CHAPTER_H, central_gradient
from gdbook.rules import LearningRate, Rule
from gdbook.status import NO_LOWEST_VALUE, STATUS_ADVICE, Status, ending, length


def gradient_descent(
    f: Function,
    init_x: ArrayLike,
    lr: LearningRate = 0.01,
    step_num: int = 100,
    *,
    grad: Gradient | None = None,
    axis: int = 0,
) -> FloatArray:
    """The chapter's program: x <- x - lr grad f(x), step_num times; returns the last point.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        init_x: the start, shape (n,), or many, shape (n, ...); finite. Never changed.
        lr: learning rate, positive, or a schedule k -> lr.
        step_num: number of steps, 0 or more.
        grad: the gradient of f, if known; without it the chapter's central difference with h = 1e-4 is used.
        axis: the axis of init_x that holds the components, 1 for starts in rows. f and grad receive them first.

    Returns:
        The last point, float64, of init_x's shape.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> from gdbook import bowl
        >>> gradient_descent(bowl, [-3, 4], lr=0.1, step_num=100).round(9)
        array([-1.e-09,  1.e-09])

    Source: Saito, Deep Learning from Scratch, section 4.4.1.
    """
    x, gradient = _start(f, init_x, grad, axis)
    lr, steps = as_learning_rate("lr", lr), as_count("step_num", step_num)
    with np.errstate(all="ignore"):  # overflow is a result here: the run diverges
        for k in range(steps):
            x = x - rate_at(lr, k) * gradient(x)
    return np.moveaxis(x, 0, axis)


class Step(NamedTuple):
    """The state of a run before step k: the point x, its value f and its gradient grad."""

    k: int
    x: FloatArray  # (n, ...)
    f: Any  # (...)
    grad: FloatArray  # (n, ...)


def iterate(
    f: Function, init_x: ArrayLike, rule: Rule[Any], *, grad: Gradient | None = None, axis: int = 0
) -> Iterator[Step]:
    """The run as an endless stream of steps, the start first. Take as many as you like, for example with islice.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        init_x: the start, shape (n,), or many, shape (n, ...); finite. Never changed.
        rule: how to step, such as GradientDescent(lr=0.1).
        grad: the gradient of f, if known; without it the chapter's central difference with h = 1e-4 is used.
        axis: the axis of init_x that holds the components, 1 for starts in rows; the steps have them first.

    Yields:
        Step(k, x, f, grad) for k = 0, 1, 2, ...; its arrays are read-only.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> from itertools import islice
        >>> from gdbook import GradientDescent
        >>> rule = GradientDescent(lr=0.25)
        >>> run = iterate(lambda x: x[0] ** 2, [1.0], rule)
        >>> [round(float(step.f), 6) for step in islice(run, 3)]
        [1.0, 0.25, 0.0625]
    """
    _check_rule(rule)
    x, gradient = _start(f, init_x, grad, axis)
    return _steps(f, x, rule, gradient)


def _steps(f: Function, x: FloatArray, rule: Rule[Any], gradient: Callable[[FloatArray], FloatArray]) -> Iterator[Step]:
    with np.errstate(all="ignore"):
        state = call("rule's init", rule.init, x.copy())
    for k in count():
        with np.errstate(all="ignore"):  # overflow is a result here: the run diverges
            grad, value = gradient(x), evaluate(f, x.copy())
        for array in (x, value, grad):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        yield Step(k, x, value, grad)
        with np.errstate(all="ignore"):
            step, state = _pair(call("rule's update", rule.update, grad, state))
            x = x + as_values("rule's step", step, x.shape)


@dataclass(frozen=True, eq=False, repr=False)  # eq: comparing arrays gives no single answer
class Trace(ReadOnly):
    """A whole run: row 0 is the start, row -1 the last point. The arrays are read-only.

    For one start `status` is a word and `unbounded` a bool; for many they are arrays of shape (...).
    """

    x: FloatArray  # (k + 1, n, ...)
    f: FloatArray  # (k + 1, ...)
    grad: FloatArray  # (k + 1, n, ...)
    status: Status | NDArray[np.str_]
    unbounded: bool | NDArray[np.bool_] = False  # whether f was still falling when the run diverged or froze

    @property
    def advice(self) -> Any:
        """What the status means and what to try next: a sentence, or an array of them, shape (...)."""
        advice = np.vectorize(STATUS_ADVICE.__getitem__, otypes=[object])(self.status)
        return np.where(self.unbounded, NO_LOWEST_VALUE, advice)[()]

    def __repr__(self) -> str:
        head = f"Trace of {len(self.x) - 1} steps"
        if self.x.ndim > 2:
            starts = self.x[0, 0].size
            counts = Counter(np.ravel(self.status).tolist()).most_common()
            return f"{head} from {starts} starts: " + ", ".join(f"{many} {status}" for status, many in counts)
        start, last = (short_repr([float(f"{component:.6g}") for component in x]) for x in self.x[[0, -1]])
        return f"{head} from {start} to {last}\nf: {self.f[0]:.6g} to {self.f[-1]:.6g}\n{self.status}: {self.advice}"


def descend(
    f: Function,
    init_x: ArrayLike,
    rule: Rule[Any],
    step_num: int,
    *,
    grad: Gradient | None = None,
    tol: float | None = None,
    axis: int = 0,
) -> Trace:
    """The run as a whole: every point, value and gradient from the start to the last point, and how it ended.

    The run ends early when no gradient is longer than tol, or when no point is finite any more.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        init_x: the start, shape (n,), or many, shape (n, ...); finite. Never changed.
        rule: how to step, such as GradientDescent(lr=0.1).
        step_num: number of steps, 0 or more.
        grad: the gradient of f, if known; without it the chapter's central difference with h = 1e-4 is used.
        tol: stop when the gradient is no longer than this (2-norm, in units of f per unit of x); None tests nothing.
        axis: the axis of init_x that holds the components, 1 for starts in rows; the trace has them first.

    Returns:
        A Trace. Its status is
        "diverged" where the last point is not finite, where f ends above its start and the steps still grow, or where
        the steps have grown a thousandfold and f falls on along the same line as far as float64 reaches,
        "frozen" where the numerical gradient is exactly zero because x + h equals x, and f does have a slope,
        "unresolved" where rounding hides whether the numerical gradient is as short as it seems,
        "converged" where tol was given and met, and
        "finished" otherwise.
        None of these depends on the units of f, nor, with grad given, on those of x.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> from gdbook import GradientDescent, bowl
        >>> descend(bowl, [-3, 4], GradientDescent(lr=0.1), 99, tol=1e-3)
        Trace of 42 steps from [-3.0, 4.0] to [-0.000255212, 0.000340282]
        f: 25 to 1.80925e-07
        converged: The gradient became no longer than tol.
    """
    limit = None if tol is None else as_positive("tol", tol)
    last = as_count("step_num", step_num)
    rows: list[FloatArray] = []  # x, f and grad, with room for more rows than there are
    k = 0
    for step in iterate(f, init_x, rule, grad=grad, axis=axis):
        k = step.k
        rows = [_with_row(array, k, row) for array, row in zip(rows or [None] * 3, step[1:], strict=True)]
        met = limit is not None and bool((length(step.grad) <= limit).all())
        if k == last or met or not np.isfinite(step.x).all(axis=0).any():
            break
    x, values, grads = (array[: k + 1].copy() for array in rows)
    status, unbounded = ending(f, x, values, grads, limit, numerical=grad is None)
    for array in (x, values, grads):
        array.flags.writeable = False
    return Trace(x, values, grads, status, unbounded)


def _with_row(array: FloatArray | None, k: int, row: Any) -> FloatArray:
    """The array with row k set; the room for rows doubles where it is used up."""
    if array is None:
        array = np.empty((1, *np.shape(row)))
    elif k == len(array):
        array = np.concatenate([array, np.empty_like(array)])
    array[k] = row
    return array


def _start(
    f: Function, init_x: ArrayLike, grad: Gradient | None, axis: int
) -> tuple[FloatArray, Callable[[FloatArray], FloatArray]]:
    """The start with its components first, and the gradient as a function that does not modify its argument."""
    check_function("f", f)
    x = as_points("init_x", init_x, axis)
    with np.errstate(all="ignore"):
        check_columns(f, x)
    if grad is None:
        return x, lambda x: central_gradient(f, x, CHAPTER_H)
    check_function("grad", grad)
    return x, lambda x: evaluate(grad, x.copy(), x.shape, "grad")


def _check_rule(rule: Any) -> None:
    methods = (getattr(rule, name, None) for name in ("init", "update"))
    if isinstance(rule, type) or not all(map(callable, methods)):
        raise TypeError(
            f"rule must have the methods init and update, such as GradientDescent(lr=0.1), got {short_repr(rule)}"
        )


def _pair(update: Any) -> tuple[Any, Any]:
    try:
        step, state = update
    except (TypeError, ValueError):
        raise TypeError(f"rule's update must return a step and a state, got {short_repr(update)}") from None
    return step, state
