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
from dltheory.grading.report.statistics import ClassResult, ItemStatistics, lateness
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
            (s.item.name, f"{s.item.max_points:g}", f"{s.mean:.2f}", _number(s.discrimination), s.common_message)
            for s in statistics
        ],
        students=[
            (
                s.student,
                s.name,
                f"{s.total(result.automatic):g}" if s.graded else "",
                f"{s.score:g}" if s.graded else "",
                s.status,
                lateness(s.seconds_late),
                f"{s.seconds:.1f}" if s.seconds else "",
            )
            for s in result.submissions
        ],
        seconds=median(seconds) if seconds else 0.0,
    )


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2f}"


def students_csv(result: ClassResult) -> str:
    """Return one line for each student: status, lateness, points of each item."""
    head = ["student", "name", "status", "reason", "seconds_late", "automatic_points", "penalty", "score", "seconds"]
    rows = [
        [s.student, s.name, s.status, s.reason, f"{s.seconds_late:g}"]
        + ([f"{number:g}" for number in (s.total(result.automatic), s.penalty, s.score)] if s.graded else ["", "", ""])
        + [f"{s.seconds:.2f}" if s.seconds else ""]
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
    csv.writer(buffer, lineterminator="\n").writerows([map(spreadsheet_cell, row) for row in (head, *rows)])
    return buffer.getvalue()


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
