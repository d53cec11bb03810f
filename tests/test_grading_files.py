"""Files beside a sheet: its own cells and tests read them, in every way of grading, and never what a student put in their place."""

import json
import shutil

import nbformat
import pytest
from class_tools import SHEET, grade_class, scores
from course_tools import ROOT
from grading_tools import cell, notebook, submitted

from dltheory.grading import demo, try_submission
from dltheory.grading.classrun import grade_here
from dltheory.grading.execution.launchers import open_launcher
from dltheory.grading.outcomes import Status
from dltheory.grading.sheets import Sheet
from dltheory.grading.submission import grade

FILES = {"data/table.csv": "1,2\n3,4\n", "helper.py": "def half(x):\n    return x / 2\n"}
SETUP = 'import numpy as np\nimport helper\ntable = np.loadtxt("data/table.csv", delimiter=",")'
WORK = "def total():\n    return float(table.sum())"
SOLUTION = WORK.replace("    return", "    ### BEGIN SOLUTION\n    return") + "\n    ### END SOLUTION"
TEST = 'assert total() == np.loadtxt("data/table.csv", delimiter=",").sum() == 2 * helper.half(table.sum()) == 10'
FORGED = {"data/table.csv": "0,0\n0,0\n", "helper.py": "def half(x):\n    return 0\n"}


def sheet():
    return notebook([cell("setup", "setup", SETUP), cell("solution", "work", SOLUTION), cell("test", "test", TEST, 2)])


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("sandbox", [True, False])
def test_the_sheets_own_cells_never_read_what_a_student_hands_in(sandbox):
    files = {name: text.encode() for name, text in FILES.items()}
    forged = {name: text.encode() for name, text in FORGED.items()}
    own = Sheet.from_notebook(sheet(), "tiny", files)
    with open_launcher(sandbox=sandbox) as launcher:
        for work, theirs, points in (
            (WORK, files, 2),
            ("def total():\n    return 0.0", forged, 0),
            ("def total():\n    return 10.0", forged, 2),
        ):
            graded = grade(json.dumps(submitted(sheet(), work)).encode(), own, launcher, files=theirs)
            assert (graded.status, [item.points for item in graded.items]) == (Status.GRADED, [points]), graded


@pytest.mark.slow
def test_in_every_way_of_grading(tmp_path, monkeypatch):
    root = tmp_path / "class"
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    # Where sheets are is up to the course; a file that students may replace is the sheet's own for its tests.
    config += f'\nc.CourseDirectory.source_directory = "sheets"\nc.Autograde.exclude_overwriting = {{"{SHEET}": ["helper.py"]}}\n'
    write(root, {"nbgrader_config.py": config})
    source = root / "sheets" / SHEET
    write(source, FILES)
    nbformat.write(sheet(), source / f"{SHEET}.ipynb")
    demo.run_nbgrader(root, "generate_assignment", SHEET)  # which grades the sheet's own solution
    released = nbformat.read(root / "release" / SHEET / f"{SHEET}.ipynb", as_version=4)
    for student, work in {"right": WORK, "wrong": "def total():\n    return 0.0"}.items():
        folder = root / "submitted" / student / SHEET
        write(folder, FORGED)
        nbformat.write(submitted(released, work), folder / f"{SHEET}.ipynb")
    plain = tmp_path / "plain"
    shutil.copytree(root, plain)
    demo.run_nbgrader(plain, "autograde", SHEET)
    outcomes = grade_class(root, grade=grade_here, workers=1)
    assert {name: outcome.points for name, outcome in outcomes.items()} == {"right": 2, "wrong": 0}
    assert scores(plain) == scores(root)
    helper = root / "autograded" / "right" / SHEET / "helper.py"
    assert helper.read_text(encoding="utf-8") == FORGED["helper.py"], "which the course lets students replace"
    monkeypatch.chdir(root)
    assert [result.points for result in try_submission(SHEET, {"work": WORK})] == [2]
