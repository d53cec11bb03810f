"""A class on a sheet as data: what the gradebook, the journal and the graded notebooks say of it, and statistics of items."""

from __future__ import annotations

import collections
import contextlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from dltheory.grading import intake, misplaced
from dltheory.grading.changed import since_graded
from dltheory.grading.errors import GradingError
from dltheory.grading.gradebook import ClassGradebook
from dltheory.grading.journal import Entry, read_entries
from dltheory.grading.outcomes import ITEM_TYPE, Status, Verdict
from dltheory.grading.records import Person, SheetRecord, Standings
from dltheory.grading.sheets import read_notebook
from dltheory.grading.shown import text_table

# Something had to be stopped; a person should look.
STOPPED = (Verdict.TIMEOUT, Verdict.DIED)


@dataclass(frozen=True)
class Item:
    """One cell of a sheet that is worth points.

    Attributes
    ----------
    name : str
        Its grade_id, with the notebook's name before it where two notebooks have the same.
    max_points : float
        The points that it is worth.
    by_hand : bool
        Whether a person grades it.
    """

    name: str
    max_points: float
    by_hand: bool


@dataclass(frozen=True)
class Submission:
    """What one student handed in and got.

    Attributes
    ----------
    student : str
        The student's id.
    name : str
        The student's name, or the id where the gradebook has none.
    status : str
        ``"graded"``, ``"no notebook"``, ``"refused"``, ``"failed"`` or ``"not graded yet"``.
    reason : str
        Why the submission needs a look; empty when it does not.
    seconds_late : float
        How late it came; 0 when in time.
    points : dict of str to float
        Points by item, for the items that have been graded.
    messages : dict of str to str
        What the student was told about an item that lost points.
    verdicts : dict of str to Verdict
        What came of an automatic item.
    seconds : float
        How long grading took.
    penalty, score : float
        What was taken off for being late, and the points that count in the end, as nbgrader exports them.
    waiting : frozenset of str
        The items that a person has to grade, or to look at again.
    person : Person
        Names and address.
    """

    student: str
    name: str
    status: str
    reason: str = ""
    seconds_late: float = 0.0
    points: dict[str, float] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    seconds: float = 0.0
    penalty: float = 0.0
    score: float = 0.0
    waiting: frozenset[str] = frozenset()
    person: Person = field(default_factory=Person)

    @property
    def graded(self) -> bool:
        """Whether the submission has scores."""
        return self.status == "graded"

    def total(self, items: Iterable[Item]) -> float:
        """Return the sum of the points over some items; what is not graded yet counts 0."""
        return sum(self.points.get(item.name, 0.0) for item in items)

    def final(self, items: Iterable[Item]) -> dict[str, float]:
        """Return the points of those items that nobody has to grade or to look at again."""
        return {i.name: self.points[i.name] for i in items if i.name in self.points and i.name not in self.waiting}

    def open(self, items: Iterable[Item]) -> str:
        """Return in words what the total leaves out and what should be looked at again, or nothing."""
        missing = sum(item.name not in self.points for item in items)
        again = len(self.waiting & set(self.points))
        words = (f"{missing} to grade" if missing else "", f"{again} to look at again" if again else "")
        return ", ".join(filter(None, words))


@dataclass(frozen=True)
class ItemStatistics:
    """How a class did on one item.

    Attributes
    ----------
    item : Item
    mean : float
        Mean share of the item's points, in [0, 1]: 1 is easy; NaN where nobody is graded.
    discrimination : float
        Correlation with the points on all other automatic items, in [-1, 1]; NaN where either does not vary.
    common_message : str
        What students who answered were told most often about this item, its first line; empty when nobody lost a point.
    """

    item: Item
    mean: float
    discrimination: float
    common_message: str

    @property
    def remark(self) -> str:
        """``"everybody"`` or ``"nobody"`` when all or none got full points, else empty."""
        return "everybody" if self.mean == 1 else "nobody" if self.mean == 0 else ""


@dataclass(frozen=True)
class ClassResult:
    """A class on one sheet."""

    sheet: str
    items: tuple[Item, ...]
    submissions: tuple[Submission, ...]

    @property
    def automatic(self) -> tuple[Item, ...]:
        """The items that are graded automatically."""
        return tuple(item for item in self.items if not item.by_hand)

    @property
    def max_points(self) -> float:
        """The points that can be had automatically."""
        return sum(item.max_points for item in self.automatic)

    @property
    def graded(self) -> list[Submission]:
        """The submissions that have scores."""
        return [submission for submission in self.submissions if submission.graded]

    def statistics(self) -> list[ItemStatistics]:
        """Return difficulty and discrimination of each automatic item over the graded submissions.

        Raises
        ------
        GradingError
            If no submission has been graded.
        """
        if not self.graded:
            raise GradingError(f"no submission to {self.sheet} has been graded yet; run: dltheory grade {self.sheet}")
        items = [item for item in self.automatic if item.max_points > 0]
        points = np.array([[s.points.get(item.name, math.nan) for item in items] for s in self.graded])
        statistics = []
        for j, item in enumerate(items):
            has = ~np.isnan(points[:, j])  # an item that was added to the sheet since is not graded for everybody
            rest = np.nansum(np.delete(points, j, axis=1), axis=1)
            share = np.clip(points[has, j] / item.max_points, 0, 1)  # extra credit makes no item easier than easy
            lost = [s for s in self.graded if s.points.get(item.name, 0.0) < item.max_points]
            told = [(s.verdicts.get(item.name), s.messages[item.name]) for s in lost if item.name in s.messages]
            answered = collections.Counter(
                (text.splitlines() or [""])[0] for verdict, text in told if verdict != Verdict.UNANSWERED
            )
            statistics.append(
                ItemStatistics(
                    item=item,
                    mean=float(share.mean()) if share.size else math.nan,
                    discrimination=_correlation(points[has, j], rest[has]),
                    common_message=answered.most_common(1)[0][0] if answered else "not answered" if told else "",
                )
            )
        return statistics


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if not a.size or np.ptp(a) == 0 or np.ptp(b) == 0:
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])


def read_class(root: Path, sheet: str | None = None, url: str | None = None) -> ClassResult:
    """Read from gradebook, journal and folders how a class did on a sheet.

    Parameters
    ----------
    root : Path
        The course folder, with nbgrader_config.py.
    sheet : str, optional
        The sheet; may be left out when the gradebook holds only one.
    url : str, optional
        Another gradebook than the configured one.

    Raises
    ------
    GradingError
        If there is no gradebook, or the sheet is not in it.
    """
    with ClassGradebook(root, url) as book:
        standings = book.standings(sheet)
        entries = read_entries(root, standings.sheet)
        folder = Path(book.coursedir.root) / book.coursedir.submitted_directory
        students = {*intake.students_in(folder, standings.sheet), *standings.submissions, *entries}
        record = book.sheet(standings.sheet)
        texts = _handed_out(book, record)
        submissions = [_submission(book, standings, record, texts, entries.get(s), s) for s in sorted(students)]
    items = tuple(Item(row.key, row.max_points, row.by_hand) for row in standings.items)
    return ClassResult(standings.sheet, items, tuple(submissions))


def _submission(
    book: ClassGradebook,
    standings: Standings,
    record: SheetRecord,
    texts: Mapping[str, set[str]],
    entry: Entry | None,
    student: str,
) -> Submission:
    sheet = standings.sheet
    person = standings.people.get(student, Person())
    name = person.name or student
    row = standings.submissions.get(student)
    late = row.seconds_late if row is not None else 0.0
    folder = book.folder("autograded", student, sheet)
    there = any(folder.glob("*.ipynb"))
    # The folder is only read, which says the same whether the class run or plain nbgrader has graded.
    base = Path(book.coursedir.root) / book.coursedir.submitted_directory
    parts = book.folder("submitted", student, sheet).relative_to(base).parts
    submitted = intake.read(base, parts, student, standings.cells, book.coursedir.ignore)
    trouble = _trouble(submitted, standings.cells, texts)
    aside = entry.reason if entry is not None and entry.status in (Status.REFUSED, Status.FAILED) else ""
    # nbgrader writes 0 for a notebook that is missing before it grades the others, and may fail there.
    if row is None or not row.points or (not there and not any(row.points.values())):
        if isinstance(submitted, intake.Refused) and submitted.empty:
            return Submission(student, name, "no notebook", submitted.reason, late, person=person)
        if aside and entry is not None:
            return Submission(student, name, str(entry.status), aside, late, person=person)
        if row is None:
            reason = trouble or f"run: dltheory grade {sheet} --student {student}"
            return Submission(student, name, "not graded yet", reason, late, person=person)
        return Submission(student, name, "failed", trouble or "the notebook could not be graded", late, person=person)
    messages, verdicts, seconds = _told(folder, {(item.notebook, item.cell): item.key for item in standings.items})
    if entry is not None and entry.results:
        seconds = entry.seconds
    if aside or not there:
        aside = aside or "there is no graded notebook in autograded/"
        aside += "; the points are those of an earlier submission"
        trouble = ""
    elif isinstance(submitted, intake.Submission) and since_graded(book, record, submitted):
        aside = f"changed since it was graded; run: dltheory grade {sheet} --student {student}"
    stale = ""
    if not math.isclose(row.penalty, row.penalty_now, abs_tol=1e-9):
        stale = (
            f"the penalty is {row.penalty:g}, and by the course's rule it would be {row.penalty_now:g} today, since points or dates "
            f"have changed; run: dltheory grade {sheet} --force --student {student}"
        )
    reason = "; ".join(filter(None, (aside, _stopped(verdicts), trouble, stale))) or _failing(verdicts, messages)
    return Submission(
        student, name, "graded", reason, late, row.points, messages, verdicts, seconds, row.penalty, row.score, row.waiting,
        person,
    )  # fmt: skip


def _handed_out(book: ClassGradebook, record: SheetRecord) -> dict[str, set[str]]:
    """Return the sources of the cells of each notebook in release/; a notebook that is not there is left out."""
    found = {}
    for name in record.notebooks:
        with contextlib.suppress(GradingError):
            notebook = read_notebook(book.folder("release", ".", record.name) / f"{name}.ipynb")
            found[name] = {cell.source for cell in notebook.cells}
    return found


def _trouble(
    submitted: intake.Submission | intake.Refused, cells: Mapping[str, set[str]], texts: Mapping[str, set[str]]
) -> str:
    """Return what is wrong with the files that were handed in, or nothing."""
    if isinstance(submitted, intake.Refused):
        return submitted.reason
    foreign = [name for name, content in submitted.notebooks.items() if not cells[name] & intake.cells_in(content)]
    problems = [f"{name}.ipynb has no cell of the sheet" for name in foreign]
    for name, content in submitted.notebooks.items():
        if name in texts:
            problems += misplaced.written_elsewhere(nbformat.reads(content.decode(), as_version=4), texts[name])
    return "; ".join([*problems, *submitted.problems])


def _stopped(verdicts: Mapping[str, Verdict]) -> str:
    stopped = [item for item, verdict in verdicts.items() if verdict in STOPPED]
    return f"stopped in {', '.join(stopped)}" if stopped else ""


def _failing(verdicts: Mapping[str, Verdict], messages: Mapping[str, str]) -> str:
    """Return which items were lost because a cell of the student's fails by itself: a slip of the pen can do that."""
    lost = [item for item, verdict in verdicts.items() if verdict == Verdict.CELL_FAILED]
    if not lost:
        return ""
    last = (messages.get(lost[0], "").splitlines() or [""])[-1]
    return f"cells fail, which costs {len(lost)} item{'s' * (len(lost) > 1)}; {lost[0]}: {last}"


def _told(folder: Path, keys: Mapping[tuple[str, str], str]) -> tuple[dict[str, str], dict[str, Verdict], float]:
    """Return what the graded notebooks say of each item: message and verdict, and the seconds of all."""
    messages: dict[str, str] = {}
    verdicts: dict[str, Verdict] = {}
    seconds = 0.0
    for path in sorted(folder.glob("*.ipynb")):
        try:
            cells = nbformat.read(path, as_version=nbformat.NO_CONVERT).cells
        except Exception:  # nbformat raises a dozen kinds for what was cut off; the points are in the gradebook
            continue
        for cell in cells:
            for output in cell.get("outputs", ()):
                result = output.get("data", {}).get(ITEM_TYPE)
                key = keys.get((path.stem, result["item"])) if isinstance(result, dict) else None
                if key is None:
                    continue
                seconds += float(result.get("seconds", 0.0))
                verdicts[key] = _verdict(result)
                if result["message"]:
                    messages[key] = result["message"]
    return messages, verdicts, seconds


def _verdict(result: Mapping[str, Any]) -> Verdict:
    if "verdict" in result:
        return Verdict(result["verdict"])
    return Verdict.PASSED if result["points"] == result["max_points"] else Verdict.WRONG  # graded by an older version


def lateness(seconds: float) -> str:
    """Return how late a submission is, in words."""
    if seconds <= 0:
        return ""
    hours = seconds / 3600
    return f"{hours / 24:.1f} days late" if hours >= 48 else f"{hours:.1f} hours late"


def gradebook_table(result: ClassResult) -> str:
    """Return the class as a plain-text table: points, status and reason of each student."""
    rows = []
    for s in result.submissions:
        off = f"{s.penalty:g} points taken off" if s.penalty else ""
        why = "; ".join(filter(None, (s.reason, ", ".join(filter(None, (lateness(s.seconds_late), off))))))
        points = f"{s.total(result.automatic):g} / {result.max_points:g}" if s.graded else "-"
        by_hand = (s.open(result.items) or "done") if s.graded else "-"
        rows.append([s.student, s.name, points, by_hand, f"{s.score:g}" if s.graded else "-", s.status, why])
    return text_table(("student", "name", "automatic", "by hand", "score", "status", "remark"), rows)
