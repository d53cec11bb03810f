"""The gradebook after our class run and after plain nbgrader: the same scores, the same notebooks, the same feedback."""

import re
import shutil

import nbformat
import pytest
from class_tools import (
    LATE,
    SHEET,
    by_hand,
    files,
    grade_class,
    hand_in,
    make_course,
    scores,
)

from dltheory.grading import GradingError, demo
from dltheory.grading.classrun import grade_here
from dltheory.grading.gradebook import ClassGradebook

WRONG = "def double(x):\n    return x"
PENALTY = 'c.LateSubmissionPlugin.penalty_method = "zero"'


def drop(name):
    def change(notebook):
        notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") != name]

    return change


def twice(name):
    def change(notebook):
        (cell,) = (c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)
        copy = nbformat.from_dict(dict(cell))
        copy["id"] = "copied"
        notebook.cells.append(copy)

    return change


def other_points(notebook):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test":
            cell.metadata.nbgrader["points"] = 100
            cell.source = "pass"


def foreign(notebook):
    notebook.cells.insert(0, nbformat.v4.new_code_cell("1 + 1", metadata={"nbgrader": {"grade_id": "other"}}))
    notebook.metadata["authors"] = [{"name": "A"}]


def hand_in_all(root):
    hand_in(root, "right")
    hand_in(root, "wrong", a=WRONG)
    hand_in(root, "late", stamp=LATE)
    hand_in(root, "late_and_wrong", a=WRONG, stamp=LATE)
    hand_in(root, "untouched", a="", b="", written="")
    hand_in(root, "half", b=None)
    hand_in(root, "no_stamp", stamp=None)
    hand_in(root, "no_test", change=drop("test"))
    hand_in(root, "no_solution", change=drop("double"))
    hand_in(root, "twice", change=twice("test"))
    hand_in(root, "cheat", a=WRONG, change=other_points)
    hand_in(root, "foreign", change=foreign)
    beside = {"data.csv": "9,9\n", "notes.txt": "hello\n", "more/deep.txt": "x\n", "__pycache__/x.pyc": "x"}
    hand_in(root, "beside", files=beside)


def same(plain, ours):
    assert scores(ours) == scores(plain)
    mine, theirs = files(ours / "autograded"), files(plain / "autograded")
    assert sorted(mine) == sorted(theirs)
    for name in mine:
        if name.endswith(".ipynb"):
            one, other = (nbformat.reads(content.decode(), as_version=4) for content in (mine[name], theirs[name]))
            assert comparable(one) == comparable(other), name
        else:
            assert mine[name] == theirs[name], name


def comparable(notebook):
    """Return a notebook without what differs from run to run: the ids of cells put back, and times."""
    cells = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            for data in output.get("data", {}).values():
                if isinstance(data, dict):
                    data.pop("seconds", None)
        cells.append({key: value for key, value in cell.items() if key != "id"})
    return notebook.metadata, notebook.nbformat, notebook.nbformat_minor, cells


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """The same class twice, one graded by plain nbgrader and one by us, through three rounds."""
    base = tmp_path_factory.mktemp("two")
    plain = make_course(base / "plain", PENALTY)
    hand_in_all(plain)
    ours = base / "ours"
    shutil.copytree(plain, ours)
    demo.run_nbgrader(plain, "autograde", SHEET)
    outcomes = grade_class(ours, grade=grade_here, workers=1)
    assert all(outcome.graded for outcome in outcomes.values()), outcomes
    return plain, ours


def test_first_round(two):
    plain, ours = two
    same(plain, ours)
    found = scores(ours)
    assert ("late", "a", "2026-03-04 12:00:00", "3.0") in found["submissions"]
    assert ("half", "b", "test", "0.0", "None", "None", "0.0") in found["grades"], "a missing notebook counts 0"
    assert ("untouched", "a", "written", "No response.", "None") in found["comments"]


def test_feedback_is_the_same(two):
    plain, ours = two
    for root in two:
        demo.run_nbgrader(root, "generate_feedback", SHEET)
    mine, theirs = files(ours / "feedback"), files(plain / "feedback")
    assert len(mine) > 20 and sorted(mine) == sorted(theirs)
    assert [name for name in mine if name.endswith(".html") and text(mine[name]) != text(theirs[name])] == []


def text(page):
    return re.sub(r"cell-id=[\w-]+", "", page.decode())  # nbgrader draws new ones for cells put back


def write_by_hand(root):
    with by_hand(root) as book:
        book.find_grade("written", "a", SHEET, "right").manual_score = 2.5
        book.find_grade("written", "a", SHEET, "right").needs_manual_grade = False
        book.find_grade("test", "a", SHEET, "wrong").manual_score = 1.0
        book.find_grade("test", "b", SHEET, "wrong").extra_credit = 0.5
        book.find_comment("written", "a", SHEET, "right").manual_comment = "well argued"


def test_what_a_person_wrote_survives_resubmission_and_force(two):
    plain, ours = two
    for root in two:
        write_by_hand(root)
        hand_in(root, "wrong", stamp="2026-03-02 11:00:00 UTC")
        hand_in(root, "late", a=WRONG, stamp="2026-03-04 13:00:00 UTC")
    demo.run_nbgrader(plain, "autograde", SHEET)
    outcomes = grade_class(ours, grade=grade_here, workers=1)
    assert not outcomes["wrong"].skipped and outcomes["right"].skipped
    assert [(c.item, c.before, c.after) for c in outcomes["wrong"].changes] == [("a/test", 0.0, 2.0)]
    same(plain, ours)
    demo.run_nbgrader(plain, "autograde", SHEET, "--force")
    outcomes = grade_class(ours, grade=grade_here, workers=1, force=True)
    assert not any(outcome.skipped for outcome in outcomes.values())
    same(plain, ours)
    grades = scores(ours)["grades"]
    assert ("right", "a", "written", "None", "2.5", "None", "1.0") in grades
    assert ("wrong", "a", "test", "2.0", "1.0", "None", "1.0") in grades
    assert ("wrong", "b", "test", "2.0", "None", "0.5", "0.0") in grades
    assert ("right", "a", "written", "None", "well argued") in scores(ours)["comments"]


def test_a_cell_added_to_the_sheet_after_hand_ins_gets_its_row(tmp_path):
    root = make_course(tmp_path / "class")
    hand_in(root, "ada")
    grade_class(root)
    with by_hand(root) as book:
        book.add_grade_cell("test_new", "a", SHEET, max_score=1, cell_type="code")
        book.add_source_cell(
            "test_new", "a", SHEET, cell_type="code", source="assert double(2) == 4", locked=True, checksum="x"
        )
    notebook = book_cells(root)
    assert "test_new" in notebook
    with by_hand(root) as book:
        cell = book.find_source_cell("test_new", "a", SHEET)
        from nbgrader.utils import compute_checksum

        cell.checksum = compute_checksum(notebook["test_new"])
    outcome = grade_class(root)["ada"]
    assert outcome.graded and outcome.points == 7
    assert ("ada", "a", "test_new", "1.0", "None", "None", "0.0") in scores(root)["grades"]


def book_cells(root):
    with ClassGradebook(root) as book:
        return book.sheet(SHEET).notebooks["a"].cells


def test_the_plugin_decides_about_penalties(tmp_path, monkeypatch):
    (tmp_path / "halving.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class Halving(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return score / 2 if student_id == 'ada' else 1000.0\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    root = make_course(tmp_path / "class", 'c.AssignLatePenalties.plugin_class = "halving.Halving"')
    for student in ("ada", "ben"):
        hand_in(root, student, stamp=LATE)
    grade_class(root)
    found = {row[0]: row[3] for row in scores(root)["submissions"] if row[1] == "a"}
    assert found == {"ada": "1.5", "ben": "3.0"}, "never more than the score"


def test_unknown_students_are_refused_where_the_course_says_so(tmp_path):
    root = make_course(tmp_path / "class", "c.Autograde.create_student = False")
    with by_hand(root) as book:
        book.add_student("ada")
    for student in ("ada", "stranger"):
        hand_in(root, student)
    outcomes = grade_class(root)
    assert outcomes["ada"].graded and not outcomes["stranger"].graded
    assert scores(root)["students"] == [("ada",)]


def test_the_users_own_configuration_counts_but_the_course_wins(tmp_path, monkeypatch):
    root = make_course(tmp_path / "class")
    hand_in(root, "ada", stamp=LATE)
    home = tmp_path / "config"
    home.mkdir()
    other = f"sqlite:///{tmp_path / 'other.db'}"
    shutil.copy(root / "gradebook.db", tmp_path / "other.db")
    settings = f'c.CourseDirectory.db_url = {other!r}\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    (home / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}", encoding="utf-8")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(home))
    grade_class(root)
    assert scores(root, other)["submissions"][0][3] == "None", "the course says: no penalty"
    assert scores(root)["submissions"] == []


def test_a_list_without_our_execution_is_refused(tmp_path):
    root = make_course(tmp_path / "class", 'c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.Execute"]')
    hand_in(root, "ada")
    outcome = grade_class(root)["ada"]
    assert not outcome.graded and "ExecuteApart" in outcome.reason


@pytest.mark.parametrize("problem", ["no folder", "no gradebook", "no sheet"])
def test_what_is_not_there_is_told_in_one_sentence(problem, tmp_path):
    if problem == "no folder":
        with pytest.raises(GradingError, match="no nbgrader_config"):
            ClassGradebook(tmp_path)
        return
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.root = {str(tmp_path)!r}\n")
    with pytest.raises(GradingError, match="there is no gradebook yet"):
        ClassGradebook(tmp_path)
    if problem == "no sheet":
        root = make_course(tmp_path / "class")
        with ClassGradebook(root) as book, pytest.raises(GradingError, match="no sheet 'other', only: tiny"):
            book.sheet("other")
