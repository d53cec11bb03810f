"""``dltheory doctor``: what this machine can do for grading, and how to get the rest."""

from __future__ import annotations

import argparse
import ctypes
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltheory.grading.checks import SECRET
from dltheory.grading.errors import GradingError
from dltheory.grading.execution import sandbox
from dltheory.grading.execution.forklauncher import ForkLauncher
from dltheory.grading.limits import Limits

_LANDLOCK = 444  # the system call landlock_create_ruleset, the same number everywhere


@dataclass(frozen=True)
class Finding:
    """One line of the table.

    Parameters
    ----------
    what : str
    good : bool or None
        None where there is nothing to judge.
    text : str
        What was found; if it is not good, how to get it.
    needed : bool
        Whether grading in a sandbox needs it.
    """

    what: str
    good: bool | None
    text: str
    needed: bool = False


def findings() -> Iterator[Finding]:
    """Look at this machine, one thing after the other."""
    yield Finding("python", True, f"{platform.python_version()} at {sys.prefix}")
    parts = (_bwrap(), _seccomp())
    yield from parts
    yield _starts() if all(part.good for part in parts) else Finding("namespaces", None, "not tried")
    yield from (_memory(), _fonts())
    for program in ("nbgrader", "alembic"):
        path = shutil.which(program)
        text = path or f"not on the PATH; activate the environment: PATH={sys.prefix}/bin:$PATH"
        yield Finding(program, path is not None, text)
    secret = bool(os.environ.get(SECRET))
    text = "set" if secret else f"not set: hidden tests draw inputs that anyone can foresee; export {SECRET}=..."
    yield Finding("secret", secret, text)
    yield _landlock()


def _bwrap() -> Finding:
    try:
        path = sandbox.find_bwrap()
        return Finding("bubblewrap", True, f"{sandbox.bwrap_version(path)} at {path}", needed=True)
    except (GradingError, OSError) as error:
        return Finding("bubblewrap", False, str(error), needed=True)


def _seccomp() -> Finding:
    try:
        sandbox.system_calls()
    except GradingError as error:
        return Finding("seccomp", False, str(error), needed=True)
    return Finding("seccomp", True, "a filter of system calls can be built", needed=True)


def _starts() -> Finding:
    """Start a sandbox and a process in it: the one answer that counts."""
    try:
        with ForkLauncher(()) as launcher:
            launcher.start("student", Limits()).kill()
    except (GradingError, OSError) as error:
        hints = [hint for path, bad, hint in _SETTINGS if _setting(path) == bad]
        if os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv"):
            hints.append(
                "in a container, which must allow namespaces: docker run --privileged, or an own seccomp profile"
            )
        return Finding("namespaces", False, "; ".join([str(error), *hints]), needed=True)
    whom = (
        "students are an account of their own" if sandbox.id_map() else "students are your account, without its files"
    )
    return Finding("namespaces", True, f"a process starts in the sandbox; {whom}", needed=True)


_SETTINGS = (
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "AppArmor restricts user namespaces: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    ("kernel/unprivileged_userns_clone", "0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
    ("user/max_user_namespaces", "0", "sudo sysctl user.max_user_namespaces=10000"),
)


def _setting(path: str) -> str:
    try:
        return Path("/proc/sys", path).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _memory() -> Finding:
    good = Path("/proc/self/smaps_rollup").exists()
    text = "counted for all processes of a submission together, 20 times a second" if good else "needs Linux's /proc"
    return Finding("memory", good, text, needed=True)


def _fonts() -> Finding:
    folders = [f"{sys.prefix}/share/fonts", "/usr/share/fonts", "/usr/local/share/fonts"]
    found = [folder for folder in folders if os.path.isdir(folder) and os.listdir(folder)]
    return Finding("fonts", True, ", ".join(found) or "Matplotlib's own only")


def _landlock() -> Finding:
    abi = ctypes.CDLL(None).syscall(_LANDLOCK, None, 0, 1) if sys.platform.startswith("linux") else -1
    return Finding("landlock", None, f"ABI {abi} (not used)" if abi > 0 else "none (not used)")


def run(arguments: argparse.Namespace) -> int:
    """Carry out ``dltheory doctor``."""
    marks = {True: "ok", False: "--", None: "  "}
    ready = True
    for finding in findings():
        print(f"{marks[finding.good]}  {finding.what:11} {finding.text}", flush=True)
        ready &= bool(finding.good) or not finding.needed
    print(f"\nThis machine can{'' if ready else 'not'} grade in a sandbox.")
    return 0 if ready else 1


def add_parser(subparsers: Any) -> None:
    """Attach ``doctor`` to the command line."""
    parser = subparsers.add_parser("doctor", help="say what this machine can do for grading, and how to get the rest")
    parser.set_defaults(func=run)
