"""The client side of grading: one connection to one kernel, used by the runner and, inside the examiner, by the proxies."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.connect import ConnectionFileMixin
from jupyter_client.session import Session
from traitlets import Instance

from dltheory.grading.errors import KernelDied, KernelTimeout

# A kernel that sends more in one message is cut off; what it may send is far less (see values.Limits).
_LARGEST_MESSAGE = 256 * 2**20
_INTERRUPTS = 3
_GRACE = 1.0
_TICK = 0.2
# How long to wait, after the reply, for the end of the outputs; a flood of them may have drowned it.
_LAST_OUTPUT = 3.0


class _Connection(ConnectionFileMixin):
    """The sockets that a connection file describes."""

    context = Instance(zmq.Context)


@dataclass(frozen=True)
class Reply:
    """A kernel's answer, and whether it came only after an interrupt."""

    content: dict[str, Any]
    buffers: list[bytes]
    timed_out: bool


class Channel:
    """Requests to a kernel, with a deadline, interrupts, and notice of its death.

    Parameters
    ----------
    connection_file : path
        As the kernel got it.
    output : bool
        Whether to listen to what cells print and show.
    """

    def __init__(self, connection_file: str | Path, output: bool = False) -> None:
        context = zmq.Context()
        context.setsockopt(zmq.MAXMSGSIZE, _LARGEST_MESSAGE)
        connection = _Connection(context=context, connection_file=str(connection_file))
        connection.load_connection_file()
        self._context = context
        self._session: Session = connection.session
        self._shell = connection.connect_shell()
        self._death = self._shell.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self._control = connection.connect_control()
        self._iopub = connection.connect_iopub() if output else None
        self.alive: Callable[[], bool] = lambda: True

    def ask(
        self,
        kind: str,
        content: dict[str, Any],
        buffers: Sequence[bytes] = (),
        timeout: float = 10.0,
        on_output: Callable[[dict[str, Any]], None] | None = None,
    ) -> Reply:
        """Send one message and wait for its reply.

        Raises
        ------
        KernelDied
            If the kernel ends before it answers.
        KernelTimeout
            If it answers neither in time nor after three interrupts.
        """
        message = self._session.msg(kind, content)
        identity = message["header"]["msg_id"]
        self._session.send(self._shell, message, buffers=list(buffers))
        reply = self._wait(identity, timeout, on_output)
        interrupts = 0
        while reply is None:
            if interrupts == _INTERRUPTS:
                raise KernelTimeout(f"no answer within {timeout:g} s, not even after interrupts")
            interrupts += 1
            self._session.send(self._control, "interrupt_request", {})
            reply = self._wait(identity, _GRACE, on_output)
        return Reply(reply["content"], [bytes(b) for b in reply["buffers"]], timed_out=interrupts > 0)

    def _wait(
        self, identity: str, timeout: float, on_output: Callable[[dict[str, Any]], None] | None
    ) -> dict[str, Any] | None:
        """Return the reply, or None at the deadline; with outputs, also wait until the last of them is here."""
        deadline = time.monotonic() + timeout
        poller = zmq.Poller()
        for socket in (self._shell, self._death, self._iopub):
            if socket is not None:
                poller.register(socket, zmq.POLLIN)
        reply = None
        idle = self._iopub is None or on_output is None
        while not (reply and idle):
            left = deadline - time.monotonic()
            if left <= 0:
                return reply
            ready = dict(poller.poll(math.ceil(1000 * min(left, _TICK))))
            if self._shell in ready:
                message = self._receive(self._shell)
                if message and message["parent_header"].get("msg_id") == identity:
                    reply = message
                    deadline = min(deadline, time.monotonic() + _LAST_OUTPUT)
            if self._iopub is not None and self._iopub in ready:
                message = self._receive(self._iopub)
                # Whatever else the kernel sends (prints during calls, threads) is read and dropped.
                if message and on_output and message["parent_header"].get("msg_id") == identity:
                    if message["msg_type"] == "status" and message["content"].get("execution_state") == "idle":
                        idle = True
                    else:
                        on_output(message)
            if reply is None and ((self._death in ready and self._died()) or (not ready and not self.alive())):
                raise KernelDied("the process ended")
        return reply

    def _died(self) -> bool:
        self._death.recv_multipart()
        return self._shell.poll(0) == 0

    def _receive(self, socket: zmq.Socket[bytes]) -> dict[str, Any] | None:
        """Return the next message, or None if it is malformed or not signed with the kernel's key."""
        try:
            _, message = self._session.recv(socket, mode=zmq.NOBLOCK)
            well_formed = (
                message is not None
                and isinstance(message["parent_header"], dict)
                and isinstance(message["content"], dict)
            )
        except Exception:  # student code may have written it, so it may be anything
            return None
        return message if well_formed else None

    def close(self) -> None:
        """Close the sockets."""
        self._shell.disable_monitor()
        for socket in (self._shell, self._control, self._iopub, self._death):
            if socket is not None:
                socket.close(linger=0)
        self._context.term()
