"""The rules against other forms of the same mathematics: whole histories, other variables, closed forms."""

import copy
import pickle
from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gdbook import AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp, bowl, descend

RULES = [GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam]
every_rule = pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)

TINY = 1e-300
"""An eps that changes no sum, so that closed forms come out whole."""

rates = st.floats(1e-6, 10)
shares = st.floats(0, 0.99)
small = st.floats(1e-12, 1e-3)
slopes = st.floats(-1e3, 1e3).filter(lambda g: g == 0 or abs(g) > 1e-3)  # so that no square disappears beside eps
histories = hnp.arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(1, 3)), elements=slopes)  # (k, n)


def steps_of(rule, gradients):
    """What the rule adds to x, step by step, when it is given these gradients."""
    state = rule.init(np.zeros_like(gradients[0]))
    steps = []
    for gradient in gradients:
        step, state = rule.update(gradient, state)
        steps.append(step)
    return np.array(steps)


def along(rule, curvature, start, step_num):
    """The run on curvature x^2 / 2 with its exact gradient, as numbers."""
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


@pytest.mark.parametrize(
    ("kind", "other", "settings"),
    [
        (GradientDescent, plain_descent, {"lr": rates}),
        (Momentum, momentum_as_a_sum, {"lr": rates, "beta": shares}),
        (Nesterov, nesterov_as_two_points, {"lr": rates, "beta": shares}),
        (AdaGrad, adagrad_as_a_sum, {"lr": rates, "eps": small}),
        (RMSProp, rmsprop_as_a_sum, {"lr": rates, "beta": shares, "eps": small}),
        (Adam, adam_as_means, {"lr": rates, "beta1": shares, "beta2": shares, "eps": small}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@given(data=st.data(), gradients=histories)
def test_a_rule_agrees_with_another_form_of_itself(kind, other, settings, data, gradients):
    chosen = data.draw(st.fixed_dictionaries(settings))
    expected = [other(gradients[: k + 1], **chosen) for k in range(len(gradients))]
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
def test_a_constant_slope_is_taken_at_known_paces(g):
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


@given(gradients=histories, factor=st.sampled_from([2.0**-20, 0.5, 8.0, 2.0**30]))
@pytest.mark.parametrize("rule", [AdaGrad(eps=TINY), RMSProp(eps=TINY), Adam(eps=TINY)], ids=repr)
def test_rules_that_divide_by_the_size_of_the_gradient_do_not_see_its_units(rule, gradients, factor):
    np.testing.assert_allclose(steps_of(rule, factor * gradients), steps_of(rule, gradients), rtol=1e-14)


@given(gradients=histories)
def test_adagrad_and_the_first_step_of_adam_are_no_longer_than_lr(gradients):
    assert (np.abs(steps_of(AdaGrad(lr=0.5), gradients)) <= 0.5).all()
    assert (np.abs(steps_of(Adam(lr=0.5), gradients[:1])) <= 0.5 * (1 + 1e-15)).all()


@given(gradients=histories, lr=rates)
def test_without_memory_momentum_and_nesterov_are_plain_descent(gradients, lr):
    expected = steps_of(GradientDescent(lr), gradients)
    np.testing.assert_array_equal(steps_of(Momentum(lr, beta=0), gradients), expected)
    np.testing.assert_array_equal(steps_of(Nesterov(lr, beta=0), gradients), expected)


@given(gradients=histories, lr=rates, beta=shares)
def test_a_constant_lr_may_as_well_stand_outside_the_velocity(gradients, lr, beta):
    velocities = np.array(list(accumulate(gradients, lambda v, g: beta * v + g)))
    scale = lr * np.abs(gradients).max()
    np.testing.assert_allclose(
        steps_of(Momentum(lr, beta), gradients), -lr * velocities, rtol=1e-12, atol=1e-12 * scale
    )


@every_rule
def test_a_gradient_of_zero_from_the_start_moves_nothing(kind):
    assert not steps_of(kind(), np.zeros((5, 2))).any()


# Defaults of the papers and the chapter


def test_the_settings_are_the_published_ones_and_repr_shows_them():
    assert [repr(kind()) for kind in RULES] == [
        "GradientDescent(lr=0.01)",
        "Momentum(lr=0.01, beta=0.9)",
        "Nesterov(lr=0.01, beta=0.9)",
        "AdaGrad(lr=0.01, eps=1e-08)",
        "RMSProp(lr=0.01, beta=0.9, eps=1e-08)",
        "Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08)",
    ]


@every_rule
@pytest.mark.parametrize("one", [np.uint8(1), np.int64(1), np.float32(1), np.float64(1), np.longdouble(1), Fraction(1)])
def test_settings_are_plain_floats_whatever_type_they_came_in(kind, one):
    rule = kind(lr=one)  # -np.uint8(1) is 255, a long double makes long doubles of x, a Fraction makes objects
    assert repr(rule) == repr(kind(lr=1.0))
    steps = steps_of(rule, np.ones((3, 2)))
    assert steps.dtype == np.float64
    assert steps.tolist() == steps_of(kind(lr=1.0), np.ones((3, 2))).tolist()


def test_every_setting_is_kept_as_a_float():
    settings = {"lr": 1, "beta1": np.float32(0.5), "beta2": Fraction(3, 4), "eps": np.longdouble(0.25)}
    assert repr(Adam(**settings)) == "Adam(lr=1.0, beta1=0.5, beta2=0.75, eps=0.25)"


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
@given(gradients=hnp.arrays(np.float64, (5, 2, 3), elements=slopes))
def test_many_starts_step_as_each_would_alone(kind, gradients):
    together = steps_of(kind(lr=0.25), gradients)
    for j in range(3):
        np.testing.assert_array_equal(together[:, :, j], steps_of(kind(lr=0.25), gradients[:, :, j]))


# Schedules


@every_rule
def test_a_constant_schedule_is_the_constant(kind):
    gradients = np.arange(10.0).reshape(5, 2) - 4
    assert steps_of(kind(lr=lambda k: 0.25), gradients).tolist() == steps_of(kind(lr=0.25), gradients).tolist()


@every_rule
def test_a_schedule_is_asked_once_for_each_step_from_zero(kind):
    asked = []

    def schedule(k):
        asked.append((type(k), k))
        return 0.1

    steps_of(kind(lr=schedule), np.ones((4, 2)))
    assert asked == [(int, 0), (int, 1), (int, 2), (int, 3)]


def test_a_schedule_sets_the_rate_of_its_step():
    # (1 - 0.5) (1 - 0.25) (1 - 0.125): the curvature is 1
    assert along(GradientDescent(lr=lambda k: 0.5 ** (k + 1)), 1, 64, 3).tolist() == [64, 32, 24, 21]


@every_rule
@pytest.mark.parametrize("zero", [0, 0.0, np.float32(0)])
def test_a_schedule_may_come_down_to_zero(kind, zero):
    steps = steps_of(kind(lr=lambda k: zero), np.ones((3, 2)))
    assert not steps.any()


def test_momentum_coasts_on_while_the_schedule_is_zero():
    steps = steps_of(Momentum(lr=lambda k: 1.0 if k == 0 else 0.0, beta=0.5), np.ones((4, 1)))
    assert steps[:, 0].tolist() == [-1, -0.5, -0.25, -0.125]


@every_rule
@pytest.mark.parametrize(
    ("rate", "error", "message"),
    [
        (-0.1, ValueError, r"lr\(2\) must not be negative, got -0.1"),
        (float("nan"), ValueError, r"lr\(2\) must be finite, got nan"),
        (float("inf"), ValueError, r"lr\(2\) must be finite, got inf"),
        ("0.1", TypeError, r"lr\(2\) must be a number, got '0.1'"),
        (None, TypeError, r"lr\(2\) must be a number, got None"),
        (True, TypeError, r"lr\(2\) must be a number, got True"),
        (1j, TypeError, r"lr\(2\) must be a number, got 1j"),
    ],
)
def test_a_bad_value_of_a_schedule_is_named_with_its_step(kind, rate, error, message):
    with pytest.raises(error, match=f"^{message}$"):
        descend(bowl, [-3, 4], kind(lr=lambda k: 0.1 if k < 2 else rate), 5)


def test_an_error_inside_a_schedule_passes_through():
    with pytest.raises(ZeroDivisionError):
        descend(bowl, [-3, 4], GradientDescent(lr=lambda k: 1 / k), 5)


# Settings


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in RULES for name in kind.__dataclass_fields__ if name.startswith("beta")],
    ids=lambda value: getattr(value, "__name__", value),
)
@pytest.mark.parametrize(
    ("share", "error", "arrived"),
    [
        (1, ValueError, "1"),
        (1.0, ValueError, "1.0"),
        (-0.1, ValueError, "-0.1"),
        (2, ValueError, "2"),
        (float("nan"), ValueError, "nan"),
        (float("inf"), ValueError, "inf"),
        ("0.9", TypeError, "'0.9'"),
        (None, TypeError, "None"),
        (False, TypeError, "False"),
        (0.9j, TypeError, "0.9j"),
        (lambda k: 0.9, TypeError, "<function"),
    ],
)
def test_a_share_outside_zero_to_one_is_refused_by_name(kind, name, share, error, arrived):
    with pytest.raises(error, match=rf"^{name} must be .*, got {arrived}"):
        kind(**{name: share})


@pytest.mark.parametrize("share", [0, 0.0, 0.5, np.float32(0.5), 1 - 2.0**-53])
def test_a_share_from_zero_up_to_but_not_one_is_accepted(share):
    assert Momentum(beta=share).beta == share


@every_rule
@pytest.mark.parametrize("shape", [(2,), (3, 4)])
def test_what_a_rule_remembers_has_the_shape_of_x_from_the_start(kind, shape):
    state = kind().init(np.ones(shape))
    arrays = [part for part in (state if isinstance(state, tuple) else ()) if isinstance(part, np.ndarray)]
    assert len(arrays) == {"GradientDescent": 0, "Adam": 2}.get(kind.__name__, 1)
    assert all(part.shape == shape and part.dtype == np.float64 and not part.any() for part in arrays)
