"""How much slower or faster than the chapter's plain loop, which checks nothing: ratios within one run.

pytest tests/benchmarks --benchmark-enable -s

The tests assert that the answers agree, never a time: the machine may be slow today. Each ratio is printed and kept
in the benchmark's extra_info, beside the budget of the project.
"""

from timeit import timeit

import numpy as np
import plain
import pytest

from gdbook import gradient_descent, numerical_gradient


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
