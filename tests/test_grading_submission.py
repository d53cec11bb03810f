"""`grade`: bytes in, typed outcome out; what it holds a submission to, and what it calls what."""

import contextlib
import json
import os
import signal
import textwrap

import pytest
from grading_tools import SETUP, cell, notebook, submitted, tiny_sheet
from nbformat.v4 import new_code_cell, new_markdown_cell

from dltheory.grading import Graded, GradingError, ItemResult, Limits, Status, Verdict, grade, sheets
from dltheory.grading.execution.channel import Channel
from dltheory.grading.execution.launcher import Usage
from dltheory.grading.execution.plain import PlainLauncher
from dltheory.grading.lint import lint_sheet
from dltheory.grading.protocol import ProtocolError, head_of
from dltheory.grading.sheets import Sheet


@pytest.fixture(scope="module")
def launcher():
    with PlainLauncher(ahead=True) as launcher:
        yield launcher


LIMITS = Limits(cell=5, call=2, test=10, slack=1.5)


def graded(launcher, work, *tests, limits=LIMITS, files=None, **options):
    sheet = tiny_sheet(*tests, **options)
    own = Sheet.from_notebook(sheet, "tiny")
    return grade(json.dumps(submitted(sheet, textwrap.dedent(work))).encode(), own, launcher, limits, files)


def scored(*parts):
    lines = ["score = checks.Score(2)"]
    for number, part in enumerate(parts):
        lines += [f"with score.part({2 / len(parts)}, 'part {number}'):", f"    {part}"]
    return "\n".join([*lines, "score.report()"])


def test_long_values_in_a_message_are_cut_and_cost_nothing_else(launcher):
    """A test's own words may show what the student returned; a head with so many brackets would be no message."""
    plain, parts = "assert f(4) == 8, f'f(4) is {f(4)!r}'", scored("assert f(4) == 8, f'f(4) is {f(4)!r}'")
    for value in ("[0] * 600_000", "'[' * 600_000"):
        found = graded(launcher, f"def f(x):\n    return {value}", plain, parts, "assert f(1) is not None")
        assert found.status is Status.GRADED, found.reason
        assert [(item.points, item.verdict) for item in found.items] == [
            (0, Verdict.WRONG),
            (0, Verdict.WRONG),
            (2, Verdict.PASSED),
        ]
        assert all("f(4) is " in item.message and len(item.message) < 10_000 for item in found.items[:2])


def test_a_message_is_the_same_message_for_whoever_reads_it():
    """How deep Python's reader goes depends on the stack; what one side took, the other refused, in the middle of a test."""
    deep = b'{"number": 1, "more": ' + b"[" * 400 + b"]" * 400 + b"}"
    for frame, fine in ((deep, False), (deep.replace(b"[" * 400, b"[" * 200).replace(b"]" * 400, b"]" * 200), True)):
        with contextlib.nullcontext() if fine else pytest.raises(ProtocolError):
            assert head_of([frame])["number"] == 1
    assert not issubclass(
        ProtocolError, ArithmeticError | LookupError | OSError | RuntimeError | TypeError | ValueError
    )


# What is called what

DIES = "import os\ndef f(x):\n    os._exit(0)"


@pytest.mark.parametrize(
    ("work", "test", "verdict"),
    [
        ("def f(x):\n    return x", "assert f(1) == 1", Verdict.PASSED),
        ("def f(x):\n    return x", "assert f(1) == 2", Verdict.WRONG),
        ("def f(x):\n    return x", "checks.close(f(1), 2)", Verdict.WRONG),
        ("def f(x):\n    raise NotImplementedError", "f(1)", Verdict.UNANSWERED),
        ("g = 1", "f(1)", Verdict.UNANSWERED),
        ("def f(x)\n    return x", "f(1)", Verdict.CELL_FAILED),
        ("1 / 0\ndef f(x):\n    return x", "f(1)", Verdict.CELL_FAILED),
        ("def f(x):\n    while True: pass", "f(1)", Verdict.TIMEOUT),
        (DIES, "f(1)", Verdict.DIED),
        ("def f(x):\n    return 10**7 * [0]", "f(1)", Verdict.REFUSED),
        ("def f(x):\n    return object()", "assert f(1) == 1", Verdict.REFUSED),
        ("def f(x):\n    return 1 / 0", "f(1)", Verdict.RAISED),
        ("def f(x):\n    raise AssertionError", "f(1)", Verdict.RAISED),
        ("def f(x):\n    raise SystemExit", "f(1)", Verdict.RAISED),
        ("def f(x):\n    return None", "assert f(1)[0] == 1", Verdict.CRASHED),
    ],
)
@pytest.mark.parametrize("in_parts", [False, True])
def test_verdicts(launcher, work, test, verdict, in_parts):
    result = graded(launcher, work, scored(test) if in_parts else test)
    (item,) = result.items
    assert item.verdict is verdict, item
    assert item.points == (2 if verdict is Verdict.PASSED else 0)
    assert bool(item.message) == (verdict is not Verdict.PASSED)
    stopped = verdict in (Verdict.TIMEOUT, Verdict.DIED)
    assert result.status is (Status.STOPPED if stopped else Status.GRADED)
    assert bool(result.reason) == stopped


def test_a_part_of_the_points(launcher):
    work = "def f(x):\n    return x if x < 2 else 1 / 0"
    (item,) = graded(launcher, work, scored("assert f(1) == 1", "assert f(2) == 2")).items
    assert (item.verdict, item.points) == (Verdict.PART, 1)
    (item,) = graded(launcher, work, scored("assert f(1) == 2", "assert f(2) == 2")).items
    assert (item.verdict, item.points) == (Verdict.RAISED, 0)


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("checks.close(f(1), np.nan)", "test_0: BrokenTest: the expected value of the result is not finite"),
        (scored("checks.close(f(1), np.inf)"), "not finite"),
        ("score = checks.Score(2)\nwith score.part(2, 'a'):\n    f(1)", "'test_0' shows no score"),
        ("score = checks.Score(2)\nwith score.part(1, 'a'):\n    f(1)\nscore.report()", "add up to 1 points"),
        ("score = checks.Score(3)\nwith score.part(3, 'a'):\n    f(1)\nscore.report()", "its Score says 3"),
        ("import os\nos._exit(1)", "test_0: the examiner failed"),
    ],
)
def test_a_mistake_of_ours_is_never_a_zero(launcher, test, said):
    result = graded(launcher, "def f(x):\n    return x", "assert f(1) == 1", test.replace("test_0", "test_1"))
    assert result.status is Status.FAILED and result.items == () and result.outputs == {}
    assert said.replace("test_0", "test_1") in result.reason and "\n" not in result.reason


def test_a_broken_setup_is_ours_too(launcher):
    result = graded(launcher, "pass", "pass", setup="import no_such_package")
    assert (result.status, result.points) == (Status.FAILED, 0)
    assert "the cell 'setup' of the sheet tiny fails: ModuleNotFoundError" in result.reason


def test_a_process_that_cannot_be_started_is_nobodys_zero():
    class Broken(PlainLauncher):
        def start(self, role, limits):
            process = super().start(role, limits)
            if role == "student":
                os.kill(process._popen.pid, 9)
            return process

    with Broken() as broken:
        result = graded(broken, "pass", "pass")
    assert result.status is Status.FAILED and "the student process did not start" in result.reason


TRICKS = """
import time
class Raises:
    @property
    def __class__(self): raise SystemExit
class Lies:
    __class__ = int
class Meta(type):
    @property
    def __name__(cls): raise SystemExit
class Named(metaclass=Meta): pass
class Ends(list):
    def __iter__(self): raise SystemExit
class Stops(list):
    def __iter__(self): raise KeyboardInterrupt
class Loops(list):
    def __iter__(self):
        while True: pass
class Sleeps(list):
    def __iter__(self): time.sleep(1000)
class Calls:
    def __call__(self): return 1
    def __getattr__(self, name): raise BaseException(name)
answer = {}
def f(x):
    return x
"""


@pytest.mark.parametrize(
    "value",
    [
        *("Raises()", "Lies()", "Named()", "Ends()", "Stops()", "Loops()", "Sleeps()", "Calls()"),
        *("{1: Raises()}", "(Ends(), Loops())"),
    ],
)
def test_a_value_that_plays_tricks_costs_only_what_needs_it(launcher, value):
    tests = ("assert answer == 1", "assert f(2) == 2 and answer is not None", scored("assert f(1) == 1"))
    result = graded(launcher, TRICKS.format(value), *tests, limits=Limits(cell=5, call=1, test=10, slack=1))
    assert [item.points for item in result.items] == [0, 2, 2], result
    # The dictionary crosses, with a proxy in it, and is not 1.
    expected = Verdict.WRONG if value.startswith("{1") else Verdict.REFUSED
    assert result.restarts == 0 and result.items[0].verdict is expected


@pytest.mark.parametrize("value", ["Raises()", "Lies()", "Named()", "Ends()", "[Raises(), Ends()]"])
def test_so_does_one_that_a_function_returns(launcher, value):
    work = TRICKS.format(1) + f"g = lambda: {value}\ndef h(x):\n    x.append({value})"
    result = graded(launcher, work, "assert g() == 1", "assert f(2) == 2", "h([])\nassert f(1) == 1", limits=LIMITS)
    assert (result.items[0].points, result.items[1].points, result.restarts) == (0, 2, 0), result
    assert result.items[0].verdict is Verdict.REFUSED


def test_messages_hold_nothing_that_cannot_be_seen(launcher):
    work = "def f(x):\n    raise ValueError('a\\u202eb\\u2066c\\u200bd\\x1b[2Je\\u2028\\ud800\\ufefff\\n\\tη 🎲')"
    (item,) = graded(launcher, work, "f(1)").items
    assert item.message.startswith("ValueError: abcd�[2Je") and "f\n\tη 🎲" in item.message
    assert not set("\u202e\u2066\u200b\x1b\u2028\ufeff") & set(item.message)


@pytest.mark.parametrize(("cause", "status"), [("processes", Status.STOPPED), ("lost", Status.FAILED)])
@pytest.mark.parametrize("where", ["cell", "call", "between"])
def test_what_ended_a_process_is_told(cause, status, where):
    class Ended(PlainLauncher):
        def start(self, role, limits):
            process = super().start(role, limits)
            process.cause = lambda: cause
            return process

    work = {
        "cell": "import os\nos._exit(1)",
        "call": DIES,
        "between": "import os, threading\nf = 1\nthreading.Timer(0.2, lambda: os._exit(1)).start()",
    }[where]
    tests = ["f(1)"] if where != "between" else ["import time\ntime.sleep(2)", "assert f == 1"]
    with Ended() as launcher:
        result = graded(launcher, work, *tests)
    if cause == "lost":
        assert (result.status, result.items) == (Status.FAILED, ()) and "the sandbox ended" in result.reason
    elif where == "cell":
        assert result.status is status and "it started too many processes" in result.reason
    elif where == "call":
        assert result.items[0].verdict is Verdict.DIED and "it started too many processes" in result.items[0].message


# The result


def test_a_result_survives_json(launcher):
    result = graded(
        launcher, "print('η 🎲')\ndef f(x):\n    return x", "assert f(1) == 2", scored("f(1)", "assert f(1) == 2")
    )
    again = Graded.from_json(result.to_json())
    assert again == result and again.to_json() == result.to_json()
    assert [type(item.verdict) for item in again.items] == [Verdict, Verdict] and type(again.status) is Status
    assert sorted(again.outputs) == [0, 1, 2, 3]
    assert again.outputs[1] == [{"output_type": "stream", "name": "stdout", "text": "η 🎲\n"}]
    assert result.cpu > 0 and result.memory > 0 and result.restarts == 0 and result.points == 1


def test_the_same_submission_gets_the_same_result(launcher):
    work = "import numpy as np\ndef f(x):\n    return np.random.normal() * 0 + x"
    tests = ["assert f(1) == 1", scored("assert f(1) == 1", "assert f(2) == 1")]
    first, second = (graded(launcher, work, *tests) for _ in range(2))
    assert (
        first.items
        == second.items
        == (
            ItemResult("test_0", 2.0, 2.0, ""),
            ItemResult("test_1", 1.0, 2.0, "part 1: a check failed", Verdict.PART),
        )
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"cells": 5, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    ],
)
def test_what_is_no_notebook_is_refused(launcher, content):
    result = grade(content, Sheet.from_notebook(tiny_sheet("pass"), "tiny"), launcher)
    assert (result.status, result.items) == (Status.REFUSED, ()) and "not a notebook" in result.reason


def test_too_many_cells_are_refused(launcher):
    many = notebook([new_code_cell("1") for _ in range(20)])
    own = Sheet.from_notebook(tiny_sheet("pass"), "tiny")
    result = grade(json.dumps(many).encode(), own, launcher, Limits(cells=19))
    assert result.status is Status.REFUSED and "20 cells" in result.reason


# What a submission may use


def test_one_budget_spans_all_restarts(launcher):
    work = "import os\ndef slow(x):\n    while True: pass\ndef end(x):\n    os._exit(0)\ndef good(x):\n    return x"
    limits = Limits(cell=5, call=1, test=5, total=2.5, slack=4)
    result = graded(launcher, work, "slow(1)", "end(1)", "slow(1)", "slow(1)", "slow(1)", "good(1)", limits=limits)
    assert result.status is Status.STOPPED
    assert "used up its processor time of 2.5 s" in result.items[-1].message
    assert result.items[-1].verdict is Verdict.TIMEOUT
    assert result.cpu < 4


class Spent:
    """A launcher whose student's process has been ended for its processor time."""

    def __init__(self, launcher):
        self.launcher, self.sandboxed = launcher, False

    def start(self, role, limits):
        process = self.launcher.start(role, limits)
        if role == "student":
            process.cause = lambda: "cpu"
            process.usage = lambda: Usage(limits.total if process._cause else 0.0)
        return process

    def close(self):
        pass


@pytest.mark.parametrize("work", [DIES, "import os\nos._exit(0)"])
def test_processor_time_that_is_used_up_is_a_timeout_in_words(launcher, work):
    result = graded(Spent(launcher), work, "f(1)", "f(1)")
    assert {item.verdict for item in result.items} == {Verdict.TIMEOUT}
    assert all("has used up its processor time of 240 s" in item.message for item in result.items)
    assert "died" not in str(result.items) and result.status is Status.STOPPED


def test_wall_time_that_is_used_up_is_told_as_it_is(launcher):
    work = "import time\nwhile True: time.sleep(1)"
    result = graded(launcher, work, "f(1)", limits=Limits(cell=5, total=1, slack=1))
    assert "has used up its time of 1 s" in result.items[0].message and result.items[0].verdict is Verdict.TIMEOUT


def test_a_sleeper_meets_the_wall(launcher):
    work = "import time\ndef f(x):\n    time.sleep(1000)\ndef g(x):\n    return x"
    result = graded(launcher, work, "f(1)", "assert g(1) == 1", limits=Limits(call=0.2, slack=1))
    assert [item.verdict for item in result.items] == [Verdict.TIMEOUT, Verdict.PASSED]


def test_a_cell_that_timed_out_is_not_run_again(launcher):
    sheet = tiny_sheet("end(1)", "assert good(1) == 1")
    work = "import os\ndef end(x):\n    os._exit(0)\ndef good(x):\n    return x"
    attempt = submitted(sheet, work)
    attempt.cells.insert(1, new_code_cell("print('here')\nwhile True: pass"))
    attempt.cells.insert(1, new_code_cell("open('count', 'a').write('x')"))
    result = grade(json.dumps(attempt).encode(), Sheet.from_notebook(sheet, "tiny"), launcher, Limits(cell=1, slack=3))
    assert [item.points for item in result.items] == [0, 2]
    assert result.restarts == 1
    assert [output["output_type"] for output in result.outputs[2]] == ["stream", "error"]
    assert result.outputs[2][1]["ename"] == "TimeoutError"
    assert result.cpu < 3.5  # one second for that cell, and not two


def test_what_is_shown_is_bounded_over_all_cells(launcher):
    sheet = tiny_sheet("pass")
    attempt = submitted(sheet, "pass")
    attempt.cells[2:2] = [new_code_cell("print('x' * 60_000)") for _ in range(4)]
    own = Sheet.from_notebook(sheet, "tiny")
    result = grade(json.dumps(attempt).encode(), own, launcher, Limits(output=100_000))
    assert 100_000 <= len(json.dumps(result.outputs)) < 105_000
    assert "truncated" in str(result.outputs)
    attempt.cells[2:6] = [new_code_cell("for i in range(5000): display(i)")]
    result = grade(json.dumps(attempt).encode(), own, launcher)
    assert len(result.outputs[2]) == 2000


def test_a_process_that_sends_more_than_a_message_may_have_is_ended(launcher):
    work = """
    import gc, socket
    def flood(x):
        (wire,) = [o for o in gc.get_objects() if type(o).__name__ == 'Wire']
        wire.sock.setblocking(True)
        wire.sock.sendall((2).to_bytes(4, 'big') + (10).to_bytes(8, 'big') + (2**40).to_bytes(8, 'big') + b'x' * 100)
        return x
    def good(x):
        return x
    """
    result = graded(launcher, work, "flood(1)", "assert good(1) == 1")
    assert [item.verdict for item in result.items] == [Verdict.DIED, Verdict.PASSED]
    assert "too large" in result.items[0].message


def test_a_process_whose_copy_holds_the_socket_has_ended_all_the_same(launcher):
    work = "import os, time\ndef f(x):\n    if os.fork():\n        os._exit(0)\n    time.sleep(60)\ndef good(x):\n    return x"
    result = graded(launcher, work, "f(1)", "assert good(1) == 1", limits=Limits(call=20))
    assert [item.verdict for item in result.items] == [Verdict.DIED, Verdict.PASSED]


FORGED = [
    {"status": "ok", "names": ["good"], "counts": [10**9]},
    {"status": "ok", "names": [["good"]], "counts": [1]},
    {"status": "ok", "names": 5},
    {"status": ["ok"]},
    {},
]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_answer_earns_nothing_and_costs_nobody_else(launcher, forged):
    work = f"""
    import gc, json
    def good(x):
        return x
    (server,) = [o for o in gc.get_objects() if type(o).__name__ == 'Student']
    type(server).answer_describe = lambda self, buffers, **request: ({forged!r}, [])
    """
    result = graded(launcher, work, "assert good(1) == 2")
    assert result.status in (Status.GRADED, Status.STOPPED) and result.points == 0


# Text


@pytest.mark.parametrize("text", [r"'\ud800'", r"'\x1b[31mred\x1b[0m\x07'", r"'\x00'"])
def test_strange_text_is_rebuilt(launcher, text):
    work = f"print({text})\ndef f(x):\n    return {text}\ndef g(x):\n    raise ValueError({text})\ndef h(x):\n    return [{text}]"
    result = graded(launcher, work, "checks.close(f(1), 1)", "g(1)", "assert h(1) == 1, h(1)", scored("g(1)"))
    assert result.status is Status.GRADED and result.points == 0
    result.to_json().encode()
    for item in result.items:
        item.message.encode()
        assert item.message and "\x1b" not in item.message and "\x00" not in item.message
    json.dumps(result.outputs, ensure_ascii=False).encode()


# Cells that are missing, files


def test_a_restored_stub_does_not_undo_what_another_cell_defines(launcher):
    sheet = notebook(
        [
            cell("setup", "setup", SETUP),
            cell("solution", "f", "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"),
            cell("test", "test_f", "assert f(1) == 1", 1),
            cell("solution", "g", "def g(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"),
            cell("test", "test_g", "assert g(1) == 1", 1),
        ]
    )
    own = Sheet.from_notebook(sheet, "two")
    attempt = sheets.released(sheet)
    attempt.cells = [attempt.cells[0], new_code_cell("def f(x):\n    return x"), attempt.cells[2], attempt.cells[4]]
    sheets.restore(attempt, {sheets.grade_id_of(c): c for c in sheets.released(sheet).cells})
    assert [c.source.count("NotImplementedError") for c in attempt.cells] == [0, 0, 1, 0, 1, 0] or len(
        attempt.cells
    ) == 6
    result = grade(json.dumps(attempt).encode(), own, launcher)
    assert [item.points for item in result.items] == [1, 0]
    assert "the cell g is missing from the submission" in result.items[1].message


def test_what_the_sheet_itself_gives_is_not_taken_from_the_student(launcher):
    sheet = notebook(
        [
            cell("setup", "setup", SETUP),
            cell("solution", "work", "from math import sqrt\nSTEPS = 3\ndef f(x):\n    return x"),
            cell("test", "test_0", "1 / 0\ndef helper(x):\n    return x", 1),
            cell("test", "test_1", "assert f(STEPS) == helper(3)", 1),
            cell("test", "test_2", "assert sqrt(4) == 2", 1),
        ]
    )
    own = Sheet.from_notebook(sheet, "lent")
    assert own.homes == {"STEPS": "work", "f": "work"}
    work = "STEPS = 3\nf = lambda x: 7\nhelper = sqrt = lambda x: 7"
    result = grade(json.dumps(submitted(sheet, work)).encode(), own, launcher)
    assert [item.points for item in result.items] == [0, 0, 0]
    assert ["'helper' is not defined" in item.message for item in result.items] == [False, True, False]
    # Nothing but the student's own cell gives it, which the lint refuses.
    assert result.items[2].verdict is Verdict.WRONG
    assert [problem for problem in lint_sheet(own) if "sqrt" in problem] == [
        "test_2 uses 'sqrt', which a solution cell imports; import it in a locked cell"
    ]


def test_files_are_there_and_stay_in_the_scratch_folder(launcher):
    files = {"data.txt": b"42", "deep/more.txt": b"43"}
    work = (
        "import os\nread = [int(open(n).read()) for n in ('data.txt', 'deep/more.txt')]\nhere = sorted(os.listdir('.'))"
    )
    test = "assert read == [42, 43] and here == ['data.txt', 'deep'], here"
    assert graded(launcher, work, test, files=files).points == 2
    assert graded(launcher, work, test, files={"../out.txt": b""}).status is Status.FAILED


def test_exact_numbers_in_an_array_cross(launcher):
    work = "import numpy as np\nfrom fractions import Fraction\ndef f(n):\n    return np.array([Fraction(1, k) for k in range(1, n)])"
    assert graded(launcher, work, "checks.close(f(4), [1, 1 / 2, 1 / 3])").points == 2


def test_other_cells_run_and_text_does_not(launcher):
    sheet = tiny_sheet("assert f(1) == k")
    attempt = submitted(sheet, "def f(x):\n    return k")
    attempt.cells[1:1] = [new_markdown_cell("1 / 0"), new_code_cell("k = 5\nk")]
    sheet.cells[1].source = "f = k = None"
    result = grade(json.dumps(attempt).encode(), Sheet.from_notebook(sheet, "tiny"), launcher)
    assert result.points == 2 and sorted(result.outputs) == [0, 2, 3, 4]
    assert result.outputs[2][0]["data"] == {"text/plain": "5"}


# A process


def test_interrupts_between_two_requests_do_nothing(launcher):
    process = launcher.start("student", LIMITS)
    try:
        channel = Channel(process)
        channel.ask({"do": "hello"}, seconds=60)
        for _ in range(3):
            process.interrupt()
            assert channel.ask({"do": "run", "source": "1", "seconds": 5}).head["status"] == "ok"
        unknown = channel.ask({"do": "nothing"}).head
        assert unknown["status"] == "failed" and "answer_nothing" in unknown["message"]
        late = channel.ask({"do": "run", "source": "import time\ntime.sleep(60)", "seconds": 5}, seconds=0.3)
        assert late.interrupted and late.head["timed_out"]
        assert channel.ask({"do": "run", "source": "k = 3\nk", "seconds": 5}).head["outputs"][0]["data"] == {
            "text/plain": "3"
        }
    finally:
        process.kill()
    assert process.cause() == "killed" and process.usage().cpu > 0


# What a test cell states of its own time


def timed(seconds, source="assert f(1) == 1"):
    sheet = tiny_sheet(source)
    sheet.cells[2].metadata["dltheory"] = {"timeout": seconds}
    return sheet


def run(launcher, sheet, work, limits=LIMITS):
    return grade(json.dumps(submitted(sheet, work)).encode(), Sheet.from_notebook(sheet, "tiny"), launcher, limits)


def test_a_cell_may_take_more_time_or_less_than_others(launcher):
    work = "import time\ndef f(x):\n    end = time.process_time() + {}\n    while time.process_time() < end: pass\n    return x"
    result = run(launcher, timed(4), work.format(1.5), Limits(call=0.5, test=1))
    assert result.items[0].verdict is Verdict.PASSED, result.items
    result = run(launcher, timed(0.5), work.format(1.5), Limits(call=4, test=4))
    assert result.items[0].verdict is Verdict.TIMEOUT and "longer than 0.5 s" in result.items[0].message
    result = run(launcher, timed(0.5, "while f(1): pass"), "def f(x):\n    return x", Limits(call=4, test=20))
    assert result.items[0].verdict is Verdict.TIMEOUT and "longer than 0.5 s" in result.items[0].message
    result = run(launcher, timed(200), "def f(x):\n    while True: pass", Limits(total=1))
    assert result.items[0].verdict is Verdict.TIMEOUT and result.cpu < 3, "the submission's own limit is above it"


def test_the_gradebook_keeps_it_in_the_source():
    sheet = timed(20)
    sheets.state_time_limits(sheet)
    sheets.state_time_limits(sheet)
    assert sheet.cells[2].source == "assert f(1) == 1\n# Time limit: 20 s"
    del sheet.cells[2].metadata["dltheory"]
    assert Sheet.from_notebook(sheet, "tiny").cells["test_0"].seconds == 20
    assert sheets.without_hidden_tests(sheet.cells[2].source).endswith("# Time limit: 20 s")
    assert Sheet.from_notebook(tiny_sheet("pass"), "tiny").cells["test_0"].seconds is None


@pytest.mark.parametrize(
    ("meta", "source", "said"),
    [
        ({"timeout": 0}, "", "> 0, 240 at most"),
        ({"timeout": -1}, "", "> 0, 240 at most"),
        ({"timeout": 241}, "", "> 0, 240 at most"),
        ({"timeout": float("nan")}, "", "> 0, 240 at most"),
        ({"timeout": True}, "", "> 0, 240 at most"),
        ({"timeout": "20"}, "", "the time limit '20'"),
        ({"timeout": None}, "", "the time limit None"),
        ({"time": 20}, "", "only a timeout may stand there"),
        (20, "", "only a timeout may stand there"),
        ({"timeout": 20}, "\n# Time limit: 30 s", "two time limits, 20 s and 30 s"),
        (None, "\n# Time limit: long s", "the time limit 'long'"),
    ],
)
def test_a_limit_that_is_none_is_refused_with_the_cells_name(meta, source, said):
    sheet = tiny_sheet("pass" + source)
    if meta is not None:
        sheet.cells[2].metadata["dltheory"] = meta
    with pytest.raises(GradingError, match=f"'test_0' .*{said}"):
        Sheet.from_notebook(sheet, "tiny")
    sheet = tiny_sheet("pass")
    sheet.cells[1].metadata["dltheory"] = {"timeout": 20}
    with pytest.raises(GradingError, match="'work' states a time limit, and only test cells have one"):
        Sheet.from_notebook(sheet, "tiny")


class Killed:
    """A launcher whose first student's process somebody kills before it answers its n-th request."""

    def __init__(self, launcher, number):
        self.launcher, self.left, self.sandboxed, self.killed = launcher, number, False, 0

    def start(self, role, limits):
        process = self.launcher.start(role, limits)
        if role == "student" and not self.killed:
            alive = process.alive

            def counted():
                self.left -= 1
                if self.left == 0:
                    self.killed += 1
                    os.kill(process._popen.pid, signal.SIGKILL)
                return alive()

            process.alive = counted
        return process

    def close(self):
        pass


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_process_that_somebody_killed_costs_nothing(launcher, number):
    murderous = Killed(launcher, number)
    work = "import time\ndef f(x):\n    time.sleep(2)\n    return x"
    result = graded(murderous, work, "assert f(1) == 1", "assert f(2) == 2")
    assert murderous.killed == 1
    assert [item.verdict for item in result.items] == [Verdict.PASSED] * 2 and result.status is Status.GRADED, result
