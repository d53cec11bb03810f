"""The course's tools, run inside the test's own process: a command costs its work, not also an interpreter's start."""

import contextlib
import importlib.util
import io
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from unittest import mock

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / "tools"


@dataclass(frozen=True)
class Called:
    """What a command did, with the names of `subprocess.CompletedProcess`."""

    returncode: int
    stdout: str
    stderr: str


def load(name: str) -> ModuleType:
    """Return the module tools/<name>.py, imported once."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # dataclasses look their module up
        with mock.patch.object(sys, "path", [str(TOOLS), *sys.path]):  # tools import each other
            spec.loader.exec_module(module)
    return sys.modules[name]


def call(name: str, *arguments: object) -> Called:
    """Run tools/<name>.py with these arguments, as the command line would."""
    tool = load(name)
    out, error = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "argv", [f"{name}.py", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(error),
    ):
        try:
            status = tool.main()
        except SystemExit as ended:  # argparse
            status = ended.code
    return Called(int(status or 0), out.getvalue(), error.getvalue())
