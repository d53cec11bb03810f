"""What nbgrader runs instead of its own: execution in two processes, and feedback that is safe to hand out and open.

``nbgrader_config.py`` names these by dotted strings::

    c.GenerateAssignment.preprocessors = [..., "dltheory.grading.nbgrader.LintSheet", ..., "dltheory.grading.nbgrader.CleanRelease", ...]
    c.Autograde.exporter_class = "dltheory.grading.nbgrader.ReadSubmission"
    c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput", "dltheory.grading.nbgrader.RestoreCells", ...]
    c.Autograde.autograde_preprocessors = ["dltheory.grading.nbgrader.ExecuteApart", ...]
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
        "dltheory.grading.nbgrader.SafeFeedback",
    ]
    c.HTMLExporter.preprocessors = ["dltheory.grading.nbgrader.NoWidgets"]
    c.HTMLExporter.filters = {"markdown2html": "dltheory.grading.pages.safe_markdown", ...}
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook, new_output
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
    Execute,
    NbGraderPreprocessor,
    SaveCells,
)
from nbgrader.utils import find_all_files
from traitlets import Bool, Float

from dltheory.grading import links
from dltheory.grading.checks import SECRET
from dltheory.grading.errors import GradingError
from dltheory.grading.execution.launchers import NO_SANDBOX, launcher_for, modules_of
from dltheory.grading.feedback import Words, remove_copies, say_what_is_open
from dltheory.grading.grader import Grader
from dltheory.grading.intake import LARGEST_FILE, LARGEST_TOTAL, files_in, read_submitted
from dltheory.grading.leaks import leaks, leaks_beside, secrets_of, strings_in, strip
from dltheory.grading.limits import MIB, Limits
from dltheory.grading.lint import lint_sheet
from dltheory.grading.outcomes import ITEM_TYPE
from dltheory.grading.outputs import safe_outputs
from dltheory.grading.records import cells_of
from dltheory.grading.sheets import (
    Sheet,
    grade_id_of,
    own_files,
    released,
    restore,
    state_time_limits,
    without_hidden_tests,
)
from dltheory.grading.shown import shown
from dltheory.grading.timestamps import nbgraders_reading, read_timestamp

_SOURCE = "dltheory_source"  # where `LintSheet` leaves the instructor's notebook for `CleanRelease`
_CLEARING = (ClearSolutions, ClearHiddenTests, ClearMarkScheme)

# Code, outputs and messages break their long lines; nbgrader's page would hide their ends.
_WRAP = "pre { white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; }"


class _Ours(NbGraderPreprocessor):
    """A step that protects answers or scores: no configuration switches it off."""

    enabled = Bool(True)


class LintSheet(_Ours):
    """Refuses a sheet that would go wrong in grading, or that this configuration would hand out with its answers.

    Its test cells are looked at, see `lint.lint_sheet`; then its own solutions are graded, as a submission is, and must earn
    every point. `CleanRelease` at the end of the list takes out what is left of them.
    """

    grade_reference = Bool(
        True, help="Whether the sheet's own solutions are graded before it is released, and must earn everything."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Look at the instructor's notebook; the time limits of test cells are written into their sources, nothing else changes."""
        problems = [*self._settings()]
        resources[_SOURCE] = copy.deepcopy(nb)
        if any(grade_id_of(cell) for cell in nb.cells):
            folder = Path(resources["metadata"]["path"])
            beside = own_files(folder, CourseDirectory(config=self.config).ignore)
            sheet = Sheet.from_notebook(nb, resources["nbgrader"]["notebook"], beside)
            text = "\n".join(without_hidden_tests(cell.source) for cell in released(nb).cells)
            problems = problems or lint_sheet(sheet, text)
            if self.grade_reference and not problems:
                problems = [*self._reference(copy.deepcopy(nb), sheet)]
        if problems:
            raise GradingError("; ".join(problems))
        state_time_limits(nb)
        return nb, resources

    def _settings(self) -> Iterator[str]:
        """Yield what a configuration, the user's own too, has changed of the steps that take answers out."""
        steps = [*getattr(self.parent, "_preprocessors", ())]
        for kind in (*_CLEARING, CleanRelease) if steps else ():
            step = next((step for step in steps if isinstance(step, kind)), None)
            if step is None or not step.enabled:
                yield f"{kind.__name__} is left out by a configuration; answers would be released: take that setting out"
                continue
            for name, trait in kind.class_traits(config=True).items():
                if name.endswith("_delimeter") and getattr(step, name) != trait.default_value:
                    yield (
                        f"{kind.__name__}.{name} is {getattr(step, name)!r} in a configuration; answers between "
                        f"{trait.default_value!r} marks would be released: take that setting out"
                    )

    def _reference(self, nb: NotebookNode, sheet: Sheet) -> Iterator[str]:
        """Yield the items at which the sheet's own solutions lose points."""
        if not sheet.of_kind("test"):
            return
        if sum(map(len, sheet.files.values())) > LARGEST_TOTAL:
            yield f"the files beside the notebook have more than {LARGEST_TOTAL // MIB} MB together, and grading cannot copy them"
            return
        how = ExecuteApart(parent=self.parent)
        try:
            launcher = launcher_for(how.sandbox, modules_of(sheet))
        except GradingError as error:
            self.log.warning("The sheet's own solutions are graded without a sandbox: %s", error)
            launcher = launcher_for(False, modules_of(sheet))
        for result in Grader(how.limits, launcher=launcher).grade(nb, sheet):
            if result.points < result.max_points:
                yield (
                    f"the solution of the sheet {sheet.name} itself gets {result.points:g} of {result.max_points:g} points for "
                    f"{result.item}: {result.message}; tests run apart from the code that they test, see docs/instructors.md "
                    "(c.LintSheet.grade_reference = False releases it all the same)"
                )


class CleanRelease(_Ours):
    """Takes out of the students' version what is not its text, and refuses one that still shows an answer."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Change the notebook's outputs, metadata and attachments."""
        source = resources.pop(_SOURCE, None)
        if source is None:
            raise GradingError("LintSheet must come before CleanRelease in GenerateAssignment.preprocessors")
        strip(nb)
        secrets = secrets_of(source)
        folder = resources["metadata"]["path"]
        ignored = CourseDirectory(config=self.config).ignore
        name = f"{resources['nbgrader']['notebook']}.ipynb"
        found = [f"{name} shows: {line}" for line in leaks(strings_in(nb), secrets.all)]
        found += leaks_beside(find_all_files(folder, [*ignored, "*.ipynb"]), secrets)
        if found:
            raise GradingError(f"the students' version would give something away: {found[0]}")
        return nb, resources


class SaveSheet(SaveCells):
    """Saves a sheet in the gradebook, also one whose cells have changed since students handed in.

    nbgrader's own stops there with a traceback, after it has removed the folder in release/. Here new cells are added, to earlier
    submissions too, where they wait to be graded. Cells that are gone stay, with everybody's points.
    """

    def _create_notebook(self, nb: NotebookNode) -> None:
        try:
            known = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        except MissingEntry:
            known = None
        if known is None or not known.submissions:
            super()._create_notebook(nb)
            return
        before = {cell.name: getattr(cell, "max_score", 0) or 0 for cell in [*known.source_cells, *known.grade_cells]}
        before |= {cell.name: cell.max_score for cell in known.task_cells}
        for kind in ("grade", "solution", "task", "source"):
            save = getattr(self.gradebook, f"update_or_create_{kind}_cell")
            for name, info in getattr(self, f"new_{kind}_cells").items():
                save(name, self.notebook_id, self.assignment_id, **info)
        self.gradebook.db.refresh(known)
        for row in known.submissions:
            graded, commented = {grade.cell_id for grade in row.grades}, {comment.cell_id for comment in row.comments}
            graded_cells, commented_cells = (
                known.grade_cells + known.task_cells,
                known.solution_cells + known.task_cells,
            )
            self.gradebook.db.add_all(Grade(cell_id=c.id, notebook=row) for c in graded_cells if c.id not in graded)
            self.gradebook.db.add_all(
                Comment(cell_id=c.id, notebook=row) for c in commented_cells if c.id not in commented
            )
        self.gradebook.db.commit()
        added, gone = self.new_source_cells.keys() - before.keys(), before.keys() - self.new_source_cells.keys()
        if added:
            self.log.warning(
                "New in %s since students handed in: %s. Grade the submissions again: dltheory grade %s",
                *(self.notebook_id, ", ".join(sorted(added)), self.assignment_id),
            )
        if gone:
            self.log.warning(
                "No longer in %s, though students have handed it in: %s. The gradebook keeps these cells, and they count %g points "
                "as before. To take them out of the total, put them back with 0 points, or use a new name for the sheet",
                *(self.notebook_id, ", ".join(sorted(gone)), sum(before[name] for name in gone)),
            )


class ReadSubmission(NotebookExporter):
    """Reads a submitted notebook as `intake` does: what its metadata holds never decides whether it can be graded, or shown."""

    def from_file(
        self, file_stream: Any, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Convert a notebook."""
        problems: list[str] = []
        notebook = read_submitted(file_stream.buffer.read(), problems)
        for problem in problems:
            self.log.warning("%s: %s", shown(file_stream.name), problem)
        result: tuple[NotebookNode, dict[str, Any]] = self.from_notebook_node(  # type: ignore[no-untyped-call]
            notebook, resources=resources, **options
        )
        return result


class RestoreCells(_Ours):
    """Gives the sheet's cells their metadata back, adds missing ones, and makes every other cell the student's own.

    Without it a cell copied twice, one from another sheet, a deleted one or edited metadata can make nbgrader fail on
    the whole submission, or keep the points of an earlier one. Of two cells with one name the last one counts.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Rewrite the cells' metadata; the sources are left to `OverwriteCells`."""
        where = resources["nbgrader"]
        own = _cells_of_gradebook(where["db_url"], where["assignment"], where["notebook"])
        missing = restore(nb, own)
        if len(missing) == len(own):
            raise GradingError(f"{where['notebook']}.ipynb of {where['student']} has no cell of the sheet")
        for name in missing:
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
    enabled = Bool(True)  # without it a test that did not run would count as passed
    warned: ClassVar[set[str]] = set()

    @property
    def limits(self) -> Limits:
        """What a submission may use; `timeout` is the time of one of the student's cells, in seconds."""
        return Limits(cell=float(self.timeout or 30), call=self.call_timeout, test=self.test_timeout)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any], km: Any = None
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Execute the notebook."""
        where = resources["nbgrader"]
        own = _cells_of_gradebook(where["db_url"], where["assignment"], where["notebook"])
        course = CourseDirectory(config=self.config)
        beside = own_files(Path(course.format_path(course.source_directory, ".", where["assignment"])), course.ignore)
        sheet = Sheet.from_notebook(new_notebook(cells=list(own.values())), where["notebook"], beside)
        folder = resources.get("metadata", {}).get("path") or None
        self._refuse_links(where["student"], where["assignment"])
        self._read_stamp(where)
        if folder:
            self._leave_out(where, Path(folder), beside)
        if not os.environ.get(SECRET):
            self._warn(f"{SECRET} is not set: hidden tests draw inputs that anyone who has the sheet's source can know")
        if not self.sandbox:
            self._warn(NO_SANDBOX)
        for cell in nb.cells:
            if cell.cell_type == "raw":  # it would be shown as HTML if it says that it is
                cell.metadata.pop("raw_mimetype", None)
                cell.metadata.pop("format", None)
        grader = Grader(self.limits, launcher=launcher_for(self.sandbox, modules_of(sheet)))
        grader.grade(nb, sheet, Path(folder) if folder else None)
        return nb, resources

    def _warn(self, what: str) -> None:
        """Say it once, and not for each submission."""
        if what not in ExecuteApart.warned:
            ExecuteApart.warned.add(what)
            self.log.warning(what)

    def _read_stamp(self, where: dict[str, str]) -> None:
        """Put right what nbgrader has read from the time stamp, and say what is doubtful: it takes CEST for UTC without a word."""
        path = Path(self._submitted(where["student"], where["assignment"]), "timestamp.txt")
        content = path.read_bytes() if path.is_file() else None
        if content is None:
            return
        moment, doubt = read_timestamp(content)
        if doubt:
            self.log.warning("%s: %s", shown(where["student"]), doubt)
        if moment is not None and moment != nbgraders_reading(content):
            with Gradebook(where["db_url"]) as book:
                book.find_submission(where["assignment"], where["student"]).timestamp = moment
                book.db.commit()

    def _leave_out(self, where: dict[str, str], folder: Path, beside: Mapping[str, bytes]) -> None:
        """Take out of autograded/ what `dltheory grade` would not put there; submitted/ keeps it."""
        course = CourseDirectory(config=self.config)
        if (
            folder.resolve()
            != Path(course.format_path(course.autograded_directory, where["student"], where["assignment"])).resolve()
        ):
            return  # somebody else's folder
        kept = files_in(folder)
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or path.suffix == ".ipynb" or name in kept or name in beside:
                continue
            path.unlink()
            self.log.warning(
                "%s of %s was left out of autograded/: files have up to %d MB, all together %d, and plain names",
                *(shown(name), shown(where["student"]), LARGEST_FILE // MIB, LARGEST_TOTAL // MIB),
            )

    def _submitted(self, student: str, assignment: str) -> Path:
        course = CourseDirectory(config=self.config)
        return Path(course.format_path(course.submitted_directory, student, assignment))

    def _refuse_links(self, student: str, assignment: str) -> None:
        """Refuse a submission with links or special files in it, where `links.leave_out` has not kept nbgrader from following them.

        What they lead to, on the instructor's machine, lies beside the notebook now, or is the notebook.
        """
        submitted = os.path.normpath(self._submitted(student, assignment))
        for name in () if submitted in links.guarded else links.odd_files(submitted):
            raise GradingError(
                f"the submission of {student} holds {name}, a link or special file; set c.Autograde.pre_convert_hook as in the "
                "course's nbgrader_config.py"
            )


class NoWidgets(_Ours):
    """Leaves the state of widgets out of every page, formgrader's too: a browser would run it, and nbconvert fails on an odd one."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Change the notebook's metadata."""
        nb.metadata.pop("widgets", None)
        return nb, resources


class SafeFeedback(_Ours):
    """Shows each item's points and message, no hidden test, no traceback through one, and nothing that could run."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Rewrite all cells, and add to the page's style, which `CSSHTMLHeaderPreprocessor` makes."""
        resources.setdefault("inlining", {}).setdefault("css", []).append(_WRAP)
        say_what_is_open(nb, resources)
        nb, resources = super().preprocess(nb, resources)
        course, where = CourseDirectory(config=self.config), resources["nbgrader"]
        graded, pages = (
            Path(course.format_path(step, where["student"], where["assignment"]))
            for step in (course.autograded_directory, course.feedback_directory)
        )
        remove_copies(graded, pages)
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
        got = (
            f"{score}, {points or 0:g} points"
            if isinstance(score, Words)
            else f"{score or 0:g} of {points or 0:g} points"
        )
        text = message if not points else f"{meta.get('grade_id')}: {got}\n{message}"
        verdict: NotebookNode = new_output("display_data", {"text/plain": text.strip() or "passed"})
        return verdict
