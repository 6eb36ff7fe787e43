"""The public border: what every function accepts, what it refuses, and that the error names the argument.

Rules check their own settings, surfaces their points; see test_rules and test_surfaces.
"""

import copy
import pickle
import re
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gdbook import (
    AdaGrad,
    Adam,
    Backtracking,
    Cosine,
    ExactLineSearch,
    ExponentialDecay,
    GradientDescent,
    Momentum,
    Nesterov,
    Newton,
    RMSProp,
    StepDecay,
    WarmUp,
    basin_map,
    bowl,
    classify,
    descend,
    gradient_descent,
    iterate,
    numerical_diff,
    numerical_gradient,
    numerical_hessian,
)

RULE = GradientDescent(0.1)

# Every function that takes a function of points: (f, x) -> an array that depends on both.
RUNS = {
    "numerical_gradient": numerical_gradient,
    "numerical_gradient, scaled": lambda f, x: numerical_gradient(f, x, None),
    "numerical_hessian": numerical_hessian,
    "gradient_descent": lambda f, x: gradient_descent(f, x, 0.1, 2),
    "iterate": lambda f, x: next(iterate(f, x, RULE)).grad,
    "descend": lambda f, x: descend(f, x, RULE, 2).x,
    "classify": lambda f, x: classify(f, x).eigenvalues,
    "Backtracking": lambda f, x: descend(f, x, Backtracking(f), 2).x,
    "ExactLineSearch": lambda f, x: descend(f, x, ExactLineSearch(f), 2).x,
    "Newton": lambda f, x: descend(f, x, Newton(f), 2).x,
}
NAME_OF_X = {name: "x" if name.startswith(("numerical", "classify")) else "init_x" for name in RUNS}
every_run = pytest.mark.parametrize("name", RUNS)


def shown(value: object) -> str:
    """What a test is called by: the same in every run, so without the place in memory."""
    return re.sub(" at 0x[0-9a-f]+", "", repr(value))


def difference_quotient(f, x):
    return np.array(numerical_diff(f, x))


# Points


@every_run
@pytest.mark.parametrize(
    "x",
    [
        [3, 4],
        (3, 4.0),
        range(3, 5),
        [np.float32(3), np.int8(4)],
        np.array([3, 4]),
        np.array([3, 4], np.uint8),
        np.array([3, 4], np.float16),
        np.array([3, 4], np.float32),
        np.array([3, 4], np.longdouble),
        np.array([3, 4], ">f8"),  # the other byte order
        np.array([3, 0, 4.0])[::2],  # every second element
        np.array([4.0, 3.0])[::-1],
    ],
    ids=shown,
)
def test_any_array_of_real_numbers_is_computed_in_float64(name, x):
    result = RUNS[name](bowl, x)
    assert result.dtype == np.float64
    assert result.tolist() == RUNS[name](bowl, np.array([3.0, 4.0])).tolist()


@every_run
def test_true_and_false_are_one_and_zero_as_components(name):
    assert RUNS[name](bowl, [True, False]).tolist() == RUNS[name](bowl, [1.0, 0.0]).tolist()


@every_run
def test_integers_at_the_rim_of_64_bits_are_accepted(name):
    x = [2**63, 2**64 - 1]
    assert RUNS[name](bowl, x).tolist() == RUNS[name](bowl, [2.0**63, 2.0**64]).tolist()


@every_run
@pytest.mark.parametrize(
    "x", [[10**30, -1], [2**63, -1], [Fraction(1, 3), Fraction(-1, 7)], np.array([3, 4.5], object)]
)
def test_numbers_that_numpy_keeps_as_objects_are_accepted(name, x):
    assert RUNS[name](bowl, x).tolist() == RUNS[name](bowl, [float(component) for component in x]).tolist()


@every_run
@pytest.mark.parametrize("writeable", [True, False])
def test_the_callers_array_is_never_changed(name, writeable):
    x = np.array([3.0, 4.0])
    x.flags.writeable = writeable
    seen = []

    def greedy(point):  # does to its argument whatever a function can do
        seen.append(point)
        value = point[0] * point[0] + point[1] * point[1]
        point *= 0
        return value

    result = RUNS[name](greedy, x)
    assert x.tolist() == [3, 4]
    assert x.flags.writeable is writeable
    assert result.tolist() == RUNS[name](bowl, [3, 4]).tolist()
    assert not any(np.shares_memory(point, x) for point in seen)


@every_run
def test_f_may_write_its_argument_into_the_array_that_is_being_differentiated(name):
    weights = np.array([3.0, 4.0])  # as a network would keep them

    def loss(w):
        weights[:] = w
        return weights[0] * weights[0] + weights[1] * weights[1]

    assert RUNS[name](loss, weights).tolist() == RUNS[name](bowl, [3.0, 4.0]).tolist()


@every_run
def test_an_exception_inside_f_passes_through_and_leaves_the_callers_array(name):
    x = np.array([3.0, 4.0])
    calls = []

    def fails_the_third_time(point):
        calls.append(point)
        if len(calls) == 3:
            raise KeyError("mine")
        return bowl(point)

    with pytest.raises(KeyError, match="mine"):
        RUNS[name](fails_the_third_time, x)
    assert x.tolist() == [3, 4]


NOT_REAL = [
    ([1j, 2], TypeError),
    (np.array([1, 2], complex), TypeError),  # even if no imaginary part is there
    ("34", TypeError),
    (["3", "4"], TypeError),
    (None, TypeError),
    ([None, 4], TypeError),
    (object(), TypeError),
    ({"x": 3}, TypeError),
    ({3, 4}, TypeError),
    ((i for i in (3, 4)), TypeError),
    (np.array(["2026-01-01"], "datetime64[D]"), TypeError),
    (np.zeros(2, [("a", float)]), TypeError),
    ([3, [4, 5]], ValueError),
    ([[3], [4, 5]], ValueError),
]
NOT_FINITE = [
    ([np.nan, 4], ValueError),
    ([3, np.inf], ValueError),
    (np.array([-np.inf, 4]), ValueError),
    (np.array([[3, 4], [5, np.nan]]), ValueError),
    (np.array(["1e400", 4], np.longdouble), ValueError),  # finite, but not in float64
    ([10**400, 4], ValueError),
    ([-(10**400), Fraction(10**400, 3)], ValueError),
]
NO_POINT = [
    (3.0, ValueError),
    (np.float64(3), ValueError),
    (np.array(3), ValueError),
    ([], ValueError),
    (np.zeros((0, 3)), ValueError),
]


@every_run
@pytest.mark.parametrize(("x", "error"), NOT_REAL + NOT_FINITE + NO_POINT, ids=shown)
def test_what_is_no_finite_point_is_refused_by_name_before_f_is_asked(name, x, error):
    calls = []
    with pytest.raises(error, match=rf"^{NAME_OF_X[name]} must .*, got ") as caught:
        RUNS[name](calls.append, x)
    assert calls == []
    assert len(str(caught.value)) < 200  # however large the array


@pytest.mark.parametrize(("x", "error"), NOT_REAL + NOT_FINITE, ids=shown)
def test_the_derivative_of_one_variable_refuses_the_same_numbers(x, error):
    with pytest.raises(error, match=r"^x must .*, got "):
        numerical_diff(np.sin, x)


def test_an_error_does_not_print_a_million_numbers():
    with pytest.raises(ValueError, match=r"^x must be finite, got ") as caught:
        numerical_gradient(bowl, [[np.nan] * 1000] * 2)
    assert len(str(caught.value)) < 200


# f


@pytest.mark.parametrize("f", [None, 3.0, "x**2", [1, 2], np.ones(2)], ids=shown)
@pytest.mark.parametrize("run", [*RUNS.values(), difference_quotient], ids=[*RUNS, "numerical_diff"])
def test_what_cannot_be_called_is_refused_as_f(run, f):
    with pytest.raises(TypeError, match=rf"^f must be a function, got {re.escape(repr(f))[:10]}"):
        run(f, [3.0, 4.0])


@pytest.mark.parametrize("run", [iterate, lambda *arguments, **options: descend(*arguments, 2, **options)])
@pytest.mark.parametrize("grad", [3.0, "2 * x", np.ones(2)], ids=shown)
def test_what_cannot_be_called_is_refused_as_grad(run, grad):
    with pytest.raises(TypeError, match=r"^grad must be a function, got "):
        run(bowl, [3, 4], RULE, grad=grad)


@every_run
@pytest.mark.parametrize(
    ("kind", "f"),
    [
        ("int", lambda x: int(100 * x[0])),
        ("large int", lambda x: int(x[0] * x[1] * 2.0**80)),
        ("fraction", lambda x: Fraction(x[0]) * Fraction(x[1])),
        ("float", lambda x: float(x[0] * x[1])),
        ("bool", lambda x: x[0] > 3),
        ("builtin bool", lambda x: bool(x[0] > 3)),
        ("uint8", lambda x: np.uint8(200 if x[0] > 3 else 10)),  # 10 - 200 is 66 in uint8
        ("int8", lambda x: np.int8(100 if x[0] > 3 else -100)),  # 100 + 100 is -56 in int8
        ("float16", lambda x: np.float16(x[0])),
        ("float32", lambda x: np.float32(x[0] * x[1])),
        ("longdouble", lambda x: np.longdouble(x[0] * x[1])),
        ("array of no dimension", lambda x: np.array(x[0] * x[1])),
        ("view of its argument", lambda x: x[0, ...]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_any_kind_of_real_answer_is_taken_as_float64(name, kind, f):
    result = RUNS[name](f, [3.0, 4.0])
    assert result.dtype == np.float64
    assert result.tolist() == RUNS[name](lambda x: np.float64(f(x)), [3.0, 4.0]).tolist()


@pytest.mark.parametrize("name", sorted(RUNS.keys() - {"classify"}))
@pytest.mark.parametrize(
    ("kind", "f"),
    [
        ("list", lambda x: (x[0] * x[1]).tolist()),
        ("bool", lambda x: x[0] > 3),
        ("uint8", lambda x: np.where(x[0] > 3, 200, 10).astype(np.uint8)),
        ("float32", lambda x: x[0].astype(np.float32)),
        ("view of its argument", lambda x: x[0]),
        ("read-only", lambda x: np.broadcast_to(1.0, x.shape[1:])),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_any_kind_of_real_answers_for_many_points_is_taken_as_float64(name, kind, f):
    x = np.array([[3.0, 1.0, 2.0], [4.0, 5.0, 6.0]])
    result = RUNS[name](f, x)
    assert result.dtype == np.float64
    assert result.tolist() == RUNS[name](lambda x: np.array(f(x), float), x).tolist()


@pytest.mark.parametrize("name", sorted(RUNS.keys() - {"classify"}))
def test_an_f_that_answers_in_one_buffer_again_and_again_is_understood(name):
    x = np.array([[3.0, 1.0, 2.0], [4.0, 5.0, 6.0]])
    buffer = np.empty(3)
    result = RUNS[name](lambda x: np.multiply(x[0], x[1], out=buffer), x)
    assert result.tolist() == RUNS[name](lambda x: x[0] * x[1], x).tolist()


@every_run
@pytest.mark.parametrize(
    ("f", "error", "arrived"),
    [
        (lambda x: x, ValueError, r"shape \(\), got shape \(2,\)"),
        (lambda x: x[:1], ValueError, r"shape \(\), got shape \(1,\)"),
        (lambda x: [[1.0]], ValueError, r"shape \(\), got shape \(1, 1\)"),
        (lambda x: [], ValueError, r"shape \(\), got shape \(0,\)"),
        (lambda x: [1, [2, 3]], ValueError, r"shape \(\), got \[1, \[2, 3\]\]"),
        (lambda x: 1j * x[0], TypeError, "real numbers, got dtype complex128"),
        (lambda x: "1", TypeError, "real numbers, got dtype <U1"),
        (lambda x: None, TypeError, "real numbers, got dtype object"),  # a forgotten return
        (lambda x: {"f": 1.0}, TypeError, "real numbers, got dtype object"),
    ],
)
def test_an_answer_of_the_wrong_shape_or_kind_is_named(name, f, error, arrived):
    with pytest.raises(error, match=rf"^f\(x\) must (be|have) {arrived}"):
        RUNS[name](f, [3.0, 4.0])


@pytest.mark.parametrize("name", sorted(RUNS.keys() - {"classify"}))
@pytest.mark.parametrize(
    ("f", "shape"),
    [
        (np.sum, r"\(\)"),  # adds up the points as well as the components
        (lambda x: 3.0, r"\(\)"),
        (lambda x: x, r"\(2, 3\)"),
        (lambda x: np.sum(x**2, axis=1), r"\(2,\)"),  # written for points as rows
    ],
)
def test_an_f_that_does_not_keep_the_points_apart_is_told_how_points_are_stored(name, f, shape):
    message = rf"^f\(x\) must have shape \(3,\), got shape {shape}: .*components first"
    with pytest.raises(ValueError, match=message):
        RUNS[name](f, np.ones((2, 3)))


def test_a_function_of_one_variable_is_told_its_shapes_and_nothing_of_components():
    with pytest.raises(ValueError, match=r"^f\(x\) must have shape \(2,\), got shape \(\)$"):
        numerical_diff(lambda x: 1.0, [3, 4])
    with pytest.raises(ValueError, match=r"^f\(x\) must have shape \(\), got shape \(1,\)$"):
        numerical_diff(lambda x: [x], 3)
    with pytest.raises(TypeError, match=r"^f\(x\) must be real numbers, got dtype object$"):
        numerical_diff(lambda x: None, 3)


@pytest.mark.parametrize("run", [iterate, lambda *arguments, **options: descend(*arguments, 2, **options)])
@pytest.mark.parametrize(
    ("grad", "error", "arrived"),
    [
        (lambda x: x[0], ValueError, r"have shape \(2,\), got shape \(\)"),
        (lambda x: [x], ValueError, r"have shape \(2,\), got shape \(1, 2\)"),
        (lambda x: [1, [2, 3]], ValueError, r"have shape \(2,\), got \[1, \[2, 3\]\]"),
        (lambda x: None, ValueError, r"have shape \(2,\), got shape \(\)"),
        (lambda x: 1j * x, TypeError, "be real numbers, got dtype complex128"),
        (lambda x: ["1", "2"], TypeError, "be real numbers, got dtype <U1"),
    ],
)
def test_a_gradient_of_the_wrong_shape_or_kind_is_named(run, grad, error, arrived):
    with pytest.raises(error, match=rf"^grad\(x\) must {arrived}$"):
        next(iter(run(bowl, [3, 4], RULE, grad=grad)))


# Numbers

NOT_POSITIVE = [
    (0, ValueError, "positive, got 0"),
    (0.0, ValueError, r"positive, got 0\.0"),
    (-1e-4, ValueError, r"positive, got -0\.0001"),
    (np.float32(-1), ValueError, r"positive, got np\.float32\(-1\.0\)"),
    (np.nan, ValueError, "finite, got nan"),
    (np.inf, ValueError, "finite, got inf"),
    (-np.inf, ValueError, "finite, got -inf"),
    (10**400, ValueError, r"finite, got 1000+\.\.\.0+"),
    (np.longdouble("1e400"), ValueError, r"finite, got np\.longdouble\('1e\+400'\)"),
    (True, TypeError, "a number, got True"),
    (np.True_, TypeError, r"a number, got np\.True_"),
    ("0.1", TypeError, r"a number, got '0\.1'"),
    (1j, TypeError, "a number, got 1j"),
    ([0.1], TypeError, r"a number, got \[0\.1\]"),
    (np.array([0.1, 0.2]), TypeError, r"a number, got array\(\[0\.1, 0\.2\]\)"),
]
NONE = (None, TypeError, "a number, got None")


def three_steps(kind, name):
    return lambda v: descend(bowl, [3, 4], kind(**{name: v}), 3).x


# The argument's name, whether None stands for something, and a call with it.
NUMBERS = {
    "numerical_diff h": ("h", True, lambda v: numerical_diff(np.sin, 1.0, v)),
    "numerical_gradient h": ("h", True, lambda v: numerical_gradient(bowl, [3, 4], v)),
    "numerical_hessian h": ("h", True, lambda v: numerical_hessian(bowl, [3, 4], v)),
    "gradient_descent lr": ("lr", False, lambda v: gradient_descent(bowl, [3, 4], v)),
    "descend tol": ("tol", True, lambda v: descend(bowl, [3, 4], RULE, 3, tol=v).x),
    "classify tol": ("tol", False, lambda v: classify(bowl, [3, 4], tol=v).eigenvalues),
    "basin_map tol": ("tol", False, lambda v: basin_map(bowl, RULE, (1, 3), (1, 3), count=3, tol=v).starts),
    "Backtracking lr": ("lr", False, lambda v: descend(bowl, [3, 4], Backtracking(bowl, lr=v), 3).x),
    "StepDecay lr": ("lr", False, lambda v: StepDecay(v, 2)(3)),
    "ExponentialDecay lr": ("lr", False, lambda v: ExponentialDecay(v, 0.5)(3)),
    "Cosine lr": ("lr", False, lambda v: Cosine(v, 5)(3)),
    "WarmUp lr": ("lr", False, lambda v: WarmUp(v, 5)(3)),
} | {
    f"{kind.__name__} {name}": (name, False, three_steps(kind, name))
    for kind in (GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam)
    for name in kind.__dataclass_fields__
    if name in ("lr", "eps")
}


@pytest.mark.parametrize(("name", "none", "call"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_that_is_not_positive_is_refused_by_name(name, none, call):
    for value, error, arrived in NOT_POSITIVE if none else [*NOT_POSITIVE, NONE]:
        with pytest.raises(error, match=f"^{name} must be {arrived}$"):
            call(value)


@pytest.mark.parametrize(("name", "none", "call"), NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize("value", [1, np.int64(1), np.float64(0.5), np.float32(0.5), np.float16(0.5)])
def test_any_real_number_above_zero_counts_as_its_float(name, none, call, value):
    result = np.asarray(call(value))
    assert result.dtype == np.float64
    assert result.tolist() == np.asarray(call(float(value))).tolist()


@pytest.mark.parametrize(
    "call",
    [lambda n: gradient_descent(bowl, [3, 4], 0.1, n), lambda n: descend(bowl, [3, 4], RULE, n).x[-1]],
    ids=["gradient_descent", "descend"],
)
def test_step_num_counts(call):
    for value, error, arrived in [
        (-1, ValueError, "-1"),
        (np.int64(-5), ValueError, "-5"),
        (1.5, TypeError, r"1\.5"),
        (100.0, TypeError, r"100\.0"),
        (np.float64(3), TypeError, r"np\.float64\(3\.0\)"),
        (np.nan, TypeError, "nan"),
        (np.inf, TypeError, "inf"),
        ("3", TypeError, "'3'"),
        (None, TypeError, "None"),
        (True, TypeError, "True"),
        (np.True_, TypeError, r"np\.True_"),
        (3j, TypeError, "3j"),
        ([3], TypeError, r"\[3\]"),
        (Fraction(3), TypeError, r"Fraction\(3, 1\)"),
    ]:
        with pytest.raises(error, match=f"^step_num must be a non-negative integer, got {arrived}$"):
            call(value)
    with pytest.raises(ValueError, match=f"^step_num must be below {sys.maxsize}, got 1000000"):
        call(10**30)
    for value in (3, np.int64(3), np.int8(3), np.uint64(3)):
        assert call(value).tolist() == call(3).tolist()


# Silence


@given(
    x=hnp.arrays(np.float64, 2, elements=st.floats(allow_nan=False, allow_infinity=False)),
    h=st.one_of(st.none(), st.floats(5e-324, 1e308)),
    lr=st.floats(5e-324, 1e308),
)
def test_no_finite_number_however_extreme_brings_a_warning(x, h, lr):
    # the setting filterwarnings turns every warning into an error
    assert numerical_gradient(bowl, x, h).shape == (2,)
    assert numerical_hessian(bowl, x, h).shape == (2, 2)
    assert type(numerical_diff(lambda x: x * x * x, float(x[0]), h)) is float
    assert gradient_descent(bowl, x, lr, 3).shape == (2,)
    for kind in (GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam):
        assert descend(bowl, x, kind(lr=lr), 3, tol=1e-3).status


@pytest.mark.parametrize("f", [np.log, np.sqrt, np.reciprocal, np.exp, np.arccosh], ids=shown)
def test_a_function_that_leaves_its_domain_gives_nan_or_infinity_and_no_warning(f):
    def on_points(x):
        return f(x[0]) * x[1]

    for x in (-1.0, 0.0, 1e3):
        numerical_diff(f, x)
        numerical_diff(f, [x, -x], None)
        for name in sorted(RUNS.keys() - {"classify"}):
            RUNS[name](on_points, [x, 1.0])
            RUNS[name](on_points, [[x, -x], [1.0, 1.0]])


def test_the_callers_own_warning_settings_are_left_alone():
    before = np.geterr()
    run = iterate(bowl, [3, 4], RULE)
    next(run)
    with np.errstate(over="raise"):
        next(run)
        assert np.geterr()["over"] == "raise"
    assert np.geterr() == before


# Masked arrays: what is masked has no value


def test_a_masked_element_is_refused_in_an_argument_and_unknown_in_an_answer():
    masked = np.ma.masked_array([3.0, 999.0], [False, True])
    for call in (lambda: bowl(masked), lambda: numerical_gradient(bowl, masked), lambda: classify(bowl, masked)):
        with pytest.raises(ValueError, match=r"^x must have no masked elements"):
            call()
    assert bowl(np.ma.masked_array([3.0, 4.0], [False, False])) == 25
    np.testing.assert_allclose(numerical_diff(np.ma.log, np.array([-1.0, 2.0])), [np.nan, 0.5])
    assert np.isnan(numerical_gradient(lambda x: np.ma.masked, [3.0, 4.0])).all()


# Results stay read-only


@pytest.mark.parametrize("way", [copy.deepcopy, copy.copy, lambda result: pickle.loads(pickle.dumps(result))])
def test_a_result_that_is_copied_or_sent_stays_read_only(way):
    trace = descend(bowl, [[-3.0, 1.0], [4.0, 2.0]], GradientDescent(0.1), 3)
    basins = basin_map(bowl, GradientDescent(0.1), (-1, 1), (-1, 1), count=3, step_num=3)
    for result in (trace, basins, classify(bowl, [0.0, 0.0])):
        twin = way(result)
        for name, value in vars(result).items():
            if isinstance(value, np.ndarray):
                np.testing.assert_array_equal(getattr(twin, name), value)
                assert not getattr(twin, name).flags.writeable


def test_a_rule_that_writes_into_its_start_moves_nothing():
    class Careless(GradientDescent):
        def init(self, x):
            x *= 0
            return super().init(x)

    assert descend(bowl, [-3.0, 4.0], Careless(0.1), 0).x[0].tolist() == [-3, 4]
