"""Handwritten digits to learn from."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Digits(NamedTuple):
    """Images of handwritten digits, and the digits that they show."""

    images: NDArray[np.float64]  # (1797, 8, 8), ink from 0 to 16
    labels: NDArray[np.int64]  # (1797,), from 0 to 9


def load_digits() -> Digits:
    """1,797 images of handwritten digits by 13 people, in the order of their source.

    Returns:
        The Digits, newly read.

    Example:
        >>> load_digits().images.shape
        (1797, 8, 8)

    Source: Alpaydin and Kaynak, UCI Machine Learning Repository, 1998, doi:10.24432/C50P49, optdigits.tes, CC BY 4.0.
    """
    table = np.loadtxt(Path(__file__).with_name("digits.csv.gz"), delimiter=",")
    return Digits(table[:, :64].reshape(-1, 8, 8), table[:, 64].astype(np.int64))
