"""The package as a whole: its public names, what they say of themselves, and what it costs to import."""

import dataclasses
import inspect
import subprocess
import sys

import pytest

import gdbook
from gdbook import SURFACES, Surface

PUBLIC = {name: getattr(gdbook, name) for name in gdbook.__all__}
FUNCTIONS = {name: value for name, value in PUBLIC.items() if inspect.isfunction(value)}
CLASSES = {name: value for name, value in PUBLIC.items() if inspect.isclass(value)}


def test_every_public_name_exists_once_and_nothing_else_is_public():
    assert len(set(gdbook.__all__)) == len(gdbook.__all__)
    imported = {
        name for name, value in vars(gdbook).items() if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert imported == set(gdbook.__all__)
    assert len(FUNCTIONS) + len(CLASSES) + len(SURFACES) + 1 == len(PUBLIC)  # and SURFACES itself


@pytest.mark.parametrize("name", [*FUNCTIONS, *CLASSES])
def test_every_docstring_opens_with_a_line_that_says_what_it_is(name):
    first = inspect.getdoc(PUBLIC[name]).splitlines()[0]
    assert 20 < len(first) <= 120
    assert first[-1] in ".?:" or name in first
    assert PUBLIC[name].__module__.startswith("gdbook.")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_says_what_it_takes_gives_and_raises(name):
    text = inspect.getdoc(FUNCTIONS[name])
    for section in ("Args:", "Raises:", "Example:"):
        assert f"\n{section}\n" in text
    assert "\nReturns:\n" in text or "\nYields:\n" in text
    arguments = text.split("\nArgs:\n")[1].split("\n\n")[0]
    for parameter in inspect.signature(FUNCTIONS[name]).parameters:
        assert f"\n    {parameter}: " in "\n" + arguments
    assert ">>> " in text


@pytest.mark.parametrize("name", sorted({**FUNCTIONS, **CLASSES}))
def test_an_example_fits_the_page_that_shows_it(name):
    lines = (inspect.getdoc({**FUNCTIONS, **CLASSES}[name]) or "").splitlines()
    assert [line for line in lines if line.lstrip().startswith((">>>", "...")) and len(line.lstrip()) > 66] == []


RULES = ["GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"]
SEARCHES = ["Backtracking", "ExactLineSearch", "Newton"]
SCHEDULES = ["StepDecay", "ExponentialDecay", "Cosine", "WarmUp"]


@pytest.mark.parametrize("name", [*RULES, *SEARCHES, *SCHEDULES])
def test_every_rule_and_schedule_names_its_settings_and_its_paper(name):
    text = inspect.getdoc(CLASSES[name])
    assert ("lr(k) = " if name in SCHEDULES else "<-") in text.splitlines()[0]  # the formula
    assert "\nSource: " in text
    for setting in dataclasses.fields(CLASSES[name]):
        assert f"\n    {setting.name}: " in text


def test_options_that_the_chapter_does_not_have_are_keywords_only():
    for name in ("gradient_descent", "iterate", "descend", "classify"):
        signature = inspect.signature(FUNCTIONS[name])
        for option in {"grad", "tol"} & signature.parameters.keys():
            assert signature.parameters[option].kind is inspect.Parameter.KEYWORD_ONLY


def test_the_chapters_signature_is_kept():
    parameters = inspect.signature(gdbook.gradient_descent).parameters
    assert list(parameters)[:4] == ["f", "init_x", "lr", "step_num"]
    assert (parameters["lr"].default, parameters["step_num"].default) == (0.01, 100)
    assert inspect.signature(gdbook.numerical_gradient).parameters["h"].default == 1e-4
    assert inspect.signature(gdbook.numerical_diff).parameters["h"].default == 1e-4


def test_every_named_landscape_is_public():
    assert {name for name, value in PUBLIC.items() if isinstance(value, Surface)} == set(SURFACES)


def test_the_mathematics_loads_numpy_and_no_drawing():
    program = "import sys, gdbook; print(sorted({'matplotlib', 'scipy', 'IPython'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
