"""The class report: how a class did on a sheet, from the gradebook, as HTML with pictures and as CSV.

``dltheory report [SHEET] [--out DIR]`` writes ``report/<sheet>.html`` with the distribution of scores, the difficulty and
the discrimination of each item, what students were told most often, the time that grading took, and the submissions that
need a look and why; beside it ``<sheet>_students.csv`` and ``<sheet>_items.csv``, and ``<sheet>_moodle.csv`` and
``<sheet>_canvas.csv``, which those systems import. Everything a student wrote is escaped.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from dltheory.grading.records import Person
from dltheory.grading.report.page import canvas_csv, items_csv, moodle_csv, students_csv, to_html, write_report
from dltheory.grading.report.statistics import (
    ClassResult,
    Item,
    ItemStatistics,
    Submission,
    gradebook_table,
    read_class,
)
from dltheory.grading.sheets import course_root
from dltheory.grading.shown import text_table

__all__ = [
    "ClassResult",
    "Item",
    "ItemStatistics",
    "Person",
    "Submission",
    "canvas_csv",
    "gradebook_table",
    "items_csv",
    "moodle_csv",
    "read_class",
    "students_csv",
    "text_table",
    "to_html",
    "write_report",
]


def run(arguments: argparse.Namespace) -> int:
    """Carry out ``dltheory report``."""
    result = read_class(course_root(), arguments.sheet, arguments.db)
    paths = write_report(result, arguments.out)
    print(gradebook_table(result))
    print(f"\nWritten: {', '.join(str(path) for path in paths)}")
    waiting = sum(s.graded and bool(s.open(result.items)) for s in result.submissions)
    if waiting:
        print(f"For Moodle and Canvas {waiting} totals are left empty: grade what is open in formgrader first.")
    return 0


def add_parser(subparsers: Any) -> None:
    """Attach ``report`` to the command line."""
    parser = subparsers.add_parser("report", help="write the class report of a sheet from the gradebook")
    parser.add_argument("sheet", nargs="?", help="the sheet; may be left out when the gradebook holds only one")
    parser.add_argument("--out", type=Path, default=Path("report"), help="the folder to write to (default: report)")
    parser.add_argument("--db", metavar="URL", help="the gradebook, if not the one of nbgrader_config.py")
    parser.set_defaults(func=run)
