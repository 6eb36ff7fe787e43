"""Searching hyperparameters: which are tried, in which order the trials are returned, and on which map they run."""

import io
import math
import multiprocessing
import os
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import FrozenInstanceError
from fractions import Fraction
from multiprocessing.pool import ThreadPool

import numpy as np
import pytest
from distributed import Client, LocalCluster
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from scipy import stats

import gdbook
from gdbook import SURFACES, GradientDescent, Momentum, Surface, bowl, descend, ravine
from gdbook.figures import draw_trials
from gdbook.search import FinalLoss, grid_search, random_search, sweep
from gdbook.spaces import Linear, Log

LOSS = FinalLoss(ravine, (-7, 2), Momentum, step_num=10)  # can be pickled
SPACES = {"lr": Log(1e-3, 100), "beta": Linear(0, 1.5)}  # some diverge, and beta = 1 or more is no momentum


def distance_to_2(x):
    return abs(x - 2)


# Which are tried, and in which order they are returned


def test_trials_are_returned_best_first_and_equal_ones_in_the_order_tried():
    trials = sweep(distance_to_2, "x", [0, 3, 2, 1, 4]).trials
    assert [trial.params["x"] for trial in trials] == [2, 3, 1, 0, 4]
    assert [trial.score for trial in trials] == [0, 1, 1, 2, 2]


def test_a_sweep_of_an_array_has_plain_numbers():
    (trial,) = sweep(distance_to_2, "x", np.array([2.5])).trials
    assert type(trial.params["x"]) is float
    assert type(trial.score) is float


def test_a_grid_takes_every_combination_with_both_ends():
    search = grid_search(lambda a, b: 0, {"a": Linear(0, 1), "b": Log(1, 100)}, 3)
    assert [trial.params for trial in search.trials] == [
        {"a": a, "b": pytest.approx(b)} for a in (0, 0.5, 1) for b in (1, 10, 100)
    ]


def test_the_same_seed_gives_the_same_search_and_another_seed_another():
    first, again, other = (random_search(LOSS, SPACES, 8, rng=seed) for seed in (0, np.random.default_rng(0), 1))
    assert first == again
    assert first != other


def test_a_longer_search_begins_with_the_trials_of_a_shorter_one():
    short, long = (random_search(lambda lr, beta: 0, SPACES, trials, rng=3) for trials in (5, 9))
    assert short.trials == long.trials[:5]  # all are equally good, so they are in the order tried


def test_a_generator_is_drawn_from_so_that_a_second_search_goes_on():
    rng = np.random.default_rng(0)
    first, second = (random_search(distance_to_2, {"x": Linear(0, 1)}, 3, rng=rng) for _ in range(2))
    both = random_search(distance_to_2, {"x": Linear(0, 1)}, 6, rng=0)
    assert sorted(first.trials + second.trials, key=lambda trial: trial.score) == list(both.trials)


@pytest.mark.parametrize(
    ("space", "flat"),
    [(Linear(-3, 5), lambda x: (x + 3) / 8), (Log(1e-4, 1e2), lambda x: (math.log10(x) + 4) / 6)],
    ids=["linear", "logarithmic"],
)
def test_a_range_is_sampled_evenly_on_its_own_scale(space, flat):
    rng = np.random.default_rng(0)
    shares = [flat(space.sample(rng)) for _ in range(2000)]
    assert stats.kstest(shares, "uniform").pvalue > 0.01
    assert stats.kstest(np.exp(shares), "uniform").pvalue < 1e-6  # the test can tell


@settings(max_examples=50)
@given(
    st.tuples(*2 * [st.floats(allow_nan=False, allow_infinity=False)]).filter(lambda ends: ends[0] != ends[1]),
    st.integers(0, 2**32),
)
def test_no_sample_and_no_grid_value_is_outside_its_range(ends, seed):
    low, high = sorted(ends)
    spaces = [Linear(low, high)] if math.isfinite(high - low) else []
    spaces += [Log(low, high)] if low > 0 else []
    for space in spaces:
        rng = np.random.default_rng(seed)
        values = [space.sample(rng) for _ in range(20)]
        assert all(type(value) is float and low <= value <= high for value in values)
        assert space.grid(2) == [low, high]


# The result of a trial


def test_a_trial_that_diverges_or_raises_is_recorded_and_does_not_stop_the_others():
    outcomes = {"nan": math.nan, "inf": math.inf, "minus inf": -math.inf, "none": None, "array": [1, 2], "good": 7}

    def objective(which):
        if which not in outcomes:
            raise LookupError(f"no score of {which}")
        return outcomes[which]

    search = sweep(objective, "which", ["missing", *outcomes])
    found = {trial.params["which"]: (trial.status, trial.error) for trial in search.trials}
    assert found == {
        "good": ("finished", ""),
        "nan": ("diverged", "the score is nan"),
        "inf": ("diverged", "the score is inf"),
        "minus inf": ("diverged", "the score is -inf"),
        "missing": ("failed", "LookupError: no score of missing"),
        "none": ("failed", "TypeError: objective's value must be a number, got None"),
        "array": ("failed", "TypeError: objective's value must be a number, got [1, 2]"),
    }
    assert [trial.status for trial in search.trials] == ["finished"] + 3 * ["diverged"] + 3 * ["failed"]
    assert search.best.score == 7
    assert all(trial.score == math.inf for trial in search.trials[1:])


def test_overflow_inside_an_objective_is_a_result_and_no_warning():
    search = sweep(lambda x: np.float64(x) ** 2, "x", [1e300])
    assert search.trials[0].status == "diverged"


def test_best_is_an_error_that_shows_the_first_failure_when_no_trial_finished():
    with pytest.raises(ValueError, match=r"^no trial finished; \{'y': 1\} failed: TypeError: "):
        _ = sweep(distance_to_2, "y", [1, 2]).best
    with pytest.raises(ValueError, match=r"^no trial finished; \{'x': 3\} diverged: the score is inf$"):
        _ = sweep(lambda x: math.inf if x == 3 else 1 / 0, "x", [1, 3]).best


def test_an_interrupt_is_not_a_failed_trial():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(interrupted, "x", [1])


def test_results_cannot_be_changed_and_can_be_pickled():
    search = random_search(LOSS, SPACES, 4, rng=0)
    with pytest.raises(AttributeError):
        search.best.score = 0
    with pytest.raises(FrozenInstanceError):
        search.trials = ()
    assert pickle.loads(pickle.dumps(search)) == search
    assert repr(sweep(distance_to_2, "x", [2]).best) == "Trial(params={'x': 2}, score=0.0, status='finished', error='')"


# On which map they run


def process_pool(workers):
    """Spawned processes, which import functions by their names; forked ones would inherit them."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def futures(pool):
    return lambda function, tasks: [pool.submit(function, task) for task in tasks]


@pytest.fixture(scope="module")
def here():
    """The search that every map must repeat; its trials have every status."""
    search = random_search(LOSS, SPACES, 30, rng=0)
    assert {trial.status for trial in search.trials} == {"finished", "diverged", "failed"}
    return search


def test_a_process_pool_finds_the_same(here):
    with process_pool(2) as pool:
        assert random_search(LOSS, SPACES, 30, rng=0, map=pool.map) == here
        assert random_search(LOSS, SPACES, 30, rng=0, map=futures(pool)) == here


@pytest.mark.parametrize("kind", ["threads", "futures", "unordered", "backwards"])
def test_a_map_that_returns_futures_or_another_order_finds_the_same(here, kind):
    with ThreadPoolExecutor(2) as executor, ThreadPool(2) as pool:
        run = {
            "threads": executor.map,
            "futures": futures(executor),
            "unordered": pool.imap_unordered,
            "backwards": lambda function, tasks: map(function, reversed(tasks)),
        }[kind]
        assert random_search(LOSS, SPACES, 30, rng=0, map=run) == here


@pytest.fixture(scope="module")
def dask():
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_a_dask_cluster_finds_the_same(here, dask):
    assert random_search(LOSS, SPACES, 30, rng=0, map=dask.map) == here


def test_a_dask_cluster_runs_functions_that_a_process_pool_cannot_pickle(dask):
    parent = os.getpid()
    search = sweep(lambda x: 1 / x if os.getpid() != parent else None, "x", [1, 0, 2], map=dask.map)
    assert [trial.params["x"] for trial in search.trials] == [2, 1, 0]
    assert search.trials[-1].error.startswith("ZeroDivisionError: ")


class MapError(Exception):
    """Raised by a map, not by an objective."""


class FailingFuture:
    def __init__(self, error):
        self.error = error

    def result(self):
        raise self.error


def test_an_error_of_the_map_passes_through_unchanged():
    error = MapError("mine")

    def fails(function, tasks):
        raise error

    def fails_halfway(function, tasks):
        yield function(tasks[0])
        raise error

    def returns_a_failing_future(function, tasks):
        return [FailingFuture(error) for _ in tasks]

    for run in (fails, fails_halfway, returns_a_failing_future):
        with pytest.raises(MapError) as caught:
            sweep(distance_to_2, "x", [1, 2], map=run)
        assert caught.value is error
        assert not hasattr(error, "__notes__")
        assert str(error) == "mine"


def test_an_error_of_a_pool_passes_through():
    with process_pool(1) as pool:
        for objective, values in ((lambda x: x, [1, 2]), (distance_to_2, [lambda: 0])):
            with pytest.raises(
                (pickle.PicklingError, AttributeError, TypeError)
            ):  # it depends on the version of Python
                sweep(objective, "x", values, map=pool.map)
    with process_pool(1) as pool, pytest.raises(BrokenProcessPool):
        sweep(os._exit, "status", [1], map=pool.map)  # the worker dies


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_a_surface_is_pickled_by_its_name(surface):
    assert pickle.loads(pickle.dumps(surface)) is surface


def test_a_surface_of_a_caller_is_not_mistaken_for_one_of_the_same_name():
    mine = Surface(name="bowl", formula="min", xlim=(0, 1), ylim=(0, 1), source="", value=min, partials=divmod)
    copied = pickle.loads(pickle.dumps(mine))
    assert copied is not bowl
    assert copied([3.0, 2.0]) == 2


# An objective ready to search


def test_final_loss_is_the_value_where_the_run_ends():
    run = descend(ravine, [-7, 2], Momentum(lr=0.1, beta=0.5), 10)
    assert LOSS(lr=0.1, beta=0.5) == run.f[-1]
    exact = FinalLoss(ravine, [-7, 2], GradientDescent, 10, grad=ravine.grad)
    assert exact(lr=0.1) == pytest.approx(49 / 20 * 0.99**20 + 4 * 0.8**20)  # x0 shrinks by 1 - lr/10, x1 by 1 - 2 lr


@pytest.mark.parametrize("lr", [3.0, 10.0])  # x1 grows by 1 - 2 lr; after 100 steps lr = 10 has frozen
def test_final_loss_is_infinite_where_the_run_diverged_or_froze(lr):
    assert FinalLoss(bowl, (-3, 4), GradientDescent, 100)(lr=lr) == math.inf


# Drawn trials


def test_trials_without_a_score_are_drawn_on_the_upper_edge():
    search = random_search(LOSS, SPACES, 30, rng=0)
    ax = Figure().subplots()
    ax.set_ylim(0, 7)
    dots, crosses = draw_trials(ax, search, "lr")
    finished = [trial for trial in search.trials if trial.status == "finished"]
    assert dots.get_xydata().tolist() == [[trial.params["lr"], trial.score] for trial in finished]
    assert len(crosses.get_xydata()) == 30 - len(finished)
    assert crosses.get_transform().transform((1, 1))[1] == ax.transAxes.transform((0, 1))[1]
    dots, crosses = draw_trials(ax, search, "lr", "beta", color="C1")
    assert crosses.get_transform() == dots.get_transform() == ax.transData
    assert sorted([*dots.get_ydata(), *crosses.get_ydata()]) == sorted(t.params["beta"] for t in search.trials)


# Progress on a terminal


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_long_search_shows_its_progress_on_a_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setattr(gdbook._progress, "PROGRESS_AFTER", 0)
    sweep(distance_to_2, "x", range(3))
    assert "0/3" in terminal.getvalue()


@pytest.mark.parametrize("stderr", [Terminal(), io.StringIO(), None], ids=["terminal", "file", "none"])
def test_a_short_search_shows_nothing(monkeypatch, stderr):
    monkeypatch.setattr(sys, "stderr", stderr)
    sweep(distance_to_2, "x", range(3))
    assert stderr is None or stderr.getvalue() == ""


# Bad arguments


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: sweep(3, "x", [1]), TypeError, "objective must be a function, got 3"),
        (lambda: sweep(len, 3, [1]), TypeError, "name must be the name of a hyperparameter, got 3"),
        (lambda: sweep(len, "x", []), TypeError, r"values must be a list of one value or more, got \[\]"),
        (lambda: sweep(len, "x", 3), TypeError, "values must be a list of one value or more, got 3"),
        (lambda: sweep(len, "x", np.array(3)), TypeError, "values must be a list of one value or more, got 3"),
        (lambda: sweep(len, "x", "abc"), TypeError, "values must be a list of one value or more, got 'abc'"),
        (lambda: sweep(len, "x", [1], map=4), TypeError, "map must be a function, got 4"),
        (
            lambda: sweep(len, "x", [1], map=lambda f, tasks: tasks),
            TypeError,
            "map must return what its function returns",
        ),
        (lambda: sweep(len, "x", [1], map=lambda f, tasks: []), ValueError, "map must return a result for each of"),
        (lambda: sweep(len, "x", [1], map=lambda f, tasks: None), ValueError, "map must return a result for each of"),
        (lambda: Linear(1, 1), ValueError, "high must be a finite way above low = 1.0, got 1.0"),
        (lambda: Linear("a", 1), TypeError, "low must be a number, got 'a'"),
        (lambda: Linear(0, math.inf), ValueError, "high must be finite, got inf"),
        (lambda: Linear(-1e308, 1e308), ValueError, "high must be a finite way above low = -1e.308, got 1e.308"),
        (lambda: Log(0, 1), ValueError, "low must be positive, got 0"),
        (lambda: Log(2, 1), ValueError, "high must be a finite way above low = 2.0, got 1.0"),
        (lambda: grid_search(len, {}, 3), TypeError, "spaces must be a mapping"),
        (lambda: grid_search(len, [Linear(0, 1)], 3), TypeError, "spaces must be a mapping"),
        (lambda: grid_search(len, {1: Linear(0, 1)}, 3), TypeError, "each key of spaces must be the name of"),
        (lambda: grid_search(len, {"lr": [1, 2]}, 3), TypeError, r"spaces\['lr'\] must have the methods grid"),
        (lambda: grid_search(len, {"lr": Linear}, 3), TypeError, r"spaces\['lr'\] must have the methods grid"),
        (lambda: grid_search(len, {"lr": Linear(0, 1)}, 1), ValueError, "points must be 2 or more, got 1"),
        (lambda: grid_search(len, {"lr": Linear(0, 1)}, 2.5), TypeError, "points must be an integer, got 2.5"),
        (lambda: random_search(len, {"lr": 3}, 5, rng=0), TypeError, r"spaces\['lr'\] must have the methods grid"),
        (lambda: random_search(len, SPACES, 0, rng=0), ValueError, "trials must be 1 or more, got 0"),
        (lambda: random_search(len, SPACES, "5", rng=0), TypeError, "trials must be an integer, got '5'"),
        (lambda: random_search(len, SPACES, 5, rng=None), TypeError, "rng must be an integer, got None"),
        (lambda: random_search(len, SPACES, 5, rng=True), TypeError, "rng must be an integer, got True"),
        (lambda: random_search(len, SPACES, 5, rng=-1), ValueError, "rng must be 0 or more, got -1"),
        (lambda: random_search(len, SPACES, 5), TypeError, "rng"),
        (lambda: FinalLoss(3, [1], Momentum, 5), TypeError, "f must be a function, got 3"),
        (lambda: FinalLoss(bowl, [[1], [2]], Momentum, 5), ValueError, r"init_x must be one point of shape \(n,\)"),
        (lambda: FinalLoss(bowl, [1, 2], "Momentum", 5), TypeError, "rule must be a function, got 'Momentum'"),
        (lambda: FinalLoss(bowl, [1, 2], Momentum, -5), ValueError, "step_num must be 0 or more, got -5"),
        (lambda: FinalLoss(bowl, [1, 2], Momentum, 5, grad=1), TypeError, "grad must be a function, got 1"),
    ],
)
def test_a_bad_argument_is_an_error_that_names_it(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_ends_of_a_space_may_be_any_kind_of_number():
    assert Linear(Fraction(1, 4), 10).grid(2) == [0.25, 10.0]
    assert Log(1, 10**30).grid(3) == pytest.approx([1, 1e15, 1e30])


def test_a_seed_may_be_as_large_as_numpy_recommends():
    seed = 2**127 + 1
    first, second = (random_search(abs_lr, {"lr": Linear(0, 1)}, 3, rng=seed) for _ in range(2))
    assert first == second


def test_an_objective_may_change_its_arguments_without_effect_on_other_trials():
    def greedy(layers):
        layers.append(0)
        return len(layers)

    assert sweep(greedy, "layers", [[1], [1, 2]]).best.params == {"layers": [1]}


def test_an_objective_may_return_any_kind_of_number():
    assert sweep(lambda lr: Fraction(1, 4), "lr", [1]).best.score == 0.25
    assert sweep(lambda lr: 10**400, "lr", [1]).trials[0].status == "diverged"


def abs_lr(lr):
    return abs(lr)


# What belongs to the caller is neither kept nor changed


def test_a_final_loss_keeps_a_copy_of_its_start():
    start = np.array([-7.0, 2.0])
    loss = FinalLoss(ravine, start, Momentum, step_num=3)
    before = loss(lr=0.1)
    start[:] = 0
    assert loss(lr=0.1) == before != 0


@pytest.mark.parametrize(("objective", "map_"), [(None, map), (LOSS, None)])
def test_a_search_with_a_bad_argument_draws_no_random_number(objective, map_):
    rng = np.random.default_rng(0)
    with pytest.raises(TypeError):
        random_search(objective, SPACES, 3, rng=rng, map=map_)
    assert rng.bit_generator.state == np.random.default_rng(0).bit_generator.state


def test_an_exception_whose_str_fails_stops_no_other_trial():
    class ShyError(Exception):
        def __str__(self):
            raise RuntimeError

    def objective(lr):
        if lr == 1:
            raise ShyError
        return lr

    search = sweep(objective, "lr", [1, 2])
    assert [(trial.status, trial.error) for trial in search.trials] == [("finished", ""), ("failed", "ShyError")]


def test_a_timedelta_is_no_score():
    (trial,) = sweep(lambda lr: np.timedelta64(1), "lr", [1]).trials
    assert trial.status == "failed"
    assert "objective's value must be a number" in trial.error


class Edge:
    """A generator that returns the upper end of the range and a little more, as rounding may do."""

    def uniform(self, low, high):
        return high * (1 + 1e-15)


def test_a_sample_that_rounding_moves_out_of_its_range_is_clamped():
    assert Linear(0.0, 0.3).sample(Edge()) == 0.3
    assert Log(0.001, 0.3).sample(Edge()) <= 0.3


@pytest.mark.parametrize("stream", [object(), None])
def test_a_search_runs_without_a_usable_stderr(monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream)
    assert sweep(lambda lr: lr, "lr", [1]).best.score == 1
