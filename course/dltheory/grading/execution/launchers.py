"""Launchers at hand: one is opened for whoever grades, with the modules that the sheet needs, and is kept for all who want the same.

Importing is most of what a launcher costs, so threads share one: each process is forked with namespaces of its own, and may not
see another's whoever has asked for it.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
from dataclasses import dataclass

from dltheory.grading.checks import SECRET
from dltheory.grading.execution.launcher import Launcher
from dltheory.grading.sheets import Sheet
from dltheory.grading.sources import modules

_ALWAYS = ("numpy",)  # worth having before a submission asks for it

NO_SANDBOX = "without a sandbox the students' code runs with your rights"
# Threads at one launcher; it forks and ends processes one after the other. One, where all students there would be one user.
_SHARING = 4


@dataclass(eq=False)
class _Kept:
    """A launcher, what it was wanted for, and how many threads use it; of a broken one no further process is asked."""

    wanted: tuple[bool, tuple[str, ...], str | None]
    launcher: Launcher
    users: int = 0
    broken: bool = False


_mine = threading.local()
_kept: list[_Kept] = []
_lock = threading.Lock()
_opening = threading.Lock()


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
        from dltheory.grading.execution.forklauncher import ForkLauncher

        return ForkLauncher(preloaded, sandbox=sandbox)
    from dltheory.grading.execution.plain import PlainLauncher

    return PlainLauncher(ahead)


def launcher_for(sandbox: bool, preloaded: tuple[str, ...]) -> Launcher:
    """Return a launcher for this thread: the one that it has, one that another thread has opened, or a new one; see `open_launcher`."""
    mine: _Kept | None = getattr(_mine, "kept", None)
    if mine is not None and mine.wanted == _wanted(sandbox, preloaded) and not mine.broken:
        return mine.launcher
    _leave(broken=False)
    _mine.kept = _join(sandbox, preloaded, 1)
    launcher: Launcher = _mine.kept.launcher
    return launcher


def warm_up(sandbox: bool, preloaded: tuple[str, ...]) -> None:
    """Open a launcher that the first threads to ask for one will get; see `open_launcher`."""
    _join(sandbox, preloaded, 0)


def _wanted(sandbox: bool, preloaded: tuple[str, ...]) -> tuple[bool, tuple[str, ...], str | None]:
    return sandbox, preloaded, os.environ.get(SECRET)  # which an examiner gets when its launcher opens


def _join(sandbox: bool, preloaded: tuple[str, ...], users: int) -> _Kept:
    wanted = _wanted(sandbox, preloaded)
    most = _SHARING if not sandbox or _has_users() else 1
    with _opening:  # who comes second waits, and gets the first one's
        with _lock:
            found = [kept for kept in _kept if kept.wanted == wanted and not kept.broken and kept.users < most]
            if found:
                found[0].users += users
                return found[0]
        opened = _Kept(wanted, open_launcher(preloaded, sandbox), users)
        with _lock:
            _kept.append(opened)
        return opened


def _has_users() -> bool:
    if not sys.platform.startswith("linux"):
        return False  # and no sandbox; whoever opens the launcher says so
    from dltheory.grading.execution.sandbox import has_users

    return has_users()


def drop_launcher() -> None:
    """Leave this thread's launcher, which did not do its work; the next submission gets a fresh one.

    Whoever else uses it ends what has begun; the last one closes it.
    """
    _leave(broken=True)


def _leave(broken: bool) -> None:
    mine: _Kept | None = getattr(_mine, "kept", None)
    _mine.kept = None
    if mine is None:
        return
    with _lock:
        mine.users -= 1
        mine.broken = mine.broken or broken
        last = mine.users <= 0 and mine in _kept
        if last:
            _kept.remove(mine)
    if last:
        mine.launcher.close()


@atexit.register
def close_launchers() -> None:
    """End the launchers of all threads."""
    with _lock:
        launchers, _kept[:] = list(_kept), []
    for kept in launchers:
        kept.broken = True
        with contextlib.suppress(Exception):
            kept.launcher.close()


def warn_of_no_sandbox() -> None:
    """Say on standard error what grading without a sandbox means."""
    print(f"Warning: {NO_SANDBOX}.", file=sys.stderr)
