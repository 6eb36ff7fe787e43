"""Basin maps: which target each start reaches, when, which starts escape, and which runs reach nothing."""

import io
import sys
import tracemalloc
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdbook
from gdbook import RULES, GradientDescent, Momentum, bowl, classify, descend, double_well, himmelblau, saddle
from gdbook.basins import basin_map
from gdbook.linesearch import Backtracking, ExactLineSearch, Newton
from gdbook.rates import max_learning_rate, predicted_rate

WELLS = [(-1.0, 0.0), (1.0, 0.0)]
SQUARE = ((-5, 5), (-5, 5))


def expected_of(x, status, targets, tol):
    """(reached, steps, escaped) of one start from its whole trace x, as the docstring defines them."""
    step_num = len(x) - 1
    away = np.hypot(*(x[:, None] - np.array(targets)).T).T  # (k + 1, m)
    target = int(np.nan_to_num(away[-1], nan=np.inf).argmin())
    lengths = np.append(0, np.hypot(*np.diff(x, axis=0).T))
    quarter = max(step_num // 4, 1)
    last = lengths[max(step_num + 1 - quarter, 0) :].max() if step_num else 0
    before = lengths[max(step_num + 1 - 2 * quarter, 0) : max(step_num + 1 - quarter, 0)].max(initial=0)
    if not away[-1, target] <= tol or not (last <= 0.99 * before or last <= tol / 1000):
        return -1, -1, status == "diverged"
    outside = np.flatnonzero(~(away[:, target] <= tol))
    return target, int(outside[-1]) + 1 if len(outside) else 0, False


# Against whole traces

QUICK = {"Adam": {"lr": 0.1}, "AdaGrad": {"lr": 0.5}, "RMSProp": {"lr": 0.05}}  # RMSProp jitters about its goal
RUNS = [
    *((kind(**QUICK.get(name, {"lr": 0.01})), 100) for name, kind in RULES.items()),
    (GradientDescent(0.02), 100),  # beyond 2 / L of two minima: some cycle
    (GradientDescent(0.04), 60),  # most escape
    (Backtracking(himmelblau), 60),
    (Newton(himmelblau), 7),
    (ExactLineSearch(himmelblau, grad=himmelblau.grad), 20),
    *((GradientDescent(0.01), step_num) for step_num in (0, 1, 3)),
]


@pytest.mark.parametrize(("rule", "step_num"), RUNS, ids=[f"{type(rule).__name__}-{count}" for rule, count in RUNS])
def test_the_map_is_what_the_whole_trace_of_each_start_shows(rule, step_num, monkeypatch):
    monkeypatch.setattr(gdbook.basins, "SIDE_BY_SIDE", 50)  # a piece that does not divide 169
    targets = himmelblau.stationary_points
    basins = basin_map(himmelblau, rule, (-5, 5), (-4, 4), count=13, step_num=step_num, tol=0.01)
    found = [part.ravel() for part in (basins.reached, basins.steps, basins.escaped)]
    starts = basins.starts.reshape(2, -1)
    together = descend(himmelblau, starts, rule, step_num, grad=himmelblau.grad)
    assert len(together.x) == step_num + 1  # some start stays finite
    for i, one in enumerate(zip(*found, strict=True)):
        assert one == expected_of(together.x[:, :, i], together.status[i], targets, 0.01)
    for i in range(0, 169, 24):
        alone = descend(himmelblau, starts[:, i], rule, step_num, grad=himmelblau.grad)
        if len(alone.x) == step_num + 1:
            assert tuple(part[i] for part in found) == expected_of(alone.x, alone.status, targets, 0.01)
        else:
            assert tuple(part[i] for part in found) == (-1, -1, True)


# Closed forms


def test_on_the_bowl_the_number_of_steps_follows_from_the_distance():
    # 0.8^k d <= tol from k = ln(d / tol) / ln 1.25 on
    basins = basin_map(bowl, GradientDescent(0.1), (-4, 4), (-3, 3), count=20, tol=1e-3)
    distance = np.hypot(*basins.starts)
    assert (basins.reached == 0).all()
    np.testing.assert_array_equal(basins.steps, np.ceil(np.log(distance / 1e-3) / np.log(1.25)))


def test_on_the_double_well_the_ridge_divides_the_basins():
    basins = basin_map(double_well, GradientDescent(0.1), (-1.5, 1.5), (-1, 1), count=31)
    sign = np.sign(np.round(basins.starts[0], 9))
    np.testing.assert_array_equal(basins.reached, 1 + sign)  # the ridge itself walks to the saddle between them
    np.testing.assert_array_equal(basins.reached, basins.reached[::-1])  # f is even in x1, and so are its basins
    np.testing.assert_array_equal(basins.steps, basins.steps[:, ::-1])


def test_the_mesh_is_that_of_the_figures_x1_upwards():
    basins = basin_map(bowl, GradientDescent(), (-4, 2), (-3, 9), count=4, step_num=0)
    assert basins.starts.shape == (2, 4, 4)
    assert basins.starts[0, 0].tolist() == [-4, -2, 0, 2]
    assert basins.starts[1, :, 0].tolist() == [-3, 1, 5, 9]


# Which runs have reached a target


@pytest.mark.parametrize("number", range(4))
def test_a_basin_of_himmelblau_disappears_where_its_learning_rate_passes_the_limit(number):
    limit = max_learning_rate(classify(himmelblau, himmelblau.stationary_points[number]).eigenvalues)
    small = np.array(himmelblau.stationary_points[number])[:, None] + [-0.2003, 0.2003]  # beside it
    below, above = (
        basin_map(himmelblau, GradientDescent(factor * limit), *small, count=20, step_num=600).reached
        for factor in (0.98, 1.02)
    )
    assert (below == number).mean() > 0.9
    assert not (above == number).any()


@pytest.mark.parametrize(
    ("lr", "step_num", "tol"),
    [
        (1.001, 5000, 0.4),
        (1.01, 1000, 0.4),
        (1.1, 300, 0.4),
        (1.2, 300, 0.4),
        (1.01, 1000, 0.01),
        (1.1, 300, 0.001),
    ],
)
def test_a_2_cycle_around_a_target_reaches_nothing_even_within_tol(lr, step_num, tol):
    # Beyond lr = 1 the double well's minima are circled at a distance of about sqrt(lr - 1).
    rule = GradientDescent(lr)
    basins = basin_map(double_well, rule, (-1.2, 1.2), (-0.5, 0.5), count=10, step_num=step_num, targets=WELLS, tol=tol)
    assert not basins.escaped.any()
    assert (basins.reached == -1).all()
    assert (basins.steps == -1).all()


@pytest.mark.parametrize("lr", [0.01, 0.03, 0.1, 0.5])
def test_a_run_that_slowly_leaves_a_saddle_has_not_reached_it(lr):
    # x0 grows by 1 + lr a step and stays within tol of the saddle for a while.
    around = ((-1e-9, 1e-9), (-1e-12, 1e-12))
    step_num = int(np.log(5e5) / np.log1p(lr))  # from 1e-9 to 5e-4
    assert not (basin_map(double_well, GradientDescent(lr), *around, count=4, step_num=step_num).reached == 1).any()


def test_a_start_exactly_on_a_stationary_point_has_reached_it_at_any_rate():
    basins = basin_map(himmelblau, GradientDescent(0.03), (2, 4), (1, 3), count=3, step_num=50)
    assert (basins.reached[1, 1], basins.steps[1, 1]) == (0, 0)


def test_a_run_that_only_passes_by_a_target_has_not_reached_it():
    # Along x0 the run comes within tol of (0.5, 0) on its way to the right well, and is far from it at the end.
    basins = basin_map(
        double_well, GradientDescent(0.05), (0.2, 0.4), (0, 0.1), count=5, targets=[(0.5, 0), (1, 0)], tol=0.1
    )
    assert (basins.reached == 1).all()
    assert (basins.steps > 20).all()


def test_the_numbers_are_positions_in_the_list_of_targets():
    basins = basin_map(double_well, GradientDescent(0.1), (0.5, 1), (0, 1), count=3, targets=WELLS[::-1])
    assert (basins.reached == 0).all()
    assert basins.targets == ((1.0, 0.0), (-1.0, 0.0))
    assert basin_map(himmelblau, GradientDescent(), *SQUARE, count=2).targets == himmelblau.stationary_points


def test_momentum_that_oscillates_around_a_minimum_reaches_it():
    rule = Momentum(0.01, 0.9)
    assert predicted_rate(rule, classify(himmelblau, (3, 2)).eigenvalues) == pytest.approx(0.9**0.5)
    basins = basin_map(himmelblau, rule, (2.8, 3.2), (1.8, 2.2), count=20, step_num=400)
    assert (basins.reached == 0).all()


# Which runs escape


def test_starts_that_escape_reach_nothing_and_cause_no_warning():
    basins = basin_map(saddle, GradientDescent(0.4), (-1, 1), (-1, 1), count=5)
    ridge = basins.starts[1] == 0
    np.testing.assert_array_equal(basins.escaped, ~ridge)
    np.testing.assert_array_equal(basins.reached, np.where(ridge, 0, -1))


@pytest.mark.parametrize("scale", [1e-120, 1e-12, 1e-4, 1.0, 1e6, 1e100, 1e150])
def test_a_rate_beyond_the_limit_makes_starts_of_any_scale_escape(scale):
    # On the bowl lr = 1.05 multiplies x by -1.1, lr = 0.95 by -0.9, and lr = 1 by -1, which neither grows nor shrinks.
    window = ((-3 * scale, 2 * scale), (-1 * scale, 4 * scale))
    for lr, escaped, reached in [(1.05, True, False), (0.95, False, True), (1.0, False, False)]:
        for grad in (None, bowl.grad) if 1e-4 <= scale <= 1e6 else (bowl.grad,):
            basins = basin_map(bowl, GradientDescent(lr), *window, count=4, tol=1e-6 * scale, grad=grad)
            assert (basins.escaped == escaped).all()
            assert ((basins.reached == 0) == reached).all()


def test_a_start_escapes_also_where_f_becomes_undefined_on_the_way():
    def f(x):
        return np.where(np.abs(x[0]) < 100, bowl(x), np.nan)

    for lr, escaped in [(1.05, True), (0.95, False)]:
        basins = basin_map(f, GradientDescent(lr), (1, 3), (-4, 2), count=3, targets=[(0, 0)], grad=bowl.grad)
        assert (basins.escaped == escaped).all()


def test_a_start_has_escaped_after_few_steps_if_they_grow_and_f_rises():
    for step_num, escaped in [(0, False), (1, False), (2, True), (3, True), (5, True)]:
        basins = basin_map(bowl, GradientDescent(1.1), (1, 3), (-4, -2), count=3, step_num=step_num)
        assert (basins.escaped == escaped).all()


SCALED = [(2.0**-20, 1.0), (2.0**20, 1.0), (1.0, 2.0**-20), (1.0, 2.0**20), (2.0**20, 2.0**-20)]
DECIMAL = [(1e-6, 1.0), (1e6, 1.0), (1.0, 1e-6), (1.0, 1e6), (1e-6, 1e6)]


@pytest.mark.parametrize(
    ("surface", "rule", "tol", "units"),
    [
        (himmelblau, GradientDescent(0.01), 1e-3, SCALED),  # four basins
        (himmelblau, GradientDescent(0.03), 1e-3, SCALED),  # cycles, and most starts escape
        (himmelblau, Momentum(0.01), 1e-3, SCALED),
        (double_well, GradientDescent(0.1), 1e-3, SCALED + DECIMAL),
        (double_well, GradientDescent(1.1), 0.4, SCALED),  # cycles within tol
        (double_well, Momentum(0.02), 1e-3, SCALED + DECIMAL),
        (saddle, GradientDescent(0.3), 1e-3, SCALED + DECIMAL),  # all but the ridge escape
        (bowl, GradientDescent(1.05), 1e-3, SCALED + DECIMAL),
    ],
    ids=lambda value: getattr(value, "name", None) or (repr(value) if hasattr(value, "lr") else ""),
)
def test_a_map_does_not_depend_on_the_units_of_x_and_f(surface, rule, tol, units):
    # In units in which x is `length` and f is `height` times as large, the rate is length^2 / height times as large.
    corners = np.array([(-3.1, 3.3), (-2.3, 2.7)]) * (1.5 if surface is himmelblau else 0.5)
    targets = np.array(surface.stationary_points if tol < 0.1 else WELLS)
    plain = basin_map(surface, rule, *corners, count=12, step_num=100, targets=targets, tol=tol)
    for length, height in units:
        basins = basin_map(
            lambda x, length=length, height=height: height * surface(x / length),
            replace(rule, lr=rule.lr * length**2 / height),
            *(corners * length),
            count=12,
            step_num=100,
            targets=length * targets,
            tol=length * tol,
            grad=lambda x, length=length, height=height: height / length * surface.grad(x / length),
        )
        np.testing.assert_array_equal(basins.reached, plain.reached)
        np.testing.assert_array_equal(basins.escaped, plain.escaped)
        np.testing.assert_array_equal(basins.steps, plain.steps)


def test_a_target_far_from_its_starts_is_reached_nevertheless():
    def f(x):
        return (x[0] - 1e7) ** 2 + x[1] ** 2

    def grad(x):
        return np.array([2 * (x[0] - 1e7), 2 * x[1]])

    basins = basin_map(f, GradientDescent(0.5), (-1, 1), (-1, 1), count=3, step_num=9, targets=[(1e7, 0)], grad=grad)
    assert (basins.reached == 0).all()
    assert not basins.escaped.any()


def test_the_run_ends_when_no_start_is_finite_any_more():
    calls = []
    basins = basin_map(
        himmelblau,
        GradientDescent(10.0),
        *SQUARE,
        count=5,
        step_num=1000,
        grad=lambda x: calls.append(1) or himmelblau.grad(x),
    )
    assert basins.escaped.all()
    assert len(calls) < 20  # cubes of cubes


def test_a_start_that_jumps_from_one_target_to_another_reaches_it_with_the_jump():
    class Jump:
        def init(self, x):
            return 0

        def update(self, grad, k):
            step = np.zeros_like(grad)
            step[0] = 2.0 if k == 2 else 0.0
            return step, k + 1

    basins = basin_map(
        double_well, Jump(), (-1.001, -0.999), (-0.001, 0.001), count=2, step_num=20, targets=WELLS, tol=0.01
    )
    assert (basins.reached == 1).all()
    assert (basins.steps == 3).all()


# The gradient


def test_the_exact_gradient_is_used_where_there_is_one_and_differences_elsewhere():
    calls = []

    def f(x):
        calls.append(x.shape)
        return bowl(x)

    basin_map(f, GradientDescent(0.1), (-1, 1), (-1, 1), count=3, step_num=10, targets=[(0, 0)])
    # Four for the gradient and one for the value; at the end five more, for the start with gradient zero.
    assert len(calls) == 11 * 5 + 5
    calls.clear()
    measured = basin_map(f, GradientDescent(0.1), (-1, 1), (-1, 1), count=3, step_num=99, targets=[(0, 0)])
    exact = basin_map(bowl, GradientDescent(0.1), (-1, 1), (-1, 1), count=3, step_num=99)
    assert measured.steps.tolist() == exact.steps.tolist()
    calls.clear()
    basin_map(f, GradientDescent(0.1), (-1, 1), (-1, 1), count=3, step_num=10, targets=[(0, 0)], grad=bowl.grad)
    assert len(calls) == 11
    uphill = basin_map(bowl, GradientDescent(0.1), (1, 2), (1, 2), count=2, grad=lambda x: -2 * x)
    assert uphill.escaped.all()


# The result, and what it costs


def test_a_map_cannot_be_changed():
    basins = basin_map(bowl, GradientDescent(), (-1, 1), (-1, 1), count=3)
    for array in (basins.starts, basins.reached, basins.steps, basins.escaped):
        assert not array.flags.writeable
    with pytest.raises(FrozenInstanceError):
        basins.reached = None
    assert basins == basins
    assert len({basins, basins}) == 1
    assert (basins.reached.dtype, basins.steps.dtype, basins.escaped.dtype) == (np.int64, np.int64, np.bool_)


def test_memory_holds_only_some_of_the_paths_at_a_time():
    tracemalloc.start()
    basin_map(himmelblau, GradientDescent(0.01), *SQUARE, count=200, step_num=40)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    paths = 41 * 5 * 8 * 200 * 200  # bytes: x and the gradient have two components, f one
    assert peak < paths / 3


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stderr", "after", "shown"), [(Terminal, 0, True), (Terminal, 2.0, False), (io.StringIO, 0, False)]
)
def test_only_a_long_map_on_a_terminal_shows_its_progress(monkeypatch, stderr, after, shown):
    monkeypatch.setattr(sys, "stderr", where := stderr())
    monkeypatch.setattr(gdbook.basins, "SIDE_BY_SIDE", 25)
    monkeypatch.setattr(gdbook._progress, "PROGRESS_AFTER", after)
    basin_map(bowl, GradientDescent(), (-1, 1), (-1, 1), count=10, step_num=3)
    assert ("0/4" in where.getvalue()) is shown
    assert shown or where.getvalue() == ""


# Bad arguments


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"f": 3}, TypeError, "f must be a function, got 3"),
        ({"rule": GradientDescent}, TypeError, "rule must have the methods init and update"),
        ({"rule": 0.1}, TypeError, "rule must have the methods init and update"),
        (
            {"xlim": (1, 1)},
            ValueError,
            r"xlim must be two numbers, the smaller first, .*, got \(1, 1\)",
        ),
        ({"ylim": (1, 2, 3)}, ValueError, "ylim must be two numbers, the smaller first"),
        ({"ylim": (1, np.inf)}, ValueError, "ylim must be finite"),
        ({"xlim": None}, TypeError, "xlim must be real numbers"),
        ({"count": 1}, ValueError, "count must be 2 or more, got 1"),
        ({"count": 2.5}, TypeError, r"count must be an integer, got 2\.5"),
        ({"step_num": -1}, ValueError, "step_num must be 0 or more, got -1"),
        ({"step_num": 1e3}, TypeError, r"step_num must be an integer, got 1000\.0"),
        ({"tol": 0}, ValueError, "tol must be positive, got 0"),
        ({"tol": "1"}, TypeError, "tol must be a number, got '1'"),
        ({"grad": 3}, TypeError, "grad must be a function, got 3"),
        ({"targets": []}, ValueError, r"targets must be a list of points \(x0, x1\), .*, got shape \(0,\)"),
        ({"targets": (1, 2)}, ValueError, r"targets must be a list of points \(x0, x1\), .*, got shape \(2,\)"),
        ({"targets": np.eye(3)}, ValueError, r"targets must be a list of points \(x0, x1\), .*, got shape \(3, 3\)"),
        ({"targets": [(0, np.nan)]}, ValueError, "targets must be finite"),
        ({"targets": [(0, "1")]}, TypeError, "targets must be real numbers"),
        (
            {"targets": [(0, 0), (3, 4), (0, 0.002)]},
            ValueError,
            r"targets must be more than 2 tol = 0\.002 apart, got two of them 0\.002 apart",
        ),
        ({"f": lambda x: bowl(x)}, TypeError, "targets must be given for an f that has no stationary_points, got None"),
        ({"f": np.sum, "targets": [(0, 0)]}, ValueError, r"f\(x\) must have shape"),
    ],
)
def test_a_bad_argument_is_an_error_that_names_it(changes, error, message):
    arguments = {"f": bowl, "rule": GradientDescent(), "xlim": (-1, 1), "ylim": (-1, 1), "count": 3, "step_num": 5}
    with pytest.raises(error, match=f"^{message}"):
        basin_map(**(arguments | changes))


@settings(max_examples=50)
@given(lr=st.floats(1e-300, 1e300), width=st.floats(1e-300, 1e100), tol=st.floats(1e-300, 1e-3))
def test_no_rectangle_or_rate_however_extreme_causes_a_warning(lr, width, tol):
    basins = basin_map(himmelblau, GradientDescent(lr), (0, width), (-width, 0), count=3, step_num=9, tol=tol)
    assert not ((basins.reached >= 0) & basins.escaped).any()
