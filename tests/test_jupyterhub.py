"""The documented JupyterHub, played by an instructor and two students who are users of the machine.

Skipped, with a note, without root, who makes the accounts, or without JupyterHub's proxy; with DLTHEORY_REQUIRE_HUB=1 that is a
failure.
"""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import signal
import time
from types import SimpleNamespace

import nbformat
import pytest
from class_tools import source_notebook, sqlite_rows
from course_tools import ROOT
from hub import PEOPLE, Hub, Person, lacking

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("jupyterhub")]

SHEET = "tiny"
NOTEBOOK = f"{SHEET}/{SHEET}.ipynb"
RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return 3 * x"
WORDS = {"ada": "twice, says Ada", "ben": "thrice, says Ben"}
PATIENCE = 300  # seconds for everybody's server, on a machine that has other things to do
IN_HAND = {"course_id": "dltheory", "assignment_id": SHEET}


def make_course(root):
    """A sheet that costs no time, under the course's own configuration; as every sheet, it imports the package."""
    notebook = source_notebook(SHEET, "double", RIGHT)
    notebook.cells[1].source = "import math\n\nfrom dltheory.grading import checks"
    (root / "source" / SHEET).mkdir(parents=True)
    nbformat.write(notebook, root / "source" / SHEET / f"{SHEET}.ipynb")
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    # Its own solution is graded in other tests.
    (root / "nbgrader_config.py").write_text(f"{config}\nc.LintSheet.grade_reference = False\n", encoding="utf-8")


@pytest.fixture(scope="module")
def hub():
    if message := lacking():
        if os.environ.get("DLTHEORY_REQUIRE_HUB") == "1":
            pytest.fail(message)
        pytest.skip(message)
    hub = Hub()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # who ends the tests ends the hub as well
    try:
        hub.make_class(make_course)
        hub.start()
        yield hub
    finally:
        hub.close()
        signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="module")
def term(hub):
    """A class from release to feedback, through the addresses behind the buttons; what was seen on the way."""
    teacher, ada, ben = people = [Person(hub, name) for name in PEOPLE]
    for person in people:
        person.log_in()
    for person in people:
        hub.wait(person.is_served, PATIENCE)
    seen = SimpleNamespace(
        teacher=teacher, ada=ada, ben=ben, course=hub.home("teacher") / "dltheory", failed={}, tried={}
    )

    for step in ("assign", "release"):
        done(teacher, step)
    for student in (ada, ben):
        listed = student.get("assignments?course_id=dltheory")
        assert [(each["assignment_id"], each["status"]) for each in listed["value"]] == [(SHEET, "released")]
        assert student.post("assignments/fetch", **IN_HAND)["success"]
        solve(student, RIGHT if student is ada else WRONG)
        seen.failed[student.person] = student.post("assignments/validate", path=NOTEBOOK)["value"].get("failed", [])
        assert student.post("assignments/submit", **IN_HAND)["success"]

    # Ben would like to hand in for Ada as well, later than she did.
    inbound = shlex.quote(f"{hub.exchange}/dltheory/inbound")
    forged = shlex.quote(f"{ada.name}+{SHEET}+2099-01-01 00:00:00.000000 UTC+x")
    assert ben.shell(f"cp -r ~/{SHEET} {inbound}/{forged} && date > {inbound}/{forged}/timestamp.txt")[0] == 0
    seen.collected = done(teacher, "collect")
    seen.graded = teacher.shell(f"cd ~/dltheory && dltheory grade {SHEET}")
    for step in ("generate_feedback", "release_feedback"):
        done(teacher, step)
    for student in (ada, ben):
        seen.tried[student.person] = student.post("assignments/fetch_feedback", **IN_HAND)
    return seen


def done(teacher, step):
    """Press one of formgrader's buttons; return what it logs."""
    answer = teacher.post(f"formgrader/api/assignment/{SHEET}/{step}")
    assert answer["success"], answer
    return answer["log"]


def solve(student, answer):
    notebook = student.read(NOTEBOOK)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = {"double": answer, "written": WORDS[student.person]}.get(name, cell["source"])
    student.save(NOTEBOOK, notebook)


def test_everybody_is_a_user_of_the_machine(hub, term):
    for person in (term.teacher, term.ada, term.ben):
        assert person.shell("id -un; pwd") == (0, f"{person.name}\n{hub.home(person.person)}")


def test_nothing_listens_beyond_this_machine(hub, term):
    assert hub.listens() and all(address.startswith("127.") for address in hub.listens())


def test_students_are_not_asked_about_news(term):
    assert '"news": {"disabled": true}' in term.ada.page("lab")
    assert term.ada.get("lab/api/update") == {"notification": None}


def test_validate_says_what_is_wrong(term):
    assert term.failed["ada"] == []
    assert "wrong factor" in term.failed["ben"][0]["raw_error"]


def test_the_scores_are_in_the_gradebook(term):
    assert term.graded[0] == 0 and "2 of 2 graded" in term.graded[1]
    query = """select student_id, base_cell.name, auto_score from grade join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id where auto_score > 0"""
    ada, ben = term.ada.name, term.ben.name
    assert sorted(sqlite_rows(term.course, query)) == [
        (ada, "test", 2.0),
        (ada, "test_free", 1.0),
        (ben, "test_free", 1.0),
    ]


def test_nobody_hands_in_for_another(term):
    assert f"{term.ada.name}+{SHEET}+2099" in term.collected and "is left out" in term.collected
    assert WORDS["ada"] in (term.course / "submitted" / term.ada.name / NOTEBOOK).read_text(encoding="utf-8")


def test_students_see_their_own_feedback(hub, term):
    for student, other in ((term.ada, "ben"), (term.ben, "ada")):
        (sent,) = (each for each in term.tried[student.person]["value"] if each["status"] == "submitted")
        (submission,) = sent["submissions"]
        assert submission["has_local_feedback"]
        folder = submission["local_feedback_path"]
        page = html.unescape(student.read(f"{folder}/{SHEET}.html"))
        assert WORDS[student.person] in page and WORDS[other] not in page
        assert ("test: 0 of 2 points" in page) == (student is term.ben)
        # Another one's is not in sight, and its name cannot be guessed.
        assert student.shell(f"ls {hub.exchange}/dltheory/feedback")[1].endswith("Permission denied")


def test_students_reach_nothing_of_others(hub, term):
    """Tried by Ben, in a terminal of his own, with names that root has looked up for him."""
    inbound = hub.exchange / "dltheory" / "inbound"
    theirs = [path for path in hub.home("ada").rglob("*") if path.is_file()]
    theirs += [path for path in term.course.rglob("*") if path.is_file()]
    assert any(path.parts[-3:-1] == ("source", SHEET) for path in theirs)
    (hub.folder / "reach.json").write_text(json.dumps([str(path) for path in theirs]), encoding="utf-8")
    program = """import json, sys
for path in json.load(open(sys.argv[1])):
    try:
        print("read", path, len(open(path, "rb").read()))
    except PermissionError:
        pass"""
    modes = {path.name: path.stat().st_mode & 0o1777 for path in (hub.exchange, *inbound.parent.iterdir())}
    assert modes == {"exchange": 0o1777, "outbound": 0o755, "inbound": 0o733, "feedback": 0o711}, "as documented"
    assert term.ben.shell(f"python -c {shlex.quote(program)} {hub.folder}/reach.json") == (0, "")
    for attempt in (
        f"ls {inbound}",
        f"rm -rf {hub.exchange}/dltheory",
        f"mv -f {hub.exchange}/dltheory {hub.exchange}/mine",
        f"touch {hub.exchange}/dltheory/outbound/{SHEET}/{SHEET}.ipynb",
    ):
        status, said = term.ben.shell(attempt)
        assert status != 0 and re.search("Permission denied|not permitted", said), attempt
    assert len(list(inbound.iterdir())) == 3, "everything that was handed in is still there"


def test_nobody_uses_the_server_of_another(term):
    assert term.ben.status_of(f"/user/{term.ada.name}/api/contents") in (403, 404)


def test_a_kernel_tells_its_outputs_to_its_owner_alone(hub, term):
    kernel = term.ada.post("api/kernels", name="python3")
    connection = hub.home("ada") / ".local/share/jupyter/runtime" / f"kernel-{kernel['id']}.json"
    end = time.monotonic() + 60
    while not connection.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert json.loads(connection.read_text(encoding="utf-8"))["curve_secretkey"]
    assert connection.stat().st_mode & 0o077 == 0
