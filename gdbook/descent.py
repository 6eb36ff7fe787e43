"""Gradient descent: the chapter's program, a run step by step, and a run as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdbook._arguments import (
    as_count,
    as_learning_rate,
    as_points,
    as_positive,
    as_real_array,
    check_function,
    check_methods,
    make_read_only,
    short_repr,
)
from gdbook._functions import FloatArray, Function, Gradient, call, check_columns, evaluate, rate_at
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
    """The run as an endless iterator of steps, the start first; islice takes some of it.

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
        >>> from gdbook import GradientDescent, bowl
        >>> run = iterate(bowl, [1, 0], GradientDescent(lr=0.25))
        >>> [round(float(step.f), 6) for step in islice(run, 3)]
        [1.0, 0.25, 0.0625]
    """
    check_methods("rule", rule, ("init", "update"), "GradientDescent(lr=0.1)")
    return _steps(f, rule, *_start(f, init_x, grad, axis))


def _steps(f: Function, rule: Rule[Any], x: FloatArray, gradient: Gradient) -> Iterator[Step]:
    with np.errstate(all="ignore"):
        state = call("rule's init", rule.init, x.copy())
    for k in count():
        with np.errstate(all="ignore"):  # overflow is a result here: the run diverges
            grad, value = gradient(x), evaluate(f, x.copy())
        make_read_only(x, value, grad)
        yield Step(k, x, value, grad)
        with np.errstate(all="ignore"):
            match call("rule's update", rule.update, grad, state):
                case (step, state):
                    x = x + as_real_array("rule's step", step, x.shape)
                case other:
                    raise TypeError(f"rule's update must return a step and a state, got {short_repr(other)}")


@dataclass(frozen=True, eq=False, repr=False)  # eq: comparing arrays gives no single answer
class Trace:
    """A whole run: row 0 is the start, row -1 the last point. The arrays are read-only."""

    x: FloatArray  # (k + 1, n, ...)
    f: FloatArray  # (k + 1, ...)
    grad: FloatArray  # (k + 1, n, ...)
    status: Status | NDArray[np.str_]  # a word, or for many starts (...)
    unbounded: bool | NDArray[np.bool_] = False  # whether f was still falling when the run diverged or froze, (...)

    @property
    def advice(self) -> Any:
        """What the status means and what to try next: a sentence, or an array of them, shape (...)."""
        advice = np.vectorize(STATUS_ADVICE.__getitem__, otypes=[object])(self.status)
        return np.where(self.unbounded, NO_LOWEST_VALUE, advice)[()]

    def __repr__(self) -> str:
        head = f"Trace of {len(self.x) - 1} steps"
        if self.x.ndim > 2:
            counts = Counter(np.ravel(self.status).tolist()).most_common()
            return f"{head} from {self.x[0, 0].size} starts: " + ", ".join(f"{n} {status}" for status, n in counts)
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

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        init_x: the start, shape (n,), or many, shape (n, ...); finite. Never changed.
        rule: how to step, such as GradientDescent(lr=0.1).
        step_num: number of steps, 0 or more; the run ends early when no point is finite any more.
        grad: the gradient of f, if known; without it the chapter's central difference with h = 1e-4 is used.
        tol: stop when no finite point has a longer gradient (2-norm, in units of f per unit of x); None tests nothing.
        axis: the axis of init_x that holds the components, 1 for starts in rows; the trace has them first.

    Returns:
        A Trace. Its status, which depends neither on the units of f nor, with grad given, on those of x, is
        "diverged" where the last point is not finite, where f ends above its start and the steps still grow, or where
        the steps have grown a thousandfold and f falls on along the same line as far as float64 reaches,
        "frozen" where the numerical gradient is exactly zero because x + h equals x, and f does have a slope,
        "unresolved" where rounding hides whether the numerical gradient is as short as it seems,
        "converged" where tol was given and met, and "finished" otherwise.

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
    run = iterate(f, init_x, rule, grad=grad, axis=axis)

    def rows() -> Iterator[tuple[FloatArray, Any, FloatArray]]:
        for k, x, value, grad in run:
            yield x, value, grad
            met = limit is not None and bool(((length(grad) <= limit) | ~np.isfinite(x).all(axis=0)).all())
            if k == last or met or not np.isfinite(x).all(axis=0).any():
                return

    shape = as_points("init_x", init_x, axis).shape
    trace = np.fromiter(rows(), [("x", float, shape), ("f", float, shape[1:]), ("grad", float, shape)])
    x, values, grads = (trace[name].copy() for name in ("x", "f", "grad"))
    status, unbounded = ending(f, x, values, grads, limit, numerical=grad is None)
    make_read_only(x, values, grads, status, unbounded)
    return Trace(x, values, grads, status, unbounded)


def _start(f: Function, init_x: ArrayLike, grad: Gradient | None, axis: int) -> tuple[FloatArray, Gradient]:
    """The start with its components first, and the gradient as a function that does not modify its argument."""
    check_function("f", f)
    check_function("grad", grad, optional=True)
    x = as_points("init_x", init_x, axis)
    with np.errstate(all="ignore"):
        check_columns(f, x)
        if grad is None:
            return x, lambda x: central_gradient(f, x, CHAPTER_H)
        check_columns(grad, x, x.shape, "grad")
    return x, lambda x: evaluate(grad, x.copy(), x.shape, "grad")
