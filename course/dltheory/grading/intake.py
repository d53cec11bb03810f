"""A submission's folder, read once and safely into bytes; nothing else of grading opens what a student handed in.

Below the folder ``submitted`` no link is followed, at any level: a link to the instructor's sources, to the gradebook or to
the environment would hand them out. Only regular files are opened, up to a size and a number. A notebook is upgraded to
format 4.5 first, then rebuilt from what grading needs: sources, kinds, metadata that is valid, ids. What is left out is
named in `Submission.problems`; what cannot be graded at all comes back as `Refused`.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import math
import os
import re
import stat
import unicodedata
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from dltheory.grading import misplaced
from dltheory.grading.errors import GradingError
from dltheory.grading.limits import MIB
from dltheory.grading.protocol import levels
from dltheory.grading.sheets import grade_id_of
from dltheory.grading.shown import is_visible, shown
from dltheory.grading.timestamps import read_timestamp, stamp_text

LARGEST_NOTEBOOK = 32 * MIB
LARGEST_FILE = 16 * MIB
LARGEST_TOTAL = 64 * MIB
MOST_FILES = 500
MOST_CELLS = 1000
DEEPEST_FOLDER = 8
DEEPEST_JSON = 100
MOST_BRACKETS = 2_000_000  # in a notebook's text, its outputs included: each may become an object many times its size
MOST_PARTS = (
    50_000  # lists and objects in what is kept, most of it metadata; Jupyter's own validation takes 2 KB for each
)
MOST_OTHERS = 40  # notebooks of other names that are looked at
NOTHING = "no notebook was handed in"
_PACKED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".xz", ".bz2")
_LONGEST_ID = 128  # what nbgrader's database has room for
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one sheet.

    Parameters
    ----------
    student : str
        The student's id, which is the name of the folder.
    notebooks : mapping of str to bytes
        The sheet's notebooks that are there, by name, each valid in format 4.5 and without outputs.
    files : mapping of str to bytes
        The other files, by their name relative to the folder.
    timestamp : datetime, optional
        When it was handed in, in UTC without a zone; None if that is not known.
    problems : tuple of str
        What a person should know, one sentence each: what was left out, and why.
    """

    student: str
    notebooks: Mapping[str, bytes]
    files: Mapping[str, bytes] = field(default_factory=dict)
    timestamp: datetime | None = None
    problems: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A digest of all of it."""
        parts = (*(f"{name}.ipynb" for name in self.notebooks), *self.files, str(self.timestamp), *self.problems)
        return digest_of(*parts, *self.notebooks.values(), *self.files.values())


@dataclass(frozen=True)
class Refused:
    """A submission that cannot be graded: nothing of it is run, and a person should look."""

    student: str
    reason: str
    digest: str = ""
    empty: bool = False  # there is no notebook, of whatever name or kind


class _Refusal(Exception):
    """Why a notebook or a folder cannot be read."""


def digest_of(*parts: str | bytes) -> str:
    """Return a digest of a sequence of texts and bytes, lengths included."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


def students_in(folder: Path, sheet: str) -> list[str]:
    """Return the names in the folder of submissions that have an entry for this sheet, whatever it is."""
    if not folder.is_dir():
        return []
    names = [entry.name for entry in os.scandir(folder) if not entry.name.startswith(".")]
    return sorted(name for name in names if os.path.lexists(folder / name / sheet) or (folder / name).is_symlink())


def read(
    base: Path, parts: Sequence[str], student: str, names: Iterable[str], ignore: Sequence[str] = ()
) -> Submission | Refused:
    """Read a submission.

    Parameters
    ----------
    base : Path
        The folder that holds the submissions, the instructor's own.
    parts : sequence of str
        The way from there to this submission's folder; none of them may be a link.
    student : str
        The student's id.
    names : iterable of str
        The names of the sheet's notebooks.
    ignore : sequence of str
        Patterns of names to leave out without a word, such as caches.
    """
    try:
        _check_student(student)
        with _opened(base, parts) as folder:
            return _Reader(student, list(names), ignore).read(folder.fd)
    except _Refusal as refusal:
        return Refused(student, str(refusal), digest_of(student, str(refusal)))


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by relative name, as `read` would: no notebooks, no caches, nothing but plain files."""
    reader = _Reader("", [], (".ipynb_checkpoints", "__pycache__"))
    try:
        with _opened(folder, ()) as opened:
            reader.walk(opened.fd, "", 0)
    except _Refusal as refusal:
        raise GradingError(f"{folder}: {refusal}") from None
    return reader.files


def _check_student(student: str) -> None:
    if not _is_plain(student) or student != student.strip() or len(student) > _LONGEST_ID or student.startswith("."):
        raise _Refusal("the folder's name cannot be a student's id; rename it")


def _is_plain(name: str) -> bool:
    """Whether a name is valid Unicode without control signs, line ends and marks that turn its direction."""
    return bool(name) and all(map(is_visible, name))


class _opened:
    """A folder below another one, opened so that no link is followed on the way."""

    def __init__(self, base: Path, parts: Sequence[str]) -> None:
        self.base, self.parts = base, parts
        self.fd = -1

    def __enter__(self) -> _opened:
        try:
            self.fd = os.open(self.base, os.O_RDONLY | os.O_DIRECTORY)
            for part in self.parts:
                inner = _open_folder(part, self.fd)
                os.close(self.fd)
                self.fd = inner
        except OSError as error:
            self.__exit__()
            raise _Refusal(f"the folder cannot be opened ({_why(error)})") from None
        except _Refusal:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


def _open_folder(name: str, parent: int) -> int:
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    except NotADirectoryError:
        raise _Refusal(f"{shown(name)} is a link or a file and no folder; it was not opened") from None


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


class _Reader:
    """Reads one folder."""

    def __init__(self, student: str, names: list[str], ignore: Sequence[str]) -> None:
        self.student = student
        self.wanted = [f"{name}.ipynb" for name in names]
        self.taken = set(self.wanted)
        self.ignore = ignore
        self.problems: list[str] = []
        self.files: dict[str, bytes] = {}
        self.raw: dict[str, bytes] = {}
        self.others: dict[str, bytes] = {}  # notebooks of other names, by name; empty where there was no room to look
        self.total = self.count = self.looked = 0

    def read(self, folder: int) -> Submission | Refused:
        # The notebooks first, so that nothing beside them can use up what may be read. macOS writes an umlaut as two signs.
        there = {unicodedata.normalize("NFC", entry): entry for entry in self._entries(folder, "")}
        found = {name: there.get(unicodedata.normalize("NFC", name), name) for name in self.wanted}
        self.taken = {*self.wanted, *found.values()}
        for name, entry in found.items():
            content = self._content(folder, entry, name, LARGEST_NOTEBOOK)
            if content is not None:
                self.raw[name] = content
        self.walk(folder, "", 0)
        stamp = self.files.pop("timestamp.txt", None)
        if not self.raw:
            reason = self._nothing()
            return Refused(
                self.student, reason, digest_of(reason), empty=reason == NOTHING and not (self.others or self.problems)
            )
        notebooks = {}
        for name, content in self.raw.items():
            try:
                notebooks[name.removesuffix(".ipynb")] = clean(content, self.problems)
            except _Refusal as refusal:
                reason = f"{shown(name)} {refusal}"
                return Refused(self.student, reason, digest_of(content))
        self._look_elsewhere({f"{name}.ipynb": _loads(content) for name, content in notebooks.items()})
        moment = None
        if stamp is not None:
            moment, problem = read_timestamp(stamp)
            self.problems += [problem] if problem else []
            if moment is not None:
                self.files["timestamp.txt"] = stamp_text(stamp, moment)
        return Submission(self.student, notebooks, self.files, moment, tuple(dict.fromkeys(self.problems)))

    def _look_elsewhere(self, notebooks: Mapping[str, NotebookNode]) -> None:
        """Say which notebooks are missing, what the others are, and where work stands that has no effect."""
        others = {name: _cleaned(data) for name, data in self.others.items()}
        for name in self.wanted:
            if name in self.raw:
                continue
            alike = [o for o, nb in others.items() if _work_in(nb)[1] and misplaced.closest(o, self.wanted) == name]
            self.problems.append(f"{name} is missing" + (f"; if {shown(alike[0])} is it, rename it" if alike else ""))
            for other in alike[:1]:
                del others[other]
        self.problems += misplaced.in_other_files(notebooks, others)
        for name, notebook in notebooks.items():
            where = f"{name}: " if len(self.wanted) > 1 else ""
            self.problems += [where + said for said in misplaced.in_other_cells(notebook)]

    def _nothing(self) -> str:
        """Return why there is no notebook to grade, and what may be one."""
        refused = [problem for problem in self.problems if problem.startswith(tuple(map(shown, self.wanted)))]
        if refused:
            return refused[0]
        others = {name: _cleaned(data) for name, data in self.others.items()}
        # The one with most work in it; a notebook of something else comes last.
        ordered = sorted(others, key=lambda name: [-number for number in _work_in(others[name])])
        named = [name for name in self.files if ".ipynb" in name.lower() and not name.startswith(".")]
        for name in (*ordered, *named):
            wanted = misplaced.closest(name, self.wanted)
            if "/" not in name:
                return f"{wanted} is missing; rename {shown(name)}"
            as_well = "" if name.endswith(f"/{wanted}") else " and rename it"
            return f"{wanted} is missing; move {shown(name)} out of its folder{as_well}"
        packed = [name for name in self.files if name.lower().endswith(_PACKED)]
        return f"{NOTHING}, but {shown(packed[0])}; unpack it" if packed else NOTHING

    def walk(self, folder: int, prefix: str, depth: int) -> None:
        for entry in self._entries(folder, prefix):
            name = prefix + entry
            if name in self.taken or any(fnmatch.fnmatch(entry, pattern) for pattern in self.ignore):
                continue
            self.count += 1
            if self.count > MOST_FILES:
                self.problems.append(f"there are more than {MOST_FILES} files; the rest was left out")
                return
            if not _is_plain(entry):
                self.problems.append(f"{shown(name)} was left out: its name has signs that no file name should have")
                continue
            mode = self._mode(folder, entry)
            if mode is None:
                continue
            if stat.S_ISDIR(mode):
                if depth == DEEPEST_FOLDER:
                    self.problems.append(f"{shown(name)} was left out: the folders are nested too deep")
                    continue
                try:
                    inner = _open_folder(entry, folder)
                except (OSError, _Refusal):
                    self.problems.append(f"{shown(name)} was left out: the folder cannot be opened")
                    continue
                try:
                    self.walk(inner, f"{name}/", depth + 1)
                finally:
                    os.close(inner)
            elif entry.endswith(".ipynb"):
                if self.wanted:
                    self._other(folder, entry, name)
            else:
                content = self._content(folder, entry, name, LARGEST_FILE)
                if content is not None:
                    self.files[name] = content

    def _other(self, folder: int, entry: str, name: str) -> None:
        """Look at a notebook of another name; what is read of all of them together has a limit of its own."""
        size = os.stat(entry, dir_fd=folder, follow_symlinks=False).st_size
        before, self.total = self.total, 0
        fits = self.looked + size <= LARGEST_NOTEBOOK and len(self.others) < MOST_OTHERS
        content = self._content(folder, entry, name, LARGEST_NOTEBOOK) if fits else b""
        self.looked, self.total = self.looked + self.total, before
        if content is not None:
            self.others[name] = content

    def _entries(self, folder: int, prefix: str) -> list[str]:
        try:
            with os.scandir(folder) as entries:
                found: list[str] = []
                for entry in entries:
                    found.append(entry.name)
                    if len(found) > 20 * MOST_FILES:  # nobody hands in so many; the rest is not even listed
                        break
        except OSError as error:
            self.problems.append(f"the folder {shown(prefix) or '.'} cannot be read ({_why(error)})")
            return []
        return sorted(found)

    @staticmethod
    def _mode(folder: int, name: str) -> int | None:
        try:
            return os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        except OSError:
            return None

    def _content(self, folder: int, name: str, path: str, largest: int) -> bytes | None:
        """Return a regular file's content, or nothing and say why."""
        mode = self._mode(folder, name)
        if mode is None:
            return None
        if not stat.S_ISREG(mode):
            kind = "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "no regular file"
            self.problems.append(f"{shown(path)} is {kind} and was not opened")
            return None
        try:
            # Not blocking: between the look and the opening a file can become a pipe that nobody writes to.
            fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY, dir_fd=folder)
        except OSError as error:
            self.problems.append(f"{shown(path)} cannot be read ({_why(error)})")
            return None
        with open(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                self.problems.append(f"{shown(path)} is no regular file and was not opened")
                return None
            largest = min(largest, LARGEST_TOTAL - self.total)
            content = file.read(largest + 1)
        if len(content) > largest:
            self.problems.append(f"{shown(path)} is larger than {max(largest, 0) / MIB:.0f} MB and was left out")
            return None
        self.total += len(content)
        return content


# --- the notebook ---


def clean(content: bytes, problems: list[str]) -> bytes:
    """Return a notebook in format 4.5 as bytes: valid, without outputs and widget state; add to `problems`.

    Raises
    ------
    _Refusal
        If it is no notebook, too large, or nested too deep.
    """
    raw = _loaded(content)
    raw = raw if raw.get("nbformat") == 4 else _upgraded(raw)
    cells = raw.get("cells")
    if not isinstance(cells, list):
        raise _Refusal("has no cells; save it again in JupyterLab")
    if len(cells) > MOST_CELLS:
        raise _Refusal(f"has {len(cells)} cells, and at most {MOST_CELLS} are read")
    taken: set[str] = set()
    rebuilt = [_cell(cell, number, taken) for number, cell in enumerate(cells)]
    metadata = raw.get("metadata")
    metadata = {k: v for k, v in metadata.items() if k != "widgets"} if isinstance(metadata, dict) else {}
    small = _parts([rebuilt, metadata]) <= MOST_PARTS
    notebook = _node(rebuilt, metadata) if small else None
    if notebook is None or not _is_valid(notebook):
        problems.append(f"the notebook's metadata is {'not valid' if small else 'too large'} and was left out")
        for cell in rebuilt:
            mark = cell["metadata"].get("nbgrader")
            plain = (
                {k: v for k, v in mark.items() if not isinstance(v, dict | list)} if isinstance(mark, dict) else None
            )
            cell["metadata"] = {} if plain is None else {"nbgrader": plain}
            if not small and _parts(cell) > MOST_PARTS // MOST_CELLS:
                cell.pop("attachments", None)
        names = metadata.get("kernelspec")
        notebook = _node(rebuilt, {"kernelspec": names} if _is_valid(_node([], {"kernelspec": names})) else {})
        if not _is_valid(notebook):
            for cell in rebuilt:
                cell.pop("attachments", None)
            notebook = _node(rebuilt, {})
        if not _is_valid(notebook):
            raise _Refusal("is not a notebook that Jupyter can read; save it again in JupyterLab")
    return json.dumps(notebook, ensure_ascii=False).encode()


def read_submitted(content: bytes, problems: list[str]) -> NotebookNode:
    """Return a submitted notebook, see `clean`; a GradingError says why if nothing can be made of it."""
    try:
        return _loads(clean(content, problems))
    except _Refusal as refusal:
        raise GradingError(f"the notebook {refusal}") from None


def _node(cells: list[dict[str, Any]], metadata: dict[str, Any]) -> NotebookNode:
    parts = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    notebook: NotebookNode = nbformat.from_dict(parts)
    return notebook


def _is_valid(notebook: NotebookNode) -> bool:
    return bool(nbformat.validator.isvalid(notebook, version=4))


def _loaded(content: bytes) -> dict[str, Any]:
    """Return the JSON object in a file, all its text valid Unicode."""
    try:
        text = content.decode("utf-8-sig")
        if text.count("{") + text.count("[") > MOST_BRACKETS:
            raise _Refusal("has too many lists and objects in it; clear all outputs and save it again")
        # NaN is no JSON, but Python writes it into outputs; and 1e999 is, but no number here or in a browser.
        raw = json.loads(text, parse_constant=lambda _: None, parse_float=_finite)
        if "\\u" in text:  # an escape may stand for half a sign
            raw = json.loads(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace"))
    except UnicodeDecodeError:
        raise _Refusal("is not text in UTF-8; save it again in JupyterLab") from None
    except (ValueError, RecursionError):
        raise _Refusal("is not a notebook that Jupyter can read; save it again in JupyterLab") from None
    if not isinstance(raw, dict) or levels(raw, DEEPEST_JSON) > DEEPEST_JSON:
        raise _Refusal("is not a notebook that Jupyter can read; save it again in JupyterLab")
    return raw


def _finite(digits: str) -> float | None:
    return number if math.isfinite(number := float(digits)) else None


def _parts(data: Any) -> int:
    """Return how many lists and objects there are, up to a few more than may be."""
    waiting, count = [data], 0
    while waiting and count <= MOST_PARTS:
        part = waiting.pop()
        count += 1
        waiting += [v for v in (part.values() if isinstance(part, dict) else part) if isinstance(v, dict | list)]
    return count


def _upgraded(raw: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook of an older format in the current one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return dict(nbformat.reads(json.dumps(raw), as_version=4))
    except Exception:  # nbformat raises a dozen kinds for what is no notebook
        raise _Refusal("is not a notebook that Jupyter can read; save it again in JupyterLab") from None


def _cell(cell: Any, number: int, taken: set[str]) -> dict[str, Any]:
    """Return a cell rebuilt from its parts; what is none of them does not cross."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        raise _Refusal(f"has a cell (number {number + 1}) that Jupyter cannot read; save it again in JupyterLab")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _Refusal(f"has a cell (number {number + 1}) without text; save it again in JupyterLab")
    metadata = cell.get("metadata")
    name = cell.get("id")
    if not isinstance(name, str) or not _CELL_ID.fullmatch(name) or name in taken:
        name = f"cell-{number}"
        while name in taken:
            name += "-"
    taken.add(name)
    rebuilt: dict[str, Any] = {"cell_type": cell["cell_type"], "id": name, "source": source}
    rebuilt["metadata"] = metadata if isinstance(metadata, dict) else {}
    if cell["cell_type"] == "code":
        rebuilt |= {"outputs": [], "execution_count": None}
    elif isinstance(cell.get("attachments"), dict):
        rebuilt["attachments"] = cell["attachments"]
    return rebuilt


def _loads(content: bytes) -> NotebookNode:
    notebook: NotebookNode = nbformat.v4.reads(content.decode())  # `clean` has made sure that it is valid
    return notebook


def _cleaned(content: bytes) -> NotebookNode | None:
    """Return a notebook that is only looked at, or None if it cannot be read."""
    try:
        return _loads(clean(content, []))
    except _Refusal:
        return None


def _work_in(notebook: NotebookNode | None) -> tuple[int, int]:
    """Return how many cells of a notebook are filled in, and how many there are to fill in."""
    return (0, 0) if notebook is None else (len(misplaced.filled_in(notebook)), len(misplaced.answers_in(notebook)))


def cells_in(content: bytes) -> set[str]:
    """Return the names that the cells of a cleaned notebook claim to have in their sheet."""
    cells = _loads(content).cells
    return {name for cell in cells if (name := grade_id_of(cell)) is not None}
