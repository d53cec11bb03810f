"""What students who want to forge, break, spy, conspire or inject get from it: nothing, and nobody else loses anything.

Each submission stands in tests/submissions/hostile and says what it tries and what it honestly earns.
"""

import collections
import concurrent.futures
import csv
import io
import math
import re

import pytest
from hostile_tools import (
    CANARY,
    CORPUS,
    HONEST_STUDENTS,
    KINDS,
    LEAK,
    LIMITS,
    attempt,
    canary,
    corpus,
    escaped,
    folder_submissions,
    grade_folders,
    head,
    still_running,
    what_runs,
    world,
)

from dltheory.grading import Limits
from dltheory.grading.execution.forklauncher import ForkLauncher
from dltheory.grading.execution.plain import PlainLauncher
from dltheory.grading.outcomes import Status, Verdict

MODULES = ("numpy", "matplotlib")
# Control signs, and marks that turn the direction of text; tabs and ends of lines are fine.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ALONE = [path for path in corpus() if path.parent.name != "accomplices"]
PAIRS = corpus("accomplices")
OPEN = [path for path in corpus() if head(path).without_sandbox]


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


# What the corpus is


def test_every_submission_says_what_it_tries_and_what_holds_it():
    facts = {path: head(path) for path in corpus()}
    assert all(said.kind == path.parent.name for path, said in facts.items())
    counts = collections.Counter(said.kind for said in facts.values())
    counts += collections.Counter(folder.facts.kind for folder in folder_submissions().values())
    assert set(counts) == set(KINDS) and sum(counts.values()) >= 60, counts
    names = [path.stem for path in facts] + list(folder_submissions())
    assert len(set(names)) == len(names)


def test_the_checklists_name_submissions_that_exist():
    known = {name_of(path) for path in corpus()} | {f"folders/{name}" for name in folder_submissions()}
    text = (CORPUS / "CHECKLISTS.md").read_text(encoding="utf-8")
    named = {word for word in text.split("`")[1::2] if word.startswith((*(f"{kind}/" for kind in KINDS), "folders/"))}
    assert named and named <= known, sorted(named - known)


# One worker after the other


@pytest.fixture(scope="module")
def around():
    with world() as made:
        yield made


@pytest.fixture(scope="module")
def worker(around):
    with ForkLauncher(modules=MODULES, sandbox=True) as launcher:
        yield launcher


@pytest.fixture(scope="module")
def second_worker(around):
    with ForkLauncher(modules=MODULES, sandbox=True) as launcher:
        yield launcher


def check(graded, said, around, *own):
    """Assert what holds for every submission, whatever it tries."""
    assert graded.status is not Status.FAILED, graded.reason
    assert escaped(graded, around, *own) == []
    points = {item.item: item.points for item in graded.items}
    assert all(math.isfinite(item.points) and 0 <= item.points <= item.max_points for item in graded.items)
    if not math.isnan(said.earns):
        assert sum(points.values()) == said.earns, graded.items
    for name, earned in said.items.items():
        assert points[name] == earned, graded.items
    verdicts = {item.item: item.verdict for item in graded.items} | {"status": graded.status}
    for name, allowed in said.verdict.items():
        assert verdicts[name] in allowed, (name, graded.reason, graded.items)
    for item in graded.items:
        assert item.verdict is not Verdict.GRADER_FAILED
        assert item.message or item.points == item.max_points, "a verdict in words"
        assert len(item.message) < 10_000 and not CONTROL.search(item.message), item.message
    assert graded.reason or graded.status is Status.GRADED


def check_honest(around, worker, sheet):
    """Assert that an honest submission, graded next in the same worker, gets everything."""
    graded = attempt(around, worker, None, sheet, limits=Limits())
    assert graded.status is Status.GRADED and graded.restarts == 0, graded.reason
    assert all(item.points == item.max_points and not item.message for item in graded.items), graded.items
    assert escaped(graded, around, around.secrets["student"]) == []


@pytest.mark.hostile
@pytest.mark.slow
@pytest.mark.parametrize("path", ALONE, ids=name_of)
def test_alone(path, around, worker):
    said, word = head(path), canary("own")
    around.greeted.clear()
    graded = attempt(around, worker, path, said.sheet, word)
    check(graded, said, around, word)
    assert still_running(word) == []
    assert around.greeted == [], "it reached a socket of this machine"
    check_honest(around, worker, "small")


@pytest.mark.hostile
@pytest.mark.slow
@pytest.mark.parametrize("path", PAIRS, ids=name_of)
def test_accomplices_in_turn(path, around, worker):
    said, words = head(path), [canary("first"), canary("second")]
    for word in words:
        check(attempt(around, worker, path, said.sheet, word), said, around, word)
        assert still_running(word) == []
    check_honest(around, worker, said.sheet)


@pytest.mark.hostile
@pytest.mark.slow
@pytest.mark.parametrize("path", PAIRS, ids=name_of)
@pytest.mark.parametrize("together", [True, False], ids=["one launcher", "two launchers"])
def test_accomplices_at_the_same_time(path, together, around, worker, second_worker):
    said, words = head(path), [canary("first"), canary("second")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        launchers = (worker, worker if together else second_worker)
        both = [
            pool.submit(attempt, around, *pair)
            for pair in zip(launchers, [path] * 2, [said.sheet] * 2, words, strict=True)
        ]
    for future, word in zip(both, words, strict=True):
        check(future.result(), said, around, word)
    check_honest(around, second_worker, said.sheet)


@pytest.mark.hostile
@pytest.mark.slow
@pytest.mark.parametrize("path", OPEN, ids=name_of)
def test_without_a_sandbox_it_is_found(path, around):
    """What is held off above is there to be had: outside of the sandbox the same submissions find it."""
    said, words = head(path), [canary("first"), canary("second")]
    with PlainLauncher() as one, PlainLauncher() as other, concurrent.futures.ThreadPoolExecutor(2) as pool:
        launchers = (one, other)[: 2 if said.kind == "accomplices" else 1]
        futures = [
            pool.submit(attempt, around, launcher, path, said.sheet, word, LIMITS)
            for launcher, word in zip(launchers, words, strict=False)
        ]
        found = [escaped(future.result(), around, word) for future, word in zip(futures, words, strict=False)]
    assert any(found)


# A class of them, from their folders to feedback and report


@pytest.fixture(scope="module")
def handed_in(around):
    root = around.course / "class"
    root.mkdir()
    return grade_folders(around, root)


@pytest.mark.hostile
@pytest.mark.slow
@pytest.mark.parametrize("name", folder_submissions())
def test_a_folder(name, handed_in, around):
    one = folder_submissions()[name]
    said, outcome = one.facts, handed_in.outcomes[one.student]
    assert outcome.status is not Status.FAILED, outcome.reason
    items = handed_in.items.get(one.student, {})
    points = {item: result.points for item, result in items.items()}
    if not math.isnan(said.earns):
        assert sum(points.values()) == said.earns == outcome.points, (outcome, points)
    assert all(points[item] == earned for item, earned in said.items.items())
    verdicts = {item: result.verdict for item, result in items.items()} | {"status": outcome.status}
    for item, allowed in said.verdict.items():
        assert verdicts[item] in allowed, (item, outcome)
    assert outcome.reason or outcome.status is Status.GRADED
    assert not CONTROL.search(outcome.reason)


@pytest.mark.hostile
@pytest.mark.slow
def test_everybody_else_in_the_class_is_graded(handed_in):
    for student in HONEST_STUDENTS:
        outcome = handed_in.outcomes[student]
        assert (outcome.status, outcome.points, outcome.reason) == (Status.GRADED, outcome.max_points, "")


@pytest.mark.hostile
@pytest.mark.slow
def test_nothing_comes_out_of_a_class(handed_in, around):
    text = "\n".join(
        [handed_in.everything, handed_in.report, handed_in.summary, handed_in.table, *handed_in.csv.values()]
    )
    assert CANARY.findall(text) == []
    outputs = "\n".join(re.findall(r'"text": "(.*?)(?<!\\)"', handed_in.everything)).replace("\\n", "\n")
    assert LEAK.findall(outputs) == []


@pytest.mark.hostile
@pytest.mark.slow
def test_every_graded_submission_gets_its_feedback(handed_in):
    graded = {student for student, outcome in handed_in.outcomes.items() if outcome.graded}
    assert graded == set(handed_in.feedback)


@pytest.mark.hostile
@pytest.mark.slow
def test_nothing_of_a_students_runs_in_a_page(handed_in):
    own = what_runs(handed_in.feedback[HONEST_STUDENTS[0]])
    for student, page in handed_in.feedback.items():
        assert what_runs(page) - own == set(), student
        # Links in formulas are MathJax's to make: it leaves out those that run if its extension Safe is loaded.
        assert "\\href{javascript" not in page or "config=TeX-AMS_CHTML-full,Safe" in page, student
    assert not {found for found in what_runs(handed_in.report) if "HOSTILE" in found or "192.0.2.1" in found}


@pytest.mark.hostile
@pytest.mark.slow
def test_no_cell_of_a_table_is_a_formula(handed_in):
    for text in handed_in.csv.values():
        for row in csv.reader(io.StringIO(text)):
            for value in row:
                number = re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", value)
                assert number or not value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")), value


@pytest.mark.hostile
@pytest.mark.slow
def test_nothing_acts_on_the_terminal(handed_in):
    for text in (handed_in.summary, handed_in.table, *handed_in.csv.values()):
        assert not CONTROL.search(text), CONTROL.findall(text)
