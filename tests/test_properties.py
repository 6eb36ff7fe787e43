"""Every public function, class and drawing in one table: each of its arguments is checked, and each result as promised.

Promised are the kind and the shape of the result, unchanged arguments, and no warning. A bad argument is a TypeError or
a ValueError that names it; what a caller's own function raises passes through.
"""

import array
import dataclasses
import inspect
import math
import pkgutil
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib.artist import Artist
from matplotlib.figure import Figure

import gdbook
from gdbook import (
    RULES,
    SURFACES,
    GradientDescent,
    Momentum,
    basins,
    linesearch,
    rates,
    schedules,
    search,
    spaces,
)
from gdbook.spaces import Linear

MODULES = [import_module(f"gdbook.{module.name}") for module in pkgutil.iter_modules(gdbook.__path__)]
DEFINED = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if "._" not in module.__name__ and getattr(value, "__module__", "") == module.__name__ and name[0] != "_"
}
DRAWINGS = {name: value for name, value in DEFINED.items() if name.startswith("draw_")}


class CallersError(Exception):
    """What a function of the caller's raises."""


# Forms of an argument: each as it is given, with the plain float64 array, float or int that it stands for.

Forms = list[tuple[Any, Any]]


def same(*values: Any) -> Forms:
    """Values that have one form only."""
    return [(value, value) for value in values]


def layouts(plain: np.ndarray) -> Forms:
    read_only = plain.copy()
    read_only.flags.writeable = False
    fractions = np.array([*map(Fraction, plain.ravel()), None], object)[:-1].reshape(plain.shape)
    given = [read_only, plain.tolist(), fractions, plain.copy("F")]
    if plain.ndim:
        given += [tuple(plain.tolist()), np.repeat(plain, 2, axis=0)[::2], plain[::-1].copy()[::-1]]
    return [(form, plain) for form in given]


def types(plain: np.ndarray) -> Forms:
    whole, natural = np.ceil(plain), np.ceil(np.abs(plain))
    given = [(plain.astype(kind), plain) for kind in ("f2", "f4", ">f8", np.longdouble)]
    given += [(whole.astype(kind), whole) for kind in ("i1", "i8")]
    given += [(natural.astype(kind), natural) for kind in ("u1", "u8")]
    return [*given, (np.ones(plain.shape, bool), np.ones(plain.shape))]


def arrays(*shapes: tuple[int, ...], low: int = -8) -> Forms:
    rng = np.random.default_rng(0)
    plain = [np.array(rng.integers(4 * low, 33, shape) / 4) for shape in shapes]
    return [*types(plain[0]), *(form for one in plain for form in layouts(one))]


def numbers(*values: float) -> Forms:
    def kinds(value: float) -> list[Any]:
        exact = [int, np.uint8] if value == round(value) else []
        return [float, np.float16, np.float64, np.longdouble, Fraction, *exact]

    return [(kind(value), value) for value in values for kind in kinds(value)]


def counts(*values: int) -> Forms:
    return [(kind(value), value) for value in values for kind in (int, np.int8, np.uint64)]


def functions(f: Callable[[Any], Any]) -> Forms:
    """f, returning every kind of number, beside the function that returns the same numbers as float64."""
    kinds = [lambda y: y, np.float32, lambda y: np.float32(y).tolist(), np.longdouble, lambda y: y.astype(object)]
    return [
        (
            lambda x, kind=kind: kind(np.asarray(f(x))),
            lambda x, kind=kind: np.array(kind(np.asarray(f(x))), np.float64),
        )
        for kind in kinds
    ]


def square(x: Any) -> Any:
    return (x * x).sum(axis=0)


def twice(x: Any) -> Any:
    return 2 * x


def curvatures(x: Any) -> Any:
    return np.einsum("ij,...->ij...", np.eye(len(x)), np.full(x.shape[1:], 2.0))


def constant(**hyperparameters: Any) -> float:
    return 1.0


# Results, by kind and shape, and by value


def kind_of(result: Any) -> Any:
    if isinstance(result, np.ndarray):
        return str(result.dtype), result.shape
    if isinstance(result, tuple | list) and not hasattr(result, "_fields"):
        return [kind_of(item) for item in result]
    return type(result).__name__


def value_of(result: Any) -> Any:
    if isinstance(result, np.ndarray):
        return result.tolist()
    if isinstance(result, tuple | list):
        return [value_of(item) for item in result]
    if isinstance(result, Artist):
        return type(result)
    return result


def fields(result: Any) -> list[Any]:
    names = getattr(result, "_fields", None) or [field.name for field in dataclasses.fields(result)]
    return [getattr(result, name) for name in names]


def state_of(argument: Any) -> Any:
    """All that a function could change of it."""
    if isinstance(argument, np.ndarray):
        flags = (argument.flags.writeable, argument.flags.c_contiguous)
        return id(argument), argument.dtype.str, argument.shape, argument.strides, flags, argument.tobytes()
    if isinstance(argument, list | tuple):
        return type(argument), [state_of(item) for item in argument]
    if isinstance(argument, dict):
        return [(state_of(key), state_of(value)) for key, value in argument.items()]
    return id(argument)


# The table


class Case(NamedTuple):
    call: Callable[..., Any]
    arguments: dict[str, Forms]
    expected: Callable[..., Any]  # of the result and the arguments: its kind
    functions: Any = MappingProxyType({})  # arguments that are functions of x: the shape they return
    too_many: tuple[str, ...] = ()  # counts of what has to fit into memory


FLOAT = "float"
X = arrays((2,), (3,), (2, 3), (1, 2, 2))
ONE = arrays((1,), (2,), (3,))
AXIS = [(0, 0), (np.int8(0), 0), (-1, -1)]
F = functions(square)
COSINE = functions(np.cos)
GRAD = same(None) + functions(twice)
H = same(None) + numbers(0.125, 2.0**-13, 2.0)
LR = numbers(0.125, 0.25, 2.0) + same(lambda k: 0.5 / (k + 1))
RATE = numbers(0.125, 0.5, 1.0)
SHARE = numbers(0.0, 0.5, 0.75)
INSIDE = numbers(0.25, 0.5)
FLAG = [(True, True), (np.False_, False), (np.True_, True)]
EPS = numbers(0.125, 2.0**-20)
STEPS = counts(0, 1, 3)
RULE = same(GradientDescent(0.125), Momentum(0.125))
LIMITS = [*layouts(np.array([-1.0, 2.0])), (np.array([0, 8], np.uint8), np.array([0.0, 8.0])), *same((-4.5, -0.25))]
SPECTRUM = arrays((4,), (1,), (2,), low=1)
SPACES = same({"lr": Linear(0, 1)}, {"lr": Linear(0, 1), "beta": Linear(1, 2)})
VALUE = {"f": lambda x: np.shape(x)[1:]}
SLOPE = {"grad": np.shape}


def moved(x: Any, axis: Any) -> tuple[int, ...]:
    """The shape of x with its components first."""
    return np.moveaxis(np.empty(np.shape(x)), int(axis), 0).shape


def like(name: str) -> Callable[..., Any]:
    return lambda result, **given: ("float64", np.shape(given[name]))


def second_derivatives(result: Any, x: Any, **_: Any) -> Any:
    return "float64", (len(x), *np.shape(x))


def trace(result: Any, init_x: Any, axis: Any = 0, **_: Any) -> Any:
    rows, shape = len(result[0]), moved(init_x, axis)
    ends = [("<U10", shape[1:]), ("bool", shape[1:])] if shape[1:] else ["str", "bool"]
    return [*[("float64", (rows, *one)) for one in (shape, shape[1:], shape)], *ends]


def step(result: Any, init_x: Any, axis: Any, **_: Any) -> Any:
    shape = moved(init_x, axis)
    return ["int", ("float64", shape), ("float64", shape[1:]) if shape[1:] else "float64", ("float64", shape)]


def map_of(result: Any, count: int, **_: Any) -> Any:
    mesh = (int(count), int(count))
    return [("float64", (2, *mesh)), [[FLOAT] * 2], *[(kind, mesh) for kind in ("int64", "int64", "bool")]]


def basin_fields(**given: Any) -> list[Any]:
    found = fields(basins.basin_map(**given))
    return [found[0], found[1][:1], *found[2:]]


def a_float(result: Any, **_: Any) -> Any:
    return FLOAT


def rule(kind: Callable[..., Any], **options: Forms) -> Case:
    def run(**given: Any) -> Any:
        return fields(gdbook.descend(square, [3.0, -0.5], kind(**given), 4, grad=twice))

    shapes = {**VALUE, **SLOPE, "hessian": lambda x: (len(x), len(x))}
    return Case(
        run,
        options,
        lambda result, **_: trace(result, [3.0, -0.5]),
        {name: shape for name, shape in shapes.items() if name in options},
    )


def a_rule_of_the_list(kind: type) -> Case:
    settings = {"lr": LR, "eps": EPS, "lr_inside": FLAG, "beta": SHARE, "beta1": SHARE, "beta2": SHARE}
    return rule(kind, **{field.name: settings[field.name] for field in dataclasses.fields(kind)})


def schedule(kind: Callable[..., Any], **options: Forms) -> Case:
    return Case(lambda k, **given: kind(**given)(k), {**options, "k": counts(0, 1, 100)}, a_float)


def space(kind: Callable[..., Any]) -> Case:
    def run(points: Any, **given: Any) -> Any:
        made = kind(**given)
        return [list(made.grid(points)), made.sample(np.random.default_rng(0))]

    def expected(result: Any, points: Any, **_: Any) -> Any:
        return [[FLOAT] * int(points), FLOAT]

    options = {"low": numbers(0.25, 1.0), "high": numbers(2.0, 8.0), "points": counts(2, 3)}
    return Case(run, options, expected, too_many=("points",))


def drawing(name: str, kind: Any, **options: Forms) -> Case:
    flat, solid = Figure().add_subplot(), Figure().add_subplot(projection="3d")

    def run(ax: Any, **given: Any) -> Any:
        if name == "draw_distance" and ax is flat:
            ax.set_yscale("linear")
        drawn = DRAWINGS[name](ax, **given)
        for artist in [*ax.lines, *ax.collections, *ax.images]:  # much quicker than new axes
            artist.remove()
        return drawn

    shapes = {"f": lambda x: np.shape(x)[1:] if name != "draw_tangent" else np.shape(x), "field": np.shape}
    return Case(
        run,
        {"ax": same(solid if name == "draw_landscape" else flat), **options},
        lambda result, **_: kind,
        {function: shape for function, shape in shapes.items() if function in options},
        ("count",) if "count" in options else (),
    )


def searching(run: Callable[..., Any], **options: Forms) -> Case:
    return Case(
        lambda **given: run(**given).trials,
        {"objective": same(constant), **options, "map": same(map)},
        lambda result, **_: ["Trial"] * len(result),
    )


FRAME = {"xlim": LIMITS, "ylim": LIMITS}
PLANE = {"f": F, **FRAME, "count": counts(2, 5)}

TABLE: dict[str, Case] = {
    "numerical_diff": Case(
        gdbook.numerical_diff,
        {"f": COSINE, "x": arrays((3,), (), (2, 2)), "h": H},
        lambda result, x, **_: ("float64", np.shape(x)) if np.ndim(x) else FLOAT,
        {"f": np.shape},
    ),
    "numerical_gradient": Case(gdbook.numerical_gradient, {"f": F, "x": X, "h": H, "axis": AXIS}, like("x"), VALUE),
    "numerical_hessian": Case(gdbook.numerical_hessian, {"f": F, "x": X, "h": H}, second_derivatives, VALUE),
    "gradient_descent": Case(
        gdbook.gradient_descent,
        {"f": F, "init_x": X, "lr": LR, "step_num": STEPS, "grad": GRAD, "axis": AXIS},
        like("init_x"),
        VALUE | SLOPE,
    ),
    "iterate": Case(
        lambda **given: fields(next(islice(gdbook.iterate(**given), 2, None))),
        {"f": F, "init_x": X, "rule": RULE, "grad": GRAD, "axis": AXIS},
        step,
        VALUE | SLOPE,
    ),
    "descend": Case(
        lambda **given: fields(gdbook.descend(**given)),
        {"f": F, "init_x": X, "rule": RULE, "step_num": STEPS, "grad": GRAD, "tol": H, "axis": AXIS},
        trace,
        VALUE | SLOPE,
    ),
    "classify": Case(
        lambda **given: fields(gdbook.classify(**given)),
        {"f": F, "x": ONE, "tol": EPS},
        lambda result, x, **_: [("float64", np.shape(x)), FLOAT, ("float64", np.shape(x)), "str"],
        VALUE,
    ),
    "basin_map": Case(
        basin_fields,
        {**PLANE, "rule": RULE, "step_num": STEPS, "targets": arrays((1, 2)), "tol": EPS, "grad": GRAD},
        map_of,
        VALUE | SLOPE,
        ("count",),
    ),
    "measured_rate": Case(rates.measured_rate, {"distance": arrays((9,), (2,), low=1), "floor": SHARE}, a_float),
    "predicted_rate": Case(
        rates.predicted_rate,
        {"rule": same(GradientDescent(0.5), Momentum(1e300), gdbook.Nesterov(0.5)), "eigenvalues": SPECTRUM},
        a_float,
    ),
    "max_learning_rate": Case(rates.max_learning_rate, {"eigenvalues": SPECTRUM}, a_float),
    "best_gradient_descent": Case(
        rates.best_gradient_descent, {"eigenvalues": SPECTRUM}, lambda result, **_: "GradientDescent"
    ),
    "best_momentum": Case(rates.best_momentum, {"eigenvalues": SPECTRUM}, lambda result, **_: "Momentum"),
    "sweep": searching(search.sweep, name=same("lr", "x"), values=same((0.5,), [1, 2], np.array([1.0, 2.0]))),
    "grid_search": searching(search.grid_search, spaces=SPACES, points=counts(2, 3)),
    "random_search": searching(search.random_search, spaces=SPACES, trials=counts(1, 3), rng=counts(0, 100)),
    "FinalLoss": Case(
        lambda lr, **given: search.FinalLoss(**given)(lr=lr),
        {"f": F, "init_x": ONE, "rule": same(Momentum, GradientDescent), "step_num": STEPS, "grad": GRAD, "lr": LR},
        a_float,
        VALUE | SLOPE,
    ),
    **{name: a_rule_of_the_list(kind) for name, kind in RULES.items()},
    "Backtracking": rule(linesearch.Backtracking, f=F, lr=RATE, shrink=INSIDE, slope=INSIDE),
    "ExactLineSearch": rule(linesearch.ExactLineSearch, f=F, lr=RATE, grad=GRAD),
    "Newton": rule(linesearch.Newton, f=F, hessian=same(None) + functions(curvatures)),
    "StepDecay": schedule(schedules.StepDecay, lr=RATE, every=counts(1, 5), factor=RATE),
    "ExponentialDecay": schedule(schedules.ExponentialDecay, lr=RATE, factor=RATE),
    "Cosine": schedule(schedules.Cosine, lr=numbers(0.5, 1.0), step_num=counts(1, 7), last=numbers(0.0, 0.5)),
    "WarmUp": schedule(schedules.WarmUp, lr=LR, step_num=counts(1, 7)),
    "Linear": space(Linear),
    "Log": space(spaces.Log),
    "Surface": Case(
        lambda x: [result for surface in SURFACES.values() for result in (surface(x), surface.grad(x))],
        {"x": arrays((2,), (2, 3), (2, 2, 1))},
        lambda result, x: (
            len(SURFACES) * [("float64", np.shape(x)[1:]) if np.ndim(x) > 1 else "float64", ("float64", np.shape(x))]
        ),
    ),
    "draw_contours": drawing("draw_contours", "QuadContourSet", **PLANE, levels=counts(1, 5) + arrays((1,))),
    "draw_ground": drawing("draw_ground", "AxesImage", **PLANE, highest=numbers(1.0, 3.0)),
    "draw_arrows": drawing("draw_arrows", "Quiver", field=functions(twice), **FRAME, count=counts(2, 5)),
    "draw_path": drawing("draw_path", ["Line2D"] * 2, x=arrays((4, 2), (1, 2)), ring=FLAG),
    "draw_distance": drawing("draw_distance", "Line2D", x=arrays((4, 3), (1, 3)), target=arrays((3,))),
    "draw_trials": drawing(
        "draw_trials",
        ["Line2D"] * 2,
        search=same(search.sweep(lambda lr: lr, "lr", [1, 2])),
        x=same("lr"),
        y=same(None, "lr"),
    ),
    "draw_tangent": drawing("draw_tangent", ["Line2D"] * 3, f=COSINE, at=numbers(0.5, 2.0), xlim=LIMITS),
    "draw_landscape": drawing("draw_landscape", "Poly3DCollection", **PLANE),
    "rule_style": Case(
        DEFINED["rule_style"], {"rule": same("Adam", GradientDescent, Momentum(0.125))}, lambda result, **_: "dict"
    ),
}
every_case = pytest.mark.parametrize("name", TABLE)


def test_everything_that_checks_its_arguments_is_in_the_table():
    functions = {name for name, value in DEFINED.items() if "\nRaises:\n" in (inspect.getdoc(value) or "")}
    classes = {name for name, value in DEFINED.items() if "__post_init__" in dir(value)}
    assert TABLE.keys() == functions | classes | DRAWINGS.keys() | {"Surface"}


def test_every_argument_is_in_the_table():
    for name in TABLE.keys() - {"Surface"}:
        parameters = inspect.signature(DEFINED[name]).parameters.values()
        named = {one.name for one in parameters if one.kind is not inspect.Parameter.VAR_KEYWORD}
        of_results = {"k", "points", "lr"} if inspect.isclass(DEFINED[name]) else set()
        assert named <= TABLE[name].arguments.keys() <= named | of_results, name


@every_case
def test_good_arguments_in_any_form_give_the_result_of_plain_ones(name):
    case = TABLE[name]
    for i in range(max(map(len, case.arguments.values()))):  # every form of each argument, with others of the others
        drawn = {argument: forms[i % len(forms)] for argument, forms in case.arguments.items()}
        given = {argument: form for argument, (form, _) in drawn.items()}
        before = {argument: state_of(value) for argument, value in given.items()}
        result = case.call(**given)
        assert kind_of(result) == case.expected(result, **given), given
        assert {argument: state_of(value) for argument, value in given.items()} == before
        plain = case.call(**{argument: plain for argument, (_, plain) in drawn.items()})
        assert repr(value_of(result)) == repr(value_of(plain)), given


# Bad arguments


def usual(case: Case) -> dict[str, Any]:
    """One good value of each argument."""
    return {argument: forms[0][1] for argument, forms in case.arguments.items()}


def run(case: Case, given: dict[str, Any]) -> tuple[Any, str | None]:
    """The result, or the message of the error."""
    try:
        return case.call(**given), None
    except (TypeError, ValueError) as error:
        return None, str(error)


def check_message(message: str, name: str) -> None:
    assert re.search(rf"\b{name}\b", message)
    assert len(message) < 600


NO_NUMBER = [math.nan, math.inf, "0.1", 1j, [0.1], True]
NOT_POSITIVE = [0, -1.0, *NO_NUMBER]
NO_COUNT = [-1, 1.5, 3.0, "3", True, None, 10**30]
NO_FUNCTION = [3.0, "x**2", np.ones(2)]
NO_POINTS = [3.0, [], [math.nan, 1.0], [1.0, math.inf], "34", None, [1j, 2.0], [1.0, [2.0]]]
NO_INTERVAL = [(1, 1), (2, 1), (0, math.nan), 5.0, "12", None, (-1e308, 1e308)]
WRONG: dict[str, list[Any]] = {
    "f": [None, *NO_FUNCTION],
    "grad": NO_FUNCTION,
    "hessian": NO_FUNCTION,
    "field": [None, *NO_FUNCTION],
    "objective": [None, *NO_FUNCTION],
    "map": [None, *NO_FUNCTION, lambda function, tasks: None, lambda function, tasks: []],
    "rule": [None, 0.1, "descent"],
    "x": ["34", None, [1j, 2.0], [[1.0], [2.0, 3.0]], 1j],
    "init_x": NO_POINTS,
    "axis": [2, -3, 1.0, None, "0", True],
    "h": NOT_POSITIVE,
    "lr": [None, *NOT_POSITIVE],
    "highest": [None, *NOT_POSITIVE],
    "eps": [None, *NOT_POSITIVE],
    "tol": NOT_POSITIVE,
    **{name: [1, 1.0, -0.1, 2, None, *NO_NUMBER] for name in ("beta", "beta1", "beta2")},
    **{name: [0, 1, -0.5, None, *NO_NUMBER] for name in ("shrink", "slope")},
    "factor": [0, 1.01, None, *NO_NUMBER],
    "last": [-0.01, 2.0, None, *NO_NUMBER],
    "lr_inside": [0, 1, None, "yes"],
    "ring": [0, 1, None, "yes"],
    "step_num": NO_COUNT,
    "k": NO_COUNT,
    **{name: [0, *NO_COUNT] for name in ("every", "trials")},
    **{name: [0, 1, *NO_COUNT] for name in ("count", "points")},
    "levels": [0, -1, "3", None, [], [2.0, 1.0], [1.0, math.nan], [-1e308, 1e308]],
    "rng": [-1, 1.5, None, "0", True],
    "xlim": NO_INTERVAL,
    "ylim": NO_INTERVAL,
    "at": [None, *NO_NUMBER],
    "low": [9.0, None, *NO_NUMBER],
    "high": [-1.0, None, *NO_NUMBER],
    "targets": [[], (1, 2), np.eye(3), [(0.0, math.nan)], [(0, "1")], [(0, 0), (0, 0)]],
    "target": [[0.0], 0.0, ["0", "0", "0"], None, [math.nan] * 3],
    "distance": [[1.0], 3.0, [0.0, 1.0], [1.0, -1.0], [1.0, math.nan], None],
    "floor": [-1.0, None, *NO_NUMBER],
    "eigenvalues": [[], 3.0, [[1.0]], [0.0], [math.nan], "34", None],
    "name": [3, None],
    "values": [[], 3, None, "abc"],
    "spaces": [{}, None, [Linear(0, 1)], {1: Linear(0, 1)}, {"lr": [1, 2]}, {"lr": Linear}],
    "search": [None, [1, 2], 3],
    "y": ["momentum", 3],
    "ax": [None, 3, Figure()],
}


@every_case
def test_a_wrong_argument_is_an_error_that_names_it(name):
    case = TABLE[name]
    for argument in case.arguments:
        for wrong in WRONG[argument]:
            _, message = run(case, usual(case) | {argument: wrong})
            assert message is not None, f"{argument}={wrong!r:.80} is accepted"
            check_message(message, argument)


EXTREME = [
    None, True, "abc", 1j, object(), int, [], {}, [None], [1, [2, 3]], [[1], [2, 3]], range(-1, 1),
    0, -1, -0.0, 0.5, 1, math.nan, math.inf, 1e308, -1e308, 5e-324, 1e-300, 1e154, 1e200, 10**30, 10**5000, sys.maxsize,
    np.longdouble("1e400"), Fraction(1, 10**5000), np.uint64(2**64 - 1), np.timedelta64("NaT"), Decimal("0.5"),
    [math.nan] * 2, [-1e308, 1e308], [1e308, 1e308], [1e-320, 5e-324], [5e-324], [1e308], [1e-20, 1e20], [0, 5e-324],
    [1, 1 + 2.0**-52], [1e16, 1e16 + 2], [0, 1e308], [1e-300, 1e300], [[1e308, 0], [-1e308, 0]], [2, 1], [10**5000, 1],
    [math.nan] * 300, [[1e200, 1e200]], [[0, 0], [0, 0]], array.array("d", [1, 2]),
    np.array(0.5), np.zeros(0), np.zeros((0, 2)), np.zeros((2, 0)), np.zeros((2, 3)), np.zeros((3, 2)),
    np.ones((2, 1, 1, 1, 1)), np.array([None, 1]), np.zeros(2, [("a", float)]), np.zeros(2, "datetime64[D]"),
    np.array(["1e400", "1"], np.longdouble), np.ma.masked_array([1.0, 2.0], [False, True]),
    np.broadcast_to(1.0, (2, 2)),
]  # fmt: skip


def try_out(case: Case, given: dict[str, Any], name: str) -> None:
    """The result is as promised, or an error names the argument; nothing is changed."""
    before = {key: state_of(value) for key, value in given.items()}
    result, message = run(case, given)
    if message is None:
        assert kind_of(result) == case.expected(result, **given), f"{name}={given[name]!r:.80}"
    else:
        check_message(message, name)
    assert {key: state_of(value) for key, value in given.items()} == before


@every_case
def test_an_extreme_argument_gives_a_result_or_an_error_that_names_it(name):
    case = TABLE[name]
    for argument in case.arguments:
        takes_a_function = argument in (*case.functions, "objective", "map", "rule", "lr")
        too_many = [2**62, 2**45] if argument in case.too_many else []
        for value in [*EXTREME, *too_many]:
            if not (takes_a_function and callable(value)):
                try_out(case, usual(case) | {argument: value}, argument)


anything = st.one_of(
    st.floats(),
    st.integers(max_value=40),
    st.lists(st.floats(), max_size=3),
    hnp.arrays(
        st.one_of(hnp.scalar_dtypes(), st.just(np.dtype(object))), hnp.array_shapes(min_dims=0, min_side=0, max_side=3)
    ),
    hnp.arrays(np.float64, hnp.array_shapes(max_side=3), elements=st.floats(allow_nan=False, allow_infinity=False)),
)


@settings(max_examples=60)
@given(
    value=anything,
    place=st.sampled_from([(name, argument) for name, case in TABLE.items() for argument in case.arguments]),
)
def test_any_array_and_any_number_give_a_result_or_an_error_that_names_the_argument(value, place):
    name, argument = place
    try_out(TABLE[name], usual(TABLE[name]) | {argument: value}, argument)


# What a function of the caller's may return, given the shape that is expected


def raises(x: Any, shape: Any) -> Any:
    raise CallersError


def greedy(x: Any, shape: Any) -> Any:
    if isinstance(x, np.ndarray):
        x *= 0
    return np.zeros(shape)


RETURNED = [
    raises, greedy, lambda x, shape: x, lambda x, shape: [x], lambda x, shape: x[0] if np.ndim(x) else [x],
    *(
        lambda x, shape, value=value: np.full(shape, value)[()]
        for value in (
            0, 1.0, True, -3, math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, 1j, "a", np.float32(0.1),
            np.uint8(255), np.longdouble("1e400"), None, 10**400, Fraction(1, 3), np.timedelta64(3),
            np.datetime64(0, "D"),
        )
    ),
    *(
        lambda x, shape, value=value: value
        for value in ([], {}, [1, [2, 3]], "abc", object(), range(2), np.zeros((2, 3)), np.zeros(0), 10**5000)
    ),
    lambda x, shape: np.zeros(shape).tolist(), lambda x, shape: np.zeros((1, *shape)),
    lambda x, shape: np.zeros((*shape, 1)), lambda x, shape: np.broadcast_to(2.0, shape),
    lambda x, shape: np.ma.masked_all(shape), lambda x, shape: iter([1.0]),
    lambda x, shape: np.exp(1e3 * np.asarray(x)).sum(axis=0), lambda x, shape: np.log(-1 - np.abs(x)).sum(axis=0),
    lambda x, shape: np.reshape(1e308 * np.sin(1e9 * np.sum(x)), ()) * np.ones(shape),
]  # fmt: skip


@pytest.mark.parametrize("name", [name for name, case in TABLE.items() if case.functions])
def test_any_value_of_a_function_gives_a_result_or_an_error_that_names_it(name):
    case = TABLE[name]
    for function, shape in case.functions.items():
        for returned in RETURNED:
            given = usual(case) | {function: lambda x, returned=returned, shape=shape: returned(x, shape(x))}
            try:
                try_out(case, given, function)
            except CallersError:
                assert returned is raises


@pytest.mark.parametrize("name", ["sweep", "grid_search", "random_search"])
def test_any_value_of_an_objective_becomes_a_trial(name):
    case = TABLE[name]
    for returned in RETURNED:
        try_out(case, usual(case) | {"objective": lambda returned=returned, **_: returned(np.ones(2), ())}, "objective")
