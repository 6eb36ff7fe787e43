"""gdbook: numerical gradients, gradient descent, optimizers and landscapes, as the book chapter teaches them."""

__version__ = "0.1.0"

from gdbook.basins import Basins, basin_map
from gdbook.descent import Step, Trace, descend, gradient_descent, iterate
from gdbook.linesearch import Backtracking, ExactLineSearch, Newton
from gdbook.numdiff import numerical_diff, numerical_gradient, numerical_hessian
from gdbook.rates import best_gradient_descent, best_momentum, max_learning_rate, measured_rate, predicted_rate
from gdbook.rules import AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp, Rule
from gdbook.schedules import Cosine, ExponentialDecay, StepDecay, WarmUp
from gdbook.search import FinalLoss, Search, Trial, grid_search, random_search, sweep
from gdbook.spaces import Choice, Linear, Log, Space
from gdbook.stationary import StationaryPoint, classify
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

__all__ = [
    "SURFACES",
    "AdaGrad",
    "Adam",
    "Backtracking",
    "Basins",
    "Choice",
    "Cosine",
    "ExactLineSearch",
    "ExponentialDecay",
    "FinalLoss",
    "GradientDescent",
    "Linear",
    "Log",
    "Momentum",
    "Nesterov",
    "Newton",
    "RMSProp",
    "Rule",
    "Search",
    "Space",
    "StationaryPoint",
    "Step",
    "StepDecay",
    "Surface",
    "Trace",
    "Trial",
    "WarmUp",
    "basin_map",
    "best_gradient_descent",
    "best_momentum",
    "bowl",
    "classify",
    "descend",
    "double_well",
    "gradient_descent",
    "grid_search",
    "himmelblau",
    "iterate",
    "max_learning_rate",
    "measured_rate",
    "monkey_saddle",
    "numerical_diff",
    "numerical_gradient",
    "numerical_hessian",
    "plateau",
    "predicted_rate",
    "random_search",
    "ravine",
    "rosenbrock",
    "saddle",
    "sweep",
]
