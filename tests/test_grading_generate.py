"""Making the students' version with plain nbgrader: nothing of an answer is left, whoever runs it, and the sheet can be graded."""

import base64
import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from course_tools import ROOT
from grading_tools import cell, notebook
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from dltheory.grading.demo import run_nbgrader
from dltheory.grading.errors import GradingError
from dltheory.grading.execution import launchers
from dltheory.grading.leaks import DELIMITER, secrets_of
from dltheory.grading.settings import course_config

SECRET = "quadrature of the parabola"  # what must not be found in a release
PICTURE = {"image/png": base64.b64encode(SECRET.encode() * 3).decode()}
SOLUTION = "def double(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION"
TEST = "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(7) == 14, 'fourteen'\n### END HIDDEN TESTS"


def sheet(work=SOLUTION, test=TEST, setup="import math"):
    cells = [cell("setup", "setup", setup), cell("solution", "work", work), cell("test", "test_work", test, 2)]
    return notebook([new_markdown_cell("Write `double(x)`."), *cells])


@pytest.fixture
def course(tmp_path):
    """An empty course; call it with a sheet to make the students' version, and get that."""
    root = tmp_path / "class"
    root.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)

    def generate(nb, settings="", files=None):
        source = root / "source" / "one"
        shutil.rmtree(source, ignore_errors=True)
        source.mkdir(parents=True)
        nbformat.write(nb, source / "one.ipynb")
        for name, content in (files or {}).items():
            (source / name).write_text(content, encoding="utf-8")
        config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
        (root / "nbgrader_config.py").write_text(f"{config}\n{settings}\n", encoding="utf-8")
        coursedir = CourseDirectory(config=(config := course_config(root)))
        coursedir.assignment_id = "one"
        converter = GenerateAssignment(coursedir=coursedir, config=config, force=True)
        converter.start()
        return nbformat.read(root / "release" / "one" / "one.ipynb", as_version=4)

    generate.root = root
    return generate


@pytest.fixture
def refused(course, caplog):
    """The same for a sheet that must be refused: returns why, and sees that nothing is released."""

    def refuse(*arguments, **options):
        caplog.clear()
        with pytest.raises(NbGraderException):
            course(*arguments, **options)
        assert not (course.root / "release" / "one").exists()
        said = [
            line for line in caplog.text.splitlines() if line.startswith(f"{GradingError.__module__}.GradingError: ")
        ]
        assert len(said) == 1, caplog.text
        return said[0].partition(": ")[2]

    return refuse


# --- nothing is left of an answer ---


def poisoned():
    """A sheet that hides a secret wherever a notebook can."""
    nb = sheet()
    _, setup, work, test = nb.cells
    for code in (setup, work, test):
        code.outputs = [new_output("stream", text=SECRET), new_output("display_data", {"text/html": SECRET})]
        code.execution_count = 7
        code.metadata.execution = {"iopub.execute_input": SECRET}
    for code in (work, test):
        code.metadata.update(tags=[SECRET], note=SECRET, jupyter={"note": SECRET})
    test.metadata.dltheory = {"timeout": 3}
    written = cell("solution", "proof", f"![the proof](attachment:proof.png)\n\nBy the {SECRET}.")
    written.metadata.nbgrader.update(grade=True, points=2)
    written = new_markdown_cell(written.source, metadata=written.metadata)
    written.attachments = {"proof.png": PICTURE, "old.png": PICTURE}
    half = cell("solution", "half", "see below")
    half.metadata.nbgrader.update(grade=True, points=1)
    region = "![ask](attachment:to%20do.png)\n### BEGIN SOLUTION\n![](attachment:answer.png)\n### END SOLUTION"
    half = new_markdown_cell(region, metadata=half.metadata)
    half.attachments = {"to do.png": {"image/png": "aGVsbG8="}, "answer.png": PICTURE}
    task = new_markdown_cell("Do it.\n### BEGIN MARK SCHEME\nhas the idea\n### END MARK SCHEME")
    meta = {"grade_id": "task", "grade": False, "solution": False, "locked": True, "task": True, "points": 3}
    task.metadata["nbgrader"] = {"schema_version": 3, **meta}
    task.attachments = {"scheme.png": PICTURE}
    plain = new_markdown_cell(
        "![](attachment:shown.png)", attachments={"shown.png": {"image/png": "aGVsbG8="}, "x": PICTURE}
    )
    shown = new_code_cell(
        "1 + 1", outputs=[new_output("stream", text=SECRET)], metadata={"scrolled": True, "tags": ["keep"]}
    )
    nb.cells += [written, half, task, plain, shown]
    nb.metadata.update(widgets={"state": SECRET}, toc={"note": SECRET}, celltoolbar="x")
    return nb


def test_nothing_of_an_answer_is_released(course):
    released = course(poisoned())
    text = json.dumps(released)
    assert SECRET not in text and PICTURE["image/png"] not in text and not DELIMITER.search(text)
    assert set(released.metadata) == {"kernelspec", "language_info"}
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id", cell.source): cell for cell in released.cells}
    assert all(not cell.outputs and cell.execution_count is None for cell in released.cells if cell.cell_type == "code")
    assert cells["work"].metadata.keys() <= {"nbgrader", "deletable", "editable"}
    assert cells["test_work"].metadata["dltheory"] == {"timeout": 3}, "a number is a setting"
    assert "attachments" not in cells["proof"] and "attachments" not in cells["task"]
    assert list(cells["half"].attachments) == ["to do.png"], "what the students' text shows stays"
    assert list(cells["![](attachment:shown.png)"].attachments) == ["shown.png"]
    assert cells["1 + 1"].metadata == {"tags": ["keep"]}


def test_a_file_beside_the_sheet_that_shows_its_answers_is_refused(refused, course):
    said = refused(sheet(), files={"one.py": "assert double(7) == 14, 'fourteen'", "data.csv": "1,2"})
    assert said.endswith("one.py shows: assert double(7) == 14, 'fourteen'")
    assert "one.md shows: BEGIN SOLUTION" in refused(sheet(), files={"one.md": SOLUTION})
    assert course(sheet(), files={"data.csv": "1,2"})


def test_stubs_and_what_stands_in_the_open_are_no_secrets():
    nb = sheet(
        work="x = some_long_name(1)\n# YOUR CODE HERE\nraise NotImplementedError()", setup="x = some_long_name(1)"
    )
    assert secrets_of(nb).solutions == frozenset()
    assert secrets_of(sheet(work="y = another_long_name(1)")).solutions == {"y = another_long_name(1)"}


# --- whose configuration ---

OTHERS = """c = get_config()
c.ClearSolutions.begin_solution_delimeter = c.ClearHiddenTests.begin_test_delimeter = "XX"
c.ClearSolutions.end_solution_delimeter = c.ClearHiddenTests.end_test_delimeter = "YY"
c.ClearMarkScheme.begin_mark_scheme_delimeter = "XX"
c.NbGraderPreprocessor.enabled = c.ClearHiddenTests.enabled = c.ClearSolutions.enabled = False
c.LintSheet.enabled = c.CleanRelease.enabled = c.ExecuteApart.enabled = False
c.LockCells.enabled = c.SaveCells.enabled = c.ClearOutput.enabled = c.ComputeChecksums.enabled = True
c.CheckCellMetadata.enabled = c.IncludeHeaderFooter.enabled = c.InstantiateTests.enabled = True
"""


def own_configuration(monkeypatch, folder, text, name="nbgrader_config.py"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(folder))


def test_a_configuration_of_the_users_own_releases_nothing(course, monkeypatch, tmp_path):
    own_configuration(monkeypatch, tmp_path / "own", OTHERS)
    text = json.dumps(course(sheet()))
    assert "fourteen" not in text and "x + x" not in text and "NotImplementedError" in text


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (
            'c.NotebookExporter.ClearHiddenTests.begin_test_delimeter = "XX"',
            "ClearHiddenTests.begin_test_delimeter is 'XX'",
        ),
        ("c.NotebookExporter.ClearSolutions.enabled = False", "ClearSolutions is left out by a configuration"),
        ('c.ClearHiddenTests.end_test_delimeter = "XX"', "ClearHiddenTests.end_test_delimeter is 'XX'"),
        (
            "c.GenerateAssignment.preprocessors.remove('dltheory.grading.nbgrader.CleanRelease')",
            "CleanRelease is left out",
        ),
    ],
)
def test_a_setting_that_would_release_an_answer_is_refused(refused, setting, said):
    assert said in refused(sheet(), setting)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("nbgrader_config.py", "c.CourseDirectory.db_url = {url!r}"),
        ("nbgrader_config.py", "c.NbGrader.db_url = {url!r}"),
        ("jupyter_config.py", "c.CourseDirectory.db_url = {url!r}"),
    ],
)
def test_settings_of_the_users_own_are_read_as_nbgrader_reads_them(course, monkeypatch, tmp_path, name, setting):
    url = f"sqlite:///{tmp_path / 'own.db'}"
    own_configuration(monkeypatch, tmp_path / "own", f"c = get_config()\n{setting.format(url=url)}\n", name)
    assert CourseDirectory(config=course_config(course.root)).db_url == url


def test_a_throwaway_course_has_its_own_gradebook(course, monkeypatch, tmp_path):
    url = f"sqlite:///{tmp_path / 'own.db'}"
    own_configuration(monkeypatch, tmp_path / "own", f"c = get_config()\nc.CourseDirectory.db_url = {url!r}\n")
    (course.root / "source" / "one").mkdir(parents=True)
    nbformat.write(sheet(), course.root / "source" / "one" / "one.ipynb")
    run_nbgrader(course.root, "generate_assignment", "one")
    assert (course.root / "gradebook.db").exists() and not (tmp_path / "own.db").exists()


# --- the sheet's own solutions are graded ---


def test_a_sheet_whose_own_solution_loses_a_point_is_refused(refused, course):
    wrong = sheet(work=SOLUTION.replace("x + x", "x + 1"))
    said = refused(wrong)
    assert "the solution of the sheet one itself gets 0 of 2 points for test_work: fourteen" in said
    assert course(wrong, "c.LintSheet.grade_reference = False")
    printing = (
        "def double(x):\n    ### BEGIN SOLUTION\n    sink.append(x)\n    return 2 * x\n    ### END SOLUTION\nsink = []"
    )
    assert "itself gets 0" in refused(sheet(work=printing, test=f"{TEST}\nassert sink == [1, 7]"))
    assert "cell 'setup' of the sheet one fails" in refused(sheet(setup="1 / 0"))


def test_a_test_of_the_students_namespace_is_refused(refused):
    said = refused(sheet(test=f"{TEST}\ndel double\ntry:\n    double(1)\nexcept NameError:\n    pass"))
    assert said.startswith("test_work deletes 'double'")
    private = SOLUTION.replace("### BEGIN SOLUTION\n", "### BEGIN SOLUTION\n    global _half\n    _half = 1\n")
    private += "\n### BEGIN SOLUTION\n_table = [1, 2]\n### END SOLUTION"
    assert "uses '_table' of the solution" in refused(
        sheet(work=private, test=TEST.replace("(7) ==", "(_table[1] + 5) =="))
    )


def test_without_a_sandbox_it_is_said_and_the_solutions_are_graded_all_the_same(course, refused, monkeypatch, caplog):
    launcher_for = launchers.launcher_for

    def none_here(sandbox, modules):
        if sandbox:
            raise GradingError("the sandbox needs bubblewrap")
        return launcher_for(sandbox, modules)

    monkeypatch.setattr("dltheory.grading.nbgrader.launcher_for", none_here)
    assert course(sheet())
    assert "graded without a sandbox: the sandbox needs bubblewrap" in caplog.text
    assert "itself gets 0" in refused(sheet(work=SOLUTION.replace("x + x", "x")))


def test_a_notebook_without_tests_needs_no_process(course, monkeypatch):
    monkeypatch.setattr("dltheory.grading.nbgrader.launcher_for", None)
    assert course(notebook([new_markdown_cell("Read this first."), new_code_cell("1 / 0")]))


def test_the_command_says_why_in_one_line(course):
    (course.root / "source" / "one").mkdir(parents=True)
    nbformat.write(sheet(test=f"{TEST}\nassert 'double' in globals()"), course.root / "source" / "one" / "one.ipynb")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "one"]
    run = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    assert run.returncode != 0 and "test_work calls globals()" in run.stderr
