"""What runs in a preloaded server: it imports once, stays single-threaded, forks on request, and watches its children.

`dltheory.grading.execution.forklauncher` starts it and says what the control socket carries. Student code never sees
that socket. The server watches what the processes of a submission use together, and ends them for memory, processor time,
processors or number; with the first process of their pid namespace everything in it is gone.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from dltheory.grading.execution import sandbox
from dltheory.grading.execution.launcher import Cause, Role
from dltheory.grading.limits import Limits

PACKET = 65536  # bytes of one message on the control socket
_WATCH_SECONDS = 0.05


@dataclass
class _Child:
    """A child of the server: a student's first process, or an examiner."""

    number: int
    pid: int
    pidfd: int
    code: int  # a pidfd too: the process that runs the code
    limits: Limits
    scratch: str | None
    user: int = sandbox.STUDENT
    cause: Cause | None = None
    began: float = field(default_factory=time.monotonic)
    cpu: float = 0.0
    memory: int = 0
    seen: float = field(default_factory=time.monotonic)

    @property
    def usage(self) -> list[float]:
        return [round(self.cpu, 3), self.memory]


def main() -> NoReturn:
    """Run a server: its control socket is the standard input, the command line says what it is."""
    role, sandboxed, modules = json.loads(sys.argv[1])
    control = socket.socket(fileno=os.dup(0))
    nowhere = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    from dltheory.grading.kernel import serving

    serving.warm(role, tuple(modules))
    calls = None
    if sandboxed:
        if "matplotlib" in sys.modules:  # it looks for its folders once; children see them, and cannot write there
            importlib.import_module("matplotlib.font_manager")
        os.environ.pop("MPLCONFIGDIR", None)  # another one starts in the scratch folder
        sandbox.covered()
        sandbox.seal()
        calls = sandbox.system_calls()
    gc.collect()
    gc.freeze()
    _send(control, {"ready": True})
    _Loop(control, role, calls, lambda sock: serving.serve(sock, role)).run()
    os._exit(0)


def _send(control: socket.socket, message: Mapping[str, Any]) -> None:
    with contextlib.suppress(OSError):  # the launcher is gone; the next poll says so
        control.send(json.dumps(message).encode("ascii"))


class _Loop:
    """The server's loop: requests, ends, and a look at what the children use."""

    def __init__(self, control: socket.socket, role: Role, calls: Any, serve: Callable[[socket.socket], None]) -> None:
        self.control, self.role, self.calls, self.serve = control, role, calls, serve
        self.trusted = role == "examiner"
        self.children: dict[int, _Child] = {}

    def run(self) -> None:
        """Serve until the launcher closes the control socket."""
        while True:
            poller = select.poll()
            poller.register(self.control, select.POLLIN)
            for child in self.children.values():
                poller.register(child.pidfd, select.POLLIN)
            idle = not self.children or self.trusted
            ready = {descriptor for descriptor, _ in poller.poll(None if idle else 1000 * _WATCH_SECONDS)}
            for child in [child for child in self.children.values() if child.pidfd in ready]:
                self.bury(child)
            if self.control.fileno() in ready and not self.answer():
                break
            self.watch()
        for child in list(self.children.values()):
            self.end(child, "killed")
            self.bury(child)

    def answer(self) -> bool:
        """Carry out one request; return whether there was one."""
        packet, descriptors, _, _ = socket.recv_fds(self.control, PACKET, 4)
        if not packet:
            return False
        request = json.loads(packet)
        number, asked = request["number"], request["asked"]
        if request["do"] == "start":
            with socket.socket(fileno=descriptors[0]) as sock:
                answer = self.start(number, sock, Limits(**request["limits"]))
            _send(self.control, {"asked": asked, **answer})
        elif child := self.children.get(number):
            if request["do"] == "kill":
                self.end(child, "killed")
                self.bury(child)
                return True
            if request["do"] == "interrupt":
                sandbox.pidfd_send_signal(child.code, signal.SIGINT)
            self.look(child)
            _send(self.control, {"asked": asked, "usage": child.usage})
        return True

    def start(self, number: int, sock: socket.socket, limits: Limits) -> dict[str, Any]:
        """Fork a child; return the answer."""
        if (threads := len(os.listdir("/proc/self/task"))) > 1:
            return {"failed": f"the server has {threads} threads, and a fork would lose all but one"}
        trouble, trouble_end = os.pipe()
        scratch, user = None, sandbox.free_user({child.user for child in self.children.values()})
        try:
            if self.calls is not None:
                sandbox.new_pid_namespace()
            else:
                scratch = tempfile.mkdtemp(prefix="dltheory-")
            pid = os.fork()
        except OSError as error:
            os.close(trouble)
            os.close(trouble_end)
            if scratch is not None:
                os.rmdir(scratch)
            return {"failed": str(error)}
        if not pid:
            os.close(trouble)
            self.become(sock, limits, trouble_end, scratch, user)
        os.close(trouble_end)
        with open(trouble, "rb") as stream:
            text = stream.read().decode("utf-8", "replace")  # until the child is ready and closes it
        child = _Child(number, pid, sandbox.pidfd_open(pid), self.code_of(pid), limits, scratch, user)
        self.children[number] = child
        if text:
            self.end(child, "killed")
            self.bury(child, tell=False)
            return {"failed": text}
        return {"started": True}

    def code_of(self, pid: int) -> int:
        """Return a pidfd of the process that will run code, before it has: the child, or the child's one child."""
        if self.calls is None:
            return sandbox.pidfd_open(pid)
        with contextlib.suppress(ProcessLookupError, IndexError):
            return sandbox.pidfd_open(_tree(pid, _processes())[-1])
        return sandbox.pidfd_open(pid)

    def become(self, sock: socket.socket, limits: Limits, trouble: int, scratch: str | None, user: int) -> NoReturn:
        """Be the child: get ready, serve, end. Nothing comes back from here."""
        try:
            try:
                os.setsid()  # kill(0) must not reach the server: a process group does not end at a pid namespace
                if self.calls is None:
                    sandbox.end_with_parent()
                    assert scratch is not None
                    os.chdir(scratch)
                    sandbox.limit_resources(limits, trusted=self.trusted)
                else:
                    sandbox.enter(limits, user)
                    if student := os.fork():
                        os.close(trouble)
                        _first_process(student)
                    os.setsid()
                    sandbox.confine(limits, self.calls, user)
                sock = _alone(sock, trouble)
            except BaseException as error:
                os.write(trouble, f"{type(error).__name__}: {error}".encode()[:1000])
                os._exit(1)
            self.serve(sock)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)

    def end(self, child: _Child, cause: Cause) -> None:
        """Kill a child and everything that it has started."""
        if child.cause is None:
            if not self.trusted:
                self.look(child)
            child.cause = cause
        if self.calls is None:
            for pid in _tree(child.pid, _processes()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)  # not reaped yet, so the number is still its own

    def bury(self, child: _Child, tell: bool = True) -> None:
        """Wait for a child that has ended or been killed, and tell the launcher."""
        if self.calls is None and child.cause is None:  # ended by itself: what it has left behind goes too
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        _, _, used = os.wait4(child.pid, 0)
        os.close(child.pidfd)
        os.close(child.code)
        del self.children[child.number]
        if child.scratch is not None:
            shutil.rmtree(child.scratch, ignore_errors=True)
        child.cpu = max(child.cpu, used.ru_utime + used.ru_stime)
        child.memory = max(child.memory, 1024 * used.ru_maxrss)
        if tell:
            _send(self.control, {"number": child.number, "ended": child.cause or "ended", "usage": child.usage})

    def watch(self) -> None:
        """Look at every child from time to time, and end those that use too much; an examiner is ours, and may."""
        if self.trusted:
            return
        now = time.monotonic()
        due = [child for child in self.children.values() if now - child.seen >= _WATCH_SECONDS]
        if not due:
            return
        processes = _processes()
        for child in due:
            child.seen = now
            count, memory = self.look(child, processes)
            if child.cause is not None:
                continue
            if memory > child.limits.memory:
                self.end(child, "memory")
            elif child.cpu > child.limits.total:
                self.end(child, "cpu")
            elif child.cpu > now - child.began + child.limits.surplus:
                self.end(child, "processors")
            elif count >= child.limits.processes:
                self.end(child, "processes")

    def look(self, child: _Child, processes: dict[int, _Seen] | None = None) -> tuple[int, int]:
        """Update what a child has used; return how many processes it has and how much memory they share."""
        processes = _processes() if processes is None else processes
        tree = _tree(child.pid, processes)
        child.cpu = max(child.cpu, sum(processes[pid].cpu for pid in tree))
        if self.calls is not None:
            tree = tree[1:]  # the first process is ours
        memory = sum(processes[pid].memory for pid in tree)
        if memory > child.limits.memory:  # counts what they share once for each; so count exactly
            memory = sum(_proportional(pid) for pid in tree)
        if self.calls is not None:
            memory += _SOCKET * _sockets(child.pid)
        child.memory = max(child.memory, memory)
        return len(tree), memory


def _alone(sock: socket.socket, trouble: int) -> socket.socket:
    """Give up everything inherited but the socket; closing `trouble` says that the child is ready."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    descriptor = sock.detach()
    sandbox.forsake_descriptors(descriptor)
    return socket.socket(fileno=descriptor)


def _first_process(student: int) -> NoReturn:
    """Be the first process of a pid namespace: take in orphans, and end with the student's process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sandbox.hide_memory()
    sandbox.forsake_descriptors(0)
    while True:
        pid, _ = os.wait()
        if pid == student:
            os._exit(0)


@dataclass(frozen=True)
class _Seen:
    """A process in /proc: its parent, the processor seconds of it and of the children that it waited for, its memory."""

    parent: int
    cpu: float
    memory: int


_TICK, _PAGE = os.sysconf("SC_CLK_TCK"), resource.getpagesize()
_SOCKET = 2**18  # bytes that can wait in one


def _processes() -> dict[int, _Seen]:
    """Return all processes of this pid namespace and those below it."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            with contextlib.suppress(OSError):  # it has just ended
                with open(f"/proc/{name}/stat", "rb") as stream:
                    parts = stream.read().rpartition(b")")[2].split()  # a name may hold anything
                cpu = sum(map(int, parts[11:15])) / _TICK
                found[int(name)] = _Seen(int(parts[1]), cpu, int(parts[21]) * _PAGE)
    return found


def _tree(root: int, processes: Mapping[int, _Seen]) -> list[int]:
    """Return a process and its descendants, itself first."""
    children: dict[int, list[int]] = {}
    for pid, seen in processes.items():
        children.setdefault(seen.parent, []).append(pid)

    def below(pid: int) -> Iterator[int]:
        waiting = [pid]
        while waiting:
            yield (pid := waiting.pop())
            waiting += children.get(pid, ())

    return list(below(root)) if root in processes else []


def _sockets(pid: int) -> int:
    """Return how many sockets a network namespace has; what waits in them is in no process's count."""
    with contextlib.suppress(OSError):
        first = Path(f"/proc/{pid}/net/sockstat").read_text(encoding="ascii").partition("\n")[0]  # sockets: used 2
        return int(first.split()[-1])
    return 0


def _proportional(pid: int) -> int:
    """Return the memory of a process, what it shares with others divided among them."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return 1024 * int(line.split()[1])
    return 0
