"""Feedback pages that say what is not graded yet, hold nothing but pages, and can be printed.

nbgrader's own template makes the pages. It rounds every score as a number; `number` and `rounded`, which ``nbgrader_config.py``
names as filters, let words through.
"""

from __future__ import annotations

import argparse
import glob
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2.filters import do_float, do_round
from nbformat import NotebookNode

from dltheory.grading.errors import GradingError
from dltheory.grading.sheets import course_root
from dltheory.grading.shown import shown

WAY_BACK = ("submission_secret.txt", "timestamp.txt")  # what nbgrader's exchange releases feedback by
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PATIENCE = 120  # seconds for one page
# Formulas stay as they are written on paper: MathJax would be a script from elsewhere.
_POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:\">"
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)


class Words(str):
    """What stands in place of a number."""


NOT_GRADED = Words("not graded yet")


def number(value: Any, default: float = 0.0) -> Any:
    """Return a value as a number, as Jinja's filter `float` does, and words as they are."""
    return value if isinstance(value, Words) else do_float(value, default)


def rounded(value: Any, precision: int = 0, method: Any = "common") -> Any:
    """Return a rounded number, as Jinja's filter `round` does, and words as they are."""
    return value if isinstance(value, Words) else do_round(value, precision, method)


def ungraded(url: str, where: Mapping[str, str]) -> dict[str, float]:
    """Return the cells of a submitted notebook that have no points yet, with what they are worth."""
    from nbgrader.api import Gradebook

    with Gradebook(url) as book:
        row = book.find_submission_notebook(where["notebook"], where["assignment"], where["student"])
        return {g.name: float(g.max_score) for g in row.grades if g.manual_score is None and g.auto_score is None}


def say_what_is_open(notebook: NotebookNode, resources: dict[str, Any]) -> None:
    """Put words in place of the 0 that nbgrader shows for what nobody has graded, and beside the total what it leaves out."""
    where = resources["nbgrader"]
    missing = ungraded(where["db_url"], where)
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("grade_id") in missing and (mark.get("grade") or mark.get("task")):
            mark["score"] = NOT_GRADED
    where["score"] = max(where.get("score", 0.0), 0.0)  # as nbgrader export counts
    points = sum(missing.values())
    if points:
        where["max_score"] = Words(f"{where['max_score']:.1f}; {points:g} of them are not graded yet")


def remove_copies(graded: Path, feedback: Path) -> list[str]:
    """Remove from a folder of feedback the files that nbgrader has just copied beside the page; return their names.

    The page needs none of them, they are the student's own, and they may be large. Of what came through an exchange two stay,
    without which `nbgrader release_feedback` does not find the way back.
    """
    removed = []
    kept = [graded / name for name in WAY_BACK] if (graded / WAY_BACK[0]).is_file() else []
    for path in sorted(graded.rglob("*")):
        copy = feedback / path.relative_to(graded)
        if path.suffix != ".ipynb" and path not in kept and copy.is_file() and not copy.is_symlink():
            copy.unlink()
            removed.append(path.relative_to(graded).as_posix())
    for folder in sorted((path for path in feedback.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return removed


# --- on paper ---


def print_pages(pages: list[Path]) -> list[Path]:
    """Print pages as PDF beside them, with a browser that runs no script and reaches no network.

    Raises
    ------
    GradingError
        If there is no browser, or it fails.
    """
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise GradingError(
            "there is no browser to print with; install chromium, or print the pages from your own browser"
        )
    printed = []
    with tempfile.TemporaryDirectory() as scratch:
        for page in pages:
            target, fresh, quiet = page.with_suffix(".pdf"), Path(scratch, "page.pdf"), Path(scratch, "page.html")
            text = page.read_text(encoding="utf-8", errors="replace")
            head = _HEAD.search(text)
            place = head.end() if head else 0
            quiet.write_text(text[:place] + _POLICY + text[place:], encoding="utf-8")
            command = [
                browser, "--headless", "--disable-gpu", f"--user-data-dir={scratch}/profile", "--no-first-run",
                "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
                "--no-pdf-header-footer", f"--print-to-pdf={fresh}", quiet.as_uri(),
            ]  # fmt: skip
            if _is_root():
                command.insert(1, "--no-sandbox")
            try:
                done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                raise GradingError(f"{page} took the browser longer than {_PATIENCE} s") from None
            except OSError as error:
                raise GradingError(f"the browser {browser} cannot be started: {error.strerror}") from error
            if not fresh.is_file():
                last = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
                raise GradingError(f"the browser could not print {page}: {shown(last)}")
            shutil.move(fresh, target)
            printed.append(target)
    return printed


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def run(arguments: argparse.Namespace) -> int:
    """Carry out ``dltheory pdf``."""
    from nbgrader.coursedir import CourseDirectory

    from dltheory.grading.settings import course_config

    course = CourseDirectory(config=course_config(course_root()))
    student, sheet = (glob.escape(name) if name else "*" for name in (arguments.student, arguments.sheet))
    folder = course.format_path(course.feedback_directory, student, sheet)
    pages = [path for path in map(Path, sorted(glob.glob(f"{folder}/*.html"))) if not path.is_symlink()]
    if not pages:
        raise GradingError(
            f"there are no pages {shown(folder)}/*.html; run: nbgrader generate_feedback {arguments.sheet or 'SHEET'}"
        )
    printed = print_pages(pages)
    print(
        f"{len(printed)} page{'s' * (len(printed) > 1)} printed, each beside its HTML, such as {shown(str(printed[0]))}"
    )
    return 0


def add_parser(subparsers: Any) -> None:
    """Attach ``pdf`` to the command line."""
    parser = subparsers.add_parser("pdf", help="print the feedback pages as PDF, with Chromium or Chrome")
    parser.add_argument("sheet", nargs="?", help="the sheet; all of them if left out")
    parser.add_argument("--student", metavar="ID", help="one student only")
    parser.set_defaults(func=run)
