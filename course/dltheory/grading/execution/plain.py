"""Ordinary processes, one interpreter each, without a sandbox: for systems that have none, and for trying out."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from dltheory.grading.checks import SECRET
from dltheory.grading.errors import GradingError
from dltheory.grading.execution import sandbox
from dltheory.grading.execution.launcher import Cause, Closing, Role, Usage
from dltheory.grading.limits import Limits

_START = "from dltheory.grading.kernel.serving import main; main()"


class PlainProcess:
    """A process in a group of its own, see `launcher.Process`.

    One that leaves its group outlives it. Of the limits on what it may use, only memory is set, and for one process alone.
    """

    def __init__(self, role: Role, memory: int) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="dlt-"))
        self._usage = Usage()
        self._cause: Cause | None = None
        work = self._folder / "work"
        work.mkdir()
        self._sock, theirs = socket.socketpair()
        # -P: a submitted file such as zmq.py must not take the place of a library.
        command = [sys.executable, "-P", "-c", _START, role, str(theirs.fileno()), str(os.getpid()), str(memory)]
        try:
            with open(self._folder / "log", "wb") as log:
                self._popen = subprocess.Popen(
                    command,
                    cwd=work,
                    env=environment(role, self._folder),
                    umask=0o022,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
        except OSError as error:
            self._sock.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            raise GradingError(f"the {role} process did not start: {error.strerror or error}") from error
        finally:
            theirs.close()

    @property
    def sock(self) -> socket.socket:
        """Our end of its socket."""
        return self._sock

    @property
    def complaint(self) -> str:
        """The last line that it wrote to standard error, or nothing."""
        try:
            said = (self._folder / "log").read_text(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return said[-1] if said else ""

    def alive(self) -> bool:
        """Whether it still runs."""
        self._reap(os.WNOHANG)
        return self._cause is None

    def interrupt(self) -> None:
        """Send it an interrupt."""
        if self.alive():
            os.kill(self._popen.pid, signal.SIGINT)

    def kill(self) -> None:
        """End it and its process group, and remove its scratch folder."""
        self._sock.close()
        try:
            os.killpg(self._popen.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self._reap(0, "killed")
        shutil.rmtree(self._folder, ignore_errors=True)

    def cause(self) -> Cause | None:
        """Why it ended, None while it runs."""
        self.alive()
        return self._cause

    def usage(self) -> Usage:
        """What it has used; while it runs that is known on Linux only."""
        if self.alive():
            try:
                # After the name, which may hold anything: state, then numbers; the times stand in fields 14 to 17.
                fields = Path(f"/proc/{self._popen.pid}/stat").read_text().rpartition(")")[2].split()
                return Usage(sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK"))
            except OSError:
                pass
        return self._usage

    def _reap(self, options: int, cause: Cause = "ended") -> None:
        if self._cause is not None:
            return
        try:
            process, status, used = os.wait4(self._popen.pid, options)
        except ChildProcessError:
            process, status, used = self._popen.pid, 0, resource.struct_rusage([0] * 16)
        if process:
            self._cause = cause
            self._popen.returncode = os.waitstatus_to_exitcode(status)
            unit = 1 if sys.platform == "darwin" else 1024
            self._usage = Usage(used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


def environment(role: Role, home: Path) -> dict[str, str]:
    """Return the environment of a process of this role; the secret is for the examiner alone."""
    result = sandbox.environment(sandboxed=False, home=str(home))
    if role == "examiner" and SECRET in os.environ:
        result[SECRET] = os.environ[SECRET]
    return result | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}


class PlainLauncher(Closing):
    """Starts processes without a sandbox: student code runs with the rights of whoever grades.

    Parameters
    ----------
    ahead : bool
        Whether to start the next process of a role when one is taken: for many submissions in a row.
    """

    sandboxed = False

    def __init__(self, ahead: bool = False) -> None:
        self.ahead = ahead
        self._spare: dict[tuple[Role, int], PlainProcess] = {}

    def start(self, role: Role, limits: Limits) -> PlainProcess:
        """Return a fresh process; it answers as soon as its interpreter is there."""
        what = role, limits.memory
        process = self._spare.pop(what, None) or PlainProcess(*what)
        if self.ahead:
            self._spare[what] = PlainProcess(*what)
        return process

    def close(self) -> None:
        """End what was started ahead."""
        while self._spare:
            self._spare.popitem()[1].kill()
