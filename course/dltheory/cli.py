"""The command line: ``dltheory try``, and the commands of `_COMMANDS`."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dltheory.grading.errors import GradingError
from dltheory.grading.importing import importing
from dltheory.grading.shown import any_terminal

# jsonschema, which nbformat imports, compiles the grammar of international addresses if it finds the first of these packages, and
# reads all that there is on dates for the second: more than half of a command's start, for formats that notebooks do not have.
for _name in ("rfc3987_syntax", "isoduration"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]

if TYPE_CHECKING:
    from dltheory.grading.attempts import VisibleResult
    from dltheory.grading.outcomes import ItemResult

# Each has a function add_parser(subparsers) that sets func(args) -> exit status.
_COMMANDS = {
    "demo": "dltheory.grading.demo",
    "report": "dltheory.grading.report",
    "pdf": "dltheory.grading.feedback",
    "grade": "dltheory.grading.classrun",
    "doctor": "dltheory.grading.doctor",
}
# Of the standard library; `try` with a released notebook does without them.
_NOT_ON_WINDOWS = ("fcntl", "resource", "pwd")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, or 1 with one sentence on stderr."""
    any_terminal()
    argv = sys.argv[1:] if argv is None else argv
    try:
        with importing():
            parser = _parser(argv[0] if argv else "")
        args = parser.parse_args(argv)
        return args.func(args) or 0
    except GradingError as error:
        print(f"dltheory: {error}", file=sys.stderr)
    except UnicodeEncodeError:  # of the names of files; what is printed is taken care of
        print(
            f"dltheory: this terminal's locale knows names of files in {sys.getfilesystemencoding()} only, and there are others; "
            "set PYTHONUTF8=1",
            file=sys.stderr,
        )
    except ModuleNotFoundError as error:
        package = (error.name or str(error)).partition(".")[0]
        advice = f"the package {package} is missing; install the course again: pip install -e ."
        if package in _NOT_ON_WINDOWS:
            advice = "this needs Linux or macOS; elsewhere there is: dltheory try release/SHEET/SHEET.ipynb FILE"
        print(f"dltheory: {advice}", file=sys.stderr)
    except KeyboardInterrupt:
        print("dltheory: interrupted", file=sys.stderr)
    return 1


def _parser(command: str) -> argparse.ArgumentParser:
    """Return the parser of all commands, or of a known one alone: the others' modules need not be imported for it."""
    parser = _Parser(prog="dltheory", description="Tools for the sheets of the course.")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    attempt = subparsers.add_parser(
        "try",
        help="grade one attempt at a sheet, without a gradebook",
        description="Grade one attempt at a sheet, without a gradebook. In a student's copy of the course, which has no "
        "hidden tests, run the tests that the sheet shows.",
    )
    attempt.add_argument("sheet", help="the name of a sheet, such as 01_approximation, or a notebook of a sheet")
    attempt.add_argument("file", help="a notebook, or a Python file with a cell headed '# %%%% NAME' for each function")
    attempt.add_argument("--json", action="store_true", help="print the result as JSON")
    attempt.add_argument("--no-sandbox", action="store_true", help="run the attempt's code without a sandbox")
    attempt.set_defaults(func=_try)
    for name in () if command == "try" else [_COMMANDS[command]] if command in _COMMANDS else _COMMANDS.values():
        if importlib.util.find_spec(name) is not None:
            try:
                importlib.import_module(name).add_parser(subparsers)
            except ModuleNotFoundError as error:
                if command in _COMMANDS or error.name not in _NOT_ON_WINDOWS:
                    raise
    return parser


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are ours: one sentence, status 1."""

    def error(self, message: str) -> Any:
        raise GradingError(f"{message}; see {self.prog} --help")


def _try(args: argparse.Namespace) -> int:
    from dltheory.grading.attempts import students_version, try_file, try_visible

    released = students_version(args.sheet)
    results: Sequence[ItemResult] | Sequence[VisibleResult]
    if released is None:
        from dltheory.grading.execution.launchers import warn_of_no_sandbox
        from dltheory.grading.grader import Grader

        if args.no_sandbox:
            warn_of_no_sandbox()
        with Grader(sandbox=not args.no_sandbox) as grader:
            results = graded = try_file(args.sheet, args.file, grader=grader)
        table = _table(graded)
    else:
        results = visible = try_visible(released, args.file)
        table = _visible_table(visible)
    print(json.dumps([asdict(result) for result in results], indent=2) if args.json else table)
    return 0


def _table(results: Sequence[ItemResult]) -> str:
    """Return item, points and message in columns, the total below."""
    width = max(len("total"), *(len(result.item) for result in results))
    lines = []
    for result in results:
        first, *rest = result.message.splitlines() or ["passed" if result.points == result.max_points else ""]
        lines.append(f"{result.item:{width}}  {result.points:5g} / {result.max_points:<5g} {first}".rstrip())
        lines += [f"{'':{width}}  {'':13} {line}" for line in rest]
    points, total = sum(result.points for result in results), sum(result.max_points for result in results)
    return "\n".join([*lines, f"{'total':{width}}  {points:5g} / {total:g}"])


def _visible_table(results: Sequence[VisibleResult]) -> str:
    """Return item, verdict and message in columns, and below them what they mean."""
    width = max(len(result.item) for result in results)
    lines = ["This copy of the course has no hidden tests. The tests that the sheet shows say:"]
    for result in results:
        first, *rest = result.message.splitlines() or ["passed"]
        lines.append(f"{result.item:{width}}  {first}")
        lines += [f"{'':{width}}  {line}" for line in rest]
    passed = sum(result.passed for result in results)
    lines.append(
        f"{passed} of {len(results)} pass. Points are given when the sheet is graded, with hidden tests on other inputs; "
        "written parts are read by a person."
    )
    return "\n".join(lines)
