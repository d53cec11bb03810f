"""nbgrader's configuration: plain `nbgrader` commands run in this folder use it.

Nothing is imported from dltheory here: nbgrader only logs an exception in this file and then drops all of it. Classes
are named by dotted strings, which fail loudly when the package is not installed.
"""

import os
import sys
from pathlib import Path

# nbgrader starts `alembic` by name when it creates a gradebook, and that stands beside this interpreter: without this
# line nothing works in a virtual environment that is not activated.
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])

c = get_config()  # noqa: F821 (put there by the loader)

root = Path(__file__).resolve().parent
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "dltheory"

# On a server with many users, name a folder here that all of them can write to; this one serves a single user.
c.Exchange.root = str(root / "exchange")

# What replaces a solution in the student's version.
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("replace this line by your solution")'}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"

# The first one is ours and looks for test cells that would go wrong in grading. SaveSheet stands for nbgrader's SaveCells, which
# gives up where cells have been added since students handed in. The others are nbgrader's own, in their order.
c.GenerateAssignment.preprocessors = [
    "dltheory.grading.nbgrader.LintSheet",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "dltheory.grading.nbgrader.SaveSheet",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Cells of the sheet that a submission lacks come back, or a deleted test would keep the points of an earlier submission.
# RestoreCells does it also where nbgrader's own add_missing_cells loses the submission: beside foreign or doubled cells.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "dltheory.grading.nbgrader.RestoreCells",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# The student's cells and the test cells run in two processes; see the section on grading in the README.
c.Autograde.autograde_preprocessors = [
    "dltheory.grading.nbgrader.ExecuteApart",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Execute.timeout = 60  # seconds of the processor for one of the student's cells
c.ExecuteApart.call_timeout = 10  # the same for one call of a student's function by a test
c.ExecuteApart.test_timeout = 60  # the same for one test cell

# A late submission is marked as late and keeps its points; "zero" takes all of them.
c.LateSubmissionPlugin.penalty_method = "none"

# Feedback shows each item's points and message, never a hidden test, and nothing in it can run in a browser.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    "dltheory.grading.nbgrader.SafeFeedback",
]
# These two hold for formgrader's pages as well.
c.HTMLExporter.preprocessors = ["dltheory.grading.nbgrader.NoWidgets"]
c.HTMLExporter.filters = {
    "markdown2html": "dltheory.grading.pages.safe_markdown",
    # Where nbgrader's page shows a number, "not graded yet" may stand.
    "float": "dltheory.grading.feedback.number",
    "round": "dltheory.grading.feedback.rounded",
}
