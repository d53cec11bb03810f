"""Sheet 01: its form, and that its tests tell right from wrong.

The attempts in tests/submissions/01_approximation go through the two processes of the real grader. A wrong attempt is laid
over a complete right one, so that whatever it loses it loses to its one mistake.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from dltheory.grading import Grader, ItemResult, checks, try_file, try_submission
from dltheory.grading.sheets import Sheet, grade_id_of, read_attempt, without_hidden_tests

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "source" / "01_approximation" / "01_approximation.ipynb"
ATTEMPTS = ROOT / "tests" / "submissions" / "01_approximation"
RIGHT = sorted(path for path in (ATTEMPTS / "right").iterdir() if path.suffix in (".py", ".ipynb"))
WRONG = sorted((ATTEMPTS / "wrong").glob("*.py"))

# The functions that other people's tests call, with the points of their items.
CONTRACT = {
    "landau_constant": ("n", 1),
    "landau_second_moment": ("n", 1),
    "landau_polynomial": ("f, n, x", 3),
    "cosine_product": ("first, second", 2),
    "barron_norm_gaussian": ("d, sigma", 2),
    "barron_bound_gaussian": ("d, sigma", 1),
    "maurey_mean_squared_error": ("V, k", 1),
    "affine_pieces_bound": ("widths", 1),
    "best_depth": ("m", 1),
    "tent": ("x, k, activation", 2),
}
# Each misconception that the sheet must not let through, with an attempt that has it.
MISCONCEPTIONS = {
    "1 / (k - 1) for 1 / k": "maurey_k_minus_one",
    "Z forgotten": "barron_forgets_z",
    "layer index too large by one": "pieces_output_counted_as_relu",
    "layer index too small by one": "pieces_last_width_missing",
    "factorials overflow": "landau_constant_factorial_overflows",
    "sigma for sigma squared": "barron_sigma_as_variance",
    "real-valued depth": "depth_real_valued",
    "normalized by the mass inside [0, 1]": "landau_polynomial_divides_by_inner_mass",
    "cancellation far from the origin": "maurey_cancellation",
    "N - 1 for N": "maurey_sample_variance",
    "a factor 2 pi too many": "barron_gradient_norm",
    "two units for the tent": "tent_two_units",
    "the larger depth in a tie": "depth_larger_in_tie",
}

NOTEBOOK = nbformat.read(SOURCE, as_version=4)
SHEET = Sheet.from_notebook(NOTEBOOK, "01_approximation")
REFERENCE = {cell.grade_id: cell.source for cell in SHEET.of_kind("solution")}


def answers(path: Path) -> dict[str, str]:
    """Return the cells of an attempt that fill in a cell of the sheet."""
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        return {name: cell.source for cell in cells if (name := grade_id_of(cell)) in REFERENCE}
    return {piece.grade_id: piece.source for piece in read_attempt(path, SHEET) if piece.grade_id}


def loses(path: Path) -> set[str]:
    """Return the items that a wrong attempt says it loses."""
    first, second = path.read_text(encoding="utf-8").splitlines()[:2]
    assert first.startswith("# loses: ") and second.startswith("# because: "), (
        f"{path.name} does not say what it is for"
    )
    return set(first.removeprefix("# loses: ").split(", "))


def lost(results: list[ItemResult]) -> set[str]:
    return {result.item for result in results if result.points < result.max_points}


def earned(results: list[ItemResult]) -> float:
    return sum(result.points for result in results)


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(ahead=True) as shared:
        yield shared


# ---------------------------------------------------------------- form


def metadata() -> Iterator[tuple[nbformat.NotebookNode, dict[str, Any]]]:
    for cell in NOTEBOOK.cells:
        yield cell, cell.metadata.get("nbgrader", {})


def test_points_and_names():
    points = {meta["grade_id"]: meta["points"] for _, meta in metadata() if meta.get("grade")}
    automatic = {name: value for name, value in points.items() if name.startswith("test_")}
    written = {name: value for name, value in points.items() if name.startswith("written_")}
    assert automatic == {f"test_{name}": value for name, (_, value) in CONTRACT.items()}
    assert sum(automatic.values()) == 15
    assert sum(written.values()) == 9
    assert set(points) == {*automatic, *written, "setup"}


def test_every_cell_is_clean_and_the_sheets_own():
    identifiers = [cell.id for cell in NOTEBOOK.cells]
    assert len(set(identifiers)) == len(identifiers)
    for cell, meta in metadata():
        assert cell.id == meta["grade_id"], "ids are the names, so that they stay when the sheet is edited"
        assert meta["schema_version"] == 3
        assert not cell.get("outputs"), f"{cell.id} holds outputs"
        assert cell.get("execution_count") is None
    assert NOTEBOOK.metadata.kernelspec.name == "python3"


def test_the_setup_cell_is_graded_with_no_points():
    first = next(cell for cell in NOTEBOOK.cells if cell.cell_type == "code")
    meta = first.metadata.nbgrader
    assert (meta.grade_id, meta.grade, meta.solution, meta.locked, meta.points) == ("setup", True, False, True, 0)
    assert "from dltheory.grading import checks" in first.source


@pytest.mark.parametrize("name", CONTRACT)
def test_each_function_has_a_stub_and_a_test_cell(name):
    cells = {cell.id: cell for cell in NOTEBOOK.cells}
    order = list(cells)
    assert order.index(f"about_{name}" if f"about_{name}" in cells else "problem_4") < order.index(name)
    assert order.index(f"test_{name}") == order.index(name) + 1

    definition = ast.parse(cells[name].source).body[0]
    assert isinstance(definition, ast.FunctionDef) and definition.name == name
    assert ast.unparse(definition.args) == CONTRACT[name][0]
    docstring = ast.get_docstring(definition)
    assert docstring and "Parameters" in docstring and "Returns" in docstring

    source = cells[f"test_{name}"].source
    visible = without_hidden_tests(source)
    hidden = "\n".join(re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", source, re.DOTALL))
    assert f"{name}(" in visible and f"{name}(" in hidden
    assert f'checks.rng("test_{name}")' in hidden, "hidden inputs are drawn from the instructor's secret"
    assert "rng" not in visible


def test_each_problem_says_how_hard_and_how_long():
    heads = [cell.source for cell in NOTEBOOK.cells if cell.source.startswith("## Problem ")]
    assert len(heads) == 6
    minutes, points = 0, 0
    for head in heads:
        said = re.search(r"\*Difficulty: (?:easy|medium|hard) · (\d+) minutes · (\d+) points? · chapter 01", head)
        assert said, head.splitlines()[0]
        minutes, points = minutes + int(said[1]), points + int(said[2])
    assert points == 24
    assert f"| **{240}** |" in NOTEBOOK.cells[0].source and minutes == 240


def test_each_written_part_has_a_statement_an_answer_and_a_rubric():
    cells = {cell.id: cell for cell in NOTEBOOK.cells}
    for name, cell in cells.items():
        if not name.startswith("written_"):
            continue
        statement = cells[f"about_{name}"]
        points = cell.metadata.nbgrader.points
        assert statement.cell_type == cell.cell_type == "markdown"
        assert statement.metadata.nbgrader.locked and not statement.metadata.nbgrader.solution
        assert re.search(rf"written · {points} points?\n", statement.source)
        answer, rubric = re.split(rf"\*\*Rubric \({points} points?\)\.\*\*", cell.source)
        assert answer.startswith("**Model answer.**")
        shares = [float(share) for share in re.findall(r"^- ([\d.]+) ", rubric, re.MULTILINE)]
        assert sum(shares) == points or "0.5 for each hypothesis" in rubric


# ---------------------------------------------------------------- right and wrong


def test_there_are_enough_attempts():
    assert len(RIGHT) >= 6 and any(path.suffix == ".ipynb" for path in RIGHT)
    assert len(WRONG) >= 20
    assert set(MISCONCEPTIONS.values()) <= {path.stem for path in WRONG}
    caught = set().union(*(loses(path) for path in WRONG if path.stem != "visible_answers_only"))
    assert caught == {f"test_{name}" for name in CONTRACT}


def test_the_reference_solution_earns_everything(grader):
    results = try_submission(SOURCE, REFERENCE, grader=grader)
    assert [result.item for result in results] == [f"test_{name}" for name in CONTRACT]
    assert earned(results) == 15
    assert not any(result.message for result in results)


def test_the_untouched_sheet_earns_nothing(grader):
    results = try_submission(SOURCE, {}, grader=grader)
    assert earned(results) == 0
    assert all("not filled in" in result.message for result in results)


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.name)
def test_a_right_attempt_keeps_every_point(path, grader):
    assert set(answers(path)) == set(CONTRACT)
    results = try_file(SOURCE, path, grader=grader)
    assert lost(results) == set(), results


@pytest.fixture(scope="module")
def base() -> dict[str, str]:
    return answers(ATTEMPTS / "right" / "vectorised.py")


@pytest.fixture(scope="module")
def graded_wrong(grader, base) -> dict[str, list[ItemResult]]:
    return {path.stem: try_submission(SOURCE, base | answers(path), grader=grader) for path in WRONG}


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_attempt_loses_what_it_names(path, graded_wrong):
    results = graded_wrong[path.stem]
    assert lost(results) == loses(path), results
    assert all(result.message for result in results if result.item in loses(path))


def test_a_part_that_is_right_keeps_its_points(graded_wrong):
    points = {(stem, result.item): result.points for stem, results in graded_wrong.items() for result in results}
    assert points["barron_norm_gamma_overflows", "test_barron_norm_gaussian"] == 1
    assert points["tent_ignores_activation", "test_tent"] == 1
    assert points["cosine_product_unit_by_unit", "test_cosine_product"] == 1
    assert points["landau_polynomial_overflowing_constant", "test_landau_polynomial"] == 2
    assert points["landau_polynomial_one_number", "test_landau_polynomial"] == 0


# ---------------------------------------------------------------- one kernel, secrets, messages


def run_in_one_kernel(hidden: bool) -> Iterator[str]:
    """Run the sheet from top to bottom with the reference solution, as Validate does; yield the name of each cell first."""
    names: dict[str, Any] = {}
    for cell in NOTEBOOK.cells:
        if cell.cell_type == "code":
            yield cell.id
            source = cell.source if hidden else without_hidden_tests(cell.source)
            exec(compile(source, cell.id, "exec"), names)


@pytest.mark.parametrize("hidden", [False, True], ids=["as students see it", "with hidden tests"])
def test_the_sheet_runs_in_one_kernel(hidden):
    assert len(list(run_in_one_kernel(hidden))) == 22


def numbers_in(text: str) -> list[float]:
    """Return the numbers with at least five digits; shorter ones are inputs, or small integers that say nothing."""
    found = re.findall(r"-?\d+\.\d+(?:e[-+]\d+)?", text)
    return [float(number) for number in found if len(number.split("e")[0].strip("-0.")) >= 5]


def given_away(message: str, answers: list[float]) -> list[float]:
    return [number for number in numbers_in(message) if np.isclose(answers, number, rtol=1e-5, atol=0.0).any()]


def test_messages_do_not_give_hidden_answers_away(monkeypatch, graded_wrong):
    compare = checks.close

    def expected(hidden: bool) -> dict[str, list[float]]:
        """Return what each test cell compares with when the reference solution is tested."""
        found: dict[str, list[float]] = {f"test_{name}": [] for name in CONTRACT}
        current = ""

        def recording(actual, wanted, *args, **kwargs):
            found[current].extend(np.ravel(np.asarray(wanted, dtype=float)))
            compare(actual, wanted, *args, **kwargs)

        monkeypatch.setattr(checks, "close", recording)
        for name in run_in_one_kernel(hidden):
            current = name
        return found

    # What students can read in the sheet is no secret, and a wrong answer to one question may be the right one to another.
    in_the_open, everything = expected(hidden=False), expected(hidden=True)
    secret = {
        item: [value for value in values if not np.isclose(in_the_open[item] or [np.nan], value).any()]
        for item, values in everything.items()
    }
    for results in graded_wrong.values():
        for result in results:
            assert not given_away(result.message, secret[result.item] or [np.nan]), result
    # A message that did show what is expected would be found.
    for item in ("test_landau_constant", "test_landau_polynomial", "test_barron_norm_gaussian", "test_tent"):
        assert given_away(f"yours is 1.25, but {secret[item][-1]:.9g} is right", secret[item])


def test_another_secret_means_other_inputs_and_the_same_verdicts(monkeypatch, base):
    before = checks.rng("test_tent").random()
    monkeypatch.setenv(checks.SECRET, "another secret")
    assert checks.rng("test_tent").random() != before
    assert os.environ[checks.SECRET]
    with Grader(ahead=True) as secret_grader:
        assert earned(try_submission(SOURCE, REFERENCE, grader=secret_grader)) == 15
        for stem in ("visible_answers_only", "landau_polynomial_ignores_kinks", "depth_larger_in_tie"):
            path = ATTEMPTS / "wrong" / f"{stem}.py"
            assert lost(try_submission(SOURCE, base | answers(path), grader=secret_grader)) == loses(path)
