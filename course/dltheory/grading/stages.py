"""nbgrader's preprocessors over one notebook, with steps of ours in place of those that open the database."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from dltheory.grading.errors import GradingError
from dltheory.grading.records import Change, SheetRecord
from dltheory.grading.settings import class_named
from dltheory.grading.sheets import restore

if TYPE_CHECKING:
    from dltheory.grading.gradebook import ClassGradebook


class Stage:
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
            kind = class_named(name)
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
