"""Change every right solution of every sheet a little, and see that the sheet's tests notice.

    python tools/prove_sheets.py                       all sheets
    python tools/prove_sheets.py 01_approximation      one sheet; `--list` prints every change with its verdict

A right solution is the sheet's own or one of tests/submissions/<sheet>/right. A mutant is one of them with one small change:
an operator, a constant by one, an axis, a transpose, a sign, a comparison, min for max, a dropped condition, exchanged arguments.
Its item must lose points. A change that leaves the function right is listed in tests/submissions/<sheet>/equivalent.toml with
the reason; anything else that keeps its points shows a hole in the hidden tests, and the exit status is 1.

Each mutant runs against the test cell of its own item, in a process of its own with limits on time and memory.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import functools
import gc
import io
import json
import os
import resource
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from dltheory.grading.sheets import Piece, Sheet, grade_id_of, read_attempt

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = "reference"
LARGEST_CONSTANT = (
    100  # a larger one is a resolution (the steps of a quadrature, the size of a cache), and one more step is as right
)
SLOWEST = 2.0  # seconds of computing on top of four times what the unchanged solution takes
MEMORY = 2 * 2**30

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
TWINS = {"min": "max", "argmin": "argmax", "minimum": "maximum", "floor": "ceil", "any": "all", "sum": "mean"}
TWINS |= {there: here for here, there in TWINS.items()}
NOT_COMMUTATIVE = (ast.Sub, ast.Div, ast.Pow, ast.MatMult, ast.FloorDiv, ast.Mod)
TALK = {"print", "warn", "setrecursionlimit"}  # what they say is no part of the answer


@dataclass(frozen=True)
class Mutant:
    """A right solution with one small change."""

    attempt: str
    function: str
    change: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it in equivalent.toml."""
        return self.attempt, self.function, self.change


@dataclass(frozen=True)
class Proof:
    """What became of the mutants of one sheet."""

    sheet: str
    attempts: int
    verdicts: dict[Mutant, str]
    stale: list[str]

    @property
    def survivors(self) -> list[Mutant]:
        """The mutants that keep their points although nobody has said why they may."""
        return [mutant for mutant, verdict in self.verdicts.items() if verdict == "survives"]

    def __str__(self) -> str:
        count = Counter(self.verdicts.values())
        return (
            f"{self.sheet}: {len(self.verdicts)} mutants of {self.attempts} right solutions: {count['lost']} lose their item, "
            f"{count['equivalent']} are equivalent, {count['survives']} survive"
        )


# ---------------------------------------------------------------- changes


def replacements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node may be changed to."""
    match node:
        case ast.BinOp():
            if type(node.op) in OPERATORS:
                yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
            if isinstance(node.op, NOT_COMMUTATIVE):
                yield ast.BinOp(node.right, node.op, node.left)
        case ast.AugAssign() if type(node.op) in OPERATORS:
            yield ast.AugAssign(node.target, OPERATORS[type(node.op)](), node.value)
        case ast.Constant(value=int() | float() as number) if (
            type(number) is not bool and abs(number) <= LARGEST_CONSTANT
        ):
            yield ast.Constant(number + 1)
            yield ast.Constant(number - 1)
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield node.operand
        case ast.Return(value=ast.expr() as value):
            yield ast.Return(ast.UnaryOp(ast.USub(), value))
        case ast.Attribute(attr="T"):
            yield node.value
        case ast.Compare():
            for other in COMPARISONS.get(type(node.ops[0]), ()):
                yield ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)
            if len(node.ops) > 1:
                yield ast.Compare(node.left, node.ops[:1], node.comparators[:1])
        case ast.BoolOp():
            for place in range(len(node.values)):
                rest = [value for i, value in enumerate(node.values) if i != place]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.If():
            yield ast.If(ast.Constant(True), node.body, node.orelse)
            yield ast.If(ast.Constant(False), node.body, node.orelse)
        case ast.comprehension(ifs=[_, *_]):
            yield ast.comprehension(node.target, node.iter, [], node.is_async)
        case ast.Call():
            if len(node.args) > 1 and not isinstance(node.args[1], ast.Starred):
                yield ast.Call(node.func, [node.args[1], node.args[0], *node.args[2:]], node.keywords)
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if isinstance(node.func, ast.Attribute) and name in TWINS:
                yield ast.Call(ast.Attribute(node.func.value, TWINS[name], ast.Load()), node.args, node.keywords)
            elif name in TWINS and name != "sum":
                yield ast.Call(ast.Name(TWINS[name], ast.Load()), node.args, node.keywords)
        case ast.keyword(arg="axis" | "dim" | "axes", value=ast.Constant(value=int() as axis)):
            yield ast.keyword(node.arg, ast.Constant(0 if axis in (1, -1) else 1))


def changeable(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a cell where a change could matter: no texts, no imports, no talking, no defaults."""
    todo = [tree]
    while todo:
        node = todo.pop()
        match node:
            case ast.Import() | ast.ImportFrom() | ast.JoinedStr() | ast.Constant(value=str()):
                continue
            case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))) if name in TALK:
                continue
            case ast.keyword(arg="axis" | "dim" | "axes"):
                yield node  # changed as a whole
                continue
            case ast.FunctionDef():
                yield node
                todo += reversed(node.body)
                continue
        yield node
        todo += reversed(list(ast.iter_child_nodes(node)))


def shown(node: ast.AST) -> str:
    """Return a node as code on one line, a compound statement by its head."""
    if isinstance(node, ast.comprehension):
        return " ".join(
            ["for", ast.unparse(node.target), "in", ast.unparse(node.iter), *(f"if {ast.unparse(c)}" for c in node.ifs)]
        )
    return ast.unparse(node).splitlines()[0]


def mutants(attempt: str, function: str, source: str) -> Iterator[Mutant]:
    """Yield every small change of one solution cell."""
    tree = ast.parse(source)
    seen: Counter[str] = Counter()
    unchanged = ast.unparse(tree)
    for place, node in enumerate(changeable(tree)):
        for number, new in enumerate(replacements(node)):
            twin = copy.deepcopy(tree)
            target = next(other for i, other in enumerate(changeable(twin)) if i == place)
            _replace(twin, target, list(replacements(target))[number])
            text = ast.unparse(ast.fix_missing_locations(twin))
            if text == unchanged:
                continue
            change = f"{shown(node)} -> {shown(new)}"
            seen[change] += 1
            yield Mutant(attempt, function, change if seen[change] == 1 else f"{change} (#{seen[change]})", text)


def _replace(tree: ast.AST, target: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, new)
                return
            if isinstance(value, list) and any(item is target for item in value):
                setattr(parent, field, [new if item is target else item for item in value])
                return
    raise AssertionError("the node to be changed is not in the tree")


# ---------------------------------------------------------------- running


def right_solutions(sheet: Sheet, folder: Path) -> dict[str, list[Piece]]:
    """Return the code cells of every right solution by its name, the sheet's own first."""
    found = {REFERENCE: [Piece(cell.grade_id, cell.source) for cell in sheet.of_kind("solution")]}
    fillable = {piece.grade_id for piece in found[REFERENCE]}
    locked = {cell.grade_id for cell in sheet.of_kind("locked", "test")}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".py":
            found[path.stem] = read_attempt(path, sheet)
        elif path.suffix == ".ipynb":
            cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
            named = [(grade_id_of(cell), cell.source) for cell in cells if grade_id_of(cell) not in locked]
            found[path.stem] = [Piece(name if name in fillable else None, source) for name, source in named]
    return found


def run(source: str, names: dict[str, Any], where: str) -> None:
    """Run a cell in a namespace."""
    exec(compile(source, where, "exec"), names)


def in_a_child(work: Callable[[], None], seconds: float) -> int:
    """Start work in a forked process, silent and with limits; return its id. It ends with status 0 if nothing is raised."""
    child = os.fork()
    if child:
        return child
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        work()
        os._exit(0)
    except BaseException:  # a wrong answer, a crash, an exit: all of them lose
        os._exit(1)


def keeps_its_points(jobs: list[tuple[Callable[[], None], float]], parallel: int) -> list[bool]:
    """Run jobs, each a function with its seconds, in processes; return which of them raise nothing in their time."""
    gc.freeze()  # a collection in a child would copy the pages that it shares with this process
    passed = [False] * len(jobs)
    running: dict[int, tuple[int, float]] = {}
    waiting = iter(range(len(jobs)))
    done = 0
    while done < len(jobs):
        while len(running) < parallel and (number := next(waiting, None)) is not None:
            work, seconds = jobs[number]
            running[in_a_child(work, seconds)] = (number, time.monotonic() + 10 * seconds)  # waiting, too
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            number, _ = running.pop(child)
            passed[number] = os.waitstatus_to_exitcode(status) == 0
            done += 1
            continue
        for child, (_, deadline) in running.items():
            if time.monotonic() > deadline:
                os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    gc.unfreeze()
    return passed


def prove(path: Path, folder: Path, parallel: int) -> Proof:
    """Grade every mutant of every right solution of one sheet."""
    sheet = Sheet.from_notebook(nbformat.read(path, as_version=4), path.stem)
    tests = {cell.grade_id: cell.source for cell in sheet.of_kind("test")}
    solutions = right_solutions(sheet, folder / "right")
    found: list[Mutant] = []
    jobs: list[tuple[Callable[[], None], float]] = []
    for attempt, cells in solutions.items():
        names: dict[str, Any] = {}
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for source in [cell.source for cell in sheet.of_kind("locked")] + [piece.source for piece in cells]:
                run(source, names, attempt)
        for function, source in ((piece.grade_id, piece.source) for piece in cells):
            if function is None:
                continue
            test = tests[f"test_{function}"]
            start = time.process_time()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                run(test, dict(names), f"{attempt}, unchanged")
            seconds = SLOWEST + 4 * (time.process_time() - start)

            def work(changed: str, names: dict[str, Any] = names, test: str = test) -> None:
                # The namespace itself, for that is where the other functions look; this process ends afterwards.
                run(changed, names, "mutant")
                run(test, names, "test")

            for mutant in mutants(attempt, function, source):
                found.append(mutant)
                jobs.append((functools.partial(work, mutant.source), seconds))
    listed = equivalent(folder / "equivalent.toml")
    verdicts = {}
    for mutant, kept in zip(found, keeps_its_points(jobs, parallel), strict=True):
        verdicts[mutant] = "lost" if not kept else "equivalent" if mutant.key in listed else "survives"
    needed = {mutant.key for mutant, verdict in verdicts.items() if verdict == "equivalent"}
    stale = [", ".join(key) for key in listed if key not in needed]
    return Proof(sheet.name, len(solutions), verdicts, stale)


def equivalent(path: Path) -> dict[tuple[str, str, str], str]:
    """Return the reasons why a mutant may keep its points, by attempt, function and change.

    The file holds tables ``[[equivalent]]`` with the keys attempt, function, reason and changes, a list.
    """
    if not path.is_file():
        return {}
    listed = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["equivalent"]:
        if not entry["reason"].strip():
            raise ValueError(f"{path}: {entry['attempt']}, {entry['function']} gives no reason")
        for change in entry["changes"]:
            listed[entry["attempt"], entry["function"], change] = entry["reason"]
    return listed


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("name", nargs="?", help="one sheet, such as 01_approximation; all when left out")
    parser.add_argument("--list", action="store_true", help="print every change with its verdict")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    arguments = parser.parse_args()
    paths = sorted(path for path in (ROOT / "source").glob("*/*.ipynb") if path.stem == path.parent.name)
    if arguments.name is not None:
        names = ", ".join(path.stem for path in paths)
        paths = [path for path in paths if path.stem == arguments.name]
        if not paths:
            print(f"There is no sheet {arguments.name!r} in source/; there are {names}.", file=sys.stderr)
            return 1
    failed = False
    for path in paths:
        proof = prove(path, ROOT / "tests" / "submissions" / path.stem, arguments.jobs)
        for mutant, verdict in proof.verdicts.items():
            if arguments.list or verdict == "survives":
                print(
                    f"{verdict:10}  [{mutant.attempt}.{mutant.function}] {json.dumps(mutant.change, ensure_ascii=False)}"
                )
        for entry in proof.stale:
            print(f"stale       {entry}: listed as equivalent, but it loses its item or does not exist")
        print(proof)
        failed = failed or bool(proof.survivors or proof.stale)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
