"""Fork instead of import: a launcher with two preloaded servers, which fork a child for each process of a submission.

`ForkLauncher` starts one server for students (in the sandbox) and one for examiners (ours, trusted; it alone has the
secret of hidden tests); `dltheory.grading.execution.forkserver` is what runs in them. The control socket carries JSON
messages, one a packet; a start carries the child's end of its connection.

    launcher -> server   {"do": "start" | "interrupt" | "kill" | "usage", "number": n, "asked": k, ...}
    server -> launcher   {"ready": true}, {"asked": k, "started": true | "failed": text}, {"asked": k, "usage": [cpu, memory]},
                         {"number": n, "ended": cause, "usage": [cpu, memory]}

An answer names the request that it answers: one that comes too late for whoever waited is not taken for the next one's.
When the launcher goes, the socket closes and the server goes with all that it started.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dltheory.grading.checks import SECRET
from dltheory.grading.errors import GradingError
from dltheory.grading.execution import sandbox
from dltheory.grading.execution.forkserver import PACKET
from dltheory.grading.execution.launcher import Cause, Closing, Role, Usage
from dltheory.grading.limits import Limits

PRELOADED = ("numpy", "torch", "matplotlib.pyplot")
_START_SECONDS, _PRELOAD_SECONDS, _END_SECONDS, _CLOSE_SECONDS = 20.0, 120.0, 20.0, 5.0
_CAUSE_SECONDS = 2.0


class ForkProcess:
    """One forked process; see `dltheory.grading.execution.launcher.Process`."""

    def __init__(self, server: _Server, number: int, sock: socket.socket) -> None:
        self.sock = sock
        self._server, self._number = server, number

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._server.end_of(self._number) is None

    def interrupt(self) -> None:
        """Send it an interrupt, as Ctrl-C does; no error if it has ended.

        It has been sent when this returns; a server that does not say so is ended.
        """
        self._server.insist("interrupt", self._number)

    def kill(self) -> None:
        """End it and everything that it has started, now; no error if it has ended. Closes the socket."""
        self._server.insist("kill", self._number)
        self.sock.close()

    def cause(self) -> Cause | None:
        """Why it ended, None while it runs."""
        # Its socket closes a moment before the server can say why.
        end = self._server.end_of(self._number, _CAUSE_SECONDS if self._hung_up() else 0.0)
        return None if end is None else end[0]

    def _hung_up(self) -> bool:
        try:
            return not self.sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def usage(self) -> Usage:
        """What it has used so far, or had used when it ended."""
        end = self._server.end_of(self._number)
        return end[1] if end else self._server.usage(self._number)


class ForkLauncher(Closing):
    """Starts processes by forking preloaded ones, a student's in a sandbox; may be used by several threads.

    Parameters
    ----------
    modules : sequence of str
        What both servers import before the first fork.
    sandbox : bool
        Whether students' processes are shut in. Without, student code has the rights of whoever grades.

    Raises
    ------
    GradingError
        If this machine has no sandbox to offer, in one sentence that says what is missing and how to get it.
    """

    def __init__(self, modules: Sequence[str] = PRELOADED, *, sandbox: bool = True) -> None:
        self.sandboxed = sandbox
        self._modules = tuple(modules)
        self._servers: dict[Role, _Server] = {}
        self._reopening = threading.Lock()
        if not sys.platform.startswith("linux"):
            raise GradingError(
                "forked processes need Linux; grade on a Linux machine, or without a sandbox (--no-sandbox) what you trust"
            )
        try:
            self._open_all()
        except (
            GradingError
        ):  # one that was killed while it started is no reason to give up; what is missing stays missing
            self._open_all()

    def _open_all(self) -> None:
        try:
            for role in ("student", "examiner"):
                self._servers[role] = self._open(role)
            for server in self._servers.values():
                server.wait_until_ready()
        except BaseException:
            self.close()
            raise

    def _open(self, role: Role) -> _Server:
        return _Server(role, self._modules, sandboxed=self.sandboxed and role == "student")

    def start(self, role: Role, limits: Limits) -> ForkProcess:
        """Return a fresh process with an empty scratch folder as its working directory.

        Raises
        ------
        GradingError
            If it cannot be started: the system's fault, never the student's.
        """
        if role not in self._servers:
            raise GradingError("this launcher is closed; make a new one")
        with self._reopening:
            if not self._servers[role].alive():
                self._servers[role].close()
                self._servers[role] = self._open(role)
                self._servers[role].wait_until_ready()
            server = self._servers[role]
        return server.start(limits)

    def close(self) -> None:
        """End everything."""
        for server in self._servers.values():
            server.close()
        self._servers.clear()


class _Server:
    """A server process and what is known of its children; may be used by several threads."""

    def __init__(self, role: Role, modules: Sequence[str], *, sandboxed: bool) -> None:
        bwrap = sandbox.find_bwrap() if sandboxed else None
        if sandboxed:
            sandbox.system_calls()  # both say what is missing, before anything starts
        self.role, self.sandboxed = role, sandboxed
        self.lost = False
        self._lock = threading.RLock()
        self._count = 0
        self._ready = False
        self._answers: dict[int, dict[str, Any]] = {}
        self._ends: dict[int, tuple[Cause, Usage]] = {}
        self._live: set[int] = set()
        self._inner: int | None = None  # the first process in the sandbox; with it everything there ends
        self._log = tempfile.TemporaryFile()
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        code = "from dltheory.grading.execution.forkserver import main; main()"
        program = [sys.executable, "-c", code, json.dumps([role, sandboxed, list(modules)])]
        try:
            self._process = self._sandboxed(bwrap, program, theirs) if bwrap else self._plain(program, theirs)
        except BaseException:
            self._control.close()
            self._log.close()
            raise
        finally:
            theirs.close()

    def _plain(self, program: list[str], control: socket.socket) -> subprocess.Popen[bytes]:
        self._home = tempfile.TemporaryDirectory(
            prefix="dlt-home-"
        )  # Matplotlib looks for settings here, and in the folder
        environment = sandbox.environment(sandboxed=False, home=self._home.name)
        if self.role == "examiner" and SECRET in os.environ:
            environment[SECRET] = os.environ[SECRET]
        return subprocess.Popen(
            program, stdin=control.fileno(), stdout=self._log, stderr=self._log, env=environment, cwd=self._home.name,
            umask=0o022, start_new_session=True,
        )  # fmt: skip

    def _sandboxed(self, bwrap: str, program: list[str], control: socket.socket) -> subprocess.Popen[bytes]:
        id_map = sandbox.id_map()
        info, info_end = os.pipe()
        block, block_end = os.pipe()
        try:
            passed = [info_end, block] if id_map else [info_end]
            process = subprocess.Popen(
                sandbox.command(bwrap, program, info_end, block if id_map else None),
                stdin=control.fileno(), stdout=self._log, stderr=self._log, pass_fds=passed, umask=0o022,
                start_new_session=True,
            )  # fmt: skip
            os.close(info_end)
            info_end = -1
            with open(info, "rb", closefd=False) as stream:
                said = stream.read()  # until bubblewrap has said all, or has ended
            with contextlib.suppress(ValueError, OSError):  # then the log says why, and the socket is closed
                child = int(json.loads(said)["child-pid"])
                self._inner = sandbox.pidfd_open(child)
                if id_map:
                    Path(f"/proc/{child}/uid_map").write_text(id_map, encoding="ascii")
                    Path(f"/proc/{child}/gid_map").write_text(id_map, encoding="ascii")
                    os.write(block_end, b"1")
            return process
        finally:
            for descriptor in (info, info_end, block, block_end):
                if descriptor >= 0:
                    os.close(descriptor)

    def wait_until_ready(self) -> None:
        """Wait until everything is preloaded.

        Raises
        ------
        GradingError
            If the server ends instead, with its last words.
        """
        with self._lock:
            if not self._pump(time.monotonic() + _PRELOAD_SECONDS, lambda: self._ready):
                why = self._last_words()
                self.close()
                if self.sandboxed:
                    raise GradingError(
                        f"the sandbox does not start here ({why}); `dltheory doctor` says what this machine lacks"
                    )
                raise GradingError(f"the {self.role}s' server does not start ({why})")

    def alive(self) -> bool:
        """Whether the server still runs."""
        with self._lock:
            self._pump(0.0, lambda: False)
            return not self.lost

    def _last_words(self) -> str:
        self._log.seek(max(0, os.fstat(self._log.fileno()).st_size - 2000))
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else "it gave no reason"

    def start(self, limits: Limits) -> ForkProcess:
        """Fork a child and return it."""
        ours, theirs = socket.socketpair()
        with self._lock:
            self._count += 1
            number = self._count
            try:
                with theirs:
                    request = {"do": "start", "number": number, "asked": number, "limits": asdict(limits)}
                    self._send(request, [theirs.fileno()])
                answered = self._pump(time.monotonic() + _START_SECONDS, lambda: number in self._answers)
            except OSError:
                answered = False
            answer = self._answers.pop(number, {})
            if not answer.get("started"):
                ours.close()
                if not answered:
                    self.close()
                why = answer.get("failed") or self._last_words() if answered or self.lost else "no answer"
                raise GradingError(f"a process for the {self.role} cannot be started ({why})")
            self._live.add(number)
            return ForkProcess(self, number, ours)

    def end_of(self, number: int, seconds: float = 0.0) -> tuple[Cause, Usage] | None:
        """Return why a child ended and what it had used; None if it still runs after so many seconds."""
        with self._lock:
            self._pump(time.monotonic() + seconds, lambda: number in self._ends)
            return self._ends.get(number)

    def ask(self, do: str, number: int) -> dict[str, Any]:
        """Send a request about a child and return its answer; empty if the child or the server has ended, or does not answer."""
        with self._lock:
            if self.end_of(number) is not None:
                return {}
            self._count += 1
            asked = self._count
            with contextlib.suppress(OSError):
                self._send({"do": do, "number": number, "asked": asked})
            self._pump(time.monotonic() + _END_SECONDS, lambda: asked in self._answers or number in self._ends)
            return self._answers.pop(asked, {})

    def insist(self, do: str, number: int) -> None:
        """Interrupt a child, or kill it and wait until it is gone; a server that does not do it is ended with all in it."""
        with self._lock:
            if not self.ask(do, number) and number not in self._ends:
                self.close()

    def usage(self, number: int) -> Usage:
        """Return what a child and its children use."""
        with self._lock:
            answer = self.ask("usage", number)
            return Usage(*answer["usage"]) if answer else self._ends.get(number, ("lost", Usage()))[1]

    def _send(self, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
        packet = json.dumps(message).encode("ascii")
        socket.send_fds(self._control, [packet], list(descriptors))

    def _pump(self, deadline: float, done: Callable[[], bool]) -> bool:
        """Take in what the server says until something is so; return whether it is, by the deadline."""
        while not done():
            if self.lost:
                return False
            left = max(0.0, deadline - time.monotonic())
            poller = select.poll()
            poller.register(self._control, select.POLLIN)
            if not poller.poll(math.ceil(1000 * left)):
                return False
            try:
                packet = self._control.recv(PACKET)
            except OSError:
                packet = b""
            if not packet:
                self._lose()
                continue
            message = json.loads(packet)
            if message.get("ready"):
                self._ready = True
            elif "ended" in message:
                self._ends[message["number"]] = (message["ended"], Usage(*message["usage"]))
                self._live.discard(message["number"])
            else:
                self._answers[message["asked"]] = message
        return True

    def _lose(self, cause: Cause = "lost") -> None:
        """Note that the server has gone, and its children with it."""
        self.lost = True
        for number in self._live:
            self._ends[number] = (cause, Usage())
        self._live.clear()

    def close(self) -> None:
        """End the server and with it all its children."""
        with self._lock:
            self._lose("killed")
            self._control.close()  # which it notices, and ends its children
            if self._process.returncode is None:
                try:
                    self._process.wait(_CLOSE_SECONDS)
                except subprocess.TimeoutExpired:
                    self._end_by_force()
            if self._inner is not None:
                os.close(self._inner)
                self._inner = None
            self._log.close()
            if self._home is not None:
                self._home.cleanup()

    def _end_by_force(self) -> None:
        if self._inner is not None:
            sandbox.pidfd_send_signal(self._inner, signal.SIGKILL)
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
