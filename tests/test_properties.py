"""Every public function, class and drawing in one table: whatever it is given, it gives what it promises or says no.

Promised are the kind and the shape of the result, arguments as they were, and no warning. What is refused is refused
with a TypeError or a ValueError that names the argument; what a caller's own function raises passes through.
"""

import array
import dataclasses
import inspect
import math
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
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
from gdbook import SURFACES, GradientDescent, Linear, Momentum, Surface, figures, sweep

PUBLIC = {name: getattr(gdbook, name) for name in gdbook.__all__}
DRAWINGS = {name: value for name, value in vars(figures).items() if name.startswith("draw_")}


class CallersError(Exception):
    """What a function of the caller's raises."""


# What is drawn: each argument in the form in which it is given, and as the plain float64, float or int it stands for.


def forms(plain: np.ndarray) -> list[Any]:
    """The same numbers in other clothes."""
    kinds = [np.float32, np.float64, np.longdouble, ">f8"]
    kinds += [np.int8, np.int64] if (plain == np.round(plain)).all() else []
    kinds += [np.uint8, np.uint64] if (plain == np.round(plain)).all() and (plain >= 0).all() else []
    kinds += [bool] if np.isin(plain, (0, 1)).all() else []
    given = [plain.astype(kind) for kind in kinds]
    read_only = plain.copy()
    read_only.flags.writeable = False
    fractions = np.array([Fraction(number) for number in plain.flat] + [None], object)[:-1].reshape(plain.shape)
    given += [read_only, plain.tolist(), fractions, plain.copy("F")]
    if plain.ndim:
        given += [tuple(plain.tolist()), np.repeat(plain, 2, axis=0)[::2], plain[::-1].copy()[::-1]]
    return given


def arrays(*shapes: tuple[int, ...], low: float = -8) -> st.SearchStrategy:
    quarters = st.integers(int(4 * low), 32).map(lambda number: number / 4)  # exact in every kind of float
    plain = st.sampled_from(shapes).flatmap(lambda shape: hnp.arrays(np.float64, shape, elements=quarters))
    return plain.flatmap(lambda one: st.tuples(st.sampled_from(forms(one)), st.just(one)))


def numbers(*values: float) -> st.SearchStrategy:
    def clothed(plain: float) -> st.SearchStrategy:
        kinds = [float, np.float16, np.float64, np.longdouble, Fraction] + [int, np.uint8] * (plain == round(plain))
        return st.tuples(st.sampled_from([kind(plain) for kind in kinds]), st.just(plain))

    return st.sampled_from(values).flatmap(clothed)


def counts(*values: int) -> st.SearchStrategy:
    kinds = st.sampled_from([int, np.int8, np.uint64])
    return st.sampled_from(values).flatmap(lambda plain: st.tuples(kinds.map(lambda kind: kind(plain)), st.just(plain)))


def either(*values: Any) -> st.SearchStrategy:
    """Things that have one form only."""
    return st.sampled_from(values).map(lambda value: (value, value))


def answering(f: Callable[[Any], Any]) -> st.SearchStrategy:
    """f, answering in every kind of number; its plain twin gives the same numbers as float64."""
    kinds = [lambda y: y, np.float32, lambda y: np.float32(y).tolist(), np.longdouble]
    return st.sampled_from(kinds).map(
        lambda kind: (lambda x: kind(np.asarray(f(x))), lambda x: np.array(kind(np.asarray(f(x))), np.float64))
    )


def square(x: Any) -> Any:
    return (x * x).sum(axis=0)


def twice(x: Any) -> Any:
    return 2 * x


def curvatures(x: Any) -> Any:
    return np.einsum("ij,...->ij...", np.eye(len(x)), np.full(x.shape[1:], 2.0))


def constant(**hyperparameters: Any) -> float:
    return 1.0


# What comes back, by kind and shape, and by value.


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
    if dataclasses.is_dataclass(result) and not isinstance(result, Surface):
        return [value_of(getattr(result, field.name)) for field in dataclasses.fields(result)]
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
    arguments: dict[str, st.SearchStrategy]
    expected: Callable[..., Any]  # of the arguments and the result: its kind
    functions: Any = MappingProxyType({})  # those that are functions of x: the shape they return
    too_many: tuple[str, ...] = ()  # counts of what has to fit into memory


FLOAT = "float"
X = arrays((2,), (3,), (2, 3), (1, 2, 2))
ONE = arrays((1,), (2,), (3,))
F = answering(square)
GRAD = st.one_of(either(None), answering(twice))
H = st.one_of(either(None), numbers(0.125, 2.0**-13, 2.0))
LR = st.one_of(numbers(0.125, 0.25, 2.0), either(lambda k: 0.5 / (k + 1)))
RATE = numbers(0.125, 0.5, 1.0)
SHARE = numbers(0.0, 0.5, 0.75)
INSIDE = numbers(0.25, 0.5)
EPS = numbers(0.125, 2.0**-20)
STEPS = counts(0, 1, 3)
RULE = either(GradientDescent(0.125), Momentum(0.125))
LIMITS = st.sampled_from([(-1.0, 2.0), (0.0, 8.0), (-4.5, -0.25)]).flatmap(
    lambda ends: st.tuples(st.sampled_from(forms(np.array(ends))), st.just(ends))
)
SPECTRUM = arrays((1,), (2,), (4,), low=0.25)
SPACES = either({"lr": Linear(0, 1)}, {"lr": Linear(0, 1), "beta": gdbook.Choice([1, 2])})
VALUE = {"f": lambda x: np.shape(x)[1:]}
SLOPE = {"grad": np.shape}


def of_x(name: str = "x", front: Callable[[int], tuple[int, ...]] = lambda n: (n,)) -> Callable[..., Any]:
    """float64, of the shape of the points that were given, with other axes in front."""
    return lambda result, **given: ("float64", (*front(len(given[name])), *np.shape(given[name])[1:]))


def trace(result: Any, init_x: Any, **_: Any) -> Any:
    rows, shape = len(result[0]), np.shape(init_x)
    status = ("<U9", shape[1:]) if shape[1:] else "str"
    return [("float64", (rows, *shape)), ("float64", (rows, *shape[1:])), ("float64", (rows, *shape)), status]


def step(result: Any, init_x: Any, **_: Any) -> Any:
    shape = np.shape(init_x)
    return ["int", ("float64", shape), ("float64", shape[1:]) if shape[1:] else "float64", ("float64", shape)]


def map_of(result: Any, count: int, **_: Any) -> Any:
    square = (int(count), int(count))
    return [("float64", (2, *square)), [[FLOAT] * 2], *[(kind, square) for kind in ("int64", "int64", "bool")]]


def basin(**given: Any) -> list[Any]:
    found = fields(gdbook.basin_map(**given))
    return [found[0], found[1][:1], *found[2:]]


def rule(kind: Callable[..., Any], functions: Any = (), **options: st.SearchStrategy) -> Case:
    def run(**given: Any) -> Any:
        return fields(gdbook.descend(square, [3.0, -0.5], kind(**given), 4, grad=twice))

    shapes = {
        name: shape for name, shape in {**VALUE, "hessian": lambda x: (len(x), len(x))}.items() if name in functions
    }
    return Case(run, options, lambda result, **_: trace(result, [3.0, -0.5]), shapes)


def schedule(kind: Callable[..., Any], **options: st.SearchStrategy) -> Case:
    return Case(lambda k, **given: kind(**given)(k), {**options, "k": counts(0, 1, 100)}, lambda result, **_: FLOAT)


def space(kind: Callable[..., Any], **options: st.SearchStrategy) -> Case:
    def run(points: Any, **given: Any) -> Any:
        made = kind(**given)
        return [list(made.grid(points)), made.sample(np.random.default_rng(0))]

    def expected(result: Any, points: Any, **_: Any) -> Any:
        return [[FLOAT] * int(points), FLOAT]

    return Case(run, {**options, "points": counts(2, 3)}, expected, too_many=("points",))


def drawing(name: str, **options: st.SearchStrategy) -> Case:
    flat, solid = Figure().add_subplot(), Figure().add_subplot(projection="3d")
    ax = solid if name == "draw_landscape" else flat

    def run(ax: Any, **given: Any) -> Any:
        if name == "draw_distance" and ax is flat:
            ax.set_yscale("linear")
        drawn = DRAWINGS[name](ax, **given)
        for artist in [*ax.lines, *ax.collections]:  # much quicker than new axes
            artist.remove()
        return drawn

    makes = {"draw_contours": "QuadContourSet", "draw_arrows": "Quiver", "draw_landscape": "Poly3DCollection"}
    lines = {"draw_path": 2, "draw_trials": 2, "draw_tangent": 3}
    kind = makes.get(name) or (["Line2D"] * lines[name] if name in lines else "Line2D")
    shapes = {"f": lambda x: np.shape(x)[1:] if name != "draw_tangent" else np.shape(x), "field": np.shape}
    functions = {function: shape for function, shape in shapes.items() if function in options}
    return Case(
        run, {"ax": either(ax), **options}, lambda result, **_: kind, functions, ("count",) * ("count" in options)
    )


def search(run: Callable[..., Any], **options: st.SearchStrategy) -> Case:
    def expected(result: Any, **_: Any) -> Any:
        return ["Trial"] * len(result)

    return Case(lambda **given: run(**given).trials, {"objective": either(constant), **options}, expected)


FRAME = {"xlim": LIMITS, "ylim": LIMITS}
PLANE = {"f": F, **FRAME, "count": counts(2, 5)}

TABLE: dict[str, Case] = {
    "numerical_diff": Case(
        gdbook.numerical_diff,
        {"f": F.map(lambda _: (np.cos, np.cos)), "x": arrays((), (3,), (2, 2)), "h": H},
        lambda result, x, **_: ("float64", np.shape(x)) if np.ndim(x) else FLOAT,
        {"f": np.shape},
    ),
    "numerical_gradient": Case(gdbook.numerical_gradient, {"f": F, "x": X, "h": H}, of_x(), VALUE),
    "numerical_hessian": Case(gdbook.numerical_hessian, {"f": F, "x": X, "h": H}, of_x(front=lambda n: (n, n)), VALUE),
    "gradient_descent": Case(
        gdbook.gradient_descent,
        {"f": F, "init_x": X, "lr": LR, "step_num": STEPS, "grad": GRAD},
        of_x("init_x"),
        VALUE | SLOPE,
    ),
    "iterate": Case(
        lambda **given: fields(next(islice(gdbook.iterate(**given), 2, None))),
        {"f": F, "init_x": X, "rule": RULE, "grad": GRAD},
        step,
        VALUE | SLOPE,
    ),
    "descend": Case(
        lambda **given: fields(gdbook.descend(**given)),
        {"f": F, "init_x": X, "rule": RULE, "step_num": STEPS, "grad": GRAD, "tol": H},
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
        basin,
        {**PLANE, "rule": RULE, "step_num": STEPS, "targets": arrays((1, 2)), "tol": EPS, "grad": GRAD},
        map_of,
        VALUE | SLOPE,
        ("count",),
    ),
    "measured_rate": Case(gdbook.measured_rate, {"distance": arrays((2,), (9,), low=0.25)}, lambda result, **_: FLOAT),
    "predicted_rate": Case(
        gdbook.predicted_rate,
        {
            "rule": either(GradientDescent(0.5), Momentum(1e300), gdbook.Nesterov(0.5)),
            "eigenvalues": arrays((1,), (3,)),
        },
        lambda result, **_: FLOAT,
    ),
    "max_learning_rate": Case(gdbook.max_learning_rate, {"eigenvalues": SPECTRUM}, lambda result, **_: FLOAT),
    "best_gradient_descent": Case(
        gdbook.best_gradient_descent, {"eigenvalues": SPECTRUM}, lambda result, **_: "GradientDescent"
    ),
    "best_momentum": Case(gdbook.best_momentum, {"eigenvalues": SPECTRUM}, lambda result, **_: "Momentum"),
    "sweep": search(
        gdbook.sweep, name=either("lr", "x"), values=either((0.5,), [1, 2], np.array([1.0, 2.0])), map=either(map)
    ),
    "grid_search": search(gdbook.grid_search, spaces=SPACES, points=counts(2, 3), map=either(map)),
    "random_search": search(
        gdbook.random_search, spaces=SPACES, trials=counts(1, 3), rng=counts(0, 100), map=either(map)
    ),
    "FinalLoss": Case(
        lambda lr, **given: gdbook.FinalLoss(**given)(lr=lr),
        {"f": F, "init_x": ONE, "rule": either(Momentum, GradientDescent), "step_num": STEPS, "grad": GRAD, "lr": LR},
        lambda result, **_: FLOAT,
        VALUE | SLOPE,
    ),
    "GradientDescent": rule(GradientDescent, lr=LR),
    "Momentum": rule(Momentum, lr=LR, beta=SHARE),
    "Nesterov": rule(gdbook.Nesterov, lr=LR, beta=SHARE),
    "AdaGrad": rule(gdbook.AdaGrad, lr=LR, eps=EPS),
    "RMSProp": rule(gdbook.RMSProp, lr=LR, beta=SHARE, eps=EPS),
    "Adam": rule(gdbook.Adam, lr=LR, beta1=SHARE, beta2=SHARE, eps=EPS),
    "Backtracking": rule(gdbook.Backtracking, {"f"}, f=F, lr=RATE, shrink=INSIDE, slope=INSIDE),
    "ExactLineSearch": rule(
        gdbook.ExactLineSearch, {"f", "hessian"}, f=F, hessian=st.one_of(either(None), answering(curvatures))
    ),
    "Newton": rule(gdbook.Newton, {"f", "hessian"}, f=F, hessian=st.one_of(either(None), answering(curvatures))),
    "StepDecay": schedule(gdbook.StepDecay, lr=RATE, every=counts(1, 5), factor=RATE),
    "ExponentialDecay": schedule(gdbook.ExponentialDecay, lr=RATE, factor=RATE),
    "Cosine": schedule(gdbook.Cosine, lr=numbers(0.5, 1.0), step_num=counts(1, 7), last=numbers(0.0, 0.5)),
    "WarmUp": schedule(gdbook.WarmUp, lr=LR, step_num=counts(1, 7)),
    "Linear": space(gdbook.Linear, low=numbers(0.25, 1.0), high=numbers(2.0, 8.0)),
    "Log": space(gdbook.Log, low=numbers(0.25, 1.0), high=numbers(2.0, 8.0)),
    "Choice": Case(
        lambda values: len(gdbook.Choice(values).grid(2)),
        {"values": either((0.5,), [1, "a", None], np.array([1.0, 2.0]))},
        lambda result, **_: "int",
    ),
    **{
        name: Case(
            lambda x, surface=surface: [surface(x), surface.grad(x)],
            {"x": arrays((2,), (2, 3), (2, 2, 1))},
            lambda result, x: [("float64", np.shape(x)[1:]) if np.ndim(x) > 1 else "float64", ("float64", np.shape(x))],
        )
        for name, surface in SURFACES.items()
    },
    "draw_contours": drawing("draw_contours", **PLANE, levels=st.one_of(counts(1, 5), arrays((1,)))),
    "draw_arrows": drawing("draw_arrows", field=answering(twice), **FRAME, count=counts(2, 5)),
    "draw_path": drawing("draw_path", x=arrays((1, 2), (4, 2))),
    "draw_distance": drawing("draw_distance", x=arrays((1, 3), (4, 3)), target=arrays((3,))),
    "draw_trials": drawing(
        "draw_trials", search=either(sweep(lambda lr: lr, "lr", [1, 2])), x=either("lr"), y=either(None, "lr")
    ),
    "draw_tangent": drawing("draw_tangent", f=F.map(lambda _: (np.cos, np.cos)), at=numbers(0.5, 2.0), xlim=LIMITS),
    "draw_landscape": drawing("draw_landscape", **PLANE),
}

MADE_HERE = {"Basins", "Search", "StationaryPoint", "Step", "Trace", "Trial"}  # what the functions give back
FOR_YOUR_OWN = {"Rule", "Space", "Surface"}  # two protocols, and a class that keeps what it is given
every_case = pytest.mark.parametrize("name", TABLE)


def test_every_public_name_that_can_be_called_is_in_the_table():
    callables = {name for name, value in PUBLIC.items() if callable(value)} | DRAWINGS.keys()
    assert TABLE.keys() == callables - MADE_HERE - FOR_YOUR_OWN


def test_every_argument_is_in_the_table():
    for name, case in TABLE.items():
        parameters = inspect.signature(PUBLIC.get(name) or DRAWINGS[name]).parameters.values()
        named = {one.name for one in parameters if one.kind is not inspect.Parameter.VAR_KEYWORD}
        extra = {"k", "points", "lr"} if inspect.isclass(PUBLIC.get(name)) else set()
        assert named <= case.arguments.keys() <= named | extra, name


# What nobody should pass, and somebody will

JUNK = [
    None, True, False, np.True_, "", "abc", "0.5", b"1", 1j, np.complex64(1), object(), int, Ellipsis, Decimal("0.5"),
    0, -1, 0.0, -0.0, 0.5, 1, math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, 1e-300, 1e154, 1e200,
    np.float32(-1), np.float32("nan"), np.longdouble("1e400"), 10**30, -(10**30), 10**400, 10**5000, -(10**5000),
    sys.maxsize, Fraction(1, 10**5000), Fraction(-1, 10**5000), np.uint64(2**64 - 1), np.timedelta64(3),
    np.timedelta64("NaT"), np.datetime64("2026-01-01"), [], (), {}, set(), {3, 4}, {"x": 1}, [None], [[1], [2, 3]],
    [1, [2, 3]],
    ["1", "2"],
    [10**5000, 1], [10**400, 1.5], [[[[[1.0]]]]], range(3), range(-1, 1), array.array("d", [1, 2]), memoryview(b"ab"),
    [math.nan] * 2, [math.inf, 1], [-1e308, 1e308], [1e308, 1e308], [1e-320, 5e-324], [5e-324], [1e308], [1e-20, 1e20],
    [0, 5e-324], [1, 1 + 2.0**-52], [1e16, 1e16 + 2], [0, 1e308], [1e-300, 1e300], [[1e308, 0], [-1e308, 0]],
    [True, False], [2, 1], [math.nan] * 10_000, [[1e200, 1e200]], [[0, 0], [0, 0]], [np.timedelta64(1), 1],
    np.array(0.5), np.array(3), np.zeros(0), np.zeros((0, 2)), np.zeros((2, 0)), np.zeros((2, 3)), np.zeros((3, 2)),
    np.ones((2, 1, 1, 1, 1)), np.ones(2, complex), np.array(["a", "b"]), np.array([None, 1]), np.array([1, 2], object),
    np.array([np.timedelta64(1, "D"), 1], object), np.zeros(2, [("a", float)]), np.zeros(2, "datetime64[D]"),
    np.array(["1e400", "1"], np.longdouble), np.array([2**64 - 1, 0], np.uint64), np.array([1, 2], np.int8),
    np.ma.masked_array([1.0, 2.0], [False, True]), np.broadcast_to(1.0, (2, 2)), np.arange(6.0)[::-3],
]  # fmt: skip


def try_out(case: Case, given: dict[str, Any], name: str) -> None:
    """A result as promised, or an error that names the argument; and nothing changed."""
    before = {key: state_of(value) for key, value in given.items()}
    try:
        result = case.call(**given)
    except (TypeError, ValueError) as error:
        message = str(error)
    else:
        message = None
        assert kind_of(result) == case.expected(result, **given), f"{name}={given[name]!r:.80}"
    if message is not None:
        assert re.search(rf"\b{name}\b", message), f"{name}={given[name]!r:.80}: {message}"
        assert len(message) < 600
    assert {key: state_of(value) for key, value in given.items()} == before


@every_case
@settings(max_examples=25)
@given(data=st.data())
def test_good_arguments_in_any_clothes_give_what_plain_ones_give(name, data):
    case = TABLE[name]
    drawn = {argument: data.draw(strategy, argument) for argument, strategy in case.arguments.items()}
    clothed = {argument: given for argument, (given, _) in drawn.items()}
    plain = {argument: one for argument, (_, one) in drawn.items()}
    before = {argument: state_of(value) for argument, value in clothed.items()}
    result = case.call(**clothed)
    assert kind_of(result) == case.expected(result, **clothed)
    assert {argument: state_of(value) for argument, value in clothed.items()} == before
    assert repr(value_of(result)) == repr(value_of(case.call(**plain)))


def good(case: Case) -> dict[str, Any]:
    """One good value of each, always the same."""
    found: dict[str, Any] = {}

    @settings(max_examples=1)
    @given(st.fixed_dictionaries(case.arguments))
    def draw(drawn: Any) -> None:
        found.update({name: plain for name, (_, plain) in drawn.items()})

    draw()
    return found


def is_function(case: Case, name: str) -> bool:
    return name in (*case.functions, "objective", "map")


@every_case
def test_what_nobody_should_pass_gives_a_result_or_is_refused_by_name(name):
    case = TABLE[name]
    usual = good(case)
    for argument in case.arguments:
        too_many = [2**62, 2**45] if argument in case.too_many else []
        for junk in JUNK + too_many:
            if not (is_function(case, argument) or argument in ("rule", "lr")) or not callable(junk):
                try_out(case, usual | {argument: junk}, argument)


anything = st.one_of(
    st.floats(),
    st.integers(max_value=40),
    st.text(max_size=3),
    st.lists(st.floats(), max_size=3),
    hnp.arrays(
        st.one_of(hnp.scalar_dtypes(), st.just(np.dtype(object))), hnp.array_shapes(min_dims=0, min_side=0, max_side=3)
    ),
)


@every_case
@settings(max_examples=25)
@given(junk=anything, data=st.data())
def test_any_array_and_any_number_gives_a_result_or_is_refused_by_name(name, junk, data):
    case = TABLE[name]
    usual = {argument: data.draw(strategy)[1] for argument, strategy in case.arguments.items()}
    for argument in case.arguments:
        try_out(case, usual | {argument: junk}, argument)


# What a function of the caller's may answer, given the shape that is asked for


def raises(x: Any, shape: Any) -> Any:
    raise CallersError


def greedy(x: Any, shape: Any) -> Any:
    if isinstance(x, np.ndarray):
        x *= 0
    return np.zeros(shape)


ANSWERS = [
    raises, greedy, lambda x, shape: x, lambda x, shape: [x], lambda x, shape: x[0] if np.ndim(x) else [x],
    *(
        lambda x, shape, value=value: np.full(shape, value)[()]
        for value in (
            0, 1.0, True, -3, math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, 1j, "a", np.float32(0.1),
            np.uint8(255), np.longdouble("1e400"), None, 10**400, Fraction(1, 3), np.timedelta64(3),
            np.datetime64(0, "D"),
        )
    ),
    *(lambda x, shape, value=value: value for value in JUNK if not callable(value)),
    lambda x, shape: np.zeros(shape).tolist(), lambda x, shape: np.zeros((1, *shape)),
    lambda x, shape: np.zeros((*shape, 1)), lambda x, shape: np.broadcast_to(2.0, shape),
    lambda x, shape: np.ma.masked_all(shape), lambda x, shape: iter([1.0]),
    lambda x, shape: np.exp(1e3 * np.asarray(x)).sum(axis=0), lambda x, shape: np.log(-1 - np.abs(x)).sum(axis=0),
    lambda x, shape: np.reshape(1e308 * np.sin(1e9 * np.sum(x)), ()) * np.ones(shape),
]  # fmt: skip


@every_case
def test_whatever_a_function_answers_there_is_a_result_or_an_error_that_names_the_function(name):
    case = TABLE[name]
    usual = good(case)
    for function, shape in case.functions.items():
        for answer in ANSWERS:
            given = usual | {function: lambda x, answer=answer, shape=shape: answer(x, shape(x))}
            try:
                try_out(case, given, function)
            except CallersError:
                assert answer is raises


@pytest.mark.parametrize("name", ["sweep", "grid_search", "random_search"])
def test_whatever_an_objective_answers_becomes_a_trial(name):
    case = TABLE[name]
    usual = good(case)
    for answer in ANSWERS:
        try_out(case, usual | {"objective": lambda answer=answer, **_: answer(np.ones(2), ())}, "objective")
