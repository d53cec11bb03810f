"""Trying out: grade one attempt at a sheet without a gradebook, or run the tests that students can see."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from dltheory.grading.errors import GradingError
from dltheory.grading.execution.environment import from_nothing
from dltheory.grading.grader import Grader
from dltheory.grading.outcomes import ItemResult
from dltheory.grading.sheets import (
    Piece,
    Sheet,
    check_names,
    grade_id_of,
    put_in,
    read_attempt,
    read_notebook,
    read_sheet,
    read_submission,
)

_CELL_SECONDS = 60


def try_submission(sheet: str | Path, code: Mapping[str, str], *, grader: Grader | None = None) -> list[ItemResult]:
    """Grade code for some cells of a sheet; the other cells stay as released.

    Parameters
    ----------
    sheet : str or path
        The name of a sheet in ``source/`` of the course around the current folder (``"01_approximation"``), or the
        path of an instructor's notebook.
    code : mapping of str to str
        The source of solution cells, by grade_id.
    grader : Grader, optional
        Processes to use; for many attempts in a row.

    Returns
    -------
    list of ItemResult
        One for each test cell, in the order of the sheet.

    Raises
    ------
    GradingError
        (a ValueError) If there is no such sheet or no such cell, or the sheet's own setup fails.
    """
    if not isinstance(code, Mapping):
        raise GradingError(f"code must be a mapping of names of cells to their source, got {type(code).__name__}")
    for name, source in code.items():
        if not isinstance(name, str) or not isinstance(source, str):
            raise GradingError(f"code must map names of cells to their source, got {name!r:.80}: {source!r:.80}")
        try:
            source.encode()
        except UnicodeEncodeError as error:
            raise GradingError(f"the code of {name} is not text that can be saved: {error.reason}") from error
    notebook, own = read_sheet(sheet)
    check_names(list(code), own)
    return _grade(put_in(notebook, [Piece(*item) for item in code.items()]), own, grader)


def try_file(sheet: str | Path, attempt: str | Path, *, grader: Grader | None = None) -> list[ItemResult]:
    """Grade an attempt in a file: a notebook, or a percent-format Python file whose cells are headed ``# %% <grade_id>``.

    See `try_submission`.

    Raises
    ------
    GradingError
        Also if the file is missing, is not Python, or has no cell of the sheet.
    """
    notebook, own = read_sheet(sheet)
    return _grade(read_submission(attempt, notebook, own), own, grader)


def _grade(notebook: NotebookNode, sheet: Sheet, grader: Grader | None) -> list[ItemResult]:
    if grader is not None:
        return grader.grade(notebook, sheet)
    with Grader() as own:
        return own.grade(notebook, sheet)


@dataclass(frozen=True)
class VisibleResult:
    """What the tests that students can see say of one item; the points come from hidden tests too.

    Parameters
    ----------
    item : str
        The grade_id of the test cell.
    passed : bool
        Whether all visible tests pass.
    message : str
        Why not; empty if they do.
    """

    item: str
    passed: bool
    message: str


def students_version(sheet: str | Path) -> Path | None:
    """Return the released notebook of a sheet if that is all that is here, and None where the instructor's is.

    Parameters
    ----------
    sheet : str or path
        The path of a released notebook, or the name of a sheet: looked for in ``release/`` of the current folder and of those
        above it, up to the first that has a ``source/`` as well.

    Raises
    ------
    GradingError
        If this is a student's copy of the course and no sheet of it has the name.
    """
    path = Path(sheet)
    if path.suffix == ".ipynb":
        return path if path.is_file() and _is_released(read_notebook(path)) else None
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "source").is_dir() or (folder / "nbgrader_config.py").is_file():
            return None
        found = {path.stem: path for path in sorted((folder / "release").glob("*/*.ipynb"))}
        if str(sheet) in found:
            return found[str(sheet)]
        if found:
            raise GradingError(
                f"there is no sheet {str(sheet)!r} in {folder / 'release'}; there are: {', '.join(found)}"
            )
    return None


def _is_released(notebook: NotebookNode) -> bool:
    """Whether hidden tests and solutions have been taken out: neither leaves a marker, and a graded sheet has some."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code" and grade_id_of(cell)]
    return bool(code) and not any("### BEGIN" in source for source in code)


def try_visible(released: str | Path, attempt: str | Path) -> list[VisibleResult]:
    """Run an attempt with the tests of the released sheet, as Validate does: in one kernel, on this machine.

    Parameters
    ----------
    released : path
        The released notebook; locked cells and tests are taken from here.
    attempt : path
        A notebook, or a percent-format Python file whose cells are headed ``# %% <grade_id>``; its cells may read the files
        that lie beside it.

    Returns
    -------
    list of VisibleResult
        One for each test cell, in the order of the sheet.

    Raises
    ------
    GradingError
        If the attempt cannot be read or has no cell of the sheet, or if its kernel dies.
    """
    sheet = read_notebook(Path(released))
    own = Sheet.from_notebook(sheet, Path(released).stem)
    submission = read_submission(attempt, sheet, own)
    answered = {piece.grade_id for piece in read_attempt(Path(attempt), own)} if Path(attempt).suffix == ".py" else None
    for cell in submission.cells:
        piece = own.cells.get(grade_id_of(cell) or "")
        if piece is None:
            continue
        if piece.kind in ("locked", "test") or (answered is not None and piece.grade_id not in answered):
            cell.source = piece.source
    where = {"metadata": {"path": str(Path(attempt).resolve().parent)}}
    client = NotebookClient(
        submission,
        timeout=_CELL_SECONDS,
        interrupt_on_timeout=True,
        allow_errors=True,
        kernel_name="python3",
        resources=where,
    )
    client.create_kernel_manager()
    assert client.km is not None
    client.km.kernel_spec_manager.kernel_dirs = []  # this interpreter's kernel, and no other of this name
    try:
        with tempfile.TemporaryDirectory(prefix="dlt-home-") as home:
            # What a kernel says of itself, that it uses TCP for instance, is not for the reader of this table.
            client.execute(stderr=subprocess.DEVNULL, env=from_nothing(home))
    except DeadKernelError as error:
        raise GradingError(
            f"the kernel died while it ran {attempt}; run its cells one by one to see which ends it"
        ) from error
    said = {name: _error(cell) for cell in submission.cells if (name := grade_id_of(cell)) and cell.cell_type == "code"}
    results = []
    for test in own.of_kind("test"):
        message = said.get(test.grade_id)
        name = test.grade_id.removeprefix("test_")
        failed = said.get(name)
        if message and failed and failed != _UNANSWERED:
            # The function is missing, or an older one is tested, because its cell failed: that is what helps.
            message = f"the cell {name} fails: {failed}"
        elif message and failed:
            message = failed
        results.append(VisibleResult(test.grade_id, message is None, message or ""))
    return results


_UNANSWERED = "not filled in yet"


def _error(cell: NotebookNode) -> str | None:
    """Return the error of a cell that was run as a message, None if there was none."""
    for output in cell.outputs:
        if output.output_type != "error":
            continue
        if output.ename == "NotImplementedError":
            return _UNANSWERED
        if output.ename == "KeyboardInterrupt":
            return f"stopped after {_CELL_SECONDS} s"
        if output.ename == "AssertionError":
            lines = re.sub(r"^[\d.]+ of [\d.]+ points\n", "", output.evalue).split("\n")
            unanswered = all(line.endswith(f": {_UNANSWERED}") for line in lines)
            return _UNANSWERED if unanswered else "\n".join(lines) or "a check failed"
        return f"{output.ename}: {output.evalue}".removesuffix(": ")
    return None
