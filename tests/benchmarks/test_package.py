"""The package against the chapter's plain loop, without checks, and against scipy's finite differences.

pytest tests/benchmarks -n 0 --benchmark-enable

The tests assert that the results agree, never a time: the machine may be slow.
"""

import numpy as np
import plain
import pytest
from scipy.optimize import approx_fprime

from gdbook import GradientDescent, bowl, descend, gradient_descent, himmelblau, numerical_gradient
from gdbook.basins import basin_map

PLAIN = "the chapter's plain loop"
CHECKED = "a loop over the points with the same function"
# It uses forward differences, the others central ones.
SCIPY = ("`scipy.optimize.approx_fprime`", "`scipy.optimize.approx_fprime`")


def f(x):
    return x[0] ** 2 + x[1] ** 2


def squares(x):
    return (x * x).sum(axis=0)


def scipys(f, x):
    return approx_fprime(x, f, 1e-8)


ONE = [(PLAIN, plain.gradient, 3), (SCIPY, scipys, None)]


@pytest.mark.parametrize(("against", "theirs", "budget"), ONE, ids=["plain", "scipy"])
def test_a_gradient_at_one_point(compare, against, theirs, budget):
    x = np.array([3.0, 4.0])
    gradient = compare(
        "a gradient at one point",
        against,
        lambda: numerical_gradient(f, x),
        lambda: theirs(f, x),
        number=200,
        budget=budget,
    )
    np.testing.assert_allclose(gradient, theirs(f, x), rtol=1e-6)


@pytest.mark.parametrize(("against", "theirs"), [row[:2] for row in ONE], ids=["plain", "scipy"])
def test_a_gradient_in_a_thousand_dimensions(compare, against, theirs):
    x = np.random.default_rng(0).uniform(-1, 1, size=1000)
    gradient = compare(
        "a gradient in 1,000 dimensions",
        against,
        lambda: numerical_gradient(squares, x),
        lambda: theirs(squares, x),
        rounds=20,
    )
    np.testing.assert_allclose(gradient, 2 * x, atol=1e-5)
    np.testing.assert_allclose(gradient, theirs(squares, x), atol=1e-4)


MANY = [
    (CHECKED, numerical_gradient, 1 / 100, 1e-15),
    (PLAIN, plain.gradient, 1 / 100, 1e-15),
    (SCIPY, scipys, None, 1e-6),
]


@pytest.mark.parametrize(("against", "one", "budget", "close"), MANY, ids=["checked", "plain", "scipy"])
def test_gradients_at_a_hundred_thousand_points(compare, against, one, budget, close):
    points = np.random.default_rng(0).uniform(-5, 5, size=(2, 100_000))
    rows = np.ascontiguousarray(points.T[:1000])  # one point after another, as a loop would have them
    gradients = compare(
        "gradients at 100,000 points",
        against,
        lambda: numerical_gradient(f, points),
        # The loop is timed on 1,000 of the points and counted 100 times: the cost is the same for each point.
        lambda: [one(f, row) for row in rows],
        times=100,
        budget=budget,
    )
    atol = 0 if close < 1e-10 else close
    np.testing.assert_allclose(gradients[:, :1000].T, [one(f, row) for row in rows], rtol=close, atol=atol)


def test_a_hundred_steps_of_descent(compare):
    start = np.array([-3.0, 4.0])
    last = compare(
        "`gradient_descent`, 100 steps",
        PLAIN,
        lambda: gradient_descent(f, start, 0.1, 100),
        lambda: plain.descent(f, start, 0.1, 100),
        number=3,
        budget=2,
    )
    assert last.tolist() == plain.descent(f, start, 0.1, 100).tolist()


def test_a_trace_of_a_thousand_steps(compare):
    start = np.array([-3.0, 4.0])
    trace = compare(
        "a trace of 1,000 steps",
        PLAIN,
        lambda: descend(bowl, start, GradientDescent(0.01), 1000),
        lambda: plain.descent(bowl, start, 0.01, 1000),
    )
    assert trace.x[-1].tolist() == plain.descent(bowl, start, 0.01, 1000).tolist()


def test_a_basin_map_of_ten_thousand_starts(compare):
    chosen = np.random.default_rng(0).integers(0, 100, size=(20, 2))
    starts = np.linspace(-5, 5, 100)[chosen]
    basins = compare(
        "a basin map, 10,000 starts, 200 steps",
        PLAIN,
        lambda: basin_map(himmelblau, GradientDescent(0.01), (-5, 5), (-5, 5), count=100, step_num=200),
        # 20 starts are timed and counted 500 times.
        lambda: [plain.descent(himmelblau, start, 0.01, 200) for start in starts],
        rounds=5,
        times=500,
        budget=1 / 100,
    )
    ends = [plain.descent(himmelblau, start, 0.01, 200) for start in starts]
    away = np.linalg.norm(np.array(ends)[:, None] - himmelblau.stationary_points, axis=2)
    assert basins.reached[chosen[:, 1], chosen[:, 0]].tolist() == away.argmin(axis=1).tolist()
