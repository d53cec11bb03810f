"""The 81 numbered results of the lecture notes: what is live, where, and how it is checked."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from . import cards
from .evidence import Check, checks_in


@dataclass(frozen=True)
class Result:
    """One numbered result of the lecture notes, as ``results.toml`` lists it.

    Only what the code cannot say stands there; checks and kinds come from registration, sections from the text.
    """

    number: int
    name: str
    title: str
    chapter: str
    status: Literal["checked", "illustrated", "cited"]
    why: str = ""
    lean: tuple[Mapping[str, str], ...] = ()

    @property
    def module(self) -> str:
        """The chapter's module: ``"dltheory.approximation"``."""
        return f"dltheory.{self.chapter[3:]}"

    def checks(self) -> list[Check[Any]]:
        """Return the checks that are registered to this result."""
        if self.status == "cited":
            return []
        return [check for check in checks_in(self.module).values() if check.result == self.name]

    def section(self) -> str:
        """Return the heading of the chapter's section that states this result, or nothing."""
        return sections_of(self.chapter).get(self.name, "")


def load_results() -> list[Result]:
    """Return all numbered results of the lecture notes in their order."""
    rows = tomllib.loads(resources.files(__package__).joinpath("results.toml").read_text(encoding="utf-8"))["result"]
    return [Result(**{**row, "lean": tuple(row.get("lean", ()))}) for row in rows]


@functools.cache
def sections_of(chapter: str) -> Mapping[str, str]:
    """Return, for each result that a chapter's text states in bold, the heading of the first section that does."""
    text = Path(__file__).parent.parent / "text" / f"{chapter}.md"
    if not text.exists():
        return {}
    found: dict[str, str] = {}
    heading = ""
    for line in text.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"#{2,3} (\d+\. .*)", line):
            heading = match[1]
        for names in re.findall(r"\*\*((?:Theorem|Lemma|Proposition|Corollary) \d+)", line):
            if heading:
                found.setdefault(names, heading)
    return found


class ResultsTable:
    """The numbered results of one chapter, or of all, as a table for people and a list for tests."""

    def __init__(self, chapter: str | None = None) -> None:
        results = load_results()
        chapters = {result.chapter for result in results}
        if chapter is not None and chapter not in chapters:
            raise ValueError(f"chapter must be one of {sorted(chapters)}, got {chapter!r}")
        self.chapter = chapter
        self.results = [result for result in results if chapter in (None, result.chapter)]

    def __repr__(self) -> str:
        return "\n".join(f"{r.name:15} {r.status:12} {r.chapter:20} {r.title}" for r in self.results)

    def _repr_html_(self) -> str:
        titles = ["Result", "Title", "Status", "Checks", "Where", "Formal proof"]
        if not self.chapter:
            titles.insert(2, "Chapter")
        return cards.table(titles, [self._row(result) for result in self.results])

    def _row(self, result: Result) -> list[str]:
        section = result.section()
        anchor = f"{result.chapter}.ipynb#{section.replace(' ', '-')}"
        kinds = [check.kind for check in result.checks()]
        words = (f"{kinds.count(kind)} {kind}" if kinds.count(kind) > 1 else kind for kind in dict.fromkeys(kinds))
        return [
            cards.bold(result.name),
            cards.text(result.title),
            *([] if self.chapter else [cards.text(result.chapter)]),
            cards.chip("good" if result.status == "checked" else "quiet", result.status),
            cards.text(", ".join(words)),
            cards.link(section, anchor) if section else cards.text(result.why),
            ", ".join(
                cards.link(proof["declaration"], proof["url"]) + f" ({proof['relation']})" for proof in result.lean
            ),
        ]


def results_table(chapter: str | None = None) -> ResultsTable:
    """Return the table of numbered results, of one chapter (``"01_approximation"``) or of all."""
    return ResultsTable(chapter)
