"""Kernel processes: start, run a cell, ask, kill."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager

from dltheory.grading.channels import Channel, Reply
from dltheory.grading.checks import SECRET
from dltheory.grading.errors import GradingError, KernelError, KernelTimeout
from dltheory.grading.outputs import Recorder
from dltheory.grading.serving import REQUEST

Role = Literal["student", "examiner"]

# The path of a Unix socket must fit into 104 bytes (macOS) or 108 (Linux).
_LONGEST_SOCKET_PATH = 95
_START_TIMEOUT = 60.0


class _OwnInterpreter(KernelSpecManager):
    """Kernel specs that need no installation: this interpreter, our kernel."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        start = f"from dltheory.grading.{kernel_name} import main; main()"
        # -P: a submitted file such as zmq.py must not take the place of a library.
        argv = [sys.executable, "-P", "-c", start, "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name=kernel_name, language="python", interrupt_mode="message")


@dataclass
class Execution:
    """What came of running one cell: its outputs in notebook form, and its error if there was one."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: tuple[str, str] | None = None


class Kernel:
    """One kernel process with a scratch folder of its own; starting it does not wait for it.

    Parameters
    ----------
    role : {"student", "examiner"}
        Which of our two kernels to run.
    files : path, optional
        A folder; a copy of it, notebooks left out, becomes the working directory, which is empty otherwise.
    """

    def __init__(self, role: Role, files: Path | None = None) -> None:
        self.role = role
        self.folder = Path(tempfile.mkdtemp(prefix="dlt-"))
        self.channel: Channel | None = None
        work = self.folder / "work"
        if files is None:
            work.mkdir()
        else:
            ignored = shutil.ignore_patterns("*.ipynb", ".ipynb_checkpoints", "__pycache__")
            shutil.copytree(files, work, symlinks=True, ignore=ignored)
        self._manager = KernelManager(
            kernel_name=role,
            kernel_spec_manager=_OwnInterpreter(),
            connection_file=str(self.folder / "kernel.json"),
        )
        if sys.platform != "win32" and len(str(self.folder / "s-5")) <= _LONGEST_SOCKET_PATH:
            self._manager.transport = "ipc"
            self._manager.ip = str(self.folder / "s")
        try:
            with open(self.folder / "log", "wb") as log:
                self._manager.start_kernel(
                    cwd=str(work), env=self._environment(), stdout=subprocess.DEVNULL, stderr=log, independent=False
                )
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise GradingError(f"the {role} kernel did not start: {error.strerror or error}") from error

    def _environment(self) -> dict[str, str]:
        environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONSTARTUP", "JPY_PARENT_PID")}
        if self.role == "student":
            environment.pop(SECRET, None)
        environment["IPYTHONDIR"] = str(self.folder / "ipython")
        environment["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        environment.setdefault("OMP_NUM_THREADS", "1")
        return environment

    @property
    def connection_file(self) -> str:
        """The file that tells how to reach the kernel."""
        return self._manager.connection_file

    def ready(self) -> Kernel:
        """Wait until the kernel answers; return it.

        Raises
        ------
        GradingError
            If it does not start, with the last line of what it said.
        """
        if self.channel is not None:
            return self
        channel = Channel(self.connection_file, output=True)
        channel.alive = self.alive
        deadline = time.monotonic() + _START_TIMEOUT
        try:
            # Outputs that are sent before the subscription has arrived would be lost: wait until one comes through.
            heard: list[Any] = []
            while not heard:
                channel.ask(
                    "execute_request",
                    {"code": "print(end=' ')", "silent": False, "store_history": False},
                    timeout=max(1.0, deadline - time.monotonic()),
                    on_output=heard.append,
                )
                if time.monotonic() > deadline:
                    raise KernelTimeout("no output")
        except KernelError as error:
            channel.close()
            said = (self.folder / "log").read_text(errors="replace").strip().splitlines()
            self.kill()
            raise GradingError(
                f"the {self.role} kernel did not start ({said[-1] if said else error}); "
                "check that ipykernel is installed: pip install -e ."
            ) from error
        self.channel = channel
        return self

    def alive(self) -> bool:
        """Whether the process still runs."""
        return bool(self._manager.is_alive())

    def request(self, do: str, timeout: float = 10.0, **content: Any) -> Reply:
        """Send a request of our own and return the reply."""
        assert self.channel is not None, "ready() comes first"
        return self.channel.ask(REQUEST, {"do": do, **content}, timeout=timeout)

    def execute(self, source: str, timeout: float) -> Execution:
        """Run one cell and return its outputs, safe and capped.

        Raises
        ------
        KernelDied, KernelTimeout
            If the process ends, or does not react to interrupts.
        """
        assert self.channel is not None, "ready() comes first"
        recorder = Recorder(trusted=self.role == "examiner")
        content = {
            "code": source,
            "silent": False,
            "store_history": True,
            "allow_stdin": False,
            "stop_on_error": False,
        }
        reply = self.channel.ask("execute_request", content, timeout=timeout, on_output=recorder)
        error = None
        if reply.timed_out:
            error = ("TimeoutError", f"the cell took longer than {timeout:g} s")
        elif reply.content.get("status") != "ok":
            error = (str(reply.content.get("ename", "Error")), str(reply.content.get("evalue", "")))
        return Execution(recorder.outputs, error)

    def kill(self) -> None:
        """End the process and its children in the same process group; remove the scratch folder."""
        if self.channel is not None:
            self.channel.close()
            self.channel = None
        if self._manager.has_kernel:
            self._manager.shutdown_kernel(now=True)
        shutil.rmtree(self.folder, ignore_errors=True)
