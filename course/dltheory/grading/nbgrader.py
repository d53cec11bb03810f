"""What nbgrader runs instead of its own: execution in two processes, and feedback that is safe to hand out and open.

``nbgrader_config.py`` names these by dotted strings::

    c.GenerateAssignment.preprocessors = ["dltheory.grading.nbgrader.LintSheet", ...]
    c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput", "dltheory.grading.nbgrader.RestoreCells", ...]
    c.Autograde.autograde_preprocessors = ["dltheory.grading.nbgrader.ExecuteApart", ...]
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
        "dltheory.grading.nbgrader.SafeFeedback",
    ]
    c.HTMLExporter.preprocessors = ["dltheory.grading.nbgrader.NoWidgets"]
    c.HTMLExporter.filters = {"markdown2html": "dltheory.grading.pages.safe_markdown"}
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar

from nbformat import NotebookNode
from nbformat.v4 import new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool, Float

from dltheory.grading.checks import SECRET
from dltheory.grading.errors import GradingError
from dltheory.grading.execution.launchers import NO_SANDBOX, launcher_for, modules_of
from dltheory.grading.gradebook import cells_of
from dltheory.grading.grader import Grader
from dltheory.grading.limits import Limits
from dltheory.grading.lint import lint_sheet
from dltheory.grading.outcomes import ITEM_TYPE
from dltheory.grading.outputs import safe_outputs
from dltheory.grading.sheets import Sheet, restore, state_time_limits, without_hidden_tests

# Code, outputs and messages break their long lines; nbgrader's page would hide their ends.
_WRAP = "pre { white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; }"


class LintSheet(NbGraderPreprocessor):
    """Refuses a sheet whose test cells would go wrong although they work for its own solution, see `lint.lint_sheet`."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Look at the instructor's notebook; the time limits of test cells are written into their sources, nothing else changes."""
        problems = lint_sheet(Sheet.from_notebook(nb, resources["nbgrader"]["notebook"]))
        if problems:
            raise GradingError("; ".join(problems))
        state_time_limits(nb)
        return nb, resources


class RestoreCells(NbGraderPreprocessor):
    """Gives the sheet's cells their metadata back, adds missing ones, and makes every other cell the student's own.

    Without it a cell copied twice, one from another sheet, a deleted one or edited metadata can make nbgrader fail on
    the whole submission, or keep the points of an earlier one. Of two cells with one name the last one counts.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Rewrite the cells' metadata; the sources are left to `OverwriteCells`."""
        where = resources["nbgrader"]
        own = _cells_of_gradebook(where["db_url"], where["assignment"], where["notebook"])
        for name in restore(nb, own):
            self.log.warning("The cell %r is missing from the submission and is put back", name)
        return nb, resources


def _cells_of_gradebook(url: str, assignment: str, notebook: str) -> dict[str, NotebookNode]:
    """Return the cells that ``nbgrader generate_assignment`` saved, by name, in their order."""
    with Gradebook(url) as gradebook:
        return cells_of(gradebook.find_notebook(notebook, assignment))


class ExecuteApart(Execute):
    """Runs a submission's cells in one process and the sheet's tests in another.

    The locked cells and tests come from the gradebook, whatever the submitted notebook says. If a locked cell of the
    sheet fails, nothing can be graded: the error makes nbgrader report the submission as failed.
    """

    call_timeout = Float(10.0, help="Seconds that one call of a student's function by a test may take.").tag(
        config=True
    )
    test_timeout = Float(60.0, help="Seconds that one test cell may take.").tag(config=True)
    sandbox = Bool(True, help="Whether the students' code is shut in; without, it runs with your rights.").tag(
        config=True
    )
    warned: ClassVar[set[str]] = set()

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any], km: Any = None
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Execute the notebook; `timeout` is the time of one of the student's cells, in seconds."""
        where = resources["nbgrader"]
        own = _cells_of_gradebook(where["db_url"], where["assignment"], where["notebook"])
        sheet = Sheet.from_notebook(new_notebook(cells=list(own.values())), where["notebook"])
        folder = resources.get("metadata", {}).get("path") or None
        self._refuse_links(where["student"], where["assignment"])
        if not os.environ.get(SECRET):
            self._warn(f"{SECRET} is not set: hidden tests draw inputs that anyone who has the sheet's source can know")
        if not self.sandbox:
            self._warn(NO_SANDBOX)
        for cell in nb.cells:
            if cell.cell_type == "raw":  # it would be shown as HTML if it says that it is
                cell.metadata.pop("raw_mimetype", None)
                cell.metadata.pop("format", None)
        limits = Limits(cell=float(self.timeout or 30), call=self.call_timeout, test=self.test_timeout)
        grader = Grader(limits, launcher=launcher_for(self.sandbox, modules_of(sheet)))
        grader.grade(nb, sheet, Path(folder) if folder else None)
        return nb, resources

    def _warn(self, what: str) -> None:
        """Say it once, and not for each submission."""
        if what not in ExecuteApart.warned:
            ExecuteApart.warned.add(what)
            self.log.warning(what)

    def _refuse_links(self, student: str, assignment: str) -> None:
        """Refuse a submission with links or special files in it.

        nbgrader has followed them when it copied the submission: what they lead to, on the instructor's machine, lies beside the
        notebook now, or is the notebook.
        """
        course = CourseDirectory(config=self.config)
        submitted = Path(course.format_path(course.submitted_directory, student, assignment))
        for place, folders, names in os.walk(submitted):
            for name in (*folders, *names):
                path = Path(place, name)
                if path.is_symlink() or not (path.is_file() or path.is_dir()):
                    raise GradingError(
                        f"the submission of {student} holds {path.relative_to(submitted)}, a link or special file; "
                        "only ordinary files are graded"
                    )


class NoWidgets(NbGraderPreprocessor):
    """Leaves the state of widgets out of every page, formgrader's too: a browser would run it, and nbconvert fails on an odd one."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Change the notebook's metadata."""
        nb.metadata.pop("widgets", None)
        return nb, resources


class SafeFeedback(NbGraderPreprocessor):
    """Shows each item's points and message, no hidden test, no traceback through one, and nothing that could run."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Rewrite all cells, and add to the page's style, which `CSSHTMLHeaderPreprocessor` makes."""
        resources.setdefault("inlining", {}).setdefault("css", []).append(_WRAP)
        nb, resources = super().preprocess(nb, resources)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Rewrite one cell."""
        if cell.cell_type == "markdown":  # its attachments are `safe_markdown`'s to check
            return cell, resources
        cell.pop("attachments", None)
        if cell.cell_type == "raw":
            cell.metadata = NotebookNode()
            return cell, resources
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("grade") and not meta.get("solution"):
            cell.source = without_hidden_tests(cell.source)
            cell.outputs = [self._verdict(cell, meta)]
        else:
            cell.outputs = [new_output(**output) for output in safe_outputs(cell.outputs)]
        return cell, resources

    @staticmethod
    def _verdict(cell: NotebookNode, meta: dict[str, Any]) -> NotebookNode:
        """Return an item's points, a grader's change included, and its message as the only output."""
        message = ""
        for output in cell.outputs:
            item = output.get("data", {}).get(ITEM_TYPE)
            if item is not None:
                message = str(item["message"])
                break
            if output.output_type == "error":  # graded without ExecuteApart
                message = f"{output.ename}: {output.evalue}"
        points, score = meta.get("points"), meta.get("score")
        text = message if not points else f"{meta.get('grade_id')}: {score or 0:g} of {points:g} points\n{message}"
        verdict: NotebookNode = new_output("display_data", {"text/plain": text.strip() or "passed"})
        return verdict
