"""A class run: many at a time, killed and started again, one bad submission among good ones, and other databases."""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import nbformat
import psutil
import pytest
from class_tools import (
    DOUBLE,
    LATE,
    SHEET,
    by_hand,
    files,
    fork,
    grade_class,
    hand_in,
    make_course,
    quick,
    scores,
    sqlite_rows,
)
from course_tools import ROOT

from dltheory import cli
from dltheory.grading import classrun, gradebook, journal
from dltheory.grading.classrun import Outcome, summary
from dltheory.grading.limits import Limits
from dltheory.grading.outcomes import Graded, ItemResult, Status, Verdict

DLTHEORY = (sys.executable, "-c", "import sys; from dltheory.cli import main; sys.exit(main(sys.argv[1:]))")
WRONG = "def double(x):\n    return x"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with a small class that has handed in."""
    root = make_course(tmp_path_factory.mktemp("made") / "class", 'c.LateSubmissionPlugin.penalty_method = "zero"')
    for number in range(4):
        hand_in(root, f"right{number}", files={"notes.txt": "x"})
    hand_in(root, "wrong", a=WRONG)
    hand_in(root, "late", stamp=LATE)
    hand_in(root, "half", b=None)
    return root


@pytest.fixture
def course(made, tmp_path):
    root = tmp_path / "class"
    shutil.copytree(made, root)
    return root


@pytest.fixture(scope="module")
def undisturbed(made, tmp_path_factory):
    """What the class must end in: the gradebook, and the folder autograded/."""
    root = tmp_path_factory.mktemp("undisturbed") / "class"
    shutil.copytree(made, root)
    grade_class(root)
    return scores(root), files(root / "autograded")


def test_the_gradebook_is_filled(course, undisturbed):
    outcomes = grade_class(course)
    assert {name: outcome.points for name, outcome in outcomes.items()} == {
        **{f"right{number}": 6 for number in range(4)},
        **{"wrong": 4, "late": 6, "half": 3},
    }
    assert all(outcome.graded and not outcome.skipped for outcome in outcomes.values())
    assert outcomes["half"].reason == "b.ipynb is missing"
    assert (scores(course), files(course / "autograded")) == undisturbed


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_any_number_of_workers_gives_the_same(course, undisturbed, workers):
    def slowly(task):
        time.sleep(random.random() / 20)  # so that they end in another order than they began
        return quick(task)

    grade_class(course, grade=slowly, workers=workers)
    assert (scores(course), files(course / "autograded")) == undisturbed


def test_what_is_graded_and_unchanged_is_skipped(course):
    calls = []

    def counted(task):
        calls.append(task)
        return quick(task)

    grade_class(course, grade=counted)
    assert len(calls) == 13
    assert all(outcome.skipped for outcome in grade_class(course, grade=counted).values()) and len(calls) == 13
    hand_in(course, "wrong", stamp="2026-03-01 18:30:00 UTC")  # other work, the same time stamp
    outcomes = grade_class(course, grade=counted)
    assert [name for name, outcome in outcomes.items() if not outcome.skipped] == ["wrong"] and len(calls) == 15
    assert [(c.item, c.before, c.after) for c in outcomes["wrong"].changes] == [("a/test", 0.0, 2.0)]
    (course / "source" / SHEET / "data.csv").write_text("7,7\n", encoding="utf-8")
    assert not any(outcome.skipped for outcome in grade_class(course, grade=counted).values())
    assert (course / "autograded" / "late" / SHEET / "data.csv").read_text(encoding="utf-8") == "7,7\n"
    many = len(calls)
    grade_class(course, grade=counted, students=("late",), force=True)
    assert len(calls) == many + 2


def test_a_due_date_that_moves_moves_the_penalty(course):
    grade_class(course)
    assert sqlite_rows(course, "select count(*) from submitted_notebook where late_submission_penalty > 0") == [(2,)]
    with by_hand(course) as book:
        book.grant_extension(SHEET, "late", days=7)
    outcomes = grade_class(course)
    assert not outcomes["late"].skipped
    assert sqlite_rows(course, "select count(*) from submitted_notebook where late_submission_penalty > 0") == [(0,)]


def test_a_gradebook_that_was_removed_is_filled_again_without_grading(course, undisturbed):
    shutil.copy(course / "gradebook.db", course / "empty.db")
    grade_class(course)
    shutil.move(course / "empty.db", course / "gradebook.db")

    def never(task):
        raise AssertionError("graded again")

    outcomes = grade_class(course, grade=never)
    assert all(outcome.graded for outcome in outcomes.values())
    assert (scores(course), files(course / "autograded")) == undisturbed


SENTENCE = (
    "a single call of a function may take {call:g} s, a test cell with all its calls {test:g} s, a cell of your own {cell:g} s, and "
    "everything together {total:g} s and {gib:g} GiB of memory"
)


@pytest.mark.parametrize("path", sorted((ROOT / "source").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_the_limits_that_a_sheet_names_are_those_of_every_way_of_grading(path):
    own = Limits()
    assert classrun.limits_of(ROOT) == own, "nbgrader_config.py sets what `dltheory try` has"
    text = " ".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    numbers = {"call": own.call, "test": own.test, "cell": own.cell, "total": own.total, "gib": own.memory / 2**30}
    assert SENTENCE.format(**numbers) in " ".join(text.split())


def test_a_hook_that_is_not_run_is_named(made, tmp_path, monkeypatch, capsys):
    root = tmp_path / "class"
    shutil.copytree(made, root)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as stream:
        stream.write("c.Autograde.post_convert_hook = print\n")
    monkeypatch.chdir(root)
    monkeypatch.setattr(classrun.ClassRun, "run", lambda self: [])
    assert cli.main(["grade", SHEET, "--no-sandbox"]) == 0
    warnings = [line for line in capsys.readouterr().err.splitlines() if "hook" in line]
    assert warnings == ["Warning: nbgrader_config.py sets post_convert_hook, and `dltheory grade` does not run it."]


# --- killed ---


PLACES = (
    (journal.Journal, "put"),
    (journal.Journal, "mark"),
    (gradebook.ClassGradebook, "_save"),
    (gradebook.ClassGradebook, "_write"),
    (Path, "rename"),
    (Path, "write_bytes"),
    (shutil, "rmtree"),
)


def killed_at(root, event, grade=quick):
    """Run in a forked process that is killed at its n-th event; return its exit status."""

    def work():
        left = [event]

        def counting(function):
            def counted(*args, **kwargs):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                result = function(*args, **kwargs)
                left[0] -= 1
                if left[0] == 0:  # once before each, once after
                    os.kill(os.getpid(), signal.SIGKILL)
                return result

            return counted

        for owner, name in PLACES:
            setattr(owner, name, counting(getattr(owner, name)))
        grade_class(root, grade=grade, workers=2)

    return fork(work)


def test_killed_at_any_point_it_ends_in_the_same_gradebook(course, undisturbed):
    event = kills = 0
    while True:
        event += 1
        status = killed_at(course, event)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        kills += 1
        event = event if event < 40 else 1  # each run gets further; begin again with an early one now and then
        assert kills < 120
    assert kills > 15
    assert (scores(course), files(course / "autograded")) == undisturbed
    assert not [path for path in (course / "autograded").rglob(".*")], "no half-written folder stays"


def test_a_killed_run_does_not_grade_again_what_it_had_graded(course):
    note = course / "calls"

    def noted(task):
        with note.open("a") as stream:
            stream.write("x")
        return quick(task)

    with mock.patch.object(classrun, "usable_cores", lambda: 1):
        assert killed_at(course, 60, noted) == -signal.SIGKILL
        first = len(note.read_text())
        assert 0 < first < 13
        grade_class(course, grade=noted)
    assert len(note.read_text()) <= 13 + 4, "at most what was under way is done twice"


# --- trouble ---


def test_one_bad_submission_costs_nobody_else_anything(course, undisturbed):
    bad = {
        "bad_json": b"not JSON",
        "bad_list": b"[]",
        "bad_depth": b"[" * 100_000,
        "bad_utf8": b"\xff\xfe",
    }
    for student, content in bad.items():
        folder = course / "submitted" / student / SHEET
        folder.mkdir(parents=True)
        (folder / "a.ipynb").write_bytes(content)
    (course / "submitted" / "empty" / SHEET).mkdir(parents=True)
    (course / "submitted" / "linked").symlink_to(course / "submitted" / "right0")
    latin = os.fsencode(course / "submitted") + b"/J\xfcrgen"  # unpacked by a program that knows no UTF-8
    shutil.copytree(os.fsencode(course / "submitted" / "right0"), latin)
    foreign = course / "submitted" / "foreign" / SHEET
    foreign.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), foreign / "a.ipynb")
    outcomes = grade_class(course)
    aside = {name for name, outcome in outcomes.items() if not outcome.graded}
    assert aside == {*bad, "empty", "linked", "foreign", "J\udcfcrgen"}
    assert "J\\udcfcrgen" in journal.read_entries(course, SHEET) and "\udcfc" not in summary(list(outcomes.values()))
    assert all(outcomes[name].status == Status.REFUSED and outcomes[name].reason for name in aside)
    assert outcomes["foreign"].reason == "a.ipynb has no cell of the sheet"
    assert (scores(course), files(course / "autograded")) == undisturbed
    again = grade_class(course)
    assert {name: again[name].reason for name in aside} == {name: outcomes[name].reason for name in aside}


def test_a_failure_of_ours_is_tried_once_more_and_never_scored(course):
    tried = []

    def failing(task):
        student = task.files.get("who.txt", b"").decode()
        tried.append(student)
        if student == "raises":
            raise RuntimeError("the sandbox broke")
        if student == "fails" or (student == "once" and tried.count("once") == 1):
            return Graded(Status.FAILED, "no memory left")
        if student == "item":
            item = ItemResult("test", 0.0, 2.0, "the test is broken", Verdict.GRADER_FAILED)
            return Graded(Status.GRADED, items=(item,))
        return quick(task)

    shutil.rmtree(course / "submitted")
    for student in ("raises", "fails", "once", "item", "right"):
        hand_in(course, student, b=None, files={"who.txt": student})
    outcomes = grade_class(course, grade=failing)
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "raises": Status.FAILED, "fails": Status.FAILED, "item": Status.FAILED,
        "once": Status.GRADED, "right": Status.GRADED,
    }  # fmt: skip
    assert outcomes["raises"].reason == "RuntimeError: the sandbox broke"
    assert outcomes["item"].reason == "test: the test is broken"
    assert {name: tried.count(name) for name in outcomes} == {"raises": 2, "fails": 2, "item": 2, "once": 2, "right": 1}
    assert {row[0] for row in scores(course)["submissions"]} == {"once", "right"}
    outcomes = grade_class(course)  # repaired: what failed is graded now, without --force
    assert all(outcome.graded for outcome in outcomes.values())


def test_a_resubmission_that_cannot_be_read_leaves_the_earlier_points(course, undisturbed):
    grade_class(course)
    (course / "submitted" / "wrong" / SHEET / "a.ipynb").write_text("oh no", encoding="utf-8")
    assert grade_class(course)["wrong"].status == Status.REFUSED
    assert scores(course) == undisturbed[0]


def test_names_that_could_hurt(course, capsys):
    hand_in(course, "<img src=x onerror=alert(1)>")
    hand_in(course, "=cmd|calc")
    shutil.copytree(course / "submitted" / "late", course / "submitted" / "a\x1b[2Jb")
    outcomes = grade_class(course)
    assert outcomes["=cmd|calc"].graded and outcomes["<img src=x onerror=alert(1)>"].graded
    assert outcomes["a\x1b[2Jb"].status == Status.REFUSED
    assert "\x1b" not in summary(list(outcomes.values()))


def test_the_summary_says_what_needs_a_look():
    outcomes = [
        Outcome("ada", Status.GRADED, "", 6, 6, skipped=True),
        Outcome("ben", Status.STOPPED, "stopped in test", 4, 6),
        Outcome("eve\x1b[31m", Status.REFUSED, "a.ipynb is a link"),
        Outcome("fay", Status.FAILED, "no memory"),
        Outcome("gus", Status.GRADED, "", 5, 6, changes=(gradebook.Change("test", 0.0, 2.0),)),
    ]
    text = summary(outcomes)
    assert re.search(r"^ben +graded +4 / 6 +stopped in test$", text, re.MULTILINE)
    assert re.search(r"^eve\\x1b\[31m +refused +- +a.ipynb is a link$", text, re.MULTILINE)
    assert "gus: test from 0 to 2" in text and "ada" not in text
    assert text.endswith("3 of 5 graded, 1 of them before and unchanged, 1 need a look, 1 refused, 1 failed")


# --- the command, with real processes ---


def command(root, *arguments, environment=None):
    line = [*DLTHEORY, "grade", SHEET, *arguments]
    return subprocess.run(line, cwd=root, capture_output=True, text=True, env={**os.environ, **(environment or {})})


def values(root, url=None):
    """Return the scores alone: messages, and so comments, may differ between graders."""
    return scores(root, url)["grades"], scores(root, url)["submissions"]


@pytest.mark.parametrize("sandbox", [True, False])
def test_the_command_grades_a_class(course, undisturbed, sandbox):
    done = command(course, *([] if sandbox else ["--no-sandbox"]), "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert (
        ("rights" in done.stderr) != sandbox and "7 of 7 graded" in done.stdout and "b.ipynb is missing" in done.stdout
    )
    assert values(course) == (undisturbed[0]["grades"], undisturbed[0]["submissions"])
    (course / "submitted" / "late" / SHEET / "a.ipynb").write_text("oh no", encoding="utf-8")
    done = command(course, "--no-sandbox", "--student", "late")
    assert done.returncode == 1 and "0 of 1 graded, 0 need a look, 1 refused" in done.stdout


def test_a_real_run_is_killed_and_goes_on(course, undisturbed):
    line = [*DLTHEORY, "grade", SHEET, "--no-sandbox", "--workers", "2"]
    for seconds in (4.0, 6.0):
        running = subprocess.Popen(line, cwd=course, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        running.kill()
        running.wait()
    done = command(course, "--no-sandbox")
    assert done.returncode == 0, done.stderr
    assert values(course) == (undisturbed[0]["grades"], undisturbed[0]["submissions"])


def test_a_server_that_is_killed_is_replaced(course, undisturbed):
    """Kill what the run has started, once it is there: the submissions under way are tried once more."""
    line = [*DLTHEORY, "grade", SHEET, "--workers", "2"]
    running = subprocess.Popen(line, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    parent = psutil.Process(running.pid)
    killed = 0
    while running.poll() is None and not killed:
        if (course / "autograded").is_dir():  # one has been graded, others run
            for child in parent.children():
                child.kill()
                killed += 1
        time.sleep(0.02)
    out, err = running.communicate(timeout=300)
    assert running.returncode == 0, out + err
    assert values(course) == (undisturbed[0]["grades"], undisturbed[0]["submissions"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["other"], "no sheet 'other', only: tiny"),
        ([SHEET, "--student", "nobody"], "no submission of nobody"),
        ([SHEET, "--workers", "0"], "invalid"),
        ([SHEET, "--db", "sqlite:///nowhere.db"], "there is no gradebook yet"),
        ([SHEET, "--db", "what"], "the gradebook cannot be opened"),
    ],
)
def test_bad_input_is_told_in_one_sentence(made, arguments, words, monkeypatch, capsys):
    monkeypatch.chdir(made)
    assert cli.main(["grade", *arguments, "--no-sandbox"]) == 1
    said = [line for line in capsys.readouterr().err.strip().splitlines() if not line.startswith("Warning")]
    assert len(said) == 1 and words in said[0]


def test_two_runs_in_one_folder_wait_for_each_other(course, undisturbed):
    line = [*DLTHEORY, "grade", SHEET, "--no-sandbox", "--workers", "1"]
    both = [
        subprocess.Popen(line, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [running.communicate(timeout=300) for running in both]
    assert [running.returncode for running in both] == [0, 0], said
    assert sum("waiting" in err for _, err in said) == 1
    assert sorted("0 of them before" in out for out, _ in said) == [False, True]
    assert values(course) == (undisturbed[0]["grades"], undisturbed[0]["submissions"])


# --- PostgreSQL ---


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A PostgreSQL server of its own on a loopback port, as a user without rights."""
    pytest.importorskip("psycopg")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if shutil.which("initdb") is None else []
    programs = found[-1] if found else Path(shutil.which("initdb") or "").parent
    if not (programs / "initdb").is_file():
        if os.environ.get("DLTHEORY_REQUIRE_POSTGRESQL"):
            pytest.fail("PostgreSQL is not installed")
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    # Short, because a socket's path may be; outside pytest's folder, which other users may not enter.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "nobody")
    data = folder / "data"

    def run(*line):
        subprocess.run([*as_user, *map(str, line)], check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=120)

    run(programs / "initdb", "-D", data, "-U", "grader", "--auth=trust", "--no-sync")
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
    run(programs / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield lambda name: _database(port, name)
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _database(port, name):
    import psycopg

    with psycopg.connect(host="127.0.0.1", port=port, user="grader", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return f"postgresql+psycopg://grader@127.0.0.1:{port}/{name}"


def test_postgresql_holds_the_same_class(server, made, undisturbed, tmp_path):
    url = server("one")
    root = make_course(tmp_path / "class", 'c.LateSubmissionPlugin.penalty_method = "zero"', url)
    shutil.copytree(made / "submitted", root / "submitted")
    outcomes = grade_class(root)
    assert all(outcome.graded for outcome in outcomes.values())
    assert scores(root, url) == undisturbed[0]
    assert not (root / "gradebook.db").exists()
    assert all(outcome.skipped for outcome in grade_class(root).values())


def test_two_graders_at_once_lose_nothing(server, made, undisturbed, tmp_path):
    """Two machines with a course folder each and one gradebook; a person writes into it at the same time."""
    url = server("two")
    roots = [tmp_path / "one", tmp_path / "two"]
    make_course(roots[0], 'c.LateSubmissionPlugin.penalty_method = "zero"', url)
    shutil.copytree(made / "submitted", roots[0] / "submitted")
    shutil.copytree(roots[0], roots[1])
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from class_tools import grade_class; from pathlib import Path; "
        "done = grade_class(Path('.'), force=True); sys.exit(not all(o.graded for o in done.values()))"
    )
    line = [sys.executable, "-c", script, str(Path(__file__).parent)]
    both = [subprocess.Popen(line, cwd=root, stderr=subprocess.PIPE, text=True) for root in roots]
    written = 0
    while any(running.poll() is None for running in both):
        with by_hand(roots[0], url) as book:
            for submission in book.assignment_submissions(SHEET):
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        if grade.name == "written" and grade.manual_score is None:
                            grade.manual_score = 2.0
                            written += 1
        time.sleep(0.05)
    said = [running.communicate()[1] for running in both]
    assert [running.returncode for running in both] == [0, 0], said
    assert written > 0
    found = scores(roots[0], url)
    assert {row[:4] for row in found["grades"]} == {row[:4] for row in undisturbed[0]["grades"]}
    assert [row[:3] for row in found["submissions"]] == [row[:3] for row in undisturbed[0]["submissions"]]
    assert sum(row[4] == "2.0" for row in found["grades"]) == written, "no manual points are lost"


# --- Dask ---


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A real Dask scheduler with TLS and two workers; yields its address and the settings that a client needs."""
    pytest.importorskip("distributed")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout".split()
    subprocess.run([*make, str(key), "-out", str(certificate)], check=True, capture_output=True)
    settings = {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True"}
    settings["DASK_DISTRIBUTED__COMM__TLS__CA_FILE"] = str(certificate)
    settings["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = "0"
    for who in ("SCHEDULER", "WORKER", "CLIENT"):
        settings[f"DASK_DISTRIBUTED__COMM__TLS__{who}__KEY"] = str(key)
        settings[f"DASK_DISTRIBUTED__COMM__TLS__{who}__CERT"] = str(certificate)
    environment = {**os.environ, **settings, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    where = folder / "scheduler.json"
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    start += [
        "--protocol",
        "tls",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(where),
    ]
    log = (folder / "log").open("w")
    processes = [subprocess.Popen(start, env=environment, cwd=folder, stdout=log, stderr=log)]
    try:
        for _ in range(300):
            if where.is_file() and where.read_text():
                break
            time.sleep(0.1)
        address = json.loads(where.read_text())["address"]
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nworkers", "2", "--nthreads", "1"]
        worker += ["--no-dashboard", "--local-directory", str(folder)]
        processes.append(subprocess.Popen(worker, env=environment, cwd=folder, stdout=log, stderr=log))
        yield address, settings
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait(30)
        log.close()


def test_a_dask_scheduler_with_tls_gives_the_same(scheduler, course, undisturbed):
    address, settings = scheduler
    assert address.startswith("tls://")
    done = command(course, "--scheduler", address, "--no-sandbox", environment=settings)
    assert done.returncode == 0, done.stderr + done.stdout
    assert values(course) == (undisturbed[0]["grades"], undisturbed[0]["submissions"])


def test_a_worker_with_another_secret_is_noticed(scheduler, course):
    address, settings = scheduler
    done = command(
        course, "--scheduler", address, "--no-sandbox", environment={**settings, "DLTHEORY_GRADING_SECRET": "ours"}
    )
    assert done.returncode == 1 and "0 of 7 graded" in done.stdout and "another DLTHEORY_GRADING_SECRET" in done.stdout


def test_a_worker_that_dies_costs_nobody_else_anything(scheduler, course):
    address, settings = scheduler
    script = (
        "import sys; from pathlib import Path; from class_tools import grade_class, quick; import dying; "
        "done = grade_class(Path('.'), grade=dying.grade, scheduler=sys.argv[1], sandbox=False); "
        "print({n: str(o.status) for n, o in done.items()})"
    )
    folder = Path(settings["DASK_DISTRIBUTED__COMM__TLS__CA_FILE"]).parent
    (folder / "dying.py").write_text(
        "import os\nfrom class_tools import quick\n"
        "def grade(task):\n    if b'who' in task.files.get('notes.txt', b''):\n        os._exit(1)\n    return quick(task)\n",
        encoding="utf-8",
    )
    hand_in(course, "killer", a=DOUBLE, files={"notes.txt": "who"})
    environment = {**os.environ, **settings}
    environment["PYTHONPATH"] = os.pathsep.join([str(folder), str(Path(__file__).parent), *sys.path])
    line = [sys.executable, "-c", script, address]
    done = subprocess.run(line, cwd=course, env=environment, capture_output=True, text=True, timeout=300)
    assert "'killer': 'failed'" in done.stdout and done.stdout.count("'graded'") == 7, done.stdout + done.stderr


def test_no_scheduler_is_told(made, monkeypatch, capsys):
    pytest.importorskip("distributed")
    monkeypatch.chdir(made)
    monkeypatch.setattr("dltheory.grading.classrun.PATIENCE", 1)
    assert cli.main(["grade", SHEET, "--scheduler", "tcp://127.0.0.1:9", "--no-sandbox"]) == 1
    assert "cannot be reached" in capsys.readouterr().err
