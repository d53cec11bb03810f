"""A small class for the tests of class grading: a sheet of two notebooks, students with all kinds of fates, and a quick grader."""

import atexit
import contextlib
import functools
import json
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import nbformat
from course_tools import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dltheory.grading import demo
from dltheory.grading.classrun import ClassRun, Options, Task
from dltheory.grading.gradebook import ClassGradebook
from dltheory.grading.journal import Journal
from dltheory.grading.outcomes import ITEM_TYPE, Graded, ItemResult, Status, Verdict

SHEET = "tiny"
IN_TIME, LATE = "2026-03-01 18:30:00 UTC", "2026-03-04 12:00:00 UTC"
DUE = "2026-03-02 12:00:00 UTC"
DOUBLE = "def double(x):\n    return 2 * x"
TRIPLE = "def triple(x):\n    return 3 * x"


def marked(cell, name, *, points=None, solution=False, locked=False):
    meta = {"schema_version": 3, "grade_id": name, "grade": points is not None, "solution": solution}
    meta |= {"locked": locked, "task": False}
    if points is not None:
        meta["points"] = points
    cell.metadata["nbgrader"] = meta
    return cell


def source_notebook(name, function, answer):
    head, body = answer.split("\n")
    hidden = f"### BEGIN HIDDEN TESTS\nassert {function}(7) == {7 * (2 if function == 'double' else 3)}\n### END HIDDEN TESTS"
    visible = f"assert {function}(1) == {2 if function == 'double' else 3}, 'wrong factor'"
    cells = [
        new_markdown_cell(f"# {name}"),
        marked(new_code_cell("import math"), "setup", points=0, locked=True),
        marked(new_code_cell(f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"), function, solution=True),
        marked(new_code_cell(f"{visible}\n{hidden}"), "test", points=2, locked=True),
        marked(new_code_cell("assert math.pi > 3"), "test_free", points=1, locked=True),
        marked(new_markdown_cell("because"), "written", points=3, solution=True),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for number, cell in enumerate(cells):
        cell["id"] = f"{name}-{number}"
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def make_course(root: Path, settings: str = "", url: str | None = None) -> Path:
    """Make a course folder with the sheet generated, two notebooks `a` and `b` with a data file beside them."""
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    config += f"\nc.ExecuteApart.call_timeout = 2\n{settings}\n" + (
        f"c.CourseDirectory.db_url = {url!r}\n" if url else ""
    )
    if url is None:  # generating takes seconds, and settings do not matter for it
        shutil.copytree(_generated(), root)
        (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
        return root
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    source = root / "source" / SHEET
    source.mkdir(parents=True)
    nbformat.write(source_notebook("a", "double", DOUBLE), source / "a.ipynb")
    nbformat.write(source_notebook("b", "triple", TRIPLE), source / "b.ipynb")
    (source / "data.csv").write_text("1,2\n", encoding="utf-8")
    demo.run_nbgrader(root, "generate_assignment", SHEET)
    demo.run_nbgrader(root, "db", "assignment", "add", SHEET, f"--duedate={DUE}")
    return root


@functools.cache
def _generated() -> Path:
    """Return a course folder to copy, made once."""
    base = Path(tempfile.mkdtemp(prefix="course"))
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    return make_course(base / "class", url=f"sqlite:///{base / 'class' / 'gradebook.db'}")


def hand_in(root, student, a=DOUBLE, b=TRIPLE, *, stamp=IN_TIME, written="my reason", files=None, change=None):
    """Hand in the sheet with these answers; None leaves a notebook out. `change` may spoil a notebook."""
    folder = root / "submitted" / student / SHEET
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, function, answer in (("a", "double", a), ("b", "triple", b)):
        if answer is None:
            continue
        notebook = nbformat.read(root / "release" / SHEET / f"{name}.ipynb", as_version=4)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if grade_id == function and answer:
                cell.source = answer
            if grade_id == "written" and written:
                cell.source = written
        if change is not None:
            change(notebook)
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    if stamp is not None:
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
    for name, content in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def quick(task: Task) -> Graded:
    """Grade without any process, for the tests of everything around it; the answers are ours."""
    notebook = nbformat.reads(task.notebook.decode(), as_version=4)
    names, items, outputs = {}, [], {}
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        own = task.sheet.cells.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        verdict, message = Verdict.PASSED, ""
        try:
            exec(own.source if own is not None and own.kind != "solution" else cell.source, names)
        except Exception as error:
            verdict, message = Verdict.WRONG, str(error)
        outputs[number] = []
        if own is not None and own.kind == "test":
            points = own.points if verdict == Verdict.PASSED else 0.0
            items.append(ItemResult(own.grade_id, points, own.points, message, verdict, 0.5))
            payload = {"item": own.grade_id, "points": points, "max_points": own.points, "message": message}
            data = {"text/plain": f"{points:g} of {own.points:g} points", ITEM_TYPE: payload | {"verdict": verdict}}
            outputs[number].append(new_output("display_data", data))
            if not points:
                outputs[number].append(new_output("error", ename="Failed", evalue=message, traceback=[message]))
    return Graded(Status.GRADED, items=tuple(items), outputs=outputs, seconds=1.5, cpu=1.0)


def grade_class(root, *, grade=quick, url=None, **options):
    """Run the class through; return what came of each student."""
    with ClassGradebook(root, url) as book, Journal(root) as journal:
        outcomes = ClassRun(book, journal, SHEET, Options(progress=False, **options), grade).run()
    return {outcome.student: outcome for outcome in outcomes}


def scores(root, url=None):
    """Return everything that the gradebook holds of the class, as plain rows, read past nbgrader's own properties."""
    from sqlalchemy import create_engine, text

    queries = {
        "grades": """select student_id, notebook.name, base_cell.name, auto_score, manual_score, extra_credit,
            needs_manual_grade from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id
            join notebook on notebook.id = submitted_notebook.notebook_id
            join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
            join base_cell on base_cell.id = grade.cell_id""",
        "comments": """select student_id, notebook.name, base_cell.name, auto_comment, manual_comment from comment
            join submitted_notebook on comment.notebook_id = submitted_notebook.id
            join notebook on notebook.id = submitted_notebook.notebook_id
            join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
            join base_cell on base_cell.id = comment.cell_id""",
        "submissions": """select student_id, notebook.name, submitted_assignment.timestamp, late_submission_penalty
            from submitted_assignment join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
            join notebook on notebook.id = submitted_notebook.notebook_id""",
        "students": "select id from student",
    }
    engine = create_engine(url or f"sqlite:///{root / 'gradebook.db'}")
    with engine.connect() as connection:
        found = {name: sorted(_plain(row) for row in connection.execute(text(q))) for name, q in queries.items()}
    engine.dispose()
    return found


def _plain(row):
    return tuple(str(float(v)) if isinstance(v, int | float) else str(v).removesuffix(".000000") for v in row)


def files(folder):
    """Return the content of all files below a folder, by relative name."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in sorted(found.items())}


@contextlib.contextmanager
def by_hand(root, url=None):
    """Open the gradebook as formgrader does, for what a person writes into it."""
    from nbgrader.api import Gradebook

    with Gradebook(url or f"sqlite:///{root / 'gradebook.db'}") as book:
        yield book
        book.db.commit()


def sqlite_rows(root, query):
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        return database.execute(query).fetchall()


def fork(work):
    """Run a function in a forked process; return its exit status, negative if a signal ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
