"""Grading: student code in one process, test cells in another, plain values in between.

`try_submission` grades an attempt at a sheet without a gradebook, `Grader` keeps the processes for many attempts in a
row, and `checks` is what test cells check with. ``nbgrader autograde`` gets the same marks through
`dltheory.grading.nbgrader`.

The two processes keep tests and marks apart from student code. They are no sandbox: student code runs with the rights
of whoever grades, so grade strangers' work in a container or under an account of its own.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dltheory.grading.attempts import try_file, try_submission
    from dltheory.grading.errors import GradingError
    from dltheory.grading.run import Grader, ItemResult, Limits, grade_notebook

_HOMES = {
    "try_file": "attempts",
    "try_submission": "attempts",
    "GradingError": "errors",
    "Grader": "run",
    "ItemResult": "run",
    "Limits": "run",
    "grade_notebook": "run",
}

__all__ = ["Grader", "GradingError", "ItemResult", "Limits", "grade_notebook", "try_file", "try_submission"]


def __getattr__(name: str) -> Any:
    # Imported on demand: a sheet's setup cell, and the student kernel, need only a small part of this package.
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
