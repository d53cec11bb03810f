"""Sheets: which cells are the sheet's own, where a sheet is found, and how an attempt is put into one."""

from __future__ import annotations

import ast
import copy
import difflib
import functools
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbformat.warnings import DuplicateCellId

from dltheory.grading.errors import GradingError
from dltheory.grading.limits import Limits
from dltheory.grading.sources import bound, defined, used

Kind = Literal["locked", "solution", "test", "written"]
# Marks a cell that `restore` has put back. It is there to be seen; a stub must not undo what the student did elsewhere.
RESTORED = "dltheory_restored"
_TIME_LIMIT = re.compile(r"^# Time limit: (.*?) s$", re.MULTILINE)
_HEAD = re.compile(r"^# ?%%(?P<title>.*)$")


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
    seconds : float, optional
        The time limit that a test states for itself, see `time_limit`.
    """

    grade_id: str
    kind: Kind
    source: str
    points: float = 0.0
    seconds: float | None = None


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet in their order, by grade_id, and the files beside it; all that the examiner ever gets to see."""

    name: str
    cells: dict[str, Cell]
    files: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def from_notebook(cls, notebook: NotebookNode, name: str, files: Mapping[str, bytes] | None = None) -> Sheet:
        """Read the cells of an instructor's notebook; `files` are those beside it, see `own_files`.

        Raises
        ------
        GradingError
            If it holds no nbgrader cells, one name twice, or a time limit that is none.
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
            cells[grade_id] = Cell(grade_id, kind, cell.source, float(meta.get("points") or 0), time_limit(cell, kind))
        if not cells:
            raise GradingError(f"{name} is not a sheet: it has no nbgrader cells; name a notebook in source/")
        return cls(name, cells, dict(files or {}))

    @functools.cached_property
    def homes(self) -> dict[str, str]:
        """The names that solution cells define at their top level, each with its cell.

        Those that stand between the marks of a solution are known only where the instructor's notebook is at hand: the
        gradebook has what students get.
        """
        return {name: cell.grade_id for cell in self.of_kind("solution") for name in defined(cell.source)}

    @functools.cached_property
    def _own_names(self) -> set[str]:
        return {name for cell in self.of_kind("locked", "test") for name in bound(cell.source)}

    def lent(self, test: Cell) -> list[str]:
        """Return the names that a test cell takes from the student: those that it uses and no cell of the sheet's own gives.

        A helper of another test cell is not among them, even where that cell has failed. Builtins may be.
        """
        return sorted(used(test.source) - self._own_names)

    def home(self, name: str, test: Cell) -> str | None:
        """Return the solution cell that a name which a test takes from the student belongs to: if unknown, the one before it."""
        before = list(self.cells)[: list(self.cells).index(test.grade_id)]
        last = next((cell for cell in reversed(before) if self.cells[cell].kind == "solution"), None)
        return self.homes.get(name, last)

    def of_kind(self, *kinds: Kind) -> list[Cell]:
        """Return the cells of these kinds, in the order of the sheet."""
        return [cell for cell in self.cells.values() if cell.kind in kinds]


def time_limit(cell: NotebookNode, kind: Kind | None = "test") -> float | None:
    """Return the seconds that a test cell may take, and each call in it, if it states them in its metadata.

    The gradebook keeps a cell's source and not its metadata, so `state_time_limits` writes them into the source too.

    Raises
    ------
    GradingError
        If they are no number between 0 and what a submission may use in all, or if it is no test cell.
    """
    own = cell.metadata.get("dltheory", {})
    line = _TIME_LIMIT.search(cell.source) if kind == "test" else None
    if own == {} and line is None:
        return None
    where, most = f"the cell {grade_id_of(cell)!r}", Limits.total
    if kind != "test":
        raise GradingError(f"{where} states a time limit, and only test cells have one; remove its metadata.dltheory")
    if own != {} and (not isinstance(own, dict) or own.keys() != {"timeout"}):
        raise GradingError(f"{where} has metadata.dltheory {own!r:.80}; only a timeout may stand there")
    stated = [*([own["timeout"]] if own else []), *([_number(line[1])] if line else [])]
    for seconds in stated:
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= most:
            raise GradingError(
                f"{where} states the time limit {seconds!r:.80}; it must be a number of seconds > 0, {most:g} at most"
            )
    if len(set(stated)) > 1:
        raise GradingError(f"{where} states two time limits, {stated[0]:g} s and {stated[1]:g} s; leave one")
    return float(stated[0])


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def state_time_limits(notebook: NotebookNode) -> None:
    """Write the time limits that test cells have in their metadata into their sources, where students see them."""
    for cell in notebook.cells:
        if "dltheory" in cell.metadata and not _TIME_LIMIT.search(cell.source):
            cell.source += f"\n# Time limit: {time_limit(cell):g} s"


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


@functools.lru_cache(maxsize=1024)
def without_hidden_tests(source: str) -> str:
    """Return a cell's source as students have it."""
    from nbgrader.preprocessors import ClearHiddenTests

    cell = nbformat.v4.new_code_cell(source)
    ClearHiddenTests(enforce_metadata=False).preprocess_cell(cell, {}, 0)
    return str(cell.source)


def course_root(start: Path | None = None) -> Path:
    """Return the nearest folder at or above `start` (default: the current one) with an ``nbgrader_config.py``."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "nbgrader_config.py").is_file():
            return folder
    raise GradingError(
        f"no course found: neither {start} nor a folder above it has an nbgrader_config.py; change into the course"
    )


def own_files(folder: Path, ignore: Sequence[str] = (".ipynb_checkpoints", "__pycache__", "*.pyc")) -> dict[str, bytes]:
    """Return the files that stand beside a sheet's notebooks, by relative name; nbgrader hands them out with the sheet."""
    from nbgrader.utils import find_all_files

    paths = sorted(map(Path, find_all_files(str(folder), [*ignore, "*.ipynb"])))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def read_sheet(sheet: str | Path) -> tuple[NotebookNode, Sheet]:
    """Return an instructor's notebook and what grading needs of it, by the name of a sheet (``"01_approximation"``) or by its path.

    Raises
    ------
    GradingError
        If there is no such sheet or it cannot be read.
    """
    path = _find_sheet(sheet)
    notebook = read_notebook(path)
    if Path(sheet).suffix == ".ipynb":
        _refuse_students_version(notebook, path)
    return notebook, Sheet.from_notebook(notebook, Path(sheet).stem, own_files(path.parent))


def _find_sheet(sheet: str | Path) -> Path:
    if not isinstance(sheet, str | Path):
        raise GradingError(f"sheet must be the name of a sheet or the path of a notebook, got {sheet!r:.80}")
    path = Path(sheet)
    if path.suffix == ".ipynb":
        _check_file(path, "sheet")
        return path
    root = course_root()
    found = sheets_in(root)
    if str(sheet) not in found:
        raise GradingError(
            f"there is no sheet {str(sheet)!r} in {_sources(root).parent}; {_existing(str(sheet), found)}"
        )
    notebooks = sorted(found[str(sheet)].glob("*.ipynb"))
    same_name = [notebook for notebook in notebooks if notebook.stem == str(sheet)]
    if len(notebooks) > 1 and not same_name:
        names = ", ".join(str(notebook) for notebook in notebooks)
        raise GradingError(f"the sheet {sheet} has several notebooks; name one by its path: {names}")
    return (same_name or notebooks)[0]


def sheets_in(root: Path) -> dict[str, Path]:
    """Return the folders of a course's sheets by name."""
    pattern = _sources(root)
    folders = sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))
    return {folder.name: folder for folder in folders if any(folder.glob("*.ipynb"))}


def _sources(root: Path) -> Path:
    """Return where the sheets are by nbgrader's configuration, with a star for the name."""
    from nbgrader.coursedir import CourseDirectory

    from dltheory.grading.settings import course_config

    course = CourseDirectory(config=course_config(root))
    return Path(course.format_path(course.source_directory, ".", "*"))


def _refuse_students_version(notebook: NotebookNode, path: Path) -> None:
    solutions = [c.source for c in notebook.cells if c.cell_type == "code" and _meta(c).get("solution")]
    if solutions and all("NotImplementedError" in s and "### BEGIN SOLUTION" not in s for s in solutions):
        raise GradingError(f"{path} is the students' version, which lacks hidden tests; name the notebook in source/")


def _check_file(path: Path, what: str) -> None:
    if path.is_dir():
        raise GradingError(f"the {what} {path} is a folder; name the file in it")
    if not path.is_file():
        raise GradingError(f"the {what} {path} does not exist")


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress the warning that a cell which was copied carries the id of the other one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DuplicateCellId)
        yield


def read_notebook(path: Path) -> NotebookNode:
    """Return a notebook in the current format.

    Raises
    ------
    GradingError
        If it is missing or is not a notebook.
    """
    try:
        with quiet():
            notebook: NotebookNode = nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)
            nbformat.validate(notebook)
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror or error}") from error
    except Exception as error:  # nbformat raises a dozen kinds for files that are not notebooks
        raise GradingError(f"{path} is not a notebook that Jupyter can read; save it again in JupyterLab") from error
    upgrade(notebook)
    return notebook


def upgrade(notebook: NotebookNode) -> None:
    """Give a notebook of an older format 4 what 4.5 has: an id for each cell. Beside cells with ids it would not be valid."""
    if notebook.get("nbformat_minor", 0) < 5:
        for number, cell in enumerate(notebook.cells):
            cell.setdefault("id", f"cell-{number}")
        notebook.nbformat_minor = 5


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


def read_submission(path: str | Path, notebook: NotebookNode, sheet: Sheet) -> NotebookNode:
    """Return the sheet `notebook` with an attempt in it: a notebook, or a percent-format Python file.

    Raises
    ------
    GradingError
        If the file is missing, is neither of the two, is not Python, or has nothing to do with the sheet.
    """
    if not isinstance(path, str | Path):
        raise GradingError(f"attempt must be the path of a notebook or of a Python file, got {path!r:.80}")
    path = Path(path)
    _check_file(path, "attempt")
    if path.suffix == ".py":
        return put_in(notebook, read_attempt(path, sheet))
    if path.suffix != ".ipynb":
        raise GradingError(f"the attempt {path} is neither a notebook (.ipynb) nor a Python file (.py)")
    submission = read_notebook(path)
    own = {name: cell for cell in released(notebook).cells if (name := grade_id_of(cell))}
    if len(restore(submission, own)) == len(own):
        raise GradingError(f"{path} has no cell of the sheet {sheet.name}; start from the released notebook")
    for number, cell in enumerate(submission.cells, start=1):
        name = grade_id_of(cell)
        if cell.cell_type == "code" and (name is None or _is_solution(sheet, name)):
            _check_python(cell.source, 0, f"{path}: the cell {name or f'number {number}'}")
    return submission


def restore(submission: NotebookNode, own: Mapping[str, NotebookNode]) -> list[str]:
    """Give the sheet's cells in a submission their metadata and type back, and put missing ones in their places.

    Every other cell becomes the student's own. Of two cells with one name the last one counts.

    Parameters
    ----------
    submission : NotebookNode
        Changed in place; the sources of its cells stay.
    own : mapping of str to NotebookNode
        The cells of the sheet by name, in their order.

    Returns
    -------
    list of str
        The names of the cells that were missing.
    """
    upgrade(submission)
    found: dict[str, NotebookNode] = {}
    for cell in reversed(submission.cells):
        name = grade_id_of(cell)
        cell.metadata.pop("nbgrader", None)
        cell.metadata.pop(RESTORED, None)
        if name is not None and name in own and name not in found:
            found[name] = cell
            cell.metadata.nbgrader = copy.deepcopy(own[name].metadata.nbgrader)
            if cell.cell_type != own[name].cell_type:
                cell.cell_type = own[name].cell_type
                if cell.cell_type == "code":
                    cell.update(outputs=[], execution_count=None)
    place = 0
    for name, cell in own.items():
        if name in found:
            place = next(i for i, other in enumerate(submission.cells) if other is found[name]) + 1
        else:
            submission.cells.insert(place, copy.deepcopy(cell))
            submission.cells[place].metadata[RESTORED] = True
            place += 1
    return [name for name in own if name not in found]


def read_attempt(path: Path, sheet: Sheet) -> list[Piece]:
    """Return the cells of a percent-format Python file, each headed ``# %% <grade_id>``.

    Raises
    ------
    GradingError
        If the file cannot be read, is not Python, or has no cell of the sheet.
    """
    try:
        with tokenize.open(path) as file:  # a byte order mark and a coding line, as Python itself reads them
            text = file.read()
    except (OSError, UnicodeError, SyntaxError) as error:
        raise GradingError(f"{path} cannot be read as Python: {error}; save it again as text in UTF-8") from error
    return _pieces_of_text(text, sheet, path)


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
        if name is None or _is_solution(sheet, name):
            _check_python("\n".join(lines), start - 1, f"{path}: the cell {name or 'before the first head'}")
        pieces.append(Piece(name, source))
    return pieces


def _is_solution(sheet: Sheet, name: str) -> bool:
    return name in sheet.cells and sheet.cells[name].kind == "solution"


def _check_python(source: str, offset: int, place: str) -> None:
    try:
        ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError, RuntimeError) as error:
        line = offset + (getattr(error, "lineno", None) or 1)
        raise GradingError(
            f"{place} is not Python: {getattr(error, 'msg', error) or 'nested too deep'} (line {line})"
        ) from None
