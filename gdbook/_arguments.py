"""Arguments are checked once, at the public border; an error names the argument, what was expected and what arrived."""

from __future__ import annotations

import math
import reprlib
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from numbers import Integral, Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[[Any], Any]
"""Takes points, shape ``(n, ...)``; returns their values, shape ``(...)``. The components come first."""
Gradient: TypeAlias = Callable[[Any], Any]
"""Takes points, shape ``(n, ...)``; returns the gradients there, shape ``(n, ...)``."""

COMPONENTS_FIRST = ": points are arrays (n, ...), components first, and a function of them drops the first axis"


class _Short(reprlib.Repr):
    def repr_int(self, x: int, level: int) -> str:
        try:
            return super().repr_int(x, level)
        except ValueError:  # beyond the digits that Python is willing to write
            return f"an int of {x.bit_length()} bits"


shown = _Short().repr
"""What arrived, as an error shows it: short, however large it is."""


def real_array(name: str, value: ArrayLike) -> FloatArray:
    """A float64 copy of `value`, so that nothing done to it reaches the caller."""
    if np.ma.is_masked(value):
        raise ValueError(f"{name} must have no masked elements, got {shown(value)}")
    try:
        array = np.asarray(value)
    except ValueError:  # numpy's word for nested lists of different lengths
        raise ValueError(f"{name} must be a rectangular array of real numbers, got {shown(value)}") from None
    if array.dtype.kind == "O":
        array = _without_objects(array)
    if array.dtype.kind not in "biuf":
        arrived = f"dtype {array.dtype}" if isinstance(value, np.ndarray) else shown(value)
        raise TypeError(f"{name} must be real numbers, got {arrived}")
    if array.dtype.itemsize <= 8:
        return np.array(array, dtype=np.float64)
    with np.errstate(over="ignore"):  # a long double beyond float64 becomes inf, which finite_array reports
        return np.array(array, dtype=np.float64)


def _unmasked(value: Any) -> Any:
    """What is masked has no value, which for a function is NaN; what lies beneath a mask is not asked for."""
    if not np.ma.is_masked(value) or value.dtype.kind not in "biuf":
        return value  # what is no real number is refused by its kind
    return np.ma.filled(value.astype(np.float64), np.nan)


def _without_objects(array: NDArray[Any]) -> NDArray[Any]:
    """Python's own numbers that numpy keeps as objects, such as 10**30 or Fraction(1, 3), become float64."""
    if not all(is_real(item) for item in array.flat):
        return array
    return np.array([_float(item) for item in array.flat], np.float64).reshape(array.shape)


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an int beyond float64
        return math.inf if value > 0 else -math.inf


def finite_array(name: str, value: ArrayLike) -> FloatArray:
    """A float64 copy of `value` without infinities and NaN."""
    array = real_array(name, value)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {shown(value)}")
    return array


def points(name: str, value: ArrayLike) -> FloatArray:
    """A float64 copy of finite points, shape ``(n,)`` or ``(n, ...)`` with n at least 1."""
    array = finite_array(name, value)
    if array.ndim == 0 or len(array) == 0:
        raise ValueError(
            f"{name} must have shape (n,) for one point or (n, ...) for many, n at least 1, got shape {array.shape}"
        )
    return array


def is_real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, np.timedelta64)  # which calls itself an integer


def is_number(kind: type, value: object) -> bool:
    """Whether value is a number of this kind. True and False are not: as a step or a rate they are a slip."""
    return isinstance(value, kind) and is_real(value) and not isinstance(value, bool)


def number(name: str, value: Any) -> float:
    """A finite float."""
    if type(value) is not float and not is_number(Real, value):
        raise TypeError(f"{name} must be a number, got {shown(value)}")
    result = _float(value)
    if not math.isfinite(result):
        raise ValueError(f"{name} must be finite, got {shown(value)}")
    return result


def positive(name: str, value: Any) -> float:
    """A finite float above zero."""
    result = number(name, value)
    if not result > 0:
        raise ValueError(f"{name} must be positive, got {shown(value)}")
    return result


def count(name: str, value: Any) -> int:
    """A non-negative int that a machine can count to."""
    if not is_number(Integral, value):
        raise TypeError(f"{name} must be a non-negative integer, got {shown(value)}")
    if value < 0:
        raise ValueError(f"{name} must be a non-negative integer, got {shown(int(value))}")
    if value >= sys.maxsize:
        raise ValueError(f"{name} must be below {sys.maxsize}, got {shown(value)}")
    return int(value)


def at_least_one(name: str, value: Any) -> int:
    """A positive int that a machine can count to."""
    if count(name, value) < 1:
        raise ValueError(f"{name} must be 1 or more, got {shown(value)}")
    return int(value)


def settle(settings: object, **kinds: Callable[[str, Any], Any]) -> None:
    """Checks each setting of a frozen dataclass, and keeps it as the plain number that its kind makes of it."""
    for name, kind in kinds.items():
        object.__setattr__(settings, name, kind(name, getattr(settings, name)))


def limits(name: str, value: ArrayLike) -> tuple[float, float]:
    """The two ends of a range, the smaller first."""
    ends = finite_array(name, value)
    if ends.shape != (2,) or not ends[0] < ends[1]:
        raise ValueError(f"{name} must be two numbers, the smaller first, got {shown(value)}")
    low, high = float(ends[0]), float(ends[1])
    if not math.isfinite(high - low):
        raise ValueError(f"{name} must be two numbers whose difference is finite, got {shown(value)}")
    return low, high


class ReadOnly:
    """For results whose arrays are read-only: they stay so where the result is copied, or sent to another process."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        for value in state.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        vars(self).update(state)


@contextmanager
def room_for(name: str, value: int) -> Generator[None, None, None]:
    """Around the making of an array whose size is value: numpy's own error does not say whose fault it is."""
    try:
        yield
    except (MemoryError, ValueError):
        raise ValueError(f"{name} must be a number that the memory has room for, got {value}") from None


def mesh_over(xlim: tuple[float, float], ylim: tuple[float, float], points: int) -> FloatArray:
    """Points x points over the rectangle xlim x ylim, its rim included: shape (2, points, points), x1 upwards."""
    left, right = limits("xlim", xlim)
    bottom, top = limits("ylim", ylim)
    if count("count", points) < 2:
        raise ValueError(f"count must be 2 or more, got {points}")
    with room_for("count", points):
        return np.array(np.meshgrid(np.linspace(left, right, points), np.linspace(bottom, top, points)))


def function(name: str, value: object) -> None:
    """Anything that can be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function, got {shown(value)}")


def answer(
    name: str, value: Any, shape: tuple[int, ...], hint: str = COMPONENTS_FIRST, *, copy: bool = True
) -> FloatArray | np.float64 | float:
    """What a caller's function returned, once its shape and kind are what they must be.

    A copy, since the function may return the same array again and again; without one only what is used up at once.
    """
    if type(value) is np.float64 and shape == ():  # the common case, kept quick
        return value
    try:
        array = np.asarray(value if type(value) is np.ndarray else _unmasked(value))
    except ValueError:  # numpy's word for nested lists of different lengths
        raise ValueError(f"{name} must have shape {shape}, got {shown(value)}{hint}") from None
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got shape {array.shape}{hint}")
    if array.dtype.kind == "O":
        array = _without_objects(array)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be real numbers, got dtype {array.dtype}")
    return array.astype(np.float64, copy=copy)[()]  # an array of no dimension becomes a number
