"""What grading a submission needs of its processes: their start, files and errors; and the student's, started again when it ends."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dltheory.grading.errors import ProcessDied, ProcessError, ProcessStuck
from dltheory.grading.execution.channel import Answer, Channel
from dltheory.grading.execution.launcher import Launcher, Role, Usage
from dltheory.grading.limits import Limits
from dltheory.grading.outcomes import Verdict
from dltheory.grading.outputs import record

LONGEST_MESSAGE = 2000  # characters of an error
MARGIN = 2.0  # wall time beyond `Limits.slack` times the processor time: a very short limit is no time at all
ANSWER = 10.0  # seconds for what needs no code of the student's
_RESTARTS = 2
_START = 60.0  # seconds until a process must have answered for the first time
_LAG = 0.25  # seconds of the processor that may have been used and not yet been counted
_CAUSES = {
    "memory": ": it used too much memory",
    "processes": ": it started too many processes",
    "processors": ": it kept several processors busy for too long",
}


class Failed(Exception):
    """Grading itself failed."""


@dataclass(frozen=True)
class Ran:
    """What came of one cell; `verdict` only if it failed in a way that the error's name does not tell."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: tuple[str, str] | None = None
    verdict: Verdict | None = None


class StudentProcess:
    """The student's process: started again when it ends, and held to what a submission may use."""

    def __init__(self, launcher: Launcher, limits: Limits, files: Mapping[str, bytes]) -> None:
        self.launcher = launcher
        self.limits = limits
        self.files = files
        self.starts = 0
        self.deaths = 0  # of processes that ended by themselves, or by somebody else's hand
        self.history: list[str] = []
        self.spent = Usage()  # by processes that have ended
        self.seen = -math.inf, Usage()  # when was asked what the present one has used, and the answer
        self.shown = 0  # characters of output
        self.greedy = False  # whether one took the processors away from others; it gets no further one
        self.end = math.inf
        self.channel: Channel | None = None

    @property
    def usage(self) -> Usage:
        """What all processes so far have used, as of a moment ago: a launcher may have to ask somebody."""
        if self.channel is None:
            return self.spent
        if time.monotonic() - self.seen[0] > _LAG / 2:
            self.seen = time.monotonic(), self.channel.process.usage()
        now = self.seen[1]
        return Usage(self.spent.cpu + now.cpu, max(self.spent.memory, now.memory))

    @property
    def exhausted(self) -> bool:
        """Whether the submission has used up its time."""
        return time.monotonic() >= self.end or self.usage.cpu >= self.limits.total - _LAG

    def start(self) -> None:
        """Start a process; it need not answer yet."""
        self.starts += 1
        self.channel = Channel(self.launcher.start("student", self.limits))

    def ready(self) -> None:
        """Wait for the process and give it the files."""
        assert self.channel is not None
        wait_for(self.channel, "student")
        if self.starts == 1:
            self.end = time.monotonic() + self.limits.slack * self.limits.total + MARGIN
        give_files(self.channel, self.files, "submission")

    def bury(self) -> None:
        """End the process."""
        if self.channel is not None:
            process, self.channel, self.seen = self.channel.process, None, (-math.inf, Usage())
            process.kill()
            used = process.usage()
            self.spent = Usage(self.spent.cpu + used.cpu, max(self.spent.memory, used.memory))

    def revive(self) -> bool:
        """See that there is a process: start another for one that ended, at most twice, and run the cells again.

        A cell that ended a process or ran out of time is not run again.
        """
        if self.channel is not None and not self.channel.process.alive():
            self.lose()
        while self.channel is None:
            if self.starts > _RESTARTS or self.exhausted or self.greedy:
                return False
            self.start()
            try:
                self.ready()
                for source in tuple(self.history):
                    if self._ask_run(source).head.get("timed_out"):
                        self.history.remove(source)
            except ProcessError as error:
                self.lose(stuck=isinstance(error, ProcessStuck))
        return True

    def wall(self, seconds: float) -> float:
        """Return how long to wait at most for something that may take so many seconds of the processor."""
        return max(0.0, min(self.limits.slack * seconds + MARGIN, self.end - time.monotonic()))

    def cpu(self, seconds: float) -> float:
        """Return how many of these seconds are left."""
        return max(0.01, min(seconds, self.limits.total - self.usage.cpu))

    def _ask_run(self, source: str) -> Answer:
        assert self.channel is not None
        head = {"do": "run", "source": source, "seconds": self.cpu(self.limits.cell)}
        return self.channel.ask(head, seconds=self.wall(self.limits.cell))

    def run(self, source: str) -> Ran:
        """Run a cell and return its outputs, safe and capped."""
        if not self.revive():
            return failed_run("NotRun", *self.why_not())
        try:
            answer = self._ask_run(source)
        except ProcessError as error:
            died = isinstance(error, ProcessDied)
            said, verdict = self.lose("the cell ended its process" if died else str(error), stuck=not died)
            return failed_run("TimeoutError" if verdict is Verdict.TIMEOUT else "ProcessDied", said, verdict)
        shown = answer.head.get("outputs")
        recorder = record(shown if isinstance(shown, list) else [], self.limits.output - self.shown)
        self.shown += recorder.size
        if answer.head.get("timed_out") or answer.interrupted:
            late = failed_run("TimeoutError", f"the cell took longer than {self.limits.cell:g} s", Verdict.TIMEOUT)
            return Ran(recorder.outputs + late.outputs, late.error, late.verdict)
        self.history.append(source)
        return Ran(recorder.outputs, None if answer.head.get("status") == "ok" else error_of(answer.head))

    def lose(self, said: str = "the process ended", stuck: bool = False) -> tuple[str, Verdict]:
        """Bury a process that has ended or does not answer; return why, in words, and what that is for an item.

        Raises
        ------
        Failed
            If it was lost with the server that it came from: no fault of the student's.
        """
        cause = self.channel.process.cause() if self.channel else None
        self.deaths += self.channel is not None and not stuck and cause in (None, "ended")  # None: not seen yet
        self.greedy = self.greedy or cause == "processors"
        self.bury()
        if cause == "lost":
            raise Failed("the sandbox ended, and the submission's process with it")
        if cause == "cpu":
            return self._no_processor_left, Verdict.TIMEOUT
        return said + _CAUSES.get(cause or "ended", ""), Verdict.TIMEOUT if stuck else Verdict.DIED

    @property
    def _no_processor_left(self) -> str:
        return f"the submission has used up its processor time of {self.limits.total:g} s"

    def why_not(self) -> tuple[str, Verdict]:
        """Return why there is no process any more, in words, and what that is for an item."""
        if self.usage.cpu >= self.limits.total - _LAG:
            return self._no_processor_left, Verdict.TIMEOUT
        if self.exhausted:
            return (
                f"the submission has used up its time of {self.limits.slack * self.limits.total:g} s",
                Verdict.TIMEOUT,
            )
        if self.greedy:
            return f"the process of the submission was ended{_CAUSES['processors']}", Verdict.DIED
        return "the process of the submission ended too often", Verdict.DIED


def wait_for(channel: Channel, role: Role) -> None:
    """Wait until a process answers.

    Raises
    ------
    Failed
        If it ends instead, with the last line of what it said.
    """
    try:
        channel.ask({"do": "hello"}, seconds=_START)
    except ProcessError as error:
        said = getattr(channel.process, "complaint", "") or str(error)
        raise Failed(f"the {role} process did not start ({said}); check the installation: pip install -e .") from None


def give_files(channel: Channel, files: Mapping[str, bytes], whose: str) -> None:
    """Write files into a process's folder."""
    if files:
        answer = channel.ask({"do": "files", "names": list(files)}, list(files.values()), ANSWER)
        if answer.head.get("status") != "ok":
            raise Failed(f"the {whose}'s files could not be written: {answer.head.get('message')}")


def error_of(head: Mapping[str, Any]) -> tuple[str, str]:
    """Return the error that a process tells; what it says may be anything."""
    match head.get("error"):
        case [str(ename), str(evalue)]:
            return ename[:LONGEST_MESSAGE], evalue[:LONGEST_MESSAGE]
    return "Error", str(head.get("message", ""))[:LONGEST_MESSAGE]


def failed_run(ename: str, evalue: str, verdict: Verdict) -> Ran:
    """Return what came of a cell that failed, with an error of ours in its outputs."""
    return Ran([error_output(ename, evalue)], (ename, evalue), verdict)


def error_output(ename: str, evalue: str) -> dict[str, Any]:
    """Return an error as a cell's output, without a traceback."""
    return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": [f"{ename}: {evalue}"]}
