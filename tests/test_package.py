"""The package as a whole: its public names, their documentation, and what importing and running it costs."""

import dataclasses
import inspect
import pkgutil
import subprocess
import sys
import tracemalloc
from importlib import import_module
from importlib.metadata import version

import numpy as np
import pytest

import gdbook
from gdbook import RULES, SURFACES, GradientDescent, Surface, bowl, descend
from gdbook.basins import basin_map
from gdbook.search import sweep

PUBLIC = {name: getattr(gdbook, name) for name in gdbook.__all__}
MODULES = sorted(module.name for module in pkgutil.iter_modules(gdbook.__path__) if module.name[0] != "_")

INTERNAL = {  # for other modules of the package
    "linesearch": {"pseudoinverse"},
    "numdiff": {"central_gradient", "second_derivative_step", "second_differences", "shifted_values"},
    "stationary": {"Estimate", "Estimates"},
    "status": {"ending", "falls_on", "length", "part_edges"},
}


def defined(module):
    """The public functions and classes of a module."""
    values = vars(import_module(f"gdbook.{module}"))
    own = {name: value for name, value in values.items() if getattr(value, "__module__", "") == f"gdbook.{module}"}
    kinds = {name: value for name, value in own.items() if inspect.isfunction(value) or inspect.isclass(value)}
    assert INTERNAL.get(module, set()) <= kinds.keys()
    return {name: value for name, value in kinds.items() if name[0] != "_" and name not in INTERNAL.get(module, set())}


DEFINED = {name: value for module in MODULES for name, value in defined(module).items()}
FUNCTIONS = {name: value for name, value in DEFINED.items() if inspect.isfunction(value)}
CLASSES = {name: value for name, value in DEFINED.items() if inspect.isclass(value)}
SCHEDULES = defined("schedules")
RULE_CLASSES = [name for name, value in CLASSES.items() if dataclasses.is_dataclass(value) and hasattr(value, "update")]


# Public names


def test_the_public_names_are_what_is_defined_in_the_package_and_listed_once():
    assert len(set(gdbook.__all__)) == len(gdbook.__all__)
    own = {
        name
        for name, value in vars(gdbook).items()
        if getattr(value, "__module__", type(value).__module__).startswith("gdbook.")
    }
    assert own | {"RULES", "SURFACES"} == set(gdbook.__all__)
    assert {name for name, value in PUBLIC.items() if isinstance(value, Surface)} == set(SURFACES)
    assert {name: PUBLIC[name] for name in RULES} == RULES
    assert PUBLIC.keys() - DEFINED.keys() - SURFACES.keys() == {"RULES", "SURFACES"}


def test_every_module_is_an_attribute_after_importing_the_package_alone():
    program = """
import sys
for name in sys.argv[1:]:
    for loaded in [module for module in sys.modules if module.split(".")[0] == "gdbook"]:
        del sys.modules[loaded]
    import gdbook
    print(getattr(gdbook, name).__name__)
"""
    command = [sys.executable, "-W", "error", "-c", program, *MODULES]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == ([f"gdbook.{module}" for module in MODULES], "")


def test_a_name_that_the_package_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'gdbook' has no attribute 'nothing'"):
        _ = gdbook.nothing
    assert not hasattr(gdbook, "sweep")  # which is in gdbook.search


def test_the_version_is_that_of_the_distribution():
    assert gdbook.__version__ == version("gdbook")
    assert gdbook.__version__.count(".") >= 1


# Docstrings


@pytest.mark.parametrize("module", MODULES)
def test_every_docstring_opens_with_a_line_that_describes_its_object(module):
    for name, value in {**defined(module), module: import_module(f"gdbook.{module}")}.items():
        first = inspect.getdoc(value).splitlines()[0]
        assert 20 < len(first) <= 120, name
        assert first[-1] in ".?:" or name in first, name


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - defined("figures").keys()))
def test_every_function_documents_arguments_result_errors_and_an_example(name):
    text = inspect.getdoc(FUNCTIONS[name])
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    for section in ("Args:", "Raises:", "Example:") if parameters else ("Example:",):
        assert f"\n{section}\n" in text
    assert "\nReturns:\n" in text or "\nYields:\n" in text
    for parameter in parameters:
        assert f"\n    {parameter}: " in "\n" + text.split("\nArgs:\n")[1].split("\n\n")[0]
    assert ">>> " in text


@pytest.mark.parametrize("module", MODULES)
def test_an_example_fits_the_width_of_the_page_that_shows_it(module):
    for name, value in defined(module).items():
        lines = [line.lstrip() for line in (inspect.getdoc(value) or "").splitlines()]
        assert [line for line in lines if line.startswith((">>>", "...")) and len(line) > 66] == [], name


@pytest.mark.parametrize("name", [*RULE_CLASSES, *SCHEDULES])
def test_every_rule_and_schedule_documents_its_formula_settings_and_source(name):
    text = inspect.getdoc(CLASSES[name])
    assert ("lr(k) = " if name in SCHEDULES else "<-") in text.splitlines()[0]
    assert "\nSource: " in text
    for setting in dataclasses.fields(CLASSES[name]):
        assert f"\n    {setting.name}: " in text


# Signatures


def test_options_that_the_chapter_does_not_have_are_keyword_only():
    for name, option in [
        ("gradient_descent", "grad"),
        ("gradient_descent", "axis"),
        ("numerical_gradient", "axis"),
        ("iterate", "grad"),
        ("iterate", "axis"),
        ("descend", "grad"),
        ("descend", "tol"),
        ("descend", "axis"),
        ("classify", "tol"),
    ]:
        parameter = inspect.signature(FUNCTIONS[name]).parameters[option]
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY


def test_the_signatures_of_the_chapter_are_kept():
    parameters = inspect.signature(gdbook.gradient_descent).parameters
    assert list(parameters)[:4] == ["f", "init_x", "lr", "step_num"]
    assert (parameters["lr"].default, parameters["step_num"].default) == (0.01, 100)
    assert inspect.signature(gdbook.numerical_gradient).parameters["h"].default == 1e-4
    assert inspect.signature(gdbook.numerical_diff).parameters["h"].default == 1e-4


def test_every_rule_can_be_made_without_arguments():
    for name, kind in RULES.items():
        assert type(kind()).__name__ == name


# What it costs


def test_importing_the_package_loads_numpy_and_no_drawing():
    program = "import sys, gdbook; print(sorted({'matplotlib', 'scipy', 'IPython'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("step_num", [2_000, 4_097])  # at 4097 the room for rows has just been doubled
def test_a_run_keeps_40_bytes_a_step_and_never_needs_200(step_num):
    # x and grad have two doubles each, f has one. 200,000 steps need no more for each, but take a quarter of a minute.
    tracemalloc.start()
    trace = descend(bowl, [-3.0, 4.0], GradientDescent(1e-5), step_num, grad=bowl.grad)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(array.nbytes for array in (trace.x, trace.f, trace.grad)) == 40 * (step_num + 1)
    assert kept < 50 * step_num
    assert peak < 200 * step_num


# Results as they are shown


@pytest.mark.parametrize(
    "make",
    [
        lambda: descend(bowl, [-3, 4], GradientDescent(0.1), 3),
        lambda: descend(bowl, [-3, 4], GradientDescent(0.1), 500),
        lambda: descend(bowl, [-3, 4], GradientDescent(2.0), 2000),
        lambda: descend(lambda x: (x * x).sum(axis=0), [1 / 3] * 1000, GradientDescent(), 2),
        lambda: descend(lambda x: x[0] ** 3, [-1.0], GradientDescent(0.5), 300),
        lambda: descend(bowl, [[-3, 4]] * 2, GradientDescent(), 2),
        lambda: descend(bowl, [[[1.0] * 100] * 100] * 2, GradientDescent(), 2, tol=1.0),
        lambda: descend(bowl, [[], []], GradientDescent(), 2),
        lambda: basin_map(bowl, GradientDescent(), (-1, 1), (-1, 1), count=2),
        lambda: basin_map(bowl, GradientDescent(), (-1, 1), (-1, 1), count=99, step_num=2),
        lambda: basin_map(bowl, GradientDescent(), (0, 1), (0, 1), count=3, targets=[(i, 0) for i in range(20)]),
        lambda: sweep(lambda lr: lr, "lr", [1]),
        lambda: sweep(lambda lr: lr, "lr", range(1000)),
        lambda: sweep(lambda lr: 1 / 0, "lr", range(1000)),
        lambda: sweep(lambda name: len(name), "name", ["a\nb" * 100, "c"]),
        lambda: sweep(lambda layers: sum(layers), "layers", [list(range(10_000))]),
    ],
)
def test_a_result_is_shown_in_at_most_four_lines(make):
    result = make()
    assert repr(result).startswith(f"{type(result).__name__} of ")
    assert repr(result).count("\n") < 4
    assert len(repr(result)) < 1000
    assert "lambda" not in repr(result)


def test_an_array_among_the_hyperparameters_is_shown_in_few_lines():
    search = sweep(lambda weights: float(weights.sum()), "weights", [np.zeros((50, 50)), np.ones((50, 50))])
    assert repr(search).count("\n") < 4
