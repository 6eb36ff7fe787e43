"""Search spaces: the values that a hyperparameter may take, and their distribution.

A space is immutable and has two methods, ``grid(points) -> values`` and ``sample(rng) -> value``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from gdbook._arguments import as_count, as_number, as_positive, enough_memory, short_repr


class Space(Protocol):
    """The interface of a search space; a custom space implements these two methods."""

    def grid(self, points: int, /) -> Sequence[Any]:
        """This many values, evenly spaced from end to end."""
        ...

    def sample(self, rng: np.random.Generator, /) -> Any:
        """One random value."""
        ...


@dataclass(frozen=True)
class Linear:
    """All numbers from low to high; equal differences are equally likely: low + (high - low) u, u uniform in [0, 1).

    Args:
        low: the smallest value.
        high: the largest value, above low.

    Example:
        >>> Linear(0, 1).grid(5)
        [0.0, 0.25, 0.5, 0.75, 1.0]
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        low, high = as_number("low", self.low), as_number("high", self.high)
        _store_range(self, low, high)
        if not math.isfinite(high - low):
            raise ValueError(f"high - low must be finite, got low = {low} and high = {high}")

    def grid(self, points: int) -> list[float]:
        with enough_memory("points", as_count("points", points, least=2)):
            return np.linspace(self.low, self.high, points).tolist()

    def sample(self, rng: np.random.Generator) -> float:
        return _clamp(self.low, rng.uniform(self.low, self.high), self.high)


@dataclass(frozen=True)
class Log:
    """All numbers from low to high; equal ratios are equally likely: low (high / low)^u, u uniform in [0, 1).

    For values known only to an order of magnitude, such as a learning rate.

    Args:
        low: the smallest value, positive.
        high: the largest value, above low.

    Example:
        >>> [round(value, 6) for value in Log(0.001, 10).grid(5)]
        [0.001, 0.01, 0.1, 1.0, 10.0]

    Source: Bergstra and Bengio, Journal of Machine Learning Research 13, 2012, who call it "drawn exponentially".
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        _store_range(self, as_positive("low", self.low), as_positive("high", self.high))

    def grid(self, points: int) -> list[float]:
        # geomspace may overflow in the last value, which it then sets to high.
        with enough_memory("points", as_count("points", points, least=2)), np.errstate(over="ignore"):
            return np.geomspace(self.low, self.high, points).tolist()

    def sample(self, rng: np.random.Generator) -> float:
        return _clamp(self.low, math.exp(rng.uniform(math.log(self.low), math.log(self.high))), self.high)


@dataclass(frozen=True)
class Choice:
    """One of the listed values, each equally likely. A grid contains all of them.

    Args:
        values: one or more, of any kind.

    Example:
        >>> Choice([16, 32, 64]).grid(2)
        (16, 32, 64)
    """

    values: Sequence[Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", listed("values", self.values))

    def grid(self, points: int) -> Sequence[Any]:
        return self.values

    def sample(self, rng: np.random.Generator) -> Any:
        return self.values[int(rng.integers(len(self.values)))]


def _store_range(space: object, low: float, high: float) -> None:
    """Checks that low < high and stores both as Python floats."""
    if not low < high:
        raise ValueError(f"high must be above low = {low}, got {high}")
    object.__setattr__(space, "low", low)
    object.__setattr__(space, "high", high)


def _clamp(low: float, value: float, high: float) -> float:
    """Clamps a value to its range, which rounding may exceed by an ulp."""
    return float(min(max(low, value), high))


def listed(name: str, value: Any) -> tuple[Any, ...]:
    """A non-empty sequence as a tuple; numpy scalars become Python numbers."""
    given: Any = value.tolist() if hasattr(value, "tolist") else value
    try:
        values: tuple[Any, ...] = tuple(given)
    except TypeError:  # not iterable
        values = ()
    if isinstance(given, str | bytes) or not values:
        raise TypeError(f"{name} must be a list of one value or more, got {short_repr(given)}")
    return values
