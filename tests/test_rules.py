"""The rules against other forms of the same mathematics: whole histories, other variables, closed forms."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gdbook import RULES, AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp, descend
from gdbook.schedules import StepDecay

every_rule = pytest.mark.parametrize("kind", RULES.values(), ids=RULES)
SETTINGS = {name: [field.name for field in fields(kind)] for name, kind in RULES.items()}
ADAPTIVE = [kind for name, kind in RULES.items() if "eps" in SETTINGS[name]]
WITH_VELOCITY = [kind for name, kind in RULES.items() if "lr_inside" in SETTINGS[name]]

TINY = 1e-300
"""An eps that changes no sum, so that closed forms come out whole."""

rates = st.floats(1e-6, 10)
shares = st.floats(0, 0.99)
small = st.floats(1e-12, 1e-3)
slopes = st.floats(-1e3, 1e3).filter(lambda g: g == 0 or abs(g) > 1e-3)  # so that no square disappears beside eps
histories = hnp.arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(1, 3)), elements=slopes)  # (k, n)
few = settings(max_examples=40)


def steps_of(rule, gradients):
    """The steps of a rule along given gradients, shape (k, ...)."""
    state = rule.init(np.zeros_like(gradients[0]))
    steps = []
    for gradient in gradients:
        step, state = rule.update(gradient, state)
        steps.append(step)
    return np.array(steps)


def along(rule, curvature, start, step_num):
    """The points of a run on curvature x^2 / 2 with its exact gradient, shape (k + 1,)."""
    trace = descend(lambda x: curvature * x[0] ** 2 / 2, [start], rule, step_num, grad=lambda x: curvature * x)
    return trace.x[:, 0]


# The same mathematics written another way. Each takes all gradients so far and returns the last step.


def plain_descent(g, lr):
    return -lr * g[-1]


def momentum_as_a_sum(g, lr, beta):
    """Velocity unrolled: every past gradient, weighted by beta once for each step since."""
    return -lr * sum(beta ** (len(g) - 1 - i) * g[i] for i in range(len(g)))


def nesterov_as_two_points(g, lr, beta):
    """Nesterov's y_k and x_k: y = x - lr g(x), x' = y + beta (y - y_before). The gradients are taken at x."""
    x = y = np.zeros_like(g[0])
    for gradient in g:
        y_before, x_before = y, x
        y = x - lr * gradient
        x = y + beta * (y - y_before)
    return x - x_before


def adagrad_as_a_sum(g, lr, eps):
    return -lr * g[-1] / (np.sqrt(np.sum(g**2, axis=0)) + eps)


def rmsprop_as_a_sum(g, lr, beta, eps):
    weights = (1 - beta) * beta ** np.arange(len(g) - 1, -1, -1.0)
    return -lr * g[-1] / (np.sqrt(weights @ g**2) + eps)


def adam_as_means(g, lr, beta1, beta2, eps):
    """Bias correction turns both sums into weighted means: the weights add up to one."""
    ages = np.arange(len(g) - 1, -1, -1.0)
    mean = np.average(g, axis=0, weights=beta1**ages)
    square = np.average(g**2, axis=0, weights=beta2**ages)
    return -lr * mean / (np.sqrt(square) + eps)


OTHER_FORMS: dict[str, Callable[..., Any]] = {
    "GradientDescent": plain_descent,
    "Momentum": momentum_as_a_sum,
    "Nesterov": nesterov_as_two_points,
    "AdaGrad": adagrad_as_a_sum,
    "RMSProp": rmsprop_as_a_sum,
    "Adam": adam_as_means,
}
DRAWN = {"lr": rates, "beta": shares, "beta1": shares, "beta2": shares, "eps": small}


@every_rule
@few
@given(data=st.data(), gradients=histories)
def test_a_rule_agrees_with_another_form_of_its_formula(kind, data, gradients):
    assert kind.__name__ in OTHER_FORMS, "write another form of its formula, and add it to OTHER_FORMS"
    chosen = {name: data.draw(DRAWN[name], name) for name in SETTINGS[kind.__name__] if name in DRAWN}
    expected = [OTHER_FORMS[kind.__name__](gradients[: k + 1], **chosen) for k in range(len(gradients))]
    scale = chosen["lr"] * max(1.0, np.abs(gradients).max())
    np.testing.assert_allclose(steps_of(kind(**chosen), gradients), expected, rtol=1e-9, atol=1e-11 * scale)


# Closed forms


def test_plain_descent_on_a_bowl_shrinks_the_distance_by_the_same_factor_every_step():
    k = np.arange(31)
    # x - lr c x = (1 - lr c) x
    for lr, factor in [(0.1, 0.8), (0.5, 0.0), (0.75, -0.5), (1.0, -1.0), (1.25, -1.5)]:
        np.testing.assert_allclose(along(GradientDescent(lr), 2, -3, 30), -3 * factor**k, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("r", [0.25, 0.5, 0.9])
def test_critically_damped_momentum_has_a_double_root(r):
    # x'' = (1 + beta - lr c) x' - beta x; beta = r^2 and lr c = (1 - r)^2 give the double root r: x_k = (a + b k) r^k.
    # x_0 = 1 and v = 0 give x_1 = 1 - lr c = 2 r - r^2, so a = 1, b = 1 - r.
    k = np.arange(41)
    x = along(Momentum(lr=(1 - r) ** 2 / 4, beta=r * r), 4, 1, 40)
    np.testing.assert_allclose(x, (1 + (1 - r) * k) * r**k, rtol=1e-10)


def test_critically_damped_nesterov_has_a_double_root():
    # x'' = (1 + beta) q x' - beta q x, q = 1 - lr c; beta = 1/2 and q = 8/9 give the double root 2/3.
    # x_1 = (1 + beta) q - beta = 5/6 = (1 + b) 2/3, so b = 1/4.
    k = np.arange(41)
    x = along(Nesterov(lr=1 / 9, beta=0.5), 1, 1, 40)
    np.testing.assert_allclose(x, (1 + k / 4) * (2 / 3) ** k, rtol=1e-10)


@pytest.mark.parametrize("g", [1e-3, -7.0, 1e6])
def test_the_steps_along_a_constant_slope_have_a_closed_form(g):
    t = np.arange(1.0, 51)
    slope = np.full((50, 1), g)
    against = -0.1 * np.sign(g)
    paces = {
        Momentum(0.1, beta=0.9): -0.1 * g * (1 - 0.9**t) / (1 - 0.9),  # a geometric sum, up to ten times lr g
        Nesterov(0.1, beta=0.9): -0.1 * g * (1 - 0.9 ** (t + 1)) / (1 - 0.9),  # one step ahead of momentum
        AdaGrad(0.1, eps=TINY): against / np.sqrt(t),  # s = t g^2
        RMSProp(0.1, beta=0.9, eps=TINY): against / np.sqrt(1 - 0.9**t),  # s = (1 - beta^t) g^2
        Adam(0.1, eps=TINY): against * np.ones(50),  # both means are exact: lr a step, however steep
    }
    for rule, pace in paces.items():
        np.testing.assert_allclose(steps_of(rule, slope)[:, 0], pace, rtol=1e-11, err_msg=repr(rule))


@pytest.mark.parametrize("kind", ADAPTIVE, ids=lambda kind: kind.__name__)
@few
@given(gradients=histories, factor=st.sampled_from([2.0**-20, 0.5, 8.0, 2.0**30]))
def test_rules_that_divide_by_the_size_of_the_gradient_do_not_depend_on_its_units(kind, gradients, factor):
    rule = kind(eps=TINY)
    np.testing.assert_allclose(steps_of(rule, factor * gradients), steps_of(rule, gradients), rtol=1e-14)


@few
@given(gradients=histories)
def test_adagrad_and_the_first_step_of_adam_are_no_longer_than_lr(gradients):
    assert (np.abs(steps_of(AdaGrad(lr=0.5), gradients)) <= 0.5).all()
    assert (np.abs(steps_of(Adam(lr=0.5), gradients[:1])) <= 0.5 * (1 + 1e-15)).all()


@few
@given(gradients=histories, lr=rates, inside=st.booleans())
def test_without_memory_momentum_and_nesterov_are_plain_descent(gradients, lr, inside):
    for kind in WITH_VELOCITY:
        np.testing.assert_array_equal(
            steps_of(kind(lr, beta=0, lr_inside=inside), gradients), steps_of(GradientDescent(lr), gradients)
        )


# The learning rate inside the velocity, or outside of it


@few
@given(gradients=histories, lr=rates, beta=shares)
def test_with_a_constant_lr_it_makes_no_difference_where_it_stands(gradients, lr, beta):
    velocities = np.array(list(accumulate(gradients, lambda v, g: beta * v + g)))
    close = {"rtol": 1e-12, "atol": 1e-12 * lr * np.abs(gradients).max()}
    np.testing.assert_allclose(steps_of(Momentum(lr, beta), gradients), -lr * velocities, **close)
    for kind in WITH_VELOCITY:
        inside, outside = (steps_of(kind(lr, beta, lr_inside=inside), gradients) for inside in (True, False))
        np.testing.assert_allclose(outside, inside, **close)


def pytorch_sgd(g, rates, beta, nesterov):
    """torch.optim.SGD without dampening: b <- beta b + g, b = g at the first step; p <- p - lr (b, or g + beta b)."""
    buffer, steps = None, []
    for gradient, lr in zip(g, rates, strict=True):
        buffer = gradient if buffer is None else beta * buffer + gradient
        steps.append(-lr * (gradient + beta * buffer if nesterov else buffer))
    return np.array(steps)


def velocity_with_lr_inside(g, rates, beta, nesterov):
    """v <- beta v - lr g; x <- x + (v, or beta v - lr g), each rate where its gradient is."""
    velocity, steps = np.zeros_like(g[0]), []
    for gradient, lr in zip(g, rates, strict=True):
        velocity = beta * velocity - lr * gradient
        steps.append(beta * velocity - lr * gradient if nesterov else velocity)
    return np.array(steps)


@few
@given(gradients=histories, lr=rates, beta=shares, every=st.integers(1, 5), factor=st.sampled_from([0.1, 0.5, 1e-3]))
def test_under_a_schedule_each_convention_is_that_of_its_formulas(gradients, lr, beta, every, factor):
    schedule = StepDecay(lr, every, factor)
    rates = [lr * factor ** (k // every) for k in range(len(gradients))]
    close = {"rtol": 1e-11, "atol": 1e-12 * lr * np.abs(gradients).max()}
    for kind, nesterov in ((Momentum, False), (Nesterov, True)):
        for inside, formulas in ((True, velocity_with_lr_inside), (False, pytorch_sgd)):
            steps = steps_of(kind(schedule, beta, lr_inside=inside), gradients)
            np.testing.assert_allclose(steps, formulas(gradients, rates, beta, nesterov), **close)


def test_a_tenfold_drop_of_lr_takes_effect_at_once_only_if_lr_is_outside():
    # Along a slope of 1 with lr = 0.01 and beta = 0.9 the step becomes steady at -lr / (1 - beta) = -0.1. Then lr
    # drops to 0.001. Inside: 0.9 (-0.1) - 0.001 = -0.091. Outside: the velocity stays -1 / (1 - beta) = -10, times
    # 0.001 = -0.010. Nesterov's steady step is (beta v - lr g) with v = -0.1, so -0.1 too; inside, v becomes -0.091 and
    # the step 0.9 (-0.091) - 0.001 = -0.0829; outside it is -0.010.
    slope, drop = np.ones((402, 1)), StepDecay(0.01, every=400, factor=0.1)
    for kind, inside, step in [
        (Momentum, True, -0.091),
        (Momentum, False, -0.010),
        (Nesterov, True, -0.0829),
        (Nesterov, False, -0.010),
    ]:
        steps = steps_of(kind(drop, beta=0.9, lr_inside=inside), slope)[:, 0]
        assert steps[399] == pytest.approx(-0.1, rel=1e-12)
        assert steps[400] == pytest.approx(step, rel=1e-12)
    # The drop in full: after 1 / (1 - beta) = 10 steps a share of 0.9^10 = 0.35 of it is still to come.
    longer = steps_of(Momentum(drop, beta=0.9), np.ones((411, 1)))[:, 0]
    assert longer[410] == pytest.approx(-0.01 - 0.09 * 0.9**11, rel=1e-9)


@every_rule
def test_a_gradient_of_zero_from_the_start_moves_nothing(kind):
    assert not steps_of(kind(), np.zeros((5, 2))).any()


# Defaults of the papers and the chapter


def test_the_default_settings_are_the_published_ones_and_repr_shows_them():
    assert [repr(kind()) for kind in RULES.values()] == [
        "GradientDescent(lr=0.01)",
        "Momentum(lr=0.01, beta=0.9, lr_inside=True)",
        "Nesterov(lr=0.01, beta=0.9, lr_inside=True)",
        "AdaGrad(lr=0.01, eps=1e-08)",
        "RMSProp(lr=0.01, beta=0.9, eps=1e-08)",
        "Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08)",
    ]


@every_rule
def test_settings_are_plain_floats_whatever_type_they_had(kind):
    # -np.uint8(1) is 255, a long double makes long doubles of x, a Fraction makes objects.
    for one in (np.uint8(1), np.int64(1), np.float32(1), np.float64(1), np.longdouble(1), Fraction(1)):
        rule = kind(lr=one)
        assert repr(rule) == repr(kind(lr=1.0))
        steps = steps_of(rule, np.ones((3, 2)))
        assert steps.dtype == np.float64
        assert steps.tolist() == steps_of(kind(lr=1.0), np.ones((3, 2))).tolist()


def test_every_setting_is_kept_as_a_float_or_a_bool():
    settings = {"lr": 1, "beta1": np.float32(0.5), "beta2": Fraction(3, 4), "eps": np.longdouble(0.25)}
    assert repr(Adam(**settings)) == "Adam(lr=1.0, beta1=0.5, beta2=0.75, eps=0.25)"
    for kind in WITH_VELOCITY:
        assert kind(lr_inside=np.False_).lr_inside is False


# Rules are values


@every_rule
def test_a_rule_is_a_value(kind):
    rule = kind(lr=0.25)
    assert rule == kind(lr=0.25) == eval(repr(rule)) == copy.deepcopy(rule) == pickle.loads(pickle.dumps(rule))
    assert rule != kind(lr=0.5)
    assert len({rule, kind(lr=0.25), kind(lr=0.5)}) == 2
    with pytest.raises(FrozenInstanceError):
        rule.lr = 0.5


@every_rule
def test_update_is_pure(kind):
    rule = kind(lr=0.25)
    gradient = np.array([1.0, -2.0])
    _, state = rule.update(gradient, rule.init(gradient))  # a state with something in it
    before = copy.deepcopy(state)
    gradient.flags.writeable = False
    first, after_first = rule.update(gradient, state)
    second, after_second = rule.update(gradient, state)
    assert first.tolist() == second.tolist()
    assert repr(after_first) == repr(after_second)
    assert repr(state) == repr(before)
    assert gradient.tolist() == [1, -2]


@every_rule
def test_one_rule_serves_many_runs_at_once(kind):
    rule = kind(lr=0.25)
    a, b = np.arange(6.0).reshape(3, 2), np.ones((3, 2))
    alone = steps_of(rule, a).tolist()
    state_a, state_b, steps = rule.init(a[0]), rule.init(b[0]), []
    for k in range(3):
        step, state_a = rule.update(a[k], state_a)
        _, state_b = rule.update(b[k], state_b)
        steps.append(step.tolist())
    assert steps == alone
    assert steps_of(rule, a).tolist() == alone


@every_rule
def test_many_starts_step_as_each_would_alone(kind):
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(5, 2, 40)) * 10.0 ** rng.integers(-3, 4, size=40)
    gradients[:, :, 0] = 0
    together = steps_of(kind(lr=0.25), gradients)
    for j in range(40):
        np.testing.assert_array_equal(together[:, :, j], steps_of(kind(lr=0.25), gradients[:, :, j]))


# Schedules


@every_rule
def test_a_constant_schedule_is_the_constant(kind):
    gradients = np.arange(10.0).reshape(5, 2) - 4
    assert steps_of(kind(lr=lambda k: 0.25), gradients).tolist() == steps_of(kind(lr=0.25), gradients).tolist()


@every_rule
def test_a_schedule_is_called_once_for_each_step_from_zero(kind):
    calls = []

    def schedule(k):
        calls.append((type(k), k))
        return 0.1

    steps_of(kind(lr=schedule), np.ones((4, 2)))
    assert calls == [(int, 0), (int, 1), (int, 2), (int, 3)]


def test_a_schedule_sets_the_rate_of_its_step():
    # (1 - 0.5) (1 - 0.25) (1 - 0.125): the curvature is 1
    assert along(GradientDescent(lr=lambda k: 0.5 ** (k + 1)), 1, 64, 3).tolist() == [64, 32, 24, 21]


@every_rule
def test_a_schedule_may_come_down_to_zero(kind):
    for zero in (0, 0.0, np.float32(0)):
        assert not steps_of(kind(lr=lambda k, zero=zero: zero), np.ones((3, 2))).any()


def test_momentum_keeps_moving_while_the_schedule_is_zero_if_lr_is_inside():
    def first_step_only(k):
        return 1.0 if k == 0 else 0.0

    steps = [steps_of(Momentum(first_step_only, beta=0.5, lr_inside=i), np.ones((4, 1)))[:, 0] for i in (True, False)]
    assert [row.tolist() for row in steps] == [[-1, -0.5, -0.25, -0.125], [-1, 0, 0, 0]]


@every_rule
def test_a_bad_value_of_a_schedule_is_an_error_that_names_the_step(kind):
    # All bad values are tested with rate_at, in test_arguments.
    for rate, error in ((-0.1, ValueError), (float("nan"), ValueError), (None, TypeError)):
        with pytest.raises(error, match=rf"^lr\(2\) must .*, got {rate}$"):
            steps_of(kind(lr=lambda k, rate=rate: 0.1 if k < 2 else rate), np.ones((5, 2)))


@every_rule
def test_an_error_inside_a_schedule_passes_through(kind):
    with pytest.raises(ZeroDivisionError):
        steps_of(kind(lr=lambda k: 1 / k), np.ones((5, 2)))


# The state


@every_rule
def test_the_arrays_of_a_state_have_the_shape_of_x_from_the_start(kind):
    for shape in ((2,), (3, 4)):
        state = kind().init(np.ones(shape))
        arrays = [part for part in (state if isinstance(state, tuple) else ()) if isinstance(part, np.ndarray)]
        assert len(arrays) == {"GradientDescent": 0, "Adam": 2}.get(kind.__name__, 1)
        assert all(part.shape == shape and part.dtype == np.float64 and not part.any() for part in arrays)
