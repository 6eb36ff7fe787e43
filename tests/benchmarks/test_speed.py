"""How much slower or faster than the chapter's plain loop, which checks nothing: ratios within one run.

pytest tests/benchmarks --benchmark-enable -s

The tests assert that the answers agree, never a time: the machine may be slow today. Each ratio is printed and kept
in the benchmark's extra_info, beside the budget of the project.
"""

from timeit import timeit

import numpy as np
import plain
import pytest

from gdbook import GradientDescent, basin_map, gradient_descent, himmelblau, numerical_gradient


def f(x):
    return x[0] ** 2 + x[1] ** 2


def seconds(calls, number):
    """Seconds that each call takes: in turn, the quickest of many short rounds, so that other work counts least."""
    rounds = [[timeit(call, number=number) for call in calls] for _ in range(50)]
    return [min(times) / number for times in zip(*rounds, strict=True)]


@pytest.fixture
def compare(benchmark):
    """Times ours with pytest-benchmark, then both in turn for the ratio; theirs may stand for `times` as many."""

    def run(ours, theirs, *, number, times=1, budget):
        answer = benchmark(ours)
        if not benchmark.disabled:
            us, them = seconds([ours, theirs], number)
            ratio = us / (times * them)
            words = f"{ratio:.2f} times as long as" if ratio > 1 else f"{1 / ratio:.0f} times as fast as"
            benchmark.extra_info |= {"ratio": ratio, "budget": budget, "ours": us, "theirs": times * them}
            print(f"\n{benchmark.name}: {words} the loop; budget: {budget}")
        return answer

    return run


def test_one_gradient_at_one_point(compare):
    x = np.array([3.0, 4.0])
    gradient = compare(
        lambda: numerical_gradient(f, x),
        lambda: plain.gradient(f, x),
        number=200,
        budget="at most 3 times as long",
    )
    assert gradient.tolist() == plain.gradient(f, x).tolist()


def test_a_hundred_steps_of_descent(compare):
    start = np.array([-3.0, 4.0])
    last = compare(
        lambda: gradient_descent(f, start, 0.1, 100),
        lambda: plain.descent(f, start, 0.1, 100),
        number=3,
        budget="at most 2 times as long",
    )
    assert last.tolist() == plain.descent(f, start, 0.1, 100).tolist()


@pytest.mark.parametrize("one", [numerical_gradient, plain.gradient], ids=["checked loop", "plain loop"])
def test_gradients_at_a_hundred_thousand_points(compare, one):
    points = np.random.default_rng(0).uniform(-5, 5, size=(2, 100_000))
    rows = np.ascontiguousarray(points.T[:1000])  # one point after another, as a loop would have them
    gradients = compare(
        lambda: numerical_gradient(f, points),
        # The loop is timed on 1,000 of the points and counted 100 times: no point's cost depends on another's.
        lambda: [one(f, row) for row in rows],
        number=1,
        times=100,
        budget="at least 100 times as fast",
    )
    np.testing.assert_allclose(gradients[:, :1000].T, [one(f, row) for row in rows], rtol=1e-15, atol=0)


def test_a_basin_map_of_ten_thousand_starts(compare):
    chosen = np.random.default_rng(0).integers(0, 100, size=(20, 2))
    starts = np.linspace(-5, 5, 100)[chosen]
    basins = compare(
        lambda: basin_map(himmelblau, GradientDescent(0.01), (-5, 5), (-5, 5), count=100, step_num=200),
        # 20 starts are timed and counted 500 times.
        lambda: [plain.descent(himmelblau, start, 0.01, 200) for start in starts],
        number=1,
        times=500,
        budget="at least 100 times as fast",
    )
    ends = [plain.descent(himmelblau, start, 0.01, 200) for start in starts]
    away = np.linalg.norm(np.array(ends)[:, None] - himmelblau.stationary_points, axis=2)
    assert basins.reached[chosen[:, 1], chosen[:, 0]].tolist() == away.argmin(axis=1).tolist()
