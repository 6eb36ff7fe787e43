"""Rates: what is measured on runs, what the spectrum of the iteration predicts, and the best there is."""

import math

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from gdbook import (
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    bowl,
    classify,
    descend,
    double_well,
    himmelblau,
    ravine,
    saddle,
)
from gdbook.linesearch import Newton
from gdbook.rates import best_gradient_descent, best_momentum, max_learning_rate, measured_rate, predicted_rate

RAVINE = np.array([0.1, 2.0])  # its curvatures: K = 20

rates = st.floats(0.01, 3)
shares = st.floats(0, 0.99)
curvatures = st.lists(st.floats(0.01, 10), min_size=1, max_size=4)


def distances(rule, eigenvalues, start, step_num):
    """Along the run on the quadratic sum c_i x_i^2 / 2, whose minimum is 0."""
    c = np.array(eigenvalues, float)
    trace = descend(lambda x: (c * x * x).sum() / 2, start, rule, step_num, grad=lambda x: c * x)
    return np.linalg.norm(trace.x, axis=1)


# Measured


@given(rate=st.floats(0.001, 3), first=st.floats(1e-6, 1e6), count=st.integers(2, 200))
def test_of_a_geometric_row_every_method_gives_its_factor(rate, first, count):
    assert measured_rate(first * rate ** np.arange(count)) == pytest.approx(rate, rel=1e-9)


@pytest.mark.parametrize("rate", [0.5, 0.8, 0.9, 0.99])
@pytest.mark.parametrize("floor", [1e-16, 1e-14])
def test_the_floor_of_rounding_does_not_count(rate, floor):
    noise = floor * np.random.default_rng(0).uniform(0, 1, 5000)
    assert measured_rate(rate ** np.arange(5000) + noise) == pytest.approx(rate, rel=1e-3)


def test_a_run_that_arrives_on_the_last_bit_counts_until_it_does():
    assert measured_rate([8, 4, 2, 1, 0, 0, 0, 0, 0, 0]) == pytest.approx(0.5, rel=1e-12)
    assert measured_rate([5, 0, 0]) == 0
    assert measured_rate([1, 1e-8, 1e-16, 1e-32]) == pytest.approx(1e-8)
    assert measured_rate([2, 1]) == 0.5
    assert measured_rate([8, 0, 0, 1]) == 0.5  # nothing but zeros in the second half, except its end


@given(rate=st.floats(0.8, 0.99), angle=st.floats(0.2, math.pi / 2), phase=st.floats(0, math.pi))
def test_the_dips_of_a_swinging_ball_do_not_count(rate, angle, phase):
    k = np.arange(301)
    row = rate**k * (np.abs(np.cos(angle * k + phase)) + 1e-9)
    # A peak is met to within half an angle, cos(0.8) = 0.7 at worst, and the halves are at least 40 steps long.
    assert math.log(measured_rate(row)) == pytest.approx(math.log(rate), rel=0.02, abs=0.002)


def test_exact_zeros_in_between_are_dips_too():
    k = np.arange(101)
    row = 0.9**k * np.abs(np.round(np.cos(np.pi * k / 2)))  # every second one is 0
    assert measured_rate(row) == pytest.approx(0.9, rel=1e-9)


def test_the_slowest_part_of_the_error_is_what_remains():
    k = np.arange(401)
    assert measured_rate(0.95**k + 1000 * 0.5**k) == pytest.approx(0.95, rel=1e-6)


def test_growth_is_a_rate_above_one():
    assert measured_rate(distances(GradientDescent(1.1), RAVINE, [1, 1e-6], 200)) == pytest.approx(1.2, rel=1e-9)


def test_newton_has_no_rate_worth_the_name():
    x = descend(himmelblau, [3.5, 2.5], Newton(himmelblau), 8, grad=himmelblau.grad).x
    assert measured_rate(np.linalg.norm(x - [3, 2], axis=1)) < 1e-2


# Predicted


def companion(rule, c):
    """One step of the rule on curvature c as a matrix on (x, what it remembers), written from the rule's own lines."""
    beta = getattr(rule, "beta", 0.0)
    push = np.array([-rule.lr * c, 0.0])  # of x, as a combination of (x, v)
    velocity = np.add(push, [0, beta])
    moved = beta * velocity + push if isinstance(rule, Nesterov) else velocity
    return np.array([np.add(moved, [1, 0]), velocity])


@given(kind=st.sampled_from([GradientDescent, Momentum, Nesterov]), lr=rates, beta=shares, eigenvalues=curvatures)
def test_the_prediction_is_the_spectral_radius_of_the_iteration(kind, lr, beta, eigenvalues):
    rule = kind(lr) if kind is GradientDescent else kind(lr, beta)
    radius = max(np.abs(np.linalg.eigvals(companion(rule, c))).max() for c in eigenvalues)
    # A double root is only known to the square root of rounding.
    assert predicted_rate(rule, eigenvalues) == pytest.approx(radius, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize(
    "rule",
    [
        *(GradientDescent(lr) for lr in (0.1, 0.5, 0.9, 0.95, 0.99, 1.05)),
        *(Momentum(lr, beta) for lr in (0.1, 0.5, 1.2) for beta in (0.3, 0.6, 0.9)),
        *(Nesterov(lr, beta) for lr in (0.1, 0.4) for beta in (0.3, 0.6, 0.9)),
    ],
    ids=repr,
)
def test_runs_on_the_ravine_show_the_rate_that_was_predicted(rule):
    rate = measured_rate(distances(rule, RAVINE, [-7, 2], 400))
    assert math.log(rate) == pytest.approx(math.log(predicted_rate(rule, RAVINE)), rel=0.02)


def test_near_a_minimum_the_prediction_holds_for_any_smooth_function():
    rule = GradientDescent(0.015)
    x = descend(himmelblau, [3.3, 2.4], rule, 300, grad=himmelblau.grad).x
    predicted = predicted_rate(rule, classify(himmelblau, (3, 2)).eigenvalues)
    assert measured_rate(np.linalg.norm(x - [3, 2], axis=1)) == pytest.approx(predicted, rel=1e-4)


def test_one_is_the_border_between_convergence_and_divergence():
    assert predicted_rate(GradientDescent(max_learning_rate(RAVINE)), RAVINE) == 1
    # The heavy ball is stable up to 2 (1 + beta) / L.
    assert predicted_rate(Momentum(1.6 * 0.999, 0.6), RAVINE) < 1 < predicted_rate(Momentum(1.6 * 1.001, 0.6), RAVINE)
    assert predicted_rate(GradientDescent(0.1), [-1, 2]) == pytest.approx(1.1)  # a saddle lets go


# The limit


def test_himmelblaus_minima_lose_their_hold_at_known_rates():
    x, y = sympy.symbols("x y")
    f = (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2
    hessian = sympy.lambdify((x, y), sympy.hessian(f, (x, y)))
    for point in himmelblau.stationary_points[:4]:
        exact = 2 / np.linalg.eigvalsh(np.array(hessian(*point), float)).max()
        assert max_learning_rate(classify(himmelblau, point).eigenvalues) == pytest.approx(exact, rel=1e-6)
    # The Hessian at (3, 2) is [[74, 20], [20, 34]], with eigenvalues 54 +- sqrt(20^2 + 20^2).
    assert max_learning_rate(classify(himmelblau, (3, 2)).eigenvalues) == pytest.approx(2 / (54 + math.sqrt(800)))


def test_the_double_wells_minimum_gives_way_to_a_2_cycle_at_one():
    limit = max_learning_rate(classify(double_well, (1, 0)).eigenvalues)
    assert limit == pytest.approx(1, rel=1e-6)  # x - lr (x^3 - x) has slope 1 - 2 lr at 1
    settled, cycling, doubled = (
        descend(double_well, [1.1, 0], GradientDescent(lr), 4000, grad=double_well.grad).x[-8:, 0]
        for lr in (0.98 * limit, 1.1 * limit, 1.27 * limit)
    )
    np.testing.assert_allclose(settled, 1, rtol=1e-12)
    np.testing.assert_allclose(cycling[2:], cycling[:-2], rtol=1e-12)
    assert abs(cycling[1] - cycling[0]) > 0.1
    # Both points of a 2-cycle a, b solve a - b = lr (a^3 - a), which gives a b = 1/lr, a + b = sqrt(... ) > 0.
    assert cycling[0] * cycling[1] == pytest.approx(1 / (1.1 * limit), rel=1e-6)
    np.testing.assert_allclose(doubled[4:], doubled[:-4], rtol=1e-9)
    assert abs(doubled[2] - doubled[0]) > 0.01


def test_a_flat_direction_sets_no_limit():
    # (u v - 1)^2 / 2 at (2, 1/2), on its valley of minima: curvatures 0 and u^2 + v^2 = 4.25
    valley = classify(lambda x: (x[0] * x[1] - 1) ** 2 / 2, [2, 0.5])
    assert valley.kind == "degenerate"
    assert max_learning_rate(valley.eigenvalues) == pytest.approx(2 / 4.25, rel=1e-6)


# The best


@given(mu=st.floats(1e-3, 1e3), condition=st.floats(1, 1e4))
def test_the_best_rules_have_the_published_rates(mu, condition):
    ends = [mu * condition, mu]
    root = math.sqrt(condition)
    descent, ball = best_gradient_descent(ends), best_momentum(ends)
    assert descent.lr == pytest.approx(2 / sum(ends))
    assert ball.lr == pytest.approx(4 / (math.sqrt(mu) + math.sqrt(mu * condition)) ** 2)
    assert math.sqrt(ball.beta) == pytest.approx((root - 1) / (root + 1), abs=1e-12)
    assert predicted_rate(descent, ends) == pytest.approx((condition - 1) / (condition + 1), abs=1e-12)
    assert predicted_rate(ball, ends) == pytest.approx((root - 1) / (root + 1), abs=1e-6)  # a double root


@given(eigenvalues=curvatures, change=st.floats(0.5, 1.5))
def test_no_other_learning_rate_is_better(eigenvalues, change):
    best = best_gradient_descent(eigenvalues)
    other = GradientDescent(best.lr * change)
    assert predicted_rate(other, eigenvalues) >= predicted_rate(best, eigenvalues) - 1e-14


def test_a_search_over_both_settings_finds_the_best_heavy_ball():
    found = optimize.differential_evolution(
        lambda setting: predicted_rate(Momentum(*setting), RAVINE), [(0.01, 4), (0, 0.99)], seed=0, tol=1e-10
    )
    best = best_momentum(RAVINE)
    np.testing.assert_allclose(found.x, [best.lr, best.beta], rtol=1e-3)
    assert found.fun >= predicted_rate(best, RAVINE) - 1e-6


def test_on_the_ravine_the_famous_learning_rate_is_nearly_the_best():
    assert best_gradient_descent(classify(ravine, (0, 0)).eigenvalues).lr == pytest.approx(0.95238, abs=5e-6)
    assert best_momentum([4, 4]) == Momentum(0.25, 0.0)  # a round bowl needs no memory, and one step


# Bad arguments


def test_what_is_no_list_of_curvatures_is_refused_by_name():
    for function in (max_learning_rate, best_gradient_descent, best_momentum, lambda c: predicted_rate(Momentum(), c)):
        for value, error, message in [
            ([], ValueError, r"must be one number or more, shape \(n,\), got shape \(0,\)"),
            (3.0, ValueError, r"must be one number or more, shape \(n,\), got shape \(\)"),
            (np.eye(2), ValueError, r"must be one number or more, shape \(n,\), got shape \(2, 2\)"),
            ([1, np.nan], ValueError, "must be finite"),
            ([1j], TypeError, "must be real numbers"),
            (None, TypeError, "must be real numbers"),
        ]:
            with pytest.raises(error, match=f"^eigenvalues {message}"):
                function(value)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: max_learning_rate([-1, 0]),
            ValueError,
            r"eigenvalues must have a largest one with a finite limit 2 / L, got 0\.0",
        ),
        (
            lambda: max_learning_rate([5e-324]),
            ValueError,
            "eigenvalues must have a largest one with a finite limit 2 / L, got 5e-",
        ),
        (lambda: best_gradient_descent([0, 1]), ValueError, r"eigenvalues must all be positive, .*, got 0\.0 to 1\.0"),
        (
            lambda: best_momentum(classify(saddle, [0, 0]).eigenvalues),
            ValueError,
            r"eigenvalues must all be positive, .*, got -",
        ),
        (
            lambda: predicted_rate(Adam(), [1]),
            TypeError,
            r"rule must be GradientDescent, Momentum or Nesterov with a number lr, got Adam",
        ),
        (lambda: predicted_rate(0.1, [1]), TypeError, r"rule must be GradientDescent, .* with a number lr, got 0\.1"),
        (
            lambda: predicted_rate(GradientDescent(lambda k: 1), [1]),
            TypeError,
            r"rule must be GradientDescent, .* with a number lr, got G",
        ),
        (
            lambda: measured_rate([1]),
            ValueError,
            r"distance must be one row of two numbers or more, .*, got shape \(1,\)",
        ),
        (lambda: measured_rate(np.ones((3, 2))), ValueError, r"distance must be one row .*, got shape \(3, 2\)"),
        (lambda: measured_rate([1, np.inf]), ValueError, "distance must be finite, got"),
        (lambda: measured_rate([0, 1]), ValueError, r"distance must begin positive and not be negative, got 0\.0"),
        (lambda: measured_rate([1, -1]), ValueError, r"distance must begin positive and not be negative, got -1\.0"),
        (lambda: measured_rate("123"), TypeError, "distance must be real numbers, got '123'"),
    ],
)
def test_a_bad_argument_is_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()


@given(row=st.lists(st.floats(0, allow_infinity=False), min_size=2, max_size=30))
def test_no_row_of_distances_however_wild_brings_a_warning(row):
    if row[0] > 0:
        assert measured_rate(row) >= 0


def test_the_bowl_shrinks_by_a_fifth_every_step():
    x = descend(bowl, [-3, 4], GradientDescent(0.1), 100, grad=bowl.grad).x
    assert measured_rate(np.linalg.norm(x, axis=1)) == pytest.approx(0.8, rel=1e-12)


# Doubles at their ends


def test_rates_near_the_largest_double_bring_no_warning():
    assert predicted_rate(Momentum(1e200, 0.5), [1.0]) == math.inf  # the square of 1e200 is


@pytest.mark.parametrize("best", [best_gradient_descent, best_momentum])
def test_eigenvalues_whose_best_settings_float64_cannot_hold_are_an_error(best):
    for curvatures in ([1e299, 9e299], [2e-300, 3e-300], [1, 9e29]):
        rule = best(curvatures)
        assert 0 < rule.lr < math.inf
    for curvatures in ([1e308, 1.5e308], [1e-310, 2e-310], [1, 1e40], [5e-324, 1e308]):
        with pytest.raises(ValueError, match=r"^eigenvalues must all be positive, the largest .*, got "):
            best(curvatures)


# A minimum that is known only approximately


@pytest.mark.parametrize("rate", [0.3, 0.5, 0.9, -0.8])
@pytest.mark.parametrize("error", [1e-4, 1e-6, 1e-9])
def test_the_error_of_the_minimum_does_not_count(rate, error):
    distance = np.abs(5 * rate ** np.arange(700) - error)  # until the run has come to rest, beside the minimum
    assert measured_rate(distance) == pytest.approx(abs(rate), rel=1e-3)
    early = distance[: int(np.log(error / 50) / np.log(abs(rate)))]  # still moving, but within the error
    assert measured_rate(early, floor=error) == pytest.approx(abs(rate), rel=1e-3)


def test_a_slow_tail_is_not_taken_for_an_error_of_the_minimum():
    assert measured_rate(100 * 0.5 ** np.arange(200) + 5 * 0.9999 ** np.arange(200)) == pytest.approx(0.9999, rel=1e-9)
    assert measured_rate([5.0] * 10) == 1  # it never moves
    assert measured_rate([5.0, 3.0, 3.0, 3.0, 3.0]) == pytest.approx(1, abs=1e-9)  # a 2-cycle from step 1 on


def test_a_flat_direction_has_no_part_in_the_predicted_rate():
    for rule in (GradientDescent(0.3), Momentum(0.3, 0.5), Nesterov(0.3, 0.5)):
        assert predicted_rate(rule, [0, 1]) == predicted_rate(rule, [1]) < 1
        run = descend(lambda x: x[1] ** 2 / 2, [3.0, 4.0], rule, 60, grad=lambda x: np.array([0 * x[0], x[1]]))
        assert measured_rate(np.abs(run.x[:, 1])) == pytest.approx(predicted_rate(rule, [0, 1]), rel=0.05)
    with pytest.raises(ValueError, match=r"^eigenvalues must not all be zero"):
        predicted_rate(GradientDescent(0.3), [0.0, 0.0])
