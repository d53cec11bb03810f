"""What has been graded, kept beside the gradebook so that a run that was killed goes on where it was.

One row for each student and sheet: digests of the submission, of the sheet and of the settings, what came of it, and
which gradebook has it. A row is written when a submission has been graded and marked when the gradebook has it; both steps
may be done again.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from dltheory.grading.errors import GradingError
from dltheory.grading.outcomes import Graded, Status

FOLDER = ".dltheory"
_TABLE = """
create table if not exists entry (
    student text not null, sheet text not null,
    submission text not null, sheet_digest text not null, settings text not null,
    status text not null, reason text not null, results text not null, saved_in text not null default '',
    primary key (student, sheet)
)"""


@dataclass(frozen=True)
class Key:
    """What decides whether a result still holds: digests of submission, sheet and settings."""

    submission: str
    sheet: str
    settings: str


@dataclass(frozen=True)
class Entry:
    """What came of a student's submission: the status, why a person should look, and a result for each notebook."""

    student: str
    status: Status
    reason: str = ""
    results: Mapping[str, Graded] = field(default_factory=dict)
    saved_in: str = ""

    @property
    def seconds(self) -> float:
        """Wall time of grading."""
        return sum(graded.seconds for graded in self.results.values())

    @property
    def points(self) -> float:
        """Automatic points of all notebooks."""
        return sum(graded.points for graded in self.results.values())


class Journal:
    """The journal of a course folder."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        try:
            self.folder.mkdir(exist_ok=True)
            self.database = sqlite3.connect(self.folder / "journal.db", timeout=60)
            self.database.execute("pragma journal_mode = wal")
            self.database.execute("pragma synchronous = normal")
            with self.database:
                self.database.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise GradingError(f"the journal in {self.folder} cannot be opened: {error}; remove it") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()

    @contextlib.contextmanager
    def alone(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Wait until no other run works in this course folder, and keep others out; call `waiting` if one does."""
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def find(self, student: str, sheet: str, key: Key) -> Entry | None:
        """Return what came of a submission, if none of the digests has changed and grading itself did not fail."""
        row = self.database.execute(
            "select status, reason, results, saved_in from entry where student = ? and sheet = ? "
            "and submission = ? and sheet_digest = ? and settings = ? and status != ?",
            (_text(student), sheet, key.submission, key.sheet, key.settings, Status.FAILED),
        ).fetchone()
        return _entry(student, *row) if row else None

    def put(self, sheet: str, key: Key, entry: Entry) -> None:
        """Write what came of a submission."""
        results = json.dumps({name: graded.to_json() for name, graded in entry.results.items()})
        student, reason = _text(entry.student), _text(entry.reason)
        with self.database:
            self.database.execute(
                "insert or replace into entry values (?, ?, ?, ?, ?, ?, ?, ?, '')",
                (student, sheet, key.submission, key.sheet, key.settings, entry.status, reason, results),
            )

    def mark(self, student: str, sheet: str, gradebook: str) -> None:
        """Note that a gradebook has the result."""
        with self.database:
            self.database.execute(
                "update entry set saved_in = ? where student = ? and sheet = ?", (gradebook, _text(student), sheet)
            )

    def entries(self, sheet: str) -> dict[str, Entry]:
        """Return the last result of each student."""
        rows = self.database.execute(
            "select student, status, reason, results, saved_in from entry where sheet = ?", (sheet,)
        )
        return {row[0]: _entry(*row) for row in rows}


def _text(name: str) -> str:
    """Return a text that a database takes: the name of a folder may be bytes that are no UTF-8.

    Raises
    ------
    UnicodeEncodeError
        If Python takes all names for something else here: then this one is as good as any, and the machine's settings are to blame.
    """
    whole = sys.getfilesystemencoding().lower().replace("_", "-") == "utf-8"
    return name.encode("utf-8", "backslashreplace" if whole else "strict").decode("utf-8")


def _entry(student: str, status: str, reason: str, results: str, saved_in: str) -> Entry:
    graded = {name: Graded.from_json(text) for name, text in json.loads(results).items()}
    return Entry(student, Status(status), reason, graded, saved_in)


def read_entries(root: Path, sheet: str) -> dict[str, Entry]:
    """Return the last result of each student, none if there is no journal."""
    if not (root / FOLDER / "journal.db").is_file():
        return {}
    with Journal(root) as journal:
        return journal.entries(sheet)
