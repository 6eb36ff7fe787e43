"""The checks of arguments, one by one. Which public function checks which argument is tested in test_properties."""

import array
import math
import sys
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from messages import saying

from gdbook._arguments import (
    as_count,
    as_finite_array,
    as_flag,
    as_fraction,
    as_interval,
    as_learning_rate,
    as_number,
    as_points,
    as_positive,
    as_real_array,
    check_function,
    check_methods,
    convert_fields,
    make_mesh,
    make_read_only,
    short_repr,
)

INF, NAN = math.inf, math.nan


# Arrays


def test_an_array_of_real_numbers_becomes_a_float64_copy():
    for value in [
        [3, 4],
        (3, 4.0),
        range(3, 5),
        [np.float32(3), np.int8(4)],
        [Fraction(3), Fraction(8, 2)],
        memoryview(np.array([3.0, 4.0])),
        np.array([3, 4]),
        np.array([3, 4], np.uint8),
        np.array([3, 4], np.float16),
        np.array([3, 4], np.float32),
        np.array([3, 4], np.longdouble),
        np.array([3, 4], object),
        np.array([3, 4], ">f8"),  # the other byte order
        np.array([3, 0, 4.0])[::2],
        np.array([4.0, 3.0])[::-1],
        np.broadcast_to(np.array([3.0, 4.0]), (2,)),
        np.ma.masked_array([3.0, 4.0], [False, False]),
    ]:
        array = as_real_array("x", value)
        assert type(array) is np.ndarray
        assert array.dtype == np.float64
        assert array.dtype.isnative
        assert array.tolist() == [3, 4]
        assert array.flags.writeable
        assert not np.shares_memory(array, np.asarray(value))


def test_numbers_beyond_float64_become_the_nearest_doubles():
    for value, doubles in [
        ([True, False], [1, 0]),
        ([2**63, 2**64 - 1], [2.0**63, 2.0**64]),
        ([10**30, -1], [1e30, -1]),
        ([2**63, -1], [2.0**63, -1]),
        ([Fraction(1, 3), -7], [1 / 3, -7]),
        ([10**400, -(10**400)], [INF, -INF]),
        ([Fraction(10**400, 3)], [INF]),
        (np.array(["1e400", "-1"], np.longdouble), [INF, -1]),
        ([NAN, -INF], [NAN, -INF]),
        (5, 5),
        ([], []),
    ]:
        np.testing.assert_array_equal(as_real_array("x", value), doubles)


NOT_REAL = [
    ([1j, 2], TypeError, "real numbers, got [1j, 2]"),
    (np.array([1, 2], complex), TypeError, "real numbers, got dtype complex128"),  # although no imaginary part is there
    ("34", TypeError, "real numbers, got '34'"),
    (["3", "4"], TypeError, "real numbers, got ['3', '4']"),
    (None, TypeError, "real numbers, got None"),
    ([None, 4], TypeError, "real numbers, got [None, 4]"),
    (object(), TypeError, "real numbers, got <object..."),
    ({"x": 3}, TypeError, "real numbers, got {'x': 3}"),
    ({3, 4}, TypeError, "real numbers, got {3, 4}"),
    ((i for i in (3, 4)), TypeError, "real numbers, got <generator..."),
    (np.array(["2026-01-01"], "datetime64[D]"), TypeError, "real numbers, got dtype datetime64[D]"),
    ([np.timedelta64(1), 1], TypeError, "real numbers, got [np.timedelta64(1), 1]"),
    (np.zeros(2, [("a", float)]), TypeError, "real numbers, got dtype [('a', '<f8')]"),
    ([3, [4, 5]], ValueError, "a rectangular array of real numbers, got [3, [4, 5]]"),
    ([[3], [4, 5]], ValueError, "a rectangular array of real numbers, got [[3], [4, 5]]"),
    ([["a"] * 10_000], TypeError, "real numbers, got [['a', ..."),
]


def test_an_array_of_anything_else_is_an_error_that_shows_it():
    for value, error, message in NOT_REAL:
        for check in (as_real_array, as_finite_array, as_points):
            with pytest.raises(error, match=saying(f"x must be {message}")) as caught:
                check("x", value)
            assert len(str(caught.value)) < 200


def test_masked_elements_are_an_error():
    with pytest.raises(ValueError, match=r"^x must have no masked elements, got "):
        as_real_array("x", np.ma.masked_array([3.0, 999.0], [False, True]))


def test_infinities_and_nan_are_an_error():
    for value in [
        [NAN, 4],
        [3, INF],
        np.array([-INF, 4]),
        [[3, 4], [5, NAN]],
        np.array(["1e400", 4], np.longdouble),
        [10**400, 4],
        [[NAN] * 1000] * 2,
    ]:
        for check in (as_finite_array, as_points):
            with pytest.raises(ValueError, match=r"^x must be finite, got ") as caught:
                check("x", value)
            assert len(str(caught.value)) < 200


def test_points_have_one_component_or_more():
    for value, shape in [(3.0, "()"), (np.array(3), "()"), ([], "(0,)"), (np.ones((0, 3)), "(0, 3)")]:
        message = f"x must have shape (n,) or (n, ...), n at least 1, got shape {shape}"
        with pytest.raises(ValueError, match=saying(message)):
            as_points("x", value)


def test_the_axis_of_the_components_becomes_the_first():
    for shape, axis, moved in [
        ((2,), 0, (2,)),
        ((2,), -1, (2,)),
        ((2, 3), 1, (3, 2)),
        ((2, 3), np.int64(-1), (3, 2)),
        ((2, 3, 4), 1, (3, 2, 4)),
        ((2, 3, 4), np.uint8(2), (4, 2, 3)),
        ((5, 0), 0, (5, 0)),  # no points of five components
    ]:
        x = np.arange(float(np.prod(shape))).reshape(shape)
        points = as_points("x", x, axis)
        assert points.shape == moved
        np.testing.assert_array_equal(points, np.moveaxis(x, axis, 0))
        assert points.flags.c_contiguous
        assert not np.shares_memory(points, x)


def test_an_axis_that_x_does_not_have_is_an_error():
    message = saying("axis must be an axis of x, which has shape (3, 2), got ...")
    for axis in [2, -3, 1.0, 0.0, True, False, None, "1", [1], np.array([0, 0]), 1j, NAN, 10**30]:
        with pytest.raises((TypeError, ValueError), match=message):
            as_points("x", np.ones((3, 2)), axis)


def test_points_in_rows_have_one_component_or_more():
    assert as_points("x", np.ones((0, 2)), 1).shape == (2, 0)
    with pytest.raises(ValueError, match="n at least 1"):
        as_points("x", np.ones((2, 0)), 1)


# Numbers

NOT_A_NUMBER = [
    (True, TypeError, "a number, got True"),
    (np.True_, TypeError, "a number, got np.True_"),
    (None, TypeError, "a number, got None"),
    ("0.1", TypeError, "a number, got '0.1'"),
    (1j, TypeError, "a number, got 1j"),
    ([0.1], TypeError, "a number, got [0.1]"),
    (np.array([0.1, 0.2]), TypeError, "a number, got array([0.1, 0.2])"),
    (np.array(True), TypeError, "a number, got array(True)"),
    (np.timedelta64(3), TypeError, "a number, got np.timedelta64(3)"),
    (NAN, ValueError, "finite, got nan"),
    (INF, ValueError, "finite, got inf"),
    (-INF, ValueError, "finite, got -inf"),
    (10**400, ValueError, "finite, got 1000..."),
    (-(10**5000), ValueError, "finite, got an int of 16610 bits"),
    (np.longdouble("1e400"), ValueError, "finite, got np.longdouble('1e+400')"),
]
NOT_POSITIVE = [
    (0, ValueError, "positive, got 0"),
    (0.0, ValueError, "positive, got 0.0"),
    (-0.0, ValueError, "positive, got -0.0"),
    (-1e-4, ValueError, "positive, got -0.0001"),
    (np.float32(-1), ValueError, "positive, got np.float32(-1.0)"),
    (Fraction(1, 10**5000), ValueError, "positive, got ..."),  # its double is 0
]
NUMBERS = [1, 0.5, np.int64(1), np.uint8(1), np.float64(0.5), np.float32(0.5), np.float16(0.5), np.longdouble(0.5)]
NUMBERS += [Fraction(1, 3), 10**30, 5e-324, sys.float_info.max, np.array(0.5), np.array(2)]


def test_a_number_that_is_not_finite_or_not_real_is_an_error():
    for value, error, message in NOT_A_NUMBER:
        for check in (as_number, as_positive, as_learning_rate, lambda name, value: as_fraction("[0, 1]", name, value)):
            with pytest.raises(error, match=saying(f"h must be {message}")):
                check("h", value)


def test_a_number_that_is_not_positive_is_an_error():
    for value, error, message in NOT_POSITIVE:
        for check in (as_positive, as_learning_rate):
            with pytest.raises(error, match=saying(f"h must be {message}")):
                check("h", value)


def test_any_real_number_becomes_its_float():
    for value in NUMBERS:
        for check in (as_number, as_positive, as_learning_rate):
            assert type(check("h", value)) is float
            assert check("h", value) == float(value)
        assert as_number("h", -value if type(value) is not np.uint8 else 0) <= 0


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        ("[0, 1)", [0, 0.0, -0.0, 0.5, np.float32(0.5), 1 - 2.0**-53], [1, 1.0, -5e-324, 2]),
        ("(0, 1]", [5e-324, 0.5, 1, Fraction(1, 4)], [0, 0.0, 1 + 2.0**-52, -1]),
        ("(0, 1)", [5e-324, 1 - 2.0**-53], [0, 1, -0.0, np.int8(-1)]),
        ("[0, 1]", [0, 1], [-5e-324, 1 + 2.0**-52]),
    ],
)
def test_a_fraction_is_in_its_interval_ends_as_they_are_written(interval, inside, outside):
    for value in inside:
        assert type(as_fraction(interval, "beta", value)) is float
        assert as_fraction(interval, "beta", value) == value
    for value in outside:
        with pytest.raises(ValueError, match=saying(f"beta must be in {interval}, got {value!r}")):
            as_fraction(interval, "beta", value)


def test_an_integer_from_zero_on_is_a_count():
    for value in [0, 3, np.int64(3), np.int8(3), np.uint64(3), sys.maxsize - 1]:
        assert type(as_count("n", value)) is int
        assert as_count("n", value) == value


def test_a_count_that_is_no_integer_or_out_of_range_is_an_error():
    integer = "an integer, got"
    for value, error, message in [
        (-1, ValueError, "0 or more, got -1"),
        (np.int64(-5), ValueError, "0 or more, got -5"),
        (-(10**5000), ValueError, "0 or more, got an int of 16610 bits"),
        (sys.maxsize, ValueError, f"{sys.maxsize - 1} or less, got {sys.maxsize}"),
        (10**30, ValueError, f"{sys.maxsize - 1} or less, got 1000000..."),
        (np.array(3), TypeError, f"{integer} array(3)"),
        (np.timedelta64(3), TypeError, f"{integer} np.timedelta64(3)"),
        *((value, TypeError, f"{integer} {value!r}") for value in (1.5, 100.0, np.float64(3), NAN, INF, "3", None)),
        *((value, TypeError, f"{integer} {value!r}") for value in (True, np.True_, 3j, [3], Fraction(3))),
    ]:
        with pytest.raises(error, match=saying(f"n must be {message}")):
            as_count("n", value)


def test_a_count_may_have_a_least_and_a_largest_value():
    assert [as_count("n", n, least=2, most=4) for n in (2, 4)] == [2, 4]
    for n, limit in [(1, "2 or more"), (-1, "2 or more"), (5, "4 or less")]:
        with pytest.raises(ValueError, match=f"^n must be {limit}, got {n}$"):
            as_count("n", n, least=2, most=4)


def test_a_flag_is_true_or_false_and_nothing_that_counts_as_such():
    assert [as_flag("inside", value) for value in (True, False, np.True_, np.False_)] == [True, False, True, False]
    assert type(as_flag("inside", np.True_)) is bool
    for value in (0, 1, None, "yes", [], np.array(True), 1.0):
        with pytest.raises(TypeError, match=saying(f"inside must be True or False, got {value!r}")):
            as_flag("inside", value)


def test_an_interval_is_two_floats_that_rise():
    for value in [(-1, 2), [-1.0, 2.0], np.array([-1, 2], np.int8), (Fraction(-1), 2)]:
        ends = as_interval("xlim", value)
        assert ends == (-1, 2)
        assert [type(end) for end in ends] == [float, float]


def test_an_interval_that_does_not_rise_is_an_error():
    rising = "two numbers, the smaller first, with a finite difference, got"
    for value, error, message in [
        ((1, 1), ValueError, f"{rising} (1, 1)"),
        ((2, 1), ValueError, f"{rising} (2, 1)"),
        ((1, 2, 3), ValueError, f"{rising} (1, 2, 3)"),
        ([[1, 2]], ValueError, f"{rising} [[1, 2]]"),
        (5, ValueError, f"{rising} 5"),
        ((0, NAN), ValueError, "finite, got (0, nan)"),
        ((-INF, 0), ValueError, "finite, got (-inf, 0)"),
        (
            (-1e308, 1e308),
            ValueError,
            f"{rising} (-1e+308, 1e+308)",
        ),
        ("12", TypeError, "real numbers, got '12'"),
        (None, TypeError, "real numbers, got None"),
    ]:
        with pytest.raises(error, match=saying(f"xlim must be {message}")):
            as_interval("xlim", value)


def test_a_mesh_has_its_edges_and_x1_upwards():
    mesh = make_mesh((-4, 2), (-3, 9), 4)
    assert mesh.shape == (2, 4, 4)
    assert mesh[0].tolist() == [[-4, -2, 0, 2]] * 4
    assert mesh[1].T.tolist() == [[-3, 1, 5, 9]] * 4


def test_a_mesh_that_cannot_be_made_is_an_error():
    for xlim, ylim, count, message in [
        ((1, 1), (0, 1), 3, "xlim must be two numbers, the smaller first..."),
        ((0, 1), (1, 1), 3, "ylim must be two numbers, the smaller first..."),
        ((0, 1), (0, 1), 1, "count must be 2 or more, got 1"),
        ((0, 1), (0, 1), 2**45, "count must be 10000 or less, got 35184372088832"),
    ]:
        with pytest.raises(ValueError, match=saying(message)):
            make_mesh(xlim, ylim, count)


# Any value

ODD = [
    None, True, np.True_, "", "abc", "0.5", b"1", 1j, np.complex64(1), object(), int, Ellipsis, Decimal("0.5"), len,
    -0.0, 1e-300, np.float32("nan"), np.longdouble("1e400"), 10**5000, -(10**5000), Fraction(-1, 10**5000),
    np.uint64(2**64 - 1), np.timedelta64(3), np.timedelta64("NaT"), np.datetime64("2026-01-01"), [], (), {}, set(),
    {3, 4}, {"x": 1}, [None], [[1], [2, 3]], ["1", "2"], [10**5000, 1], [10**400, 1.5], [[[[[1.0]]]]], range(3),
    array.array("d", [1, 2]), memoryview(b"ab"), [-1e308, 1e308], [True, False], [np.timedelta64(1), 1], np.array(3),
    np.zeros((0, 2)), np.ones(2, complex), np.array(["a", "b"]), np.array([None, 1]), np.array([1, 2], object),
    np.array([np.timedelta64(1, "D"), 1], object), np.zeros(2, [("a", float)]), np.zeros(2, "datetime64[D]"),
    np.array(["1e400", "1"], np.longdouble), np.array([2**64 - 1, 0], np.uint64), np.arange(6.0)[::-3],
    np.ma.masked_array([1.0, 2.0], [False, True]), np.broadcast_to(1.0, (2, 2)), [0.0] * 10_000,
]  # fmt: skip
CHECKS = {
    as_real_array: lambda array: array.dtype == np.float64,
    as_finite_array: lambda array: array.dtype == np.float64 and np.isfinite(array).all(),
    as_points: lambda array: array.dtype == np.float64 and array.ndim > 0 and len(array) > 0,
    as_number: lambda number: type(number) is float and math.isfinite(number),
    as_positive: lambda number: type(number) is float and 0 < number < INF,
    as_count: lambda number: type(number) is int and 0 <= number < sys.maxsize,
    as_flag: lambda flag: type(flag) is bool,
    as_interval: lambda ends: ends[0] < ends[1] and math.isfinite(ends[1] - ends[0]),
}


def try_all_checks(value):
    for check, is_kind in CHECKS.items():
        try:
            result, message = check("name", value), None
        except (TypeError, ValueError) as error:
            message = str(error)
        if message is None:
            assert is_kind(result)
        else:
            assert message.startswith("name must ")
            assert len(message) < 300


def test_a_check_returns_its_kind_of_any_object_or_raises_an_error_that_names_it():
    for value in ODD:
        try_all_checks(value)


@settings(max_examples=60)
@given(
    st.one_of(
        st.floats(),
        st.integers(),
        st.fractions(),
        st.text(max_size=3),
        st.lists(st.floats(), max_size=3),
        hnp.arrays(
            st.one_of(hnp.scalar_dtypes(), st.just(np.dtype(object))),
            hnp.array_shapes(min_dims=0, min_side=0, max_side=3),
        ),
    )
)
def test_a_check_returns_its_kind_of_any_number_or_raises_an_error_that_names_it(value):
    try_all_checks(value)


def test_a_function_that_cannot_be_called_is_an_error():
    for value in [None, 3.0, "x**2", [1, 2], np.ones(2)]:
        with pytest.raises(TypeError, match=saying(f"f must be a function, got {value!r}")):
            check_function("f", value)


def test_a_value_in_an_error_is_abbreviated():
    assert short_repr([1.5, "a"]) == "[1.5, 'a']"
    for value in ([0.0] * 10_000, "a" * 10_000, np.zeros(10_000), 10**4000, 10**5000, [[[[[[[1]]]]]]]):
        assert len(short_repr(value)) < 100
    assert short_repr(-(10**5000)) == "an int of 16610 bits"  # too long to print for Python


def test_only_arrays_are_made_read_only():
    arrays = [np.ones(2), np.array(1.0)]
    make_read_only(*arrays, 1.0, None, np.float64(1))
    assert [array.flags.writeable for array in arrays] == [False, False]


def test_an_object_without_the_methods_is_an_error():
    check_methods("rule", "abc", ("split", "join"), "''")
    for value in (3, None, str):  # not the class itself
        with pytest.raises(
            TypeError, match=saying(f"rule must have the methods split and join, such as '', got {value!r}")
        ):
            check_methods("rule", value, ("split", "join"), "''")


def test_fields_of_a_frozen_dataclass_become_plain_values():
    @dataclass(frozen=True)
    class Settings:
        lr: float
        every: int

        def __post_init__(self):
            convert_fields(self, lr=as_positive, every=as_count)

    assert repr(Settings(np.float32(0.5), np.int8(3))).endswith("Settings(lr=0.5, every=3)")
    with pytest.raises(ValueError, match=r"^every must be"):
        Settings(1, -1)
