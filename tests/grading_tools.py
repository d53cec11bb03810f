"""A tiny sheet for the tests of the grading core, and how one process would have graded it."""

import ast
import tempfile
from collections.abc import Sequence

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from dltheory.grading import Grader, ItemResult
from dltheory.grading.sheets import Sheet

SETUP = "import numpy as np\nfrom dltheory.grading import checks"


def cell(kind: str, name: str, source: str, points: float = 0) -> NotebookNode:
    """Return a cell with nbgrader's metadata; kind is locked, setup, solution or test."""
    meta = {
        "schema_version": 3,
        "grade_id": name,
        "grade": kind in ("test", "setup"),
        "solution": kind == "solution",
        "locked": kind != "solution",
        "task": False,
    }
    if meta["grade"]:
        meta["points"] = points
    return new_code_cell(source, metadata={"nbgrader": meta})


def notebook(cells: Sequence[NotebookNode]) -> NotebookNode:
    """Return a notebook of these cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=list(cells), metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def tiny_sheet(*tests: str, setup: str = SETUP, points: float = 2) -> NotebookNode:
    """Return an instructor's sheet with one solution cell, `work`, and the tests given; `work` is to define what they use."""
    numbered = [cell("test", f"test_{i}", source, points) for i, source in enumerate(tests)]
    used = [node for source in tests for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    names = {node.id for node in used} - {node.id for node in used if isinstance(node.ctx, ast.Store)}
    solution = "\n".join(f"{name} = None" for name in sorted(names))
    stub = f"### BEGIN SOLUTION\n{solution or 'pass'}\n### END SOLUTION"
    return notebook([cell("setup", "setup", setup), cell("solution", "work", stub), *numbered])


def submitted(sheet: NotebookNode, work: str) -> NotebookNode:
    """Return the sheet with the student's work in it."""
    copy = nbformat.from_dict(sheet)
    for item in copy.cells:
        if item.metadata.nbgrader.grade_id == "work":
            item.source = work
    return copy


def grade(grader: Grader, work: str, *tests: str, **options: object) -> list[ItemResult]:
    """Grade one student's work with these tests, in two processes; nbgrader must read the same scores."""
    sheet = tiny_sheet(*tests, **options)
    work_nb = submitted(sheet, work)
    results = grader.grade(work_nb, Sheet.from_notebook(sheet, "tiny"))
    read = {c.metadata.nbgrader.grade_id: determine_grade(c) for c in work_nb.cells if c.metadata.nbgrader.grade}
    assert {r.item: (r.points, r.max_points) for r in results} == {k: v for k, v in read.items() if k != "setup"}
    return results


def points_in_one_kernel(work: str, *tests: str) -> list[float]:
    """Return what nbgrader gives when student code and tests share one process."""
    nb = submitted(tiny_sheet(*tests), work)
    with tempfile.TemporaryDirectory() as folder:
        where = {"metadata": {"path": folder}}
        NotebookClient(nb, timeout=60, kernel_name="python3", allow_errors=True, resources=where).execute()
    return [determine_grade(c)[0] for c in nb.cells if c.metadata.nbgrader.grade_id.startswith("test")]
