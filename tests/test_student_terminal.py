"""What students meet in a terminal: `dltheory try` in a copy without hidden tests, and messages that validate shows whole."""

import io
import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from grading_tools import SETUP, cell, notebook
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.validator import Validator

from dltheory import cli
from dltheory.grading import GradingError, checks
from dltheory.grading.attempts import students_version, try_visible

STUB = 'raise NotImplementedError("replace this line by your solution")'
LONG = "Is it the mean over all entries, or over the entries of one column? " * 2
TESTS = {
    "double": "checks.close(double(3), 6)",
    "mean": f"score = checks.Score(3)\nwith score.part(1, 'ones'):\n    checks.close(mean([1, 2]), 1.5, hint={LONG!r})\nscore.report()",
}


def released():
    """Return a sheet as students get it: stubs, and tests of which one has lost a hidden part altogether."""
    cells = [cell("setup", "setup", SETUP), new_markdown_cell("# Means")]
    for name, test in TESTS.items():
        cells += [cell("solution", name, f"def {name}(x):\n    {STUB}"), cell("test", f"test_{name}", test, 3)]
    return notebook(cells)


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A student's copy of a course, as the current folder."""
    folder = tmp_path / "release" / "means"
    folder.mkdir(parents=True)
    nbformat.write(released(), folder / "means.ipynb")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def test_try_in_a_students_copy_runs_what_the_sheet_shows(copy, capsys):
    (copy / "work" / "factor.txt").write_text("2")
    (copy / "work" / "attempt.py").write_text(
        "# %%\nfactor = int(open('factor.txt').read())\n\n# %% double\ndef double(x):\n    return factor * x\n\n"
        "# %% mean\ndef mean(x):\n    return 1\n"
    )
    assert cli.main(["try", "means", "attempt.py"]) == 0
    first, double, mean, last = capsys.readouterr().out.splitlines()
    assert "no hidden tests" in first
    assert double.split() == ["test_double", "passed"]
    assert mean == f"test_mean    ones: the result = 1 is not right. {LONG.strip()}"
    assert last.startswith("1 of 2 pass. Points are given when the sheet is graded")


def test_a_notebook_is_tested_by_the_sheets_own_tests(copy, capsys):
    attempt = released()
    attempt.cells[2].source = "def double(x):\n    return 3 * x"
    attempt.cells[3].source = "pass  # the test, taken out"
    attempt.cells[4].source = "def mean(x)\n    return 1"
    attempt.cells.append(new_code_cell("print('my own')"))
    nbformat.write(attempt, copy / "work" / "mine.ipynb")
    with pytest.raises(GradingError, match="the cell mean is not Python"):
        try_visible(copy / "release" / "means" / "means.ipynb", copy / "work" / "mine.ipynb")
    attempt.cells[4].source = "1 / 0"
    nbformat.write(attempt, copy / "work" / "mine.ipynb")
    assert cli.main(["try", str(copy / "release" / "means" / "means.ipynb"), "mine.ipynb", "--json"]) == 0
    double, mean = json.loads(capsys.readouterr().out)
    assert double == {"item": "test_double", "passed": False, "message": "the result = 9 is not right."}
    assert mean["message"] == "the cell mean fails: ZeroDivisionError: division by zero"


def test_what_is_not_filled_in_is_said_so(copy, capsys):
    shutil.copy(copy / "release" / "means" / "means.ipynb", "mine.ipynb")
    assert cli.main(["try", "means", "mine.ipynb"]) == 0
    assert capsys.readouterr().out.count("not filled in yet") == 2


def test_where_a_sheet_is_looked_for(copy, monkeypatch, capsys):
    assert students_version("means") == copy / "release" / "means" / "means.ipynb"
    assert cli.main(["try", "mean", "attempt.py"]) == 1
    assert f"there is no sheet 'mean' in {copy / 'release'}; there are: means" in capsys.readouterr().err
    (copy / "nbgrader_config.py").touch()
    assert students_version("means") is None, "an instructor's course is graded with hidden tests"
    with_markers = released()
    with_markers.cells[2].source = "### BEGIN SOLUTION\npass\n### END SOLUTION"
    nbformat.write(with_markers, copy / "means.ipynb")
    assert students_version(copy / "means.ipynb") is None


def test_a_kernel_that_dies_is_told_in_one_sentence(copy, capsys):
    (copy / "work" / "attempt.py").write_text("# %% double\nimport os\nos._exit(1)\n")
    assert cli.main(["try", "means", "attempt.py"]) == 1
    assert capsys.readouterr().err.startswith("dltheory: the kernel died while it ran attempt.py")


def test_validate_shows_messages_whole(copy):
    attempt = released()
    attempt.cells[2].source = "def double(x):\n    return 10.0 ** (100 * x)"
    attempt.cells[3].source = "with checks.explained():\n    checks.close(double(4), 8)"
    attempt.cells[4].source = "def mean(x):\n    return 1"
    attempt.cells.append(cell("test", "test_long", f"checks.that(False, {LONG!r})", 1))
    nbformat.write(attempt, "mine.ipynb")
    said = Validator()
    said.stream = io.StringIO()
    said.validate_and_print(str(copy / "work" / "mine.ipynb"))
    printed = said.stream.getvalue()
    text = " ".join(printed.split())
    assert f"AssertionError: 0 of 3 points ones: the result = 1 is not right. {LONG.strip()}" in text
    assert f"AssertionError: {LONG.strip()}" in text
    assert "OverflowError: Numerical result out of range. A number on the way is too large for a float" in text
    assert max(map(len, printed.splitlines())) <= 90


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OverflowError(34, "Numerical result out of range"), "Numerical result out of range. A number on the way"),
        (OverflowError("math range error"), "math range error. A number on the way is too large for a float"),
        (
            RecursionError("maximum recursion depth exceeded"),
            "maximum recursion depth exceeded. The function calls itself",
        ),
        (MemoryError(), "An array on the way is too large"),
        (ZeroDivisionError("division by zero"), "division by zero"),
    ],
)
def test_an_error_names_its_cause(error, words):
    with pytest.raises(type(error)) as caught, checks.explained():
        raise error
    assert str(caught.value).startswith(words)
    with pytest.raises(type(error)) as twice, checks.explained(), checks.explained():
        raise error
    assert str(twice.value) == str(caught.value)
    score = checks.Score(1)
    with score.part(1, "large n"):
        raise error
    assert score.message.startswith(f"large n: {type(error).__name__}: {words}")


def test_a_condition_that_does_not_hold_fails_with_its_message():
    checks.that(True, "said nothing")
    with pytest.raises(AssertionError, match=r"^the order matters$"):
        checks.that([] != [], "the order matters")


WITHOUT = """
import asyncio, nbclient, sys
sys.modules.update(dict.fromkeys(("fcntl", "resource")))
nbclient.NotebookClient.execute = lambda self, **_: self.nb
from dltheory import cli
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["try", "release/means/means.ipynb", "release/means/means.ipynb"], 0, "test_double"),
        (["--help"], 0, "try"),
        (["grade", "means"], 1, "this needs Linux or macOS"),
    ],
)
def test_what_there_is_on_windows(copy, arguments, status, words):
    """The standard library has no fcntl and no resource there; other packages know that. Without a kernel: theirs, not ours."""
    command = [sys.executable, "-c", WITHOUT, *arguments]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    assert run.returncode == status and words in run.stdout + run.stderr, run
    assert "Traceback" not in run.stderr
