"""Launchers at hand: one is opened for whoever grades, with the modules that the sheet needs, and one is kept for each thread."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
from typing import Any

from dltheory.grading.checks import SECRET
from dltheory.grading.execution.launcher import Launcher
from dltheory.grading.sheets import Sheet
from dltheory.grading.sources import modules

_ALWAYS = ("matplotlib.pyplot", "numpy")  # worth having before a submission asks for it

_mine = threading.local()
_kept: list[Launcher] = []
_lock = threading.Lock()


def modules_of(sheet: Sheet) -> tuple[str, ...]:
    """Return the modules that a sheet's locked cells import, for a launcher to import once."""
    return tuple(sorted({*_ALWAYS, *(name for cell in sheet.of_kind("locked") for name in modules(cell.source))}))


def open_launcher(preloaded: tuple[str, ...] = _ALWAYS, sandbox: bool = True, ahead: bool = False) -> Launcher:
    """Return a launcher of the caller's own.

    Parameters
    ----------
    preloaded : tuple of str
        What to import before any submission.
    sandbox : bool
        Whether the student's code is shut in.
    ahead : bool
        See `PlainLauncher`, which is all that there is outside of Linux.

    Raises
    ------
    GradingError
        If there is to be a sandbox and this machine has none.
    """
    if sandbox or sys.platform.startswith("linux"):
        from dltheory.grading.execution.forkserver import ForkLauncher

        return ForkLauncher(preloaded, sandbox=sandbox)
    from dltheory.grading.execution.plain import PlainLauncher

    return PlainLauncher(ahead)


def launcher_for(sandbox: bool, preloaded: tuple[str, ...]) -> Launcher:
    """Return this thread's launcher: opened if need be, or if the one that it has is of another kind; see `open_launcher`."""
    wanted = sandbox, preloaded, os.environ.get(SECRET)  # which an examiner gets when its launcher opens
    mine: tuple[Any, Launcher] | None = getattr(_mine, "launcher", None)
    if mine is not None and mine[0] == wanted:
        return mine[1]
    drop_launcher()
    launcher = open_launcher(preloaded, sandbox)
    _mine.launcher = wanted, launcher
    with _lock:
        _kept.append(launcher)
    return launcher


def drop_launcher() -> None:
    """End this thread's launcher; the next submission gets a fresh one."""
    mine = getattr(_mine, "launcher", None)
    _mine.launcher = None
    if mine is not None:
        with _lock:
            if mine[1] in _kept:
                _kept.remove(mine[1])
        mine[1].close()


@atexit.register
def close_launchers() -> None:
    """End the launchers of all threads."""
    with _lock:
        launchers, _kept[:] = list(_kept), []
    for launcher in launchers:
        with contextlib.suppress(Exception):
            launcher.close()


def warn_of_no_sandbox() -> None:
    """Say on standard error what grading without a sandbox means."""
    print("Warning: without a sandbox the students' code runs with your rights.", file=sys.stderr)
