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

# Three are ours: LintSheet looks for what would go wrong in grading, and grades the sheet's own solutions, which must earn every
# point; SaveSheet stands for nbgrader's SaveCells, which gives up where cells have been added since students handed in;
# CleanRelease takes out what else a cell holds, and looks for answers that are left. The others are nbgrader's own.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "dltheory.grading.nbgrader.LintSheet",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "dltheory.grading.nbgrader.SaveSheet",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "dltheory.grading.nbgrader.CleanRelease",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# What marks an answer is said here, so that nothing in a configuration of your own leaves one in; LintSheet checks it.
c.ClearSolutions.begin_solution_delimeter, c.ClearSolutions.end_solution_delimeter = "BEGIN SOLUTION", "END SOLUTION"
c.ClearHiddenTests.begin_test_delimeter, c.ClearHiddenTests.end_test_delimeter = (
    "BEGIN HIDDEN TESTS",
    "END HIDDEN TESTS",
)
c.ClearMarkScheme.begin_mark_scheme_delimeter = "BEGIN MARK SCHEME"
c.ClearMarkScheme.end_mark_scheme_delimeter = "END MARK SCHEME"
c.ClearSolutions.enabled = c.ClearHiddenTests.enabled = c.ClearMarkScheme.enabled = True

# Links in what students hand in are never followed, and in the exchange nobody hands in for another. With another exchange than
# nbgrader's own, take out the third and fourth line.
c.Autograde.pre_convert_hook = "dltheory.grading.links.leave_out"
c.GenerateFeedback.pre_convert_hook = "dltheory.grading.links.leave_out"
c.ExchangeFactory.collect = "dltheory.grading.links.CollectPlainFiles"
c.ExchangeFactory.release_feedback = "dltheory.grading.links.ReleaseFoundFeedback"
c.ZipCollectApp.extractor_plugin = "dltheory.grading.links.ExtractPlainFiles"
c.ZipCollectApp.collector_plugin = "dltheory.grading.links.CollectPlainNames"

# A submitted notebook is read as `dltheory grade` reads it: odd metadata is left out and said, and costs nobody points.
c.Autograde.exporter_class = "dltheory.grading.nbgrader.ReadSubmission"

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
c.Execute.timeout = 30  # seconds of the processor for one of the student's cells; the sheets name these limits
c.ExecuteApart.call_timeout = 10  # the same for one call of a student's function by a test
c.ExecuteApart.test_timeout = 60  # the same for one test cell
# Students' code is shut in, and where that cannot be, grading refuses. Without, it runs with your rights: only for what you trust.
# c.ExecuteApart.sandbox = False  # `dltheory grade` has an option of its own, --no-sandbox

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
