"""Helpers of the tests of errors: functions with a fixed value, and patterns for messages."""

import re
from collections.abc import Callable
from typing import Any


def returning(value: Any) -> Callable[[Any], Any]:
    return lambda x: value


def saying(message: str) -> str:
    """A pattern for the whole message, or for its beginning if it ends with three dots."""
    beginning = message.removesuffix("...")
    return f"^{re.escape(beginning)}" + ("$" if beginning == message else "")
