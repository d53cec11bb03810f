"""What of a sheet students must not see, and a search for it in what they get."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from nbformat import NotebookNode

DELIMITER = re.compile(r"\b(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b")
LONG_ENOUGH = 16  # characters; a shorter line, `return result` say, gives nothing away wherever it turns up
_STUB = re.compile(r"YOUR (ANSWER|CODE) HERE|NotImplementedError")
_OF_NOTEBOOK = ("kernelspec", "language_info")
_OF_CELL = ("nbgrader", "deletable", "editable")
_OF_A_RUN = ("execution", "ExecuteTime", "collapsed", "scrolled", "outputId")
_LARGEST = 2**22  # bytes of a file beside a notebook that are searched


@dataclass(frozen=True)
class Secrets:
    """The lines of one sheet that students must not see."""

    solutions: frozenset[str] = frozenset()  # code between the solution markers
    tests: frozenset[str] = frozenset()  # hidden tests
    answers: frozenset[str] = frozenset()  # model answers and rubrics

    def __or__(self, other: Secrets) -> Secrets:
        return Secrets(self.solutions | other.solutions, self.tests | other.tests, self.answers | other.answers)

    @property
    def all(self) -> frozenset[str]:
        """Every secret line."""
        return self.solutions | self.tests | self.answers

    @property
    def unmistakable(self) -> frozenset[str]:
        """The lines that nobody writes by chance: answers in words, and checks; a bare formula may stand in a chapter."""
        return self.answers | {line for line in self.tests if re.search(r"\bassert\b|\bchecks\.|\bhint=", line)}


def secrets_of(book: NotebookNode) -> Secrets:
    """Collect what must not leave source/: everything between markers, and the whole of every answer that has none."""
    found: dict[str, set[str]] = {"SOLUTION": set(), "HIDDEN TESTS": set(), "MARK SCHEME": set()}
    in_the_open: list[str] = []
    for cell in book.cells:
        is_solution = cell.metadata.get("nbgrader", {}).get("solution", False)
        whole = (
            "SOLUTION" if is_solution and "BEGIN SOLUTION" not in cell.source else None
        )  # nbgrader replaces all of it
        region: str | None = None
        for line in cell.source.splitlines():
            if marker := DELIMITER.search(line):
                region = marker[2] if marker[1] == "BEGIN" else None
            elif (kind := region or whole) and not _STUB.search(line):
                found["MARK SCHEME" if is_solution and cell.cell_type == "markdown" else kind].add(line.strip())
            else:
                in_the_open.append(line)

    visible = "\n".join(in_the_open)

    def kept(region: str) -> frozenset[str]:
        return frozenset(line for line in found[region] if len(line) >= LONG_ENOUGH and line not in visible)

    return Secrets(kept("SOLUTION"), kept("HIDDEN TESTS"), kept("MARK SCHEME"))


def strings_in(value: Any) -> Iterator[str]:
    """Yield every string inside a notebook: sources, outputs, metadata, attachments."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_in(item)


def leaks(texts: Iterable[str], secret: frozenset[str]) -> list[str]:
    """Return the secret lines and markers that occur anywhere in the texts."""
    everything = "\n".join(texts)
    markers = sorted({match[0] for match in DELIMITER.finditer(everything)})
    return markers + sorted(line for line in secret if line in everything)


def leaks_beside(files: Iterable[str | Path], secrets: Secrets) -> list[str]:
    """Return the files that are handed out with a notebook and show its answers, such as the same notebook as text."""
    found = []
    for path in map(Path, files):
        if path.is_file() and path.stat().st_size <= _LARGEST:
            shows = leaks([path.read_bytes().decode("utf-8", "replace")], secrets.unmistakable)
            found += [f"{path.name} shows: {line}" for line in shows[:1]]
    return found


def strip(book: NotebookNode) -> None:
    """Take everything from a released notebook that is not its text: what ran, and what hides in metadata and attachments.

    A picture stays where the text that students get shows it.
    """
    book.metadata = NotebookNode({name: book.metadata[name] for name in _OF_NOTEBOOK if name in book.metadata})
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        shown = unquote(cell.source)
        attachments = {n: data for n, data in cell.pop("attachments", {}).items() if f"attachment:{n}" in shown}
        if attachments:
            cell.attachments = NotebookNode(attachments)
        mark = cell.metadata.get("nbgrader")
        if mark is None:
            for name in _OF_A_RUN:
                cell.metadata.pop(name, None)
            continue
        plain_text = mark.get("locked") and not (mark.get("solution") or mark.get("grade") or mark.get("task"))
        kept = set(cell.metadata) - set(_OF_A_RUN) if plain_text else {*_OF_CELL}
        kept |= {name for name, value in cell.metadata.items() if name == "dltheory" and _is_numbers(value)}
        cell.metadata = NotebookNode({name: value for name, value in cell.metadata.items() if name in kept})


def _is_numbers(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, int | float) for item in value.values())
