"""What a test takes from the student, where the sheet shows only stubs: in `grade`, in a class run and in plain nbgrader."""

import json
import shutil
import textwrap

import nbformat
import pytest
from class_tools import SHEET, grade_class, scores
from course_tools import ROOT
from grading_tools import SETUP, cell, notebook

from dltheory.grading import Verdict, demo, grade
from dltheory.grading.classrun import grade_here
from dltheory.grading.execution.forklauncher import ForkLauncher
from dltheory.grading.sheets import Sheet, grade_id_of, released
from dltheory.grading.sources import bound, used

HIDDEN = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
CELLS = [
    cell("setup", "setup", SETUP),
    cell("solution", "value", HIDDEN.format("answer = 6 * 7")),
    cell("test", "test_value", "for n in range(2):\n    assert answer == 42", 2),
    cell("solution", "whole", HIDDEN.format("def f(n):\n    return 2 * n")),
    cell("test", "test_whole", "def helper(answer):\n    return 2 * answer\nassert f(4) == helper(4) == 8", 3),
    cell(
        "test", "test_both", "assert f(answer) == 84 and len(np.zeros(3)) == 3 and sum(f(k) for k in range(3)) == 6", 1
    ),
]
RIGHT = {"value": "answer = 42", "whole": "def f(n):\n    return n + n"}
ANSWERS = {
    "right": (RIGHT, [2, 3, 1]),
    "wrong": ({"value": "answer = 41", "whole": "f = abs"}, [0, 0, 0]),
    "untouched": ({}, [0, 0, 0]),
    "half": ({"whole": RIGHT["whole"]}, [0, 3, 0]),
    # Names that are the sheet's own stay that.
    "forger": ({"value": RIGHT["value"], "whole": "f = helper = len = sum = lambda *_: 84\nnp = None"}, [2, 0, 0]),
}


def answered(sheet, answers):
    attempt = nbformat.from_dict(sheet)
    for one in attempt.cells:
        one.source = answers.get(grade_id_of(one), one.source)
    return attempt


@pytest.fixture(scope="module")
def stubs():
    return released(notebook(CELLS))


@pytest.fixture(scope="module")
def launcher():
    with ForkLauncher(("numpy",)) as launcher:
        yield launcher


@pytest.mark.parametrize("student", ANSWERS)
@pytest.mark.parametrize("instructors", [True, False])
def test_grade(student, instructors, stubs, launcher):
    answers, earned = ANSWERS[student]
    own = Sheet.from_notebook(notebook(CELLS) if instructors else stubs, "tiny")
    result = grade(json.dumps(answered(stubs, answers)).encode(), own, launcher)
    assert [item.points for item in result.items] == earned, result
    if student == "untouched":
        assert {item.verdict for item in result.items} == {Verdict.UNANSWERED}
        assert "the cell value is not filled in yet" in result.items[0].message


def test_the_class_run_and_nbgrader(stubs, tmp_path):
    ours, plain = tmp_path / "ours", tmp_path / "plain"
    (ours / "source" / SHEET).mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", ours)
    nbformat.write(notebook(CELLS), ours / "source" / SHEET / "tiny.ipynb")
    demo.run_nbgrader(ours, "generate_assignment", SHEET)
    sheet = nbformat.read(ours / "release" / SHEET / "tiny.ipynb", as_version=4)
    for student, (answers, _) in ANSWERS.items():
        folder = ours / "submitted" / student / SHEET
        folder.mkdir(parents=True)
        nbformat.write(answered(sheet, answers), folder / "tiny.ipynb")
    shutil.copytree(ours, plain)
    outcomes = grade_class(ours, grade=grade_here, workers=1)
    assert {student: outcome.points for student, outcome in outcomes.items()} == {
        student: sum(earned) for student, (_, earned) in ANSWERS.items()
    }
    demo.run_nbgrader(plain, "autograde", SHEET, "--ExecuteApart.sandbox=False")
    assert scores(plain) == scores(ours)
    assert (plain / "nbgrader.log").read_text(encoding="utf-8").count("runs with your rights") == 1


def test_names_are_those_of_the_cell_itself():
    source = textwrap.dedent("""
        import numpy as np, os.path
        from math import *
        async def g(parameter):
            global shared
            shared = local = [inner for inner in outer]
            return local
        with open(name) as file:
            k = 1
        class Own(Base):
            attribute = value
        if (walrus := await g(k)): pass
        try: pass
        except ValueError as error: pass
        for index in range(3): kept, *rest = index
    """)
    assert bound(source) == {
        "np", "os", "g", "shared", "file", "k", "Own", "walrus", "error", "index", "kept", "rest"
    }  # fmt: skip
    assert used(source) >= {"outer", "name", "Base", "value", "open", "range", "g", "k"}
    assert not used(source) & {"parameter", "local", "inner", "shared", "attribute"}
    assert bound("not python at all") == used("return x") == set()
    assert bound("%matplotlib inline\nx = 1") == {"x"}
