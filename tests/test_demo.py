"""The fictional class: played once, then looked at from all sides."""

import csv
import io
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from unittest import mock

import nbformat
import pytest
from class_tools import scores
from course_tools import ROOT, call, load

from dltheory import cli
from dltheory.grading import GradingError, demo, report

SHEET = "01_approximation"


@pytest.fixture(scope="module")
def result(played):
    return report.read_class(played.folder, SHEET)


def by_id(result):
    return {submission.student: submission for submission in result.submissions}


def test_the_command_is_installed():
    command = str(Path(sys.executable).with_name("dltheory"))  # as pip installed it
    run = subprocess.run([command, "demo", "--sheet=02_nothing"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 1 and run.stderr.startswith("dltheory: there is no sheet '02_nothing' in source/")


def test_the_gradebook_is_printed_as_a_table(played):
    out = played.out
    assert re.search(r"^ada +Ada Albers +15 / 15 +6 to grade +15 +graded$", out, re.MULTILINE)
    assert re.search(r"^dilan .* 15 / 15 .*2\.0 days late$", out, re.MULTILINE)
    assert re.search(r"^emil .* 0 / 15 ", out, re.MULTILINE)
    assert re.search(r"^fatima .* 13 / 15 .*stopped in test_tent$", out, re.MULTILINE)
    assert re.search(
        r"^gus .* 0 / 15 .* cells fail, which costs 10 items; test_landau_constant: .*RuntimeError", out, re.MULTILINE
    )
    assert re.search(r"^hana .* no notebook +no notebook was handed in$", out, re.MULTILINE)
    assert "The gradebook is as promised" in out


def test_the_scores_are_those_in_the_database(played, result):
    """Read the gradebook as SQLite, past nbgrader and past the report."""
    query = """select student.id, sum(grade.auto_score) from grade
               join submitted_notebook on grade.notebook_id = submitted_notebook.id
               join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
               join student on submitted_assignment.student_id = student.id group by student.id"""
    with sqlite3.connect(played.folder / "gradebook.db") as database:
        scores = {student: score or 0.0 for student, score in database.execute(query)}
    for student, submission in by_id(result).items():
        if submission.graded:
            assert submission.total(result.automatic) == scores[student], student


def test_plain_nbgrader_leaves_the_same_scores(played, tmp_path):
    again = tmp_path / "class"
    shutil.copytree(played.folder, again, ignore=shutil.ignore_patterns("autograded", "feedback"))
    with sqlite3.connect(again / "gradebook.db") as database:
        database.execute("update grade set auto_score = null")
    demo.run_nbgrader(again, "autograde", SHEET, "--force")

    def rows(folder):  # of whom no notebook was handed in plain nbgrader makes an empty entry
        return {table: [row for row in rows if row[0] != "hana"] for table, rows in scores(folder).items()}

    assert rows(again) == rows(played.folder)


def test_one_student_does_not_cost_another(result):
    points = {student: submission.total(result.automatic) for student, submission in by_id(result).items()}
    assert points["ada"] == points["dilan"] == result.max_points == 15
    assert 0 < points["ben"] < 15 and points["emil"] == points["gus"] == 0
    assert points["fatima"] == 13


def test_typical_mistakes_are_named(result):
    chloe = by_id(result)["chloe"]
    for item in result.automatic:
        assert chloe.points[item.name] < item.max_points and len(chloe.messages[item.name]) > 20, item.name


def test_feedback_pages_tell_and_do_not_give_away(played):
    folder = played.folder
    source = nbformat.read(ROOT / "source" / SHEET / f"{SHEET}.ipynb", as_version=4)
    hidden = [line for cell in source.cells for line in hidden_lines(cell.source)]
    assert hidden
    pages = sorted((folder / "feedback").glob(f"*/{SHEET}/{SHEET}.html"))
    assert len(pages) == len(played.students) - 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "BEGIN HIDDEN TESTS" not in text
        assert not [line for line in hidden if line in text], page


def hidden_lines(source):
    parts = re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", source, re.DOTALL)
    visible = source
    for part in parts:
        visible = visible.replace(part, "")
    lines = [line.strip() for part in parts for line in part.splitlines()]
    # Signs that HTML writes otherwise would hide a leak from a plain search.
    return [line for line in lines if len(line) > 30 and line not in visible and not set(line) & set("<>&\"'")]


def test_the_demo_notices_a_wrong_gradebook(played, tmp_path):
    """Spoil one score behind the demo's back: its own comparison has to say so."""
    folder = played.folder
    spoilt = tmp_path / "class"
    shutil.copytree(folder, spoilt)
    with sqlite3.connect(spoilt / "gradebook.db") as database:
        database.execute("update grade set auto_score = 0 where auto_score = 3")
    sheet = demo.read_sheet(spoilt, ROOT, SHEET)
    with mock.patch.object(demo, "CLASS", played.students):
        assert not demo.broken_promises(report.read_class(folder, SHEET), sheet, folder)
        found = demo.broken_promises(report.read_class(spoilt, SHEET), sheet, spoilt)
    assert any("ada has 0 of 3 points for test_landau_polynomial" in sentence for sentence in found)


# --- the report ---


def test_statistics_of_items(result):
    statistics = {s.item.name: s for s in result.statistics()}
    graded = [submission for submission in result.submissions if submission.graded]
    assert list(statistics) == [item.name for item in result.automatic]
    for name, s in statistics.items():
        mean = sum(submission.points[name] for submission in graded) / len(graded) / s.item.max_points
        assert s.mean == pytest.approx(mean)
        assert -1 <= s.discrimination <= 1
    # Everybody who got the last item got all others, so it tells strong work from weak work.
    assert statistics["test_tent"].discrimination > 0.5
    assert statistics["test_tent"].mean < statistics["test_landau_constant"].mean


def test_report_is_one_page_with_pictures_and_two_tables(played, result):
    folder = played.folder
    page = (folder / "report" / f"{SHEET}.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == 2 and "http" not in page
    assert "no notebook was handed in" in page and "stopped in test_tent" in page
    rows = list(csv.DictReader(io.StringIO((folder / "report" / f"{SHEET}_students.csv").read_text("utf-8"))))
    assert len(rows) == len(played.students)
    assert {row["student"]: row["automatic_points"] for row in rows}["ada"] == "15"
    rows = list(csv.DictReader(io.StringIO((folder / "report" / f"{SHEET}_items.csv").read_text("utf-8"))))
    assert [row["item"] for row in rows] == [item.name for item in result.automatic]


# --- bad input ---


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["demo", "--sheet", "02_nothing"], "02_nothing"),
        (["demo", "--keep", "tests"], "not an empty folder"),
        (["demo", "--keep", "tests/file/below"], "cannot be made"),
        (["report"], "there is no gradebook yet"),
    ],
)
def test_bad_input_is_told_in_one_sentence(arguments, words, tmp_path, monkeypatch, capsys):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "file").touch()
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 1
    said = capsys.readouterr().err
    assert words in said and len(said.strip().splitlines()) == 1
    assert not (tmp_path / "report").exists()


def test_report_on_a_sheet_that_is_not_in_the_gradebook(played):
    with pytest.raises(GradingError, match=f"no sheet '02_optimization'; it holds {SHEET}"):
        report.read_class(played.folder, "02_optimization")


# --- the example in autograded/ ---


def test_example_of_a_graded_submission_is_in_step(played, monkeypatch):
    """The class has graded Ada Example's attempt too: what it leaves is what the tool compares with."""
    make_example = load("make_example")
    files = make_example.kept(played.folder)
    monkeypatch.setattr(make_example, "grade", lambda root: files)
    run = call("make_example", "--check")
    assert run.returncode == 0, run.stderr
    for name in files:
        monkeypatch.setattr(make_example, "grade", lambda root, name=name: files | {name: spoilt(files[name])})
        run = call("make_example", "--check")
        assert run.returncode == 1 and f"out of step ({name})" in run.stderr


def spoilt(content):
    return content.replace("landau_second_moment", "landau_third_moment")


def test_example_does_not_disturb_nbgrader():
    folders = [path for path in (ROOT / "autograded").glob("*") if path.is_dir()]
    assert not [path for path in folders if path.name.startswith("example")]
    assert (ROOT / "autograded" / ".example" / SHEET / f"{SHEET}.ipynb").is_file()
