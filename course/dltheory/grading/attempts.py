"""Trying out: grade one attempt at a sheet without a gradebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dltheory.grading.errors import GradingError
from dltheory.grading.run import Grader, ItemResult, grade_notebook
from dltheory.grading.sheets import Piece, Sheet, check_names, put_in, read_sheet, read_submission


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
        Kernels to use; for many attempts in a row.

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
    notebook = read_sheet(sheet)
    own = Sheet.from_notebook(notebook, Path(sheet).stem)
    check_names(list(code), own)
    return grade_notebook(put_in(notebook, [Piece(*item) for item in code.items()]), own, grader=grader)


def try_file(sheet: str | Path, attempt: str | Path, *, grader: Grader | None = None) -> list[ItemResult]:
    """Grade an attempt in a file: a notebook, or a percent-format Python file whose cells are headed ``# %% <grade_id>``.

    See `try_submission`.

    Raises
    ------
    GradingError
        Also if the file is missing, is not Python, or has no cell of the sheet.
    """
    notebook = read_sheet(sheet)
    own = Sheet.from_notebook(notebook, Path(sheet).stem)
    return grade_notebook(read_submission(attempt, notebook, own), own, grader=grader)
