"""What is read of a gradebook, as plain data: a sheet, a class on it, and what grading has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dltheory.grading.intake import digest_of
from dltheory.grading.sheets import Sheet


@dataclass(frozen=True)
class Change:
    """An item whose automatic points are others than before, and why; None stands for no such item."""

    item: str
    before: float | None
    after: float | None
    why: str = ""


@dataclass(frozen=True)
class NotebookRecord:
    """What the gradebook knows of one notebook of a sheet.

    Parameters
    ----------
    name : str
    cells : dict of str to NotebookNode
        The cells that ``nbgrader generate_assignment`` saved, hidden tests included, by name and in their order.
    kernelspec : dict or None
    saved : dict of str to SimpleNamespace
        The same cells as rows of the database.
    grade_ids, comment_ids : dict of str to str
        The ids of the rows that grades and comments belong to, by the cell's name.
    """

    name: str
    cells: dict[str, NotebookNode]
    kernelspec: dict[str, Any] | None
    saved: dict[str, SimpleNamespace]
    grade_ids: dict[str, str]
    comment_ids: dict[str, str]


@dataclass(frozen=True)
class SheetRecord:
    """What the gradebook and the folder source/ know of one sheet.

    Parameters
    ----------
    name : str
    notebooks : dict of str to NotebookRecord
    files : dict of str to bytes
        What stands beside it, by relative name, and replaces students' files of these names.
    others : dict of str to bytes
        What does not, by ``c.Autograde.exclude_overwriting``: only the sheet's own cells read it.
    """

    name: str
    notebooks: dict[str, NotebookRecord]
    files: dict[str, bytes] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)

    def sheet(self, notebook: str) -> Sheet:
        """Return one of its notebooks as the grader takes it."""
        cells = new_notebook(cells=list(self.notebooks[notebook].cells.values()))
        return Sheet.from_notebook(cells, notebook, self.files | self.others)

    @property
    def digest(self) -> str:
        """A digest of everything that scores depend on."""
        cells = json.dumps({name: record.cells for name, record in self.notebooks.items()}, sort_keys=True)
        return digest_of(self.name, cells, *self.files, *self.files.values(), *self.others, *self.others.values())

    def key(self, notebook: str, cell: str) -> str:
        """Return what to call a cell: its name, with the notebook's before it where two have the same."""
        alone = sum(cell in record.cells for record in self.notebooks.values()) < 2
        return cell if alone else f"{notebook}/{cell}"


@dataclass(frozen=True)
class ItemRow:
    """A cell that is worth points; its key is its name, with the notebook's before it where two have the same."""

    key: str
    notebook: str
    cell: str
    max_points: float
    by_hand: bool


@dataclass(frozen=True)
class SubmissionRow:
    """What the gradebook has of one submission.

    Parameters
    ----------
    points : dict of str to float
        The points of what is graded, by key; a person's where there are some, extra credit included. Their sum is what
        formgrader shows as the score.
    waiting : frozenset of str
        The keys of what a person has to grade, or to look at again since it was run once more.
    score, penalty : float
        What counts in the end, as ``nbgrader export`` writes it, and what was taken off for being late.
    seconds_late : float
    penalty_now : float
        What the course's rule would take off today: points given since grading may have changed it.
    """

    points: dict[str, float]
    waiting: frozenset[str]
    score: float
    penalty: float
    seconds_late: float
    penalty_now: float


@dataclass(frozen=True)
class Person:
    """Who a student is, as far as the gradebook knows."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Standings:
    """A class on one sheet: items in the order of the sheet, people by id, submissions by student."""

    sheet: str
    items: tuple[ItemRow, ...]
    cells: dict[str, set[str]]
    people: dict[str, Person]
    submissions: dict[str, SubmissionRow]


def cells_of(entry: Any) -> dict[str, NotebookNode]:
    """Return the cells of a notebook of the gradebook by name, in their order."""
    points = {cell.name: float(cell.max_score) for cell in [*entry.grade_cells, *entry.task_cells]}
    grades, solutions, tasks = (
        {cell.name for cell in cells} for cells in (entry.grade_cells, entry.solution_cells, entry.task_cells)
    )
    cells = {}
    for saved in entry.source_cells:
        meta = {
            "schema_version": 3,
            "grade_id": saved.name,
            "cell_type": saved.cell_type,
            "checksum": saved.checksum,
            "grade": saved.name in grades,
            "solution": saved.name in solutions,
            "task": saved.name in tasks,
            "locked": saved.locked,
        }
        if saved.name in points:
            meta["points"] = points[saved.name]
        make: Callable[..., NotebookNode] = new_code_cell if saved.cell_type == "code" else new_markdown_cell
        # A fixed id: the same submission gives the same notebook each time.
        cells[saved.name] = make(saved.source, id=digest_of(saved.name)[:8], metadata={"nbgrader": meta})
    return cells
