"""The spaces: which values a hyperparameter may take, and how they are spread.

A space is frozen and has two methods, ``grid(points) -> values`` and ``sample(rng) -> value``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from gdbook._arguments import count, number, positive, room_for, shown


class Space(Protocol):
    """What a search expects of a space; write your own with these two methods."""

    def grid(self, points: int, /) -> Sequence[Any]:
        """So many values, spread evenly from end to end."""
        ...

    def sample(self, rng: np.random.Generator, /) -> Any:
        """One value at random."""
        ...


@dataclass(frozen=True)
class Linear:
    """All numbers from low to high; equal differences are equally likely: low + (high - low) u, u uniform in [0, 1).

    Args:
        low: the least value.
        high: the greatest value, above low.

    Example:
        >>> Linear(0, 1).grid(5)
        [0.0, 0.25, 0.5, 0.75, 1.0]
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        low, high = number("low", self.low), number("high", self.high)
        _settle(self, low, high)
        if not math.isfinite(high - low):
            raise ValueError(f"high - low must be finite, got low = {low} and high = {high}")

    def grid(self, points: int) -> list[float]:
        with room_for("points", at_least_two("points", points)):
            return np.linspace(self.low, self.high, points).tolist()

    def sample(self, rng: np.random.Generator) -> float:
        return _inside(self.low, rng.uniform(self.low, self.high), self.high)


@dataclass(frozen=True)
class Log:
    """All numbers from low to high; equal ratios are equally likely: low (high / low)^u, u uniform in [0, 1).

    For what is known only to an order of magnitude, such as a learning rate.

    Args:
        low: the least value, positive.
        high: the greatest value, above low.

    Example:
        >>> [round(value, 6) for value in Log(0.001, 10).grid(5)]
        [0.001, 0.01, 0.1, 1.0, 10.0]

    Source: Bergstra and Bengio, Journal of Machine Learning Research 13, 2012, who call it "drawn exponentially".
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        _settle(self, positive("low", self.low), positive("high", self.high))

    def grid(self, points: int) -> list[float]:
        # The overflow is that of a last value that geomspace then sets to high.
        with room_for("points", at_least_two("points", points)), np.errstate(over="ignore"):
            return np.geomspace(self.low, self.high, points).tolist()

    def sample(self, rng: np.random.Generator) -> float:
        return _inside(self.low, math.exp(rng.uniform(math.log(self.low), math.log(self.high))), self.high)


@dataclass(frozen=True)
class Choice:
    """One of the values listed, each equally likely. A grid takes them all.

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


def _settle(space: object, low: float, high: float) -> None:
    """Checks the order and keeps plain floats, whatever kind of number they came as."""
    if not low < high:
        raise ValueError(f"high must be above low = {low}, got {high}")
    object.__setattr__(space, "low", low)
    object.__setattr__(space, "high", high)


def _inside(low: float, value: float, high: float) -> float:
    """Rounding may carry a value a hair's breadth out of its range."""
    return float(min(max(low, value), high))


def at_least_two(name: str, value: Any) -> int:
    """How many values of a range: its two ends belong to a grid."""
    if count(name, value) < 2:
        raise ValueError(f"{name} must be 2 or more, got {value}")
    return int(value)


def listed(name: str, value: Any) -> tuple[Any, ...]:
    """One value or more; those of an array become Python's own numbers."""
    given: Any = value.tolist() if hasattr(value, "tolist") else value
    try:
        values: tuple[Any, ...] = tuple(given)
    except TypeError:  # it cannot be iterated over
        values = ()
    if isinstance(given, str | bytes) or not values:
        raise TypeError(f"{name} must be a list of one value or more, got {shown(given)}")
    return values
