"""The descent loop and its trace; how runs end is in test_status."""

import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass
from itertools import islice

import numpy as np
import plain
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gdbook import (
    RULES,
    SURFACES,
    Adam,
    GradientDescent,
    Momentum,
    bowl,
    descend,
    double_well,
    gradient_descent,
    iterate,
    numerical_gradient,
    ravine,
)

every_rule = pytest.mark.parametrize("rule", [rule(lr=0.05) for rule in RULES.values()], ids=RULES)

CHAPTER = [
    (0.1, [-6.111107928998789e-10, 8.148143905314271e-10]),
    (10.0, [-25898374737328.363, -1295248616896.5398]),
    (1e-10, [-2.999999939999995, 3.9999999199999934]),
]
chapters_runs = pytest.mark.parametrize(("lr", "last"), CHAPTER)


def function_2(x):
    return x[0] ** 2 + x[1] ** 2


# The chapter


@chapters_runs
def test_the_chapters_three_runs_come_out_to_the_last_bit(lr, last):
    assert gradient_descent(function_2, [-3, 4], lr=lr, step_num=100).tolist() == last
    assert gradient_descent(bowl, np.array([-3.0, 4.0]), lr, 100).tolist() == last
    assert plain.descent(function_2, np.array([-3.0, 4.0]), lr, 100).tolist() == last


@given(
    start=hnp.arrays(np.float64, st.integers(1, 4), elements=st.floats(-1e3, 1e3)),
    lr=st.floats(1e-12, 0.4),
    step_num=st.integers(0, 20),
)
def test_every_run_is_the_plain_loops_to_the_last_bit(start, lr, step_num):
    def f(x):
        return np.sum(x * x) + np.sin(x[0])

    expected = plain.descent(f, start, lr, step_num).tolist()
    assert gradient_descent(f, start, lr, step_num).tolist() == expected
    assert descend(f, start, GradientDescent(lr), step_num).x[-1].tolist() == expected
    assert next(islice(iterate(f, start, GradientDescent(lr)), step_num, None)).x.tolist() == expected


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_a_run_on_every_landscape_is_the_plain_loops_to_the_last_bit(surface):
    start = np.array([0.6, -0.7])
    assert gradient_descent(surface, start, 1e-3, 50).tolist() == plain.descent(surface, start, 1e-3, 50).tolist()


def test_lr_and_step_num_default_to_the_chapters_values():
    assert gradient_descent(bowl, [-3, 4]).tolist() == gradient_descent(bowl, [-3, 4], lr=0.01, step_num=100).tolist()


@chapters_runs
def test_with_the_exact_gradient_the_run_is_the_exact_power(lr, last):
    # x - 2 lr x = (1 - 2 lr) x: 0.8^100, (-19)^100 and (1 - 2e-10)^100; 100 roundings of eps/2 each, twice over
    exact = (1 - 2 * lr) ** 100 * np.array([-3, 4])
    np.testing.assert_allclose(gradient_descent(bowl, [-3, 4], lr, 100, grad=bowl.grad), exact, rtol=1e-13)


def test_on_the_bowl_every_step_is_twenty_percent_shorter_with_lr_a_tenth():
    x = descend(bowl, [-3, 4], GradientDescent(0.1), 60, grad=bowl.grad).x
    distance = np.hypot(*x.T)
    np.testing.assert_allclose(distance[1:] / distance[:-1], 0.8, rtol=1e-14)


# The frozen run


def test_the_run_with_lr_10_freezes_and_more_steps_change_nothing():
    ends = [gradient_descent(bowl, [-3, 4], lr=10.0, step_num=n).tolist() for n in (20, 100, 2000)]
    assert ends[0] == ends[1] == ends[2] == CHAPTER[1][1]


def test_the_frozen_run_stopped_because_x_plus_h_is_x():
    trace = descend(bowl, [-3, 4], GradientDescent(10.0), 30)
    moved = np.flatnonzero((np.diff(trace.x, axis=0) != 0).any(axis=1))
    assert trace.status == "frozen"
    assert moved[-1] < 20
    last = trace.x[-1]
    assert (last + plain.H == last).all()
    assert not trace.grad[-1].any()
    # Doubles of magnitude 2^40 and more are 2^-12 = 2.4e-4 or more apart: adding h = 1e-4 is rounded away.
    assert (np.abs(last) > 2.0**40).all()


def test_with_the_exact_gradient_the_same_run_diverges():
    trace = descend(bowl, [-3, 4], GradientDescent(10.0), 100, grad=bowl.grad)
    assert trace.status == "diverged"
    np.testing.assert_allclose(trace.x[-1], [-3 * 19.0**100, 4 * 19.0**100], rtol=1e-13)


# Many starts


def test_each_start_has_its_own_ending():
    curvature = np.array([2.0, 22.0, 0.002, 2.0])  # one for each start, so x is multiplied by 1 - 0.1 curvature

    def f(x):  # (1, 4) -> (4,)
        return curvature * x[0] ** 2 / 2

    # 0.8^76 = 4e-8; 1.2^76 = 1.04e6, in size; 0.9998^76 = 0.985; 1e13 + h is 1e13
    trace = descend(f, [[1, 1, 1, 1e13]], GradientDescent(0.1), 76, tol=1e-6)
    assert trace.status.tolist() == ["converged", "diverged", "finished", "frozen"]
    assert trace.status.shape == (4,)
    assert trace.x.shape == (77, 1, 4)


def test_the_statuses_of_a_grid_of_starts_are_a_grid():
    starts = np.array(np.meshgrid(np.linspace(-2, 2, 4), np.linspace(-1, 1, 3)))  # (2, 3, 4)
    trace = descend(double_well, starts, Adam(0.1), 10)
    assert trace.x.shape == trace.grad.shape == (11, 2, 3, 4)
    assert trace.f.shape == (11, 3, 4)
    assert trace.status.tolist() == [["finished"] * 4] * 3


# Early stops


def test_tol_stops_at_the_first_gradient_that_is_short_enough():
    trace = descend(bowl, [-3, 4], GradientDescent(0.1), 1000, tol=1e-3)
    lengths = np.linalg.norm(trace.grad, axis=1)
    assert len(trace.x) == 43  # 42 steps, as derived above
    assert lengths[-1] <= 1e-3 < lengths[-2]


def test_with_many_starts_tol_waits_for_the_last():
    starts = np.array([[-3.0, 0.003], [4.0, 0.004]])  # the second needs 42 - 31 steps: 0.8^31 = 1e-3
    trace = descend(bowl, starts, GradientDescent(0.1), 1000, tol=1e-3)
    assert len(trace.x) == 43
    assert trace.status.tolist() == ["converged", "converged"]


def test_a_run_ends_when_no_start_is_finite_any_more():
    # 4 19^k passes the largest double, 1.8e308, at k = (308.25 - 0.60) / 1.2788 = 240.6; x0 = 3 19^k does too.
    trace = descend(bowl, [-3, 4], GradientDescent(10.0), 1000, grad=bowl.grad)
    assert len(trace.x) == 242
    assert np.isfinite(trace.x[:-1]).all()
    assert not np.isfinite(trace.x[-1]).any()
    assert trace.status == "diverged"


def test_a_run_continues_while_one_start_is_finite():
    trace = descend(bowl, [[-3, 0], [4, 0]], GradientDescent(10.0), 300, grad=bowl.grad)
    assert len(trace.x) == 301
    assert trace.status.tolist() == ["diverged", "finished"]


def test_the_longest_gradients_are_measured_without_overflow():
    # (3e200)^2 is beyond float64, the length 5e200 is not.
    trace = descend(bowl, [1.5e200, 2e200], GradientDescent(0.5), 5, grad=bowl.grad, tol=5.0000001e200)
    assert (len(trace.x), trace.status) == (1, "converged")
    trace = descend(bowl, [1.5e200, 2e200], GradientDescent(0.5), 5, grad=bowl.grad, tol=4.9999999e200)
    assert (len(trace.x), trace.status) == (2, "converged")  # lr = 1/2 goes straight to (0, 0)


# The trace


@every_rule
def test_every_row_holds_the_point_its_value_and_its_gradient(rule):
    start = np.array([[-3.0, 1.0, 0.2], [2.0, -1.0, 0.1]])
    trace = descend(ravine, start, rule, 20)
    assert trace.x.shape == trace.grad.shape == (21, 2, 3)
    assert trace.f.shape == (21, 3)
    assert trace.x.dtype == trace.f.dtype == trace.grad.dtype == np.float64
    assert trace.x[0].tolist() == start.tolist()
    for k in range(21):
        assert trace.f[k].tolist() == ravine(trace.x[k]).tolist()
        assert trace.grad[k].tolist() == numerical_gradient(ravine, trace.x[k]).tolist()


@every_rule
def test_each_row_is_the_one_before_plus_the_rules_step(rule):
    trace = descend(ravine, [-3, 2], rule, 20)
    state = rule.init(trace.x[0])
    for k in range(20):
        step, state = rule.update(trace.grad[k], state)
        assert trace.x[k + 1].tolist() == (trace.x[k] + step).tolist()


@every_rule
def test_many_starts_run_as_each_would_alone(rule):
    starts = np.random.default_rng(0).uniform(-2, 2, size=(2, 3, 2))
    together = descend(double_well, starts, rule, 15)
    for index in np.ndindex(3, 2):
        alone = descend(double_well, starts[(slice(None), *index)], rule, 15)
        assert together.x[(slice(None), slice(None), *index)].tolist() == alone.x.tolist()
        assert together.f[(slice(None), *index)].tolist() == alone.f.tolist()


def test_no_steps_leave_the_start_alone():
    start = np.array([-3.0, 4.0])
    last = gradient_descent(bowl, start, step_num=0)
    assert last.tolist() == [-3, 4]
    assert not np.shares_memory(last, start)
    trace = descend(bowl, start, GradientDescent(), 0)
    assert (trace.x.tolist(), trace.f.tolist(), trace.status) == ([[-3, 4]], [25], "finished")


def test_a_list_of_no_starts_gives_an_empty_trace():
    trace = descend(bowl, np.ones((2, 0)), GradientDescent(), 5, tol=1.0)
    assert trace.x.shape == (1, 2, 0)
    assert trace.status.shape == (0,)
    assert gradient_descent(bowl, np.ones((2, 0))).shape == (2, 0)


def test_a_trace_cannot_be_changed():
    trace = descend(bowl, [[-3, 1], [4, 1]], GradientDescent(), 3)
    for array in (trace.x, trace.f, trace.grad, trace.status):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(FrozenInstanceError):
        trace.status = "converged"


def test_traces_compare_and_hash_by_identity():
    one, other = (descend(bowl, [-3, 4], GradientDescent(), 3) for _ in range(2))
    assert one == one
    assert one != other
    assert {one: "run"}[one] == "run"


def test_the_result_of_gradient_descent_is_writable():
    last = gradient_descent(bowl, [-3, 4], step_num=3)
    last[:] = 0  # writable


# The given gradient


def test_a_given_gradient_is_used_instead_of_differences():
    calls = []

    def f(x):
        calls.append(x)
        return bowl(x)

    last = gradient_descent(f, [-3, 4], 0.25, 2, grad=bowl.grad)
    assert last.tolist() == [-0.75, 1]  # halved twice, exactly
    assert calls == []
    assert descend(f, [-3, 4], GradientDescent(0.25), 2, grad=bowl.grad).f.tolist() == [25, 6.25, 1.5625]
    assert len(calls) == 3  # for the values of the rows


@pytest.mark.parametrize(
    "grad",
    [
        lambda x: [2 * x[0], 2 * x[1]],
        lambda x: (2 * x).astype(np.float32),
        lambda x: (2 * x).astype(int),
        lambda x: tuple(2 * x),
        lambda x: np.multiply(x, 2, out=x),  # changes what it is given, and returns it
    ],
)
def test_a_given_gradient_may_be_any_array_of_real_numbers(grad):
    trace = descend(bowl, [-2, 4], GradientDescent(0.25), 1, grad=grad)
    assert trace.x.tolist() == [[-2, 4], [-1, 2]]
    assert trace.grad.dtype == np.float64


def test_a_gradient_may_return_the_same_buffer_each_time():
    buffer = np.empty(2)
    trace = descend(bowl, [-3, 4], GradientDescent(0.25), 3, grad=lambda x: np.multiply(x, 2, out=buffer))
    assert trace.grad.tolist() == [[-6, 8], [-3, 4], [-1.5, 2], [-0.75, 1]]


# The stream


def test_iterate_is_endless_and_lazy():
    calls = []

    def f(x):
        calls.append(x)
        return bowl(x)

    run = iterate(f, [-3, 4], GradientDescent(0.1))
    assert isinstance(run, Iterator)
    assert calls == []
    first = next(run)
    assert (first.k, first.x.tolist(), first.f) == (0, [-3, 4], 25)
    assert len(calls) == 5  # four for the gradient, one for the value
    assert [step.k for step in islice(run, 1000)] == list(range(1, 1001))
    assert len(calls) == 5 * 1001


def test_the_streams_arrays_are_read_only():
    for step in islice(iterate(bowl, [[-3, 1], [4, 1]], GradientDescent()), 2):
        for array in (step.x, step.f, step.grad):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


@pytest.mark.parametrize("answer", [25, 25.0, np.float32(25), np.array(25), np.array(25.0), np.longdouble(25)])
def test_the_value_at_one_point_is_a_number_whatever_f_returns(answer):
    step = next(iterate(lambda x: answer, [-3, 4], GradientDescent()))
    assert (step.f, type(step.f)) == (25, np.float64)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((None, [-3, 4], GradientDescent()), "f"),
        ((bowl, [np.nan, 4], GradientDescent()), "init_x"),
        ((bowl, [-3, 4], None), "rule"),
    ],
)
def test_iterate_checks_its_arguments_when_it_is_called(arguments, name):
    with pytest.raises((TypeError, ValueError), match=f"^{name} must"):
        iterate(*arguments)


def test_two_streams_of_one_rule_are_independent():
    rule = Momentum(0.1)
    a, b = iterate(bowl, [-3, 4], rule), iterate(bowl, [1, 1], rule)
    mixed = [(next(a).x.tolist(), next(b).x.tolist()) for _ in range(5)]
    assert [x for x, _ in mixed] == descend(bowl, [-3, 4], rule, 4).x.tolist()
    assert [x for _, x in mixed] == descend(bowl, [1, 1], rule, 4).x.tolist()


# Custom rules


class SignDescent:
    """Steps of one length, whatever the gradient: no memory, no base class."""

    def init(self, x):
        return None

    def update(self, grad, state):
        return -0.5 * np.sign(grad), state


@dataclass(frozen=True)
class Averaged:
    """Steps along the mean of all gradients so far, remembered in a dictionary."""

    lr: float

    def init(self, x):
        return {"count": 0, "sum": np.zeros_like(x)}

    def update(self, grad, state):
        count, total = state["count"] + 1, state["sum"] + grad
        return -self.lr * total / count, {"count": count, "sum": total}


def test_a_custom_rule_needs_two_methods_and_no_base_class():
    trace = descend(bowl, [-3, 4], SignDescent(), 8)
    assert trace.x[:3].tolist() == [[-3, 4], [-2.5, 3.5], [-2, 3]]
    assert abs(trace.x[-1, 1]) <= 0.5


def test_a_custom_rule_may_keep_any_state():
    # from 8: gradient 16, step -4; gradient 8, mean 12, step -3; gradient 2, mean 26/3, step -13/6
    x = descend(lambda x: x[0] ** 2, [8], Averaged(0.25), 3, grad=lambda x: 2 * x).x[:, 0]
    assert x.tolist() == pytest.approx([8, 4, 1, -7 / 6], rel=1e-15)


def rule_that_steps(step):
    class Rule(SignDescent):
        def update(self, grad, state):
            return step, state

    return Rule()


@pytest.mark.parametrize("step", [[1, -2], np.array([1, -2]), np.float32([1, -2]), np.array([1, -2], np.longdouble)])
def test_a_step_may_be_any_array_of_real_numbers(step):
    trace = descend(bowl, [-3, 4], rule_that_steps(step), 2)
    assert trace.x.tolist() == [[-3, 4], [-2, 2], [-1, 0]]
    assert trace.x.dtype == np.float64


@pytest.mark.parametrize(
    ("step", "error", "message"),
    [
        (np.ones((2, 1)), ValueError, r"have shape \(2,\), got shape \(2, 1\)"),  # would make four points of one
        (0.1, ValueError, r"have shape \(2,\), got shape \(\)"),
        (None, TypeError, "be real numbers, got None"),
        (np.array([1j, 0]), TypeError, "be real numbers, got dtype complex128"),
    ],
)
def test_a_step_of_the_wrong_shape_or_type_is_rejected(step, error, message):
    with pytest.raises(error, match=f"^rule's step must {message}$"):
        descend(bowl, [-3, 4], rule_that_steps(step), 2)


def test_a_rule_that_returns_no_state_is_rejected_even_if_the_step_has_two_components():
    class Forgetful(SignDescent):
        def update(self, grad, state):
            return -grad

    with pytest.raises(TypeError, match=r"^rule's update must return a step and a state, got array\(\[ 6., -8.\]\)$"):
        descend(bowl, [-3, 4], Forgetful(), 2)


def test_init_of_a_rule_gets_a_copy_of_the_start():
    start = np.array([-3.0, 4.0])

    class Restless(SignDescent):
        def init(self, x):
            x[:] = 0

    descend(bowl, start, Restless(), 1)
    assert start.tolist() == [-3, 4]


@pytest.mark.parametrize("rule", [None, GradientDescent, 0.1, "adam", bowl, object(), lambda grad, state: grad])
@pytest.mark.parametrize("run", [iterate, lambda *arguments: descend(*arguments, 3)])
def test_an_object_that_is_not_a_rule_is_rejected_with_an_example_of_one(run, rule):
    with pytest.raises(
        TypeError, match=r"^rule must have the methods init and update, such as GradientDescent\(lr=0\.1\), got "
    ):
        run(bowl, [-3, 4], rule)


def test_a_run_that_meets_tol_far_from_its_start_has_converged():
    trace = descend(
        lambda x: (x[0] - 1e7) ** 2, [0.0], GradientDescent(lr=0.5), 3, grad=lambda x: 2 * (x - 1e7), tol=1e-3
    )
    assert trace.x[-1].tolist() == [1e7]
    assert trace.status == "converged"


# Edges


@pytest.mark.parametrize("pair", [None, 3.0, (), (0.0,), (0.0, None, None)], ids=repr)
def test_an_update_that_is_not_a_pair_is_rejected(pair):
    class Forgetful(SignDescent):
        def update(self, grad, state):
            return pair

    with pytest.raises(
        TypeError, match=rf"^rule's update must return a step and a state, got {re.escape(repr(pair))}$"
    ):
        descend(bowl, [-3, 4], Forgetful(), 2)


def constant_slope(*slope):
    return lambda x: np.array(slope, float)


@pytest.mark.parametrize(("tol", "status"), [(5.1e-200, "converged"), (4.9e-200, "finished")])
def test_the_shortest_gradients_are_measured_without_underflow(tol, status):
    # (5e-200)^2 is below the smallest double, the length is not.
    assert descend(bowl, [0, 0], GradientDescent(), 1, grad=constant_slope(3e-200, 4e-200), tol=tol).status == status


def test_a_gradient_longer_than_any_double_does_not_overflow():
    trace = descend(bowl, [0, 0], GradientDescent(1e-300), 1, grad=constant_slope(1.7e308, 1.7e308), tol=1e308)
    assert len(trace.x) == 2


def test_a_gradient_exactly_as_long_as_tol_has_converged():
    trace = descend(bowl, [0, 0], GradientDescent(), 5, grad=constant_slope(3, 4), tol=5)
    assert (len(trace.x), trace.status) == (1, "converged")


# Functions that raise StopIteration


def test_a_function_that_raises_stop_iteration_is_named():
    def stops(x):
        raise StopIteration

    with pytest.raises(RuntimeError, match=r"^f raised StopIteration$"):
        descend(stops, [1.0], GradientDescent(), 3)
    with pytest.raises(RuntimeError, match=r"^grad raised StopIteration$"):
        descend(bowl, [1.0, 2.0], GradientDescent(), 3, grad=stops)


def test_a_trace_prints_its_start_its_end_and_what_to_try_next():
    one = repr(descend(bowl, [-3, 4], GradientDescent(1.05), 100)).splitlines()
    assert one[0].startswith("Trace of 100 steps from [-3.0, 4.0] to [-41341.8, 55122.4]")
    assert one[2].startswith("diverged: f ends above its start")
    many = repr(descend(bowl, np.ones((2, 30, 30)), GradientDescent(), 5))
    assert many == "Trace of 5 steps from 900 starts: 900 finished"
    assert len(repr(descend(lambda x: x[0], np.ones(10**4), GradientDescent(), 1))) < 1000
    short = descend(lambda x: x[0] ** 2, [-3], GradientDescent(0.1), 4, grad=lambda x: 2 * x)  # -3 times 0.8^4
    assert repr(short) == f"Trace of 4 steps from [-3.0] to [-1.2288]\nf: 9 to 1.50995\nfinished: {short.advice}"
    some = descend(lambda x: x[0] ** 2, [[1.0, 2.0, 0.0]], GradientDescent(1.5), 3)  # two of three run away
    assert repr(some) == "Trace of 3 steps from 3 starts: 2 diverged, 1 finished"
    start = descend(bowl, [[1.0, 2.0], [3.0, 4.0]], GradientDescent(0.1), 0)
    assert repr(start) == "Trace of 0 steps from 2 starts: 2 finished"
    assert repr(descend(bowl, [3, 4], GradientDescent(0.1), 0)).splitlines()[1] == "f: 25 to 25"


def test_an_init_that_raises_stop_iteration_is_named():
    class Empty(GradientDescent):
        def init(self, x):
            raise StopIteration

    with pytest.raises(RuntimeError, match=r"^rule's init raised StopIteration$"):
        descend(bowl, [3, 4], Empty(), 1)


def test_a_start_that_runs_away_does_not_keep_the_others_from_stopping_at_tol():
    alone = descend(lambda x: x[0] ** 4, [0.1], GradientDescent(0.1), 50, grad=lambda x: 4 * x**3, tol=1e-2)
    both = descend(lambda x: x[0] ** 4, [[0.1, 100.0]], GradientDescent(0.1), 50, grad=lambda x: 4 * x**3, tol=1e-2)
    # From 100 it goes to -4e5, 3e16, -7e48, 1e146, and then the gradient overflows.
    assert (len(alone.x), len(both.x)) == (1, 6)
    assert both.status.tolist() == ["converged", "diverged"]
