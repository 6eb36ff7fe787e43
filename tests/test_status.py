"""How a run ended: the five words, at every scale, and the advice that goes with them."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdbook import (
    RULES,
    SURFACES,
    GradientDescent,
    Momentum,
    bowl,
    descend,
    double_well,
    himmelblau,
    monkey_saddle,
    plateau,
    ravine,
    rosenbrock,
    saddle,
)
from gdbook.status import NO_LOWEST_VALUE, STATUS_ADVICE, Status, falls_on, part_edges


def parabola(centre, height=0.0, scale=1.0):
    return lambda x: height + scale * (x[0] - centre) ** 2


def sine(x):
    return np.sin(x[0]) + (x[1] - 0.3) ** 2


BAD_AND_GOOD = [
    # f, start, lr, step_num, options of descend, status
    (bowl, [-3, 4], 0.1, 100, {}, "finished"),
    (bowl, [-3, 4], 0.1, 0, {}, "finished"),
    (bowl, [0, 0], 0.1, 100, {}, "finished"),  # the gradient is truly zero
    (saddle, [1, 0], 0.1, 100, {}, "finished"),  # on the ridge: it walks to the saddle itself
    (plateau, [4, 4], 1.0, 100, {}, "finished"),  # slow is not frozen: the gradient is 4 exp(-16) = 5e-7
    (plateau, [40, 0], 1.0, 10, {}, "finished"),  # exp(-800) is zero in float64
    (lambda x: 7.0, [1, 2], 0.1, 5, {}, "finished"),
    (lambda x: np.maximum(x[0], 0), [-5], 0.1, 5, {}, "finished"),  # flat, and no rounding hides it
    (lambda x: 1 + np.maximum(x[0], 0), [-5], 0.1, 5, {}, "finished"),
    # The gradient is 10 0.8^k long, at most 1e-3 from k = ln 1e4 / ln 1.25 = 41.3 on.
    (bowl, [-3, 4], 0.1, 42, {"tol": 1e-3}, "converged"),
    (bowl, [-3, 4], 0.1, 41, {"tol": 1e-3}, "finished"),
    (bowl, [0, 0], 0.1, 100, {"tol": 1e-3}, "converged"),  # at the start
    (bowl, [0, 0], 0.1, 0, {"tol": 1e-3}, "converged"),
    # A minimum far away, reached exactly: the distance walked says nothing.
    (parabola(1e6), [0], 0.5, 3, {}, "finished"),
    (parabola(1e6), [0], 0.5, 3, {"tol": 1e-2}, "converged"),
    (parabola(1e7), [0], 0.5, 3, {"grad": lambda x: 2 * (x - 1e7), "tol": 1e-3}, "converged"),
    (parabola(-1e9), [1e-9], 0.4, 200, {"grad": lambda x: 2 * (x + 1e9)}, "finished"),
    # Diverged: f is above its start and the steps grow, be it by 1.1 or 1.00002 a step.
    (bowl, [-3, 4], 1.05, 100, {}, "diverged"),
    (bowl, [-3, 4], 1.05, 2, {}, "diverged"),
    (bowl, [-3, 4], 1.00001, 100, {}, "diverged"),
    (bowl, [-3, 4], 1.1, 76, {"tol": 1e-3}, "diverged"),
    (bowl, [1e-12, 0], 1.05, 300, {"grad": bowl.grad}, "diverged"),
    (bowl, [1e305, 0], 10.0, 300, {"grad": bowl.grad}, "diverged"),
    (ravine, [-7, 1e-6], 1.1, 100, {}, "diverged"),  # x0 shrinks, x1 grows
    (double_well, [5, 0], 1.0, 100, {"grad": double_well.grad}, "diverged"),  # cubes: inf - inf in the end
    (lambda x: -np.exp(x[0]), [0], 10.0, 10, {}, "diverged"),  # infinity within a few steps
    # Not diverged: no growth, or too few steps to see any.
    (bowl, [-3, 4], 1.05, 1, {}, "finished"),
    (bowl, [-3, 4], 1.0, 100, {}, "finished"),  # a 2-cycle
    (bowl, [-3, 4], 0.999, 100, {}, "finished"),
    (bowl, [1e305, 0], 0.1, 300, {"grad": bowl.grad}, "finished"),
    # No lowest value: diverged once the steps have grown a thousandfold.
    (saddle, [0, 1], 0.1, 100, {}, "diverged"),
    (saddle, [0, 1], 0.1, 20, {}, "finished"),
    (saddle, [1, 1e-6], 0.1, 200, {"grad": saddle.grad}, "diverged"),
    (lambda x: -(x[0] ** 2), [1e-9], 0.1, 200, {"grad": lambda x: -2 * x}, "diverged"),
    (lambda x: x[0], [0], 0.1, 1000, {}, "finished"),  # it falls for ever, but by equal steps
    # Frozen: x + h is x, and f has a slope there.
    (bowl, [-3, 4], 10.0, 20, {}, "frozen"),
    (bowl, [-3, 4], 10.0, 20, {"tol": 1e-3}, "frozen"),
    (bowl, [1e13, 1e13], 0.1, 5, {}, "frozen"),
    (bowl, [1e13, 0], 0.1, 5, {}, "frozen"),
    (bowl, [1e13, 1], 0.1, 5, {}, "frozen"),  # x1 could move, but beside 1e26 its share of f is rounded away
    (lambda x: np.sin(x[0]), [1e15], 0.1, 5, {}, "frozen"),
    # Not frozen: f has no slope there, the gradient is given, or some component moves.
    (lambda x: x[1] ** 2, [1e13, 0], 0.1, 5, {}, "finished"),
    (lambda x: x[1] ** 2, [1e13, 0], 0.1, 5, {"tol": 1e-3}, "converged"),
    (lambda x: 7.0, [2.0**40], 0.1, 5, {}, "finished"),
    (lambda x: x[1], [1e13, 1], 0.1, 5, {}, "finished"),
    (bowl, [1e13, 1e13], 0.1, 5, {"grad": bowl.grad}, "finished"),
    (parabola(1e13), [1e13], 0.1, 5, {"grad": lambda x: 2 * (x - 1e13)}, "finished"),
    # Unresolved: rounding hides slopes longer than tol, or the slope that keeps a run from moving.
    (parabola(0, 1e14), [1], 0.1, 100, {"tol": 1e-6}, "unresolved"),
    (parabola(0, 1e14), [1], 0.1, 100, {}, "unresolved"),
    (parabola(0, -1e15, 3.0), [7], 0.1, 100, {"tol": 1.0}, "unresolved"),
    (sine, [1e13, 1], 0.1, 100, {"tol": 1e-6}, "unresolved"),  # df/dx0 = 0.96
    (lambda x: 1 + bowl(x), [0, 0], 0.1, 5, {"tol": 1e-13}, "unresolved"),  # eps / h = 2e-12
    (lambda x: 1 + bowl(x), [0, 0], 0.1, 5, {"tol": 1e-11}, "converged"),
    (parabola(0, 1e14), [0], 0.1, 5, {}, "unresolved"),  # at the minimum, but h cannot tell
    (lambda x: 1e20 + bowl(x), [3, 4], 0.1, 5, {}, "unresolved"),
    (parabola(0, 1e14), [1], 0.1, 100, {"tol": 1e-6, "grad": lambda x: 2 * x}, "converged"),
]


@pytest.mark.parametrize(("f", "start", "lr", "step_num", "options", "status"), BAD_AND_GOOD)
def test_the_status_of_a_run(f, start, lr, step_num, options, status):
    trace = descend(f, start, GradientDescent(lr), step_num, **options)
    assert trace.status == status
    assert type(trace.status) is str
    assert type(trace.unbounded) is bool


@pytest.mark.parametrize("scale", [1e-12, 1e-3, 1e9])
@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e12])
@pytest.mark.parametrize("lr", [0.1, 0.9, 1.0, 1.02, 1.3])
def test_a_status_does_not_depend_on_the_units_of_f_and_x(scale, unit, lr):
    for surface, start in [(bowl, [-3, 4]), (ravine, [-7, 2]), (saddle, [1, 0.1]), (double_well, [0.3, 1.0])]:
        expected = descend(surface, start, GradientDescent(lr), 60, grad=surface.grad)
        scaled = descend(
            lambda x, f=surface: scale * f(x / unit),
            np.multiply(start, unit),
            GradientDescent(lr * unit**2 / scale),
            60,
            grad=lambda x, f=surface: scale / unit * f.grad(x / unit),
        )
        assert (scaled.status, scaled.unbounded) == (expected.status, expected.unbounded)


@given(offset=st.floats(1e-14, 1e-3), step_num=st.integers(1, 400))
def test_a_run_on_its_way_down_from_a_ridge_has_not_diverged(offset, step_num):
    # Its steps grow by 1.1 a step, up to 1e12 times in all; then it slows down in the well.
    trace = descend(double_well, [offset, 0.0], GradientDescent(0.1), step_num, grad=double_well.grad)
    assert trace.status == "finished"


@pytest.mark.parametrize("surface", [rosenbrock, himmelblau, plateau], ids=lambda surface: surface.name)
@given(start=st.tuples(st.floats(-2, 2), st.floats(-2, 2)), step_num=st.integers(2, 200))
def test_a_run_that_only_falls_on_a_surface_with_a_lowest_value_has_not_diverged(surface, start, step_num):
    trace = descend(surface, start, GradientDescent(1e-4), step_num, grad=surface.grad)
    assert (np.diff(trace.f) <= 0).all()
    assert trace.status == "finished"


@given(start=st.floats(-1.5, 1.5), lr=st.floats(2.05, 2.3), step_num=st.integers(100, 400))
def test_a_bounded_run_that_never_settles_has_not_diverged(start, lr, step_num):
    # Cycles and chaos in the double well: f may be above its start, but the steps do not grow on.
    trace = descend(double_well, [start, 0.0], GradientDescent(lr), step_num, grad=double_well.grad)
    assert trace.status == "finished" or np.abs(trace.x).max() > 3


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_has_a_status_on_every_surface(rule):
    for surface in SURFACES.values():
        for lr in (1e-3, 1.0, 1e3):
            trace = descend(surface, [0.6, -0.7], rule(lr=lr), 40)
            assert trace.status in get_args(Status)


def test_momentum_beyond_its_limit_has_diverged_and_below_has_not():
    # x'' = (1 + beta - 2 lr) x' - beta x settles for lr < 1 + beta = 1.9.
    for lr, status in [(1.85, "finished"), (1.95, "diverged")]:
        assert descend(bowl, [-3, 4], Momentum(lr, 0.9), 200, grad=bowl.grad).status == status


def test_each_start_has_its_own_status():
    starts = [[-3.0, 1e13, 0.0], [4.0, 1.0, 0.0]]
    assert descend(bowl, starts, GradientDescent(1.05), 100).status.tolist() == ["diverged", "frozen", "finished"]
    trace = descend(parabola(0, 1e14), [[1.0, 0.0, 1e3]], GradientDescent(0.1), 50)
    assert trace.status.tolist()[:2] == ["unresolved", "unresolved"]
    for array in (trace.status, trace.unbounded):
        assert not array.flags.writeable


# Advice


def test_every_status_has_advice():
    assert set(STATUS_ADVICE) == set(get_args(Status))
    for status, sentence in STATUS_ADVICE.items():
        assert sentence.endswith("."), status


@pytest.mark.parametrize(
    ("surface", "start", "lr", "step_num", "grad"),
    [
        (saddle, [0, 1], 0.1, 100, None),
        (saddle, [0, 1], 0.1, 1000, None),  # frozen far out
        (saddle, [1, 1e-6], 0.1, 8000, saddle.grad),  # overflows
        (monkey_saddle, [0.1, 0.1], 0.1, 100, None),
        (lambda x: -np.exp(x[0]), [0], 10.0, 10, None),
    ],
)
def test_where_f_has_no_lowest_value_the_advice_says_so(surface, start, lr, step_num, grad):
    trace = descend(surface, start, GradientDescent(lr), step_num, grad=grad)
    assert trace.status in ("diverged", "frozen")
    assert trace.unbounded
    assert trace.advice == NO_LOWEST_VALUE


@pytest.mark.parametrize(
    ("f", "start", "lr"),
    [
        (lambda x: x[0] * np.log(x[0]), [2.5], 1.1),  # lowest at 1/e
        (lambda x: np.sqrt(x[0]), [1], 3.0),
        (lambda x: x[0] - np.log(x[0]), [0.1], 4.2),
    ],
)
def test_a_run_that_leaves_the_domain_of_f_does_not_say_that_f_has_no_lowest_value(f, start, lr):
    trace = descend(f, start, GradientDescent(lr), 30)
    assert (trace.status, trace.unbounded) == ("diverged", False)


@pytest.mark.parametrize(("lr", "step_num"), [(1.05, 100), (10.0, 20), (10.0, 10)])
def test_on_a_bowl_the_advice_is_another_learning_rate(lr, step_num):
    trace = descend(bowl, [-3, 4], GradientDescent(lr), step_num)
    assert trace.status in ("diverged", "frozen")
    assert not trace.unbounded
    assert trace.advice == STATUS_ADVICE[trace.status]
    assert "smaller lr" in trace.advice


def test_many_starts_have_advice_each():
    trace = descend(saddle, [[0.0, 1.0], [1.0, 0.0]], GradientDescent(0.1), 100)
    assert trace.advice.tolist() == [NO_LOWEST_VALUE, STATUS_ADVICE["finished"]]


# Parts


@pytest.mark.parametrize("step_num", [1, 2, 3, 4, 5, 17, 100, 12345])
def test_the_parts_cover_the_last_quarter_without_gaps(step_num):
    edges = part_edges(step_num)
    assert edges[-1] == step_num
    assert edges[0] == step_num - max(step_num // 4, min(step_num, 4))
    assert len(edges) <= 9
    assert (np.diff(edges) > 0).all()


@pytest.mark.parametrize(
    ("f", "bottomless"),
    [
        (lambda x: -x[0], True),
        (lambda x: -(x[0] ** 2) - x[0], True),
        (lambda x: x[0] ** 2 - 2 * x[0] ** 2 - x[0], True),  # NaN where the squares overflow
        (lambda x: np.where(x[0] < 1e12, -x[0], 0.0), False),
        (lambda x: -x[0] + 1e-200 * x[0] ** 2, False),
        (lambda x: -np.arctan(x[0]), False),
        (lambda x: np.sqrt(1e4 - x[0] ** 2), False),  # NaN because the domain of f ends
    ],
)
def test_falls_on_looks_as_far_as_doubles_reach(f, bottomless):
    start, last = np.array([0.0]), np.array([1e-3])
    with np.errstate(all="ignore"):
        assert falls_on(f, start, last, f(last)) == bottomless


def test_a_minimum_far_away_is_a_lowest_value():
    trace = descend(lambda x: -(x[0] ** 2) + 1e-50 * x[0] ** 4, [1e-3], GradientDescent(0.1), 60)
    assert (trace.status, trace.unbounded) == ("finished", False)


def test_a_run_that_overflows_uphill_does_not_say_that_f_has_no_lowest_value():
    trace = descend(lambda x: np.exp(x[0]) - x[0], [-3000], GradientDescent(2000), 10, grad=lambda x: np.exp(x) - 1)
    assert (trace.status, trace.unbounded, trace.f[-1]) == ("diverged", False, np.inf)


def test_the_advice_for_a_start_does_not_depend_on_other_starts():
    starts = np.random.default_rng(0).uniform(-2, 2, (2, 40))
    together = descend(monkey_saddle, starts, GradientDescent(1.0), 100, grad=monkey_saddle.grad)
    for start, advice in zip(starts.T, together.advice, strict=True):
        assert descend(monkey_saddle, start, GradientDescent(1.0), 100, grad=monkey_saddle.grad).advice == advice
