"""Other work, or another sheet, since a submission was graded: who is told, and what."""

import nbformat
import pytest
from class_tools import DOUBLE, SHEET, by_hand, grade_class, hand_in, make_course, scores
from nbformat.v4 import new_code_cell
from nbgrader.utils import compute_checksum

from dltheory.grading import demo
from dltheory.grading.classrun import summary
from dltheory.grading.gradebook import ClassGradebook
from dltheory.grading.report import read_class

WRONG = "def double(x):\n    return x"


def said(outcomes):
    return summary(list(outcomes.values()))


def reasons(root):
    return {submission.student: submission.reason for submission in read_class(root, SHEET).submissions}


def rewrite(root, name, change):
    """Change a cell of the instructor's notebook a, and release it again."""
    path = root / "source" / SHEET / "a.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = (c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)
    change(cell)
    nbformat.write(notebook, path)
    demo.run_nbgrader(root, "generate_assignment", SHEET, "--force")


def sign_again(root):
    """Give the gradebook's cells of notebook a the checksums that generate_assignment would."""
    with ClassGradebook(root) as book:
        cells = book.sheet(SHEET).notebooks["a"].cells
    with by_hand(root) as book:
        for name, cell in cells.items():
            book.find_source_cell(name, "a", SHEET).checksum = compute_checksum(cell)


@pytest.mark.slow
def test_work_replaced_after_plain_nbgrader_has_graded(tmp_path):
    root = make_course(tmp_path / "class")
    hand_in(root, "ada", a=WRONG, stamp=None)
    hand_in(root, "ben", stamp=None)
    demo.run_nbgrader(root, "autograde", SHEET)
    assert reasons(root) == {"ada": "", "ben": ""}
    hand_in(root, "ada", stamp=None)
    demo.run_nbgrader(root, "autograde", SHEET)  # which skips her
    assert reasons(root) == {
        "ada": f"changed since it was graded; run: dltheory grade {SHEET} --student ada",
        "ben": "",
    }
    outcomes = grade_class(root)
    assert {name: outcome.replaced for name, outcome in outcomes.items()} == {"ada": True, "ben": False}
    text = said(outcomes)
    assert "Changed since it was graded, and graded anew: ada\n" in text
    assert "ada: a/test from 0 to 2 (other work was handed in)" in text and "ben" not in text
    assert reasons(root) == {"ada": "", "ben": ""}


def add_cell(notebook):
    notebook.cells.append(new_code_cell("note = 1"))


def drop_solution(notebook):
    """All work in a cell of the student's own, the sheet's own cell gone."""
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    for function in {"double", "triple"} & set(names):
        notebook.cells[names.index(function)] = new_code_cell(notebook.cells[names.index(function)].source)


@pytest.mark.parametrize(
    ("again", "changed"),
    [
        ({}, False),
        ({"a": WRONG}, True),
        ({"a": None}, True),
        ({"written": "a better reason"}, True),
        ({"change": add_cell}, True),
        ({"change": drop_solution}, True),
        ({"files": {"notes.txt": "other"}}, True),
        ({"files": {"notes.txt": "notes", "data.csv": "the sheet's own, in other words"}}, False),
        ({"stamp": "2026-03-01 19:00:00 UTC"}, False),
    ],
)
def test_what_counts_as_other_work(tmp_path, again, changed):
    root = make_course(tmp_path / "class")
    first = {"files": {"notes.txt": "notes"}}
    hand_in(root, "ada", **first)
    assert not grade_class(root)["ada"].replaced
    hand_in(root, "ada", **{**first, **again})
    assert reasons(root)["ada"].startswith("changed since it was graded") == changed
    assert grade_class(root, force=True)["ada"].replaced == changed
    assert not grade_class(root, force=True)["ada"].replaced


def test_a_cell_that_was_put_back_is_no_other_work(tmp_path):
    root = make_course(tmp_path / "class")
    hand_in(root, "ada", change=drop_solution)
    grade_class(root)
    assert reasons(root)["ada"] == ""
    assert not grade_class(root, force=True)["ada"].replaced


@pytest.mark.slow
def test_a_corrected_test_and_another_maximum(tmp_path):
    # The corrected test fits cyd's answer, and no longer the sheet's own solution.
    root = make_course(tmp_path / "class", "c.LintSheet.grade_reference = False")
    for student, answer in {"ada": DOUBLE, "ben": WRONG, "cyd": "def double(x):\n    return x + 1"}.items():
        hand_in(root, student, a=answer)
    grade_class(root)
    with by_hand(root) as book:
        for student in ("ada", "ben"):
            book.find_grade("written", "a", SHEET, student).manual_score = 2.5
    marks = [row for row in scores(root)["grades"] if row[4] == "2.5"]

    rewrite(root, "test", lambda cell: cell.update(source="assert double(3) == 4, 'one more'"))
    outcomes = grade_class(root, force=True)
    text = said(outcomes)
    assert "The sheet changed since the last grading:\na/test has changed\n" in text
    assert "ada: a/test from 2 to 0 (a/test has changed)\ncyd: a/test from 0 to 2 (a/test has changed)" in text
    assert not any(outcome.replaced for outcome in outcomes.values())
    assert [row for row in scores(root)["grades"] if row[4] == "2.5"] == marks, "marks by hand stay"
    assert said(grade_class(root, force=True)).startswith("3 of 3 graded")

    rewrite(root, "test", lambda cell: cell.metadata.nbgrader.update(points=5))
    text = said(grade_class(root))  # without --force too: the sheet is another one
    assert "a/test is worth 5 points, and was worth 2" in text
    assert "cyd: a/test from 2 to 5 (a/test is worth 5 points, and was worth 2)" in text and "ben" not in text
    assert [row for row in scores(root)["grades"] if row[4] == "2.5"] == marks

    rewrite(root, "setup", lambda cell: cell.update(source="import math\nmath.pi"))
    assert "a/setup has changed" in said(grade_class(root))


def test_a_setup_that_changes_points_is_named(tmp_path):
    root = make_course(tmp_path / "class")
    hand_in(root, "ada", a="def double(x):\n    return factor * x")
    grade_class(root)
    with by_hand(root) as book:
        cell = book.find_source_cell("setup", "a", SHEET)
        cell.source += "\nfactor = 2"
    sign_again(root)
    text = said(grade_class(root))
    assert "ada: a/test from 0 to 2 (a/setup of the sheet changed)" in text


def test_items_that_come_and_go(tmp_path):
    root = make_course(tmp_path / "class")
    hand_in(root, "ada")
    hand_in(root, "ben", a=WRONG)
    grade_class(root)
    with by_hand(root) as book:
        book.add_grade_cell("test_new", "a", SHEET, max_score=1, cell_type="code")
        source = "assert double(2) == 4"
        book.add_source_cell("test_new", "a", SHEET, cell_type="code", source=source, locked=True, checksum="x")
        for find in (book.find_grade_cell, book.find_source_cell):
            book.db.delete(find("test_free", "b", SHEET))
    sign_again(root)
    outcomes = grade_class(root)
    assert {name: outcome.points for name, outcome in outcomes.items()} == {"ada": 6, "ben": 3}
    text = said(outcomes)
    assert "test_new is new" in text and "b/test_free is no longer there" in text
    assert not any(outcome.replaced for outcome in outcomes.values())
    assert "ada: test_new earns 1 (test_new is new)" in text
    assert "ben: test_new earns 0 (test_new is new)" in text
    assert "ben: b/test_free no longer earns 1 (b/test_free is no longer there)" in text


def test_other_code_of_ours_is_no_reason_to_believe_an_old_result(tmp_path, monkeypatch):
    from dltheory.grading import classrun

    root = make_course(tmp_path / "class")
    hand_in(root, "ada")
    assert not grade_class(root)["ada"].skipped and grade_class(root)["ada"].skipped
    monkeypatch.setattr(classrun, "_code", lambda: "another")
    assert not grade_class(root)["ada"].skipped


def test_the_digest_of_our_code_covers_every_module(tmp_path, monkeypatch):
    import shutil

    from course_tools import ROOT

    from dltheory.grading import classrun

    package = tmp_path / "grading"
    shutil.copytree(ROOT / "course" / "dltheory" / "grading", package)
    monkeypatch.setattr(classrun, "__file__", str(package / "classrun.py"))
    own = classrun._code.__wrapped__
    first = own()
    assert own() == first
    for name in ("checks.py", "kernel/examiner.py", "values.py"):
        text = (package / name).read_text(encoding="utf-8")
        (package / name).write_text(text + "\n", encoding="utf-8")
        assert own() != first, name
        (package / name).write_text(text, encoding="utf-8")
    assert own() == first
