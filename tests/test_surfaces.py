"""The surfaces, each against its own formula, which sympy parses from the text that is displayed."""

import re
from dataclasses import FrozenInstanceError

import mpmath
import numpy as np
import pytest
import scipy.optimize
import sympy
from sympy.parsing.sympy_parser import implicit_multiplication, parse_expr, standard_transformations

import gdbook
from gdbook import SURFACES, classify, himmelblau, numerical_gradient, plateau

X0, X1 = VARIABLES = sympy.symbols("x0 x1", real=True)
surfaces = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)


def symbolic(surface):
    assert not re.search("[⁰¹⁴-⁹.]", surface.formula), "write powers as ² or ³, and numbers as fractions"
    text = surface.formula.replace("²", "**2").replace("³", "**3").replace("−", "-")
    names = {"x0": X0, "x1": X1}
    return parse_expr(text, names, transformations=(*standard_transformations, implicit_multiplication))


def within(surface, *shape):
    """Points of the rectangle of its figures, its corners among them, shape (2, *shape)."""
    rng = np.random.default_rng(0)
    points = np.array([rng.uniform(*limits, int(np.prod(shape))) for limits in (surface.xlim, surface.ylim)])
    points[:, :4] = np.array(np.meshgrid(surface.xlim, surface.ylim)).reshape(2, 4)[:, : points.shape[1]]
    return points.reshape(2, *shape)


@pytest.mark.parametrize(
    ("name", "x", "value"),
    [
        ("bowl", (3, 4), 25),
        ("bowl", (0, 0), 0),
        ("ravine", (10, 1), 6),  # 100/20 + 1
        ("saddle", (2, 3), -5),
        ("monkey_saddle", (2, 1), 2),  # 8 - 6
        ("monkey_saddle", (1, 2), -11),  # 1 - 12
        ("double_well", (1, 0), 0),
        ("double_well", (-1, 2), 2),
        ("double_well", (0, 0), 0.25),
        ("plateau", (0, 0), -1),
        ("plateau", (1, 1), -np.exp(-1)),
        ("himmelblau", (3, 2), 0),
        ("himmelblau", (0, 0), 170),  # 121 + 49
        ("himmelblau", (-1, 1), 130),  # 81 + 49
        ("rosenbrock", (1, 1), 0),
        ("rosenbrock", (0, 0), 1),
        ("rosenbrock", (-1.2, 1), 24.2),  # the start of Rosenbrock's paper, with its value there
    ],
)
def test_the_value_at_a_known_point_is_the_known_value(name, x, value):
    assert SURFACES[name](x) == pytest.approx(value, rel=1e-15)


@surfaces
def test_value_and_gradient_are_those_of_the_displayed_formula(surface):
    formula = symbolic(surface)
    value, *slopes = (
        sympy.lambdify(VARIABLES, expression, "mpmath") for expression in (formula, *map(formula.diff, VARIABLES))
    )
    with mpmath.workdps(30):
        for x in [*within(surface, 60).T, *surface.stationary_points, (0.0, -1e-300)]:
            at = [mpmath.mpf(float(component)) for component in x]
            # The terms of the largest, himmelblau, add up to less than 1e3 and their slopes too; rosenbrock's to 4e3.
            assert float(surface(x)) == pytest.approx(float(value(*at)), rel=1e-14, abs=1e-12)
            exact = [float(slope(*at)) for slope in slopes]
            np.testing.assert_allclose(surface.grad(x), exact, rtol=1e-13, atol=1e-12)


@surfaces
def test_the_gradient_agrees_with_central_differences(surface):
    x = within(surface, 500)
    # h^2/6 times a third derivative of at most 2400 (rosenbrock at its rim), h = 2 eps^(1/3), and eps 4e3/h
    np.testing.assert_allclose(surface.grad(x), numerical_gradient(surface, x, h=None), rtol=1e-8, atol=3e-7)


@surfaces
def test_many_points_give_what_each_point_gives_alone_to_the_last_bit(surface):
    x = within(surface, 15, 4)
    values, gradients = surface(x), surface.grad(x)
    assert values.shape == (15, 4)
    assert gradients.shape == (2, 15, 4)
    for index in np.ndindex(15, 4):
        one = x[(slice(None), *index)]
        assert values[index] == surface(one)
        assert gradients[(slice(None), *index)].tolist() == surface.grad(one).tolist()


@surfaces
def test_lists_integers_and_meshgrids_are_points_too(surface):
    assert surface([1, 2]) == surface(np.array([1.0, 2.0])) == surface((1, np.float32(2)))
    assert surface(np.array([1, 2], np.uint8)) == surface([1.0, 2.0])
    assert surface.grad([1, 2]).tolist() == surface.grad(np.array([1.0, 2.0])).tolist()
    assert surface.grad(np.array([-1, 2], np.int8)).dtype == np.float64
    mesh = np.meshgrid(np.arange(5), np.arange(-3, 1))
    assert surface(mesh).shape == (4, 5)
    assert surface.grad(mesh).shape == (2, 4, 5)
    assert surface(np.ones((2, 0))).shape == (0,)


@surfaces
def test_large_integers_do_not_wrap_around(surface):
    x = np.array([100, 100], np.int8)  # 100 * 100 is 16 in int8
    assert surface(x) == surface([100.0, 100.0])


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (5.0, ValueError, r"got shape \(\)"),
        (np.float64(5), ValueError, r"got shape \(\)"),
        ([], ValueError, r"got shape \(0,\)"),
        ([1, 2, 3], ValueError, r"got shape \(3,\)"),
        (np.ones((5, 2)), ValueError, r"got shape \(5, 2\)"),  # points in rows
        ([[1], [2, 3]], ValueError, r"got \[\[1\], \[2, 3\]\]"),
        ([1j, 2], TypeError, "got"),
        ("34", TypeError, "got '34'"),
        (None, TypeError, "got None"),
    ],
)
def test_points_of_a_wrong_shape_or_kind_are_an_error_that_names_x(x, error, message):
    for surface in SURFACES.values():
        for method in (surface, surface.grad):
            with pytest.raises(error, match=f"^x must .*{message}"):
                method(x)


@surfaces
def test_the_argument_is_not_changed_and_the_gradient_is_a_new_array(surface):
    x = np.array([[1.0, 2.0], [0.5, -1.0]])
    x.flags.writeable = False
    gradient = surface.grad(x)
    surface(x)
    gradient[:] = 0
    assert x.tolist() == [[1, 2], [0.5, -1]]


def test_the_plateau_is_accurate_as_far_as_doubles_reach():
    # Its exponential is its own: see _exp. e^-708 is 3.3e-308, above the smallest normal double; further out it is 0.
    for distance in (0.0, 1e-9, 0.5, 1.0, 5.0, 10.0, 20.0, 37.5, 37.62):
        for x in ([distance, 0.0], [-distance / 2, distance * 0.75**0.5]):
            half_square = sum(mpmath.mpf(component) ** 2 for component in x) / 2
            assert plateau(x) == pytest.approx(-float(mpmath.exp(-half_square)), rel=3e-16 * max(1, float(half_square)))
    for distance in (38.0, 1e3, 1e200):
        assert plateau([distance, 0.0]) == 0
        assert plateau.grad([0.0, distance]).tolist() == [0, 0]


# Stationary points


@surfaces
def test_the_gradient_vanishes_at_every_stationary_point_given(surface):
    for point in surface.stationary_points:
        # himmelblau's are rounded to 16 digits, where the gradient changes by at most 130 per unit of x
        np.testing.assert_allclose(surface.grad(point), 0, atol=4 * 130 * np.spacing(4.0))


@pytest.mark.parametrize("name", sorted(SURFACES.keys() - {"himmelblau"}))
def test_the_stationary_points_given_are_all_there_are(name):
    gradient = [symbolic(SURFACES[name]).diff(variable) for variable in VARIABLES]
    found = sympy.solve(gradient, VARIABLES, dict=True)
    real = sorted((float(point[X0]), float(point[X1])) for point in found)
    assert real == sorted(SURFACES[name].stationary_points)


def test_himmelblaus_nine_stationary_points_are_all_there_are_to_the_last_bit():
    # Both partial derivatives are cubics, and two cubics meet in at most 3 x 3 points (Bezout).
    assert len(set(himmelblau.stationary_points)) == 9
    formula = symbolic(himmelblau)
    gradient = sympy.lambdify(VARIABLES, [formula.diff(variable) for variable in VARIABLES], "mpmath")
    with mpmath.workdps(40):
        for point in himmelblau.stationary_points:
            exact = mpmath.findroot(gradient, point)
            assert tuple(float(component) for component in exact) == point


KINDS = {
    "bowl": {(0, 0): "minimum"},
    "ravine": {(0, 0): "minimum"},
    "saddle": {(0, 0): "saddle"},
    "monkey_saddle": {(0, 0): "degenerate"},
    "double_well": {(-1, 0): "minimum", (0, 0): "saddle", (1, 0): "minimum"},
    "plateau": {(0, 0): "minimum"},
    "rosenbrock": {(1, 1): "minimum"},
}


@pytest.mark.parametrize("name", KINDS)
def test_classify_finds_the_known_kind_of_each_stationary_point(name):
    surface = SURFACES[name]
    assert {point: classify(surface, point).kind for point in surface.stationary_points} == KINDS[name]


@pytest.mark.parametrize("digits", [6, 15])
def test_himmelblau_has_four_minima_four_saddles_and_one_maximum(digits):
    points = np.round(himmelblau.stationary_points, digits)
    kinds = [classify(himmelblau, point).kind for point in points]
    assert kinds == ["minimum"] * 4 + ["maximum"] + ["saddle"] * 4
    # Morse's count on the plane, for a function that rises to infinity: minima - saddles + maxima = 1
    assert kinds.count("minimum") - kinds.count("saddle") + kinds.count("maximum") == 1


def test_himmelblaus_minima_are_where_scipy_ends():
    minima = np.array(himmelblau.stationary_points[:4])
    for start in [(4, 3), (-4, 3), (-4, -4), (4, -2)]:
        end = scipy.optimize.minimize(himmelblau, start, jac=himmelblau.grad, options={"gtol": 1e-10}).x
        assert np.abs(minima - end).sum(axis=1).min() < 1e-9
        assert himmelblau(end) < 1e-18


# Attributes


@surfaces
def test_the_rectangle_of_its_figures_holds_every_stationary_point(surface):
    (left, right), (bottom, top) = surface.xlim, surface.ylim
    for x0, x1 in surface.stationary_points:
        assert left < x0 < right
        assert bottom < x1 < top


@surfaces
def test_every_surface_has_its_own_name_a_formula_and_a_source(surface):
    assert SURFACES[surface.name] is surface is getattr(gdbook, surface.name)
    assert surface.formula
    assert len(surface.source) > 20
    assert f"name='{surface.name}'" in repr(surface)
    assert "lambda" not in repr(surface)


@surfaces
def test_a_surface_cannot_be_changed_and_can_be_a_key(surface):
    with pytest.raises(FrozenInstanceError):
        surface.name = "other"
    assert {surface: 1}[surface] == 1


@surfaces
def test_far_out_a_surface_is_infinite_or_nan_without_a_warning(surface):
    for x in ([1e200, -1e200], [float("inf"), 1.0]):
        assert np.shape(surface(x)) == ()
        assert surface.grad(x).shape == (2,)
