"""Grading: student code in one process, test cells in another, plain values in between.

`grade` takes one submission as bytes and returns what came of it. `try_submission` grades an attempt at a sheet without a
gradebook, `Grader` keeps a launcher of processes for many attempts in a row, and `checks` is what test cells check with.
``nbgrader autograde`` gets the same marks through `dltheory.grading.nbgrader`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dltheory.grading.attempts import try_file, try_submission
    from dltheory.grading.errors import GradingError
    from dltheory.grading.grader import Grader
    from dltheory.grading.limits import Limits
    from dltheory.grading.outcomes import Graded, ItemResult, Status, Verdict
    from dltheory.grading.submission import grade

_HOMES = {
    "try_file": "attempts",
    "try_submission": "attempts",
    "GradingError": "errors",
    "Grader": "grader",
    "Limits": "limits",
    "Graded": "outcomes",
    "ItemResult": "outcomes",
    "Status": "outcomes",
    "Verdict": "outcomes",
    "grade": "submission",
}

__all__ = [
    "Graded",
    "Grader",
    "GradingError",
    "ItemResult",
    "Limits",
    "Status",
    "Verdict",
    "grade",
    "try_file",
    "try_submission",
]


def __getattr__(name: str) -> Any:
    # Imported on demand: a sheet's setup cell, and the student's process, need only a small part of this package.
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
