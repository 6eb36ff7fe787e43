"""The images of handwritten digits."""

import hashlib

import numpy as np

from gdbook.digits import load_digits


def test_the_digits_are_those_of_their_source():
    images, labels = load_digits()
    assert (images.shape, images.dtype, labels.dtype) == ((1797, 8, 8), np.float64, np.int64)
    assert set(np.unique(images)) == set(range(17))
    # The documentation of the collection counts them by digit.
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    # The first line of optdigits.tes, a zero.
    assert images[0, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    # As scikit-learn 1.9.1 carries them.
    rows = np.column_stack([images.reshape(1797, 64), labels]).astype(np.uint8)
    assert hashlib.sha256(rows.tobytes()).hexdigest()[:16] == "68aea062d35a1277"


def test_loading_again_gives_arrays_of_ones_own():
    load_digits().images[:] = 0
    assert load_digits().images.max() == 16
