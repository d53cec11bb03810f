"""Trying out an attempt, in Python and on the command line; and nbgrader with our preprocessors."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import nbformat
import nbformat.warnings
import pytest
from grading_tools import SETUP, cell, notebook
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dltheory import cli
from dltheory.grading import Grader, GradingError, ItemResult, Limits, sheets, try_file, try_submission

DOUBLE = "def double(x):\n    return 2 * x"
MEAN = "def mean(x):\n    return sum(x) / len(x)"
# The course's own configuration, so that what is tested is what runs; only calls are given less time.
CONFIG = (Path(__file__).parents[1] / "nbgrader_config.py").read_text(encoding="utf-8")
CONFIG += "\nc.ExecuteApart.call_timeout = 2\n"


def solution(name, code):
    head, body = code.split("\n", 1)
    return cell("solution", name, f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION")


def sheet_notebook():
    test_mean = (
        "score = checks.Score(3)\nwith score.part(1, 'ones'):\n    checks.close(mean([1, 1]), 1)\n"
        "### BEGIN HIDDEN TESTS\nwith score.part(2, 'drawn'):\n    drawn = checks.rng('test_mean').normal(size=5)\n"
        "    checks.close(mean(drawn), drawn.mean())\n### END HIDDEN TESTS\nscore.report()"
    )
    return notebook(
        [
            cell("setup", "setup", SETUP),
            new_markdown_cell("# Means"),
            solution("double", DOUBLE),
            cell(
                "test",
                "test_double",
                "checks.close(double(3), 6)\n### BEGIN HIDDEN TESTS\n"
                "hidden_input = checks.rng('test_double').normal(size=4)\n"
                "checks.close(double(hidden_input), 2 * hidden_input)\n### END HIDDEN TESTS",
                2,
            ),
            solution("mean", MEAN),
            cell("test", "test_mean", test_mean, 3),
        ]
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    (root / "nbgrader_config.py").write_text(CONFIG)
    folder = root / "source" / "means"
    folder.mkdir(parents=True)
    nbformat.write(sheet_notebook(), folder / "means.ipynb")
    (root / "deep" / "below").mkdir(parents=True)
    return root


@pytest.fixture(autouse=True)
def in_course(course, monkeypatch):
    monkeypatch.chdir(course)


@pytest.fixture(scope="module")
def grader():
    with Grader(Limits(cell=10, call=5, test=20)) as grader:
        yield grader


RIGHT = {"double": DOUBLE, "mean": MEAN}


def test_items_come_in_the_order_of_the_sheet_without_the_setup(grader):
    results = try_submission("means", {"mean": MEAN, "double": DOUBLE}, grader=grader)
    assert results == [ItemResult("test_double", 2.0, 2.0, ""), ItemResult("test_mean", 3.0, 3.0, "")]


def test_cells_not_given_stay_as_released(grader):
    nothing = try_submission("means", {}, grader=grader)
    assert [(r.points, "not filled in yet" in r.message) for r in nothing] == [(0, True), (0, True)]
    half = try_submission("means", {"double": DOUBLE}, grader=grader)
    assert [r.points for r in half] == [2, 0]


def test_partial_points(grader):
    results = try_submission("means", {"mean": "def mean(x):\n    return 1"}, grader=grader)
    assert results[1].points == 1
    assert results[1].message.startswith("drawn: the result = 1 is not right")


def test_a_syntax_error_in_code_fails_its_item(grader):
    results = try_submission("means", RIGHT | {"double": "def double(x)\n    return 2 * x"}, grader=grader)
    assert [r.points for r in results] == [0, 3]
    assert "the cell double fails: SyntaxError: expected ':'" in results[0].message


def test_a_cell_that_hangs_is_named_where_its_function_is_missed():
    with Grader(Limits(cell=1)) as hasty:
        results = try_submission("means", RIGHT | {"double": "while True: pass"}, grader=hasty)
    assert [r.points for r in results] == [0, 3]
    assert "the cell double fails: TimeoutError: the cell took longer than 1 s" in results[0].message


def test_without_a_grader_and_from_a_folder_below(monkeypatch, course):
    monkeypatch.chdir(course / "deep" / "below")
    assert [r.points for r in try_submission("means", RIGHT)] == [2, 3]


def test_a_sheet_can_be_named_by_its_path(grader, course, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    path = course / "source" / "means" / "means.ipynb"
    assert [r.points for r in try_submission(path, RIGHT, grader=grader)] == [2, 3]


def test_inside_a_running_event_loop(grader):
    async def in_a_notebook():
        return try_submission("means", RIGHT)

    assert [r.points for r in asyncio.run(in_a_notebook())] == [2, 3]


@pytest.mark.parametrize(
    ("sheet", "code", "message"),
    [
        ("mean", {}, "there is no sheet 'mean' in .*source; there are: means"),
        ("nowhere/means.ipynb", {}, "the sheet nowhere/means.ipynb does not exist"),
        ("means", {"duoble": ""}, "the cell 'duoble' does not exist in the sheet means; there are: double, mean"),
        ("means", {"test_mean": ""}, "the cell 'test_mean' is not a cell to fill in in the sheet means"),
        ("means", {"setup": ""}, "'setup' is not a cell to fill in"),
        ("means", {"mean": None}, "must map names of cells to their source"),
        ("means", {5: "x = 1"}, "must map names of cells to their source, got 5"),
        ("means", {"mean": "x = '\ud800'"}, "the code of mean is not text that can be saved"),
        ("means", ["mean"], "code must be a mapping of names of cells to their source, got list"),
        ("means", None, "code must be a mapping .* got NoneType"),
        (None, {}, "sheet must be the name of a sheet or the path of a notebook, got None"),
        ("nbgrader_config.py", {}, "there is no sheet 'nbgrader_config.py'"),
    ],
)
def test_bad_input_is_told_in_one_sentence(sheet, code, message):
    with pytest.raises(GradingError, match=message) as caught:
        try_submission(sheet, code)
    assert "\n" not in str(caught.value)


def test_a_folder_outside_any_course(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GradingError, match="no course found"):
        try_submission("means", {})


def test_the_students_version_is_no_sheet(tmp_path):
    nbformat.write(sheets.released(sheet_notebook()), tmp_path / "means.ipynb")
    with pytest.raises(GradingError, match="is the students' version, which lacks hidden tests"):
        try_submission(tmp_path / "means.ipynb", RIGHT)


def test_sheets_that_are_none(tmp_path):
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), tmp_path / "plain.ipynb")
    with pytest.raises(GradingError, match="plain is not a sheet"):
        try_submission(tmp_path / "plain.ipynb", {})
    twice = notebook([cell("setup", "setup", SETUP), cell("test", "t", "1", 1), cell("test", "t", "1", 1)])
    nbformat.write(twice, tmp_path / "twice.ipynb")
    with pytest.raises(GradingError, match="two cells named 't'"):
        try_submission(tmp_path / "twice.ipynb", {})


# Attempts in files


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_a_python_file_with_cells_by_name(grader, tmp_path):
    text = (
        "# loses: nothing\nimport statistics\n\n# %% double\ndef double(x):\n    return x + x\n\n"
        "# %% [markdown] some text\n# not Python: at all\n\n# %%\nfrom statistics import fmean\n\n"
        "# %% mean\ndef mean(x):\n    return fmean(x)\n"
    )
    assert [r.points for r in try_file("means", write(tmp_path / "a.py", text), grader=grader)] == [2, 3]


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff# %% double\n{DOUBLE}\n".replace("\n", "\r\n").encode(),  # as some editors on Windows write it
        f"# -*- coding: latin-1 -*-\n# %% double\n'é'\n{DOUBLE}\n".encode("latin-1"),
        f"#%% double\n{DOUBLE}\n".encode(),
    ],
    ids=["byte order mark", "coding line", "head without a space"],
)
def test_python_files_as_other_editors_write_them(grader, tmp_path, content):
    (tmp_path / "a.py").write_bytes(content)
    assert [r.points for r in try_file("means", tmp_path / "a.py", grader=grader)] == [2, 0]


def test_own_cells_come_before_the_cell_that_follows_them():
    sheet = sheet_notebook()
    pieces = [sheets.Piece(None, "first"), sheets.Piece("mean", "m"), sheets.Piece(None, "last")]
    sources = [c.source for c in sheets.put_in(sheet, pieces).cells if c.cell_type == "code"]
    assert sources.index("first") == sources.index("m") - 1
    assert sources[-1] == "last"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.py", "# %% duoble\nx = 1\n", "'duoble' does not exist in the sheet means; there are: double"),
        ("a.py", "# %% test_mean\nx = 1\n", "is not a cell to fill in"),
        ("a.py", "def double(x): return x\n", "has no cell of the sheet means; head each one"),
        (
            "a.py",
            "# %% double\nx = 1\n\n# %% mean\ndef mean(x)\n    pass\n",
            r"the cell mean is not Python.*\(line 5\)",
        ),
        ("a.py", "x = (\n# %% double\ny = 1\n", r"before the first head is not Python.*\(line 1\)"),
        ("a.py", "# %% double\nx = 1\n# %% double\nx = 2\n", "the cell 'double' twice"),
        ("a.txt", "# %% double\n", "neither a notebook"),
        ("a.ipynb", "{}", "is not a notebook that Jupyter can read"),
        ("a.ipynb", "PK\x03\x04", "is not a notebook that Jupyter can read"),
    ],
)
def test_attempts_that_cannot_be_read(tmp_path, name, text, message):
    with pytest.raises(GradingError, match=message) as caught:
        try_file("means", write(tmp_path / name, text))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_text(tmp_path):
    with pytest.raises(GradingError, match="does not exist"):
        try_file("means", tmp_path / "none.py")
    (tmp_path / "folder.ipynb").mkdir()
    with pytest.raises(GradingError, match="is a folder; name the file in it"):
        try_file("means", tmp_path / "folder.ipynb")
    with pytest.raises(GradingError, match=r"attempt must be the path .* got None"):
        try_file("means", None)
    (tmp_path / "latin.py").write_bytes(b"# %% double\n# \xff\xfe\n")
    with pytest.raises(GradingError, match="UTF-8"):
        try_file("means", tmp_path / "latin.py")


def attempt_notebook(tmp_path, change=lambda nb: None):
    nb = sheets.released(sheet_notebook())
    for item in nb.cells:
        if sheets.grade_id_of(item) in RIGHT:
            item.source = RIGHT[sheets.grade_id_of(item)]
    change(nb)
    nbformat.write(nb, tmp_path / "attempt.ipynb")
    return tmp_path / "attempt.ipynb"


def test_a_notebook_with_cells_added_doubled_and_deleted(grader, tmp_path):
    def change(nb):
        nb.cells.insert(2, new_code_cell("factor = 2"))
        nb.cells[3].source = "def double(x):\n    return factor * x"
        nb.cells.append(cell("solution", "other_sheet", "unused = 1"))
        nb.cells[0].source = "checks = None"
        nb.cells.insert(1, cell("solution", "double", "def double(x):\n    return 'the earlier copy'"))
        del nb.cells[-2]  # test_mean

    assert [r.points for r in try_file("means", attempt_notebook(tmp_path, change), grader=grader)] == [2, 3]


def test_a_foreign_notebook_and_one_that_is_not_python(tmp_path):
    nbformat.write(new_notebook(cells=[new_code_cell("1 + 1")]), tmp_path / "foreign.ipynb")
    with pytest.raises(GradingError, match="no cell of the sheet means; start from the released notebook"):
        try_file("means", tmp_path / "foreign.ipynb")

    def change(nb):
        nb.cells[2].source = "def double(x)\n    return x"

    with pytest.raises(GradingError, match=r"the cell double is not Python.*\(line 1\)"):
        try_file("means", attempt_notebook(tmp_path, change))


def test_magics_are_python_enough(grader, tmp_path):
    text = f"# %% double\n%matplotlib inline\n{DOUBLE}\n# %% mean\n{MEAN}\n"
    assert [r.points for r in try_file("means", write(tmp_path / "a.py", text), grader=grader)] == [2, 3]


# The command line


def test_the_command_prints_a_table(tmp_path, capsys):
    path = write(tmp_path / "a.py", f"# %% double\n{DOUBLE}\n# %% mean\ndef mean(x):\n    return 1\n")
    assert cli.main(["try", "means", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["test_double", "2", "/", "2", "passed"]
    assert lines[1].startswith("test_mean        1 / 3     drawn: the result = 1 is not right")
    assert lines[-1].split() == ["total", "3", "/", "5"]


def test_without_a_sandbox_it_is_refused_and_with_the_flag_said(tmp_path, monkeypatch, capsys):
    path = write(tmp_path / "a.py", f"# %% double\n{DOUBLE}\n")
    monkeypatch.setattr("dltheory.grading.execution.sandbox.SYSTEM_BWRAP", str(tmp_path / "bwrap"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cli.main(["try", "means", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("dltheory: the sandbox needs bubblewrap") and err.count("\n") == 1
    assert cli.main(["try", "means", str(path), "--no-sandbox"]) == 0
    out, err = capsys.readouterr()
    assert (
        out.split()[-4:] == ["total", "2", "/", "5"]
        and err == "Warning: without a sandbox the students' code runs with your rights.\n"
    )
    assert cli.main(["doctor"]) == 1
    assert "This machine cannot grade in a sandbox." in capsys.readouterr().out


def test_the_command_prints_json(tmp_path, capsys):
    path = write(tmp_path / "a.py", f"# %% double\n{DOUBLE}\n")
    assert cli.main(["try", "means", str(path), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first.pop("seconds") > 0
    assert first == {"item": "test_double", "points": 2.0, "max_points": 2.0, "message": "", "verdict": "passed"}
    assert second["points"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["try", "mean", "a.py"], "there is no sheet 'mean'"),
        (["try", "means", "none.py"], "the attempt none.py does not exist"),
        (["try", "means"], "required: file"),
        (["nothing"], "invalid choice: 'nothing'"),
        ([], "required: COMMAND"),
    ],
)
def test_bad_commands_end_with_status_1_and_one_sentence(arguments, message, capsys):
    assert cli.main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.startswith("dltheory: ") and captured.err.count("\n") == 1


def test_a_missing_package_is_named(monkeypatch, capsys, tmp_path):
    path = write(tmp_path / "a.py", f"# %% double\n{DOUBLE}\n")
    for name in [name for name in sys.modules if name == "nbgrader" or name.startswith("nbgrader.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    assert cli.main(["try", "means", str(path)]) == 1
    captured = capsys.readouterr()
    assert "nbgrader is missing; install" in captured.err
    assert captured.err.count("\n") == 1


def test_a_process_that_does_not_start_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    with pytest.raises(GradingError, match=r"the sandbox does not start here .*; `dltheory doctor` says") as caught:
        try_submission("means", RIGHT)
    assert "\n" not in str(caught.value)


# nbgrader


def nbgrader(root, *arguments, check=True):
    environment = os.environ | {"PATH": f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=root, env=environment, capture_output=True, text=True
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


SUBMISSIONS = {
    "right": {},
    "warns": {"double": "import warnings\ndef double(x):\n    warnings.warn('careful')\n    return 2 * x"},
    "part": {"mean": "def mean(x):\n    return 1"},
    "hangs": {"double": "def double(x):\n    while True: pass"},
    "forges": {"double": "class Yes:\n    def __eq__(self, o): return True\ndef double(x):\n    return Yes()"},
}


@pytest.fixture(scope="module")
def graded(course, tmp_path_factory):
    """The course with a class of submissions, autograded and with feedback, by plain nbgrader commands."""
    root = tmp_path_factory.mktemp("class")
    shutil.copytree(course / "source", root / "source")
    (root / "nbgrader_config.py").write_text(CONFIG)
    nbgrader(root, "generate_assignment", "means")
    released = nbformat.read(root / "release" / "means" / "means.ipynb", as_version=4)

    def submit(student, code, change=lambda nb: None):
        nb = nbformat.from_dict(released)
        for item in nb.cells:
            name = sheets.grade_id_of(item)
            if item.metadata.get("nbgrader", {}).get("solution"):
                item.source = (RIGHT | code)[name]
        change(nb)
        folder = root / "submitted" / student / "means"
        folder.mkdir(parents=True)
        with warnings.catch_warnings():  # a doubled cell has a doubled id, which is the point of it
            warnings.simplefilter("ignore", nbformat.warnings.DuplicateCellId)
            nbformat.write(nb, folder / "means.ipynb")

    def scripts(nb):
        nb.cells.append(new_markdown_cell("text <script>alert(1)</script> [x](javascript:alert(2)) $a < b$"))
        show = "from IPython.display import HTML\nprint('<script>alert(4)</script>')\nHTML('<script>alert(3)</script>')"
        nb.cells.append(new_code_cell(show))

    def mangle(nb):
        nb.cells.insert(0, nb.cells[3].copy())  # a test twice
        nb.cells.append(cell("locked", "from_elsewhere", "checks.close = None"))
        del nb.cells[-2]  # the other test, missing
        for item in nb.cells:
            if "nbgrader" in item.metadata:
                item.metadata.nbgrader.update(points=99, locked=False)

    def another_cell(nb):  # the stub is deleted, and the function stands in a new cell at its place
        nb.cells[2] = new_code_cell(nb.cells[2].source)

    def as_text(nb):
        nb.cells[2] = new_markdown_cell(nb.cells[2].source, metadata=nb.cells[2].metadata)

    def backwards(nb):
        nb.cells = nb.cells[::-1]

    for student, code in SUBMISSIONS.items():
        submit(student, code)
    for change in (another_cell, as_text, backwards):
        submit(change.__name__, {}, change)
    submit("scripts", {}, scripts)
    submit("mangled", {}, mangle)
    nbgrader(root, "autograde", "means")
    nbgrader(root, "generate_feedback", "means")
    return root


def test_plain_autograde_gives_the_same_marks(graded, grader, monkeypatch):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded}/gradebook.db") as gradebook:
        scores = {
            s.student.id: {g.name: g.score for n in s.notebooks for g in n.grades if g.name != "setup"}
            for s in gradebook.assignment_submissions("means")
        }
    for student, code in SUBMISSIONS.items():
        if student == "hangs":
            continue
        tried = try_submission(graded / "source" / "means" / "means.ipynb", RIGHT | code, grader=grader)
        assert scores[student] == {r.item: r.points for r in tried}
    for student in ("another_cell", "as_text", "backwards", "mangled", "scripts"):
        monkeypatch.chdir(graded)
        tried = try_file("means", graded / "submitted" / student / "means" / "means.ipynb", grader=grader)
        assert scores[student] == {r.item: r.points for r in tried}, student
    everything = {"test_double": 2.0, "test_mean": 3.0}
    assert scores["another_cell"] == scores["as_text"] == everything
    assert set(scores["backwards"].values()) == {0.0}
    assert scores["right"] == scores["warns"] == scores["scripts"] == scores["mangled"] == everything
    assert scores["part"] == {"test_double": 2.0, "test_mean": 1.0}
    assert scores["hangs"] == scores["forges"] == {"test_double": 0.0, "test_mean": 3.0}


def test_validate_passes_on_right_work_and_says_what_is_wrong(graded):
    # The released sheet lacks the hidden part of test_mean altogether; that must not look like a failure.
    assert "Success" in nbgrader(graded, "validate", "submitted/right/means/means.ipynb").stdout
    said = nbgrader(graded, "validate", "release/means/means.ipynb").stdout
    assert "VALIDATION FAILED ON 2 CELL(S)" in said
    assert "ones: not filled in yet" in said


def test_feedback_shows_items_and_messages_and_no_hidden_tests(graded):
    page = (graded / "feedback" / "part" / "means" / "means.html").read_text()
    assert "test_mean: 1 of 3 points" in page
    assert "drawn: the result = 1 is not right" in page
    assert "white-space: pre-wrap" in page, "long messages must wrap"
    for path in (graded / "feedback").rglob("*.html"):
        text = re.sub(r"<style.*?</style>", "", path.read_text(), flags=re.DOTALL)
        assert "hidden_input" not in text and "HIDDEN" not in text
        # A traceback is shown only where a cell of the student's own failed: the visible test, copied to the top.
        assert ("Traceback" in text) == ("mangled" in path.parts)
    # The graded notebook, which only the instructor has, still holds them: the feedback had something to hide.
    assert "hidden_input" in (graded / "autograded" / "part" / "means" / "means.ipynb").read_text()


def test_nothing_that_a_student_wrote_runs_in_the_feedback(graded):
    page = (graded / "feedback" / "scripts" / "means" / "means.html").read_text()
    assert "alert(1)" in page and "alert(4)" in page
    for number in (1, 3, 4):
        assert f"<script>alert({number})" not in page
    assert 'href="javascript' not in page
    assert "$a &lt; b$" in page
    notebook_text = (graded / "autograded" / "scripts" / "means" / "means.ipynb").read_text()
    assert "text/html" not in notebook_text


def test_a_broken_setup_makes_nbgrader_fail(graded, tmp_path):
    root = tmp_path / "broken"
    shutil.copytree(graded, root, ignore=shutil.ignore_patterns("autograded", "feedback", "gradebook.db", "submitted"))
    path = root / "source" / "means" / "means.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells[0].source = "import no_such_package"
    nbformat.write(nb, path)
    nbgrader(root, "generate_assignment", "means", "--force", "--LintSheet.grade_reference=False")
    shutil.copytree(graded / "submitted" / "right", root / "submitted" / "right")
    done = nbgrader(root, "autograde", "means", check=False)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "the cell 'setup' of the sheet means fails: ModuleNotFoundError: No module named 'no_such_package'" in said
    assert not (root / "autograded" / "right" / "means").exists()


def fresh(graded, root):
    """Return a copy of the graded course without submissions and what came of them."""
    shutil.copytree(graded, root, ignore=shutil.ignore_patterns("autograded", "feedback", "submitted"))
    return root


def test_a_link_in_a_submission_costs_its_owner_only(graded, tmp_path, monkeypatch):
    monkeypatch.delenv("DLTHEORY_GRADING_SECRET", raising=False)
    root = fresh(graded, tmp_path / "links")
    for student in ("file", "notebook", "honest"):
        shutil.copytree(graded / "submitted" / "right", root / "submitted" / student)
    (root / "submitted" / "file" / "means" / "notes.txt").symlink_to(root / "source" / "means" / "means.ipynb")
    (root / "submitted" / "notebook" / "means" / "means.ipynb").unlink()
    (root / "submitted" / "notebook" / "means" / "means.ipynb").symlink_to(root / "source" / "means" / "means.ipynb")
    (root / "submitted" / "honest" / "means" / "data.txt").write_text("42")
    done = nbgrader(root, "autograde", "means", check=False)
    said = done.stdout + done.stderr
    assert "file: notes.txt is a link or a special file and is left out" in said
    assert "the notebook of notebook is a link; only ordinary files are graded" in said
    graded = [path.parent for path in sorted((root / "autograded").rglob("*.ipynb"))]
    assert [path.parent.name for path in graded] == ["file", "honest"] and not (graded[0] / "notes.txt").exists()
    assert "DLTHEORY_GRADING_SECRET is not set" in said


def test_generate_assignment_refuses_what_would_go_wrong_in_grading(graded, tmp_path):
    root = fresh(graded, tmp_path / "lint")
    path = root / "source" / "means" / "means.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells[3].source += "\ndouble(checks.rng('test_double'))"
    nbformat.write(nb, path)
    done = nbgrader(root, "generate_assignment", "means", "--force", check=False)
    assert done.returncode != 0
    assert "test_double hands a generator of checks.rng to double" in done.stdout + done.stderr
