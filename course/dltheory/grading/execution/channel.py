"""The runner's end of one process: requests with a deadline, interrupts, and notice of its death."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dltheory.grading.errors import ProcessDied, ProcessStuck
from dltheory.grading.execution.launcher import Process
from dltheory.grading.protocol import Closed, ProtocolError, TimedOut, Wire, head_of, pack

# After its deadline a process gets an interrupt and this many seconds to answer, so many times; then it is stuck.
_GRACE = 1.0
_INTERRUPTS = 2
_TICK = 1.0
# What one process may send in all.
MOST_BYTES = 2**30

Frames = Sequence[bytes | bytearray]


@dataclass(frozen=True)
class Answer:
    """A process's answer: its head, all frames as they came, and whether it came only after an interrupt."""

    head: dict[str, Any]
    frames: list[bytearray]
    interrupted: bool = False


class Channel:
    """Requests to a process, one at a time.

    Parameters
    ----------
    process : Process
        Its socket is used by nobody else.
    """

    def __init__(self, process: Process) -> None:
        self.process = process
        self.wire = Wire(process.sock)
        self._number = 0

    def ask(
        self,
        head: dict[str, Any],
        buffers: Sequence[bytes] = (),
        seconds: float = 10.0,
        relay: Callable[[list[bytearray], dict[str, Any]], Frames] | None = None,
    ) -> Answer:
        """Send a request and wait for its answer.

        Parameters
        ----------
        head : dict
            Without a number.
        buffers : sequence of bytes
        seconds : float
            Wall time until the first interrupt.
        relay : callable, optional
            Answers what the process asks meanwhile: gets the frames and the head, returns the frames of the answer.

        Raises
        ------
        ProcessDied
            If it ends, sends what is no message, or sends too much.
        ProcessStuck
            If it does not answer, not even after interrupts.
        """
        self._number += 1
        return self.forward(pack({**head, "number": self._number}, buffers), self._number, seconds, relay)

    def forward(
        self,
        frames: Frames,
        number: object,
        seconds: float,
        relay: Callable[[list[bytearray], dict[str, Any]], Frames] | None = None,
    ) -> Answer:
        """Send a request that has its number already, see `ask`."""
        deadline = time.monotonic() + seconds
        interrupts = 0
        try:
            self.wire.send(frames, deadline)
            while True:
                try:
                    answer = self.wire.receive(min(deadline, time.monotonic() + _TICK))
                except TimedOut:
                    if not self.process.alive():  # and its socket is held open by something that it has started
                        raise ProcessDied("the process ended") from None
                    if time.monotonic() < deadline:
                        continue
                    if interrupts == _INTERRUPTS:
                        raise ProcessStuck(f"no answer within {seconds:g} s, not even after interrupts") from None
                    interrupts += 1
                    self.process.interrupt()
                    deadline = time.monotonic() + _GRACE
                    continue
                if self.wire.received > MOST_BYTES:
                    raise ProtocolError("it sent too much")
                head = head_of(answer)
                if head.get("number") == number:
                    return Answer(head, answer, interrupts > 0)
                if relay is not None and "ask" in head:
                    self.wire.send(relay(answer, head), time.monotonic() + _GRACE * 10)
                # Anything else answers a request that is not waited for any more.
        except Closed as error:
            raise ProcessDied(str(error)) from None
        except ProtocolError as error:
            raise ProcessDied(f"the process was ended: {error}") from None
