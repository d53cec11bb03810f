"""A reader's own path through the course: what was answered, and what to repeat.

Each answer to ``your_turn`` adds one line to ``my_progress.jsonl`` beside ``index.ipynb``. The file never leaves its
folder; deleting it forgets everything. The environment variable DLTHEORY_PROGRESS names another file, or is ``off``.
"""

from __future__ import annotations

import inspect
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from . import cards

FILE = "my_progress.jsonl"
LONGEST = 1_000  # characters of an answer that are kept
SHOWN = 4  # questions to repeat that a chapter's row names


def file() -> Path | None:
    """Return where answers are kept, or None where they are not: outside the course's folder, or when switched off."""
    chosen = os.environ.get("DLTHEORY_PROGRESS", "")
    if chosen:
        return None if chosen.lower() == "off" else Path(chosen)
    return Path(FILE) if Path("index.ipynb").exists() else None


def remember(name: str, state: str, answer: Sequence[Any]) -> None:
    """Add one answer to the reader's file. A folder that cannot be written costs the memory, never the answer."""
    path = file()
    if path is None:
        return
    line = {"day": date.today().isoformat(), "name": name, "state": state, "answer": _words(answer)}
    try:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError:
        pass


def _words(answer: Sequence[Any]) -> str:
    try:
        parts = [inspect.getsource(part).strip() if inspect.isfunction(part) else repr(part) for part in answer]
    except Exception:  # a source that is not to be had, or a repr of the reader's that fails
        parts = [type(part).__name__ for part in answer]
    return ", ".join(parts)[:LONGEST]


@dataclass(frozen=True)
class Asked:
    """A question of the course: its name, the notebook and the heading it stands under."""

    name: str
    notebook: str
    heading: str


def asked(folder: Path) -> dict[str, list[Asked]]:
    """Return, for the title of each chapter in a folder of notebooks, the questions that it asks, in reading order."""
    found: dict[str, list[Asked]] = {}
    for path in sorted(folder.glob("[0-9]*.ipynb")):
        title, heading, questions = path.stem, "", []
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                title = next(iter(re.findall(r"^# (.*)$", source, flags=re.M)), title)
                heading = next(iter(re.findall(r"^## (.*)$", source, flags=re.M)[-1:]), heading)
            else:
                names = re.findall(r'your_turn\("([^"]+)"', source)
                questions += [Asked(name, path.name, heading) for name in names]
        found[title] = list({question.name: question for question in questions}.values())
    return found


def answers(path: Path | None) -> dict[str, list[tuple[str, str]]]:
    """Return the day and the state of each answer of a reader's file, by question; lines that cannot be read are left out."""
    found: dict[str, list[tuple[str, str]]] = {}
    if path is None or not path.is_file():
        return found
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
            day, name, state = (str(entry[key]) for key in ("day", "name", "state"))
        except (ValueError, KeyError, TypeError):
            continue
        if state in ("right", "wrong"):
            found.setdefault(name, []).append((day, state))
    return found


def known(tries: Sequence[tuple[str, str]]) -> bool:
    """Return whether a question need not be repeated: on its last day the first answer was right."""
    last = tries[-1][0]
    return next(state for day, state in tries if day == last) == "right" and tries[-1][1] == "right"


class Progress:
    """What a reader has answered, chapter by chapter, and what to repeat."""

    def __init__(
        self, questions: Mapping[str, Sequence[Asked]], tries: Mapping[str, Sequence[tuple[str, str]]]
    ) -> None:
        self.rows = []
        for title, of_chapter in questions.items():
            done = [question for question in of_chapter if question.name in tries]
            repeat = [question for question in done if not known(tries[question.name])]
            self.rows.append((title, list(of_chapter), done, repeat))

    def __repr__(self) -> str:
        if not any(done for _, _, done, _ in self.rows):
            return "Nothing is answered yet."
        return "\n".join(
            f"{title}: {len(done)} of {len(questions)} answered, {len(repeat)} to repeat"
            for title, questions, done, repeat in self.rows
            if done
        )

    def _repr_html_(self) -> str:
        if not any(done for _, _, done, _ in self.rows):
            words = (
                "Nothing is answered yet. What you write into a “your turn” or a prediction is kept in my_progress.jsonl, beside "
                "this notebook and nowhere else; then this table shows what is done and what to repeat. Deleting the file forgets it."
            )
            return cards.note("quiet", cards.text(words))
        rows = [
            [
                cards.link(title, questions[0].notebook),
                cards.text(f"{len(done)} of {len(questions)}"),
                ", ".join(cards.link(q.name, f"{q.notebook}#{q.heading.replace(' ', '-')}") for q in repeat[:SHOWN])
                + cards.text(f" and {len(repeat) - SHOWN} more" if len(repeat) > SHOWN else ""),
            ]
            for title, questions, done, repeat in self.rows
            if questions
        ]
        return cards.table(["Chapter", "Answered", "To repeat: not right at once when you last tried"], rows)


def my_progress() -> Progress:
    """Return what the reader has answered, from the file beside the course and the notebooks in the folder it is in."""
    path = file()
    return Progress(asked(Path.cwd()), answers(path))
