"""What the network on the page of networks learns from, for the browser: one small file, loaded when it is needed."""

import zlib
from functools import lru_cache

import numpy as np
from gdbook.digits import load_digits

USED = 1297  # images: those of the training and of the validation; the test stays with Python
PARAMETERS = 2410


@lru_cache(1)
def sample() -> bytes:
    """Random numbers and images, little endian and compressed: what the page's Python begins with.

    They are the normal numbers from which the weights are made, in float64; the state of the generator that shuffles
    the batches, as four halves of 64 bits; the labels, and the images in the page's order, a byte each.
    """
    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.labels))[:USED]
    normal = np.random.default_rng(0).standard_normal(PARAMETERS)
    state = np.random.PCG64(0).state["state"]
    halves = [state[name] >> shift & (1 << 64) - 1 for name in ("state", "inc") for shift in (64, 0)]
    parts = (
        normal.astype("<f8"),
        np.array(halves, "<u8"),
        digits.labels[order].astype(np.uint8),
        digits.images[order].astype(np.uint8),
    )
    return zlib.compress(b"".join(part.tobytes() for part in parts), 9)
