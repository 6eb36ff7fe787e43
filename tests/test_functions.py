"""The functions of a caller: what their values may be, which errors name them, and what every run does with them.

Most is tested with the function that evaluates them, `evaluate`, and once with each run.
"""

import math
import re
from fractions import Fraction
from itertools import islice, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib.figure import Figure
from messages import returning, saying

from gdbook import (
    RULES,
    GradientDescent,
    bowl,
    classify,
    descend,
    gradient_descent,
    iterate,
    numerical_diff,
    numerical_gradient,
    numerical_hessian,
)
from gdbook._arguments import as_learning_rate
from gdbook._functions import check_columns, elementwise, evaluate, rate_at
from gdbook.basins import basin_map
from gdbook.figures import draw_arrows, draw_contours, draw_ground, draw_landscape, draw_tangent
from gdbook.linesearch import Backtracking, ExactLineSearch, Newton

INF, NAN = math.inf, math.nan


def evaluate_elementwise(f, x):
    """A function of one variable, as numerical_diff and draw_tangent evaluate it."""
    return evaluate(elementwise(f), np.array(x, np.float64)[None])


# Values of functions


def test_one_value_of_any_real_kind_becomes_a_float64():
    for value, double in [
        (np.float64(2.5), 2.5),
        (2.5, 2.5),
        (3, 3),
        (True, 1),
        (np.True_, 1),
        (Fraction(1, 4), 0.25),
        (10**30, 1e30),
        (10**400, INF),
        (np.uint8(200), 200),
        (np.int8(-100), -100),
        (np.float16(0.5), 0.5),
        (np.float32(0.1), float(np.float32(0.1))),
        (np.longdouble(0.5), 0.5),
        (np.array(2.5), 2.5),
        (np.array(3, object), 3),
        (NAN, NAN),
        (INF, INF),
        (np.ma.masked, NAN),
    ]:
        result = evaluate(returning(value), np.ones(2))
        assert type(result) is np.float64
        np.testing.assert_equal(result, double)


def test_many_values_of_any_real_kind_become_a_float64_copy():
    for values in [
        [1, 0, 1],
        (1.0, 0.0, 1.0),
        [True, False, True],
        np.array([1, 0, 1], np.uint8),
        np.array([1, 0, 1], np.float32),
        np.array([1, 0, 1], np.longdouble),
        np.array([1, 0, 1], object),
        [Fraction(1), 0, 1],
        np.array([[1, 0, 1]] * 2).T[:, 0],
        np.ma.masked_array([1, 0, 1], [False] * 3),
    ]:
        result = evaluate(returning(values), np.ones((2, 3)))
        assert result.dtype == np.float64
        assert result.tolist() == [1, 0, 1]
        assert result.flags.writeable
        assert not np.shares_memory(result, np.asarray(values))


def test_a_masked_value_of_a_function_becomes_nan():
    values = np.ma.masked_array([1, 2, 3], [False, True, False])
    np.testing.assert_array_equal(evaluate(lambda x: values, np.ones((2, 3))), [1, NAN, 3])


def test_a_value_of_another_shape_or_kind_is_an_error_that_shows_it():
    for value, error, message in [
        ([1.0], ValueError, "have shape (), got shape (1,)"),
        ([[1.0]], ValueError, "have shape (), got shape (1, 1)"),
        ([], ValueError, "have shape (), got shape (0,)"),
        (np.ones((2, 3)), ValueError, "have shape (), got shape (2, 3)"),
        ([1, [2, 3]], ValueError, "be a rectangular array of real numbers, got [1, [2, 3]]"),
        (1j, TypeError, "be real numbers, got 1j"),
        (np.array(1j), TypeError, "be real numbers, got dtype complex128"),
        ("1", TypeError, "be real numbers, got '1'"),
        (b"1", TypeError, "be real numbers, got b'1'"),
        ("a" * 10_000, TypeError, "be real numbers, got 'aaa..."),
        ({"f": 1.0}, TypeError, "be real numbers, got {'f': 1.0}"),
        (np.timedelta64(3), TypeError, "be real numbers, got np.timedelta64(3)"),
        (iter([1.0]), TypeError, "be real numbers, got <list_iterat..."),
        (None, TypeError, "be real numbers, got None: is a return missing?"),
    ]:
        for call, name in [
            (lambda f: evaluate(f, np.ones(3)), "f(x)"),
            (lambda f: evaluate(f, np.ones(3), (), "grad"), "grad(x)"),
            (lambda f: evaluate_elementwise(f, 3.0), "f(x)"),
        ]:
            with pytest.raises(error, match=saying(f"{name} must {message.removesuffix('...')}...")) as caught:
                call(returning(value))
            assert len(str(caught.value)) < 350


def test_none_for_many_values_is_recognized_as_a_missing_return():
    for shape in [(3,), (2, 3), (1, 1, 4)]:
        with pytest.raises(TypeError, match=r"^f\(x\) must be real numbers, got None: is a return missing\?$"):
            evaluate(lambda x: None, np.ones((2, *shape)))
        with pytest.raises(TypeError, match=r"^f\(x\) must be real numbers, got None: is a return missing\?$"):
            evaluate_elementwise(lambda x: None, np.ones(shape))


@pytest.mark.parametrize(
    ("f", "shape"),
    [
        (np.sum, r"\(\)"),  # adds up the points as well as the components
        (lambda x: 3.0, r"\(\)"),
        (lambda x: x, r"\(2, 3\)"),
        (lambda x: np.sum(x**2, axis=1), r"\(2,\)"),  # takes rows for points
    ],
)
def test_a_function_that_mixes_points_is_an_error_that_explains_the_layout(f, shape):
    message = rf"^f\(x\) must have shape \(3,\), got shape {shape}: points are arrays \(n, \.\.\.\), components first"
    with pytest.raises(ValueError, match=message):
        evaluate(f, np.ones((2, 3)))


def test_the_layout_is_not_explained_where_it_does_not_matter():
    for call, shape in [
        (lambda: evaluate_elementwise(lambda x: 1.0, np.ones(2)), r"\(2,\), got shape \(\)"),
        (lambda: evaluate_elementwise(lambda x: [x], 3.0), r"\(\), got shape \(1,\)"),
        (lambda: evaluate(lambda x: 1.0, np.ones(2), (2,)), r"\(2,\), got shape \(\)"),
    ]:
        with pytest.raises(ValueError, match=rf"^f\(x\) must have shape {shape}$"):
            call()


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (4, 1), (2, 2, 2)])
def test_a_function_of_a_whole_matrix_is_an_error_that_says_how_to_flatten_it(shape):
    W = np.ones(shape)
    advice = "matrix W takes it flattened: lambda w: f(w.reshape(W.shape)), at W.ravel()"
    for f in (lambda w: np.sum(w**2), lambda w: float((w**2).mean()), lambda w: np.linalg.norm(w.ravel())):
        with pytest.raises(ValueError, match=re.escape(advice)):
            evaluate(f, W)
        assert np.shape(evaluate(lambda w, f=f: f(w.reshape(W.shape)), W.ravel())) == ()  # and that works


# Functions of one point only


def branch(x):
    if x[0] > 0:
        return x[0] * x[1]
    return -x[1]


ONE_POINT = {
    "math": lambda x: math.sin(x[0]) + x[1],
    "if": branch,
    "max": lambda x: max(x[0], 0) + x[1],
    "min": lambda x: min(x[0], x[1]),
    "float": lambda x: float(x[0]) * x[1],
    "and": lambda x: x[0] and x[1],
    "hypot": lambda x: math.hypot(*x),
}
one_point_functions = pytest.mark.parametrize("f", ONE_POINT.values(), ids=ONE_POINT)


@one_point_functions
def test_a_function_of_one_point_is_an_error_at_many_points_that_says_why(f):
    assert type(evaluate(f, np.array([0.5, 2.0]))) is np.float64
    for shape in [(3,), (2, 3), (3, 1, 2)]:
        with pytest.raises(TypeError, match=r"^grad must take many points at once, .*np\.sin .*np\.where ") as caught:
            evaluate(f, np.full((2, *shape), 0.5), shape, "grad")
        assert isinstance(caught.value.__cause__, TypeError | ValueError)
    of_one_number = [math.exp, lambda t: t if t > 0 else -t, lambda t: max(t, 0.0), lambda t: f([t, 2.0])]
    for g in of_one_number:
        assert type(evaluate_elementwise(g, 0.5)) is np.float64
        for shape in [(3,), (2, 3)]:
            with pytest.raises(TypeError, match=r"^f must take many points at once, .*np\.sin .*np\.where "):
                evaluate_elementwise(g, np.full(shape, 0.5))


@pytest.mark.parametrize("error", [TypeError("mine"), ValueError("mine"), KeyError("mine"), ZeroDivisionError("mine")])
@pytest.mark.parametrize("shape", [(2,), (2, 3)])
def test_an_error_that_a_function_raises_at_every_point_passes_through(error, shape):
    def f(x):
        raise error

    for call in (evaluate, evaluate_elementwise):
        with pytest.raises(type(error), match="mine") as caught:
            call(f, np.ones(shape))
        assert caught.value is error
    with pytest.raises(type(error), match="mine"):
        evaluate_elementwise(f, 3.0)


def test_an_error_about_one_of_many_points_passes_through():
    def f(x):
        if (x[0] < 0).any():
            raise ValueError("mine")
        return x[0]

    with pytest.raises(ValueError, match=r"^mine$"):
        evaluate(f, np.array([[1.0, -1.0], [2.0, 2.0]]))


def stop(*_):
    raise StopIteration


class Stopping(GradientDescent):
    def update(self, grad, state):
        raise StopIteration


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: evaluate(stop, np.ones(2)), "f"),
        (lambda: evaluate(stop, np.ones((2, 3)), (2, 3), "grad"), "grad"),
        (lambda: numerical_diff(stop, 3.0), "f"),
        (lambda: numerical_diff(stop, [3.0, 4.0]), "f"),
        (lambda: numerical_gradient(stop, [3, 4]), "f"),
        (lambda: gradient_descent(stop, [3, 4]), "f"),
        (lambda: descend(bowl, [3, 4], GradientDescent(), 2, grad=stop), "grad"),
        (lambda: descend(bowl, [3, 4], Newton(bowl, hessian=stop), 2), "hessian"),
        (lambda: gradient_descent(bowl, [3, 4], lr=stop), "lr"),
        (lambda: descend(bowl, [3, 4], GradientDescent(lr=stop), 2), "(lr|rule)"),
        (lambda: descend(bowl, [3, 4], Stopping(), 2), "rule"),
        (lambda: [*zip(range(3), iterate(bowl, [3, 4], Stopping()), strict=False)], "rule"),
        (lambda: basin_map(bowl, Stopping(), (0, 1), (0, 1), count=3), "rule"),
    ],
)
def test_a_stop_iteration_of_the_callers_is_an_error_and_ends_no_loop_silently(call, name):
    with pytest.raises(RuntimeError, match=rf"^{name}\b.* raised StopIteration"):
        call()


# Rows taken for points where the shape cannot show it

SQUARE = np.arange(9.0).reshape(3, 3) - 3.5
WEIGHTS = np.array([1.0, 2.0, -3.0])
ROWS = {
    "sum": lambda x: np.sum(x**2, axis=1),
    "mean": lambda x: np.mean(x**2, axis=1),
    "weighted": lambda x: x**2 @ WEIGHTS[: x.shape[1]],
    "linear": lambda x: x @ WEIGHTS[: x.shape[1]],
    "exponential": lambda x: np.exp(-np.linalg.norm(x, axis=1)),
    "last column": lambda x: x[:, -1] ** 2,
    "mean over all": lambda x: x[0] ** 2 - np.mean(x**2),
    "next point": lambda x: x[0] * np.roll(x[0], -1),
}
RATES = np.array([1.0, 2.0, 4.0])


def rejects_nan(x):
    if np.isnan(x).any():
        raise ValueError("NaN")
    return np.sum(x * x, axis=0)


COLUMNS = {
    "sum": lambda x: np.sum(x**2, axis=0),
    "first component": lambda x: x[0],
    "curvatures of the points": lambda x: RATES[: x.shape[1]] * x[0] ** 2 + x[1],
    "stochastic": lambda x: x[0] ** 2 + np.random.default_rng().normal(size=x.shape[1:]),
    "weighted": lambda x: WEIGHTS[: len(x)] @ x**2,
    "rejects NaN": rejects_nan,
    "undefined at some points": lambda x: np.log(x[0]) + x[1],
    "undefined everywhere": lambda x: np.nan * x[0],
    "maximum": lambda x: np.max(x, axis=0),
    "constant": lambda x: 0 * x[0] + 1,
}


@pytest.mark.parametrize("f", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("x", [SQUARE, SQUARE[:2, :2] / 1e3, 1e6 * SQUARE], ids=["3", "2", "large"])
def test_rows_taken_for_points_are_an_error_at_n_points_of_n_components(f, x):
    for call in (
        lambda: check_columns(f, x),
        lambda: numerical_gradient(f, x),
        lambda: numerical_gradient(f, x, None),
        lambda: numerical_gradient(f, x, axis=1),
        lambda: numerical_hessian(f, x),
        lambda: gradient_descent(f, x, step_num=1),
        lambda: iterate(f, x, GradientDescent()),
        lambda: descend(f, x, GradientDescent(), 1),
    ):
        with pytest.raises(ValueError, match=r"^f must compute each value from one point, .*components first"):
            call()


@pytest.mark.parametrize("f", COLUMNS.values(), ids=COLUMNS)
def test_columns_taken_for_points_are_no_error(f):
    for x in (SQUARE, SQUARE[:2, :2], np.ones((3, 3)), SQUARE[:, :2], SQUARE[:1, :1], np.ones((2, 2, 0))):
        before = x.copy()
        with np.errstate(all="ignore"):
            check_columns(f, x)
        assert x.tolist() == before.tolist()
    for call in (
        lambda: numerical_gradient(f, SQUARE),
        lambda: numerical_hessian(f, SQUARE),
        lambda: gradient_descent(f, SQUARE, step_num=1),
        lambda: next(iterate(f, SQUARE, GradientDescent())),
        lambda: descend(f, SQUARE, GradientDescent(), 1),
    ):
        call()


def test_columns_are_checked_only_where_the_shape_shows_nothing():
    calls = []
    for shape in [(3,), (2, 3), (3, 2), (1, 1), (2, 1)]:
        check_columns(calls.append, np.ones(shape))
    assert calls == []


# Points in rows


def test_points_in_rows_have_the_results_of_points_in_columns():
    """The result has the shape of x; f, grad and the rows of a run have the components first all the same."""
    seen = set()

    def f(x):
        seen.add(x.shape)
        return x[0] ** 2 + x[1] ** 2 / 2 + x[0] * x[1]

    def grad(x):
        seen.add(x.shape)
        return np.array([2 * x[0] + x[1], x[1] + x[0]])

    rng = np.random.default_rng(0)
    for shape, axis in [((5, 2), 1), ((5, 2), -1), ((3, 4, 2), 2), ((3, 2, 4), 1), ((2,), -1), ((2, 2), 1)]:
        rows = rng.normal(size=shape) * 10.0 ** rng.integers(-3, 4)
        columns = np.moveaxis(rows, axis, 0)
        seen.clear()
        for run in (
            lambda x, axis: numerical_gradient(f, x, axis=axis),
            lambda x, axis: numerical_gradient(f, x, None, axis=axis),
            lambda x, axis: gradient_descent(f, x, 0.1, 7, axis=axis),
            lambda x, axis: gradient_descent(f, x, lambda k: 0.1 / (k + 1), 7, grad=grad, axis=axis),
        ):
            result = run(rows, axis)
            assert result.shape == shape
            assert np.moveaxis(result, axis, 0).tolist() == run(columns, 0).tolist()
        for grad_or_none in (grad, None):
            trace = descend(f, rows, GradientDescent(0.1), 7, grad=grad_or_none, axis=axis)
            expected = descend(f, columns, GradientDescent(0.1), 7, grad=grad_or_none)
            assert trace.x.tolist() == expected.x.tolist()
            assert np.array_equal(trace.status, expected.status)
            step = next(iterate(f, rows, GradientDescent(0.1), grad=grad_or_none, axis=axis))
            assert (step.x.tolist(), step.f.tolist()) == (expected.x[0].tolist(), expected.f[0].tolist())
        assert seen == {columns.shape}


# What all runs have in common: (f, x) -> an array that depends on both

RUNS = {
    "numerical_gradient": numerical_gradient,
    "numerical_gradient, scaled": lambda f, x: numerical_gradient(f, x, None),
    "numerical_hessian": numerical_hessian,
    "gradient_descent": lambda f, x: gradient_descent(f, x, 0.1, 2),
    "iterate": lambda f, x: next(iterate(f, x, GradientDescent(0.1))).grad,
    "descend": lambda f, x: descend(f, x, GradientDescent(0.1), 2).x,
    "classify": lambda f, x: classify(f, x).eigenvalues,
    "Backtracking": lambda f, x: descend(f, x, Backtracking(f), 2).x,
    "ExactLineSearch": lambda f, x: descend(f, x, ExactLineSearch(f), 2).x,
    "Newton": lambda f, x: descend(f, x, Newton(f), 2).x,
}
every_run = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
runs_of_many = pytest.mark.parametrize("name", sorted(RUNS.keys() - {"classify"}))


@every_run
def test_a_run_never_changes_the_callers_array_nor_shares_it(run):
    for writeable in (True, False):
        x = np.array([3.0, 4.0])
        x.flags.writeable = writeable
        seen = []

        def greedy(point, seen=seen):  # changes its argument and keeps it
            seen.append(point)
            value = point[0] * point[0] + point[1] * point[1]
            point *= 0
            return value

        result = run(greedy, x)
        assert x.tolist() == [3, 4]
        assert x.flags.writeable is writeable
        assert result.tolist() == run(bowl, [3, 4]).tolist()
        assert not any(np.shares_memory(point, x) for point in seen)


@every_run
def test_a_run_checks_its_start_before_it_calls_f(run):
    calls = []
    for x in ([NAN, 4], [3, [4, 5]], "34", None, [], 3.0):
        with pytest.raises((TypeError, ValueError), match=r"^(x|init_x) must .*, got "):
            run(calls.append, x)
    assert calls == []


@every_run
def test_f_may_write_its_argument_into_the_array_that_is_being_differentiated(run):
    weights = np.array([3.0, 4.0])  # as a network would keep them

    def loss(w):
        weights[:] = w
        return weights[0] * weights[0] + weights[1] * weights[1]

    assert run(loss, weights).tolist() == run(bowl, [3.0, 4.0]).tolist()


@every_run
def test_an_exception_in_the_third_call_of_f_passes_through(run):
    x = np.array([3.0, 4.0])
    calls = []

    def fails_the_third_time(point):
        calls.append(point)
        if len(calls) == 3:
            raise KeyError("mine")
        return bowl(point)

    with pytest.raises(KeyError, match="mine"):
        run(fails_the_third_time, x)
    assert x.tolist() == [3, 4]


@runs_of_many
def test_f_may_return_its_values_in_the_same_buffer_again_and_again(name):
    x = np.array([[3.0, 1.0, 2.0], [4.0, 5.0, 6.0]])
    buffer = np.empty(3)
    result = RUNS[name](lambda x: np.multiply(x[0], x[1], out=buffer), x)
    assert result.tolist() == RUNS[name](lambda x: x[0] * x[1], x).tolist()


def test_grad_may_return_its_values_in_the_same_buffer_again_and_again():
    x = np.array([[3.0, 1.0, 2.0], [4.0, 5.0, 6.0]])
    buffer = np.empty((2, 3))
    for rule in (GradientDescent(0.1), ExactLineSearch(bowl, grad=lambda x: np.multiply(2, x, out=buffer))):
        trace = descend(bowl, x, rule, 3, grad=lambda x: np.multiply(2, x, out=buffer))
        assert trace.grad.tolist() == (2 * trace.x).tolist()
        steps = list(islice(iterate(bowl, x, rule, grad=lambda x: np.multiply(2, x, out=buffer)), 4))
        assert [step.grad.tolist() for step in steps] == trace.grad.tolist()


@runs_of_many
def test_a_function_of_one_point_is_an_error_in_every_run_of_many(name):
    for f, shape in zip(ONE_POINT.values(), [(2, 3), (2, 2), (2, 1, 2)] * 3, strict=False):
        with pytest.raises(TypeError, match=r"^f must take many points at once, .*np\.sin .*np\.where "):
            RUNS[name](f, np.full(shape, 0.5))
        assert np.isfinite(RUNS[name](f, [0.5, 2.0])).all()


@one_point_functions
def test_a_function_of_one_point_is_an_error_in_a_map_and_in_a_drawing(f):
    window = (-1.0, 2.0), (-1.0, 2.0)
    flat, solid = Figure().add_subplot(), Figure().add_subplot(projection="3d")
    rule = GradientDescent(0.1)
    for call, name in [
        (lambda: basin_map(f, rule, *window, count=3, targets=[(0, 0)]), "f"),
        (lambda: basin_map(bowl, rule, *window, count=3, grad=lambda x: [f(x), f(x)]), "grad"),
        (lambda: descend(bowl, np.ones((2, 3)), rule, 1, grad=lambda x: np.array([f(x), 0])), "grad"),
        (lambda: descend(bowl, np.ones((2, 3)), Newton(bowl, lambda x: f(x) * np.eye(2)), 1), "hessian"),
        (lambda: draw_contours(flat, f, *window), "f"),
        (lambda: draw_ground(flat, f, *window, highest=1), "f"),
        (lambda: draw_landscape(solid, f, *window), "f"),
        (lambda: draw_tangent(flat, lambda t: f([t, 2.0]), 0.5, (-1, 2)), "f"),
        (lambda: draw_arrows(flat, lambda x: [f(x), x[1]], *window), "field"),
    ]:
        with pytest.raises(TypeError, match=rf"^{name} must take many points at once, .*np\.sin .*np\.where "):
            call()


# No warnings


@settings(max_examples=60)
@given(
    x=hnp.arrays(np.float64, 2, elements=st.floats(allow_nan=False, allow_infinity=False)),
    h=st.one_of(st.none(), st.floats(5e-324, 1e308)),
    lr=st.floats(5e-324, 1e308),
)
def test_no_finite_number_however_extreme_causes_a_warning(x, h, lr):
    # the setting filterwarnings turns every warning into an error
    for call, shape in [
        (lambda: numerical_gradient(bowl, x, h), (2,)),
        (lambda: numerical_hessian(bowl, x, h), (2, 2)),
        (lambda: numerical_diff(lambda x: x * x * x, float(x[0]), h), ()),
    ]:
        try:
            result, message = call(), None
        except ValueError as error:
            message = str(error)
        assert np.shape(result) == shape if message is None else message.startswith("h must be a step over which")
    assert gradient_descent(bowl, x, lr, 3).shape == (2,)
    for kind in RULES.values():
        assert descend(bowl, x, kind(lr=lr), 3, tol=1e-3).status


@runs_of_many
def test_a_function_outside_its_domain_causes_no_warning(name):
    for f, x in product((np.log, np.sqrt, np.reciprocal, np.exp, np.arccosh), (-1.0, 0.0, 1e3)):

        def on_points(x, f=f):
            return f(1e3 * x[0]) * x[1]

        RUNS[name](on_points, [x, 1.0])
        RUNS[name](on_points, [[x, -x], [1.0, 1.0]])


def test_a_run_leaves_the_callers_warning_settings_alone():
    before = np.geterr()
    run = iterate(bowl, [3, 4], GradientDescent(0.1))
    next(run)
    with np.errstate(over="raise"):
        next(run)
        assert np.geterr()["over"] == "raise"
    assert np.geterr() == before


# Masked arrays


def test_a_masked_element_is_an_error_in_an_argument_and_nan_in_a_value():
    masked = np.ma.masked_array([3.0, 999.0], [False, True])
    for call in (lambda: bowl(masked), lambda: numerical_gradient(bowl, masked), lambda: classify(bowl, masked)):
        with pytest.raises(ValueError, match=r"^x must have no masked elements"):
            call()
    assert bowl(np.ma.masked_array([3.0, 4.0], [False, False])) == 25
    np.testing.assert_allclose(numerical_diff(np.ma.log, np.array([-1.0, 2.0])), [np.nan, 0.5])
    assert np.isnan(numerical_gradient(lambda x: np.ma.masked, [3.0, 4.0])).all()


def test_a_rule_that_writes_into_its_start_moves_nothing():
    class Careless(GradientDescent):
        def init(self, x):
            x *= 0
            return super().init(x)

    assert descend(bowl, [-3.0, 4.0], Careless(0.1), 0).x[0].tolist() == [-3, 4]


# Learning rates


def test_a_schedule_is_a_learning_rate_and_is_evaluated_at_the_step():
    assert as_learning_rate("lr", len) is len
    assert rate_at(0.5, 3) == 0.5
    for zero in (0, 0.0, np.float32(0), -0.0):
        assert rate_at(lambda k, zero=zero: zero, 3) == 0
    assert rate_at(lambda k: np.float32(0.5) * k, 3) == 1.5
    assert type(rate_at(lambda k: Fraction(k, 2), 3)) is float
    with pytest.raises(ZeroDivisionError):
        rate_at(lambda k: 1 / k, 0)


def test_a_bad_value_of_a_schedule_is_an_error_that_names_the_step():
    for value, error, message in [
        (-0.1, ValueError, "not be negative, got -0.1"),
        (NAN, ValueError, "be finite, got nan"),
        (INF, ValueError, "be finite, got inf"),
        ("0.1", TypeError, "be a number, got '0.1'"),
        (None, TypeError, "be a number, got None"),
        (True, TypeError, "be a number, got True"),
        (1j, TypeError, "be a number, got 1j"),
    ]:
        with pytest.raises(error, match=saying(f"lr(2) must {message}")):
            rate_at(returning(value), 2)


def test_a_gradient_that_takes_the_rows_of_a_square_array_for_points_is_an_error():
    A = np.array([[2.0, 1.0], [1.0, 3.0]])
    starts = np.array([[1.0, 5.0], [2.0, -1.0]])

    def f(x):
        return (x * np.tensordot(A, x, 1)).sum(axis=0) / 2

    def right(x):
        return np.tensordot(A, x, 1)

    for run in (
        lambda grad: descend(f, starts, GradientDescent(0.1), 2, grad=grad),
        lambda grad: gradient_descent(f, starts, 0.1, 2, grad=grad),
    ):
        with pytest.raises(ValueError, match=r"^grad must compute each value from one point, .*; with axis=1 too$"):
            run(lambda x: x @ A)
        run(right)
    expected = descend(f, starts[:, :1], GradientDescent(0.1), 2, grad=right).x[..., 0]
    np.testing.assert_allclose(descend(f, starts, GradientDescent(0.1), 2, grad=right).x[..., 0], expected, rtol=1e-15)
    descend(f, starts[:, 0], GradientDescent(0.1), 2, grad=lambda x: x @ A)  # right for one point
