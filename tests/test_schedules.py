"""The schedules against other forms of the same formulas, and as the learning rate of every rule."""

import copy
import math
import pickle
from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import accumulate, repeat

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdbook import RULES, GradientDescent, bowl, descend
from gdbook.schedules import Cosine, ExponentialDecay, StepDecay, WarmUp

SCHEDULES = [StepDecay(0.5, 3), ExponentialDecay(0.5, 0.9), Cosine(0.5, 7), WarmUp(0.5, 4), WarmUp(Cosine(0.5, 9), 4)]
every_schedule = pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)

rates = st.floats(1e-6, 1e3)
shares = st.floats(1e-3, 1)
lengths = st.integers(1, 1000)
decays = st.one_of(
    st.builds(StepDecay, rates, lengths, shares),
    st.builds(ExponentialDecay, rates, shares),
    st.builds(Cosine, rates, lengths),
)


def values(schedule, count):
    return [schedule(k) for k in range(count)]


# The formulas, written another way


@given(lr=rates, every=st.integers(1, 5), factor=shares)
def test_step_decay_drops_once_every_so_many_steps(lr, every, factor):
    drops = list(accumulate(repeat(factor, 4), lambda rate, factor: rate * factor, initial=lr))
    expected = [rate for rate in drops for _ in range(every)]
    np.testing.assert_allclose(values(StepDecay(lr, every, factor), 5 * every), expected, rtol=1e-14)


@given(lr=rates, factor=shares)
def test_exponential_decay_loses_the_same_share_every_step(lr, factor):
    expected = list(accumulate(repeat(factor, 20), lambda rate, factor: rate * factor, initial=lr))
    np.testing.assert_allclose(values(ExponentialDecay(lr, factor), 21), expected, rtol=1e-13)


@pytest.mark.parametrize("factor", [0.01, 0.5, 0.9, 0.95])
def test_all_rates_of_an_exponential_decay_make_a_geometric_sum(factor):
    # factor^500 is below 1e-11
    assert sum(values(ExponentialDecay(0.3, factor), 500)) == pytest.approx(0.3 / (1 - factor), rel=1e-9)


@settings(max_examples=40)
@given(lr=rates, step_num=lengths, share=st.floats(0, 1))
def test_cosine_is_the_square_of_a_cosine_of_half_the_angle(lr, step_num, share):
    # (1 + cos a) / 2 = cos^2 (a / 2)
    last = share * lr
    k = np.arange(step_num + 1)
    expected = last + (lr - last) * np.cos(np.pi * k / (2 * step_num)) ** 2
    np.testing.assert_allclose(values(Cosine(lr, step_num, last), step_num + 1), expected, rtol=1e-12, atol=1e-15 * lr)


def test_cosine_begins_at_lr_is_halfway_in_the_middle_and_stays_at_last():
    schedule = Cosine(1, step_num=100, last=0.25)
    assert (schedule(0), schedule(50), schedule(100), schedule(101), schedule(10**9)) == (1, 0.625, 0.25, 0.25, 0.25)
    assert schedule(25) + schedule(75) == pytest.approx(1.25, rel=1e-15)  # symmetric about the middle


# The warm-up


@settings(max_examples=40)
@given(lr=rates, step_num=lengths)
def test_a_warm_up_rises_by_equal_steps_and_then_is_the_constant(lr, step_num):
    rising = values(WarmUp(lr, step_num), step_num + 3)
    np.testing.assert_allclose(rising[:step_num], lr * np.arange(1, step_num + 1) / step_num, rtol=1e-15)
    assert rising[step_num - 1 :] == [lr] * 4


PLANS = {
    "cosine": (Cosine(0.5, 40), 10),
    "cosine that ends above zero": (Cosine(0.5, 12, last=0.1), 12),
    "cosine that is down before": (Cosine(0.5, 5, last=0.2), 9),
    "drop after the warm-up": (StepDecay(0.8, every=6), 4),
    "drop at the first full step": (StepDecay(0.8, every=4), 5),
    "drop inside the warm-up": (StepDecay(0.8, every=3, factor=0.5), 8),
    "a drop at every step": (StepDecay(1e3, every=1, factor=0.5), 7),
    "decay": (ExponentialDecay(2.0, 0.7), 6),
    "long decay": (ExponentialDecay(1e-6, 0.99), 300),
    "warm-up of a warm-up": (WarmUp(0.8, 2), 5),
    "warm-up of a longer one": (WarmUp(0.8, 9), 5),
    "warm-up of a warm-up of a decay": (WarmUp(StepDecay(0.8, every=2), 3), 6),
    "one step": (Cosine(0.5, 7), 1),
    "a function": (lambda k: 1 / (k + 1), 8),
}


@pytest.mark.parametrize(("plan", "step_num"), PLANS.values(), ids=PLANS)
def test_a_warm_up_is_a_straight_line_to_its_last_step_and_then_the_plan(plan, step_num):
    warm = WarmUp(plan, step_num)
    line = np.array([0.0, *values(warm, step_num)])
    top = plan(step_num - 1)
    np.testing.assert_allclose(np.diff(line), top / step_num, rtol=0, atol=1e-14 * top)
    assert line[-1] == top
    assert values(warm, step_num + 50)[step_num:] == values(plan, step_num + 50)[step_num:]


@pytest.mark.parametrize("name", [name for name in PLANS if "warm-up of" not in name])
def test_a_warm_up_of_a_decay_is_never_above_the_plan(name):
    plan, step_num = PLANS[name]
    assert all(0 < WarmUp(plan, step_num)(k) <= plan(k) for k in range(step_num - 1))


def test_a_warm_up_counts_from_the_first_step_of_its_plan():
    # The plan is 0.8 until step 5, 0.4 until step 11, then 0.2; the line leads to 0.8 at step 3.
    plan = StepDecay(0.8, every=6, factor=0.5)
    np.testing.assert_allclose(values(WarmUp(plan, 4), 13), [0.2, 0.4, 0.6, 0.8, 0.8, 0.8, *[0.4] * 6, 0.2], rtol=1e-15)
    # With a drop inside the warm-up the line leads to the rate after the drop: 0.4 at step 7.
    np.testing.assert_allclose(values(WarmUp(plan, 8), 8), 0.05 * np.arange(1, 9), rtol=1e-15)
    assert WarmUp(lambda k: 1 / (k + 1), 2)(0) == 0.25  # half of lr(1)
    assert WarmUp(WarmUp(0.8, 2), 4)(0) == pytest.approx(0.8 / 4)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64])
def test_a_step_number_may_have_any_integer_type(kind):
    for schedule in SCHEDULES:
        for k in (0, 3, 127):
            assert type(schedule(kind(k))) is float
            assert schedule(kind(k)) == schedule(k)
    assert WarmUp(0.5, 1000)(kind(127)) == 0.5 * (128 / 1000)  # 127 + 1 is -128 in int8


# Decays


@given(schedule=decays, k=st.integers(0, 10**6), later=st.integers(0, 10**6))
def test_a_decay_never_rises_and_never_falls_below_zero(schedule, k, later):
    assert 0 <= schedule(k + later) <= schedule(k) * (1 + 1e-15) <= schedule.lr * (1 + 1e-15)


@given(schedule=decays, k=st.sampled_from([10**6, 2**53, 2**62]))
def test_no_step_number_is_too_large(schedule, k):
    assert 0 <= WarmUp(schedule, 5)(k) == schedule(k) <= schedule.lr


# As the learning rate of a rule


@every_schedule
@pytest.mark.parametrize("kind", RULES.values(), ids=RULES)
def test_every_rule_takes_every_schedule(kind, schedule):
    listed = values(schedule, 12)
    trace = descend(bowl, [-3, 4], kind(lr=schedule), 12, grad=bowl.grad)
    assert trace.x.tolist() == descend(bowl, [-3, 4], kind(lr=listed.__getitem__), 12, grad=bowl.grad).x.tolist()
    assert trace.x[1].tolist() != trace.x[0].tolist()


def test_on_the_bowl_a_schedule_multiplies_the_distance_by_its_own_factors():
    # x - 2 lr x, with lr = 1/8, 1/4, 1/4: 3/4, 1/2, 1/2
    trace = descend(bowl, [64, 0], GradientDescent(WarmUp(0.25, 2)), 3, grad=bowl.grad)
    assert trace.x[:, 0].tolist() == [64, 48, 24, 12]


def test_a_decay_that_is_too_quick_stops_short_of_the_minimum():
    # The product of 1 - 2 lr 0.5^k over all k, lr = 0.1, is more than 1 - 0.4: the rates make 0.2 together.
    last = descend(bowl, [1, 0], GradientDescent(ExponentialDecay(0.1, 0.5)), 2000, grad=bowl.grad).x[-1, 0]
    assert last == pytest.approx(math.prod(1 - 0.2 * 0.5**k for k in range(100)), rel=1e-12)
    assert last > 0.6


# Schedules are values


@every_schedule
def test_a_schedule_is_a_value_and_its_repr_shows_the_settings(schedule):
    assert schedule == eval(repr(schedule)) == copy.deepcopy(schedule) == pickle.loads(pickle.dumps(schedule))
    assert len({schedule, copy.deepcopy(schedule)}) == 1
    with pytest.raises(FrozenInstanceError):
        schedule.lr = 1.0


def test_settings_are_plain_numbers_whatever_type_they_had():
    assert repr(StepDecay(np.float32(0.5), np.int64(3))) == "StepDecay(lr=0.5, every=3, factor=0.1)"
    assert repr(ExponentialDecay(Fraction(1, 2), 1)) == "ExponentialDecay(lr=0.5, factor=1.0)"
    assert repr(Cosine(1, np.uint8(7))) == "Cosine(lr=1.0, step_num=7, last=0.0)"
    assert repr(GradientDescent(WarmUp(1, 4))) == "GradientDescent(lr=WarmUp(lr=1.0, step_num=4))"
    assert type(StepDecay(np.float64(1), 2, np.float64(0.5))(np.int64(3))) is float


# Bad arguments


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: StepDecay(0.1, 0), ValueError, "every must be 1 or more, got 0"),
        (lambda: StepDecay(0.1, 2.5), TypeError, r"every must be an integer, got 2\.5"),
        (lambda: StepDecay(0.1, True), TypeError, "every must be an integer, got True"),
        (lambda: StepDecay(0.1, 5, 0), ValueError, r"factor must be in \(0, 1\], got 0"),
        (lambda: StepDecay(lambda k: 1, 5), TypeError, "lr must be a number, got <function"),
        (lambda: ExponentialDecay(0, 0.5), ValueError, "lr must be positive, got 0"),
        (lambda: ExponentialDecay(0.1, 1.01), ValueError, r"factor must be in \(0, 1\], got 1\.01"),
        (lambda: ExponentialDecay(0.1, -0.5), ValueError, r"factor must be in \(0, 1\], got -0\.5"),
        (lambda: ExponentialDecay(0.1, "0.5"), TypeError, "factor must be a number, got '0.5'"),
        (lambda: Cosine(math.nan, 5), ValueError, "lr must be finite, got nan"),
        (lambda: Cosine(0.1, 0), ValueError, "step_num must be 1 or more, got 0"),
        (lambda: Cosine(0.1, 5, 0.2), ValueError, r"last must be from 0 to lr = 0\.1, got 0\.2"),
        (lambda: Cosine(0.1, 5, -0.01), ValueError, r"last must be from 0 to lr = 0\.1, got -0\.01"),
        (lambda: WarmUp(-1, 5), ValueError, "lr must be positive, got -1"),
        (lambda: WarmUp("0.1", 5), TypeError, "lr must be a number, got '0.1'"),
        (lambda: WarmUp(0.1, -5), ValueError, "step_num must be 1 or more, got -5"),
        (lambda: WarmUp(lambda k: None, 5)(3), TypeError, r"lr\(4\) must be a number, got None"),
        (lambda: WarmUp(lambda k: math.inf, 5)(3), ValueError, r"lr\(4\) must be finite, got inf"),
        (
            lambda: descend(bowl, [3, 4], GradientDescent(WarmUp(lambda k: -1, 5)), 2),
            ValueError,
            r"lr\(4\) must not be",
        ),
    ],
)
def test_a_bad_setting_is_an_error_that_names_it(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()


@every_schedule
def test_a_step_number_that_is_no_count_is_an_error(schedule):
    for k in (-1, 1.0, 0.5, math.nan, True, "1", None, [1], np.float64(2)):  # as_count is tested in test_arguments
        with pytest.raises((TypeError, ValueError), match=r"^k must be (an integer|0 or more), got "):
            schedule(k)
