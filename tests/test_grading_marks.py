"""One source for every number: report, tables for Moodle and Canvas, `nbgrader export`, formgrader and feedback agree."""

import csv
import io
import re
import subprocess
import sys

import pytest
from class_tools import LATE, SHEET, by_hand, grade_class, hand_in, make_course

from dltheory.grading import demo, report
from dltheory.grading.settings import course_config

WRONG = "def double(x):\n    return x"


def put(root, student, cell, notebook="a", manual=None, extra=None):
    """Write points as formgrader's handler does."""
    with by_hand(root) as book:
        grade = book.find_grade(cell, notebook, SHEET, student)
        grade.manual_score, grade.extra_credit = manual, extra
        grade.needs_manual_grade = manual is None and grade.auto_score is None


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class with penalties, marks by hand, extra credit, answers that changed, and notebooks that are missing."""
    root = make_course(tmp_path_factory.mktemp("marks") / "class", 'c.LateSubmissionPlugin.penalty_method = "zero"')
    names = (
        "read",
        "unread",
        "late",
        "late_read",
        "extra",
        "overruled",
        "bonus",
        "changed",
        "half",
        "unanswered",
        "lost",
    )
    for student in names:
        stamp = LATE if student.startswith("late") else "2026-03-01 18:30:00 UTC"
        hand_in(root, student, a=WRONG, stamp=stamp, written="" if student == "unanswered" else "my reason")
    hand_in(root, "half", b=None)
    grade_class(root)
    for student in ("read", "changed", "late_read"):
        for notebook in "ab":
            put(root, student, "written", notebook, manual=2.5)
    put(root, "extra", "test_free", extra=0.5)
    put(root, "extra", "test_free", "b", manual=1, extra=2)
    put(root, "overruled", "test", manual=1.25)
    put(root, "bonus", "setup", manual=0, extra=1)
    hand_in(root, "changed", written="another reason")
    grade_class(root)
    for path in (root / "autograded" / "lost" / SHEET).iterdir():
        path.unlink()
    with by_hand(root) as book:
        book.update_or_create_student("read", first_name="Ada", last_name="Łukasz", email="ada@example.org")
    return root


@pytest.fixture(scope="module")
def result(graded):
    return report.read_class(graded)


def test_the_report_agrees_with_the_export_and_with_formgrader(graded, result, tmp_path):
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    demo.run_nbgrader(graded, "export", "--to", str(tmp_path / "grades.csv"))
    exported = {
        row["student_id"]: row for row in csv.DictReader(io.StringIO((tmp_path / "grades.csv").read_text("utf-8")))
    }
    config = course_config(graded)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    formgrader = {row["student"]: row for row in api.get_submissions(SHEET)}
    by_hand_items = [item for item in result.items if item.by_hand]
    assert len(result.graded) == 11
    for s in result.graded:
        row = exported[s.student]
        assert s.score == pytest.approx(float(row["score"])), s.student
        assert s.penalty == pytest.approx(float(row["late_submission_penalty"] or 0)), s.student
        assert s.total(result.items) == pytest.approx(float(row["raw_score"])), s.student
        if s.student == "lost":  # formgrader shows what is in autograded/ and nothing else
            continue
        shown = formgrader[s.student]
        assert s.total(result.items) == pytest.approx(shown["score"]), s.student
        assert s.total(result.automatic) == pytest.approx(shown["code_score"]), s.student
        assert s.total(by_hand_items) == pytest.approx(shown["written_score"]), s.student
        assert bool(s.waiting) == shown["needs_manual_grade"], s.student
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(report.students_csv(result)))}
    for s in result.graded:
        row = rows[s.student]
        items = sum(float(row[item.name] or 0) for item in result.items)
        assert items == pytest.approx(float(row["automatic_points"]) + float(row["points_by_hand"])), s.student
        assert max(items - float(row["penalty"]), 0) == pytest.approx(float(row["score"])), s.student


def test_what_is_open_or_stale_is_said(result):
    by_id = {s.student: s for s in result.submissions}
    said = {student: s.open(result.items) for student, s in by_id.items()}
    assert said["read"] == said["unanswered"] == "" and said["unread"] == "2 to grade"
    assert said["changed"] == "2 to look at again" and said["half"] == "1 to grade"
    assert by_id["late"].reason == ""
    assert by_id["late_read"].reason == (
        "the penalty is 4, and by the course's rule it would be 9 today, since points or dates have changed; "
        f"run: dltheory grade {SHEET} --force --student late_read"
    )
    assert by_id["lost"].reason.endswith("the points are those of an earlier submission") and by_id["lost"].score == 4
    assert "a/setup" in by_id["bonus"].points and by_id["bonus"].score == 5
    table = report.gradebook_table(result)
    assert re.search(r"late +late +4 / 6 +2 to grade +0 +graded +2\.0 days late, 4 points taken off", table), table


def test_extra_credit_makes_no_item_easier_than_easy(result):
    items = {s.item.name: s for s in result.statistics()}
    assert items["a/test_free"].mean == 1 and items["b/test_free"].mean == 10 / 11
    assert items["a/test_free"].remark == "everybody" and "a/setup" not in items
    assert items["a/test"].common_message == "wrong factor"


def test_moodle_and_canvas_get_what_is_final_and_nothing_else(result):
    moodle = list(csv.reader(io.StringIO(report.moodle_csv(result))))
    canvas = list(csv.reader(io.StringIO(report.canvas_csv(result))))
    names = [item.name for item in result.items]
    assert moodle[0] == ["Username", "First name", "Last name", SHEET, *(f"{SHEET} {name}" for name in names)]
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *moodle[0][3:]]
    assert canvas[1] == ["Points Possible", "", "", "", "", "12", *(f"{item.max_points:g}" for item in result.items)]
    assert len({len(row) for row in moodle}) == len({len(row) for row in canvas}) == 1
    marks = {row[0]: row[3:] for row in moodle[1:]}
    assert marks == {row[2]: row[5:] for row in canvas[2:]}
    totals = {student: row[0] for student, row in marks.items()}
    assert {student for student, total in totals.items() if total} == {"read", "late_read", "unanswered"}
    assert totals["read"] == "9" and totals["late_read"] == "5"
    assert next(row for row in canvas if row[2] == "read")[:5] == ["Łukasz, Ada", "", "read", "read", ""]
    written = names.index("a/written") + 1
    assert marks["unread"][written] == "" and marks["changed"][written] == "" and marks["read"][written] == "2.5"
    assert marks["unread"][names.index("a/test_free") + 1] == "1"


def test_addresses_are_there_for_everybody_or_not_at_all():
    items = (report.Item("test", 1.0, False),)
    people = [report.Person("A", "B", "=a@example.org"), report.Person("C", "D", "")]
    both = [report.Submission(str(k), "x", "graded", points={"test": 1.0}, person=p) for k, p in enumerate(people)]
    assert "Email" not in report.moodle_csv(report.ClassResult("s", items, tuple(both)))
    table = report.moodle_csv(report.ClassResult("s", items, (both[0],)))
    assert "Last name,Email address,s," in table and ",'=a@example.org," in table


# --- feedback ---


def pages(root, *options):
    line = [sys.executable, "-m", "nbgrader", "generate_feedback", SHEET, *options]
    done = subprocess.run(line, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return root / "feedback"


def test_feedback_says_what_is_not_graded_yet(graded):
    folder = pages(graded)
    text = {s: (folder / s / SHEET / "a.html").read_text("utf-8") for s in ("unread", "read", "late", "unanswered")}
    assert "(Score: 1.0 / 6.0; 3 of them are not graded yet)" in text["unread"]
    assert text["unread"].count("Score: not graded yet / 3.0") == 2, "in the list above and at the answer"
    assert "(Score: 3.5 / 6.0)" in text["read"] and "Score: 2.5 / 3.0" in text["read"]
    assert "not graded yet" not in text["read"] + text["unanswered"]
    assert "(Score: 0.0 / 6.0; 3 of them are not graded yet)" in text["late"]
    assert "Late submission penalty (Score: -1.0)" in text["late"]
