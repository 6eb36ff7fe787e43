"""gdbook: numerical gradients, gradient descent, optimizers and landscapes, as the book chapter teaches them.

What the chapter uses is here; the rest is in its module: `basins`, `digits`, `figures`, `linesearch`, `rates`,
`schedules`, `search`, `spaces`, `stationary`, `status`.
"""

from importlib import import_module
from typing import Any

from gdbook.descent import Step, Trace, descend, gradient_descent, iterate
from gdbook.numdiff import numerical_diff, numerical_gradient, numerical_hessian
from gdbook.rules import RULES, AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp, Rule
from gdbook.stationary import classify
from gdbook.surfaces import (
    SURFACES,
    Surface,
    bowl,
    double_well,
    himmelblau,
    monkey_saddle,
    plateau,
    ravine,
    rosenbrock,
    saddle,
)

__version__ = "0.1.0"

__all__ = [
    "RULES", "SURFACES", "AdaGrad", "Adam", "GradientDescent", "Momentum", "Nesterov", "RMSProp", "Rule", "Step",
    "Surface", "Trace", "bowl", "classify", "descend", "double_well", "gradient_descent", "himmelblau", "iterate",
    "monkey_saddle", "numerical_diff", "numerical_gradient", "numerical_hessian", "plateau", "ravine", "rosenbrock",
    "saddle",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a module when it is first used, so that the mathematics does not load matplotlib."""
    if name in {"basins", "digits", "figures", "linesearch", "rates", "schedules", "search", "spaces"}:
        return import_module(f"gdbook.{name}")
    raise AttributeError(f"module 'gdbook' has no attribute {name!r}")
