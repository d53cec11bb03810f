"""An IPython shell without a Jupyter kernel: runs notebook cells and collects what they show, in notebook form.

Magics, ``!commands``, top-level ``await``, the last line's value, displays and their updates, ``clear_output`` and inline figures
work as in a notebook. What a notebook can notice:

- ``get_ipython()`` has no ``kernel``, and there is no comm to a browser: widgets can be made, but nobody moves them;
- ``input()`` raises, since nobody is there to answer;
- only what goes through Python's ``sys.stdout`` and ``sys.stderr`` is shown. What is written to the descriptors 1 and 2 themselves,
  by ``os.write`` or by a command that ``subprocess`` starts, goes to the void; ``!command`` is shown;
- a transformer of input that a cell registers does not see cells that are plain Python;
- processes that are forked from one draw the same numbers from a generator that nobody has seeded;
- there is no history on disk, no configuration of the user's, no event loop between two cells, and the colours are off.

A shell may be made before a fork and used after it. It has no thread and, until the first ``await``, no event loop.
"""

from __future__ import annotations

import ast
import builtins
import getpass
import io
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets import Type
from traitlets.config import Config

from dltheory.grading.outputs import Recorder

_LONGEST = 20_000  # characters of an error: a test's message may show what the student returned


class _Stream(io.TextIOBase):
    """Standard output or error: what is written becomes an output of the cell that runs."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, shell: Shell, name: str) -> None:
        self._shell = shell
        self._name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shell.recorder.add("stream", {"name": self._name, "text": text})
        return len(text)


class _Publisher(DisplayPublisher):
    """Takes what ``display`` shows."""

    shell: Any

    def publish(
        self, data: Any, metadata: Any = None, *_: Any, transient: Any = None, update: bool = False, **__: Any
    ) -> None:
        display_id = (transient or {}).get("display_id")
        self.shell.recorder.add("display_data", {"data": data}, display_id, update)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.clear(wait)


class _Hook(DisplayHook):
    """Takes the value of a cell's last line."""

    shell: Any

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.recorder.add("execute_result", {"data": format_dict})

    def finish_displayhook(self) -> None:
        self._is_active = False

    @staticmethod
    def semicolon_at_end_of_expression(expression: str) -> bool:
        """Return whether a cell ends in a semicolon; IPython reads the whole cell for that, and most have none at all."""
        return ";" in expression and DisplayHook.semicolon_at_end_of_expression(expression)


class Shell(InteractiveShell):
    """The shell; `make_shell` makes the one of this process."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, **options: Any) -> None:
        self.recorder = Recorder()
        super().__init__(**options)  # type: ignore[no-untyped-call]  # IPython's

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        yield  # IPython keeps a second copy of all output, without a limit

    def transform_cell(self, raw_cell: str) -> str:
        """Return a cell as Python: most are, and IPython reads each three times to leave it as it is.

        A line that is the whole cell may be a magic all the same, as ``ls`` is.
        """
        if "\n" in raw_cell.strip():
            with suppress(SyntaxError, ValueError, RecursionError, MemoryError), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # compiling it says so once more
                ast.parse(raw_cell)
                return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"
        transformed: str = super().transform_cell(raw_cell)  # type: ignore[no-untyped-call]
        return transformed

    def should_run_async(self, raw_cell: str, **options: Any) -> bool:
        """Return whether a cell awaits anything; IPython compiles it to know, and a cell without these words does not."""
        cell = options.get("transformed_cell")
        if cell is not None and "await" not in cell and "async" not in cell:
            return False
        return bool(super().should_run_async(raw_cell, **options))

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there is no window to wait for."""

    def ask_exit(self) -> None:
        """Do nothing: a forgotten ``exit()`` must not end the process."""

    def system_piped(self, cmd: str) -> None:
        """Run a command as ``!command`` does and show what it prints."""
        command = self.var_expand(cmd, depth=1)  # type: ignore[no-untyped-call]
        done = subprocess.run(
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        print(done.stdout.decode(errors="replace"), end="")
        self.user_ns["_exit_code"] = done.returncode

    system = system_piped

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.recorder.add(
            "error",
            {"ename": etype.__name__, "evalue": _text(evalue), "traceback": [line[:_LONGEST] for line in stb[-50:]]},
        )


@dataclass
class Ran:
    """What came of running one cell: its outputs, and its error if there was one."""

    outputs: list[dict[str, Any]]
    error: BaseException | None = None

    @property
    def said(self) -> list[str] | None:
        """The error's class and message."""
        return None if self.error is None else said_of(self.error)


def make_shell(trusted: bool = False) -> Shell:
    """Return the shell of this process, made at the first call.

    Parameters
    ----------
    trusted : bool
        Whether outputs of any type are taken over as they are.
    """
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    if not Shell.initialized():
        # A profile is wanted, but nothing is read from it or written to it.
        with tempfile.TemporaryDirectory(prefix="dlt-profile-") as folder:
            profile = ProfileDir.create_profile_dir(folder, config)
            Shell.instance(config=config, profile_dir=profile, ipython_dir=folder)
    shell: Shell = Shell.instance()
    shell.recorder = Recorder(trusted)
    sys.stdout, sys.stderr = _Stream(shell, "stdout"), _Stream(shell, "stderr")
    builtins.input = getpass.getpass = _no_input
    return shell


def run_cell(shell: Shell, source: str) -> Ran:
    """Run one cell; whatever it raises is part of what is returned."""
    shell.recorder = Recorder(shell.recorder.trusted)
    result = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
    error = None if result is None else result.error_before_exec or result.error_in_exec
    return Ran(shell.recorder.outputs, error)


def said_of(error: BaseException) -> list[str]:
    """Return an error's class and message."""
    return [type(error).__name__, _text(error)]


def _no_input(prompt: object = "", *_: Any, **__: Any) -> NoReturn:
    raise StdinNotImplementedError("input() cannot be used in a sheet: nobody is there to answer while it is graded")


def _text(value: BaseException) -> str:
    if isinstance(value, SyntaxError) and value.lineno:  # Python's own text names a file that there is not
        return f"{value.msg} (line {value.lineno})"
    try:
        return str(value)[:_LONGEST]
    except BaseException:  # a student's own class may do anything
        return ""
