"""Derivatives from function values: the chapter's numbers, symbolic derivatives, and what is exact."""

import math
from functools import cache
from itertools import product

import numpy as np
import plain
import pytest
import scipy.differentiate
import sympy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gdbook import numerical_diff, numerical_gradient, numerical_hessian

EPS = np.finfo(np.float64).eps
FIRST_H = EPS ** (1 / 3)
SECOND_H = EPS ** (1 / 4)

moderate = st.floats(-1e3, 1e3)


def pairs(*shape):
    return hnp.arrays(np.float64, (2, *shape), elements=moderate)


def sum_of_squares(x):
    return x[0] ** 2 + x[1] ** 2


def polynomial(x):
    """Products only, so that an array and its elements one by one give the same doubles."""
    return x[0] * x[0] * x[1] - 3 * x[1] * x[1] + x[0] / 7


# The chapter


@pytest.mark.parametrize(("x", "slope"), [(5, 0.1999999999990898), (10, 0.2999999999986347)])
def test_the_derivative_of_the_chapters_function_comes_out_to_the_last_bit(x, slope):
    def function_1(x):
        return 0.01 * x**2 + 0.1 * x

    assert numerical_diff(function_1, x) == slope
    assert numerical_diff(function_1, float(x)) == plain.derivative(function_1, float(x)) == slope


def test_the_gradient_of_the_chapters_function_comes_out_to_the_last_bit():
    assert numerical_gradient(sum_of_squares, [3, 4]).tolist() == [6.00000000000378, 7.999999999999119]


@pytest.mark.parametrize(
    "f",
    [
        sum_of_squares,
        polynomial,
        lambda x: np.sum(x**2),
        lambda x: np.sin(x[0]) * np.exp(-x[1] * x[1]),
        lambda x: math.hypot(x[0], x[1]),
    ],
)
@given(x=pairs())
def test_a_gradient_equals_that_of_the_plain_loop_to_the_last_bit(f, x):
    assert numerical_gradient(f, x).tolist() == plain.gradient(f, x.copy()).tolist()


# Components first


@pytest.mark.parametrize("h", [1e-4, None])
@given(data=st.data(), shape=hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4))
def test_many_points_at_once_give_what_each_point_gives_alone(h, data, shape):
    x = data.draw(pairs(*shape))
    many = numerical_gradient(polynomial, x, h)
    bends = numerical_hessian(polynomial, x, h)
    assert many.shape == x.shape
    assert bends.shape == (2, *x.shape)
    for index in np.ndindex(*shape):
        one = x[(slice(None), *index)]
        assert many[(slice(None), *index)].tolist() == numerical_gradient(polynomial, one, h).tolist()
        assert bends[(slice(None), slice(None), *index)].tolist() == numerical_hessian(polynomial, one, h).tolist()


def test_a_meshgrid_is_an_array_of_points():
    mesh = np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 1, 3))  # two arrays (3, 5)
    gradient = numerical_gradient(sum_of_squares, mesh)
    assert gradient.shape == (2, 3, 5)
    np.testing.assert_allclose(gradient, 2 * np.array(mesh), atol=1e-11)


def test_points_may_have_any_number_of_components():
    def f(x):  # x0^2 + 2 x1^2 + 3 x2^2 + ..., gradient 2 (i + 1) x_i
        return sum((i + 1) * component * component for i, component in enumerate(x))

    for n in (1, 2, 3, 7):
        x = np.arange(1.0, n + 1)
        np.testing.assert_allclose(numerical_gradient(f, x), 2 * x * x, rtol=1e-9)
        np.testing.assert_allclose(numerical_hessian(f, x), np.diag(2 * x), atol=1e-5)


@pytest.mark.parametrize("h", [1e-4, None])
def test_the_number_of_calls_depends_on_n_alone(h):
    calls = []

    def f(x):
        calls.append(x.shape)
        return x[0]

    for n, shape in product((1, 2, 5), ((), (3,), (100, 100))):
        calls.clear()
        numerical_gradient(f, np.ones((n, *shape)), h)
        assert calls == [(n, *shape)] * (2 * n)  # forward and backward along each component
        calls.clear()
        numerical_hessian(f, np.ones((n, *shape)), h)
        assert calls == [(n, *shape)] * (2 * n * n + 1)  # the centre, 2n along the axes, 4 for each pair of axes
    for n in (2, 5):  # n points: once more, to see that f takes columns for points
        calls.clear()
        numerical_gradient(f, np.ones((n, n)), h)
        assert calls == [(n, n)] * (2 * n + 1)


def test_each_call_moves_one_component_by_h_and_no_other():
    seen = []
    numerical_gradient(lambda x: seen.append(x.tolist()) or 0.0, [1.0, 2.0], h=0.25)
    assert seen == [[1.25, 2.0], [0.75, 2.0], [1.0, 2.25], [1.0, 1.75]]


def test_points_in_rows_have_their_gradients_in_rows():
    rows = [[-3, 4], [1, 2], [5, 6]]
    np.testing.assert_allclose(numerical_gradient(sum_of_squares, rows, axis=1), [[-6, 8], [2, 4], [10, 12]], rtol=1e-9)
    np.testing.assert_allclose(numerical_gradient(sum_of_squares, rows[:2], axis=1), [[-6, 8], [2, 4]], rtol=1e-9)


# Against calculus

X0, X1 = sympy.symbols("x0 x1", real=True)
FORMULAS = [
    X0**2 + X1**2,
    X0**3 - 3 * X0 * X1**2,
    sympy.sin(X0) * sympy.exp(X1),
    sympy.log(1 + X0**2) * sympy.cos(X1),
    1 / (1 + X0**2 + X1**2),
    sympy.exp(-(X0**2 + X1**2) / 2),
]
points_near_home = hnp.arrays(np.float64, (2, 4), elements=st.floats(-2, 2))


@cache
def derivatives(formula):
    """f, its gradient and its Hessian, made by sympy; each takes points (2, ...)."""
    f, gradient, hessian = (
        sympy.lambdify([(X0, X1)], expression)
        for expression in (formula, [formula.diff(v) for v in (X0, X1)], sympy.hessian(formula, (X0, X1)).tolist())
    )
    return f, gradient, hessian


@pytest.mark.parametrize("formula", FORMULAS, ids=str)
@given(x=points_near_home)
def test_gradient_and_hessian_agree_with_symbolic_derivatives(formula, x):
    f, gradient, hessian = derivatives(formula)
    exact = gradient(x)
    exact_hessian = [[np.broadcast_to(second, 4) for second in row] for row in hessian(x)]
    # On this square |f| <= 16 and third derivatives are at most 12, so a central difference is off by
    # h^2 12/6 + 16 eps/h times a few: 2e-8 + 4e-11 for h = 1e-4, and 7e-11 + 6e-10 for eps^(1/3).
    np.testing.assert_allclose(numerical_gradient(f, x), exact, atol=5e-8)
    np.testing.assert_allclose(numerical_gradient(f, x, None), exact, atol=5e-9)
    # Fourth derivatives are at most 24: h^2 24/12 + 4 16 eps/h^2 times a few, h = 2 eps^(1/4): 1e-7 + 1e-6.
    np.testing.assert_allclose(numerical_hessian(f, x), exact_hessian, atol=4e-6)


@pytest.mark.parametrize("f", [np.sin, np.exp, np.tanh, np.arctan, lambda x: x**3 - x])
def test_the_derivative_agrees_with_the_adaptive_one_of_scipy(f):
    x = np.linspace(-2, 2, 9)
    oracle = scipy.differentiate.derivative(f, x).df
    # h^2/6 times the third derivative, at most exp(2) = 7.4: 1.2e-8; eps^(1/3) does better still.
    np.testing.assert_allclose(numerical_diff(f, x), oracle, atol=2e-8)
    np.testing.assert_allclose(numerical_diff(f, x, h=None), oracle, atol=3e-9)
    np.testing.assert_allclose([numerical_diff(f, one) for one in x], oracle, atol=2e-8)


@given(
    matrix=hnp.arrays(np.float64, (3, 3), elements=st.floats(-10, 10)),
    slope=hnp.arrays(np.float64, 3, elements=st.floats(-10, 10)),
    x=hnp.arrays(np.float64, 3, elements=st.floats(-10, 10)),
    h=st.floats(1e-3, 10),
)
def test_central_differences_of_a_quadratic_have_no_truncation_error_at_any_step(matrix, slope, x, h):
    def f(x):
        return x @ matrix @ x / 2 + slope @ x

    symmetric = (matrix + matrix.T) / 2
    # What is left is rounding: the terms of f(x +- h) add up to at most `size`, through about 20 operations.
    reach = np.abs(x).max() + h
    size = 9 * 10 * reach**2 / 2 + 3 * 10 * reach
    np.testing.assert_allclose(numerical_gradient(f, x, h), symmetric @ x + slope, atol=20 * EPS * size / h)
    np.testing.assert_allclose(numerical_hessian(f, x, h), symmetric, atol=4 * 20 * EPS * size / h**2)


@pytest.mark.parametrize(("h", "error"), [(1e-1, 1e-2), (1e-2, 1e-4), (1e-3, 1e-6)])
def test_the_error_on_a_cubic_is_h_squared(h, error):
    # ((x + h)^3 - (x - h)^3) / 2h = 3 x^2 + h^2
    assert numerical_diff(lambda x: x**3, 2.0, h) - 12 == pytest.approx(error, abs=1e-11)
    assert numerical_gradient(lambda x: x[0] ** 3, [2.0], h)[0] - 12 == pytest.approx(error, abs=1e-11)


# The Hessian


@given(x=pairs(3), h=st.one_of(st.none(), st.floats(1e-6, 1)))
def test_the_hessian_is_symmetric_to_the_last_bit(x, h):
    hessian = numerical_hessian(lambda x: np.sin(x[0] * x[1]) + x[0] * x[0], x, h)
    assert hessian.tolist() == hessian.swapaxes(0, 1).tolist()


def test_the_hessian_has_its_own_scaled_step():
    steps = []
    numerical_hessian(lambda x: steps.append(x[0]) or 0.0, [0.0])
    assert steps == [0.0, SECOND_H, -SECOND_H]
    steps.clear()
    numerical_hessian(lambda x: steps.append(x[0]) or 0.0, [1e6])
    assert steps[1] - 1e6 == pytest.approx(SECOND_H * 1e6, rel=1e-9)


# The step scaled to x


def test_a_fixed_step_loses_the_gradient_of_large_x_and_a_scaled_one_keeps_it():
    x = [2.0**41, -(2.0**41)]  # neighbouring doubles are 2^-11 = 4.9e-4 apart there, and h is less than half of that
    assert x[0] + 1e-4 == x[0]
    assert numerical_gradient(sum_of_squares, x).tolist() == [0, 0]
    np.testing.assert_allclose(numerical_gradient(sum_of_squares, x, None), [2.0**42, -(2.0**42)], rtol=1e-9)


@given(x=st.floats(-1e300, 1e300))
def test_the_scaled_step_divides_by_the_step_really_taken(x):
    # f(x) = x has the rise that the step has, so any other divisor would leave a rounding error.
    assert numerical_diff(lambda x: x, x, h=None) == 1
    assert numerical_gradient(lambda x: x[0], [x], None).tolist() == [1]


@pytest.mark.parametrize("x", [0.0, 0.5, -1.0, 1e-300])
def test_the_scaled_step_does_not_shrink_below_its_size_at_one(x):
    steps = []
    numerical_gradient(lambda x: steps.append(x[0]) or 0.0, [x], None)
    assert steps == [x + FIRST_H, x - FIRST_H]


# Numbers in, numbers out


@pytest.mark.parametrize("x", [3, 3.0, np.float32(3), np.int8(3), np.array(3), True + 2])
def test_a_number_gives_a_float_and_f_gets_a_float(x):
    kinds = []
    slope = numerical_diff(lambda x: kinds.append(type(x)) or math.exp(x), x)
    assert type(slope) is float
    assert kinds == [float, float]  # so that functions of the math module work
    assert slope == pytest.approx(math.exp(3), rel=1e-8)


@pytest.mark.parametrize("x", [[1, 2, 3], np.arange(6).reshape(2, 3), [], [[1]]])
def test_an_array_gives_an_array_of_its_shape(x):
    slope = numerical_diff(lambda x: x * x, x)
    assert slope.dtype == np.float64
    assert slope.shape == np.shape(x)
    np.testing.assert_allclose(slope, 2 * np.array(x, float), atol=1e-10)


def test_integers_are_not_truncated():
    # The chapter's program keeps the integer type of x, in which x + 1e-4 is x + 0 and x - 1e-4 is x - 1.
    assert numerical_gradient(sum_of_squares, np.array([3, 4])).tolist() == [6.00000000000378, 7.999999999999119]


# Values that are not finite


def test_infinite_values_of_f_are_returned_without_a_warning():
    assert math.isnan(numerical_diff(lambda x: np.exp(x * 1e6), 1.0))  # inf - inf
    assert np.isnan(numerical_gradient(lambda x: np.log(x[0]), [0.0])).all()
    assert np.isnan(numerical_hessian(lambda x: np.float64(1) / x[0] / 0, [1.0])).all()
    assert np.isfinite(numerical_gradient(sum_of_squares, [1e308, 1e-320], None)).tolist() == [False, False]


FINITE = {
    "square": lambda x: x * x,
    "cubic": lambda x: x * x * x,
    "cosh": np.cosh,
    "small": lambda x: 1e-9 * x * x * x,
}


@pytest.mark.parametrize("h", [1e200, 1e308, np.float64(1e250), 10**200])
@pytest.mark.parametrize("f", FINITE.values(), ids=FINITE)
def test_a_step_over_which_f_overflows_is_an_error_that_names_h(f, h):
    for call in (
        lambda: numerical_diff(f, 3.0, h),
        lambda: numerical_diff(f, [[3.0, -1.0]], h),
        lambda: numerical_gradient(lambda x: f(x[0]) + x[1], [3.0, 4.0], h),
        lambda: numerical_gradient(lambda x: x[0] + f(x[1]), [[3.0, 1.0, 0.0], [4.0, 0.5, 0.0]], h),
        lambda: numerical_gradient(lambda x: f(x[0]), np.ones((5, 1)), h, axis=1),
        lambda: numerical_hessian(lambda x: f(x[0]) + x[1], [3.0, 4.0], h),
        lambda: numerical_hessian(lambda x: x[0] + f(x[1]), np.ones((2, 3)), h),
    ):
        with pytest.raises(ValueError, match=r"^h must be a step over which differences of f are finite, got 1"):
            call()


@pytest.mark.parametrize("h", [1e-4, 1.0, 1e200, 1e308])
def test_outside_the_domain_of_f_no_step_is_an_error(h):
    # On one side of 0 the logarithm and the root are NaN, and 1/x has no value at 0.
    for f in (np.log, np.sqrt, np.reciprocal, np.arccosh, np.log1p):
        at = -1.0 if f is np.log1p else 0.0
        with np.errstate(all="ignore"):
            expected = (f(at + h) - f(at - h)) / (2 * h)
        np.testing.assert_equal(numerical_diff(f, at, h), expected)
        np.testing.assert_equal(numerical_diff(f, [at], h), [expected])
        assert numerical_gradient(lambda x, f=f: f(x[0]) + np.cos(x[1]), [at, 1.0], h).shape == (2,)
        assert not np.isfinite(numerical_hessian(lambda x, f=f: f(x[0]), [[at, at]], h)).any()


@pytest.mark.parametrize("h", [1e-4, 0.5, 1e200])
def test_a_pole_at_one_end_of_the_difference_is_no_error(h):
    for at in (h, -h):  # 1 / (at - h) or 1 / (at + h) is infinite
        assert math.isinf(numerical_diff(np.reciprocal, at, h))
        assert np.isinf(numerical_gradient(lambda x: np.reciprocal(x[0]), [at], h)).all()
        assert not np.isfinite(numerical_hessian(lambda x: np.reciprocal(x[0]), [at], h)).any()


@pytest.mark.parametrize("f", [np.sin, np.arctan, lambda x: x / 1e9, lambda x: 0 * x])
def test_a_large_step_over_which_f_stays_finite_is_no_error(f):
    for h in (1e100, 1e200, 1e307):
        assert math.isfinite(numerical_diff(f, 3.0, h))
        assert np.isfinite(numerical_gradient(lambda x: f(x[0]) * f(x[1]), [3.0, 4.0], h)).all()
