"""Ratios within one run: ours against something that does the same, in turn, so that a slow machine slows both."""

from collections.abc import Callable, Iterator
from pathlib import Path
from timeit import timeit
from typing import Any

import pytest
from measured import two_digits, write_rows
from prose import LANGUAGES


def in_turn(calls: list[Callable[[], Any]], number: int, rounds: int) -> list[float]:
    """Seconds that each call takes: the quickest of many short rounds, so that other work counts least."""
    times = [[timeit(call, number=number) for call in calls] for _ in range(rounds)]
    return [min(each) / number for each in zip(*times, strict=True)]


def spoken(ratio: float) -> str:
    return two_digits(ratio) if ratio >= 0.1 else f"1/{two_digits(1 / ratio)}"


told_of: set[pytest.Item] = set()
"""The benchmarks that have measured something: only when all of them have is the table written."""


@pytest.fixture(scope="session")
def rows(request: pytest.FixtureRequest) -> Iterator[dict[str, list[list[str]]]]:
    """What has been measured, in both languages; at the end of a whole run it goes into the docs."""
    found: dict[str, list[list[str]]] = {language: [] for language in LANGUAGES}
    yield found
    items = request.session.items
    whole = {item.path for item in items} == set(Path(__file__).parent.glob("test_*.py"))
    if whole and all(item in told_of for item in items):
        write_rows("speed", found)


@pytest.fixture
def told(request: pytest.FixtureRequest, rows: dict[str, list[list[str]]], benchmark: Any) -> Callable[..., None]:
    """Keeps a ratio: what was measured, and against what, each in both languages."""

    def tell(what: tuple[str, str], against: tuple[str, str], ratio: float, budget: float | None = None) -> None:
        told_of.add(request.node)
        benchmark.extra_info |= {"ratio": ratio, "budget": budget}
        for language, name, other in zip(LANGUAGES, what, against, strict=True):
            rows[language].append([name, other, spoken(ratio), "" if budget is None else spoken(budget)])
        print(f"\n{what[0]}: {spoken(ratio)} of {against[0]}", f"(budget {budget})" if budget else "")

    return tell


@pytest.fixture
def compare(benchmark: Any, told: Callable[..., None]) -> Callable[..., Any]:
    """Times ours with pytest-benchmark, then both in turn for the ratio; theirs may stand for `times` as many."""

    def run(
        what: tuple[str, str],
        against: tuple[str, str],
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
            told(what, against, us / (times * them), budget)
        return answer

    return run
