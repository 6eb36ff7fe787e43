"""Random smooth functions against closed forms and SciPy, and random settings against loops written from the papers.

A random function is a sum of products of one sine, exponential or power for each component, so that its value, its
gradient and its Hessian are known. Each reference works on one component after the other, on Python floats.
"""

import math
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import differentiate, optimize

from gdbook import RULES, descend, numerical_diff, numerical_gradient, numerical_hessian
from gdbook.linesearch import Backtracking, ExactLineSearch, Newton
from gdbook.schedules import Cosine, ExponentialDecay, StepDecay, WarmUp

EPS = float(np.finfo(np.float64).eps)
REACH = 1.001  # |x| is at most 1, and no step longer than 2 eps^(1/4) = 2.5e-4

# Random smooth functions


class Factor(NamedTuple):
    """sin(a t), exp(a t) or t^a, with |a| <= 2 and, for a power, a in {0, 1, 2, 3}."""

    kind: str
    a: float

    def derivative(self, order: int, t: Any) -> Any:
        if self.kind == "sin":
            return self.a**order * np.sin(self.a * t + order * np.pi / 2)
        if self.kind == "exp":
            return self.a**order * np.exp(self.a * t)
        return math.perm(int(self.a), order) * t ** max(int(self.a) - order, 0)

    def bound(self, order: int) -> float:
        """Of the size of that derivative, on |t| <= REACH."""
        if self.kind == "sin":
            return abs(self.a) ** order
        return float(Factor(self.kind, abs(self.a)).derivative(order, REACH))


class Smooth(NamedTuple):
    """The sum of c p_0(x_0) p_1(x_1) ... over its terms."""

    terms: list[tuple[float, list[Factor]]]

    def partial(self, orders: tuple[int, ...], x: Any) -> Any:
        """The derivative of these orders along each component."""
        return sum(
            c * math.prod(factor.derivative(order, t) for factor, order, t in zip(factors, orders, x, strict=True))
            for c, factors in self.terms
        )

    def bound(self, *orders: int) -> float:
        """Of the size of that derivative, where every component is at most REACH."""
        return sum(
            abs(c) * math.prod(factor.bound(order) for factor, order in zip(factors, orders, strict=True))
            for c, factors in self.terms
        )

    def __call__(self, x: Any) -> Any:
        return self.partial((0,) * len(x), x)

    def gradient(self, x: Any) -> Any:
        return np.array([self.partial(tuple(row), x) for row in np.eye(len(x), dtype=int)])

    def hessian(self, x: Any) -> Any:
        unit = np.eye(len(x), dtype=int)
        return np.array([[self.partial(tuple(one + other), x) for other in unit] for one in unit])


eighths = st.integers(-16, 16).map(lambda number: number / 8)  # so that nothing vanishes below the smallest double
factors = st.one_of(
    st.builds(Factor, st.sampled_from(["sin", "exp"]), eighths),
    st.builds(Factor, st.just("power"), st.integers(0, 3)),
)


@st.composite
def smooth_functions(draw: Any, n: int) -> Smooth:
    term = st.tuples(eighths, st.lists(factors, min_size=n, max_size=n))
    return Smooth(draw(st.lists(term, min_size=1, max_size=3)))


near_home = st.floats(-1, 1)


def rounding(f: Smooth, n: int) -> float:
    """Of one value of f: about 20 operations, among them exp, whose argument is rounded too."""
    return 20 * EPS * f.bound(*[0] * n)


@settings(max_examples=50)
@given(data=st.data(), n=st.integers(1, 3))
def test_the_gradient_of_a_random_smooth_function_is_its_closed_form_and_scipys(data, n):
    f, x = data.draw(smooth_functions(n)), data.draw(hnp.arrays(np.float64, n, elements=near_home))
    exact, scipys = f.gradient(x), optimize.approx_fprime(x, f, EPS**0.5)
    for i, along in enumerate(np.eye(n, dtype=int)):
        for h, step in [(1e-4, 1e-4), (None, EPS ** (1 / 3))]:  # h^2 f_iii/6, and the rounding of two values over 2h
            close = step**2 * f.bound(*3 * along) / 6 + rounding(f, n) / step
            assert numerical_gradient(f, x, h)[i] == pytest.approx(exact[i], rel=0, abs=close)
        # scipy's is one-sided: h f_ii/2, and the rounding of two values over h
        loose = EPS**0.5 * f.bound(*2 * along) / 2 + 2 * rounding(f, n) / EPS**0.5
        assert numerical_gradient(f, x, None)[i] == pytest.approx(scipys[i], rel=0, abs=close + loose)


@settings(max_examples=50)
@given(data=st.data(), n=st.integers(1, 3))
def test_the_hessian_of_a_random_smooth_function_is_its_closed_form(data, n):
    f, x = data.draw(smooth_functions(n)), data.draw(hnp.arrays(np.float64, (n, 2), elements=near_home))
    step, unit = EPS ** (1 / 4), np.eye(n, dtype=int)
    found, exact = numerical_hessian(f, x), f.hessian(x)
    for i, j in np.ndindex(n, n):
        # On the diagonal h^2 f_iiii/12, beside it h^2 (f_iiij + f_ijjj)/6; four values, rounded, over h^2.
        fourth = f.bound(*(3 * unit[i] + unit[j])) + f.bound(*(unit[i] + 3 * unit[j]))
        close = step**2 * fourth / 6 + 4 * rounding(f, n) / step**2
        np.testing.assert_allclose(found[i, j], exact[i, j], rtol=0, atol=close)


@settings(max_examples=50)
@given(data=st.data())
def test_the_derivative_of_a_random_smooth_function_is_its_closed_form_and_scipys(data):
    f, t = data.draw(smooth_functions(1)), data.draw(hnp.arrays(np.float64, 3, elements=near_home))
    found = numerical_diff(lambda t: f([t]) + 0 * t, t)
    close = 1e-8 * f.bound(3) / 6 + rounding(f, 1) / 1e-4
    np.testing.assert_allclose(found, f.partial((1,), [t]), rtol=0, atol=close)
    # scipy starts at a step of 1/2 and stops once its estimate of the error is below eps^(1/2) of the result.
    scipys = differentiate.derivative(lambda t: f([t]) + 0 * t, t)
    np.testing.assert_allclose(found, scipys.df, rtol=0, atol=(close + 10 * scipys.error).max())


# Rules, from their papers: x and what is remembered are floats, g is the gradient of this step, t = 1, 2, ...


def cauchy(x, m, g, t, lr):
    return x - lr * g, m


def polyak(x, m, g, t, lr, beta, lr_inside):
    """x_{k+1} = x_k - lr g + beta (x_k - x_{k-1}), equation 9. Outside, as in PyTorch's SGD: b <- beta b + g,
    x <- x - lr b.
    """
    if not lr_inside:
        b = beta * m.get("b", 0.0) + g
        return x - lr * b, {"b": b}
    before = m.get("x", x)
    return x - lr * g + beta * (x - before), {"x": x}


def nesterov(x, m, g, t, lr, beta, lr_inside):
    """Equation 7 of Bengio and others: x_t = x_{t-1} + beta^2 v_{t-1} - (1 + beta) lr g, v_t = beta v_{t-1} - lr g.
    Outside, as in PyTorch's SGD: b <- beta b + g, x <- x - lr (g + beta b).
    """
    if not lr_inside:
        b = beta * m.get("b", 0.0) + g
        return x - lr * (g + beta * b), {"b": b}
    v = m.get("v", 0.0)
    return x + beta * beta * v - (1 + beta) * lr * g, {"v": beta * v - lr * g}


def duchi(x, m, g, t, lr, eps):
    past = [*m.get("g", []), g]
    return x - lr * g / (math.sqrt(math.fsum(one * one for one in past)) + eps), {"g": past}


def hinton(x, m, g, t, lr, beta, eps):
    mean = beta * m.get("mean", 0.0) + (1 - beta) * g**2
    return x - lr * g / (math.sqrt(mean) + eps), {"mean": mean}


def kingma(x, m, g, t, lr, beta1, beta2, eps):
    """Algorithm 1, with the powers of beta that it is printed with."""
    first = beta1 * m.get("first", 0.0) + (1 - beta1) * g
    second = beta2 * m.get("second", 0.0) + (1 - beta2) * g**2
    corrected = math.sqrt(second / (1 - beta2**t)) + eps
    return x - lr * (first / (1 - beta1**t)) / corrected, {"first": first, "second": second}


# Schedules, counted step by step.


def dropped(k, lr, every, factor):
    for step in range(1, k + 1):
        lr = lr * factor if step % every == 0 else lr
    return lr


def decayed(k, lr, factor):
    for _ in range(k):
        lr *= factor
    return lr


def half_a_wave(k, lr, step_num, last):
    """Equation 5 of Loshchilov and Hutter, within its first cycle."""
    return last + 0.5 * (lr - last) * (1 + math.cos(math.pi * k / step_num)) if k < step_num else last


def warmed(k, lr, step_num):
    return lr * (k + 1) / step_num if k + 1 < step_num else lr


rates, lengths, left = st.floats(1e-4, 1), st.integers(1, 12), st.floats(0.1, 1)
shares = st.floats(0, 0.99)
OPTIONS = {
    "lr_inside": st.booleans(),
    "eps": st.floats(1e-8, 1e-2),
    **dict.fromkeys(("beta", "beta1", "beta2"), shares),
}
PAPERS = {
    "GradientDescent": cauchy,
    "Momentum": polyak,
    "Nesterov": nesterov,
    "AdaGrad": duchi,
    "RMSProp": hinton,
    "Adam": kingma,
}
SCHEDULES = [
    (StepDecay, dropped, {"lr": rates, "every": lengths, "factor": left}),
    (ExponentialDecay, decayed, {"lr": rates, "factor": left}),
    (Cosine, half_a_wave, {"lr": st.floats(0.5, 1), "step_num": lengths, "last": st.floats(0, 0.5)}),
    (WarmUp, warmed, {"lr": rates, "step_num": lengths}),
]
vectors = hnp.arrays(np.float64, st.tuples(st.integers(1, 12), st.just(2)), elements=st.integers(-8, 8).map(float))


@pytest.mark.parametrize("name", RULES)
@given(data=st.data(), gradients=vectors, schedule=st.sampled_from(SCHEDULES))
def test_a_rule_with_a_schedule_steps_as_the_formulas_of_the_papers_do(name, data, gradients, schedule):
    assert name in PAPERS, "write the algorithm as its paper has it, and add it to PAPERS"
    kind, paper = RULES[name], PAPERS[name]
    plan, by_hand, settings = schedule
    chosen = {field.name: data.draw(OPTIONS[field.name]) for field in fields(kind) if field.name != "lr"}
    rate = data.draw(st.fixed_dictionaries(settings))
    following = iter([*gradients, gradients[-1]])
    trace = descend(
        lambda x: 0.0, [0.0, 0.0], kind(lr=plan(**rate), **chosen), len(gradients), grad=lambda x: next(following)
    )
    for i in (0, 1):
        x, memory, path = 0.0, {}, [0.0]
        for k, g in enumerate(gradients[:, i].tolist()):
            x, memory = paper(x, memory, g, k + 1, by_hand(k, **rate), **chosen)
            path.append(x)
        # A few roundings in each of 12 steps; 1 - 0.99, the smallest divisor of Adam's means, costs two digits more.
        farthest = max(1.0, *map(abs, path))
        np.testing.assert_allclose(trace.x[:, i], path, rtol=0, atol=1e-11 * farthest)


# Line searches on random quadratics x'Ax/2 - b'x, written out for two components.


@settings(max_examples=50)
@given(data=st.data(), turn=st.floats(0, math.pi), low=st.floats(0.1, 1), high=st.floats(1, 10))
def test_line_searches_and_newton_step_on_a_random_quadratic_as_their_formulas_do(data, turn, low, high):
    c, s = math.cos(turn), math.sin(turn)
    a, b, d = low * c * c + high * s * s, (low - high) * c * s, low * s * s + high * c * c
    start = data.draw(st.tuples(st.floats(-4, 4), st.floats(-4, 4)))
    lr, shrink, slope = data.draw(st.tuples(st.floats(0.1, 4), st.floats(0.2, 0.8), st.floats(1e-4, 0.4)))

    def f(x):
        return (a * x[0] * x[0] + 2 * b * x[0] * x[1] + d * x[1] * x[1]) / 2

    def grad(x):
        return np.array([a * x[0] + b * x[1], b * x[0] + d * x[1]])

    x0, x1 = start
    g0, g1 = a * x0 + b * x1, b * x0 + d * x1
    steepness = g0 * g0 + g1 * g1
    if steepness < 1e-6:
        return
    exact = steepness / (a * g0 * g0 + 2 * b * g0 * g1 + d * g1 * g1)  # g'g / g'Ag
    for known, close in [(grad, 1e-9), (None, 1e-3)]:  # along the line the slope is known to 1e-10, or by differences
        step = descend(f, start, ExactLineSearch(f, lr=lr, grad=known), 1, grad=grad).x[1]
        np.testing.assert_allclose(step, [x0 - exact * g0, x1 - exact * g1], atol=close)
    for known, close in [(lambda x: np.array([[a, b], [b, d]]), 1e-11), (None, 1e-3)]:
        np.testing.assert_allclose(descend(f, start, Newton(f, known), 1, grad=grad).x[1], [0, 0], atol=close)
    # f(x - t g) = f - t g'g + t^2 g'Ag / 2 falls by slope t g'g exactly if t <= 2 (1 - slope) g'g / g'Ag.
    length, longest = lr, 2 * (1 - slope) * exact
    while length > longest:
        length *= shrink
    if min(abs(lr * shrink**i / longest - 1) for i in range(40)) > 1e-6:  # not on the border, where rounding decides
        walked = descend(f, start, Backtracking(f, lr, shrink, slope), 1, grad=grad).x[1]
        np.testing.assert_allclose(walked, [x0 - length * g0, x1 - length * g1], rtol=1e-12, atol=1e-12)
