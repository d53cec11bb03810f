"""The gradebook: what nbgrader's `autograde` does around the running of cells, with one database session for a class.

The preprocessors that ``nbgrader_config.py`` names run too, in their order and with their settings (`stages.Stage`); in place of
those that open the database stand steps that use what was read once, or the session that is open anyway. So scores, comments,
late penalties and the notebooks in ``autograded/`` are those of plain ``nbgrader autograde``, and what a person has written
(manual points, extra credit, comments) is left alone. A submission's scores are written in one transaction.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any, Self

import nbformat
from nbformat import NotebookNode

from dltheory.grading.errors import GradingError
from dltheory.grading.intake import Submission, digest_of
from dltheory.grading.outcomes import Graded
from dltheory.grading.records import (
    Change,
    ItemRow,
    NotebookRecord,
    Person,
    SheetRecord,
    Standings,
    SubmissionRow,
    cells_of,
)
from dltheory.grading.settings import class_named, course_config
from dltheory.grading.sheets import own_files
from dltheory.grading.stages import Stage

_ATTEMPTS = 5  # at a transaction that another writer got in the way of


class ClassGradebook:
    """The gradebook of a course folder, and the folders beside it.

    Parameters
    ----------
    root : Path
        The course folder, with nbgrader_config.py.
    url : str, optional
        Another database than the configured one, such as ``postgresql+psycopg://user@host/name``.
    """

    def __init__(self, root: Path, url: str | None = None) -> None:
        from nbgrader.api import Gradebook
        from nbgrader.converters import Autograde
        from nbgrader.coursedir import CourseDirectory

        config = course_config(root)
        if url is not None:
            config.CourseDirectory.db_url = url
        self.coursedir = CourseDirectory(config=config)
        self.url: str = self.coursedir.db_url
        if self.url.startswith("sqlite:///") and not Path(self.url.removeprefix("sqlite:///")).is_file():
            raise GradingError("there is no gradebook yet; run: nbgrader generate_assignment SHEET")
        self.autograde = Autograde(coursedir=self.coursedir, config=config)
        self.checked: set[str] = set()
        try:
            self.book = Gradebook(_patient(self.url), self.coursedir.course_id)
        except Exception as error:  # whatever SQLAlchemy and the driver raise
            raise GradingError(f"the gradebook cannot be opened: {_first_line(error)}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.book.close()

    @property
    def identity(self) -> str:
        """Which database this is, without what a password may stand in."""
        return digest_of(self.url)

    def folder(self, step: str, student: str, sheet: str) -> Path:
        """Return the folder of a submission in ``submitted`` or ``autograded``."""
        name = getattr(self.coursedir, f"{step}_directory")
        return Path(self.coursedir.format_path(name, student, sheet))

    # --- the sheet ---

    def sheet(self, name: str) -> SheetRecord:
        """Return a sheet as ``nbgrader generate_assignment`` saved it.

        Raises
        ------
        GradingError
            If the gradebook has no such sheet.
        """
        from nbgrader.api import MissingEntry

        try:
            assignment = self.book.find_assignment(name)
        except MissingEntry:
            known = ", ".join(sorted(a.name for a in self.book.assignments)) or "none"
            raise GradingError(
                f"the gradebook has no sheet {name!r}, only: {known}; run: nbgrader generate_assignment {name}"
            ) from None
        notebooks = {}
        for entry in sorted(assignment.notebooks, key=lambda entry: str(entry.name)):
            graded, commented = [*entry.grade_cells, *entry.task_cells], [*entry.solution_cells, *entry.task_cells]
            columns = ("name", "cell_type", "locked", "source", "checksum")
            worth = {cell.name: cell.max_score for cell in graded}
            saved = {
                cell.name: SimpleNamespace(**{c: getattr(cell, c) for c in columns}, max_score=worth.get(cell.name))
                for cell in entry.source_cells
            }
            notebooks[entry.name] = NotebookRecord(
                entry.name,
                cells_of(entry),
                json.loads(entry.kernelspec) if entry.kernelspec else None,
                saved,
                {cell.name: cell.id for cell in graded},
                {cell.name: cell.id for cell in commented},
            )
        if not notebooks:
            raise GradingError(f"the sheet {name} has no notebook; run: nbgrader generate_assignment {name}")
        folder = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", name))
        files = own_files(folder, self.coursedir.ignore)
        others = {kept: files.pop(kept) for kept in self.autograde.exclude_overwriting.get(name, []) if kept in files}
        record = SheetRecord(name, notebooks, files, others)
        self.book.db.rollback()  # nothing was written; keep no transaction open while the class runs
        return record

    # --- a submission, before and after its cells run ---

    def prepare(self, submission: Submission, record: SheetRecord) -> dict[str, NotebookNode]:
        """Return the notebooks of a submission as nbgrader's first stage leaves them: the sheet's own cells put right."""
        prepared = {}
        for name, content in submission.notebooks.items():
            notebook = nbformat.v4.reads(content.decode())  # intake has made sure that it is valid
            stage = Stage(self, record, name, submission.student, None)
            prepared[name] = stage.run(self.autograde.sanitize_preprocessors, notebook)
        return prepared

    def files(self, submission: Submission, record: SheetRecord) -> dict[str, bytes]:
        """Return the files beside the notebooks: the student's, with the sheet's own in place of those of their names."""

        def clash(name: str) -> bool:
            return any(own == name or own.startswith(f"{name}/") or name.startswith(f"{own}/") for own in record.files)

        return {name: data for name, data in submission.files.items() if not clash(name)} | record.files

    def save(
        self,
        submission: Submission,
        record: SheetRecord,
        prepared: Mapping[str, NotebookNode],
        results: Mapping[str, Graded],
    ) -> list[Change]:
        """Write a submission's scores into the database and its graded notebooks into ``autograded/``.

        May be called again with the same arguments after it was interrupted at any point. Returns the items whose
        automatic points have changed.

        Raises
        ------
        GradingError
            If the database refuses.
        """
        from nbgrader.api import InvalidEntry
        from sqlalchemy.exc import DBAPIError
        from sqlalchemy.orm.exc import StaleDataError

        for attempt in range(_ATTEMPTS):
            try:
                finished, changes = self._save(submission, record, prepared, results)
                break
            except (DBAPIError, InvalidEntry, StaleDataError) as error:  # somebody else wrote the same rows
                self.book.db.rollback()
                if attempt == _ATTEMPTS - 1:
                    raise GradingError(f"the gradebook cannot be written: {_first_line(error)}") from error
                time.sleep(0.2 * 2**attempt)
            except BaseException:
                self.book.db.rollback()
                raise
        try:
            self._write(submission.student, record.name, finished, self.files(submission, record))
        except OSError as error:
            raise GradingError(f"the graded notebook cannot be written: {error}") from error
        return changes

    def _save(
        self,
        submission: Submission,
        record: SheetRecord,
        prepared: Mapping[str, NotebookNode],
        results: Mapping[str, Graded],
    ) -> tuple[dict[str, NotebookNode], list[Change]]:
        """Do what `Autograde.init_assignment` and the second stage do, in one transaction after the rows are there."""
        student, name = submission.student, record.name
        if self.autograde.create_student:
            self.book.update_or_create_student(student)
        else:
            self.book.find_student(student)
        stamp = {"timestamp": submission.timestamp} if submission.timestamp is not None else {}
        with self.book.db.no_autoflush:  # else SQLAlchemy warns of rows that nbgrader is about to add
            entry = self.book.update_or_create_submission(name, student, **stamp)
        rows = {notebook.name: notebook for notebook in entry.notebooks}
        finished: dict[str, NotebookNode] = {}
        changes: list[Change] = []
        for notebook_name, known in record.notebooks.items():
            row = rows.get(notebook_name) or self._add_notebook(entry, notebook_name)
            self._complete(row, known)
            if notebook_name not in results:  # missing: nbgrader gives 0 and asks for no grading by hand
                for grade in row.grades:
                    grade.auto_score, grade.needs_manual_grade = 0, False
                continue
            notebook = copy.deepcopy(prepared[notebook_name])
            for position, outputs in results[notebook_name].outputs.items():
                notebook.cells[position].outputs = [nbformat.from_dict(output) for output in outputs]
            stage = Stage(self, record, notebook_name, student, row)
            finished[notebook_name] = stage.run(self.autograde.autograde_preprocessors, notebook)
            changes += stage.changes
        self.book.db.commit()
        return finished, changes

    def _add_notebook(self, entry: Any, name: str) -> Any:
        """Add the row of a notebook that the sheet did not have when the student handed in first."""
        from nbgrader.api import SubmittedNotebook

        (notebook,) = (n for n in entry.assignment.notebooks if n.name == name)
        row = SubmittedNotebook(notebook=notebook, assignment=entry)
        self.book.db.add(row)
        self.book.db.flush()
        return row

    def _complete(self, row: Any, known: NotebookRecord) -> None:
        """Add the grades and comments of cells that the sheet did not have when the student handed in first."""
        from nbgrader.api import Comment, Grade

        for make, ids, there in (
            (Grade, known.grade_ids, {grade.cell_id for grade in row.grades}),
            (Comment, known.comment_ids, {comment.cell_id for comment in row.comments}),
        ):
            for cell_id in set(ids.values()) - there:
                self.book.db.add(make(cell_id=cell_id, notebook=row))

    def _write(
        self, student: str, sheet: str, notebooks: Mapping[str, NotebookNode], files: Mapping[str, bytes]
    ) -> None:
        """Put a folder into ``autograded/`` in one step, in place of an earlier one."""
        folder = self.folder("autograded", student, sheet)
        fresh, old = (folder.with_name(f".{folder.name}.{word}") for word in ("new", "old"))
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)
        fresh.mkdir(parents=True)
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name, notebook in notebooks.items():
            text = nbformat.v4.writes(notebook)
            (fresh / f"{name}.ipynb").write_text(text + "\n" * (not text.endswith("\n")), encoding="utf-8")
        if os.path.lexists(folder):
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        self.autograde.set_permissions(sheet, student)

    def holds(self, student: str, sheet: str) -> bool:
        """Whether the gradebook and ``autograded/`` have this submission at all."""
        from nbgrader.api import MissingEntry

        try:
            self.book.find_submission(sheet, student)
        except MissingEntry:
            return False
        finally:
            self.book.db.rollback()
        return any(self.folder("autograded", student, sheet).glob("*.ipynb"))

    def standings(self, sheet: str | None = None) -> Standings:
        """Return how a class stands on a sheet, which may be left out when there is only one.

        Raises
        ------
        GradingError
            If the gradebook does not have it.
        """
        names = sorted(assignment.name for assignment in self.book.assignments)
        if sheet is None and len(names) == 1:
            sheet = names[0]
        if sheet is None or sheet not in names:
            known = f"it holds {', '.join(names)}" if names else "it is empty"
            wanted = "name a sheet of the gradebook" if sheet is None else f"the gradebook has no sheet {sheet!r}"
            raise GradingError(f"{wanted}; {known}")
        assignment = self.book.find_assignment(sheet)
        items, cells = self._items(assignment)
        keys = {(item.notebook, item.cell): item.key for item in items}
        rows = {submission.student.id: self._row(submission, keys) for submission in assignment.submissions}
        # A cell worth nothing is an item if somebody has points for it: extra credit, which the total counts.
        earned = {key for row in rows.values() for key, points in row.points.items() if points}
        items = [item for item in items if item.max_points > 0 or item.key in earned]
        kept = {item.key for item in items}
        rows = {
            student: replace(row, points={k: v for k, v in row.points.items() if k in kept}, waiting=row.waiting & kept)
            for student, row in rows.items()
        }
        people = {s.id: Person(s.first_name or "", s.last_name or "", s.email or "") for s in self.book.students}
        self.book.db.rollback()
        return Standings(sheet, tuple(items), cells, people, rows)

    @staticmethod
    def _items(assignment: Any) -> tuple[list[ItemRow], dict[str, set[str]]]:
        """Return the cells that have grades, in their order, and the names of all cells of each notebook."""
        items, cells = [], {}
        notebooks = sorted(assignment.notebooks, key=lambda notebook: str(notebook.name))
        taken = Counter(cell.name for notebook in notebooks for cell in [*notebook.grade_cells, *notebook.task_cells])
        for notebook in notebooks:
            written = {cell.name for cell in notebook.solution_cells}
            order = {cell.name: number for number, cell in enumerate(notebook.source_cells)}
            cells[notebook.name] = {cell.name for cell in notebook.grade_cells} | written
            graded = [*notebook.grade_cells, *notebook.task_cells]
            for cell in sorted(graded, key=lambda cell: order.get(cell.name, len(order))):
                key = cell.name if taken[cell.name] < 2 else f"{notebook.name}/{cell.name}"
                by_hand = cell.cell_type == "markdown" or cell.name in written
                items.append(ItemRow(key, notebook.name, cell.name, float(cell.max_score), by_hand))
        return items, cells

    def _row(self, submission: Any, keys: Mapping[tuple[str, str], str]) -> SubmissionRow:
        grades = {
            keys[notebook.name, grade.cell.name]: grade
            for notebook in submission.notebooks
            for grade in notebook.grades
            if (notebook.name, grade.cell.name) in keys
        }
        points = {
            key: float(grade.score)
            for key, grade in grades.items()
            if grade.manual_score is not None or grade.auto_score is not None
        }
        waiting = frozenset(key for key, grade in grades.items() if grade.needs_manual_grade)
        penalty, late = float(submission.late_submission_penalty or 0), float(submission.total_seconds_late)
        now = sum(self._penalty(notebook, late) for notebook in submission.notebooks)
        return SubmissionRow(points, waiting, max(float(submission.score) - penalty, 0.0), penalty, late, now)

    def _penalty(self, notebook: Any, late: float) -> float:
        """Return what the course's rule takes off a notebook; what it took off before if it cannot be asked."""
        try:
            kinds = [class_named(name) for name in self.autograde.autograde_preprocessors]
            step = next(kind(parent=self.autograde) for kind in kinds if kind.__name__ == "AssignLatePenalties")
            step.init_plugin()
            plugin = step.plugin_inst
            now = plugin.late_submission_penalty(notebook.student.id, notebook.score, late) if late > 0 else None
            return min(max(float(now or 0), 0.0), float(notebook.score))
        except Exception:  # a plugin of the course's own, or there is none
            return float(notebook.late_submission_penalty or 0)

    def duedates(self, sheet: str) -> str:
        """Return the due date and all extensions as text: penalties depend on them."""
        assignment = self.book.find_assignment(sheet)
        extensions = {s.student.id: str(s.extension) for s in assignment.submissions if s.extension is not None}
        text = json.dumps([str(assignment.duedate), extensions], sort_keys=True)
        self.book.db.rollback()
        return text


def _patient(url: str) -> str:
    """Return the URL such that a writer waits for another one instead of giving up after 5 seconds."""
    if not url.startswith("sqlite:///") or "?" in url:
        return url
    return f"{url}?timeout=60"


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
