"""The report as files: a page with pictures, and two tables for a spreadsheet."""

from __future__ import annotations

import base64
import csv
import io
import math
import os
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from dltheory.grading.errors import GradingError
from dltheory.grading.report.statistics import ClassResult, ItemStatistics, Submission, lateness
from dltheory.grading.shown import shown, spreadsheet_cell

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _pictures(result: ClassResult, statistics: Sequence[ItemStatistics]) -> list[dict[str, str]]:
    """Draw the score distribution and the items; return each picture with its description."""
    import matplotlib

    from dltheory import plotting

    with matplotlib.rc_context():
        plotting.use_style()
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator

        totals = [s.total(result.automatic) for s in result.graded]
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
        means = [0.0 if math.isnan(s.mean) else s.mean for s in statistics]
        axes.barh(names, means, color=plotting.MEASURED, height=0.6)
        for row, s in enumerate(statistics):
            label = "does not vary" if math.isnan(s.discrimination) else f"discrimination {s.discrimination:.2f}"
            axes.annotate(label, (means[row], row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
        axes.set(xlim=(0, 1.45), xlabel="mean share of the points")
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.set_title("Difficulty and discrimination", loc="left")
    described = (
        ("Histogram of the automatic points", distribution),
        ("Mean share of the points of each item", difficulty),
    )
    return [{"description": description, "png": _png(figure)} for description, figure in described]


def _png(figure: Figure) -> str:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def to_html(result: ClassResult) -> str:
    """Return the report as one self-contained HTML page; all names and messages are escaped."""
    statistics = result.statistics()
    environment = Environment(
        loader=PackageLoader("dltheory.grading.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = shown
    seconds = [s.seconds for s in result.graded if s.seconds]
    return environment.get_template("report.html").render(
        result=result,
        statistics=statistics,
        attention=[(s.name, s.status, s.reason) for s in result.submissions if s.reason],
        hand_points=sum(item.max_points for item in result.items if item.by_hand),
        pictures=_pictures(result, statistics),
        items=[
            (s.item.name, f"{s.item.max_points:g}", _number(s.mean), _number(s.discrimination), s.common_message)
            for s in statistics
        ],
        students=[
            (
                s.student,
                s.name,
                f"{s.total(result.automatic):g}" if s.graded else "",
                f"{s.total(i for i in result.items if i.by_hand):g}" if s.graded else "",
                f"{s.penalty:g}" if s.penalty else "",
                f"{s.score:g}" if s.graded else "",
                s.open(result.items) if s.graded else "",
                s.status,
                lateness(s.seconds_late),
                f"{s.seconds:.1f}" if s.seconds else "",
            )
            for s in result.submissions
        ],
        seconds=median(seconds) if seconds else 0.0,
    )


def _number(value: float, digits: int = 2) -> str:
    return "" if math.isnan(value) else f"{value:.{digits}f}"


def students_csv(result: ClassResult) -> str:
    """Return one line for each student: status, lateness, points of each item."""
    head = [
        "student",
        "name",
        "status",
        "reason",
        "seconds_late",
        "automatic_points",
        "points_by_hand",
        "penalty",
        "score",
    ]
    by_hand = [item for item in result.items if item.by_hand]

    def totals(s: Submission) -> list[str]:
        if not s.graded:
            return [""] * 5
        numbers = (s.total(result.automatic), s.total(by_hand), s.penalty, s.score)
        return [*(f"{number:g}" for number in numbers), s.open(result.items)]

    rows = [
        [s.student, s.name, s.status, s.reason, f"{s.seconds_late:g}", *totals(s)]
        + [f"{s.seconds:.2f}" if s.seconds else ""]
        + [f"{s.points[item.name]:g}" if item.name in s.points else "" for item in result.items]
        for s in result.submissions
    ]
    return to_csv([*head, "open", "seconds", *(item.name for item in result.items)], rows)


def items_csv(result: ClassResult) -> str:
    """Return one line for each automatic item: points, mean share, discrimination, remark."""
    rows = [
        [
            s.item.name,
            f"{s.item.max_points:g}",
            _number(s.mean, 4),
            _number(s.discrimination),
            s.remark,
            s.common_message,
        ]
        for s in result.statistics()
    ]
    return to_csv(["item", "points", "mean_share", "discrimination", "full_points_for", "said_most_often"], rows)


def to_csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as CSV in which no spreadsheet finds a formula."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([map(spreadsheet_cell, row) for row in (head, *rows)])
    return buffer.getvalue()


def _marks(submission: Submission, result: ClassResult) -> list[str]:
    """Return total and items for another system: empty where a person has still to grade, or to look again."""
    final = submission.final(result.items) if submission.graded else {}
    total = f"{submission.score:g}" if len(final) == len(result.items) else ""
    return [total, *(f"{final[item.name]:g}" if item.name in final else "" for item in result.items)]


def _columns(result: ClassResult) -> list[str]:
    return [result.sheet, *(f"{result.sheet} {item.name}" for item in result.items)]


def moodle_csv(result: ClassResult) -> str:
    """Return the marks as Moodle imports them: one column that names the user, one for the total, one for each item.

    Whoever imports maps the columns. Of a line without a user's name Moodle gives the marks to the user of the line before:
    so there are addresses only if everybody has one.
    """
    address = all(s.person.email for s in result.submissions)
    rows = [
        [s.student, s.person.first_name, s.person.last_name, *([s.person.email] * address), *_marks(s, result)]
        for s in result.submissions
    ]
    head = ["Username", "First name", "Last name", *(["Email address"] * address)]
    return to_csv([*head, *_columns(result)], rows)


def canvas_csv(result: ClassResult) -> str:
    """Return the marks as Canvas imports them: its five columns about the student, then total and items, then what they are worth.

    Canvas looks for the id among those of the school's information system, then among the logins, then for the name.
    """
    worth = [sum(item.max_points for item in result.items), *(item.max_points for item in result.items)]
    rows = [["Points Possible", "", "", "", "", *(f"{points:g}" for points in worth)]]
    for s in result.submissions:
        name = f"{s.person.last_name}, {s.person.first_name}" if s.person.last_name and s.person.first_name else s.name
        rows.append([name, "", s.student, s.student, "", *_marks(s, result)])
    return to_csv(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *_columns(result)], rows)


def write_report(result: ClassResult, folder: Path) -> list[Path]:
    """Write the HTML page and the CSV files into `folder`; return their paths.

    Raises
    ------
    GradingError
        If nothing has been graded yet or the folder cannot be written to; no file is written then.
    """
    contents = {
        f"{result.sheet}.html": to_html(result),
        f"{result.sheet}_students.csv": students_csv(result),
        f"{result.sheet}_items.csv": items_csv(result),
        f"{result.sheet}_moodle.csv": moodle_csv(result),
        f"{result.sheet}_canvas.csv": canvas_csv(result),
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
