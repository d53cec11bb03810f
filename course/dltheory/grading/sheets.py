"""Sheets: which cells are the sheet's own, where a sheet is found, and how an attempt is put into one."""

from __future__ import annotations

import ast
import copy
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from dltheory.grading.errors import GradingError

Kind = Literal["locked", "solution", "test", "written"]
_HEAD = re.compile(r"^# %%(?P<title>.*)$")


@dataclass(frozen=True)
class Cell:
    """One cell that belongs to a sheet.

    Parameters
    ----------
    grade_id : str
        Its name in the sheet.
    kind : {"locked", "solution", "test", "written"}
        Locked code runs in both processes, a solution in the student's, a test in the examiner's, written text nowhere.
    source : str
        As the instructor wrote it, hidden tests included.
    points : float
        What a test is worth.
    """

    grade_id: str
    kind: Kind
    source: str
    points: float = 0.0


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet in their order, by grade_id; the only source of what may run in the examiner."""

    name: str
    cells: dict[str, Cell]

    @classmethod
    def from_notebook(cls, notebook: NotebookNode, name: str) -> Sheet:
        """Read the cells of an instructor's notebook.

        Raises
        ------
        GradingError
            If it holds no nbgrader cells, or one name twice.
        """
        cells: dict[str, Cell] = {}
        for cell in notebook.cells:
            meta = _meta(cell)
            grade_id = meta.get("grade_id")
            kind = _kind(cell.cell_type, meta)
            if grade_id is None or kind is None:
                continue
            if grade_id in cells:
                raise GradingError(f"the sheet {name} has two cells named {grade_id!r}; rename one of them")
            cells[grade_id] = Cell(grade_id, kind, cell.source, float(meta.get("points") or 0))
        if not cells:
            raise GradingError(f"{name} is not a sheet: it has no nbgrader cells")
        return cls(name, cells)

    def of_kind(self, *kinds: Kind) -> list[Cell]:
        """Return the cells of these kinds, in the order of the sheet."""
        return [cell for cell in self.cells.values() if cell.kind in kinds]


def _meta(cell: NotebookNode) -> dict[str, Any]:
    meta = cell.metadata.get("nbgrader")
    return meta if isinstance(meta, dict) else {}


def grade_id_of(cell: NotebookNode) -> str | None:
    """Return the name that a cell claims to have in its sheet."""
    grade_id = _meta(cell).get("grade_id")
    return grade_id if isinstance(grade_id, str) else None


def _kind(cell_type: str, meta: dict[str, Any]) -> Kind | None:
    if cell_type != "code":
        return "written" if meta.get("solution") and meta.get("grade") else None
    if meta.get("solution"):
        # A solution cell with points is graded by hand, whatever it holds.
        return "solution"
    if meta.get("grade"):
        return "test" if float(meta.get("points") or 0) > 0 else "locked"
    return "locked" if meta.get("locked") else None


def without_hidden_tests(source: str) -> str:
    """Return a cell's source as students have it."""
    from nbgrader.preprocessors import ClearHiddenTests

    cell = nbformat.v4.new_code_cell(source)
    ClearHiddenTests(enforce_metadata=False).preprocess_cell(cell, {}, 0)
    return cell.source


def course_root(start: Path | None = None) -> Path:
    """Return the nearest folder at or above `start` (default: the current one) with an ``nbgrader_config.py``."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "nbgrader_config.py").is_file():
            return folder
    raise GradingError(
        f"no course found: neither {start} nor a folder above it has an nbgrader_config.py; change into the course"
    )


def read_sheet(sheet: str | Path) -> NotebookNode:
    """Return an instructor's notebook, by the name of a sheet (``"01_approximation"``) or by its path.

    Raises
    ------
    GradingError
        If there is no such sheet or it cannot be read.
    """
    path = Path(sheet)
    if path.suffix == ".ipynb":
        if not path.is_file():
            raise GradingError(f"the sheet {path} does not exist")
        return read_notebook(path)
    sources = course_root() / "source"
    found = {folder.name: folder for folder in sorted(sources.glob("*")) if any(folder.glob("*.ipynb"))}
    if str(sheet) not in found:
        raise GradingError(f"there is no sheet {str(sheet)!r} in {sources}; {_existing(str(sheet), found)}")
    notebooks = sorted(found[str(sheet)].glob("*.ipynb"))
    same_name = [notebook for notebook in notebooks if notebook.stem == str(sheet)]
    if len(notebooks) > 1 and not same_name:
        names = ", ".join(str(notebook) for notebook in notebooks)
        raise GradingError(f"the sheet {sheet} has several notebooks; name one by its path: {names}")
    return read_notebook((same_name or notebooks)[0])


def read_notebook(path: Path) -> NotebookNode:
    """Return a notebook in the current format.

    Raises
    ------
    GradingError
        If it is missing or is not a notebook.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror or error}") from error
    except Exception as error:  # nbformat raises a dozen kinds for files that are not notebooks
        raise GradingError(f"{path} is not a notebook that Jupyter can read; save it again in JupyterLab") from error
    return notebook


def released(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of an instructor's notebook with the solutions replaced by stubs; hidden tests stay."""
    from nbgrader.preprocessors import ClearSolutions

    notebook = copy.deepcopy(notebook)
    notebook, _ = ClearSolutions().preprocess(notebook, {})
    return notebook


@dataclass(frozen=True)
class Piece:
    """A cell of an attempt: its name in the sheet, or None for a cell of the student's own."""

    grade_id: str | None
    source: str


def put_in(notebook: NotebookNode, pieces: Iterable[Piece]) -> NotebookNode:
    """Return the released sheet with an attempt's cells in their places.

    A cell of the student's own is put before the sheet's cell that follows it in the attempt, at the end if none does.
    """
    notebook = released(notebook)
    answers: dict[str, str] = {}
    before: dict[str | None, list[NotebookNode]] = {}
    waiting: list[NotebookNode] = []
    for piece in pieces:
        if piece.grade_id is None:
            waiting.append(nbformat.v4.new_code_cell(piece.source))
        else:
            answers[piece.grade_id] = piece.source
            before.setdefault(piece.grade_id, []).extend(waiting)
            waiting = []
    cells = []
    for cell in notebook.cells:
        grade_id = grade_id_of(cell)
        if grade_id in answers:
            cells += before[grade_id]
            cell.source = answers[grade_id]
        cells.append(cell)
    notebook.cells = cells + waiting
    return notebook


def check_names(names: Sequence[str], sheet: Sheet) -> None:
    """Raise a GradingError if one of the names is not that of a cell to fill in."""
    fillable = [cell.grade_id for cell in sheet.of_kind("solution", "written")]
    for name in names:
        if name in fillable:
            continue
        what = "is not a cell to fill in" if name in sheet.cells else "does not exist"
        raise GradingError(f"the cell {name!r} {what} in the sheet {sheet.name}; {_existing(name, fillable)}")


def _existing(name: str, names: Iterable[str]) -> str:
    """Return what exists, in words, the closest match first."""
    names = list(names)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    ordered = close + [other for other in names if other not in close]
    return f"there are: {', '.join(ordered)}" if ordered else "there are none"


def read_attempt(path: str | Path, sheet: Sheet) -> list[Piece]:
    """Return the cells of an attempt: a notebook, or a percent-format Python file with a cell per grade_id.

    Raises
    ------
    GradingError
        If the file is missing, is neither of the two, is not Python, or has nothing to do with the sheet.
    """
    path = Path(path)
    if not path.is_file():
        raise GradingError(f"the attempt {path} does not exist")
    if path.suffix == ".ipynb":
        pieces = _pieces_of_notebook(read_notebook(path), sheet, path)
        for number, piece in enumerate(pieces, start=1):
            _check_python(piece.source, 0, f"{path}: the cell {piece.grade_id or f'number {number}'}")
        return pieces
    if path.suffix == ".py":
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            raise GradingError(f"{path} cannot be read as text in UTF-8") from error
        return _pieces_of_text(text, sheet, path)
    raise GradingError(f"the attempt {path} is neither a notebook (.ipynb) nor a Python file (.py)")


def _pieces_of_notebook(notebook: NotebookNode, sheet: Sheet, path: Path) -> list[Piece]:
    pieces: list[Piece] = []
    seen: set[str] = set()
    # From the end, as nbgrader does it: of two cells with one name the last one counts.
    for cell in reversed(notebook.cells):
        grade_id = grade_id_of(cell)
        own = sheet.cells.get(grade_id) if grade_id and grade_id not in seen else None
        if own is not None:
            seen.add(own.grade_id)
            if own.kind == "solution" and cell.cell_type == "code":
                pieces.append(Piece(own.grade_id, cell.source))
        elif cell.cell_type == "code":
            pieces.append(Piece(None, cell.source))
    if not seen:
        raise GradingError(f"{path} has no cell of the sheet {sheet.name}; start from the released notebook")
    return pieces[::-1]


def _pieces_of_text(text: str, sheet: Sheet, path: Path) -> list[Piece]:
    sections: list[tuple[str | None, int, list[str]]] = [(None, 1, [])]
    for number, line in enumerate(text.splitlines(), start=1):
        head = _HEAD.match(line)
        if head is None:
            sections[-1][2].append(line)
            continue
        title = head["title"].strip()
        # "# %% [markdown] ..." is text; "# %%" alone a cell of the student's own.
        sections.append(("[markdown]" if "[" in title else title.split()[0] if title else None, number + 1, []))
    names = [name for name, _, _ in sections if name not in (None, "[markdown]")]
    if not names:
        raise GradingError(f"{path} has no cell of the sheet {sheet.name}; head each one with '# %% <name>'")
    check_names([name for name in names if name is not None], sheet)
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    if twice:
        raise GradingError(f"{path} has the cell {twice[0]!r} twice; keep one of them")
    pieces = []
    for name, start, lines in sections:
        source = "\n".join(lines).strip("\n")
        if name == "[markdown]" or (name is None and not source.strip()):
            continue
        _check_python("\n".join(lines), start - 1, f"{path}: the cell {name or 'before the first head'}")
        pieces.append(Piece(name, source))
    return pieces


def _check_python(source: str, offset: int, place: str) -> None:
    try:
        ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError) as error:
        line = offset + (getattr(error, "lineno", None) or 1)
        raise GradingError(f"{place} is not Python: {getattr(error, 'msg', error)} (line {line})") from None
