"""Settings that every test shares."""

import matplotlib
from hypothesis import settings

matplotlib.use("Agg")  # no window, on any machine

# The same examples on every machine and every day, and no deadline: a slow day is not a wrong answer.
settings.register_profile("gdbook", deadline=None, derandomize=True, database=None)
settings.load_profile("gdbook")
