"""Grading one submission: its cells in one process, the sheet's tests in another, and this module between the two.

`grade` is pure: bytes in, `Graded` out. No file is read and none is written, and a submission that is wrong in any way is a
result, never an exception.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from dltheory.grading.checks import SCORE_TYPE
from dltheory.grading.errors import GradingError, ProcessError, ProcessStuck
from dltheory.grading.execution.channel import Channel, Frames
from dltheory.grading.execution.launcher import Launcher
from dltheory.grading.limits import Limits
from dltheory.grading.misplaced import beside_stub
from dltheory.grading.outcomes import ITEM_TYPE, Graded, ItemResult, Status, Verdict
from dltheory.grading.outputs import Recorder
from dltheory.grading.protocol import pack
from dltheory.grading.sheets import RESTORED, Cell, Sheet, grade_id_of, quiet, without_hidden_tests
from dltheory.grading.shown import visible
from dltheory.grading.sources import uses
from dltheory.grading.student_process import (
    ANSWER,
    LONGEST_MESSAGE,
    MARGIN,
    Failed,
    Ran,
    StudentProcess,
    error_of,
    error_output,
    failed_run,
    give_files,
    wait_for,
)

_LONGEST_MESSAGES = 8000  # characters of all that is said of an item
# What is said of a solution cell that nobody has filled in.
_MISSING, _STUB = "is missing from the submission", "is not filled in yet"
_NOT_DONE = {_MISSING, _STUB}
# Of several reasons why a cell earned nothing, the first of these is told.
_GRAVEST = (
    Verdict.DIED,
    Verdict.TIMEOUT,
    Verdict.CELL_FAILED,
    Verdict.REFUSED,
    Verdict.RAISED,
    Verdict.CRASHED,
    Verdict.WRONG,
)


def grade(
    notebook: bytes,
    sheet: Sheet,
    launcher: Launcher,
    limits: Limits | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Graded:
    """Grade one submission.

    Parameters
    ----------
    notebook : bytes
        The submitted notebook, a file's content.
    sheet : Sheet
        What belongs to the sheet. Locked cells and tests are taken from here, never from the notebook.
    launcher : Launcher
        Starts the processes.
    limits : Limits, optional
        What the submission may use.
    files : mapping of str to bytes, optional
        What the student's cells may read besides, by relative name; checked by whoever read them. The sheet's own cells read
        the sheet's own files, never these.

    Returns
    -------
    Graded
        With one item for each test cell, in the order of the sheet.
    """
    limits = limits or Limits()
    began = time.monotonic()
    try:
        cells = _read(notebook, limits)
    except ValueError as refused:
        return Graded(Status.REFUSED, str(refused))
    # A process that ended by itself may have been ended by the machine: then the same is done once more, and that counts.
    for _ in range(2):
        run = _Submission(cells, sheet, launcher, limits, dict(files or {}))
        items: tuple[ItemResult, ...] = ()
        try:
            items = run.run()
            status, reason = (Status.STOPPED, "; ".join(run.stopped)) if run.stopped else (Status.GRADED, "")
        except (Failed, GradingError) as failed:
            status, reason = Status.FAILED, str(failed)
        finally:
            run.close()
        if not run.student.deaths:
            break
    used = run.student.usage
    outputs = {} if status is Status.FAILED else run.outputs
    return Graded(
        status, reason, items, outputs, time.monotonic() - began, used.cpu, max(run.student.starts - 1, 0), used.memory
    )


def _read(notebook: bytes, limits: Limits) -> list[NotebookNode]:
    try:
        with quiet():
            cells: list[NotebookNode] = nbformat.reads(notebook.decode(), as_version=4).cells
        well_formed = all(
            isinstance(c.source, str) and isinstance(c.cell_type, str) and c.metadata is not None for c in cells
        )
    except Exception:  # nbformat raises a dozen kinds for what is no notebook
        well_formed = False
    if not well_formed:
        raise ValueError("it is not a notebook that Jupyter can read")
    if len(cells) > limits.cells:
        raise ValueError(f"it has {len(cells)} cells; {limits.cells} are allowed")
    return cells


@dataclass(frozen=True)
class _Step:
    """A cell of the notebook, or of the sheet where the notebook lacks it (then its outputs go nowhere)."""

    place: int | None
    cell: NotebookNode | None
    own: Cell | None

    @property
    def kind(self) -> str:
        return self.own.kind if self.own and self.own.kind in ("locked", "test") else "student"


class _Submission:
    """The run of one submission."""

    def __init__(
        self, cells: list[NotebookNode], sheet: Sheet, launcher: Launcher, limits: Limits, files: Mapping[str, bytes]
    ) -> None:
        self.cells = cells
        self.sheet = sheet
        self.launcher = launcher
        self.limits = limits
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.stopped: list[str] = []
        self.failures: dict[str, str] = {}  # of solution cells, by name
        self.answers: dict[str, str] = {}  # their sources
        self.student = StudentProcess(launcher, limits, files)
        self.examiner: Channel | None = None
        self.connected = 0
        self.locked: list[Cell] = []  # what an examiner has run

    def close(self) -> None:
        """End both processes."""
        self.student.bury()
        if self.examiner is not None:
            self.examiner.process.kill()

    def run(self) -> tuple[ItemResult, ...]:
        """Run all cells in their order."""
        self.student.start()  # both start at the same time
        self._open_examiner()
        try:
            self.student.ready()
        except ProcessError as error:
            raise Failed(f"the submission's files could not be written: {error}") from None
        results = {}
        for step in self._steps():
            outputs: list[dict[str, Any]] = []
            if step.kind == "locked":
                assert step.own is not None
                outputs = self._locked(step.own)
            elif step.kind == "test":
                assert step.own is not None
                result, outputs = self._test(step.own)
                results[result.item] = result
            elif step.cell is not None and step.cell.cell_type == "code":
                outputs = self._students(step.cell, step.own)
            if step.place is not None and self.cells[step.place].cell_type == "code":
                self.outputs[step.place] = outputs
        return tuple(results[cell.grade_id] for cell in self.sheet.of_kind("test"))

    def _open_examiner(self) -> None:
        if self.examiner is not None:
            self.examiner.process.kill()
        self.connected = 0
        self.examiner = Channel(self.launcher.start("examiner", self.limits))
        wait_for(self.examiner, "examiner")
        try:
            give_files(self.examiner, self.sheet.files, "sheet")
        except ProcessError as error:
            raise Failed(f"the sheet's files could not be written: {error}") from None
        for own in self.locked:
            self._examine(own)

    def _stuck(self, seconds: float) -> Ran:
        """Replace an examiner that does not answer: what the student's code returned may keep it busy for ever."""
        self._open_examiner()
        return failed_run("TimeoutError", f"the cell took longer than {seconds:g} s", Verdict.TIMEOUT)

    def _steps(self) -> Iterator[_Step]:
        """Yield the cells as in one kernel; a locked cell or test that the notebook lacks comes at its place.

        Of two cells with one name the last one counts (as for nbgrader); the others are the student's own.
        """
        last = {grade_id_of(cell): number for number, cell in enumerate(self.cells)}
        pending = [cell for cell in self.sheet.of_kind("locked", "test")]
        present = {cell.grade_id for cell in pending if cell.grade_id in last}
        order = list(self.sheet.cells)
        for number, cell in enumerate(self.cells):
            grade_id = grade_id_of(cell)
            own = self.sheet.cells.get(grade_id) if grade_id and last[grade_id] == number else None
            if own is not None:
                # What the sheet has before this cell: what the notebook lacks, and every locked cell.
                earlier = set(order[: order.index(own.grade_id)])
                for other in [c for c in pending if c.grade_id in earlier and c is not own]:
                    if other.grade_id not in present or (other.kind == "locked" and own.kind == "test"):
                        pending.remove(other)
                        yield _Step(None, None, other)
            if own is not None and own.kind in ("locked", "test"):
                if own not in pending:
                    continue
                pending.remove(own)
            yield _Step(number, cell, own)
        for other in pending:
            yield _Step(None, None, other)

    def _students(self, cell: NotebookNode, own: Cell | None) -> list[dict[str, Any]]:
        """Run a cell of the student's."""
        if own is not None and cell.metadata.get(RESTORED):  # a stub must not undo what another cell defines
            self.failures[own.grade_id] = _MISSING
            return []
        ran = self.student.run(cell.source)
        if own is not None:
            self.answers[own.grade_id] = cell.source
        if ran.verdict is not None and not (self.stopped and ran.error and ran.error[0] == "NotRun"):
            name = own.grade_id if own else "a cell of the student's own"
            self.stopped.append(f"{name}: {ran.error[1] if ran.error else ''}")
        if own is not None and ran.error is not None:
            why = f"fails: {_sentence(*ran.error)}"
            if ran.error[0] == "NotImplementedError":
                why = f"fails: {ran.error[0]}" if beside_stub(own.grade_id, cell.source) else _STUB
            self.failures[own.grade_id] = why
        return ran.outputs

    def _locked(self, own: Cell) -> list[dict[str, Any]]:
        ran, _ = self._examine(own)
        if ran.error is not None:
            raise Failed(
                f"the cell {own.grade_id!r} of the sheet {self.sheet.name} fails: {_sentence(*ran.error)}; "
                "nothing can be graded before that is repaired"
            )
        self.locked.append(own)
        return self.student.run(without_hidden_tests(own.source)).outputs

    def _examine(self, own: Cell) -> tuple[Ran, dict[str, Any]]:
        """Run one of the sheet's cells in the examiner; return what came of it, and what its proxies noticed."""
        assert self.examiner is not None
        seconds = self._seconds(own, self.limits.test)
        end = time.monotonic() + self.student.wall(seconds)
        head = {"do": "run", "source": own.source, "seconds": seconds}

        def relay(frames: list[bytearray], asked: dict[str, Any]) -> Frames:
            return self._relay(frames, asked, end)

        try:
            # Ending a call may take a few seconds beyond the test's own; the examiner waits for it.
            answer = self.examiner.ask(head, seconds=end - time.monotonic() + MARGIN, relay=relay)
            report = self.examiner.ask({"do": "collect"}).head if self.connected else {}
        except ProcessError as error:
            if isinstance(error, ProcessStuck) and own.kind == "test":
                return self._stuck(seconds), {}
            raise Failed(f"{own.grade_id}: the examiner failed: {error}") from None
        recorder = Recorder(trusted=True)
        for output in answer.head.get("outputs", ()):
            recorder.add(output["output_type"], output)
        if answer.head.get("timed_out") or answer.interrupted:
            late = ("TimeoutError", f"the cell took longer than {seconds:g} s")
            return Ran(recorder.outputs, late, Verdict.TIMEOUT), report
        if answer.head.get("status") == "ok":
            return Ran(recorder.outputs), report
        verdict = Verdict(answer.head.get("verdict") or Verdict.GRADER_FAILED)
        return Ran(recorder.outputs, error_of(answer.head), verdict), report

    def _seconds(self, own: Cell, usual: float) -> float:
        """Return the time of a test cell, or of one call in it: what it states itself is for both."""
        return usual if own.seconds is None else min(own.seconds, self.limits.total)

    def _relay(self, frames: list[bytearray], asked: dict[str, Any], end: float) -> Frames:
        """Hand a request of the examiner's to the student's process, and return its answer as it came."""
        number, student = asked["number"], self.student
        if student.channel is None:
            return pack({"number": number, "lost": True, "reason": student.why_not()[0]})
        request = {key: value for key, value in asked.items() if key != "ask"}
        request |= {"do": asked["ask"], "seconds": student.cpu(asked["seconds"])}
        wall = min(student.wall(asked["seconds"]), end - time.monotonic())
        if wall <= 0 or student.exhausted:
            return pack({"number": number, "timed_out": True})
        try:
            answer = student.channel.forward([*pack(request), *frames[1:]], number, wall)
        except ProcessError as error:
            reason, verdict = student.lose(str(error), isinstance(error, ProcessStuck))
            late = verdict is Verdict.TIMEOUT
            return pack({"number": number, "lost": True, "timed_out": late, "reason": reason})
        late = answer.interrupted and request["do"] == "call"  # a description holds what could be read
        return pack({"number": number, "timed_out": True}) if late else answer.frames

    def _connect(self) -> bool:
        """See that there is a student's process, and that the examiner knows it."""
        assert self.examiner is not None
        if not self.student.revive():
            return False
        if self.connected != self.student.starts:
            self.examiner.ask({"do": "connect"})
            self.connected = self.student.starts
        return True

    def _bind(self, own: Cell) -> bool:
        """Lend the examiner what a test cell uses of the student's; a process that ended between two cells is replaced."""
        assert self.examiner is not None
        call = self._seconds(own, self.limits.call)
        head = {"do": "bind", "names": self.sheet.lent(own), "call": call}

        def relay(frames: list[bytearray], asked: dict[str, Any]) -> Frames:
            return self._relay(frames, asked, math.inf)

        while self._connect():
            wall = self.student.wall(call) + ANSWER
            answer = self.examiner.ask(head, seconds=wall, relay=relay)
            if answer.head.get("status") == "ok":
                return True
            self.student.lose()
        return False

    def _test(self, own: Cell) -> tuple[ItemResult, list[dict[str, Any]]]:
        """Run a test cell in the examiner and return its result, and outputs from which nbgrader reads the same."""
        began = time.monotonic()
        try:
            bound = not self.student.exhausted and self._bind(own)
        except ProcessStuck:
            return self._judge(own, self._stuck(self._seconds(own, self.limits.call)), {}, began)
        except ProcessError as error:
            raise Failed(f"{own.grade_id}: the examiner failed: {error}") from None
        if not bound:
            why, verdict = self.student.why_not()
            return self._result(own, 0.0, [why], verdict, began)
        ran, report = self._examine(own)
        return self._judge(own, ran, report, began)

    def _judge(
        self, own: Cell, ran: Ran, report: Mapping[str, Any], began: float
    ) -> tuple[ItemResult, list[dict[str, Any]]]:
        notes = [str(note) for note in report.get("notes", ())]
        # A function that is not there is missing because its cell failed, and that is what helps.
        cells = {home for name in report.get("missing", ()) if (home := self.sheet.home(name, own))}
        failing = {name: said for name, said in self.failures.items() if name in cells}
        notes += [f"the cell {name} {said}" for name, said in failing.items()]
        if ran.error is not None or any(part["message"] for part in (_score(own, ran.outputs) or {}).get("parts", ())):
            homes = {self.sheet.home(name, own) for name in self.sheet.lent(own)}
            notes += [
                note for name, source in self.answers.items() if name in homes for note in beside_stub(name, source)
            ]
        # What a test cell trips over when a function or a value is not there.
        nothing_there = Verdict.UNANSWERED if set(failing.values()) <= _NOT_DONE else Verdict.CELL_FAILED
        if ran.error is not None:
            verdict = ran.verdict or Verdict.GRADER_FAILED
            if verdict is Verdict.GRADER_FAILED:
                raise Failed(f"{own.grade_id}: {_sentence(*ran.error)}")
            message = _sentence(*ran.error)
            where = [place for text, place in report.get("raised", ()) if place and text in ran.error[1]]
            if where and verdict is Verdict.RAISED:
                message += f" ({where[-1]})"
            if verdict is Verdict.CRASHED and cells:
                verdict = nothing_there
            return self._result(own, 0.0, [message, *notes], verdict, began)
        score = _score(own, ran.outputs)
        if score is None:
            return self._result(own, own.points, notes, Verdict.PASSED, began)
        failed = [part for part in score["parts"] if part["message"]]
        verdicts = {Verdict(part["verdict"]) for part in failed}
        if Verdict.CRASHED in verdicts and cells:
            verdicts = verdicts - {Verdict.CRASHED} | {nothing_there}
        messages = [f"{part['name']}: {part['message']}" for part in failed]
        if not failed:
            verdict = Verdict.PASSED
        elif score["points"] > 0:
            verdict = Verdict.PART
        else:
            verdict = next((verdict for verdict in _GRAVEST if verdict in verdicts), Verdict.UNANSWERED)
        for stop in verdicts & {Verdict.TIMEOUT, Verdict.DIED}:
            self._stop(own, stop)
        return self._result(own, score["points"], [*messages, *notes], verdict, began)

    def _stop(self, own: Cell, verdict: Verdict) -> None:
        what = "took too long" if verdict is Verdict.TIMEOUT else "ended the process"
        sentence = f"{own.grade_id}: what it tests {what}"
        if sentence not in self.stopped:
            self.stopped.append(sentence)

    def _result(
        self, own: Cell, points: float, messages: Sequence[str], verdict: Verdict, began: float
    ) -> tuple[ItemResult, list[dict[str, Any]]]:
        """Return an item's result, and the outputs from which nbgrader's `determine_grade` reads the same points."""
        if verdict in (Verdict.TIMEOUT, Verdict.DIED):
            self._stop(own, verdict)
        points = own.points if math.isclose(points, own.points) else points
        message = visible("\n".join(messages)[:_LONGEST_MESSAGES])
        result = ItemResult(own.grade_id, points, own.points, message, verdict, time.monotonic() - began)
        payload = {
            "item": result.item,
            "points": points,
            "max_points": own.points,
            "message": message,
            "verdict": str(verdict),
            "seconds": round(result.seconds, 3),
        }
        text = f"{points:g} of {own.points:g} points" + (f"\n{message}" if message else "")
        outputs: list[dict[str, Any]] = [
            {"output_type": "display_data", "data": {"text/plain": text, ITEM_TYPE: payload}, "metadata": {}}
        ]
        if points == 0:
            outputs.append(error_output("Failed", message))
        elif points < own.points:
            data = {"text/plain": repr(float(points))}
            outputs.append({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})
        return result, outputs


def _score(own: Cell, outputs: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the score that our helper reported, its points finite and within those of the cell.

    Raises
    ------
    Failed
        If there should be one and is not, or if it is of other points than the cell.
    """
    for output in reversed(outputs):
        score: dict[str, Any] | None = output.get("data", {}).get(SCORE_TYPE)
        if score is not None:
            if not math.isclose(score["max_points"], own.points):
                raise Failed(
                    f"the cell {own.grade_id!r} is worth {own.points:g} points but its Score says "
                    f"{score['max_points']:g}; make them equal"
                )
            points = float(score["points"])
            return score | {"points": min(max(points, 0.0), own.points) if math.isfinite(points) else 0.0}
    if uses(own.source, "Score"):
        raise Failed(f"the cell {own.grade_id!r} shows no score; its last line must be score.report()")
    return None


def _sentence(ename: str, evalue: str) -> str:
    """Return an error as a message to the student, without a traceback."""
    if ename == "AssertionError":
        text = evalue or "a check failed"
    elif ename == "NotImplementedError":
        text = "not filled in yet"
    else:
        text = f"{ename}: {evalue}".removesuffix(": ")
    return visible(text[:LONGEST_MESSAGE])
