"""Search spaces: the values that a hyperparameter may take, and their distribution."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from gdbook._arguments import MOST, as_count, as_number, as_positive, convert_fields


class Space(Protocol):
    """The interface of a search space, which is immutable; a custom one implements these two methods."""

    def grid(self, points: int, /) -> Sequence[Any]:
        """This many values, evenly spaced from end to end."""
        ...

    def sample(self, rng: np.random.Generator, /) -> Any:
        """One random value."""
        ...


@dataclass(frozen=True)
class _Range:
    low: float
    high: float

    def __post_init__(self) -> None:
        convert_fields(self, low=as_number, high=as_number)
        if not 0 < self.high - self.low < math.inf:
            raise ValueError(f"high must be a finite way above low = {self.low}, got {self.high}")


@dataclass(frozen=True)
class Linear(_Range):
    """All numbers from low to high; equal differences are equally likely: low + (high - low) u, u uniform in [0, 1).

    Args:
        low: the smallest value.
        high: the largest value, above low.

    Example:
        >>> Linear(0, 1).grid(5)
        [0.0, 0.25, 0.5, 0.75, 1.0]
    """

    def grid(self, points: int) -> list[float]:
        return np.linspace(self.low, self.high, as_count("points", points, least=2, most=MOST)).tolist()

    def sample(self, rng: np.random.Generator) -> float:
        return float(np.clip(rng.uniform(self.low, self.high), self.low, self.high))  # rounding may exceed the range


@dataclass(frozen=True)
class Log(_Range):
    """All numbers from low to high; equal ratios are equally likely: low (high / low)^u, u uniform in [0, 1).

    Args:
        low: the smallest value, positive.
        high: the largest value, above low.

    Example:
        >>> [round(value, 6) for value in Log(0.001, 10).grid(5)]
        [0.001, 0.01, 0.1, 1.0, 10.0]

    Source: Bergstra and Bengio, Journal of Machine Learning Research 13, 2012, who call it "drawn exponentially".
    """

    def __post_init__(self) -> None:
        as_positive("low", self.low)
        super().__post_init__()

    def grid(self, points: int) -> list[float]:
        with np.errstate(over="ignore"):  # in the last value, which numpy then sets to high
            return np.geomspace(self.low, self.high, as_count("points", points, least=2, most=MOST)).tolist()

    def sample(self, rng: np.random.Generator) -> float:
        return float(np.clip(math.exp(rng.uniform(math.log(self.low), math.log(self.high))), self.low, self.high))
