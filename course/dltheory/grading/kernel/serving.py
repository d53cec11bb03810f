"""The loop that answers requests in a process of a submission, and what can be done before the process is forked.

A request names the method that answers it: ``{"do": "run", ...}`` goes to `Server.answer_run`. One request is answered at a
time. What runs longer than its processor time, or is interrupted, raises KeyboardInterrupt in the code that runs, again every
second, and the answer says ``timed_out``. Code that will not be stopped so is left to the other side, which ends the process.
"""

from __future__ import annotations

import functools
import gc
import importlib
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from dltheory.grading.execution.launcher import Role
from dltheory.grading.importing import importing
from dltheory.grading.kernel.shell import Ran, Shell, make_shell, run_cell, said_of
from dltheory.grading.protocol import ProtocolError, Wire, head_of, pack

Answer = tuple[dict[str, Any], Sequence[bytes]]

_HOMES: dict[Role, tuple[str, str]] = {
    "student": ("dltheory.grading.kernel.student", "Student"),
    "examiner": ("dltheory.grading.kernel.examiner", "Examiner"),
}
# What a library imports only when it is first used, or what a cell asks for that has it. Our checks draw from numpy.random.
# Torch's first optimizer imports for as long as torch itself does; an examiner seldom makes one, and seldom draws.
_LATER: dict[str, tuple[str, ...]] = {
    "numpy": ("numpy.random", "numpy.polynomial", "numpy.fft", "numpy.ma"),
    "matplotlib": ("matplotlib.pyplot",),
    "dltheory.grading": ("dltheory.grading.checks",),
}
_LATER_FOR_STUDENTS = {"numpy": ("matplotlib.pyplot",), "torch": ("torch._dynamo",)}
_WARMING = (
    "1 + 1",
    "def f(x):\n    return x\nf(2)",
    "print('warm')",
    "1 / 0",
)
# A logarithmic axis has powers in its labels, and the first one makes a parser. Examiners seldom draw.
_WARMING_FOR_STUDENTS = (
    "import sys\nif 'matplotlib.pyplot' in sys.modules:\n    import matplotlib.pyplot as plt\n    plt.semilogy([1, 100])\n    plt.show()",
)


class Expired(Exception):
    """What was asked for took too long, or was interrupted."""


@dataclass
class _Clock:
    """Stops code that runs too long: by the processor's time, and when an interrupt comes."""

    running: bool = False
    expired: bool = False

    def run(self, function: Callable[[], Any], seconds: float) -> Any:
        """Return what the function returns.

        Raises
        ------
        Expired
            If it used that many seconds of the processor, or was interrupted.
        """
        self.expired = False
        # Set anew each time: code that ran before may have changed them.
        for number in (signal.SIGINT, signal.SIGPROF):
            signal.signal(number, self._interrupt)
        try:
            try:
                self.running = True
                signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
                return function()
            finally:
                self.running = False
                signal.setitimer(signal.ITIMER_PROF, 0)
                if self.expired:
                    raise Expired
        except KeyboardInterrupt:  # one that came between two lines of the above, or that the code raised itself
            self.running = False
            signal.setitimer(signal.ITIMER_PROF, 0)
            raise Expired from None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Put off interrupts until the end of a block."""
        was, self.running = self.running, False
        try:
            yield
        finally:
            self.running = was
        if was and self.expired:
            raise KeyboardInterrupt

    def _interrupt(self, *_: object) -> None:
        self.expired = True
        if self.running:
            raise KeyboardInterrupt


@dataclass
class Server:
    """What both sides answer; a subclass adds its own ``answer_<do>``.

    Parameters
    ----------
    wire : Wire
        To the runner.
    shell : Shell
        Where cells run.
    """

    trusted: ClassVar[bool] = False
    wire: Wire
    shell: Shell
    clock: _Clock = field(default_factory=_Clock)

    @classmethod
    def prepare(cls) -> None:
        """Set up the process before its first cell runs."""
        # As in a notebook, files beside it can be imported, but never in place of an installed package.
        sys.path.append("")

    @property
    def names(self) -> dict[str, Any]:
        """The namespace that cells run in."""
        namespace: dict[str, Any] = self.shell.user_ns
        return namespace

    def answer_hello(self, buffers: Sequence[bytearray]) -> Answer:
        """Say that the process is there."""
        return {}, []

    def answer_files(self, buffers: Sequence[bytearray], names: list[str]) -> Answer:
        """Write files into the scratch folder."""
        for name, content in zip(names, buffers, strict=True):
            path = Path(name)
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(f"{name!r} is outside the scratch folder")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        importlib.invalidate_caches()
        return {"status": "ok"}, []

    def answer_run(self, buffers: Sequence[bytearray], source: str, seconds: float) -> Answer:
        """Run a cell, for so many seconds of the processor at most."""
        try:
            ran: Ran = self.clock.run(lambda: run_cell(self.shell, source), seconds)
        except Expired:
            outputs = [output for output in self.shell.recorder.outputs if output.get("ename") != "KeyboardInterrupt"]
            return {"status": "error", "timed_out": True, "error": None, "outputs": outputs}, []
        return {"status": "error" if ran.error else "ok", "error": ran.said, "outputs": ran.outputs} | self.about(
            ran
        ), []

    def about(self, ran: Ran) -> dict[str, Any]:
        """Return what else there is to say of a cell that ran."""
        return {}

    def serve(self) -> None:
        """Answer requests until the other side is gone."""
        own = os.getpid()
        signal.signal(signal.SIGINT, self.clock._interrupt)
        while True:
            try:
                head, *buffers = self.wire.receive()
                request = head_of([head])
                do, number = request.pop("do", None), request.pop("number", None)
                if do is None:  # an answer that nobody waits for any more
                    continue
                try:
                    answer, frames = getattr(self, f"answer_{do}")(buffers, **request)
                    message = pack({**answer, "number": number}, frames)
                except KeyboardInterrupt:
                    raise
                except (
                    BaseException
                ) as error:  # SystemExit too: nothing that a student's object raises ends the process
                    said = ": ".join(said_of(error))
                    message = pack({"status": "failed", "message": said, "number": number})
                if os.getpid() != own:  # a cell has forked, and this is the copy
                    os._exit(0)
                self.wire.send(message)
            except KeyboardInterrupt:
                continue
            except ProtocolError:
                return


def _server(role: Role) -> type[Server]:
    module, name = _HOMES[role]
    kind: type[Server] = getattr(importlib.import_module(module), name)
    return kind


def warm(role: Role, modules: Sequence[str] = ()) -> None:
    """Do what every process of this role would do first: import, make the shell, run a few cells; forks come after.

    Parameters
    ----------
    role : {"student", "examiner"}
    modules : sequence of str
        What sheets import. One that is not installed is left out: the cell that imports it will say so.
    """
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # figures are shown, as in a notebook
    with importing():
        _warm(role, modules)


def _warm(role: Role, modules: Sequence[str]) -> None:
    kind = _server(role)
    tables = (_LATER, _LATER_FOR_STUDENTS) if role == "student" else (_LATER,)
    later = [other for table in tables for name in modules for other in table.get(name, ())]
    for name in (*modules, *later):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    shell = make_shell(kind.trusted)
    gc.freeze()  # modules live on: nobody needs to look whether they are garbage
    for source in (*_WARMING, *(_WARMING_FOR_STUDENTS if role == "student" else ())):
        run_cell(shell, source)
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    shell.recorder.clear()
    if "matplotlib.pyplot" in sys.modules:
        agg: Any = importlib.import_module("matplotlib.backends.backend_agg")
        # A figure that is shown is drawn twice, each time by a new renderer with a parser of formulas of its own, which
        # knows nothing of what the other one has read: a tenth of a submission's time. One parser is enough.
        agg.MathTextParser = functools.cache(agg.MathTextParser)
        # Fonts are open files: a fork would share where each of them is read.
        importlib.import_module("matplotlib.font_manager")._get_font.cache_clear()
        importlib.import_module("matplotlib.mathtext").MathTextParser._parse_cached.cache_clear()
    gc.collect()
    gc.freeze()


def serve(sock: socket.socket, role: Role) -> None:
    """Answer the requests that come over a socket, until it is closed.

    Parameters
    ----------
    sock : socket.socket
        One end of a socketpair; the working directory is the scratch folder.
    role : {"student", "examiner"}
    """
    kind = _server(role)
    shell = make_shell(kind.trusted)
    kind.prepare()
    kind(Wire(sock), shell).serve()


def main() -> None:
    """Serve in a process of its own; arguments: the role, the socket's descriptor, the parent's number, bytes of memory."""
    role, descriptor, parent, memory = sys.argv[1:]
    sys.argv[1:] = []
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere it counts something else
        resource.setrlimit(resource.RLIMIT_DATA, (int(memory), int(memory)))
    threading.Thread(target=_end_with, args=(int(parent),), daemon=True).start()
    serve(socket.socket(fileno=int(descriptor)), "examiner" if role == "examiner" else "student")


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone: a busy cell would not notice."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
