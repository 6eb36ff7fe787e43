"""Ratios within one run: ours and a reference are timed alternately, so that a slow machine affects both."""

from collections.abc import Callable, Iterator
from pathlib import Path
from timeit import timeit
from typing import Any

import pytest
from measured import two_digits, write_rows


def in_turn(calls: list[Callable[[], Any]], number: int, rounds: int) -> list[float]:
    """Seconds per call: the fastest of many short rounds, which other load on the machine affects least."""
    times = [[timeit(call, number=number) for call in calls] for _ in range(rounds)]
    return [min(each) / number for each in zip(*times, strict=True)]


def as_text(ratio: float) -> str:
    return two_digits(ratio) if ratio >= 0.1 else f"1/{two_digits(1 / ratio)}"


recorded: set[pytest.Item] = set()
"""The benchmarks that recorded a ratio: the table is written only if all did."""


@pytest.fixture(scope="session")
def rows(request: pytest.FixtureRequest) -> Iterator[list[list[str]]]:
    """The measurements; written into MEASURED.md at the end of a complete run."""
    found: list[list[str]] = []
    yield found
    items = request.session.items
    complete = {item.path for item in items} == set(Path(__file__).parent.glob("test_*.py"))
    if complete and all(item in recorded for item in items):
        write_rows("speed", found)


@pytest.fixture
def record(request: pytest.FixtureRequest, rows: list[list[str]], benchmark: Any) -> Callable[..., None]:
    """Records a ratio with the names of what was measured and of the reference."""

    def add(what: str, against: str, ratio: float, budget: float | None = None) -> None:
        recorded.add(request.node)
        benchmark.extra_info |= {"ratio": ratio, "budget": budget}
        rows.append([what, against, as_text(ratio), "" if budget is None else as_text(budget)])
        print(f"\n{what}: {as_text(ratio)} of {against}", f"(budget {budget})" if budget else "")

    return add


@pytest.fixture
def compare(benchmark: Any, record: Callable[..., None]) -> Callable[..., Any]:
    """Times ours with pytest-benchmark, then both alternately for the ratio; the time of theirs counts `times` fold."""

    def run(
        what: str,
        against: str,
        ours: Callable[[], Any],
        theirs: Callable[[], Any],
        *,
        number: int = 1,
        rounds: int = 30,
        times: int = 1,
        budget: float | None = None,
    ) -> Any:
        answer = benchmark(ours)
        if not benchmark.disabled:
            us, them = in_turn([ours, theirs], number, rounds)
            record(what, against, us / (times * them), budget)
        return answer

    return run
