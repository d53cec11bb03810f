"""The front page's tables, read from what the chapters themselves say: chapters, sections, slips, symbols.

Titles, questions, minutes and problems come from the text of a chapter, pictures from its notebook, results and slips from
registration. So a table can be out of step with nothing but an index that was not made again.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import cards
from .evidence import errata_in
from .results import load_results

COURSE = Path(__file__).parent.parent
EXPLORER = re.compile(r"\.(explore_\w+)\(\)")  # how a page shows one


@dataclass(frozen=True)
class Problem:
    """A problem of a sheet: its number and title, the sections it draws on, points and minutes."""

    name: str
    sections: tuple[int, ...]
    points: int
    minutes: int


@dataclass(frozen=True)
class Section:
    """A section of a chapter: its heading (``"1. Stairs"``), minutes to read and with its tasks, pictures and explorers."""

    heading: str
    read: int
    tasks: int
    pictures: int
    explorers: int

    @property
    def number(self) -> int:
        """The number before the first full stop."""
        return int(self.heading.partition(".")[0])


@dataclass(frozen=True)
class Chapter:
    """A chapter as its text and its notebook show it."""

    stem: str
    title: str
    question: str
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]
    points: int
    automatic: int
    pictures: int
    explorers: int
    slips: str  # the heading that its slips stand under

    @property
    def module(self) -> str:
        """The chapter's module: ``"dltheory.approximation"``."""
        return f"dltheory.{self.stem[3:]}"

    @property
    def minutes(self) -> tuple[int, int, int]:
        """Minutes to read, with the tasks, and for the sheet."""
        read, tasks = (sum(getattr(section, name) for section in self.sections) for name in ("read", "tasks"))
        return read, tasks, sum(problem.minutes for problem in self.problems)

    def address(self, heading: str = "") -> str:
        """Return where the chapter, or one of its headings, is found from the index."""
        return f"{self.stem}.ipynb" + (f"#{heading.replace(' ', '-')}" if heading else "")

    @property
    def sheet(self) -> str:
        """Where its released sheet is found from the index."""
        return f"../release/{self.stem}/{self.stem}.ipynb"


@functools.cache
def chapters(course: Path = COURSE) -> tuple[Chapter, ...]:
    """Return all chapters that have a text and a notebook, in their order."""
    return tuple(_read(path, course) for path in sorted((course / "text").glob("[0-9]*.md")))


def _read(path: Path, course: Path) -> Chapter:
    text = path.read_text(encoding="utf-8")
    notebook = course / f"{path.stem}.ipynb"
    shown = dict(_shown(notebook)) if notebook.exists() else {}
    sections = [
        Section(heading, int(read), int(tasks), *shown.get(heading, (0, 0)))
        for heading, read, tasks in re.findall(
            r"^## (\d+\. .*)\n\n\*(\d+) minutes to read, (\d+) with the tasks\*$", text, re.M
        )
    ]
    points, automatic = re.search(r"has (\d+) points, (\d+) of them graded automatically", text).groups()  # type: ignore[union-attr]
    exercises = text.partition("### Exercises")[2]
    problems = [
        Problem(name, _numbers(draws), int(worth), int(minutes))
        for name, draws, worth, minutes in re.findall(
            r"^\| (\d+ .*?) \| (sections? .*?) \| (\d+) \| (\d+) \|$", exercises, re.M
        )
    ]
    pictures, explorers = ([sum(values) for values in zip(*shown.values(), strict=True)]) or (0, 0)
    return Chapter(
        path.stem,
        re.search(r"^# \d+ · (.*)$", text, re.M)[1],  # type: ignore[index]
        re.search(r"^\*\*(.*)\*\*$", text, re.M)[1],  # type: ignore[index]
        tuple(sections),
        tuple(problems),
        int(points),
        int(automatic),
        pictures,
        explorers,
        re.search(r"^## Appendix\n\n### (.*)$", text, re.M)[1],  # type: ignore[index]
    )


def _numbers(words: str) -> tuple[int, ...]:
    """Return the numbers of ``"sections 1, 3 and 5"``, with all between in ``"4 to 6"``."""
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?: to (\d+))?", words):
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


def _shown(path: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each numbered heading of a notebook (first the opening, "") with the numbers of its pictures and explorers."""
    heading, pictures, explorers = "", 0, 0
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            for new in re.findall(r"^## (.*)$", source, re.M):
                yield heading, (pictures, explorers)
                heading, pictures, explorers = new, 0, 0
            continue
        images = sum("image/png" in output.get("data", {}) for output in cell["outputs"])
        moving = len(EXPLORER.findall(source))
        explorers += moving
        pictures += max(images - moving, 0)
    yield heading, (pictures, explorers)


class Table:
    """A table of the front page, for people (HTML) and for tests (text)."""

    def __init__(self, titles: list[str], rows: list[list[str]]) -> None:
        self.titles, self.rows = titles, rows

    def __repr__(self) -> str:
        plain = (re.sub(r"<[^>]*>", "", " | ".join(cell for cell in row if cell)) for row in self.rows)
        return "\n".join(html.unescape(line) for line in plain)

    def _repr_html_(self) -> str:
        return cards.table(self.titles, self.rows)


def chapter_table() -> Table:
    """Return the map of the course: a row for each chapter, from its question to the minutes of its sheet."""
    results = load_results()
    rows = []
    for chapter in chapters():
        of_chapter = [result for result in results if result.chapter == chapter.stem]
        live = sum(result.status != "cited" for result in of_chapter)
        read, tasks, sheet = chapter.minutes
        picture = f'<img src="images/{chapter.stem}.png" width="150" alt="">'
        rows.append(
            [
                f'<a href="{chapter.address()}">{picture}<br>{cards.bold(f"{chapter.stem[:2]} {chapter.title}")}</a>',
                cards.text(chapter.question),
                cards.text(f"{live} of {len(of_chapter)}" if of_chapter else "other sources"),
                cards.text(str(chapter.pictures)),
                cards.text(str(chapter.explorers)),
                cards.link(f"{chapter.points} points", chapter.sheet),
                cards.text(f"{hours(read)} · {hours(tasks)} · {hours(sheet)}"),
            ]
        )
    titles = [
        "Chapter",
        "The question",
        "Results live",
        "Pictures",
        "Explorers",
        "Sheet",
        "Hours: read · with tasks · sheet",
    ]
    return Table(titles, rows)


def hours(minutes: int) -> str:
    """Return minutes as hours, to the next half."""
    return f"{round(minutes / 30) / 2:g}"


class CourseMap:
    """Each chapter folded: a row for each section, from its results to the problems of the sheet that draw on it."""

    def __init__(self) -> None:
        self.chapters = [(chapter, self._table(chapter)) for chapter in chapters()]

    @staticmethod
    def _table(chapter: Chapter) -> Table:
        rows = []
        for section in chapter.sections:
            results = [
                result.name
                for result in load_results()
                if result.chapter == chapter.stem and result.section() == section.heading
            ]
            problems = [
                f"{problem.name} ({problem.points} p, {problem.minutes} min)"
                for problem in chapter.problems
                if section.number in problem.sections
            ]
            rows.append(
                [
                    cards.link(section.heading, chapter.address(section.heading)),
                    cards.text(", ".join(results)),
                    cards.text(f"{section.pictures or '·'}"),
                    cards.text(f"{section.explorers or '·'}"),
                    cards.text("; ".join(problems)),
                    cards.text(f"{section.read} · {section.tasks}"),
                ]
            )
        titles = [
            "Section",
            "Numbered results",
            "Pictures",
            "Explorers",
            "Problems that draw on it",
            "Minutes: read · tasks",
        ]
        return Table(titles, rows)

    def __repr__(self) -> str:
        return "\n".join(f"{chapter.title}\n{table!r}" for chapter, table in self.chapters)

    def _repr_html_(self) -> str:
        return "".join(
            cards.folded(f"{chapter.stem[:2]} {chapter.title}", table._repr_html_()) for chapter, table in self.chapters
        )


course_map = CourseMap


def errata_table() -> Table:
    """Return the slips of the lecture notes that a number refutes, each with a link to its card (takes some seconds)."""
    rows = []
    for chapter in chapters():
        for run in errata_in(chapter.module).values():
            slip = run()
            rows.append(
                (
                    (chapter.stem, _order(slip.number)),
                    [
                        cards.link(str(slip.number), chapter.address(chapter.slips)),
                        cards.text(slip.where),
                        cards.text(slip.printed.claim.partition(";")[0]),
                        cards.text(slip.corrected.claim.partition(";")[0]),
                        cards.chip("good" if slip.confirmed else "bad", "refuted" if slip.confirmed else "not refuted"),
                        cards.text(chapter.stem[:2]),
                    ],
                )
            )
    rows.sort(key=lambda row: row[0])
    return Table(["Slip", "Where", "As printed", "Corrected", "By a number", "Chapter"], [row for _, row in rows])


def _order(number: int | str) -> tuple[int, str]:
    digits = re.match(r"\d+", str(number))
    return (int(digits[0]) if digits else 10**6, str(number))


class SymbolTable:
    """What each symbol means in which chapter: the chapters' own lists, side by side."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str]] = []
        for chapter in chapters():
            text = (COURSE / "text" / f"{chapter.stem}.md").read_text(encoding="utf-8")
            listed = text.partition("| symbol | meaning here |\n| --- | --- |\n")[2].partition("\n\n")[0]
            for symbols, meaning in re.findall(r"^\| (.*?) \| (.*) \|$", listed, re.M):
                self.rows.append((symbols, meaning, chapter.stem))
        self.rows.sort(key=lambda row: (_letters(row[0]), row[2]))

    def __repr__(self) -> str:
        return "\n".join(" | ".join(row) for row in self.rows)

    def _repr_markdown_(self) -> str:
        lines = [f"| {symbols} | {meaning} | [{stem[:2]}]({stem}.ipynb) |" for symbols, meaning, stem in self.rows]
        return "\n".join(["| symbol | meaning | chapter |", "| --- | --- | --- |", *lines])


symbol_table = SymbolTable


def _letters(symbols: str) -> tuple[str, str]:
    """Return what a row of symbols is sorted by: the letters of its first one, whatever font or hat it wears."""
    first = re.split(r"\$[,;/ ]", symbols)[0]
    plain = re.sub(
        r"\\(?:hat|bar|mathcal|mathfrak|mathbf|lVert|rVert|lvert|rvert|cdot|left|right)\b|[^A-Za-z\\ ]", "", first
    )
    word = plain.replace("\\", "").strip()
    return word.lower(), word


def facts() -> dict[str, Any]:
    """Return the sums that the front page and the README state: chapters, pictures, explorers, hours, points."""
    all_chapters = chapters()
    read, tasks, sheet = (sum(minutes) for minutes in zip(*(chapter.minutes for chapter in all_chapters), strict=True))
    return {
        "chapters": len(all_chapters),
        "pictures": sum(chapter.pictures for chapter in all_chapters),
        "explorers": sum(chapter.explorers for chapter in all_chapters),
        "points": sum(chapter.points for chapter in all_chapters),
        "hours": [round(minutes / 60) for minutes in (read, tasks, sheet)],
    }
