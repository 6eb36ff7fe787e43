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

    def run(ours, theirs, *, number, times=1, budget, slower):
        answer = benchmark(ours)
        if not benchmark.disabled:
            us, them = seconds([ours, theirs], number)
            them *= times
            ratio = us / them if slower else them / us
            words = "times as long as" if slower else "times as fast as"
            benchmark.extra_info |= {"ratio": ratio, "budget": budget, "ours": us, "theirs": them}
            print(f"\n{benchmark.name}: {ratio:.2f} {words} the plain loop; budget {budget}")
        return answer

    return run


def test_one_gradient_at_one_point(compare):
    x = np.array([3.0, 4.0])
    gradient = compare(
        lambda: numerical_gradient(f, x), lambda: plain.gradient(f, x), number=200, budget="at most 3", slower=True
    )
    assert gradient.tolist() == plain.gradient(f, x).tolist()


def test_a_hundred_steps_of_descent(compare):
    start = np.array([-3.0, 4.0])
    last = compare(
        lambda: gradient_descent(f, start, 0.1, 100),
        lambda: plain.descent(f, start, 0.1, 100),
        number=3,
        budget="at most 2",
        slower=True,
    )
    assert last.tolist() == plain.descent(f, start, 0.1, 100).tolist()


def test_gradients_at_a_hundred_thousand_points(compare):
    points = np.random.default_rng(0).uniform(-5, 5, size=(2, 100_000))
    rows = np.ascontiguousarray(points.T[:1000])  # as the loop would have them, one point after another
    gradients = compare(
        lambda: numerical_gradient(f, points),
        # The loop is timed on 1,000 of the points and counted 100 times: its points do not know of each other.
        lambda: [plain.gradient(f, row) for row in rows],
        number=1,
        times=100,
        budget="at least 100",
        slower=False,
    )
    np.testing.assert_allclose(gradients[:, :1000].T, [plain.gradient(f, row) for row in rows], rtol=1e-15, atol=0)
