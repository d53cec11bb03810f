"""The class report: numbers that agree with the gradebook, reasons in words, and nothing that a student wrote runs."""

import csv
import io
import os
import re
import subprocess
import sys

import nbformat
import pytest
from class_tools import LATE, SHEET, by_hand, grade_class, hand_in, make_course, quick

from dltheory.grading import GradingError, demo, report
from dltheory.grading.outcomes import ITEM_TYPE, Graded, ItemResult, Status, Verdict
from dltheory.grading.report import statistics

WRONG = "def double(x):\n    return x"


def synthetic(*rows):
    items = (report.Item("test_a", 1.0, False), report.Item("test_b", 2.0, False), report.Item("written_c", 3.0, True))
    submissions = tuple(
        report.Submission(f"s{k}", f"S {k}", "graded", points=dict(zip(("test_a", "test_b"), row, strict=True)))
        for k, row in enumerate(rows)
    )
    return report.ClassResult("sheet", items, submissions)


def test_items_that_everybody_or_nobody_passes():
    everybody, nobody = synthetic((1.0, 0.0), (1.0, 0.0)).statistics()
    assert (everybody.remark, nobody.remark) == ("everybody", "nobody")
    assert everybody.discrimination != everybody.discrimination, "without variation there is no correlation"
    a, b = synthetic((1.0, 0.0), (0.0, 2.0)).statistics()
    assert a.discrimination == pytest.approx(-1) and b.remark == ""
    page = report.to_html(synthetic((1.0, 0.0), (1.0, 0.0)))
    assert "Full points for everybody: test_a." in page and "No points for anybody: test_b." in page


def test_what_is_said_most_often_leaves_out_who_did_not_answer():
    items = (report.Item("test_a", 1.0, False),)

    def said(*pairs):
        submissions = tuple(
            report.Submission(
                str(k), str(k), "graded", points={"test_a": 0.0}, messages={"test_a": m}, verdicts={"test_a": v}
            )
            for k, (m, v) in enumerate(pairs)
        )
        return report.ClassResult("sheet", items, submissions).statistics()[0].common_message

    stub, wrong = ("whatever the grader says", Verdict.UNANSWERED), ("a factor 2\nmore", Verdict.WRONG)
    assert said(stub, stub, wrong) == "a factor 2"
    assert said(stub, stub) == "not answered"
    assert said(("", Verdict.WRONG)) == ""


def test_report_before_grading():
    ungraded = report.ClassResult("sheet", (), (report.Submission("s", "S", "not graded yet"),))
    with pytest.raises(GradingError, match="dltheory grade sheet"):
        ungraded.statistics()


def test_verdicts_decide_and_not_sentences():
    told = {"test_a": "took longer than the process ended not filled in yet the cell f fails: SyntaxError"}
    assert statistics._stopped({"test_a": Verdict.WRONG}) == ""
    assert statistics._failing({"test_a": Verdict.WRONG}, told) == ""
    assert statistics._stopped({"test_a": Verdict.TIMEOUT, "test_b": Verdict.DIED}) == "stopped in test_a, test_b"
    failing = statistics._failing({"test_a": Verdict.CELL_FAILED}, {"test_a": "no f\nthe cell f fails: SyntaxError"})
    assert failing == "cells fail, which costs 1 item; test_a: the cell f fails: SyntaxError"


ATTACK = "<script>alert(1)</script>"


def test_nothing_that_a_student_wrote_runs():
    items = (report.Item("test_a", 1.0, False),)
    submission = report.Submission(
        "s", f"={ATTACK}", "graded", f"@{ATTACK}\x1b[2J", points={"test_a": 0.0}, messages={"test_a": f'"{ATTACK}'}
    )
    spoilt = report.ClassResult(ATTACK, items, (submission,))
    page = report.to_html(spoilt)
    assert "<script" not in page and "\x1b" not in page and "&lt;script&gt;" in page
    assert '"&lt;' not in page, "quotes are escaped too"
    table = report.students_csv(spoilt)
    assert "'=<script>" in table and "'@<script>" in table and "\x1b" not in table
    assert all(len(row) == len(table.splitlines()[0].split(",")) for row in csv.reader(io.StringIO(table)))
    assert "\x1b" not in report.gradebook_table(spoilt)


# --- a class with all that happens ---


def grader(task):
    graded = quick(task)
    student = task.files.get("who.txt", b"").decode()
    if student == "slow":
        item = ItemResult("test", 0.0, 2.0, "too slow", Verdict.TIMEOUT)
        for outputs in graded.outputs.values():
            for output in outputs:
                payload = output.get("data", {}).get(ITEM_TYPE)
                if payload and payload["item"] == "test":
                    payload["verdict"] = Verdict.TIMEOUT
        return Graded(Status.STOPPED, "test: too slow", (item, *graded.items[1:]), graded.outputs, seconds=9.0)
    if student == "broken":
        return Graded(Status.FAILED, "the sandbox broke")
    return graded


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    root = make_course(tmp_path_factory.mktemp("report") / "class", 'c.LateSubmissionPlugin.penalty_method = "zero"')
    hand_in(root, "right")
    hand_in(root, "wrong", a=WRONG)
    hand_in(root, "late", stamp=LATE)
    hand_in(root, "=1+1", stamp="last night")
    hand_in(root, "slow", files={"who.txt": "slow"})
    hand_in(root, "broken", files={"who.txt": "broken"})
    (root / "submitted" / "empty" / SHEET).mkdir(parents=True)
    folder = hand_in(root, "unreadable")
    (folder / "a.ipynb").write_text("not JSON", encoding="utf-8")
    renamed = hand_in(root, "renamed", b=None)
    (renamed / "a.ipynb").rename(renamed / "a (1).ipynb")
    linked = hand_in(root, "linked")
    (linked / "book.db").symlink_to(root / "gradebook.db")
    foreign = root / "submitted" / "foreign" / SHEET
    foreign.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), foreign / "a.ipynb")
    hand_in(root, "half", b=None)
    hand_in(root, "replaced")
    grade_class(root, grade=grader)
    (hand_in(root, "replaced") / "a.ipynb").write_text("oh no", encoding="utf-8")
    grade_class(root, grade=grader)
    hand_in(root, "later")
    with by_hand(root) as book:
        book.update_or_create_student("right", first_name="Renée", last_name="Wright")
        book.find_grade("written", "a", SHEET, "right").manual_score = 2.5
        book.find_grade("test", "a", SHEET, "wrong").extra_credit = 0.5
    return root, report.read_class(root)


def test_every_fate_has_its_reason(graded):
    _, result = graded
    found = {s.student: (s.status, s.reason) for s in result.submissions}
    unreadable = "a.ipynb is not a notebook that Jupyter can read; save it again in JupyterLab"
    assert found == {
        "right": ("graded", ""),
        "wrong": ("graded", ""),
        "late": ("graded", ""),
        "=1+1": ("graded", "timestamp.txt holds no date"),
        "slow": ("graded", "stopped in a/test, b/test"),
        "broken": ("failed", "the sandbox broke"),
        "empty": ("no notebook", "no notebook was handed in"),
        "unreadable": ("refused", unreadable),
        "renamed": ("refused", "a.ipynb is missing; rename a (1).ipynb"),
        "linked": ("graded", "book.db is a link and was not opened"),
        "foreign": ("refused", "a.ipynb has no cell of the sheet"),
        "half": ("graded", "b.ipynb is missing"),
        "replaced": ("graded", f"{unreadable}; the points are those of an earlier submission"),
        "later": ("not graded yet", f"run: dltheory grade {SHEET} --student later"),
    }


def test_two_notebooks_with_equal_names_stay_apart(graded):
    _, result = graded
    assert [item.name for item in result.automatic] == ["a/test", "a/test_free", "b/test", "b/test_free"]
    assert result.max_points == 6
    by_id = {s.student: s for s in result.submissions}
    assert by_id["wrong"].points["a/test"] == 0.5 and by_id["wrong"].points["b/test"] == 2
    assert by_id["wrong"].messages == {"a/test": "wrong factor"}
    assert by_id["wrong"].verdicts["a/test"] == Verdict.WRONG
    assert by_id["right"].name == "Renée Wright"


def test_the_report_the_export_and_the_gradebook_agree(graded, tmp_path):
    root, result = graded
    demo.run_nbgrader(root, "export", "--to", str(tmp_path / "grades.csv"))
    exported = {
        row["student_id"]: row for row in csv.DictReader(io.StringIO((tmp_path / "grades.csv").read_text("utf-8")))
    }
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(report.students_csv(result)))}
    for submission in result.graded:
        row = exported[submission.student]
        assert submission.score == float(row["score"]), submission.student
        assert submission.penalty == float(row["late_submission_penalty"] or 0)
        mine = rows["'" * (submission.student == "=1+1") + submission.student]
        assert float(mine["score"]) == float(row["score"])
    assert {s.student: s.score for s in result.graded}["late"] == 0
    assert {s.student: s.score for s in result.graded}["right"] == 8.5


def test_time_used_stands_in_the_report(graded):
    _, result = graded
    seconds = {s.student: s.seconds for s in result.graded}
    assert seconds["right"] == 3.0 and seconds["slow"] == 18.0
    page = report.to_html(result)
    assert "seconds a submission in the median" in page and ">18.0<" in page


def test_the_page_names_everybody_who_needs_a_look(graded):
    _, result = graded
    page = report.to_html(result)
    look = re.search(r"Submissions that need a look</h2>(.*?)</table>", page, re.DOTALL)[1]
    assert "the sandbox broke" in look and "book.db is a link" in look and "Wright" not in look
    assert f"{len(result.submissions)} submissions" in page


def test_a_narrow_encoding_does_not_end_the_command(graded):
    root, _ = graded
    with by_hand(root) as book:
        book.update_or_create_student("right", first_name="Łukasz", last_name="北京")
    script = "import sys; from dltheory.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, "report", SHEET],
        cwd=root,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert b"\\u0141ukasz" in done.stdout
    page = (root / "report" / f"{SHEET}.html").read_text(encoding="utf-8")
    assert "Łukasz 北京" in page and page.count("data:image/png;base64,") == 2


def test_a_written_answer_in_another_cell_is_a_remark(tmp_path):
    root = make_course(tmp_path / "class")

    def beside(notebook):
        notebook.cells.append(nbformat.v4.new_markdown_cell("my reason"))

    hand_in(root, "ada", written=None, change=beside)
    hand_in(root, "ben", written=None)
    grade_class(root)
    reasons = {s.student: s.reason for s in report.read_class(root, SHEET).submissions}
    assert "the cell written is as it was handed out, and the cell number 7 near it has a text" in reasons["ada"]
    assert reasons["ben"] == ""
