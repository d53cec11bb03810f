"""Every sheet in source/: its form, that its tests tell right from wrong, and that it keeps its contract.

What one sheet promises and another does not stands in tests/submissions/<sheet>/contract.toml, so that one more sheet takes no
Python. Attempts go through the two processes of the real grader. Grading costs a process each, so wrong attempts are graded
in bundles: as many as touch different functions are laid over one complete right attempt and graded together. That says the
same as grading them one by one, because no cell of a bundle can reach another function's cell: `reaches` makes sure of it, and
an attempt that could is graded alone.
"""

import ast
import contextlib
import functools
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat
import numpy as np
import pytest
from course_tools import ROOT, load
from grading_tools import submitted, tiny_sheet

from dltheory.grading import Grader, ItemResult, Limits, checks, try_file, try_submission
from dltheory.grading.execution.launchers import modules_of, open_launcher
from dltheory.grading.outcomes import Graded, Status, Verdict
from dltheory.grading.sheets import Sheet, grade_id_of, read_attempt, without_hidden_tests

NAMES = sorted(path.stem for path in (ROOT / "source").glob("*/*.ipynb") if path.stem == path.parent.name)
BASE = "vectorised.py"  # the right attempt under the wrong ones; no function of it calls another
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)
QUESTION = re.compile(r"^\*\*\((\w)\)\*\* \(([\d.]+) points?\)", re.MULTILINE)


@dataclass(frozen=True)
class Attempt:
    """A wrong attempt: its cells by function, and the items that it says it loses."""

    stem: str
    cells: dict[str, str]
    loses: frozenset[str]


class Case:
    """One sheet with everything that its tests need."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = ROOT / "source" / name / f"{name}.ipynb"
        self.notebook = nbformat.read(self.path, as_version=4)
        self.sheet = Sheet.from_notebook(self.notebook, name)
        self.cells = {cell.id: cell for cell in self.notebook.cells}
        self.reference = {cell.grade_id: cell.source for cell in self.sheet.of_kind("solution")}
        self.folder = ROOT / "tests" / "submissions" / name
        self.contract = tomllib.loads((self.folder / "contract.toml").read_text(encoding="utf-8"))
        self.functions: dict[str, Any] = self.contract["functions"]
        self.items = [f"test_{function}" for function in self.functions]
        self.right = sorted(path for path in (self.folder / "right").iterdir() if path.suffix in (".py", ".ipynb"))
        self.wrong = {path.stem: self._attempt(path) for path in sorted((self.folder / "wrong").glob("*.py"))}
        self.base = self.answers(self.folder / "right" / BASE)

    def answers(self, path: Path) -> dict[str, str]:
        """Return the cells of an attempt that fill in a cell of the sheet."""
        if path.suffix == ".ipynb":
            cells = nbformat.read(path, as_version=4).cells
            return {name: cell.source for cell in cells if (name := grade_id_of(cell)) in self.reference}
        return {piece.grade_id: piece.source for piece in read_attempt(path, self.sheet) if piece.grade_id}

    def _attempt(self, path: Path) -> Attempt:
        first, second = path.read_text(encoding="utf-8").splitlines()[:2]
        said = first.startswith("# loses: ") and second.startswith("# because: ")
        assert said, f"{path.name} does not say what it is for"
        return Attempt(path.stem, self.answers(path), frozenset(first.removeprefix("# loses: ").split(", ")))

    @functools.cached_property
    def bundles(self) -> list[list[Attempt]]:
        """The wrong attempts, as many together as touch different functions and cannot reach each other's."""
        found: list[list[Attempt]] = []
        for attempt in self.wrong.values():
            alone = len(attempt.loses) > 2 or reaches(attempt.cells, self.base)
            fitting = (
                bundle
                for bundle in found
                if not alone
                and not any(len(other.loses) > 2 or reaches(other.cells, self.base) for other in bundle)
                and not any(
                    attempt.loses & other.loses or attempt.cells.keys() & other.cells.keys() for other in bundle
                )
                and not any(reaches(a.cells, b.cells) for o in bundle for a, b in ((attempt, o), (o, attempt)))
            )
            if (bundle := next(fitting, None)) is not None:
                bundle.append(attempt)
            else:
                found.append([attempt])
        return found

    @functools.cached_property
    def hidden_answers(self) -> dict[str, list[float]]:
        """What each test compares with that cannot be read in the sheet."""
        in_the_open, everything = (self._compared(hidden) for hidden in (False, True))
        return {
            item: [value for value in values if not np.isclose(in_the_open.get(item) or [np.nan], value).any()]
            for item, values in everything.items()
        }

    def _compared(self, hidden: bool) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        compare = checks.close

        def recording(actual: Any, wanted: Any, *args: Any, **kwargs: Any) -> None:
            found.setdefault(current, []).extend(np.ravel(np.asarray(wanted, dtype=float)))
            compare(actual, wanted, *args, **kwargs)

        with mock.patch.object(checks, "close", recording):
            for current in self.run_in_one_kernel(hidden):  # noqa: B007 (the closure above reads it)
                pass
        return found

    def run_in_one_kernel(self, hidden: bool) -> Iterator[str]:
        """Run the sheet from top to bottom with its own solutions, as Validate does; yield the name of each cell first."""
        names: dict[str, Any] = {}
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                yield cell.id
                exec(compile(cell.source if hidden else without_hidden_tests(cell.source), cell.id, "exec"), names)


@functools.cache
def case(name: str) -> Case:
    return Case(name)


@pytest.fixture(params=NAMES)
def sheet(request) -> Case:
    return case(request.param)


@contextlib.contextmanager
def sandboxed() -> Iterator[Grader]:
    """Start what a class run grades with: processes forked, in a sandbox, from one that has imported what the sheets do."""
    modules = {module for name in NAMES for module in modules_of(case(name).sheet)}
    with open_launcher(tuple(sorted(modules))) as launcher:
        yield Grader(launcher=launcher)


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with sandboxed() as shared:
        yield shared


def per_sheet(things: str) -> list[Any]:
    """Return parameters (name of a sheet, number) for each of the things of every sheet."""
    return [
        pytest.param(name, number, id=f"{name}-{getattr(thing, 'name', number)}")
        for name in NAMES
        for number, thing in enumerate(getattr(case(name), things))
    ]


def lost(results: list[ItemResult]) -> set[str]:
    return {result.item for result in results if result.points < result.max_points}


def earned(results: list[ItemResult]) -> float:
    return sum(result.points for result in results)


# ---------------------------------------------------------------- bundles


@dataclass(frozen=True)
class Read:
    """What one cell does with names: those that it gives, with what an import binds; whether it is safe; those that it uses."""

    safe: bool
    gives: dict[str, str]
    imports: dict[str, str]
    uses: frozenset[str]


@functools.cache
def read(source: str) -> Read:
    tree = ast.parse(source)
    gives: dict[str, str] = {}
    safe = True
    for node in tree.body:
        match node:
            case ast.Import() | ast.ImportFrom():
                gives |= imports(node)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                gives[name] = ""
            case ast.Assign(targets=[ast.Name(id=name)]):
                gives[name] = ""
            case ast.Expr(value=ast.Constant()):
                pass
            case _:
                safe = False
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Global | ast.Attribute) and not isinstance(getattr(node, "ctx", None), ast.Load):
            safe = False
    imported = [imports(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    return Read(
        safe,
        gives,
        {name: value for names in imported for name, value in names.items()},
        frozenset(node.id for node in nodes if isinstance(node, ast.Name)),
    )


def reaches(cells: dict[str, str], others: dict[str, str]) -> bool:
    """Return whether some of the cells, run after all others, could change what another function's cell does.

    They cannot if they only import, define and assign names at their top level, give no name that another cell uses, but for
    imports of the same thing, and never store into anything global or into an attribute.
    """
    for source in cells.values():
        mine = read(source)
        if not mine.safe:
            return True
        for other in (read(text) for name, text in others.items() if name not in cells):
            for name, value in mine.gives.items():
                if name in other.uses | other.imports.keys() and other.imports.get(name, value or "?") != value:
                    return True
    return False


def imports(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Return the names that an import gives, each with what it stands for."""
    module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    return {alias.asname or alias.name.partition(".")[0]: module + alias.name for alias in node.names}


@pytest.mark.parametrize(
    ("cell", "reached"),
    [
        ("import numpy as np\n\n\ndef f(n):\n    return np.ones(n)", False),
        ("import numpy as np\n\nSTEPS = 5\n\n\ndef f(n):\n    w = n\n    return w", False),
        ("import torch as np\n\n\ndef f(n):\n    return np.ones(n)", True),
        ("def half(x):\n    return x\n\n\ndef f(n):\n    return half(n)", True),
        ("import numpy as np\n\nnp.pi = 3\n\n\ndef f(n):\n    return n", True),
        ("import math\n\n\ndef f(n):\n    math.pi = 3\n    return n", True),
        ("def f(n):\n    global half\n    half = n", True),
        ("print('hello')\n\n\ndef f(n):\n    return n", True),
    ],
)
def test_what_could_reach_another_cell_is_noticed(cell, reached):
    other = "import numpy as np\n\n\ndef half(x):\n    return x / 2\n\n\ndef g(x):\n    return half(np.abs(x))"
    assert reaches({"f": cell}, {"f": "def f(n):\n    return 0", "g": other}) is reached


def test_every_wrong_attempt_is_in_one_bundle(sheet):
    assert sorted(attempt.stem for bundle in sheet.bundles for attempt in bundle) == sorted(sheet.wrong)
    for bundle in sheet.bundles:
        assert len({item for attempt in bundle for item in attempt.loses}) == sum(len(a.loses) for a in bundle)


# ---------------------------------------------------------------- form


def test_there_is_a_sheet():
    assert NAMES


def test_points_and_names(sheet):
    metas = [cell.metadata.get("nbgrader", {}) for cell in sheet.notebook.cells]
    points = {meta["grade_id"]: meta["points"] for meta in metas if meta.get("grade")}
    automatic = {name: value for name, value in points.items() if name.startswith("test_")}
    written = {name: value for name, value in points.items() if name.startswith("written_")}
    assert automatic == {f"test_{name}": said["points"] for name, said in sheet.functions.items()}
    assert sum(automatic.values()) == sheet.contract["automatic"]
    assert sum(written.values()) == sheet.contract["written"]
    assert set(points) == {*automatic, *written, "setup"}
    assert list(sheet.reference) == list(sheet.functions)


def test_every_cell_is_clean_and_the_sheets_own(sheet):
    assert len(sheet.cells) == len(sheet.notebook.cells)
    for cell in sheet.notebook.cells:
        meta = cell.metadata.nbgrader
        assert cell.id == meta.grade_id, "ids are the names, so that they stay when the sheet is edited"
        assert meta.schema_version == 3
        assert not cell.get("outputs"), f"{cell.id} holds outputs"
        assert cell.get("execution_count") is None
    assert sheet.notebook.metadata.kernelspec.name == "python3"


def test_the_setup_cell_checks_the_package_and_is_graded_with_no_points(sheet):
    first = next(cell for cell in sheet.notebook.cells if cell.cell_type == "code")
    meta = first.metadata.nbgrader
    assert (meta.grade_id, meta.grade, meta.solution, meta.locked, meta.points) == ("setup", True, False, True, 0)
    without_package = mock.patch.dict("sys.modules", {"dltheory.grading": None})
    with without_package, pytest.raises(ImportError, match=r"cannot be graded here.*pip install") as caught:
        exec(first.source, {})
    assert "\n" not in str(caught.value)


def test_each_function_has_a_statement_a_stub_and_a_test_cell(sheet):
    order = list(sheet.cells)
    for name, said in sheet.functions.items():
        assert order.index(f"test_{name}") == order.index(name) + 1
        statement = sheet.cells[order[order.index(name) - 1]]
        assert statement.cell_type == "markdown" and statement.metadata.nbgrader.locked
        worth = f"{said['points']} point{'s' if said['points'] > 1 else ''}"
        assert re.search(
            rf"^### \d+\.\d+ .+ · `{name}\({said['arguments']}\)` · {worth}$", statement.source, re.MULTILINE
        ), name

        definition = ast.parse(sheet.cells[name].source).body[0]
        assert isinstance(definition, ast.FunctionDef) and definition.name == name
        assert ast.unparse(definition.args) == said["arguments"]
        docstring = ast.get_docstring(definition)
        assert docstring and "Parameters" in docstring and "Returns" in docstring


def test_hidden_tests_draw_from_the_secret(sheet):
    for name in sheet.functions:
        source = sheet.cells[f"test_{name}"].source
        visible, hidden = without_hidden_tests(source), "\n".join(HIDDEN.findall(source))
        assert f"{name}(" in visible and f"{name}(" in hidden
        assert f'checks.rng("test_{name}")' in hidden
        assert "rng" not in visible, "what is drawn is hidden"


def test_no_part_of_a_test_takes_from_another(sheet):
    """A part that fails stops where it is: what a later one uses it must make itself, or find above all parts."""
    for item in sheet.items:
        body = ast.parse(sheet.cells[item].source).body
        parts = [node for node in body if isinstance(node, ast.With) and "part" in ast.unparse(node.items[0])]
        outside = stored(node for node in body if node not in parts)
        for part in parts:
            own: set[str] = set()
            for statement in part.body:
                taken = loaded([statement]) & stored(other for other in parts if other is not part)
                assert not taken - own - outside - stored([statement]), f"{item}: {taken} comes from another part"
                own |= stored([statement])


def stored(nodes: Any) -> set[str]:
    walked = (inner for node in nodes for inner in ast.walk(node))
    return {
        node.name if isinstance(node, ast.FunctionDef) else node.id
        for node in walked
        if isinstance(node, ast.FunctionDef) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }


def loaded(nodes: Any) -> set[str]:
    walked = (inner for node in nodes for inner in ast.walk(node))
    return {node.id for node in walked if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def test_one_mistake_costs_one_item(sheet):
    """No function of the sheet's own solution, nor of the base under the wrong attempts, calls another one."""
    for cells in (sheet.reference, sheet.base):
        for name, source in cells.items():
            others = sheet.functions.keys() - {name}
            assert not others & loaded([ast.parse(source)]), name
    for item in sheet.items:
        others = sheet.functions.keys() - {item.removeprefix("test_")}
        assert not others & loaded([ast.parse(sheet.cells[item].source)]), f"{item} tests more than its function"


def test_problems_say_how_hard_how_long_and_for_how_much(sheet):
    number = int(sheet.name[:2])
    table = re.findall(r"^\| (\d+) \| .+ \| (\d*) \| (\d*) \| (\d+) \|$", sheet.notebook.cells[0].source, re.MULTILINE)
    heads = [place for place, cell in enumerate(sheet.notebook.cells) if cell.source.startswith("## Problem ")]
    assert len(heads) == len(table) > 0
    for row, start, end in zip(table, heads, [*heads[1:], None], strict=True):
        problem, automatic, written, minutes = (int(entry or 0) for entry in row)
        metas = [cell.metadata.nbgrader for cell in sheet.notebook.cells[start:end]]
        points = {
            kind: sum(m.points for m in metas if m.grade and m.grade_id.startswith(kind))
            for kind in ("test", "written")
        }
        assert points == {"test": automatic, "written": written}
        said = re.search(
            r"\*Difficulty: (?:easy|medium|hard) · (\d+) minutes · (\d+) points? · chapter (\d+), .+\*",
            sheet.notebook.cells[start].source,
        )
        assert said, f"problem {problem} does not say how hard and how long it is"
        assert [int(found) for found in said.groups()] == [minutes, automatic + written, number]
    total = sum(int(row[3]) for row in table)
    automatic, written = sheet.contract["automatic"], sheet.contract["written"]
    summary = rf"\| \| \*\*{automatic + written} points, .+\*\* \| \*\*{automatic}\*\* \| \*\*{written}\*\* \| \*\*{total}\*\* \|"
    assert re.search(summary, sheet.notebook.cells[0].source)


def test_each_written_part_has_a_statement_an_answer_and_a_rubric(sheet):
    for name, cell in sheet.cells.items():
        if not name.startswith("written_"):
            continue
        statement, points = sheet.cells[f"about_{name}"], cell.metadata.nbgrader.points
        assert statement.cell_type == cell.cell_type == "markdown"
        assert statement.metadata.nbgrader.locked and not statement.metadata.nbgrader.solution
        assert re.search(rf"written · {points:g} points?\n", statement.source)
        answer, rubric = re.split(rf"\*\*Rubric \({points:g} points?\)\.\*\*", cell.source)
        assert answer.startswith("**Model answer.**")
        shares = re.findall(r"^- ([\d.]+) (?:\((\w)\) )?", rubric, re.MULTILINE)
        assert sum(float(share) for share, _ in shares) == points
        questions = dict(QUESTION.findall(statement.source))
        if questions:
            assert len(questions) > 1 and sum(map(float, questions.values())) == points
            for question, worth in questions.items():
                assert f"*({question})" in answer
                assert sum(float(share) for share, of in shares if of == question) == float(worth), (
                    f"{name} ({question})"
                )


@pytest.mark.parametrize("hidden", [False, True], ids=["as students see it", "with hidden tests"])
def test_the_sheet_runs_in_one_kernel(sheet, hidden):
    assert set(sheet.items) < set(sheet.run_in_one_kernel(hidden))


# ---------------------------------------------------------------- right and wrong


def test_there_are_enough_attempts(sheet):
    assert len(sheet.right) >= 3 and any(path.suffix == ".ipynb" for path in sheet.right)
    assert len(sheet.wrong) >= 15
    for stem in [*sheet.contract["misconceptions"].values(), *sheet.contract["keeps"], *sheet.contract["says"]]:
        assert stem in sheet.wrong, f"contract.toml names {stem}, which is not in wrong/"
    caught = set().union(*(attempt.loses for attempt in sheet.wrong.values() if len(attempt.loses) < len(sheet.items)))
    assert caught == set(sheet.items)


def test_the_reference_solution_earns_everything(sheet, grader):
    results = try_submission(sheet.path, sheet.reference, grader=grader)
    assert [(result.item, result.points) for result in results] == [
        (f"test_{name}", said["points"]) for name, said in sheet.functions.items()
    ]
    assert not any(result.message for result in results)


def test_the_untouched_sheet_earns_nothing(sheet, grader):
    results = try_submission(sheet.path, {}, grader=grader)
    assert earned(results) == 0
    assert all("not filled in" in result.message for result in results)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number"), per_sheet("right"))
def test_a_right_attempt_keeps_every_point(name, number, grader):
    sheet = case(name)
    assert set(sheet.answers(sheet.right[number])) == set(sheet.functions)
    results = try_file(sheet.path, sheet.right[number], grader=grader)
    assert lost(results) == set(), results


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number"), per_sheet("bundles"))
def test_wrong_attempts_lose_exactly_what_they_name(name, number, grader):
    sheet = case(name)
    bundle = sheet.bundles[number]
    cells = {function: source for attempt in bundle for function, source in attempt.cells.items()}
    results = {result.item: result for result in try_submission(sheet.path, sheet.base | cells, grader=grader)}
    named = {item: attempt for attempt in bundle for item in attempt.loses}
    assert lost(list(results.values())) == set(named), {attempt.stem: sorted(attempt.loses) for attempt in bundle}
    for item, attempt in named.items():
        result = results[item]
        assert result.message, attempt.stem
        assert not given_away(result.message, sheet.hidden_answers.get(item)), (attempt.stem, result)
        if attempt.stem in sheet.contract["keeps"]:
            assert result.points == sheet.contract["keeps"][attempt.stem], (attempt.stem, result)
        if attempt.stem in sheet.contract["says"]:
            assert sheet.contract["says"][attempt.stem] in result.message, (attempt.stem, result)


def numbers_in(text: str) -> list[float]:
    """Return the numbers with at least five digits; shorter ones are inputs, or small integers that say nothing."""
    found = re.findall(r"-?\d+\.\d+(?:e[-+]\d+)?", text)
    return [float(number) for number in found if len(number.split("e")[0].strip("-0.")) >= 5]


def given_away(message: str, answers: list[float] | None) -> list[float]:
    return [
        number for number in numbers_in(message) if np.isclose(answers or [np.nan], number, rtol=1e-5, atol=0.0).any()
    ]


def test_an_answer_in_a_message_would_be_found(sheet):
    told = {
        item: given_away(f"yours is 1.25, but {values[-1]:.9g} is right", values)
        for item, values in sheet.hidden_answers.items()
        if values
    }
    assert any(told.values())


@pytest.mark.slow
def test_another_secret_means_other_inputs_and_the_same_verdicts(sheet, monkeypatch):
    before = checks.rng(sheet.items[0]).random()
    monkeypatch.setenv(checks.SECRET, "another secret")
    assert checks.rng(sheet.items[0]).random() != before
    largest = max(sheet.bundles, key=len)
    tables = [attempt for attempt in sheet.wrong.values() if len(attempt.loses) == len(sheet.items)]
    with sandboxed() as secret_grader:
        assert lost(try_submission(sheet.path, sheet.reference, grader=secret_grader)) == set()
        for bundle in (largest, tables):
            cells = {function: source for attempt in bundle for function, source in attempt.cells.items()}
            results = try_submission(sheet.path, sheet.base | cells, grader=secret_grader)
            assert lost(results) == set().union(*(attempt.loses for attempt in bundle))


# ---------------------------------------------------------------- what is no answer at all

# What a function may return in place of what is right; `right` is that, and `each` does something to every part of a tuple.
INSTEAD = {
    "nothing": "None",
    "a generator": "(part for part in [right])",
    "an object": "object()",
    "a function": "len",
    "text": "str(right)",
    "a truth value": "True",
    "a number": "1.5",
    "zero": "each(lambda part: 0 * np.asarray(part))",
    "an empty list": "[]",
    "a ragged list": "[right, [right, right]]",
    "a dictionary": "{'answer': right}",
    "lists": "each(lambda part: np.asarray(part).tolist())",
    "an axis too many": "each(lambda part: np.asarray(part)[None])",
    "the last one left out": "right[:-1] if isinstance(right, tuple) else np.ravel(right)[:-1]",
    "one array": "np.concatenate([np.ravel(part) for part in right]) if isinstance(right, tuple) else np.ravel(right)",
    "complex numbers": "each(lambda part: np.asarray(part) * (1 + 1e-3j))",
    "no numbers": "each(lambda part: np.asarray(part) * math.nan)",
    "infinity": "each(lambda part: np.full(np.shape(part), math.inf))",
    "a huge integer": "each(lambda part: 10**400)",
    "integers": "each(lambda part: np.asarray(np.clip(np.asarray(part, dtype=float), -1e9, 1e9)).astype(int))",
    "single precision": "each(lambda part: np.asarray(part, dtype=np.float32))",
}
AROUND = """{source}


def instead(function):
    import math

    import numpy as np

    calls = []

    def changed(*arguments, **named):
        right = function(*arguments, **named)

        def each(change):
            return tuple(change(part) for part in right) if isinstance(right, tuple) else change(right)

        calls.append(None)
        return right if len(calls) <= {after} else {value}

    return changed


{name} = instead({name})
"""


LATER = ("nothing", "an object", "zero", "a ragged list", "no numbers")  # once the first answer was right


@pytest.mark.parametrize(("kind", "after"), [*((kind, 0) for kind in INSTEAD), *((kind, 1) for kind in LATER)], ids=str)
def test_whatever_a_function_returns_the_message_is_a_sentence(sheet, kind, after, grader):
    cells = {
        name: AROUND.format(source=source, name=name, value=INSTEAD[kind], after=after)
        for name, source in sheet.base.items()
    }
    for result in try_submission(sheet.path, cells, grader=grader):
        assert result.verdict in (Verdict.PASSED, Verdict.PART, Verdict.WRONG), result
        assert "Error" not in result.message, result
        if kind in ("nothing", "text", "no numbers", "infinity"):
            assert result.points < result.max_points, result


# ---------------------------------------------------------------- mutants


def test_mutants_are_made_and_told_apart(tmp_path):
    prove = load("prove_sheets")
    changes = {
        m.change
        for m in prove.mutants(
            "a", "f", "def f(x, k):\n    if x.min() < 1:\n        return -x.T + 2\n    return np.sum(x, axis=0)"
        )
    }
    for change in (
        "x.min() < 1 -> x.min() <= 1",
        "x.min() -> x.max()",
        "-x.T + 2 -> -x.T - 2",
        "2 -> 3",
        "2 -> 1",
        "x.T -> x",
        "-x.T -> x.T",
        "if x.min() < 1: -> if False:",
        "axis=0 -> axis=1",
        "return np.sum(x, axis=0) -> return -np.sum(x, axis=0)",
    ):
        assert change in changes


def test_mutants_are_graded_by_the_engine():
    prove = load("prove_sheets")
    notebook = tiny_sheet("assert work() == 1")
    own = Sheet.from_notebook(notebook, "tiny")
    limits = Limits(cell=1, call=1, test=1, total=3)
    bodies = ("return 1", "return 2", "while True: pass", "import os; os._exit(3)", "return object()")
    jobs = [prove.Job(body, submitted(notebook, f"def work():\n    {body}"), own, limits) for body in bodies]
    results = [graded.items[0] for graded in prove.grade_all(jobs, parallel=2)]
    assert [result.points for result in results] == [2, 0, 0, 0, 0]
    assert [str(result.verdict) for result in results[:4]] == ["passed", "wrong", "timeout", "died"]


def test_what_is_rejected_accepted_or_not_seen_is_told():
    prove = load("prove_sheets")

    def job(name, points, loses, verdict):
        item = ItemResult("test_f", points, 2.0, "a message", verdict)
        return prove.Job(name, None, None, loses=frozenset(loses)), Graded(Status.GRADED, items=(item,))

    cases = [
        job("right/kept", 2.0, (), Verdict.PASSED), job("right/lost", 1.0, (), Verdict.PART),
        job("wrong/lost", 1.0, ["test_f"], Verdict.PART), job("wrong/kept", 2.0, ["test_f"], Verdict.PASSED),
        job("wrong/crashes", 0.0, ["test_f"], Verdict.CRASHED),
        job("wrong/cannot cross", 0.0, ["test_f"], Verdict.REFUSED),
    ]  # fmt: skip
    rejects, accepts = prove.judged(*map(list, zip(*cases, strict=True)))
    assert [sentence.split(",")[0] for sentence in rejects] == ["right/lost"]
    assert [sentence.split(",")[0] for sentence in accepts] == ["wrong/kept", "wrong/crashes", "wrong/cannot cross"]
    verdicts = {
        prove.Mutant("a", "f", verdict, ""): verdict for verdict in ("survives", "breaks", "lost", "equivalent")
    }
    proof = prove.Proof("s", 1, 2, rejects, 4, accepts, verdicts)
    line = "false accepts 3 of 4, false rejects 1 of 2, surviving mutants 2 of 4, escapes 1 of 9"
    assert prove.line_of([prove.part_of(proof), {"escapes": [1, 9]}]) == line


def test_the_line_of_the_proof_needs_all_parts(tmp_path, monkeypatch):
    prove = load("prove_sheets")
    monkeypatch.setattr(prove, "RESULTS", tmp_path / "results.json")
    prove.RESULTS.write_text('{"other": 1}', encoding="utf-8")
    part = {
        "false accepts": [0, 2],
        "false rejects": [1, 3],
        "surviving mutants": [0, 5],
        "equivalent mutants": [4, 5],
    }
    prove.store({"a": part}, ["a", "b"])
    prove.store({"b": part, "gone": part}, ["a", "b"])
    assert "line" not in json.loads(prove.RESULTS.read_text(encoding="utf-8"))["proof"]
    prove.store({"hostile": {"escapes": [0, 7]}}, ["a", "b"])
    stored = json.loads(prove.RESULTS.read_text(encoding="utf-8"))
    assert stored["other"] == 1 and set(stored["proof"]["parts"]) == {"a", "b", "hostile"}
    line = "false accepts 0 of 4, false rejects 2 of 6, surviving mutants 0 of 10, escapes 0 of 7"
    assert (stored["proof"]["line"], stored["proof"]["equivalent mutants"]) == (line, 8)


def test_a_hostile_submission_is_named_by_its_tests():
    prove = load("prove_sheets")
    assert prove.named("test_alone[forging/always_equal]") == "forging/always_equal"
    assert prove.named("test_accomplices_at_the_same_time[one launcher-accomplices/files]") == "accomplices/files"
    assert prove.named("test_nothing_comes_out_of_a_class") == "test_nothing_comes_out_of_a_class"


def test_every_equivalent_mutant_exists_and_has_a_reason(sheet):
    prove = load("prove_sheets")
    made = {
        mutant.key
        for attempt, cells in prove.right_solutions(sheet.sheet, sheet.folder / "right").items()
        for piece in cells
        if piece.grade_id
        for mutant in prove.mutants(attempt, piece.grade_id, piece.source)
    }
    assert prove.equivalent(sheet.folder / "equivalent.toml").keys() <= made
