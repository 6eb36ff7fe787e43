"""Line searches and Newton's step, against plain loops and closed forms."""

import copy
import math
import pickle
from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import optimize

from gdbook import (
    SURFACES,
    GradientDescent,
    bowl,
    descend,
    double_well,
    himmelblau,
    plateau,
    ravine,
    rosenbrock,
    saddle,
)
from gdbook.linesearch import Backtracking, ExactLineSearch, Newton

KINDS = [Backtracking, ExactLineSearch, Newton]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)

starts = hnp.arrays(np.float64, 2, elements=st.floats(-2, 2))


def run(surface, start, rule, step_num):
    return descend(surface, start, rule, step_num, grad=surface.grad)


def constant(matrix):
    """The Hessian of a quadratic, at one point or many."""
    matrix = np.array(matrix, float)
    return lambda x: np.broadcast_to(matrix.reshape(matrix.shape + (1,) * (x.ndim - 1)), (*matrix.shape, *x.shape[1:]))


# Backtracking


def plain_backtracking(f, grad, x, lr, shrink, slope, step_num):
    """One start, one step after the other, as algorithm 3.1 of Nocedal and Wright is printed."""
    path = [x]
    for _ in range(step_num):
        g, a = grad(x), lr
        while f(x + -a * g) > f(x) - slope * a * (g[0] * g[0] + g[1] * g[1]) and (x + -a * g != x).any():
            a *= shrink
        x = x + -a * g
        path.append(x)
    return np.array(path)


@every_surface
@settings(max_examples=30)
@given(start=starts, lr=st.floats(0.01, 10), shrink=st.floats(0.1, 0.9), slope=st.floats(1e-6, 0.5))
def test_backtracking_is_the_printed_algorithm_to_the_last_bit(surface, start, lr, shrink, slope):
    if surface.name in ("saddle", "monkey_saddle"):
        start = start / 64  # without a lowest point they leave for infinity
    path = run(surface, start, Backtracking(surface, lr, shrink, slope), 8).x
    np.testing.assert_array_equal(path, plain_backtracking(surface, surface.grad, start, lr, shrink, slope, 8))


@every_surface
def test_with_backtracking_f_never_rises(surface):
    starts = np.random.default_rng(0).uniform(-4, 4, (2, 500))
    f = run(surface, starts, Backtracking(surface), 30).f
    assert (f[1:] <= f[:-1]).all()


def test_backtracking_takes_the_first_length_that_falls_far_enough():
    # On the bowl, from x with a = lr 2^-m: x becomes (1 - 2a) x, and f falls by 4a (1 - a) f of the tangent's 4a f.
    # With slope 1/2 it falls far enough once a <= 1/2; with slope 1/8 once a <= 7/8.
    for lr, slope, factor in [(1, 0.5, 0), (4, 0.5, 0), (1.5, 0.5, 1 - 0.75), (0.25, 0.5, 0.5), (1.5, 0.125, -0.5)]:
        expected = factor if (lr, slope) != (1.5, 0.5) else 1 - 2 * 0.375
        x = run(bowl, [-3, 4], Backtracking(bowl, lr=lr, slope=slope), 1).x
        assert x[1].tolist() == [-3 * expected, 4 * expected]


def test_backtracking_calls_f_once_for_each_length():
    calls = []
    rule = Backtracking(lambda x: calls.append(x.tolist()) or bowl(x), lr=4.0, slope=0.5)
    run(bowl, [1, 0], rule, 1)
    assert calls == [[1, 0], [-7, 0], [-3, 0], [-1, 0], [0, 0]]  # the start, then lengths 4, 2, 1 and 1/2


@settings(max_examples=8)
@given(points=hnp.arrays(np.float64, (2, 3, 2), elements=st.floats(-2, 2)))
@pytest.mark.parametrize("surface", [rosenbrock, himmelblau, double_well], ids=lambda surface: surface.name)
@every_kind
def test_many_starts_are_searched_as_each_would_be_alone(kind, surface, points):
    together = run(surface, points, kind(surface), 6).x
    for index in np.ndindex(3, 2):
        alone = run(surface, points[(slice(None), *index)], kind(surface), 6).x
        np.testing.assert_allclose(together[(slice(None), slice(None), *index)], alone, rtol=1e-6, atol=1e-9)


def test_from_far_out_on_a_steep_wall_a_length_is_found():
    trace = descend(lambda x: x[0] ** 8, [1e3], Backtracking(lambda x: x[0] ** 8), 40, grad=lambda x: 8 * x**7)
    assert abs(trace.x[1, 0]) < 1e3  # the gradient is 8e21, the length about 1e-19
    assert trace.f[-1] < 1e-6 * trace.f[0]


@pytest.mark.parametrize("c", [1e40, 1e160, 1e250])
def test_backtracking_finds_a_length_however_steep_f_is(c):
    def f(x):
        return c * (x[0] ** 2 + 3 * x[1] ** 2)

    trace = descend(f, [1, 2], Backtracking(f), 20)
    assert trace.f[-1] < 1e-9 * trace.f[0]


@pytest.mark.parametrize("shrink", [0.01, 0.5, 0.9])
@pytest.mark.parametrize(
    ("f", "grad"),
    [
        (bowl, lambda x: -2 * x),  # uphill: no length is accepted
        (lambda x: np.abs(x).sum(axis=0), lambda x: -np.sign(x)),
        (lambda x: np.full(x.shape[1:], np.nan), lambda x: 2 * x),
        (lambda x: np.where(bowl(x) == 25, 0.0, np.nan), lambda x: 2 * x),  # NaN all around
        (lambda x: np.where(bowl(x) == 25, 0.0, np.inf), lambda x: 2 * x),
        (lambda x: np.full(x.shape[1:], -np.inf), lambda x: 2 * x),
        (bowl, lambda x: np.inf * x),
        (bowl, lambda x: np.nan * x),
        (bowl, lambda x: 1e200 * x),
    ],
)
def test_where_no_length_is_accepted_nothing_moves_and_the_search_ends(f, grad, shrink):
    rule = Backtracking(f, shrink=shrink)
    with np.errstate(all="ignore"):
        # A move in the last bit may leave f as it is, to the last bit.
        np.testing.assert_allclose(descend(f, [3, 4], rule, 2, grad=grad).x, [[3, 4]] * 3, rtol=1e-15)
        np.testing.assert_allclose(descend(f, [[3, 4], [4, 3]], rule, 2, grad=grad).x[-1], [[3, 4], [4, 3]], rtol=1e-15)


def test_backtracking_ends_at_a_length_that_rounding_reduces_to_nothing():
    calls = []
    uphill = Backtracking(lambda x: calls.append(x) or bowl(x) - 25)  # 0 at (3, 4), so that no fall is lost beside it
    assert descend(bowl, [3, 4], uphill, 1, grad=lambda x: -2 * x).x.tolist() == [[3, 4]] * 2
    assert 50 < len(calls) < 60  # 2^-53 of a number is lost beside it


def test_a_start_where_f_is_nan_does_not_affect_the_others():
    def f(x):
        return np.where(x[0] > 10, np.nan, bowl(x))

    trace = descend(f, [[11.0, -3.0], [0.0, 4.0]], Backtracking(f), 60, grad=bowl.grad)
    assert trace.x[-1, :, 0].tolist() == [11, 0]
    assert np.abs(trace.x[-1, :, 1]).max() < 1e-12


def test_backtracking_settles_where_a_fixed_rate_escapes():
    assert run(rosenbrock, [-1.2, 1], GradientDescent(1.0), 20).status == "diverged"
    last = run(rosenbrock, [-1.2, 1], Backtracking(rosenbrock), 4000).x[-1]
    np.testing.assert_allclose(last, [1, 1], atol=0.02)  # slowly: the valley's condition number is 2,500


# The exact line search


def test_the_worst_start_of_an_exact_line_search_zigzags_at_the_known_rate():
    # f = (x0^2 + K x1^2) / 2 from (K, 1): x_k = ((K - 1) / (K + 1))^k (K, (-1)^k)
    K, k = 20.0, np.arange(31)
    f = lambda x: (x[0] ** 2 + K * x[1] ** 2) / 2  # noqa: E731
    grad = lambda x: np.array([x[0], K * x[1]])  # noqa: E731
    x = descend(f, [K, 1], ExactLineSearch(f, grad), 30, grad=grad).x
    shrunk = ((K - 1) / (K + 1)) ** k
    np.testing.assert_allclose(x.T, [K * shrunk, (-1) ** k * shrunk], rtol=1e-9)


@pytest.mark.parametrize("grad", [None, ravine.grad], ids=["measured", "given"])
def test_each_exact_step_meets_the_next_at_a_right_angle(grad):
    trace = run(ravine, [-7, 2], ExactLineSearch(ravine, grad), 12)
    steps = np.diff(trace.x, axis=0)
    cosines = (steps[1:] * steps[:-1]).sum(axis=1) / np.hypot(*steps[1:].T) / np.hypot(*steps[:-1].T)
    assert np.abs(cosines).max() < (1e-9 if grad else 1e-5)


@pytest.mark.parametrize("surface", [rosenbrock, himmelblau, double_well], ids=lambda surface: surface.name)
@given(start=starts)
def test_an_exact_line_search_ends_where_the_slope_along_the_line_is_zero(surface, start):
    trace = run(surface, start, ExactLineSearch(surface, surface.grad), 5)
    assert (trace.f[1:] <= trace.f[:-1] * (1 + 1e-12) + 1e-300).all()
    for before, after in zip(trace.grad[:-1], trace.grad[1:], strict=True):
        # The slope after the step: at most 1e-10 of the one before, or what rounding of f and x leaves of it.
        assert abs(before @ after) <= 1e-6 * (before @ before) + 1e-9


@given(start=starts.filter(lambda x: np.hypot(*x) > 0.1), turn=st.floats(0, math.pi), condition=st.floats(1, 100))
def test_on_any_quadratic_no_other_point_along_the_gradient_is_lower(start, turn, condition):
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = axes @ np.diag([1, condition]) @ axes.T

    def f(x):
        return x @ matrix @ x / 2

    x = descend(f, start, ExactLineSearch(f), 1, grad=lambda x: matrix @ x).x
    lowest = optimize.minimize_scalar(lambda a: f(start - a * (matrix @ start)), bracket=(0, 1 / condition)).fun
    assert f(x[1]) == pytest.approx(lowest, rel=1e-6, abs=1e-10)


CONVEX = {  # each with its minimum at 0 and no quadratic anywhere else
    "log cosh": lambda x: np.log(np.cosh(x[0])),
    "sqrt(1 + x^2)": lambda x: np.sqrt(1 + x[0] ** 2),
    "x^4": lambda x: x[0] ** 4,
    "|x|^1.5": lambda x: np.abs(x[0]) ** 1.5,
    "exp(x) - x": lambda x: np.exp(x[0]) - x[0],
}


@pytest.mark.parametrize("start", [-7.0, 0.3, 2.0, 40.0])
@pytest.mark.parametrize("f", CONVEX.values(), ids=CONVEX)
def test_in_one_variable_one_exact_step_reaches_the_minimum_of_a_convex_function(f, start):
    trace = descend(f, [start], ExactLineSearch(f), 1)
    # The slope falls to 1e-10 of what it was, which on a quartic is 1e-10^(1/3) = 5e-4 of the way.
    assert abs(trace.x[1, 0]) < 6e-4 * abs(start) + 1e-6
    assert trace.f[1] <= f([0.0]) + 1e-6


@pytest.mark.parametrize(("surface", "start"), [(rosenbrock, [-1.2, 1]), (himmelblau, [-0.4, -1]), (plateau, [2, 1])])
def test_an_exact_line_search_goes_on_where_the_curvature_along_the_line_is_negative(surface, start):
    trace = run(surface, start, ExactLineSearch(surface), 40)
    assert (np.diff(trace.f) <= 1e-15).all()
    assert trace.f[-1] < trace.f[0] - 0.5
    # Rosenbrock's valley is slow for it; the others arrive.
    assert surface is rosenbrock or np.hypot(*trace.grad[-1]) < 1e-6


@pytest.mark.parametrize("scale", [1e-9, 1e9])
@pytest.mark.parametrize("lr", [1e-12, 1.0, 1e12])
def test_an_exact_line_search_finds_its_length_at_any_scale(scale, lr):
    trace = descend(lambda x: scale * bowl(x), [3, 4], ExactLineSearch(lambda x: scale * bowl(x), lr=lr), 1)
    np.testing.assert_allclose(trace.x[1], [0, 0], atol=1e-6)


def test_where_f_falls_for_ever_the_exact_step_is_as_long_as_the_doublings():
    assert run(saddle, [0, 1], ExactLineSearch(saddle, saddle.grad), 2).f[1] < -1e60
    flat = lambda x: x[0] + x[1]  # noqa: E731
    assert descend(flat, [1, 2], ExactLineSearch(flat), 1).f[1] < -1e30
    assert run(bowl, [0, 0], ExactLineSearch(bowl), 2).x.tolist() == [[0, 0]] * 3  # no gradient, no direction
    many = run(bowl, [[0.0, 3.0], [0.0, 4.0]], ExactLineSearch(bowl, bowl.grad), 1).x[-1]
    np.testing.assert_allclose(many, np.zeros((2, 2)), atol=1e-12)  # each start with its own length


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_an_exact_line_search_stays_where_f_is_defined(value):
    f = lambda x: np.where(np.abs(x[0]) < 4, bowl(x), value)  # noqa: E731
    trace = descend(f, [3, 1], ExactLineSearch(f, lr=1e3), 1)
    np.testing.assert_allclose(trace.x[1], [0, 0], atol=1e-6)


# Newton


@given(start=starts, turn=st.floats(0, math.pi), signs=st.tuples(*[st.sampled_from([-1, 1])] * 2))
def test_newton_solves_any_quadratic_in_one_step(start, turn, signs):
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = axes @ np.diag([signs[0], 20 * signs[1]]) @ axes.T
    centre = np.array([0.5, -0.25])

    def f(x):
        return (x - centre) @ matrix @ (x - centre) / 2

    for hessian, close in [(constant(matrix), 1e-13), (None, 1e-5)]:
        x = descend(f, start, Newton(f, hessian), 1, grad=lambda x: matrix @ (x - centre)).x
        np.testing.assert_allclose(x[1], centre, atol=close)


def test_in_one_variable_newton_takes_square_roots_as_heron_did():
    # f = x^3/3 - 2x has the gradient x^2 - 2 and the curvature 2x: x - (x^2 - 2) / 2x = (x + 2/x) / 2
    x = descend(
        lambda x: x[0] ** 3 / 3 - 2 * x[0],
        [1],
        Newton(bowl, hessian=lambda x: 2 * x[None]),
        5,
        grad=lambda x: x * x - 2,
    ).x[:, 0]
    exact = [Fraction(1), Fraction(3, 2), Fraction(17, 12), Fraction(577, 408), Fraction(665857, 470832)]
    np.testing.assert_allclose(x, [*map(float, exact), math.sqrt(2)], rtol=1e-15)


@given(start=hnp.arrays(np.float64, 2, elements=st.floats(-2, 2)))
def test_newton_on_rosenbrock_solves_the_linear_equation(start):
    x0, x1 = start
    matrix = np.array([[1200 * x0 * x0 - 400 * x1 + 2, -400 * x0], [-400 * x0, 200]])
    if abs(np.linalg.det(matrix)) < 1e3:
        return
    expected = start - np.linalg.solve(matrix, rosenbrock.grad(start))
    step = run(rosenbrock, start, Newton(rosenbrock), 1).x[1]
    np.testing.assert_allclose(step, expected, rtol=1e-3, atol=1e-3)
    exact = run(rosenbrock, start, Newton(rosenbrock, lambda x: matrix), 1).x[1]
    np.testing.assert_allclose(exact, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("target", himmelblau.stationary_points)
def test_newton_doubles_the_digits_near_every_stationary_point(target):
    start = np.add(target, [0.02, -0.015])
    away = np.hypot(*(run(himmelblau, start, Newton(himmelblau), 4).x - target).T)
    assert (away[1:3] < 5 * away[:2] ** 2 + 1e-7).all()  # the measured Hessian leaves a little
    assert away[4] < 1e-12


def test_newton_leaves_a_direction_without_curvature_alone():
    def gutter(x):
        return x[0] ** 2 + 0 * x[1]

    x = descend(gutter, [3, 4], Newton(gutter), 2, grad=lambda x: np.array([2 * x[0], 0 * x[1]])).x
    np.testing.assert_allclose(x[1:], [[0, 4]] * 2, atol=1e-6)
    slanted = Newton(bowl, constant([[2, 0], [0, 0]]))  # a slope without curvature: no quadratic has a lowest point
    assert descend(bowl, [3, 4], slanted, 1, grad=lambda x: np.array([2 * x[0], 1 + 0 * x[1]])).x[1].tolist() == [0, 4]
    assert descend(bowl, [3, 4], Newton(bowl, constant([[0, 0], [0, 0]])), 3).x.tolist() == [[3, 4]] * 4
    # [[1, 1], [1, 1]] is singular although nothing in it is zero; its pseudoinverse is itself / 4.
    assert descend(bowl, [3, 4], Newton(bowl, constant(np.ones((2, 2)))), 1, grad=lambda x: 2 * x).x[
        1
    ] == pytest.approx([3 - 14 / 4, 4 - 14 / 4])


def test_a_curvature_that_is_only_rounding_counts_as_none():
    v = np.array(
        [0.1, 0.7]
    )  # v v' has the eigenvalues |v|^2 = 0.5 and, but for rounding, 0; its inverse is v v' / 0.25
    assert np.linalg.eigvalsh(np.outer(v, v))[0] != 0
    x = descend(bowl, [3, 4], Newton(bowl, constant(np.outer(v, v))), 1, grad=lambda x: np.array([1.0, 2.0])).x
    np.testing.assert_allclose(x[1], [3 - 0.1 * 1.5 / 0.25, 4 - 0.7 * 1.5 / 0.25], rtol=1e-12)


def test_newton_passes_only_finite_matrices_to_linear_algebra(monkeypatch):
    seen = []
    pinv = np.linalg.pinv
    monkeypatch.setattr(np.linalg, "pinv", lambda matrix, **options: seen.append(matrix) or pinv(matrix, **options))
    descend(bowl, [3, 4], Newton(bowl, lambda x: np.full((2, 2), np.nan)), 1)  # on some machines it would raise
    assert np.isfinite(seen).all()


def test_one_singular_start_does_not_affect_the_others():
    # On the plateau x0 is flat where x0^2 = 1: its curvature (1 - x0^2) exp(...) vanishes there.
    points = np.array([[1.0, 0.1, 30.0], [0.0, 0.1, 0.0]])

    def hessian(x):
        high = np.exp(-(x[0] ** 2 + x[1] ** 2) / 2)
        cross = -x[0] * x[1] * high
        return np.array([[(1 - x[0] ** 2) * high, cross], [cross, (1 - x[1] ** 2) * high]])

    last = run(plateau, points, Newton(plateau, hessian), 1).x[-1]
    assert last[:, 0].tolist() == [1, 0]
    assert np.hypot(*last[:, 1]) < 0.01
    assert np.isfinite(last).all()


def test_newton_diverges_without_a_warning():
    inflexion = run(plateau, [1.5, 0], Newton(plateau), 30)  # beyond it Newton walks uphill, and away
    assert np.diff(inflexion.f)[0] > 0
    # x doubles at each step, until h = 1e-4 is too short for the slope 1 / x.
    assert descend(lambda x: np.log(x[0]), [1.0], Newton(lambda x: np.log(x[0])), 60).status == "unresolved"
    trace = descend(bowl, [[3, 1], [4, 1]], Newton(bowl, lambda x: np.full((2, 2, 2), np.nan)), 1)
    assert trace.status.tolist() == ["diverged", "diverged"]
    half = np.array([[[np.inf, 2.0], [0, 0]], [[0, 0], [2, 2]]])
    assert descend(bowl, [[3, 1], [4, 1]], Newton(bowl, lambda x: half), 1).status.tolist() == ["diverged", "finished"]


# Calls and equality


def test_newton_does_not_call_f_if_the_hessian_is_given():
    calls = []
    rule = Newton(calls.append, hessian=constant([[0.1, 0], [0, 2]]))
    assert run(ravine, [-7, 2], rule, 3).x[-1].tolist() != [-7, 2]
    assert calls == []


def test_an_exact_line_search_calls_f_once_a_trial_if_the_gradient_is_given():
    calls = []
    rule = ExactLineSearch(lambda x: calls.append(x) or bowl(x), bowl.grad)
    run(bowl, [3, 4], rule, 1)
    assert len(calls) == 3  # at the start, at lr = 1, and where the secant of the slopes is zero


@every_kind
def test_f_may_change_its_argument_and_return_the_same_buffer_again_and_again(kind):
    buffer = np.empty(3)

    def greedy(x):
        value = np.multiply(x[0], x[0], out=buffer)
        value += x[1] * x[1] * 3
        x *= 0
        return value

    points = np.array([[3.0, 1.0, -2.0], [4.0, 0.5, 2.0]])
    grad = lambda x: np.array([2 * x[0], 6 * x[1]])  # noqa: E731
    other = descend(
        lambda x: x[0] ** 2 + 3 * x[1] ** 2, points, kind(lambda x: x[0] * x[0] + x[1] * x[1] * 3), 4, grad=grad
    )
    assert descend(greedy, points, kind(greedy), 4, grad=grad).x.tolist() == other.x.tolist()


@every_kind
def test_update_is_pure_and_its_state_holds_the_new_points(kind):
    rule = kind(rosenbrock)
    x = np.array([[-1.0, 0.5], [1.0, 0.25]])
    state = rule.init(x)
    grad = rosenbrock.grad(x)
    for array in (x, grad):
        array.flags.writeable = False
    before = copy.deepcopy(state)
    first, after = rule.update(grad, state)
    second, again = rule.update(grad, state)
    assert first.tolist() == second.tolist()
    assert repr(after) == repr(again)
    assert repr(state) == repr(before)
    place = after if kind is Newton else after.x
    assert place.tolist() == (x + first).tolist()
    if kind is Backtracking:
        assert after.value.tolist() == rosenbrock(place).tolist()


@every_kind
def test_a_line_search_is_a_value(kind):
    rule = kind(bowl)
    assert rule == kind(bowl) == copy.copy(rule) == pickle.loads(pickle.dumps(rule))
    assert rule != kind(ravine)
    assert len({rule, kind(bowl), kind(ravine)}) == 2
    with pytest.raises(FrozenInstanceError):
        rule.f = ravine


def test_the_settings_are_the_published_ones_and_plain_floats():
    rule = Backtracking(math.hypot)
    assert (rule.lr, rule.shrink, rule.slope) == (1.0, 0.5, 1e-4)
    assert repr(Backtracking(len, np.float32(2), Fraction(1, 4), 1e-3)).endswith("lr=2.0, shrink=0.25, slope=0.001)")


# Bad arguments


@every_kind
@pytest.mark.parametrize("f", [None, 3.0, "x**2", np.ones(2)], ids=repr)
def test_f_must_be_callable(kind, f):
    with pytest.raises(TypeError, match=r"^f must be a function, got "):
        kind(f)
    if kind is not Backtracking and f is not None:
        name = "hessian" if kind is Newton else "grad"
        with pytest.raises(TypeError, match=rf"^{name} must be a function, got "):
            kind(bowl, f)


@given(
    share=st.one_of(
        st.floats(max_value=0), st.floats(min_value=1), st.just(math.nan), st.text(), st.none(), st.booleans()
    )
)
@pytest.mark.parametrize("name", ["shrink", "slope"])
def test_shrink_and_slope_must_be_between_zero_and_one(name, share):
    with pytest.raises((TypeError, ValueError), match=rf"^{name} must be "):
        Backtracking(bowl, **{name: share})


@pytest.mark.parametrize(
    ("hessian", "error", "message"),
    [
        (lambda x: np.eye(2), ValueError, r"have shape \(2, 2, 3\), got shape \(2, 2\)"),
        (lambda x: x, ValueError, r"have shape \(2, 2, 3\), got shape \(2, 3\)"),
        (lambda x: None, TypeError, r"be real numbers, got None: is a return missing\?"),
        (lambda x: np.zeros((2, 2, 3), complex), TypeError, "be real numbers, got dtype complex128"),
    ],
)
def test_a_hessian_of_the_wrong_shape_or_type_is_rejected(hessian, error, message):
    with pytest.raises(error, match=rf"^hessian\(x\) must {message}$"):
        descend(bowl, np.ones((2, 3)), Newton(bowl, hessian), 1)


def test_a_gradient_of_the_wrong_shape_is_rejected():
    with pytest.raises(ValueError, match=r"^grad\(x\) must have shape \(2, 3\), got shape \(3,\)$"):
        descend(bowl, np.ones((2, 3)), ExactLineSearch(bowl, lambda x: x[0]), 1)


@every_kind
def test_an_f_that_adds_up_the_points_is_rejected(kind):
    with pytest.raises(ValueError, match=r"^f\(x\) must have shape \(3,\), got shape \(\): .*components first"):
        descend(bowl, np.ones((2, 3)), kind(np.sum), 1)


@every_kind
@given(x=hnp.arrays(np.float64, 2, elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_no_finite_start_causes_a_warning(kind, x):
    assert descend(rosenbrock, x, kind(rosenbrock), 3).status


# Hessians: given, measured, partly NaN


def greedy(x):
    """The Hessian of the ravine, by a function that overwrites its argument."""
    x[:] = np.nan
    return np.array([[0.1, 0.0], [0.0, 2.0]])


def test_a_hessian_that_writes_into_its_argument_moves_nothing():
    plain = descend(ravine, [-7.0, 2.0], Newton(ravine, lambda x: np.diag([0.1, 2.0])), 3, grad=ravine.grad)
    spoiled = descend(ravine, [-7.0, 2.0], Newton(ravine, greedy), 3, grad=ravine.grad)
    np.testing.assert_array_equal(plain.x, spoiled.x)


def test_newton_steps_to_nan_if_any_part_of_the_hessian_is_nan():
    newton = Newton(bowl, lambda x: np.array([[2.0, 0.0], [0.0, np.nan]]))
    run = descend(bowl, [-3.0, 4.0], newton, 1, grad=bowl.grad)
    assert np.isnan(run.x[-1]).all()


def test_newton_does_not_move_along_a_direction_whose_measured_curvature_is_rounding():
    starts = np.random.default_rng(0).uniform(-3, 3, (2, 1_000))
    for height in (0, 1e4):  # f of a large size hides its curvature

        def trench(x, height=height):
            return height + (x[0] + x[1] - 1) ** 2

        run = descend(trench, starts, Newton(trench), 1)
        moved = run.x[-1] - starts
        assert abs(moved[0] - moved[1]).max() < 1e-3
        assert abs(run.x[-1].sum(axis=0) - 1).max() < 1e-2


def test_newton_follows_a_stiff_valley_by_a_measured_hessian():
    starts = np.random.default_rng(0).uniform(-10, 10, (2, 300))
    run = descend(rosenbrock, starts, Newton(rosenbrock), 60, grad=rosenbrock.grad)
    np.testing.assert_allclose(run.x[-1], np.ones_like(starts), atol=1e-6)


@pytest.mark.parametrize("shrink", [0.5, 0.9])
@pytest.mark.parametrize("slope", [math.nan, math.inf])
def test_backtracking_from_the_shortest_length_ends(slope, shrink):
    rule = Backtracking(bowl, lr=1e-300, shrink=shrink)
    run = descend(bowl, [3.0, 4.0], rule, 2, grad=lambda x: x * slope)
    assert len(run.x) <= 3


@pytest.mark.parametrize("start", [[1.0, 1e4], [0.0, 1e6], [1e5, -2.0], [10.0, 1e4]])
@pytest.mark.parametrize("curvatures", [(2.0, 2.0), (2.0, 2e-6), (1e4, 1.0)])
def test_newton_with_a_measured_hessian_moves_where_components_differ_in_size(start, curvatures):
    c = np.array(curvatures)

    def f(x):
        return c[0] * x[0] ** 2 / 2 + c[1] * x[1] ** 2 / 2

    # Where f is large, rounding hides the curvature along the small component, until the large one is small.
    run = descend(f, start, Newton(f), 4, grad=lambda x: (c * x.T).T)
    assert abs(run.x[-1]).max() < 1e-6 * abs(np.array(start)).max()


@pytest.mark.parametrize("lr", [0.6, 0.5, 0.25, 0.125])
def test_a_first_length_that_is_right_is_taken_at_once(lr):
    calls = []
    rule = ExactLineSearch(lambda x: calls.append(1) or bowl(x), bowl.grad, lr=lr)  # on the bowl 1/2 is exact
    assert run(bowl, [1.0, 0.0], rule, 1).x[-1].tolist() == [0, 0]
    assert len(calls) <= 5


def test_an_exact_search_zigzags_down_an_ellipse_with_exact_halves():
    f = lambda x: x[0] ** 2 + 3 * x[1] ** 2  # noqa: E731
    x = descend(f, [3.0, 1.0], ExactLineSearch(f, lambda x: np.array([2 * x[0], 6 * x[1]])), 6).x
    np.testing.assert_allclose(x[:, 0], 3 * 0.5 ** np.arange(7), rtol=1e-8)
