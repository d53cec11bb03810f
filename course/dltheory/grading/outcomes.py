"""What came of grading, as data: no module needs to read another one's sentences."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

# Under this type a graded test cell shows its item: its name, points, max_points, message, verdict and seconds.
ITEM_TYPE = "application/vnd.dltheory.item+json"


class Verdict(StrEnum):
    """What came of one item of a sheet."""

    PASSED = "passed"
    PART = "part"  # some of its points
    WRONG = "wrong"  # a check failed
    UNANSWERED = "unanswered"  # the stub still stands
    CELL_FAILED = "cell failed"  # the student's own cell raised, so there is nothing to test
    TIMEOUT = "timeout"  # a call, or the whole budget, took too long
    DIED = "died"  # the student's process ended
    REFUSED = "refused"  # what the student's code returned cannot cross
    RAISED = "raised"  # the student's function raised where it should not
    CRASHED = "crashed"  # the test itself raised on what it got from the student; a check should have said why
    GRADER_FAILED = "grader failed"  # the test, the examiner or the sandbox failed: nobody's fault but ours


class Status(StrEnum):
    """What came of a whole submission."""

    GRADED = "graded"
    STOPPED = "stopped"  # graded, but something had to be stopped on the way: a person should look
    REFUSED = "refused"  # not a notebook of this sheet, or unsafe to open; nothing of it was run
    FAILED = "failed"  # grading itself failed; never a 0


@dataclass(frozen=True)
class ItemResult:
    """What one item of a sheet earned.

    Parameters
    ----------
    item : str
        The grade_id of the test cell.
    points, max_points : float
        Earned, and to be earned.
    message : str
        Why not more, or what else the student should know; empty if there is nothing to say.
    verdict : Verdict
        The same for programs.
    seconds : float
        Wall time of the test cell, calls of the student's functions included; no difference between two results.
    """

    item: str
    points: float
    max_points: float
    message: str
    verdict: Verdict = Verdict.PASSED
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Graded:
    """What came of one submission.

    Parameters
    ----------
    status : Status
    reason : str
        One sentence for the person who looks, empty when nobody needs to.
    items : tuple of ItemResult
        In the order of the sheet; empty unless graded.
    outputs : dict of int to list
        What each code cell of the submitted notebook shows, by its position there: outputs in notebook form, safe and capped;
        those of a test cell are such that nbgrader reads exactly these points from them.
    seconds, cpu : float
        Wall time of the whole, and the processor's time of the student's processes.
    restarts : int
        How often the student's process had to be started again.
    memory : int
        The largest memory of the student's processes together, in bytes; 0 where it was not measured.
    """

    status: Status
    reason: str = ""
    items: tuple[ItemResult, ...] = ()
    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0
    restarts: int = 0
    memory: int = 0

    @property
    def points(self) -> float:
        """All points of the automatic items."""
        return sum(item.points for item in self.items)

    def to_json(self) -> str:
        """Return all of it as JSON text."""
        return json.dumps(asdict(self), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what `to_json` wrote."""
        data = json.loads(text)
        items = tuple(ItemResult(**{**item, "verdict": Verdict(item["verdict"])}) for item in data.pop("items"))
        outputs = {int(number): cell for number, cell in data.pop("outputs").items()}
        return cls(**{**data, "status": Status(data["status"]), "items": items, "outputs": outputs})
