"""The sheets as students get them: in step with their source, nothing given away, and what plain nbgrader says of them."""

import copy
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from course_tools import ROOT, call, load

SHEETS = sorted(folder.name for folder in (ROOT / "source").glob("[!.]*") if any(folder.glob("*.ipynb")))


make_release, make_student = load("make_release"), load("make_student")


def nbgrader(root, *arguments):
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


def source_of(sheet):
    return nbformat.read(ROOT / "source" / sheet / f"{sheet}.ipynb", as_version=4)


def released(sheet):
    return nbformat.read(ROOT / "release" / sheet / f"{sheet}.ipynb", as_version=4)


@pytest.fixture
def course(tmp_path):
    """A copy of what a class needs, to be spoilt."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "source", tmp_path / "source")
    return tmp_path


# --- drift ---


def test_every_sheet_is_released():
    assert SHEETS and SHEETS == sorted(folder.name for folder in (ROOT / "release").iterdir() if folder.is_dir())


def test_release_is_in_step_with_source():
    check = call("make_release", "--check")
    assert check.returncode == 0, check.stderr


def test_drift_is_noticed(tmp_path):
    fresh, committed = ROOT / "release" / SHEETS[0], tmp_path / SHEETS[0]
    shutil.copytree(fresh, committed)
    assert make_release.drift(fresh, committed) == []
    path = committed / f"{SHEETS[0]}.ipynb"
    book = nbformat.read(path, as_version=4)
    book.cells[0].source += "\n\nOne more sentence."
    nbformat.write(book, path)
    (committed / "data.csv").touch()
    sentences = make_release.drift(fresh, committed)
    assert len(sentences) == 2 and "out of step" in sentences[0] and "has no source any more" in sentences[1]
    path.unlink()
    assert "is missing; run: make release" in make_release.drift(fresh, committed)[0]


@pytest.mark.parametrize("sheet", SHEETS)
def test_cell_ids_are_those_of_the_source(sheet):
    assert [cell.id for cell in released(sheet).cells] == [cell.id for cell in source_of(sheet).cells]


# --- leaks ---


@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_leaks(sheet):
    secrets = make_release.secrets_of_sheet(ROOT / "source" / sheet)
    assert len(secrets.solutions) > 10 and len(secrets.tests) > 30 and len(secrets.answers) > 10, (
        "the search has something to look for"
    )
    assert make_release.leaks_in_release(ROOT / "release" / sheet, secrets) == []


def spoil_with_solution(book, secrets):
    book.cells[0].source += "\n" + sorted(secrets.solutions)[0]


def spoil_with_hidden_test(book, secrets):
    book.cells[1].metadata["note"] = sorted(secrets.tests)[0]


def spoil_with_output(book, secrets):
    code = next(cell for cell in book.cells if cell.cell_type == "code")
    code.outputs = [nbformat.v4.new_output("stream", text="42")]


def spoil_with_marker(book, secrets):
    book.cells[0].source += "\n### BEGIN HIDDEN TESTS"


@pytest.mark.parametrize("spoil", [spoil_with_solution, spoil_with_hidden_test, spoil_with_output, spoil_with_marker])
def test_a_leak_is_found(tmp_path, spoil):
    secrets = make_release.secrets_of_sheet(ROOT / "source" / SHEETS[0])
    book = copy.deepcopy(released(SHEETS[0]))
    spoil(book, secrets)
    nbformat.write(book, tmp_path / "sheet.ipynb")
    assert make_release.leaks_in_release(tmp_path, secrets)


@pytest.mark.parametrize("sheet", SHEETS)
def test_written_answers_are_stubs(sheet):
    answers = [cell for cell in released(sheet).cells if cell.metadata.get("nbgrader", {}).get("solution")]
    written = [cell.source for cell in answers if cell.cell_type == "markdown"]
    assert written and set(written) == {"YOUR ANSWER HERE"}
    assert all("raise NotImplementedError" in cell.source for cell in answers if cell.cell_type == "code")


# --- what students get ---


def test_archive_for_students(tmp_path):
    out = tmp_path / "student.zip"
    result = call("make_student", f"--out={out}")
    assert result.returncode == 0, result.stderr
    names = [name.removeprefix("dltheory-student/") for name in zipfile.ZipFile(out).namelist()]
    for needed in (
        "README.md",
        "LICENSE",
        "pyproject.toml",
        "environment.yml",
        "constraints.txt",
        "course/index.ipynb",
    ):
        assert needed in names
    assert "course/dltheory/__init__.py" in names and f"release/{SHEETS[0]}/{SHEETS[0]}.ipynb" in names
    assert not [name for name in names if name.startswith(("source", "tests", "autograded", "tools"))]
    first = out.read_bytes()
    call("make_student", f"--out={out}")
    assert out.read_bytes() == first, "the same content gives the same bytes"


def test_archive_with_a_leak_is_not_written(tmp_path):
    shutil.copytree(ROOT / "source", tmp_path / "source")
    shutil.copytree(ROOT / "release", tmp_path / "release")
    for name in make_student.FILES:
        (tmp_path / name).write_text("", encoding="utf-8")
    secrets = make_release.secrets_of_sheet(tmp_path / "source" / SHEETS[0])
    hidden = min(secrets.tests & secrets.unmistakable)
    for leak in (f"A hint: {min(secrets.answers)}", f"    {hidden}"):
        (tmp_path / "README.md").write_text(f"{leak}\n", encoding="utf-8")
        result = call("make_student", f"--root={tmp_path}")
        assert result.returncode == 1 and "README.md shows" in result.stderr
        assert not list(tmp_path.glob("*.zip"))


# --- plain nbgrader ---


@pytest.mark.slow
@pytest.mark.parametrize("sheet", SHEETS)
def test_validate_passes_on_the_source_and_fails_on_the_release(sheet, tmp_path):
    for folder in ("source", "release"):
        shutil.copy(ROOT / folder / sheet / f"{sheet}.ipynb", tmp_path / f"{folder}.ipynb")
    said = nbgrader(tmp_path, "validate", "source.ipynb", "release.ipynb").stdout
    assert said.startswith("Success!") and said.count("VALIDATION FAILED") == 1, said


@pytest.mark.slow
def test_validate_reports_a_missing_package(tmp_path):
    """A graded setup cell is what makes `validate` say that the course is not installed."""
    copied = shutil.copy(ROOT / "release" / SHEETS[0] / f"{SHEETS[0]}.ipynb", tmp_path / "sheet.ipynb")
    hide_package(tmp_path)
    out = nbgrader_without_package(tmp_path, "validate", str(copied)).stdout
    assert "VALIDATION FAILED" in out and "Install the course package" in out


def hide_package(folder):
    """Put something in `folder` that makes `import dltheory` fail in every Python process started there."""
    hidden = folder / "hidden"
    hidden.mkdir()
    code = "import sys\nsys.modules['dltheory'] = None\n"
    (hidden / "sitecustomize.py").write_text(code, encoding="utf-8")


def nbgrader_without_package(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(folder / "hidden")}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_autograde_without_the_package_fails_loudly(played, tmp_path):
    """Graded without the package, a class would silently get 0; the run has to fail instead."""
    sheet, emil = "01_approximation", "emil"  # he handed in what was released
    graded = Path("autograded") / emil / sheet / f"{sheet}.ipynb"
    assert (played.folder / graded).exists(), "the same submission is graded where the package is installed"
    for name in ("nbgrader_config.py", "gradebook.db"):
        shutil.copy(played.folder / name, tmp_path)
    for name in ("source", f"submitted/{emil}"):
        shutil.copytree(played.folder / name, tmp_path / name)
    hide_package(tmp_path)
    assert nbgrader_without_package(tmp_path, "autograde", sheet, "--force").returncode != 0
    assert not (tmp_path / graded).exists()


# --- bad input ---


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["01_aproximation"], "There is no sheet '01_aproximation' in source/"),
        (["--root=/nonexistent"], "There is no sheet in"),
    ],
)
def test_bad_input_is_told_in_one_sentence(arguments, sentence):
    result = call("make_release", *arguments)
    assert result.returncode == 1
    assert sentence in result.stderr and len(result.stderr.splitlines()) == 1


def test_a_sheet_that_nbgrader_refuses_leaves_the_release_as_it_was(course):
    sheet = SHEETS[0]
    shutil.copytree(ROOT / "release", course / "release")
    path = course / "source" / sheet / f"{sheet}.ipynb"
    before = (course / "release" / sheet / f"{sheet}.ipynb").read_bytes()
    path.write_text(path.read_text(encoding="utf-8").replace("### END HIDDEN TESTS", ""), encoding="utf-8")
    result = call("make_release", f"--root={course}")
    assert result.returncode == 1
    assert "hidden tests" in result.stderr.lower() and len(result.stderr.splitlines()) == 1
    assert (course / "release" / sheet / f"{sheet}.ipynb").read_bytes() == before
    assert not (course / "gradebook.db").exists(), "a class in progress is not touched"
