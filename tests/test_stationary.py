"""What classify calls a point, and the evidence it gives; landscapes with a name are in test_surfaces."""

from contextlib import suppress
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gdbook import bowl, classify, himmelblau, plateau, rosenbrock, saddle
from gdbook.stationary import _kind

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


@pytest.mark.parametrize("far", [10, 20, 1000])
def test_far_out_on_the_plain_the_gradient_counts_as_zero_and_the_curvature_too(far):
    # exp(-50) is 2e-22: zero as far as any tolerance goes, although no derivative vanishes there
    assert classify(plateau, [far, 0]).kind == "degenerate"


def test_on_the_slope_of_the_hollow_nothing_is_stationary():
    assert [classify(plateau, [x, 0]).kind for x in (0.1, 1, 2, 3, 4)] == ["not stationary"] * 5


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


def test_stationary_points_compare_and_hash_as_things_not_as_arrays():
    one, other = classify(saddle, [0, 0]), classify(saddle, [0, 0])
    assert one == one
    assert one != other
    assert {one: "found"}[one] == "found"


# What counts as zero


@pytest.mark.parametrize("factor", [1e-6, 1e-3, 1.0, 1e3, 1e8])
def test_a_scaled_function_keeps_its_kinds(factor):
    # In f's units a bowl's curvature 2 factor must be above the noise of a function of size 1, 16 eps^(1/2) = 2.4e-7.
    assert classify(lambda x: factor * bowl(x), [0, 0]).kind == "minimum"
    assert classify(lambda x: -factor * bowl(x), [0, 0]).kind == "maximum"
    assert classify(lambda x: factor * saddle(x), [0, 0]).kind == "saddle"
    assert classify(lambda x: factor * x[0] ** 2, [0, 0]).kind == "degenerate"


@pytest.mark.parametrize("factor", [1e-3, 1.0, 8.0, 10.0, 1e4])
def test_a_curvature_that_only_the_step_put_there_is_degenerate(factor):
    # The second difference of c x^4 at 0 is 2 c h^2, not 0: large c lifts it above any fixed noise.
    assert classify(lambda x: factor * x[0] ** 4, [0]).kind == "degenerate"
    assert classify(lambda x: factor * (x[0] ** 4 + x[1] ** 4), [0, 0]).kind == "degenerate"
    assert classify(lambda x: x[0] ** 2 + x[1] ** 2 - factor * x[2] ** 4, [0, 0, 0]).kind == "degenerate"
    # Along x1 this falls to one side like x1^3, so there is no minimum, although its second difference is positive.
    assert classify(lambda x: x[0] ** 2 + factor * (x[1] ** 3 + 100 * x[1] ** 4), [0, 0]).kind == "degenerate"


@pytest.mark.parametrize("offset", [-1e6, 1e3, 1e6])
def test_an_offset_raises_the_noise_below_which_a_curvature_is_called_zero(offset):
    # eps |f| / h^2 = eps^(1/2) |f| is 0.015 for 1e6; with its factor of 16, 0.24.
    assert classify(lambda x: offset + bowl(x), [0, 0]).kind == "minimum"
    assert classify(lambda x: offset + saddle(x), [0, 0]).kind == "saddle"
    assert classify(lambda x: 1e10 + bowl(x), [0, 0]).kind == "degenerate"


@pytest.mark.parametrize("x0", np.linspace(0, 1, 30))
def test_rounding_errors_of_a_large_f_are_not_taken_for_curvature(x0):
    def gutter(x):  # 1e6 + x1^2, except that cos^2 + sin^2 is 1 only to within rounding
        return 1e6 * (np.cos(x[0]) ** 2 + np.sin(x[0]) ** 2) + x[1] ** 2

    assert classify(gutter, [x0, 0], tol=1e-2).kind == "degenerate"


@pytest.mark.parametrize("shift", [1.0, 1e3, 1e6])
def test_a_point_far_from_the_origin_is_classified_like_one_at_home(shift):
    assert classify(lambda x: bowl(x - shift), [shift, shift]).kind == "minimum"
    assert classify(lambda x: saddle(x - shift), [shift, shift]).kind == "saddle"


def test_tol_says_which_gradient_counts_as_zero():
    x = np.round(himmelblau.stationary_points[1], 3)  # the gradient there is about 0.01
    assert classify(himmelblau, x).kind == "not stationary"
    assert classify(himmelblau, x, tol=0.1).kind == "minimum"
    assert classify(bowl, [1e-5, 0]).kind == "minimum"  # gradient 2e-5, below the usual 1e-4
    assert classify(bowl, [1e-5, 0], tol=1e-6).kind == "not stationary"


# What it asks


def test_f_is_asked_near_x_only():
    asked = []
    classify(lambda x: asked.append(x) or bowl(x), [1.0, -2.0])
    assert np.abs(np.array(asked) - [1, -2]).max() < 1e-3


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
def test_an_f_that_is_not_finite_near_x_is_an_error_not_a_kind(f, x):
    with pytest.raises(ValueError, match=r"^f must be finite near x"):
        classify(f, x)


@given(x=hnp.arrays(np.float64, 2, elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_no_finite_point_however_extreme_brings_a_warning(x):
    with suppress(ValueError):  # f must be finite near x
        classify(rosenbrock, x)


@pytest.mark.parametrize("x", [np.ones((2, 3)), [[1, 2]]])
def test_only_one_point_at_a_time(x):
    with pytest.raises(ValueError, match=r"^x must be one point of shape \(n,\), got shape \("):
        classify(bowl, x)


@pytest.mark.parametrize("r", [4.0, 5.0, 6.0])
def test_far_out_on_a_plateau_nothing_is_stationary_however_short_the_gradient(r):
    # r exp(-r^2/2) is 1.3e-3, 1.9e-5 and 9.1e-8; by Newton's estimate the place where it vanishes is r/(r^2 - 1) away.
    assert classify(plateau, [r, 0]).kind == "not stationary"


@pytest.mark.parametrize("eigenvalues", [(-2, 1), (-1, 2), (1, 2), (-2, -1), (-1, 1)])
def test_a_curvature_exactly_as_large_as_the_noise_is_lost_in_it(eigenvalues):
    # No f reaches the border exactly, so the verdict is asked directly.
    assert _kind(True, np.array(eigenvalues, float), 1.0) == "degenerate"
