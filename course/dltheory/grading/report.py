"""The class report: how a class did on a sheet, from the gradebook, as HTML with pictures and as CSV.

``dltheory report [SHEET] [--out DIR]`` writes ``report/<sheet>.html`` with the distribution of scores, the difficulty and
the discrimination of each item, what students were told most often, and the submissions that need a look and why; beside
it ``<sheet>_students.csv`` and ``<sheet>_items.csv``. Everything a student wrote is escaped.
"""

from __future__ import annotations

import argparse
import base64
import collections
import csv
import html
import io
import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import numpy as np

from dltheory.grading.errors import GradingError
from dltheory.grading.outcomes import ITEM_TYPE
from dltheory.grading.sheets import course_root, grade_id_of, quiet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# How the grader words it when a cell of the student's failed by itself: the cell's name, and the error.
FAILING = re.compile(r"^the cell (\S+) fails: (\w+)", re.MULTILINE)
# How the grader words it when it had to stop something; such a submission needs a look.
STOPPED = (
    "took longer than",
    "the process ended",
    "ended its process",
    "ended too often",
    "could not be run to their end",
)
# How it words it when the released stub still stands; that is no misconception.
UNANSWERED = ("not filled in yet", "NotImplementedError")


@dataclass(frozen=True)
class Item:
    """One cell of a sheet that is worth points.

    Attributes
    ----------
    name : str
        Its grade_id.
    max_points : float
        The points that it is worth.
    by_hand : bool
        Whether a person grades it.
    """

    name: str
    max_points: float
    by_hand: bool


@dataclass(frozen=True)
class Submission:
    """What one student handed in and got.

    Attributes
    ----------
    student : str
        The student's id.
    name : str
        The student's name, or the id where the gradebook has none.
    status : str
        ``"graded"``, ``"no notebook"``, ``"failed"`` or ``"not graded yet"``.
    reason : str
        Why the submission needs a look; empty when it does not.
    seconds_late : float
        How late it came; 0 when in time.
    points : dict of str to float
        Points by item, for the items that have been graded.
    messages : dict of str to str
        What the student was told about an item that lost points.
    """

    student: str
    name: str
    status: str
    reason: str = ""
    seconds_late: float = 0.0
    points: dict[str, float] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)

    @property
    def graded(self) -> bool:
        """Whether the submission has scores."""
        return self.status == "graded"

    def total(self, items: Iterable[Item]) -> float:
        """Return the sum of the points over some items; what is not graded yet counts 0."""
        return sum(self.points.get(item.name, 0.0) for item in items)


@dataclass(frozen=True)
class ItemStatistics:
    """How a class did on one item.

    Attributes
    ----------
    item : Item
    mean : float
        Mean share of the item's points, in [0, 1]: 1 is easy.
    discrimination : float
        Correlation with the points on all other automatic items, in [-1, 1]; NaN where either does not vary.
    common_message : str
        What students who answered were told most often about this item, its first line; empty when nobody lost a point.
    """

    item: Item
    mean: float
    discrimination: float
    common_message: str

    @property
    def remark(self) -> str:
        """``"everybody"`` or ``"nobody"`` when all or none got full points, else empty."""
        return "everybody" if self.mean == 1 else "nobody" if self.mean == 0 else ""


@dataclass(frozen=True)
class ClassResult:
    """A class on one sheet."""

    sheet: str
    items: tuple[Item, ...]
    submissions: tuple[Submission, ...]

    @property
    def automatic(self) -> tuple[Item, ...]:
        """The items that are graded automatically."""
        return tuple(item for item in self.items if not item.by_hand)

    @property
    def max_points(self) -> float:
        """The points that can be had automatically."""
        return sum(item.max_points for item in self.automatic)

    def statistics(self) -> list[ItemStatistics]:
        """Return difficulty and discrimination of each automatic item over the graded submissions.

        Raises
        ------
        GradingError
            If no submission has been graded.
        """
        graded = [submission for submission in self.submissions if submission.graded]
        if not graded:
            raise GradingError(
                f"no submission to {self.sheet} has been graded yet; run: nbgrader autograde {self.sheet}"
            )
        points = np.array([[s.points.get(item.name, 0.0) for item in self.automatic] for s in graded])
        statistics = []
        for j, item in enumerate(self.automatic):
            rest = np.delete(points, j, axis=1).sum(axis=1)
            told = [s.messages[item.name] for s in graded if item.name in s.messages]
            answered = collections.Counter(text.splitlines()[0] for text in told if not _unanswered(text))
            statistics.append(
                ItemStatistics(
                    item=item,
                    mean=float(points[:, j].mean() / item.max_points),
                    discrimination=_correlation(points[:, j], rest),
                    common_message=answered.most_common(1)[0][0] if answered else "not answered" if told else "",
                )
            )
        return statistics


def _unanswered(text: str) -> bool:
    return all(any(word in line for word in UNANSWERED) for line in text.splitlines())


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])


def course_directory(root: Path) -> Any:
    """Return nbgrader's `CourseDirectory` as nbgrader_config.py in `root` sets it up.

    Raises
    ------
    GradingError
        If there is no such file, or nbgrader is not installed.
    """
    if not (root / "nbgrader_config.py").is_file():
        raise GradingError(f"there is no nbgrader_config.py in {root}; go to the folder of the course")
    try:
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config.loader import PyFileConfigLoader
    except ImportError as error:
        raise GradingError(f"the package {error.name} is missing; install the course: pip install -e .") from error
    return CourseDirectory(config=PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config())


def read_class(root: Path, sheet: str | None = None) -> ClassResult:
    """Read from gradebook and folders how a class did on a sheet.

    Parameters
    ----------
    root : Path
        The course folder, with nbgrader_config.py.
    sheet : str, optional
        The sheet; may be left out when the gradebook holds only one.

    Raises
    ------
    GradingError
        If there is no gradebook, or the sheet is not in it.
    """
    coursedir = course_directory(root)
    prefix = "sqlite:///"
    if coursedir.db_url.startswith(prefix) and not Path(coursedir.db_url.removeprefix(prefix)).is_file():
        raise GradingError(
            "there is no gradebook yet; run: nbgrader generate_assignment SHEET, then nbgrader autograde"
        )
    from nbgrader.api import Gradebook

    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        names = sorted(assignment.name for assignment in gradebook.assignments)
        if sheet is None and len(names) == 1:
            sheet = names[0]
        if sheet is None or sheet not in names:
            known = f"it holds {', '.join(names)}" if names else "it is empty"
            wanted = "name a sheet of the gradebook" if sheet is None else f"the gradebook has no sheet {sheet!r}"
            raise GradingError(f"{wanted}; {known}")
        assignment = gradebook.find_assignment(sheet)
        items = [
            Item(cell.name, float(cell.max_score), cell.cell_type == "markdown" or _is_solution(notebook, cell.name))
            for notebook in assignment.notebooks
            for cell in notebook.grade_cells
            if cell.max_score > 0
        ]
        notebooks = {
            notebook.name: {cell.name for cell in notebook.grade_cells + notebook.solution_cells}
            for notebook in assignment.notebooks
        }
        by_student = {submission.student.id: submission for submission in assignment.submissions}
        known_names = {student.id: student for student in gradebook.students}
        handed_in = _students_in(coursedir, coursedir.submitted_directory, sheet)
        submissions = []
        for student in sorted(handed_in | set(by_student)):
            person = known_names.get(student)
            name = " ".join(filter(None, (person.first_name, person.last_name))) if person else ""
            submissions.append(
                _submission(coursedir, sheet, notebooks, student, name or student, by_student.get(student))
            )
    return ClassResult(sheet, _in_notebook_order(coursedir, sheet, items), tuple(submissions))


def _is_solution(notebook: Any, name: str) -> bool:
    return any(cell.name == name for cell in notebook.solution_cells)


def _students_in(coursedir: Any, step: str, sheet: str) -> set[str]:
    folder = Path(coursedir.root) / step
    return {path.name for path in folder.glob("[!.]*") if (path / sheet).is_dir()} if folder.is_dir() else set()


def _in_notebook_order(coursedir: Any, sheet: str, items: list[Item]) -> tuple[Item, ...]:
    """Order the items as they stand in the sheet; the gradebook keeps no order."""
    order: dict[str, int] = {}
    for path in sorted(Path(coursedir.format_path(coursedir.source_directory, ".", sheet)).glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            order.setdefault(cell.metadata.get("nbgrader", {}).get("grade_id", ""), len(order))
    return tuple(sorted(items, key=lambda item: (order.get(item.name, len(order)), item.name)))


def _submission(
    coursedir: Any, sheet: str, notebooks: Mapping[str, set[str]], student: str, name: str, record: Any
) -> Submission:
    submitted = Path(coursedir.format_path(coursedir.submitted_directory, student, sheet))
    autograded = Path(coursedir.format_path(coursedir.autograded_directory, student, sheet))
    late = float(record.total_seconds_late) if record is not None else 0.0
    if not any(submitted.glob("*.ipynb")) and not any(autograded.glob("*.ipynb")):
        return Submission(student, name, "no notebook", "no notebook was handed in", late)
    trouble = _trouble(submitted, notebooks) if submitted.is_dir() else ""
    if record is None:
        reason = trouble or f"run: nbgrader autograde {sheet} --student {student}"
        return Submission(student, name, "not graded yet", reason, late)
    if not any(autograded.glob("*.ipynb")):
        reason = trouble or "the notebook could not be graded; see nbgrader's log"
        return Submission(student, name, "failed", reason, late)
    points: dict[str, float] = {}
    for notebook in record.notebooks:
        for grade in notebook.grades:
            if grade.manual_score is not None or grade.auto_score is not None:
                points[grade.cell.name] = float(grade.score)
    messages = _messages(autograded)
    stopped = [item for item, text in messages.items() if any(word in text for word in STOPPED)]
    reason = f"stopped in {', '.join(stopped)}" if stopped else trouble or _failing(messages)
    return Submission(student, name, "graded", reason, late, points, messages)


def _failing(messages: Mapping[str, str]) -> str:
    """Return which of the student's own cells fail, or nothing: a slip of the pen can cost an item, or all of them."""
    found = [match for text in messages.values() for match in FAILING.finditer(text)]
    if not found:
        return ""
    name, problem = found[0].groups()
    return f"the cell {name} fails: {problem}" if len(found) == 1 else f"{len(found)} cells fail, {name} with {problem}"


def _trouble(folder: Path, notebooks: Mapping[str, set[str]]) -> str:
    """Return what is wrong with the files that were handed in, or nothing; `notebooks` holds the cells of each one."""
    from nbgrader.utils import parse_utc

    for name, cells in notebooks.items():
        path = folder / f"{name}.ipynb"
        if not path.is_file():
            others = sorted(other.name for other in folder.glob("*.ipynb") if other.is_file())
            return f"{path.name} is missing" + (f"; rename {others[0]}" if others else "")
        try:
            with quiet():
                found = {grade_id_of(cell) for cell in nbformat.read(path, as_version=4).cells}
        except Exception:  # nbformat raises a dozen kinds for files that are not notebooks
            return f"{path.name} is not a notebook that Jupyter can read"
        if not cells & found:
            return f"{path.name} has no cell of the sheet"
    stamp = folder / "timestamp.txt"
    if stamp.is_file():
        try:
            parse_utc(stamp.read_text(encoding="utf-8").strip())
        except ValueError:
            return "timestamp.txt holds no date"
    return ""


def _messages(folder: Path) -> dict[str, str]:
    """Return what the graded notebooks say about each item that lost points."""
    messages: dict[str, str] = {}
    for path in sorted(folder.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            for output in cell.outputs:
                result = output.get("data", {}).get(ITEM_TYPE)
                if isinstance(result, dict) and result["message"]:
                    messages[result["item"]] = result["message"]
    return messages


def _pictures(result: ClassResult, statistics: Sequence[ItemStatistics]) -> list[tuple[str, Figure]]:
    """Draw the score distribution and the items; return each picture with its description."""
    import matplotlib

    from dltheory import plotting

    with matplotlib.rc_context():
        plotting.use_style()
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator

        totals = [s.total(result.automatic) for s in result.submissions if s.graded]
        distribution = Figure(figsize=(6.4, 2.8), layout="constrained")
        axes = distribution.subplots()
        width = max(1, round(result.max_points / 20))  # bars stand on whole points, so that 0 and the maximum are seen
        edges = np.arange(-width / 2, result.max_points + width, width)
        axes.hist(totals, bins=list(edges), color=plotting.MEASURED, edgecolor="white")
        axes.axvline(float(np.median(totals)), color="black", linewidth=1.2, linestyle="--")
        axes.set(xlabel="automatic points", ylabel="students")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_title(f"Score distribution; the dashed line is the median, {np.median(totals):.3g}", loc="left")

        names = [s.item.name.removeprefix("test_") for s in statistics]
        difficulty = Figure(figsize=(6.4, 0.9 + 0.3 * len(names)), layout="constrained")
        axes = difficulty.subplots()
        means = [s.mean for s in statistics]
        axes.barh(names, means, color=plotting.MEASURED, height=0.6)
        for row, s in enumerate(statistics):
            label = "does not vary" if math.isnan(s.discrimination) else f"discrimination {s.discrimination:.2f}"
            axes.annotate(label, (s.mean, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
        axes.set(xlim=(0, 1.45), xlabel="mean share of the points")
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.set_title("Difficulty and discrimination", loc="left")
    return [("Histogram of the automatic points", distribution), ("Mean share of the points of each item", difficulty)]


def _embedded(figure: Figure, description: str) -> str:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    encoded = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img alt="{html.escape(description)}" src="data:image/png;base64,{encoded}">'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = "".join(f"<th>{html.escape(title)}</th>" for title in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def _late(seconds: float) -> str:
    if seconds <= 0:
        return ""
    hours = seconds / 3600
    return f"{hours / 24:.1f} days late" if hours >= 48 else f"{hours:.1f} hours late"


STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; }
table { border-collapse: collapse; margin: 1em 0; font-size: 0.9em; }
th, td { text-align: left; padding: 0.25em 0.8em; border-bottom: 1px solid #ddd; vertical-align: top; }
img { max-width: 100%; }
"""


def to_html(result: ClassResult) -> str:
    """Return the report as one self-contained HTML page; all names and messages are escaped."""
    statistics = result.statistics()
    graded = [submission for submission in result.submissions if submission.graded]
    attention = [submission for submission in result.submissions if submission.reason]
    hand_points = sum(item.max_points for item in result.items if item.by_hand)
    parts = [
        f"<h1>Class report: {html.escape(result.sheet)}</h1>",
        f"<p>{len(result.submissions)} submissions, {len(graded)} graded, {len(attention)} need a look. "
        f"{result.max_points:g} points are automatic, {hand_points:g} are given by hand.</p>",
    ]
    if attention:
        parts.append("<h2>Submissions that need a look</h2>")
        parts.append(_table(("Student", "Status", "Why"), ((s.name, s.status, s.reason) for s in attention)))
    pictures = [_embedded(figure, description) for description, figure in _pictures(result, statistics)]
    parts += ["<h2>Scores</h2>", pictures[0], "<h2>Items</h2>", pictures[1]]
    for remark, text in (("everybody", "Full points for everybody"), ("nobody", "No points for anybody")):
        names = [s.item.name for s in statistics if s.remark == remark]
        if names:
            parts.append(f"<p>{text}: {html.escape(', '.join(names))}.</p>")
    parts.append(
        _table(
            ("Item", "Points", "Mean share", "Discrimination", "Said most often"),
            (
                (s.item.name, f"{s.item.max_points:g}", f"{s.mean:.2f}", _number(s.discrimination), s.common_message)
                for s in statistics
            ),
        )
    )
    parts.append(
        "<p>Discrimination is the correlation of an item with the points on all others: near 0 or below, the item does "
        "not tell strong work from weak work and deserves a look.</p><h2>Students</h2>"
    )
    rows = (
        (s.student, s.name, f"{s.total(result.automatic):g}" if s.graded else "", s.status, _late(s.seconds_late))
        for s in result.submissions
    )
    parts.append(_table(("Id", "Name", "Automatic points", "Status", "Late"), rows))
    title = html.escape(f"Class report: {result.sheet}")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2f}"


def students_csv(result: ClassResult) -> str:
    """Return one line for each student: status, lateness, points of each item."""
    head = ["student", "name", "status", "reason", "seconds_late", "automatic_points"]
    rows = [
        [s.student, s.name, s.status, s.reason, f"{s.seconds_late:g}"]
        + [f"{s.total(result.automatic):g}" if s.graded else ""]
        + [f"{s.points[item.name]:g}" if item.name in s.points else "" for item in result.items]
        for s in result.submissions
    ]
    return _csv(head + [item.name for item in result.items], rows)


def items_csv(result: ClassResult) -> str:
    """Return one line for each automatic item: points, mean share, discrimination, remark."""
    rows = [
        [s.item.name, f"{s.item.max_points:g}", f"{s.mean:.4f}", _number(s.discrimination), s.remark, s.common_message]
        for s in result.statistics()
    ]
    return _csv(["item", "points", "mean_share", "discrimination", "full_points_for", "said_most_often"], rows)


def _csv(head: list[str], rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    # A spreadsheet takes a cell that starts with one of these signs for a formula, and students choose what they print.
    writer.writerows(
        [["'" + cell if cell[:1] in "=+-@\t\r" and not _is_number(cell) else cell for cell in r] for r in rows]
    )
    return buffer.getvalue()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text == ""
    return True


def write_report(result: ClassResult, folder: Path) -> list[Path]:
    """Write the HTML page and the two CSV files into `folder`; return their paths.

    Raises
    ------
    GradingError
        If nothing has been graded yet or the folder cannot be written to; no file is written then.
    """
    contents = {
        f"{result.sheet}.html": to_html(result),
        f"{result.sheet}_students.csv": students_csv(result),
        f"{result.sheet}_items.csv": items_csv(result),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            scratch = folder / f".{name}.new"
            scratch.write_text(content, encoding="utf-8")
            os.replace(scratch, folder / name)
    except OSError as error:
        raise GradingError(f"the report cannot be written to {folder}: {error.strerror}") from error
    return [folder / name for name in contents]


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows of text in aligned columns under a head."""
    widths = [max(len(row[k]) for row in [head, *rows]) for k in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [head, *rows]]
    return "\n".join(line.rstrip() for line in [lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def gradebook_table(result: ClassResult) -> str:
    """Return the class as a plain-text table: points, status and reason of each student."""
    rows = []
    for s in result.submissions:
        open_items = sum(item.by_hand and item.name not in s.points for item in result.items)
        why = "; ".join(filter(None, (s.reason, _late(s.seconds_late))))
        points = f"{s.total(result.automatic):g} / {result.max_points:g}" if s.graded else "-"
        by_hand = ("done" if not open_items else f"{open_items} to grade") if s.graded else "-"
        rows.append([s.student, s.name, points, by_hand, s.status, why])
    return text_table(("student", "name", "automatic", "by hand", "status", "remark"), rows)


def run(arguments: argparse.Namespace) -> int:
    """Carry out ``dltheory report``."""
    result = read_class(course_root(), arguments.sheet)
    paths = write_report(result, arguments.out)
    print(gradebook_table(result))
    print(f"\nWritten: {', '.join(str(path) for path in paths)}")
    return 0


def add_parser(subparsers: Any) -> None:
    """Attach ``report`` to the command line."""
    parser = subparsers.add_parser("report", help="write the class report of a sheet from the gradebook")
    parser.add_argument("sheet", nargs="?", help="the sheet; may be left out when the gradebook holds only one")
    parser.add_argument("--out", type=Path, default=Path("report"), help="the folder to write to (default: report)")
    parser.set_defaults(func=run)
