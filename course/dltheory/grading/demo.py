"""A fictional class of eight, played through the whole cycle: generate, submit, grade, feedback, report.

``dltheory demo [--sheet SHEET] [--keep DIR]`` works in a throwaway course folder with its own gradebook, prints the
gradebook as a table and checks it against what the class was made to do. It fails if one student's trouble reaches
another, if a right answer loses a point or a wrong one earns it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from dltheory.grading import sheets as grading_sheets
from dltheory.grading.errors import GradingError
from dltheory.grading.execution.environment import from_nothing
from dltheory.grading.report import ClassResult, gradebook_table, read_class, write_report

DUE = "2026-03-02 12:00:00 UTC"
IN_TIME = "2026-03-01 18:30:00 UTC"
TWO_DAYS_LATE = "2026-03-04 12:00:00 UTC"
SECONDS_PER_CALL = 5  # a class of eight is not kept waiting for the one that hangs

# What is added to a copy of nbgrader_config.py: a throwaway folder has its own gradebook, whatever a configuration of the user's says.
OWN_GRADEBOOK = """

c.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
"""


@dataclass(frozen=True)
class Sheet:
    """What the demo needs to know about a sheet: the students' version, the answers, the points."""

    name: str
    released: NotebookNode
    answers: dict[str, str]  # reference code by grade_id
    points: dict[str, float]  # by grade_id of the test cell, in notebook order
    mistakes: dict[str, str]  # a typical wrong answer by grade_id

    def tests_of(self, functions: list[str]) -> set[str]:
        """Return the grade_ids of the tests of some functions."""
        return {f"test_{name}" for name in functions}


@dataclass(frozen=True)
class Student:
    """One member of the class: what is handed in, when, and what must come of it."""

    id: str
    first_name: str
    last_name: str
    story: str
    cells: Callable[[Sheet], dict[str, str]]
    loses: Callable[[Sheet], set[str]]
    handed_in: str = IN_TIME
    notebook: bool = True
    written: str = "A short argument, for a person to read."
    status: str = "graded"
    extra_files: Mapping[str, str] = field(default_factory=dict)


def _all_right(sheet: Sheet) -> dict[str, str]:
    return sheet.answers


def _nothing(sheet: Sheet) -> dict[str, str]:
    return {}


def _no_item(sheet: Sheet) -> set[str]:
    return set()


def _every_item(sheet: Sheet) -> set[str]:
    return set(sheet.points)


def _first_half(sheet: Sheet) -> dict[str, str]:
    names = list(sheet.answers)
    return {name: sheet.answers[name] for name in names[: len(names) // 2]}


def _typical_mistakes(sheet: Sheet) -> dict[str, str]:
    return {**sheet.answers, **sheet.mistakes}


def _hanging_last(sheet: Sheet) -> dict[str, str]:
    last = list(sheet.answers)[-1]
    return {**sheet.answers, last: f"def {last}(*arguments):\n    while True:\n        pass"}


def _raising(sheet: Sheet) -> dict[str, str]:
    return {name: f"raise RuntimeError('I gave up on {name}')" for name in sheet.answers}


CLASS = (
    Student("ada", "Ada", "Albers", "everything right", _all_right, _no_item),
    Student(
        "ben",
        "Ben",
        "Brandt",
        "the first half right, the rest untouched",
        _first_half,
        lambda sheet: set(sheet.points) - sheet.tests_of(list(_first_half(sheet))),
    ),
    Student("chloe", "Chloé", "Costa", "a typical mistake in every item", _typical_mistakes, _every_item),
    Student("dilan", "Dilan", "Demir", "everything right, two days late", _all_right, _no_item, TWO_DAYS_LATE),
    Student("emil", "Emil", "Eriksen", "handed in as released", _nothing, _every_item, written=""),
    Student(
        "fatima",
        "Fatima",
        "Faro",
        "all right but the last, which never ends",
        _hanging_last,
        lambda sheet: sheet.tests_of([list(sheet.answers)[-1]]),
    ),
    Student("gus", "Gus", "Grant", "every cell raises", _raising, _every_item),
    Student(
        "hana",
        "Hana",
        "Hašek",
        "forgot the notebook",
        _nothing,
        _every_item,
        notebook=False,
        status="no notebook",
        extra_files={"notes.txt": "I will hand in the notebook tomorrow.\n"},
    ),
)


def read_sheet(root: Path, course: Path, name: str) -> Sheet:
    """Read a sheet that has been generated in `root`, and the wrong attempts at it that the course keeps for its tests."""
    source = nbformat.read(root / "source" / name / f"{name}.ipynb", as_version=4)
    released = nbformat.read(root / "release" / name / f"{name}.ipynb", as_version=4)
    points, answers = {}, {}
    for cell in source.cells:
        mark = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and mark.get("grade") and mark["points"] > 0:
            points[mark["grade_id"]] = float(mark["points"])
        if cell.cell_type == "code" and mark.get("solution"):
            answers[mark["grade_id"]] = cell.source
    # The functions in the order of their tests, which is the order of the items in every table.
    answers = {test.removeprefix("test_"): answers[test.removeprefix("test_")] for test in points}
    own = grading_sheets.Sheet.from_notebook(source, name)
    mistakes: dict[str, str] = {}
    for path in sorted((course / "tests" / "submissions" / name / "wrong").glob("*.py")):
        cells = {piece.grade_id: piece.source for piece in grading_sheets.read_attempt(path, own) if piece.grade_id}
        if len(cells) == 1:
            mistakes = cells | mistakes
    missing = [function for function in answers if function not in mistakes]
    if missing:
        raise GradingError(
            f"tests/submissions/{name}/wrong has no attempt that gets just {missing[0]} wrong; write one"
        )
    return Sheet(name, released, answers, points, mistakes)


def hand_in(student: Student, sheet: Sheet, root: Path) -> None:
    """Put a student's submission where nbgrader's collect would."""
    folder = root / "submitted" / student.id / sheet.name
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(student.handed_in, encoding="utf-8")
    for name, content in student.extra_files.items():
        (folder / name).write_text(content, encoding="utf-8")
    if not student.notebook:
        return
    notebook = nbformat.from_dict(dict(sheet.released))
    cells = student.cells(sheet)
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution") and mark["grade_id"] in cells:
            cell.source = cells[mark["grade_id"]]
        elif mark.get("solution") and cell.cell_type == "markdown" and student.written:
            cell.source = student.written
    nbformat.write(notebook, folder / f"{sheet.name}.ipynb")


def run_nbgrader(root: Path, *arguments: str) -> None:
    """Run a plain nbgrader command in the course folder `root`; its output goes to nbgrader.log there.

    Raises
    ------
    GradingError
        If the command fails.
    """
    status, said = _run(root, "nbgrader.log", "-m", "nbgrader", *arguments)
    if status:
        lines = [line for line in said.splitlines() if "ERROR" in line or "Error: " in line]
        raise GradingError(f"nbgrader {arguments[0]} failed: {lines[-1].strip() if lines else 'it gave no reason'}")


def _grade(root: Path, name: str, sandbox: bool) -> None:
    """Run ``dltheory grade``; its output goes to grade.log."""
    options = [] if sandbox else ["--no-sandbox"]
    program = "import sys; from dltheory.cli import main; sys.exit(main(sys.argv[1:]))"
    status, said = _run(root, "grade.log", "-c", program, "grade", name, *options)
    # One of the class has handed in no notebook, and so not everybody can be graded; what came of each is looked at later.
    if status and not re.search(r"^\d+ of \d+ graded", said, re.MULTILINE):
        lines = said.strip().splitlines() or ["it gave no reason"]
        raise GradingError(f"the class could not be graded: {lines[-1].removeprefix('dltheory: ')}")


def _run(root: Path, log: str, *arguments: str) -> tuple[int, str]:
    """Run Python in a folder; return its exit status and what the log holds then."""
    with tempfile.TemporaryDirectory() as home, (root / log).open("a", encoding="utf-8") as stream:
        command = [sys.executable, *arguments]
        # A configuration of whoever starts this must not lead to another gradebook than the one of this folder.
        environment = from_nothing(home)
        status = subprocess.run(command, cwd=root, stdout=stream, stderr=stream, env=environment).returncode
    return status, (root / log).read_text(encoding="utf-8", errors="replace")


def play(root: Path, course: Path, name: str, say: Callable[[str], None] = print, sandbox: bool = True) -> ClassResult:
    """Play the class in the empty folder `root` with a sheet of the course folder `course`; return the gradebook.

    Raises
    ------
    GradingError
        If the sheet does not exist, a command fails, or there is to be a sandbox and this machine has none.
    """
    source = course / "source" / name
    if not (source / f"{name}.ipynb").is_file():
        known = sorted(path.name for path in (course / "source").glob("[!.]*") if path.is_dir())
        raise GradingError(f"there is no sheet {name!r} in source/; there are {', '.join(known) or 'none'}")
    config = (course / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(
        f"{config}{OWN_GRADEBOOK}c.ExecuteApart.call_timeout = {SECONDS_PER_CALL}\n", encoding="utf-8"
    )
    shutil.copytree(source, root / "source" / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"))

    say(f"generate: the students' version of {name}")
    run_nbgrader(root, "generate_assignment", name)
    run_nbgrader(root, "db", "assignment", "add", name, f"--duedate={DUE}")
    lines = ["id,first_name,last_name", *(f"{s.id},{s.first_name},{s.last_name}" for s in CLASS)]
    (root / "students.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run_nbgrader(root, "db", "student", "import", "students.csv")

    sheet = read_sheet(root, course, name)
    for student in CLASS:
        say(f"submit:   {student.first_name} {student.last_name}, {student.story}")
        hand_in(student, sheet, root)

    say("grade:    the whole class with one command")
    started = time.perf_counter()
    _grade(root, name, sandbox)
    say(f"           done in {time.perf_counter() - started:.0f} s")
    say("feedback: one page for each student")
    run_nbgrader(root, "generate_feedback", name)
    result = read_class(root, name)
    say(f"report:   {', '.join(path.name for path in write_report(result, root / 'report'))}")
    return result


def broken_promises(result: ClassResult, sheet: Sheet, root: Path) -> list[str]:
    """Return where the gradebook is not what the class was made to earn, one sentence for each."""
    found = []
    submissions = {submission.student: submission for submission in result.submissions}
    if set(submissions) != {student.id for student in CLASS}:
        return [f"the gradebook lists {', '.join(sorted(submissions))}"]
    for student in CLASS:
        submission = submissions[student.id]
        if submission.status != student.status:
            found.append(f"{student.id} is {submission.status!r} and should be {student.status!r}")
        if (submission.seconds_late > 0) != (student.handed_in == TWO_DAYS_LATE):
            found.append(f"{student.id} is {submission.seconds_late:g} seconds late")
        page = root / "feedback" / student.id / sheet.name / f"{sheet.name}.html"
        if page.is_file() != student.notebook:
            found.append(f"{student.id} has {'a' if page.is_file() else 'no'} feedback page")
        if not student.notebook:
            continue
        for item, worth in sheet.points.items():
            earned = submission.points.get(item, -1.0)
            if not (0 <= earned < worth if item in student.loses(sheet) else earned == worth):
                found.append(f"{student.id} has {earned:g} of {worth:g} points for {item}")
    return found


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="dltheory-demo-") as name:
            yield Path(name)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise GradingError(f"{keep} is not an empty folder; name a new one for --keep")
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GradingError(
            f"the folder {keep} cannot be made: {error.strerror or error}; name another for --keep"
        ) from error
    yield keep.resolve()


def run(arguments: argparse.Namespace) -> int:
    """Carry out ``dltheory demo``."""
    course = grading_sheets.course_root()
    with _folder(arguments.keep) as root:
        result = play(root, course, arguments.sheet, sandbox=not arguments.no_sandbox)
        print(f"\n{gradebook_table(result)}\n")
        found = broken_promises(result, read_sheet(root, course, arguments.sheet), root)
        if found:
            print(f"Not as promised: {'; '.join(found)}.", file=sys.stderr)
            return 1
        print(
            "The gradebook is as promised: every student has what the answers deserve, and nobody cost another a point."
        )
        if arguments.keep:
            print(
                f"Everything is kept in {root}: open report/ and feedback/, or JupyterLab there and Nbgrader > Formgrader."
            )
    return 0


def add_parser(subparsers: Any) -> None:
    """Attach ``demo`` to the command line."""
    parser = subparsers.add_parser("demo", help="play a fictional class of eight through the whole cycle")
    parser.add_argument("--sheet", default="01_approximation", help="the sheet to play (default: 01_approximation)")
    parser.add_argument("--no-sandbox", action="store_true", help="grade without a sandbox, where there is none")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="play in this new folder and keep it")
    parser.set_defaults(func=run)
