"""What has changed since a submission was graded: the student's work, or the sheet.

The folder in ``autograded/`` holds both as they were, whoever graded: `dltheory grade`, or plain nbgrader, which skips what it
has graded once when no newer time stamp says that the work was replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from dltheory.grading.gradebook import ClassGradebook
from dltheory.grading.intake import Submission
from dltheory.grading.outcomes import ITEM_TYPE
from dltheory.grading.records import Change, SheetRecord
from dltheory.grading.sheets import RESTORED, grade_id_of, without_hidden_tests

STAMP = "timestamp.txt"


@dataclass(frozen=True)
class Earlier:
    """A submission as it was graded before.

    Parameters
    ----------
    notebooks : dict of str to NotebookNode
    files : dict of str to bytes
        What lay beside them, by relative name.
    """

    notebooks: dict[str, NotebookNode]
    files: dict[str, bytes]

    def work_changed(self, prepared: Mapping[str, NotebookNode], submission: Submission, record: SheetRecord) -> bool:
        """Whether other work was handed in since: other answers, cells of the student's own, or files.

        Parameters
        ----------
        prepared : mapping of str to NotebookNode
            What `ClassGradebook.prepare` made of the submission.
        submission : Submission
        record : SheetRecord
        """
        if not self.notebooks:
            return False
        if prepared.keys() != self.notebooks.keys():
            return True
        for name, notebook in prepared.items():
            back = {grade_id_of(cell) for cell in notebook.cells if RESTORED in cell.metadata} - {None}
            old, known = self.notebooks[name], record.notebooks[name].cells
            # A cell that the sheet has no longer counts as the student's own now.
            gone = [cell.source for cell in old.cells if _is_sheets(cell) and grade_id_of(cell) not in known]
            released = {*gone, *map(without_hidden_tests, gone)}
            now = [cell for cell in _work(notebook, back) if cell[1] not in released]
            if now != [cell for cell in _work(old, back) if cell[1] not in released]:
                return True
        sheets_own = {*record.files, STAMP}
        return any(name not in sheets_own and self.files.get(name) != data for name, data in submission.files.items())

    def sheet_changes(self, record: SheetRecord) -> dict[str, str]:
        """Return which cells and files of the sheet are others since, by name, and in which way."""
        changes = {}
        for name, known in record.notebooks.items():
            if name not in self.notebooks:
                continue
            before = {grade_id_of(cell): cell for cell in self.notebooks[name].cells}
            for cell_name, cell in known.cells.items():
                key, old = record.key(name, cell_name), before.pop(cell_name, None)
                if old is None:
                    changes[key] = "is new"
                elif _points(cell) != _points(old):
                    changes[key] = f"is worth {_points(cell):g} points, and was worth {_points(old):g}"
                elif _is_sheets(cell) and cell.source != old.source:
                    changes[key] = "has changed"
            gone = [cell_name for cell_name in before if cell_name is not None]
            changes |= {_key(record, name, cell_name): "is no longer there" for cell_name in gone}
        if self.notebooks:
            changed = {name: data for name, data in record.files.items() if self.files.get(name) != data}
            changes |= dict.fromkeys(changed, "has changed")
        return changes

    def items(self, record: SheetRecord) -> dict[str, float]:
        """Return the points of the automatic items, by name."""
        return {
            _key(record, name, str(grade_id_of(cell))): float(item["points"])
            for name, notebook in self.notebooks.items()
            for cell in notebook.cells
            for output in cell.get("outputs", ())
            if isinstance(item := output.get("data", {}).get(ITEM_TYPE), dict)
        }


def earlier(book: ClassGradebook, student: str, record: SheetRecord) -> Earlier:
    """Return a submission as it was graded before, empty if it was not."""
    folder = book.folder("autograded", student, record.name)
    notebooks: dict[str, NotebookNode] = {}
    for name in record.notebooks:
        try:
            notebooks[name] = nbformat.read(folder / f"{name}.ipynb", as_version=4)
        except Exception:  # it is not there, or nobody can read it: then there is nothing to compare with
            continue
    return Earlier(notebooks, _files(folder) if notebooks else {})


def since_graded(book: ClassGradebook, record: SheetRecord, submission: Submission) -> bool:
    """Whether other work was handed in since a submission was graded."""
    return earlier(book, submission.student, record).work_changed(book.prepare(submission, record), submission, record)


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def explained(
    changes: Iterable[Change],
    before: Earlier,
    record: SheetRecord,
    since: Mapping[str, str],
    after: Mapping[str, float],
    work_changed: bool,
) -> list[Change]:
    """Return whose points have changed, each with a reason, those of items that are new or gone too.

    Parameters
    ----------
    changes : iterable of Change
        What `ClassGradebook.save` returned.
    before : Earlier
    record : SheetRecord
    since : mapping of str to str
        What `Earlier.sheet_changes` returned.
    after : mapping of str to float
        The points of the automatic items now.
    work_changed : bool
    """
    others = [name for name, what in since.items() if what == "has changed" and name not in after]
    found = []
    for change in changes:
        if change.item in since:
            why = f"{change.item} {since[change.item]}"
        elif work_changed:
            why = "other work was handed in"
        elif others:
            why = f"{', '.join(others)} of the sheet changed"
        else:
            why = "it was graded with another version, or other settings"
        found.append(Change(change.item, change.before, change.after, why))
    reported, old = {change.item for change in found}, before.items(record)
    for name, what in since.items():
        if what == "is new" and name in after and name not in reported:
            found.append(Change(name, None, after[name], f"{name} is new"))
        elif what == "is no longer there" and name in old:
            found.append(Change(name, old[name], None, f"{name} is no longer there"))
    return found


def _key(record: SheetRecord, notebook: str, cell: str) -> str:
    """Return what to call a cell that may be gone: not as one is called that is there."""
    if cell in record.notebooks[notebook].cells:
        return record.key(notebook, cell)
    return f"{notebook}/{cell}" if any(cell in known.cells for known in record.notebooks.values()) else cell


def _meta(cell: NotebookNode) -> dict[str, Any]:
    meta = cell.metadata.get("nbgrader")
    return meta if isinstance(meta, dict) else {}


def _points(cell: NotebookNode) -> float:
    return float(_meta(cell).get("points") or 0)


def _is_sheets(cell: NotebookNode) -> bool:
    """Whether grading takes the cell's source from the sheet, whatever was handed in."""
    meta = _meta(cell)
    return bool(meta.get("locked") or meta.get("grade")) and not meta.get("solution")


def _work(notebook: NotebookNode, besides: set[str | None]) -> list[tuple[str, str]]:
    """Return kind and source of the cells that are the student's, those with these names left out."""
    cells = (cell for cell in notebook.cells if not _is_sheets(cell) and grade_id_of(cell) not in besides)
    return [(cell.cell_type, cell.source) for cell in cells]
