"""What a launcher is: it starts the two processes of a submission, and can interrupt and end them.

`dltheory.grading.execution.plain` starts ordinary processes, without a sandbox; `dltheory.grading.execution.forklauncher` forks
them from preloaded ones, the student's in a sandbox.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Protocol, Self

from dltheory.grading.limits import Limits

Role = Literal["student", "examiner"]
Cause = Literal["ended", "memory", "cpu", "processors", "processes", "killed", "lost"]


@dataclass(frozen=True)
class Usage:
    """What a process, with its children, has used: processor seconds, and the largest memory in bytes (0: not measured)."""

    cpu: float = 0.0
    memory: int = 0


class Process(Protocol):
    """One process that serves the protocol on a socket."""

    @property
    def sock(self) -> socket.socket:
        """Our end of its socket."""

    def alive(self) -> bool:
        """Whether it still runs."""

    def interrupt(self) -> None:
        """Send it an interrupt, as Ctrl-C does; no error if it has ended.

        It has been sent when this returns: one that comes late would stop the next thing that the process is asked for.
        """

    def kill(self) -> None:
        """End it and everything that it has started, now; no error if it has ended. Closes the socket."""

    def cause(self) -> Cause | None:
        """Why it ended, None while it runs.

        By itself, for memory, for processor time, for the number of its processes, because we killed it, or "lost": what
        started it has ended, which is the fault of grading.
        """

    def usage(self) -> Usage:
        """What it has used so far, or had used when it ended."""


class Closing:
    """Something that a with statement closes."""

    def close(self) -> None:
        """End everything."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Launcher(Protocol):
    """Starts processes; one launcher serves one submission at a time, and many in a row."""

    sandboxed: bool

    def start(self, role: Role, limits: Limits) -> Process:
        """Return a fresh process with an empty scratch folder as its working directory.

        Raises
        ------
        GradingError
            If it cannot be started: the system's fault, never the student's.
        """

    def close(self) -> None:
        """End everything."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
