"""The kinds of classify and their evidence; the named surfaces are in test_surfaces."""

from contextlib import suppress
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gdbook import bowl, classify, himmelblau, monkey_saddle, plateau, rosenbrock, saddle
from gdbook.stationary import (
    CLEAR,
    FARTHER,
    GOOD_ENOUGH,
    HIGHER,
    PATIENCE,
    SETTLED,
    Estimate,
    Estimates,
    _along,
    _mixed,
    _steps,
)

EPS = np.finfo(np.float64).eps


@pytest.mark.parametrize(
    ("f", "x", "kind"),
    [
        # one variable
        (lambda x: x[0] ** 2, [0], "minimum"),
        (lambda x: -(x[0] ** 2), [0], "maximum"),
        (lambda x: np.cos(x[0]), [0], "maximum"),
        (lambda x: np.cos(x[0]), [np.pi], "minimum"),
        (lambda x: np.cos(x[0]), [1], "not stationary"),
        (lambda x: x[0] ** 3, [0], "degenerate"),  # neither minimum nor maximum, and the second derivative is 0
        (lambda x: x[0] ** 4, [0], "degenerate"),  # a minimum, but the second derivative is 0
        (lambda x: -(x[0] ** 4), [0], "degenerate"),
        # two
        (lambda x: x[0] ** 2 + x[1] ** 2, [0, 0], "minimum"),
        (lambda x: -(x[0] ** 2) - 3 * x[1] ** 2, [0, 0], "maximum"),
        (lambda x: x[0] ** 2 - x[1] ** 2, [0, 0], "saddle"),
        (lambda x: x[0] * x[1], [0, 0], "saddle"),  # nothing on the diagonal of the Hessian
        (lambda x: x[0] ** 2 + x[1] ** 2, [3, 4], "not stationary"),
        (lambda x: x[0] ** 2 - x[1] ** 2, [1e-3, 0], "not stationary"),
        (lambda x: x[0] ** 2, [0, 5], "degenerate"),  # a gutter: flat along x1
        (lambda x: -(x[0] ** 2), [0, 5], "degenerate"),  # a ridge: flat along x1
        (lambda x: x[0] ** 2 + x[1] ** 4, [0, 0], "degenerate"),
        (lambda x: x[0] ** 2 - x[1] ** 4, [0, 0], "degenerate"),  # a saddle, but the Hessian cannot tell
        (lambda x: x[0] ** 3 - 3 * x[0] * x[1] ** 2, [0, 0], "degenerate"),
        (lambda x: 7.0, [1, 2], "degenerate"),
        (lambda x: 1e9, [1, 2], "degenerate"),
        # three
        (lambda x: x[0] ** 2 + x[1] ** 2 + x[2] ** 2, [0, 0, 0], "minimum"),
        (lambda x: x[0] ** 2 + x[1] ** 2 - x[2] ** 2, [0, 0, 0], "saddle"),
        (lambda x: x[0] * x[1] * x[2], [0, 0, 0], "degenerate"),
        (lambda x: x[0] * x[1] + x[2] ** 4, [0, 0, 0], "saddle"),  # down one way and up another is enough
        (lambda x: -np.sum((x - 1) ** 2, axis=0), [1, 1, 1], "maximum"),
    ],
)
def test_the_eigenvalues_decide(f, x, kind):
    assert classify(f, x).kind == kind


@pytest.mark.parametrize("r", [0.1, 1, 2, 3, 4, 6.5, 8, 10, 20, 37])
def test_nothing_is_stationary_on_the_plain_around_the_hollow(r):
    # The gradient r exp(-r^2/2) is 5e-297 at r = 37, but so is f, and no unit makes it zero.
    assert classify(plateau, [r, 0]).kind == "not stationary"
    assert classify(plateau, [r / np.sqrt(2), r / np.sqrt(2)]).kind == "not stationary"


def test_where_f_underflows_it_is_flat():
    assert classify(plateau, [40, 0]).kind == "degenerate"


# The evidence


@given(
    turn=st.floats(0, np.pi),
    curvatures=st.tuples(st.floats(0.1, 100), st.floats(0.1, 100)),
    signs=st.tuples(st.sampled_from([-1, 1]), st.sampled_from([-1, 1])),
    centre=hnp.arrays(np.float64, 2, elements=st.floats(-10, 10)),
)
def test_a_turned_quadratic_shows_its_own_eigenvalues_smallest_first(turn, curvatures, signs, centre):
    own = sorted(a * b for a, b in zip(curvatures, signs, strict=True))
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    hessian = axes @ np.diag(own) @ axes.T
    found = classify(lambda x: (x - centre) @ hessian @ (x - centre) / 2, centre)
    # Rounding: x is up to 10, moved by up to 10 eps^(1/4), so x - centre is off by 2e-15 in 1e-3 or more.
    np.testing.assert_allclose(found.eigenvalues, own, rtol=1e-9, atol=1e-9 * max(curvatures))
    assert found.gradient_norm < 1e-9
    assert found.kind == {(1, 1): "minimum", (-1, -1): "maximum"}.get(signs, "saddle")


def test_the_gradient_norm_is_the_length_of_the_gradient():
    assert classify(bowl, [3, 4]).gradient_norm == pytest.approx(10, rel=1e-9)
    assert classify(lambda x: x[0] - 2 * x[1] + 2 * x[2], [1, 1, 1]).gradient_norm == pytest.approx(3, rel=1e-9)


def test_the_eigenvalues_of_rosenbrocks_valley_are_known():
    # The Hessian at (1, 1) is [[802, -400], [-400, 200]]: trace 1002, determinant 400.
    expected = [501 - np.sqrt(501**2 - 400), 501 + np.sqrt(501**2 - 400)]
    np.testing.assert_allclose(classify(rosenbrock, [1, 1]).eigenvalues, expected, rtol=1e-4)


def test_the_evidence_cannot_be_changed_and_x_is_a_copy():
    x = np.array([0.0, 0.0])
    found = classify(saddle, x)
    x[0] = 5
    assert found.x.tolist() == [0, 0]
    with pytest.raises(FrozenInstanceError):
        found.kind = "minimum"
    for array in (found.x, found.eigenvalues):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_stationary_points_compare_and_hash_by_identity():
    one, other = classify(saddle, [0, 0]), classify(saddle, [0, 0])
    assert one == one
    assert one != other
    assert {one: "found"}[one] == "found"


# The kind does not depend on units

ONE = pytest.param(1.0, marks=pytest.mark.exhaustive)  # between the extremes

KINDS = {
    "minimum": [bowl, lambda x: 1e4 * x[0] ** 2 + 1e-3 * x[1] ** 2, lambda x: -np.cos(x[0]) * np.exp(-(x[1] ** 2))],
    "maximum": [lambda x: -bowl(x), lambda x: np.cos(x[0]) + np.cos(x[1])],
    "saddle": [saddle, lambda x: x[0] * x[1], lambda x: np.sin(x[0]) * np.sin(x[1])],
    "degenerate": [lambda x: x[0] ** 2, lambda x: x[0] ** 2 + x[1] ** 4, lambda x: x[0] ** 3 - 3 * x[0] * x[1] ** 2],
}


@pytest.mark.parametrize("c", [1e-30, ONE, 1e12])
@pytest.mark.parametrize("d", [0.0, -100.0])
@pytest.mark.parametrize("unit", [1e-9, ONE, 1e6])
@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_the_same_for_cf_plus_d_in_other_units_of_x(kind, unit, d, c):
    for f in KINDS[kind]:
        assert classify(lambda x, f=f: c * (f(x / unit) + d), [0, 0]).kind == kind


@pytest.mark.parametrize("c", [1e-30, pytest.param(1e-9, marks=pytest.mark.exhaustive), ONE, 1e12])
@pytest.mark.parametrize("unit", [1e-9, ONE, 1e6])
@pytest.mark.parametrize("x", [[3.0, 4.0], [1e-3, 0.0], [0.0, -20.0]])
def test_a_slope_is_a_slope_in_every_unit(x, unit, c):
    for f in (bowl, saddle, lambda x: 5e-5 * x[0] + x[1], himmelblau):
        found = classify(lambda x, f=f: c * f(x / unit), np.multiply(x, unit))
        assert found.kind == "not stationary"
        assert found.gradient_norm > 0


@given(
    curvatures=st.lists(st.tuples(st.floats(-3, 3), st.sampled_from([-1, 1])), min_size=1, max_size=4),
    seed=st.integers(0, 2**32),
    unit=st.floats(-12, 12),
    c=st.floats(-15, 15),
    offset=st.floats(-3, 3),
)
def test_a_random_quadratic_with_cubic_terms_has_its_kind_at_its_centre_and_none_elsewhere(
    curvatures, seed, unit, c, offset
):
    rng = np.random.default_rng(seed)
    own = np.array([sign * 10**power for power, sign in curvatures])
    axes = np.linalg.qr(rng.normal(size=(len(own), len(own))))[0]
    hessian, largest = axes @ np.diag(own) @ axes.T, np.abs(own).max()
    unit, c = 10.0**unit, 10.0**c
    centre = unit * rng.normal(size=len(own))

    def f(x):
        y = (x - centre) / unit
        return c * (y @ hessian @ y / 2 + largest * (0.1 * np.sum(y**3) + offset))

    expected = "minimum" if (own > 0).all() else "maximum" if (own < 0).all() else "saddle"
    kind = classify(f, centre).kind
    # An offset hides curvatures of less than eps of it on the scale of the cubic terms.
    assert kind == expected or (kind in ("degenerate", "saddle") and np.abs(own).min() < 1e-4 * largest)
    assert classify(f, centre + unit * rng.normal(size=len(own))).kind == "not stationary"


@pytest.mark.parametrize("factor", [1e-3, 1.0, 8.0, 10.0, 1e4])
def test_a_curvature_that_is_only_the_steps_truncation_error_is_degenerate(factor):
    # The second difference of c x^4 at 0 is 2 c h^2, not 0.
    assert classify(lambda x: factor * x[0] ** 4, [0]).kind == "degenerate"
    assert classify(lambda x: factor * (x[0] ** 4 + x[1] ** 4), [0, 0]).kind == "degenerate"
    assert classify(lambda x: 1 + factor * x[0] ** 4, [0]).kind == "degenerate"
    assert classify(lambda x: x[0] ** 2 + x[1] ** 2 - factor * x[2] ** 4, [0, 0, 0]).kind == "degenerate"
    # Along x1 this falls to one side like x1^3, so there is no minimum, although its second difference is positive.
    assert classify(lambda x: x[0] ** 2 + factor * (x[1] ** 3 + 100 * x[1] ** 4), [0, 0]).kind == "degenerate"


@pytest.mark.parametrize("height", [-1e6, 1e3, 1e6, 1e10, 1e14])
def test_a_height_that_hides_f_over_short_steps_is_overcome_by_longer_ones(height):
    assert classify(lambda x: height + bowl(x), [0, 0]).kind == "minimum"
    assert classify(lambda x: height + saddle(x), [0, 0]).kind == "saddle"
    assert classify(lambda x: height + bowl(x), [3, 4]).kind == "not stationary"


@pytest.mark.parametrize("x0", np.linspace(0, 1, 9))
def test_where_f_varies_only_by_its_rounding_the_kind_is_unresolved(x0):
    def gutter(x):  # 1e6 + x1^2, except that cos^2 + sin^2 is 1 only to within rounding
        return 1e6 * (np.cos(x[0]) ** 2 + np.sin(x[0]) ** 2) + x[1] ** 2

    assert classify(gutter, [x0, 0]).kind == "unresolved"
    assert classify(lambda x: gutter(x) - 2 * x[1] ** 2 + x[2] ** 2, [x0, 0, 0]).kind == "saddle"  # decided without x0


def test_a_function_that_is_constant_in_float64_is_degenerate():
    for f in (lambda x: 7.0, lambda x: 1e20 + np.cos(x[0])):
        assert classify(f, [0.5]).kind == "degenerate"


def test_the_kind_is_that_of_the_smallest_scale_that_f_shows():
    ripple = lambda x: x[0] ** 2 + 1e-4 * np.cos(1e3 * x[0])  # noqa: E731
    found = classify(ripple, [0])
    assert found.kind == "maximum"
    assert found.eigenvalues[0] == pytest.approx(2 - 100, rel=1e-6)


@pytest.mark.parametrize("ratio", [1e-8, 1e-6, 1e6, 1e20])
def test_components_may_differ_in_scale(ratio):
    assert classify(lambda x: np.cosh(x[0] + 0.9 * x[1] / ratio) + np.cosh(0.9 * x[0] + x[1] / ratio), [0, 0]).kind == (
        "minimum"
    )
    assert classify(lambda x: x[0] ** 2 + 3 * x[0] * x[1] / ratio + (x[1] / ratio) ** 2, [0, 0]).kind == "saddle"


@pytest.mark.parametrize("shift", [1.0, 1e3, 1e6])
def test_a_point_far_from_the_origin_has_the_same_kind(shift):
    assert classify(lambda x: bowl(x - shift), [shift, shift]).kind == "minimum"
    assert classify(lambda x: saddle(x - shift), [shift, shift]).kind == "saddle"


def test_tol_sets_which_gradient_counts_as_zero():
    x = np.round(himmelblau.stationary_points[1], 3)  # the gradient there is about 0.01
    assert classify(himmelblau, x).kind == "not stationary"
    assert classify(himmelblau, x, tol=0.1).kind == "minimum"
    assert classify(bowl, [1e-5, 0]).kind == "not stationary"
    assert classify(bowl, [1e-5, 0], tol=1e-4).kind == "minimum"
    assert classify(bowl, [3, 4], tol=9.99).kind == "not stationary"
    assert classify(bowl, [3, 4], tol=10.01).kind == "minimum"


@pytest.mark.parametrize("point", himmelblau.stationary_points)
def test_without_tol_six_decimals_of_a_stationary_point_are_enough(point):
    assert classify(himmelblau, np.round(point, 6)).kind == classify(himmelblau, point).kind != "not stationary"
    assert classify(himmelblau, np.add(np.round(point, 6), 2e-5)).kind == "not stationary"


# Calls of f


def test_f_is_called_near_x_only():
    calls = []
    classify(lambda x: calls.append(x) or bowl(x), [1.0, -2.0])
    assert np.abs(np.array(calls) - [1, -2]).max() < 0.1


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: np.log(x[0]) + x[1], [0, 0]),
        (lambda x: np.nan, [0, 0]),
        (lambda x: np.inf, [0, 0]),
        (lambda x: np.exp(1e3 * x[0] ** 2), [1, 1]),
        (lambda x: np.sqrt(x[0]), [0]),  # finite at x, but not on both sides of it
    ],
)
def test_an_f_that_is_not_finite_near_x_is_an_error(f, x):
    with pytest.raises(ValueError, match=r"^f must be finite near x"):
        classify(f, x)


@given(x=hnp.arrays(np.float64, 2, elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_no_finite_point_causes_a_warning(x):
    with suppress(ValueError):  # f must be finite near x
        classify(rosenbrock, x)


@pytest.mark.parametrize("x", [np.ones((2, 3)), [[1, 2]]])
def test_only_one_point_at_a_time(x):
    with pytest.raises(ValueError, match=r"^x must be one point of shape \(n,\), got shape \("):
        classify(bowl, x)


# Estimates of derivatives, their errors, and when the search ends


def test_an_estimate_is_compared_with_those_beside_it():
    estimates = Estimates()
    for value, rounding, step in [(0.75, 0.0, 1.0), (1.0, CLEAR, 4.0)]:
        estimates.add(Estimate(value, rounding, step))
        assert estimates.compared == []
        assert estimates.best == Estimate()
    estimates.add(Estimate(1.0, 0.0, 16.0))
    # It changes by just SETTLED, and its rounding is just CLEAR: that is still reliable.
    assert SETTLED == 0.25
    assert estimates.compared == [Estimate(1.0, 0.25 + CLEAR, 4.0)]
    assert estimates.best == Estimate(1.0, 0.25 + CLEAR, 4.0)
    for value, rounding in [(0.74, 0.0), (1.0, 0.11)]:
        unreliable = Estimates()
        for each in (Estimate(value), Estimate(1.0, rounding), Estimate(1.0)):
            unreliable.add(each)
        assert unreliable.best == Estimate()


@pytest.mark.parametrize(
    ("error", "step", "done"),
    [(GOOD_ENOUGH, 2.0, True), (2 * GOOD_ENOUGH, 2.0, False), (0.1, FARTHER, False), (0.1, 2 * FARTHER, True)],
)
def test_the_search_ends_at_a_good_estimate_or_far_beyond_the_best(error, step, done):
    estimates = Estimates()
    estimates.best = Estimate(1.0, error, 1.0)
    estimates.add(Estimate(1.0, 0.0, step))
    assert estimates.done() is done


@pytest.mark.parametrize(("ratio", "growing"), [(4.0, True), (HIGHER, False), (1.0, False)])
def test_estimates_that_grow_are_those_of_a_higher_power(ratio, growing):
    for sign in (1, -1):
        estimates = Estimates()
        for k in range(4):
            assert estimates.growing() is (growing and k == 3)
            estimates.add(Estimate(sign * ratio**k, CLEAR / 2, 2.0**k))


@pytest.mark.parametrize("sign", [1, -1])
def test_the_error_of_a_slope_is_the_rounding_of_the_largest_value(sign):
    slope, curvature, _ = _along(lambda x: 3 + sign * x[0], np.zeros(1), np.ones(1))
    assert (slope.value, curvature) == (sign, Estimate())
    h = slope.step  # all differences are exact, so that of the longest step, but for the last, has the least error
    assert slope.error == pytest.approx(EPS * (3 + h) / h, rel=1e-3)


def test_the_search_ends_some_steps_after_f_first_changed():
    calls = []
    _along(lambda x: calls.append(1) or x[0], np.zeros(1), np.ones(1))
    assert len(calls) == 1 + 2 * (PATIENCE + 1)  # the centre, and both sides of the first step and of those after it


def test_the_error_of_a_curvature_is_the_rounding_of_four_values():
    slope, curvature, _ = _along(lambda x: 1 + x[0] ** 2, np.zeros(1), np.ones(1))
    h = curvature.step
    assert curvature.value == 2
    assert curvature.error == pytest.approx(4 * EPS * (1 + h**2) / h**2, rel=1e-12)
    # No slope is reliable; the one with the smallest error has the longest step up to that of the curvature.
    assert (slope.value, slope.step) == (0, h)
    assert slope.error == pytest.approx(EPS * (1 + h**2) / h, rel=1e-12)


def test_a_value_at_the_point_alone_counts_in_the_error():
    slope, curvature, _ = _along(lambda x: np.where(x[0] == 0, 8.0, 1.0), np.zeros(1), np.ones(1))
    assert curvature == Estimate()
    assert slope.value == 0
    moved = 7 * 2.0**-512 / slope.step  # f changes by 7, and x is known to 2^-512
    assert slope.error == pytest.approx((8 * EPS + moved) / slope.step, rel=1e-12)


@pytest.mark.parametrize("side", [1, -1])
def test_the_larger_value_of_either_side_counts_in_the_error(side):
    slope, _, _ = _along(lambda x: np.where(side * x[0] > 0, 8.0, 1.0), np.zeros(1), np.ones(1))
    assert slope.error >= 8 * EPS / slope.step


def test_a_mixed_derivative_beside_a_large_constant_waits_for_steps_that_show_it():
    for d in (0.0, 1e6, 1e9):
        found = classify(lambda x, d=d: x[0] * x[1] + d, [0, 0])
        assert found.kind == "saddle"
        np.testing.assert_allclose(found.eigenvalues, [-1, 1], rtol=0.1)


def test_the_slope_with_the_smallest_error_is_taken_where_none_is_reliable():
    slope, curvature, _ = _along(lambda x: 5.0 + x[0] ** 3, np.zeros(1), np.ones(1))
    assert curvature == Estimate()
    assert 0 <= slope.value < 1e-6
    assert slope.error < 1e-6


def test_a_function_that_is_finite_only_nearby_has_a_kind():
    first = _steps(np.ones(1), np.ones(1))[0]
    found = classify(lambda x: np.where(abs(x[0] - 1) <= first, 1.0, np.inf), [1.0])
    assert (found.gradient_norm, found.kind) == (0, "degenerate")


def test_a_mixed_derivative_is_taken_over_steps_that_suit_both_curvatures():
    def f(x):
        return 1 + x[0] * x[1] + x[0] ** 3 * x[1] + x[0] * x[1] ** 3

    # a^2 200 = b^2 2 up to a power of 2, a at least 2^-9 and b at least 2^-6; the quotient is 1 + a^2 + b^2.
    a, b = 2.0**-9, 2.0**-6
    found = _mixed(f, np.zeros(2), 0, 1, Estimate(200.0, 0.0, 2.0**-10), Estimate(2.0, 0.0, b))
    assert found == pytest.approx(1 + a**2 + b**2, rel=1e-9)


def test_steps_of_a_mixed_derivative_without_curvature_suit_the_larger_component():
    seen = []
    x = np.array([-50.0, 1.0])
    found = _mixed(lambda y: seen.append(abs(y - x).max()) or y[0] * y[1], x, 0, 1, Estimate(), Estimate())
    assert found == pytest.approx(1, rel=1e-9)
    assert min(seen) == _steps(np.array([50.0]), np.ones(1))[0]


def test_steps_reach_from_the_spacing_of_doubles_to_the_largest():
    def steps(*x, direction=(1,)):
        with np.errstate(over="ignore"):
            return _steps(np.array(x), np.array(direction))

    assert [steps(x)[0] for x in (0.0, 1.0, -1e20)] == [2.0**-500, 2.0**-40, 2.0**26]
    assert [steps(x)[-1] for x in (0.0, 1.0)] == [2.0**500, 2.0**960]
    assert steps(1.0, 1e20, direction=(0.25, 0))[0] == 2.0**-38  # the other component does not move
    assert steps(1.0, 1e20, direction=(1, 1e20))[0] == 2.0**-40


# The kind from curvatures along the eigenvectors


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(k, marks=pytest.mark.exhaustive) for k in range(5, 20))])
def test_a_flat_valley_is_degenerate_in_any_units(seed):
    a, b, *units = np.random.default_rng(seed).uniform(0.1, 10, 4)
    u, v = (a * b + 1) / a, b  # anywhere
    for f, x in [
        (lambda x: (x[0] * x[1] - a * b) ** 2, [a, b]),
        (lambda x: (a * x[0] + b * x[1] - a * u - b * v) ** 2, [u, v]),
        (lambda x: (x[0] ** 2 + x[1] ** 2 - 1) ** 2, [np.cos(a), np.sin(a)]),
        (lambda x: (x[0] / units[0] - x[1] / units[1]) ** 2, units),
        (lambda x: monkey_saddle([x[0] / units[0] - 1, x[1] / units[1] - 1]), units),
    ]:
        assert classify(f, x).kind == "degenerate"


@pytest.mark.parametrize("units", [(1e-100, 1e60), (1e100, 1e-60), (1e120, 1e120), (1e-120, 1.0)])
def test_units_that_differ_by_component_do_not_change_the_kind(units):
    for c in (1, -1):
        for d, kind in [(1, {1: "minimum", -1: "maximum"}[c]), (-1, "saddle")]:
            found = classify(lambda x, c=c, d=d: c * ((x[0] / units[0]) ** 2 + d * (x[1] / units[1]) ** 2), [0, 0])
            assert found.kind == kind
            found = classify(lambda x, c=c, d=d: c * (np.cosh(x[0] / units[0]) + d * np.cosh(x[1] / units[1])), [0, 0])
            assert found.kind == kind


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: np.cos(x[0]) + x[0] ** 2 / 2, 0.0),
        (lambda x: 3 * np.cos(x[0]) + 1.5 * x[0] ** 2 - np.sqrt(1 + x[0] ** 4), 0.0),
        (lambda x: x[0] ** 4 / (1 + x[0] ** 2), 0.0),
        (lambda x: (x[0] - 1) ** 4 / (1 + (x[0] - 1) ** 2), 1.0),
        (lambda x: -np.log(1 + x[0] ** 4), 0.0),
    ],
)
def test_the_curvature_farther_away_does_not_count(f, x):
    assert classify(f, [x]).kind == "degenerate"


@pytest.mark.parametrize(
    ("d", "kind"), [(1e6, "minimum"), (1e9, "minimum"), (1e12, "unresolved"), (1e14, "unresolved")]
)
def test_a_constant_that_hides_the_smaller_curvature_leaves_the_kind_unresolved(d, kind):
    assert classify(lambda x: rosenbrock(x) + d, [1.0, 1.0]).kind == kind


@pytest.mark.parametrize("unit", [1.0, 1e-30, 1e30])
def test_a_component_without_curvature_is_scaled_by_the_mixed_derivative(unit):
    for c in (4, 1e-4):
        assert classify(lambda x, c=c: c * (x[0] ** 2 + x[0] * (x[1] / unit)), [0, 0]).kind == "saddle"
    assert classify(lambda x: 100 * x[0] ** 2 + (x[1] / unit) * (x[2] / unit), [0, 0, 0]).kind == "saddle"


# When a point is stationary


def test_each_component_of_the_gradient_is_compared_with_its_own_curvature():
    found = classify(lambda x: 1e6 * (x[0] - 1) ** 2 + (x[1] - 1) ** 2, [1.0, 1.001])
    assert found.kind == "not stationary"
    assert found.gradient_norm == pytest.approx(2e-3)


def test_a_gradient_as_long_as_tol_is_stationary():
    assert classify(lambda x: x[0], [0.0], tol=1.0).kind == "degenerate"
    assert classify(lambda x: x[0], [0.0], tol=1 - EPS).kind == "not stationary"
