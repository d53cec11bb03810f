"""Work that stands where grading does not look: in another file, in another cell, below the stub.

Nothing is moved and nothing is graded differently: a sentence names what was seen, and a person decides. A cell is known to be as it was
handed out by the checksum that nbgrader writes into a released cell.
"""

from __future__ import annotations

import ast
import difflib
import itertools
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence

from nbformat import NotebookNode

from dltheory.grading.sheets import grade_id_of
from dltheory.grading.shown import shown

_LONGEST = 20_000  # signs of a cell that is looked at
_MOST = 200  # cells


def answers_in(notebook: NotebookNode) -> dict[str, list[tuple[int, NotebookNode]]]:
    """Return the cells that students fill in, with their places, by name; a name may be there more than once."""
    found: dict[str, list[tuple[int, NotebookNode]]] = {}
    for place, cell in enumerate(notebook.cells):
        name = grade_id_of(cell)
        if name is not None and cell.metadata["nbgrader"].get("solution"):
            found.setdefault(name, []).append((place, cell))
    return found


def is_untouched(cell: NotebookNode) -> bool | None:
    """Whether a cell is as it was handed out; None if that cannot be known."""
    from nbgrader.utils import compute_checksum

    handed_out = cell.metadata["nbgrader"].get("checksum")
    if not isinstance(handed_out, str):
        return None
    try:
        return bool(compute_checksum(NotebookNode({**cell, "source": cell.source.replace("\r\n", "\n")})) == handed_out)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):  # metadata that somebody changed
        return None


def filled_in(notebook: NotebookNode) -> list[str]:
    """Return the names of the cells that are no longer as they were handed out."""
    answers = answers_in(notebook).items()
    return [name for name, cells in answers if any(is_untouched(cell) is False for _, cell in cells)]


def in_other_files(notebooks: Mapping[str, NotebookNode], others: Mapping[str, NotebookNode | None]) -> list[str]:
    """Return a sentence for each notebook that was not graded.

    Parameters
    ----------
    notebooks : mapping of str to NotebookNode
        Those that are graded, by the name of their file.
    others : mapping of str to NotebookNode or None
        The others; None for one that cannot be read.
    """
    return [_other(shown(name), other, notebooks) for name, other in others.items()]


def closest(name: str, names: Sequence[str]) -> str:
    """Return which of some names of files another one looks like: ``sheet (1).ipynb`` and ``Copy of sheet.ipynb``."""
    return max(names, key=lambda known: (known.removesuffix(".ipynb") in name, _likeness(known, name)))


def _likeness(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a.lower(), b.lower()).ratio()


def _other(name: str, other: NotebookNode | None, notebooks: Mapping[str, NotebookNode]) -> str:
    if other is None or not answers_in(other):
        return f"{name} is no notebook of this sheet and was not graded"
    main = closest(name, list(notebooks))
    own, filled = filled_in(notebooks[main]), filled_in(other)
    if _answers(notebooks[main]) == _answers(other):
        return f"{name} has the same answers as {main} and was not graded"
    if filled and not own:
        cells = f"{len(filled)} cell{'s' * (len(filled) > 1)}"
        return (
            f"{main} is as it was handed out, and {name}, which was not graded, has {cells} filled in; "
            f"if that is the work, put it in the place of {main} and grade again"
        )
    if filled:
        return f"{name} is filled in too and was not graded, only {main} was; ask which one counts"
    return f"{name} is the sheet as it was handed out and was not graded"


def _answers(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(name, cell.source.strip()) for name, cells in answers_in(notebook).items() for _, cell in cells]


def in_other_cells(notebook: NotebookNode) -> list[str]:
    """Return a sentence for each cell to fill in whose work seems to be elsewhere, or has no effect."""
    said = []
    given: dict[int, set[str]] | None = None
    for name, cells in answers_in(notebook).items():
        place, cell = cells[-1]
        untouched = is_untouched(cell)
        if untouched and any(is_untouched(other) is False for _, other in cells[:-1]):
            said.append(
                f"the cell {name} is there {len(cells)} times: the last one counts, and it is as it was handed out"
            )
        elif untouched and cell.cell_type == "code":
            given = _given(notebook) if given is None else given
            said += list(_elsewhere(notebook, name, place, given))[:1]
        elif untouched is False and cell.cell_type == "code":
            said += beside_stub(name, cell.source)
    return said


def beside_stub(name: str, source: str) -> list[str]:
    """Return a sentence if a cell holds work, and raises NotImplementedError all the same."""
    if not _has_stub(_tree(source).body):
        return []
    return [f"in the cell {name} NotImplementedError is still raised beside the work, which has no effect so"]


def written_elsewhere(notebook: NotebookNode, handed_out: Collection[str]) -> Iterator[str]:
    """Yield a sentence for each written answer that is as it was handed out, with a text of the student's own near it.

    Parameters
    ----------
    notebook : NotebookNode
    handed_out : collection of str
        The sources of the released notebook's cells.
    """
    cells = list(enumerate(notebook.cells))
    for name, found in answers_in(notebook).items():
        place, cell = found[-1]
        if cell.cell_type != "markdown" or not is_untouched(cell):
            continue
        for way in (cells[place + 1 :], cells[place - 1 :: -1] if place else []):
            for number, other in itertools.takewhile(lambda pair: grade_id_of(pair[1]) is None, way):
                if other.cell_type != "code" and other.source.strip() and other.source not in handed_out:
                    yield (
                        f"the cell {name} is as it was handed out, and the cell number {number + 1} near it has a text that the "
                        "sheet does not have"
                    )


def _tree(source: str) -> ast.Module:
    """Return the syntax tree of what a stranger wrote, an empty one if it is no Python, or too long to look at."""
    try:
        if len(source) > _LONGEST:
            raise ValueError("too long")
        lines = ("" if line.lstrip()[:1] in ("%", "!") else line for line in source.splitlines())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes in strings, and the like
            return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])


def _names(source: str) -> set[str]:
    """Return the functions, classes and values that a cell defines at its top level."""
    names = set()
    for node in _tree(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def _given(notebook: NotebookNode) -> dict[int, set[str]]:
    """Return what the cells of the student's own define, by their places; the first ones of a very long notebook."""
    own = [place for place, cell in enumerate(notebook.cells) if grade_id_of(cell) is None]
    return {place: _names(notebook.cells[place].source) for place in own[:_MOST]}


def _elsewhere(notebook: NotebookNode, name: str, place: int, given: Mapping[int, set[str]]) -> Iterator[str]:
    """Yield where what a cell should define is defined, unless it is between the cell and its test, where it counts."""
    wanted = _names(notebook.cells[place].source) or {name}
    named = [i for i, cell in enumerate(notebook.cells) if i > place and grade_id_of(cell) is not None]
    tests = [i for i in named if notebook.cells[i].metadata["nbgrader"].get("grade")]
    for number, names in given.items():
        if not wanted & names:
            continue
        kind = notebook.cells[number].cell_type
        if kind != "code":
            why = f"is {'text' if kind == 'markdown' else 'raw'} and no code"
        elif number < place:
            why = "runs before it"
        elif tests and number > tests[0]:
            why = "comes after the test"
        else:
            continue
        yield f"the cell {name} is as it was handed out, and the cell number {number + 1}, which has its work, {why}"


def _has_stub(body: Sequence[ast.stmt]) -> bool:
    """Whether a block of code, or one of its functions, holds work and always raises NotImplementedError all the same."""
    if any(_has_stub(node.body) for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
        return True
    for number, node in enumerate(body):
        if isinstance(node, ast.Return):
            return False
        if isinstance(node, ast.Raise) and node.exc is not None and _raised(node.exc) == "NotImplementedError":
            before = any(isinstance(inner, ast.Return) for other in body[:number] for inner in ast.walk(other))
            others = [other for other in (*body[:number], *body[number + 1 :]) if not _says_nothing(other)]
            return bool(others) and not before
    return False


def _raised(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.id if isinstance(node, ast.Name) else ""


def _says_nothing(node: ast.stmt) -> bool:
    """Whether a statement is a docstring, an import or a function: a stub may have them, and they are no work by themselves."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(
        node, ast.Import | ast.ImportFrom | ast.Pass | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    )
