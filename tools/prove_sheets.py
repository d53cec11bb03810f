"""Grade all that is known to be right or wrong with the real engine, and say how often a sheet's tests are mistaken.

    python tools/prove_sheets.py                       all sheets and the hostile submissions; the last line is the README's
    python tools/prove_sheets.py 01_approximation      one sheet; `--list` prints every change with its verdict

Right: a sheet's own solution and tests/submissions/<sheet>/right. Each item of each must keep all its points: one that does not
is a false reject. Wrong: the sheet as released, and tests/submissions/<sheet>/wrong, laid over a right attempt. Each must lose
the items that it names and no other. An item that it names and keeps is a false accept; so is one that is lost because the
test cell itself broke (a crash in it, a value that cannot cross), for that test has not seen the mistake.

A mutant is a right solution with one small change: an operator, a constant by one, an axis, a transpose, a sign, a comparison, min
for max, a dropped condition, exchanged arguments. Its item must lose points, and again not because the test cell broke. A change that
leaves the function right is listed in tests/submissions/<sheet>/equivalent.toml with the reason; anything else survives: a hole in the
hidden tests.

An escape is a hostile submission with which any test of tests/test_hostile.py fails. The exit status is 1 unless all four are none.
"""

from __future__ import annotations

import argparse
import ast
import copy
import datetime
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
from nbformat import NotebookNode

from dltheory.grading.execution.launchers import close_launchers, launcher_for, modules_of
from dltheory.grading.limits import Limits
from dltheory.grading.outcomes import Graded, Verdict
from dltheory.grading.sheets import Piece, Sheet, grade_id_of, put_in, read_attempt
from dltheory.grading.sources import parse
from dltheory.grading.submission import grade

ROOT = Path(__file__).resolve().parent.parent
SUBMISSIONS = ROOT / "tests" / "submissions"
RESULTS = ROOT / "benchmarks" / "results.json"
REFERENCE = "reference"
BASE = "vectorised.py"  # the right attempt under the wrong ones; no function of it calls another
LARGEST_CONSTANT = (
    100  # a larger one is a resolution (the steps of a quadrature, the size of a cache), and one more step is as right
)
SLOWEST = 2.0  # seconds of computing on top of four times what the unchanged solution takes
NOT_SEEN = (Verdict.CRASHED, Verdict.REFUSED, Verdict.GRADER_FAILED)  # lost, but not because a check failed

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
    """What became of everything that is known about one sheet."""

    sheet: str
    attempts: int
    keeping: int  # items that must keep their points
    rejects: list[str]
    losing: int  # items that must lose some
    accepts: list[str]
    verdicts: dict[Mutant, str] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)

    @property
    def survivors(self) -> list[Mutant]:
        """The mutants that no check has seen, although nobody has said why they may keep their points."""
        return [mutant for mutant, verdict in self.verdicts.items() if verdict in ("survives", "breaks")]

    def __str__(self) -> str:
        count = Counter(self.verdicts.values())
        return (
            f"{self.sheet}: {len(self.rejects)} of {self.keeping} right items lose points, {len(self.accepts)} of {self.losing} "
            f"wrong ones keep them or lose them to a broken test; {len(self.verdicts)} mutants of {self.attempts} right "
            f"solutions: {count['lost']} lose their item, {count['equivalent']} are equivalent, {count['survives']} survive, "
            f"{count['breaks']} break the test"
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
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(item is target for item in value):
                setattr(parent, name, [new if item is target else item for item in value])
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


@dataclass(frozen=True)
class Job:
    """A submission, and what is to be held against it."""

    name: str
    notebook: NotebookNode
    sheet: Sheet
    limits: Limits = field(default_factory=Limits)
    loses: frozenset[str] = frozenset()


def imports(sources: Iterable[str]) -> set[str]:
    """Return the modules that cells import, for a launcher to import once and not in each submission."""
    found = set()
    for node in (node for source in sources for node in ast.walk(parse(source))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in inner if _is_module(name)} or {node.module}
    return found


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is no package
        return False


def grade_all(jobs: Iterable[Job], parallel: int, needed: Iterable[str] = ()) -> list[Graded]:
    """Grade submissions as the class run does: sandboxed, in two processes, by so many threads.

    What most of them need besides what the sheet imports is imported once.
    """

    def one(job: Job) -> Graded:
        launcher = launcher_for(True, tuple(sorted({*modules_of(job.sheet), *needed})))
        graded = grade(json.dumps(job.notebook).encode(), job.sheet, launcher, job.limits)
        if not graded.items:
            raise SystemExit(f"{job.name} cannot be graded: {graded.reason}")
        return graded

    try:
        with ThreadPoolExecutor(parallel) as pool:
            return list(pool.map(one, jobs))
    finally:
        close_launchers()


def wrong_attempts(sheet: Sheet, folder: Path) -> dict[str, tuple[dict[str, str], frozenset[str]]]:
    """Return the cells of each wrong attempt and the items that its first line names."""
    found = {}
    for path in sorted(folder.glob("*.py")):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        cells = {piece.grade_id: piece.source for piece in read_attempt(path, sheet) if piece.grade_id}
        found[path.stem] = cells, frozenset(first.removeprefix("# loses: ").split(", "))
    return found


def attempts(notebook: NotebookNode, sheet: Sheet, folder: Path) -> list[Job]:
    """Return all right and wrong submissions to a sheet."""
    right = right_solutions(sheet, folder / "right")
    jobs = [Job(f"right/{name}", put_in(notebook, pieces), sheet) for name, pieces in right.items()]
    jobs.append(
        Job("as released", put_in(notebook, []), sheet, loses=frozenset(c.grade_id for c in sheet.of_kind("test")))
    )
    base = {piece.grade_id: piece for piece in right[Path(BASE).stem] if piece.grade_id}
    for name, (cells, loses) in wrong_attempts(sheet, folder / "wrong").items():
        pieces = base | {grade_id: Piece(grade_id, source) for grade_id, source in cells.items()}
        jobs.append(Job(f"wrong/{name}", put_in(notebook, pieces.values()), sheet, loses=loses))
    return jobs


def judged(jobs: list[Job], results: list[Graded]) -> tuple[list[str], list[str]]:
    """Return the false rejects and the false accepts, a sentence each."""
    rejects, accepts = [], []
    for job, graded in zip(jobs, results, strict=True):
        for item in graded.items:
            full = item.points == item.max_points
            if item.item not in job.loses and not full:
                rejects.append(
                    f"{job.name}, {item.item}: {item.points:g} of {item.max_points:g} points, {item.message}"
                )
            elif item.item in job.loses and full:
                accepts.append(f"{job.name}, {item.item}: keeps its points")
            elif item.item in job.loses and item.verdict in NOT_SEEN:
                accepts.append(f"{job.name}, {item.item}: {item.verdict}, {item.message}")
    return rejects, accepts


def alone(notebook: NotebookNode, sheet: Sheet, function: str) -> tuple[NotebookNode, Sheet]:
    """Return a sheet with the test of one function only."""
    others = {cell.grade_id for cell in sheet.of_kind("test")} - {f"test_{function}"}
    small = copy.deepcopy(notebook)
    small.cells = [cell for cell in small.cells if grade_id_of(cell) not in others]
    return small, Sheet(sheet.name, {name: cell for name, cell in sheet.cells.items() if name not in others})


def prove(path: Path, folder: Path, parallel: int) -> Proof:
    """Grade every attempt at one sheet and every mutant of every right solution."""
    notebook = nbformat.read(path, as_version=4)
    sheet = Sheet.from_notebook(notebook, path.stem)
    solutions = right_solutions(sheet, folder / "right")
    needed = imports(piece.source for cells in solutions.values() for piece in cells)
    jobs = attempts(notebook, sheet, folder)
    results = grade_all(jobs, parallel, needed)
    rejects, accepts = judged(jobs, results)
    losing = sum(len(job.loses) for job in jobs)

    found, unchanged, changed = [], [], []
    for attempt, cells in solutions.items():
        for place, piece in enumerate(cells):
            if piece.grade_id is None:
                continue
            small, own = alone(notebook, sheet, piece.grade_id)
            for mutant in mutants(attempt, piece.grade_id, piece.source):
                found.append(mutant)
                pieces = [*cells[:place], Piece(piece.grade_id, mutant.source), *cells[place + 1 :]]
                changed.append(Job(", ".join(mutant.key), put_in(small, pieces), own))
            unchanged.append(Job(f"{attempt}, {piece.grade_id}", put_in(small, cells), own))
    seconds = {
        job.name: SLOWEST + 4 * graded.cpu
        for job, graded in zip(unchanged, grade_all(unchanged, parallel, needed), strict=True)
    }
    for number, mutant in enumerate(found):
        most = seconds[f"{mutant.attempt}, {mutant.function}"]
        changed[number] = replace(changed[number], limits=Limits(cell=most, call=most, test=most, total=2 * most))
    listed = equivalent(folder / "equivalent.toml")
    verdicts = {}
    for mutant, graded in zip(found, grade_all(changed, parallel, needed), strict=True):
        lost = [item for item in graded.items if item.points < item.max_points]
        if lost:
            verdicts[mutant] = "breaks" if any(item.verdict in NOT_SEEN for item in lost) else "lost"
        else:
            verdicts[mutant] = "equivalent" if mutant.key in listed else "survives"
    kept = {mutant.key for mutant, verdict in verdicts.items() if verdict == "equivalent"}
    stale = [", ".join(key) for key in listed if key not in kept]
    keeping = sum(len(graded.items) for graded in results) - losing
    return Proof(sheet.name, len(solutions), keeping, rejects, losing, accepts, verdicts, stale)


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


# ---------------------------------------------------------------- hostile submissions


def escapes() -> tuple[list[str], int]:
    """Run the tests of the hostile submissions; return which submissions fail one, and how many there are.

    A test of the whole class of them, such as that no secret stands in any page, counts as one when it fails.
    """
    sys.path.insert(0, str(ROOT / "tests"))
    import hostile_tools

    count = len(hostile_tools.corpus()) + len(hostile_tools.folder_submissions())
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        status = subprocess.run([*command, "tests/test_hostile.py"], cwd=ROOT, stdout=sys.stderr).returncode
        cases = list(ElementTree.parse(report).iter("testcase")) if report.is_file() else []
    if status not in (0, 1) or len(cases) < count:
        raise SystemExit(f"the tests of the hostile submissions could not be run: {len(cases)} of at least {count}")
    if any(case.find("skipped") is not None for case in cases):
        raise SystemExit("a test of the hostile submissions was skipped")
    return sorted({named(case.get("name", "")) for case in cases if len(case)}), count


def named(test: str) -> str:
    """Return the submission that a test is about, or the test if it is about all."""
    return re.sub(r"^(one launcher|two launchers)-", "", test.partition("[")[2].removesuffix("]")) or test


def last_line(proofs: list[Proof], escaped: list[str], hostile: int) -> str:
    """Return how often anything went wrong, of how many."""
    accepts, losing = sum(len(p.accepts) for p in proofs), sum(p.losing for p in proofs)
    rejects, keeping = sum(len(p.rejects) for p in proofs), sum(p.keeping for p in proofs)
    survivors, made = sum(len(p.survivors) for p in proofs), sum(len(p.verdicts) for p in proofs)
    return (
        f"false accepts {accepts} of {losing}, false rejects {rejects} of {keeping}, "
        f"surviving mutants {survivors} of {made}, escapes {len(escaped)} of {hostile}"
    )


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("name", nargs="?", help="one sheet, such as 01_approximation; all when left out")
    parser.add_argument("--list", action="store_true", help="print every change with its verdict")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="submissions at a time")
    parser.add_argument("--keep", action="store_true", help="leave benchmarks/results.json as it is")
    arguments = parser.parse_args()
    paths = sorted(path for path in (ROOT / "source").glob("*/*.ipynb") if path.stem == path.parent.name)
    if arguments.name is not None:
        names = ", ".join(path.stem for path in paths)
        paths = [path for path in paths if path.stem == arguments.name]
        if not paths:
            print(f"There is no sheet {arguments.name!r} in source/; there are {names}.", file=sys.stderr)
            return 1
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    proofs = []
    for path in paths:
        proof = prove(path, SUBMISSIONS / path.stem, arguments.jobs)
        for mutant, verdict in proof.verdicts.items():
            if arguments.list or mutant in proof.survivors:
                print(
                    f"{verdict:10}  [{mutant.attempt}.{mutant.function}] {json.dumps(mutant.change, ensure_ascii=False)}"
                )
        print("".join(f"rejected    {sentence}\n" for sentence in proof.rejects), end="")
        print("".join(f"accepted    {sentence}\n" for sentence in proof.accepts), end="")
        for entry in proof.stale:
            print(f"stale       {entry}: listed as equivalent, but it loses its item or does not exist")
        print(proof, flush=True)
        proofs.append(proof)
    escaped, hostile = escapes() if arguments.name is None else ([], 0)
    print("".join(f"escaped     {name}\n" for name in escaped), end="")
    line = last_line(proofs, escaped, hostile)
    if arguments.name is None and not arguments.keep:
        stored = json.loads(RESULTS.read_text(encoding="utf-8"))
        counts: dict[str, Any] = dict(Counter(v for p in proofs for v in p.verdicts.values()))
        stored["proof"] = {
            "line": line,
            "equivalent mutants": counts.get("equivalent", 0),
            "date": f"{datetime.date.today()}",
        }
        RESULTS.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(line)
    return int(bool(escaped) or any(p.rejects or p.accepts or p.survivors or p.stale for p in proofs))


if __name__ == "__main__":
    sys.exit(main())
