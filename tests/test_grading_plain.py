"""Plain nbgrader commands in our course folder: stamps, sizes and a sheet that grows after hand-ins; and pages on paper."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from class_tools import SHEET, by_hand, files, grade_class, hand_in, make_course, marked, scores, sqlite_rows
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell

from dltheory import cli
from dltheory.grading import GradingError, demo, feedback
from dltheory.grading.settings import course_config

MIB = 2**20


def nbgrader(root, *arguments):
    done = subprocess.run([sys.executable, "-m", "nbgrader", *arguments], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


def odd_metadata(nb):
    nb.metadata |= {"title": 5, "language_info": [1], "kernelspec": "x", "authors": "me", "orig_nbformat": "x"}


def odd_cells(nb):
    for number, one in enumerate(nb.cells):
        one.metadata |= {"tags": "x", "name": 5, "jupyter": 5, "collapsed": "no"} if number else {"tags": ["a", "a"]}
        if one.cell_type == "markdown":
            one["attachments"] = [1]
        else:
            one |= {"attachments": {"p.png": 3}, "outputs": [{"output_type": "odd"}], "execution_count": "x"}


def odd_shapes(nb):
    nb["metadata"], nb["nbformat_minor"], nb["more"] = [], "x", 1
    nb.cells[0] |= {"metadata": [1], "id": "a b"}


# Of what a notebook's metadata holds nothing decides whether it is graded, or shown.
ODD = {"metadata": odd_metadata, "cells": odd_cells, "shapes": odd_shapes, "mark": lambda nb: None}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class graded by plain nbgrader, with feedback, and what both commands said."""
    root = make_course(tmp_path_factory.mktemp("plain") / "class", 'c.LateSubmissionPlugin.penalty_method = "zero"')
    (root / "source" / SHEET / "large.bin").write_bytes(bytes(17 * MIB))  # the sheet's own may have any size
    hand_in(root, "zone", stamp="2026-03-02 13:30:00 CEST")  # 11:30 UTC, in time
    hand_in(root, "unknown", stamp="2026-03-02 11:30:00 XYZ")
    big = hand_in(root, "big", files={"notes.txt": "small", "more/deep.txt": "small"})
    with (big / "film.mp4").open("wb") as film:
        film.truncate(60 * MIB)
    for student, spoil in ODD.items():
        folder = hand_in(root, student, change=spoil)
        if student == "mark":
            for path in folder.glob("*.ipynb"):
                path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    said = nbgrader(root, "autograde", SHEET)
    return root, said, nbgrader(root, "generate_feedback", SHEET)


@pytest.mark.slow
def test_a_stamp_is_read_as_dltheory_grade_reads_it(graded):
    root, said, _ = graded
    stamps = dict(sqlite_rows(root, "select student_id, timestamp from submitted_assignment"))
    assert stamps["zone"].startswith("2026-03-02 11:30:00") and stamps["unknown"].startswith("2026-03-02 11:30:00")
    assert (
        "unknown: timestamp.txt names the time zone XYZ, which is not known; it was read as 2026-03-02 11:30 UTC"
        in said
    )
    assert not sqlite_rows(root, "select 1 from submitted_notebook where late_submission_penalty > 0")
    ours = root.parent / "ours"
    shutil.copytree(root, ours)
    grade_class(ours, force=True)
    assert scores(ours) == scores(root)


@pytest.mark.slow
@pytest.mark.parametrize("student", ODD)
def test_odd_metadata_costs_nothing(graded, student):
    root, said, _ = graded
    earned = {row[1:4] for row in scores(root)["grades"] if row[0] == student}
    assert {("a", "test", "2.0"), ("a", "test_free", "1.0"), ("b", "test", "2.0")} <= earned
    assert sorted(files(root / "feedback" / student / SHEET)) == ["a.html", "b.html"]
    assert (f"submitted/{student}/{SHEET}/a.ipynb: the notebook's metadata is not valid and was left out" in said) == (
        student in ("metadata", "cells")
    )
    for path in (root / "autograded" / student / SHEET).glob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
        page, _ = HTMLExporter(config=course_config(root)).from_filename(str(path))  # which is what formgrader does
        assert "my reason" in page


def test_a_notebook_of_something_else_is_no_submission(tmp_path):
    root = make_course(tmp_path / "class")
    hand_in(root, "ada", change=lambda nb: [one.metadata.pop("nbgrader", None) for one in nb.cells])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", SHEET], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 1 and "a.ipynb of ada has no cell of the sheet" in done.stderr
    outcome = grade_class(root)["ada"]
    assert not outcome.graded and outcome.reason == "a.ipynb has no cell of the sheet"


@pytest.mark.slow
def test_a_large_file_is_left_out_with_a_remark(graded):
    root, said, _ = graded
    assert "film.mp4 of big was left out of autograded/: files have up to 16 MB" in said
    kept = files(root / "autograded" / "big" / SHEET)
    assert sorted(kept) == [
        "a.ipynb",
        "b.ipynb",
        "data.csv",
        "large.bin",
        "more/deep.txt",
        "notes.txt",
        "timestamp.txt",
    ]
    assert (root / "submitted" / "big" / SHEET / "film.mp4").stat().st_size == 60 * MIB


@pytest.mark.slow
def test_feedback_holds_pages_only(graded):
    root, _, _ = graded
    assert sorted(files(root / "feedback" / "big" / SHEET)) == ["a.html", "b.html"]
    own = root / "feedback" / "big" / SHEET / "marked by hand.pdf"
    own.write_bytes(b"%PDF")
    removed = feedback.remove_copies(root / "autograded" / "big" / SHEET, own.parent)
    assert own.is_file() and removed == [], "what somebody else put there stays"


# --- a sheet that changes after hand-ins ---


def change(root, edit):
    path = root / "source" / SHEET / "a.ipynb"
    notebook = nbformat.read(path, as_version=4)
    edit(notebook.cells)
    nbformat.write(notebook, path)


@pytest.mark.slow
def test_cells_added_and_removed_after_hand_ins(tmp_path):
    root = make_course(tmp_path / "class")
    hand_in(root, "ada")
    grade_class(root)

    def edit(cells):
        del cells[4]  # test_free
        new = marked(new_code_cell("assert double(2) == 4", id="new"), "test_new", points=4, locked=True)
        cells += [new, marked(new_markdown_cell("why", id="why"), "why", points=2, solution=True)]

    change(root, edit)
    said = nbgrader(root, "generate_assignment", SHEET, "--force")
    assert "New in a since students handed in: test_new, why." in said and f"dltheory grade {SHEET}" in said
    assert "No longer in a, though students have handed it in: test_free. The gradebook keeps" in said
    assert "Traceback" not in said
    released = nbformat.read(root / "release" / SHEET / "a.ipynb", as_version=4)
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in released.cells]
    assert "test_new" in names and "why" in names and "test_free" not in names
    with by_hand(root) as book:
        submission = book.find_submission(SHEET, "ada")
        assert submission.score == 6 and submission.needs_manual_grade and submission.max_score == 18
    plain = root.parent / "plain"
    shutil.copytree(root, plain)
    demo.run_nbgrader(plain, "autograde", SHEET, "--force")
    assert grade_class(root)["ada"].graded
    grades = {row[1:4] for row in scores(root)["grades"]}
    assert {("a", "test_new", "4.0"), ("a", "test_free", "1.0"), ("a", "why", "0.0")} <= grades
    assert scores(plain) == scores(root)


# --- on paper ---


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    folder = tmp_path / "feedback" / "ada" / SHEET
    folder.mkdir(parents=True)
    script = (
        "<script>document.title = 'ran'; document.body.innerHTML = '<a href=https://example.org/ran>x</a>'</script>"
    )
    head = "<!DOCTYPE html><html><head><meta charset=utf-8><title>a</title></head>"
    (folder / "a.html").write_text(f"{head}<body>Łukasz <b>2 / 3</b>{script}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.slow
def test_pages_are_printed(course, capsys):
    if not any(map(shutil.which, feedback._BROWSERS)):
        pytest.skip("no browser")
    assert cli.main(["pdf", SHEET, "--student", "ada"]) == 0
    assert "1 page printed" in capsys.readouterr().out
    paper = (course / "a.pdf").read_bytes()
    assert paper.startswith(b"%PDF") and b"example.org/ran" not in paper and b"(ran)" not in paper
    assert sorted(path.name for path in course.iterdir()) == ["a.html", "a.pdf"]


def test_without_a_browser_or_pages_it_is_told_in_one_sentence(course, capsys, monkeypatch):
    assert cli.main(["pdf", SHEET, "--student", "nobody"]) == 1
    assert f"run: nbgrader generate_feedback {SHEET}" in capsys.readouterr().err
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert cli.main(["pdf"]) == 1
    assert "there is no browser to print with; install chromium" in capsys.readouterr().err
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/false")
    with pytest.raises(GradingError, match="the browser could not print"):
        feedback.print_pages([course / "a.html"])


# --- names and terminals ---

NAMES = {
    "lukasz": "Łukasz Żółć",
    "wang": "王小明",
    "smile": "🙂 Smile",
    "rtl": "שלום \u202eevil",
    "escape": "\x1b[31mRed",
}


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """A class with names that few terminals can show."""
    root = make_course(tmp_path_factory.mktemp("named") / "class")
    for student in NAMES:
        hand_in(root, student, files={"ż王🙂ש.txt": "x"})
    hand_in(root, "ż王🙂")
    (hand_in(root, "ś") / "a.ipynb").write_text("no notebook", encoding="utf-8")
    grade_class(root)
    with by_hand(root) as book:
        for student, name in NAMES.items():
            book.update_or_create_student(student, first_name=name, last_name="Ł")
    return root


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "there"),
    [
        ({"PYTHONIOENCODING": "cp1252"}, True),
        ({"PYTHONIOENCODING": "ascii"}, True),
        ({"LC_ALL": "C"}, True),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, False),  # Python is told to know ASCII only
    ],
    ids=["cp1252", "ascii", "C", "C and nothing else"],
)
def test_no_command_ends_in_a_traceback(named, environment, there):
    program = "import sys; from dltheory.cli import main; sys.exit(main(sys.argv[1:]))"
    for command in (
        ["report", SHEET],
        ["grade", SHEET, "--no-sandbox", "--student", "ś"],
        ["try", "ż", "王.py"],
        ["pdf", "ż"],
    ):
        line = [sys.executable, "-c", program, *command]
        done = subprocess.run(line, cwd=named, env={**os.environ, **environment}, capture_output=True)
        assert b"Traceback" not in done.stderr, done.stderr
        assert done.returncode == (command[0] != "report" or not there), done.stderr
        assert there or b"dltheory: " in done.stderr
    if there:
        page = (named / "report" / f"{SHEET}.html").read_text(encoding="utf-8")
        assert all(name in page for name in ("Łukasz Żółć", "王小明", "🙂", "שלום"))
        assert "\x1b" not in page and "\u202e" not in page
