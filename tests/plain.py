"""The chapter's program as plain loops without checks: the reference for the package's results and speed.

Written from the formulas of the chapter, independently of gdbook.
"""

import numpy as np

H = 1e-4


def derivative(f, x):
    return (f(x + H) - f(x - H)) / (2 * H)


def gradient(f, x):
    result = np.zeros_like(x)
    for i in range(x.size):
        middle = x[i]
        x[i] = middle + H
        above = f(x)
        x[i] = middle - H
        below = f(x)
        result[i] = (above - below) / (2 * H)
        x[i] = middle
    return result


def descent(f, start, lr=0.01, step_num=100):
    x = start.copy()
    for _ in range(step_num):
        x -= lr * gradient(f, x)
    return x
