"""The gradebook: what nbgrader's `autograde` does around the running of cells, with one database session for a class.

The preprocessors that ``nbgrader_config.py`` names run here too, in their order and with their settings; in place of those
that open the database stand steps that use what was read once, or the session that is open anyway. So scores, comments,
late penalties and the notebooks in ``autograded/`` are those of plain ``nbgrader autograde``, and what a person has written
(manual points, extra credit, comments) is left alone. A submission's scores are written in one transaction.
"""

from __future__ import annotations

import copy
import importlib
import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any, Self

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dltheory.grading.errors import GradingError
from dltheory.grading.intake import Submission, digest_of
from dltheory.grading.outcomes import Graded
from dltheory.grading.sheets import Sheet, own_files, restore

_ATTEMPTS = 5  # at a transaction that another writer got in the way of


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
            stage = _Stage(self, record, name, submission.student, None)
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
            stage = _Stage(self, record, notebook_name, student, row)
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
            kinds = [_class(name) for name in self.autograde.autograde_preprocessors]
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


class _Stage:
    """One of the two lists of preprocessors, run over one notebook."""

    def __init__(self, book: ClassGradebook, record: SheetRecord, notebook: str, student: str, row: Any) -> None:
        self.book, self.record, self.row, self.student = book, record, row, student
        self.known = record.notebooks[notebook]
        self.changes: list[Change] = []
        path = book.folder("autograded", student, record.name)
        where = {"student": student, "assignment": record.name, "notebook": notebook, "db_url": book.url}
        self.resources = {
            "nbgrader": where,
            "unique_key": notebook,
            "metadata": {"name": notebook, "path": str(path)},
        }

    def run(self, classes: Iterable[Any], notebook: NotebookNode) -> NotebookNode:
        """Run the preprocessors in their order."""
        from nbgrader import preprocessors as own

        from dltheory.grading.nbgrader import ExecuteApart, RestoreCells

        steps: dict[type, Callable[[Any, NotebookNode], None]] = {
            RestoreCells: self._restore,
            ExecuteApart: self._executed,
            own.OverwriteKernelspec: self._kernelspec,
            own.OverwriteCells: self._overwrite,
            own.CheckCellMetadata: self._check,
            own.SaveAutoGrades: self._scores,
            own.AssignLatePenalties: self._penalty,
        }
        for name in classes:
            kind = _class(name)
            step = kind(parent=self.book.autograde)
            if not step.enabled:
                continue
            if kind in steps:
                steps[kind](step, notebook)
            elif issubclass(kind, own.Execute):
                raise GradingError(
                    f"nbgrader_config.py runs cells with {kind.__name__}; `dltheory grade` needs ExecuteApart"
                )
            else:
                notebook, self.resources = step.preprocess(notebook, self.resources)
        return notebook

    def _restore(self, step: Any, notebook: NotebookNode) -> None:
        restore(notebook, self.known.cells)

    def _executed(self, step: Any, notebook: NotebookNode) -> None:
        """Do what `ExecuteApart` does beside running cells."""
        for cell in notebook.cells:
            if cell.cell_type == "raw":
                cell.metadata.pop("raw_mimetype", None)
                cell.metadata.pop("format", None)

    def _check(self, step: Any, notebook: NotebookNode) -> None:
        """Validate the sheet's metadata once: `RestoreCells` has put exactly that into every submission."""
        if self.known.name not in self.book.checked:
            step.preprocess(notebook, self.resources)
            self.book.checked.add(self.known.name)

    def _kernelspec(self, step: Any, notebook: NotebookNode) -> None:
        if self.known.kernelspec:
            notebook.metadata["kernelspec"] = copy.deepcopy(self.known.kernelspec)

    def _overwrite(self, step: Any, notebook: NotebookNode) -> None:
        """Run nbgrader's own `OverwriteCells` on rows that were read once."""
        step.gradebook = SimpleNamespace(find_source_cell=self._saved, find_graded_cell=self._saved)
        step.notebook_id, step.assignment_id = self.known.name, self.record.name
        for number, cell in enumerate(notebook.cells):
            notebook.cells[number], _ = step.preprocess_cell(cell, self.resources, number)

    def _saved(self, name: str, *_: str) -> SimpleNamespace:
        from nbgrader.api import MissingEntry

        if name not in self.known.saved:
            raise MissingEntry(name)
        return self.known.saved[name]

    def _scores(self, step: Any, notebook: NotebookNode) -> None:
        """Do what `SaveAutoGrades` does, in the transaction that is open."""
        from nbgrader import utils
        from nbgrader.api import Comment, Grade

        db = self.book.book.db
        db.flush()
        grades = {grade.cell_id: grade for grade in db.query(Grade).filter(Grade.notebook_id == self.row.id)}
        comments = {
            comment.cell_id: comment for comment in db.query(Comment).filter(Comment.notebook_id == self.row.id)
        }
        for cell in notebook.cells:
            mark = cell.metadata.get("nbgrader", {})
            if utils.is_grade(cell):
                grade = grades[self.known.grade_ids[mark["grade_id"]]]
                before = grade.auto_score
                grade.auto_score, _ = utils.determine_grade(cell, step.log)
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
                if before is not None and grade.auto_score is not None and before != grade.auto_score:
                    name = self.record.key(self.known.name, mark["grade_id"])
                    self.changes.append(Change(name, before, grade.auto_score))
            if utils.is_solution(cell) or utils.is_task(cell):
                unchanged = mark.get("checksum") == utils.compute_checksum(cell) and not utils.is_task(cell)
                comment = comments[self.known.comment_ids[mark["grade_id"]]]
                comment.auto_comment = "No response." if unchanged else None
        db.flush()

    def _penalty(self, step: Any, notebook: NotebookNode) -> None:
        """Do what `AssignLatePenalties` does, with its plugin, in the transaction that is open."""
        step.init_plugin()
        self.row.late_submission_penalty = None
        late = self.row.assignment.total_seconds_late
        if late > 0:
            db = self.book.book.db
            db.flush()
            db.refresh(self.row)  # its score is computed by the database
            penalty = step.plugin_inst.late_submission_penalty(self.student, self.row.score, late)
            if penalty is not None:
                self.row.late_submission_penalty = step._check_late_penalty(self.row, penalty)


def course_config(root: Path) -> Any:
    """Return the configuration that nbgrader uses in the course folder `root`: the user's own settings too, and the course's win.

    Raises
    ------
    GradingError
        If there is no such file, it cannot be read, or nbgrader is not installed.
    """
    if not (root / "nbgrader_config.py").is_file():
        raise GradingError(f"there is no nbgrader_config.py in {root}; go to the folder of the course")
    try:
        from nbgrader.apps import NbGrader
        from traitlets.config import Application
    except ImportError as error:
        raise GradingError(f"the package {error.name} is missing; install the course: pip install -e .") from error

    class Settings(NbGrader):  # type: ignore[misc]
        """Nothing but nbgrader's way to its settings: which files, in which order, and old names for new ones."""

        name = "nbgrader"
        load_cwd_config = False
        raise_config_file_errors = True

    if str(root) not in sys.path:  # nbgrader finds a plugin that lies there, for late submissions say; so do we
        sys.path.append(str(root))
    app = Settings(log_level="CRITICAL")
    app.load_config_file()
    Application.load_config_file(app, "nbgrader_config.py", path=str(root))
    return app.config


def _class(name: Any) -> Any:
    if not isinstance(name, str):
        return name
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def _patient(url: str) -> str:
    """Return the URL such that a writer waits for another one instead of giving up after 5 seconds."""
    if not url.startswith("sqlite:///") or "?" in url:
        return url
    return f"{url}?timeout=60"


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
