"""Grade a whole class: ``dltheory grade SHEET``.

Submissions are read and written here, one after the other; between the two their cells run elsewhere, many at a time: in
threads that each own a launcher, or on the workers of a Dask scheduler. A journal remembers what has been graded, so a run
may be killed at any point and started again. A submission that cannot be graded is set aside with a reason and costs
nobody else anything; when grading itself fails it is tried once more, and then set aside without a score.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

import dltheory
from dltheory.grading import changed, intake
from dltheory.grading.checks import SECRET
from dltheory.grading.errors import GradingError
from dltheory.grading.execution.launchers import (
    close_launchers,
    drop_launcher,
    launcher_for,
    modules_of,
    warm_up,
    warn_of_no_sandbox,
)
from dltheory.grading.gradebook import ClassGradebook
from dltheory.grading.importing import importing
from dltheory.grading.journal import Entry, Journal, Key
from dltheory.grading.limits import Limits
from dltheory.grading.outcomes import Graded, Status, Verdict
from dltheory.grading.records import Change
from dltheory.grading.sheets import Sheet, course_root
from dltheory.grading.shown import any_terminal, shown, text_table

PATIENCE = 30  # seconds, with a scheduler that does not answer
# The threads that grade wait for other processes and need the interpreter for a moment, often; Python's 5 ms are long for them.
_SWITCH_SECONDS = 0.0005


@dataclass(frozen=True)
class Task:
    """One notebook of one submission, with all that a worker needs to grade it.

    Parameters
    ----------
    notebook : bytes
        In format 4.5, with the sheet's own cells put right.
    sheet : Sheet
    files : mapping of str to bytes
        What the student's cells may read, by relative name.
    limits : Limits
    sandbox : bool
    settings : str
        A digest of what must be the same on each worker.
    """

    notebook: bytes
    sheet: Sheet
    files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    sandbox: bool = True
    settings: str = ""


Grade = Callable[[Task], Graded]


@dataclass(frozen=True)
class Options:
    """How a class is graded."""

    workers: int | None = None
    students: tuple[str, ...] = ()
    force: bool = False
    sandbox: bool = True
    scheduler: str | None = None
    limits: Limits = field(default_factory=Limits)
    progress: bool | None = None  # None: if standard error is a terminal


@dataclass(frozen=True)
class Outcome:
    """What came of one student's submission in this run."""

    student: str
    status: Status
    reason: str = ""
    points: float = 0.0
    max_points: float = 0.0
    skipped: bool = False
    changes: tuple[Change, ...] = ()
    replaced: bool = False  # other work was handed in since it was graded before
    sheet_changes: Mapping[str, str] = field(default_factory=dict)  # since then, see `changed.Earlier`

    @property
    def graded(self) -> bool:
        """Whether the gradebook has its scores."""
        return self.status in (Status.GRADED, Status.STOPPED)


# --- where cells run ---


def grade_here(task: Task) -> Graded:
    """Grade in this process; a failure of ours comes back as `Status.FAILED`."""
    from dltheory.grading.submission import grade

    try:
        if task.settings != settings_of(task):
            raise GradingError(f"this worker has another version of dltheory, or another {SECRET}, than the run")
        graded: Graded = grade(
            task.notebook, task.sheet, launcher_for(task.sandbox, modules_of(task.sheet)), task.limits, task.files
        )
    except Exception as error:
        drop_launcher()
        return Graded(Status.FAILED, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    if graded.status == Status.FAILED:
        drop_launcher()
    return graded


def settings_of(task: Task) -> str:
    """Return a digest of what decides about scores beside submission and sheet."""
    limits = json.dumps(asdict(task.limits), sort_keys=True)
    return intake.digest_of(dltheory.__version__, _code(), limits, str(task.sandbox), os.environ.get(SECRET, ""))


@functools.cache
def _code() -> str:
    """Return a digest of the grading package: under one version, other code may give other scores."""
    package = Path(__file__).parent
    sources = {path.relative_to(package).as_posix(): path.read_bytes() for path in sorted(package.rglob("*.py"))}
    return intake.digest_of(*sources, *sources.values())


def _grade_all(grade: Grade, tasks: Mapping[str, Task]) -> dict[str, Graded]:
    """Grade the notebooks of one submission."""
    return {name: grade(task) for name, task in tasks.items()}


@contextlib.contextmanager
def executor_for(options: Options) -> Iterator[tuple[Executor, int]]:
    """Return where submissions run, and how many at a time."""
    if options.scheduler is None:
        workers = options.workers or usable_cores()
        pool = ThreadPoolExecutor(workers, thread_name_prefix="grading")
        try:
            yield pool, workers
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            close_launchers()  # which ends what still runs
            pool.shutdown()
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise GradingError("--scheduler needs Dask; install it: pip install -e '.[dask]'") from error
    try:
        client = Client(options.scheduler, timeout=PATIENCE)
    except (OSError, ValueError, TypeError) as error:
        raise GradingError(f"the scheduler {options.scheduler} cannot be reached: {error}") from error
    with client:
        workers = options.workers or sum(client.nthreads().values())
        if not workers:
            raise GradingError(f"the scheduler {options.scheduler} has no workers; start some: dask worker")
        yield client.get_executor(pure=False, retries=0), workers


def usable_cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1


# --- the run ---


class ClassRun:
    """One run over the submissions of a sheet.

    Parameters
    ----------
    book : ClassGradebook
    journal : Journal
    sheet : str
    options : Options
    grade : callable
        What grades one notebook, in a worker.
    """

    def __init__(
        self, book: ClassGradebook, journal: Journal, sheet: str, options: Options, grade: Grade = grade_here
    ) -> None:
        self.book, self.journal, self.options, self.grade = book, journal, options, grade
        self.record = book.sheet(sheet)
        self.sheets = {name: self.record.sheet(name) for name in self.record.notebooks}
        some = self._task(next(iter(self.sheets)), b"", {})
        self.settings = intake.digest_of(some.settings, book.duedates(sheet))
        self.sheet_digest = self.record.digest

    def run(self) -> list[Outcome]:
        """Grade everything that is not graded yet; return what came of each student's submission."""
        students = self._students()
        outcomes: dict[str, Outcome] = {}
        with (
            executor_for(self.options) as (executor, workers),
            tqdm(total=len(students), unit="submission", disable=_quiet(self.options.progress)) as bar,
        ):
            coming = self._work(students)
            again: deque[_Work] = deque()
            running: dict[Future[dict[str, Graded]], _Work] = {}
            while True:
                # One more than there are workers, so that none waits; not all, so that memory stays bounded.
                while len(running) <= workers:
                    work = next(coming, None)
                    if work is None and again and not running:
                        # Alone: what ended a worker must not take along, a second time, who was waiting there.
                        work = again.popleft()
                    if work is None:
                        break
                    if isinstance(work, Outcome):
                        outcomes[work.student] = work
                        bar.update()
                        continue
                    running[executor.submit(_grade_all, self.grade, work.tasks)] = work
                if not running:
                    break
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    work = running.pop(future)
                    results = _results(future, work)
                    if not work.second and any(_failed(graded) for graded in results.values()):
                        again.append(replace(work, second=True))
                        continue
                    outcomes[work.student] = self._finish(work, results)
                    bar.update()
        return [outcomes[student] for student in sorted(outcomes)]

    def _students(self) -> list[str]:
        coursedir = self.book.coursedir
        folder = Path(coursedir.root) / coursedir.submitted_directory
        there = [
            s for s in intake.students_in(folder, self.record.name) if s not in coursedir.student_id_exclude.split(",")
        ]
        for student in self.options.students:
            if student not in there:
                raise GradingError(f"there is no submission of {shown(student)} to {self.record.name} in {folder}")
        if not there:
            raise GradingError(f"there are no submissions to {self.record.name} in {folder}")
        return [student for student in there if not self.options.students or student in self.options.students]

    def _work(self, students: Sequence[str]) -> Iterator[_Work | Outcome]:
        for student in students:
            try:
                yield self._begin(student)
            except Exception as error:  # one student's files must not end the run, whatever they are
                yield self._aside(student, Status.FAILED, _sentence(error), self._key(""))

    def _key(self, submission: str) -> Key:
        return Key(submission, self.sheet_digest, self.settings)

    def _begin(self, student: str) -> _Work | Outcome:
        """Read a submission; return the work that it makes, or what came of it if there is none."""
        coursedir = self.book.coursedir
        base = Path(coursedir.root) / coursedir.submitted_directory
        parts = self.book.folder("submitted", student, self.record.name).relative_to(base).parts
        read = intake.read(base, parts, student, self.sheets, coursedir.ignore)
        key = self._key(read.digest)
        if isinstance(read, intake.Refused):
            return self._aside(student, Status.REFUSED, read.reason, key)
        known = None if self.options.force else self.journal.find(student, self.record.name, key)
        if known is not None and known.status == Status.REFUSED:
            return Outcome(student, known.status, known.reason, skipped=True)
        if known is not None and known.saved_in == self.book.identity and self.book.holds(student, self.record.name):
            return self._outcome(known, read, skipped=True)
        own = {name: set(sheet.cells) for name, sheet in self.sheets.items()}
        foreign = [name for name, content in read.notebooks.items() if not own[name] & intake.cells_in(content)]
        if foreign:
            return self._aside(student, Status.REFUSED, f"{foreign[0]}.ipynb has no cell of the sheet", key)
        prepared = self.book.prepare(read, self.record)
        if known is not None:  # graded before a run was killed, or for another gradebook
            return self._finish(_Work(student, read, key, prepared, {}), known.results, known)
        files = self.book.files(read, self.record)
        tasks = {name: self._task(name, json.dumps(nb).encode(), files) for name, nb in prepared.items()}
        return _Work(student, read, key, prepared, tasks)

    def _task(self, name: str, notebook: bytes, files: Mapping[str, bytes]) -> Task:
        task = Task(notebook, self.sheets[name], files, self.options.limits, self.options.sandbox)
        return replace(task, settings=settings_of(task))

    def _finish(self, work: _Work, results: Mapping[str, Graded], known: Entry | None = None) -> Outcome:
        """Write a result into the journal, then into the gradebook, then mark it."""
        bad = next((graded for graded in results.values() if _failed(graded)), None)
        refused = next((graded for graded in results.values() if graded.status == Status.REFUSED), None)
        if bad is not None or refused is not None:
            status = Status.FAILED if bad is not None else Status.REFUSED
            return self._aside(work.student, status, _why(bad or refused), work.key)
        if known is None:
            stopped = [graded.reason for graded in results.values() if graded.status == Status.STOPPED]
            status = Status.STOPPED if stopped else Status.GRADED
            known = Entry(work.student, status, "; ".join(filter(None, stopped)), results)
            self.journal.put(self.record.name, work.key, known)
        before = changed.earlier(self.book, work.student, self.record)
        replaced = before.work_changed(work.prepared, work.submission, self.record)
        since = before.sheet_changes(self.record)
        try:
            changes = self.book.save(work.submission, self.record, work.prepared, results)
        except Exception as error:  # the result stays in the journal for the next run
            return Outcome(work.student, Status.FAILED, _sentence(error))
        self.journal.mark(work.student, self.record.name, self.book.identity)
        points = {self.record.key(name, i.item): i.points for name, graded in results.items() for i in graded.items}
        changes = changed.explained(changes, before, self.record, since, points, replaced)
        outcome = self._outcome(known, work.submission)
        return replace(outcome, changes=tuple(changes), replaced=replaced, sheet_changes=since)

    def _outcome(self, entry: Entry, submission: intake.Submission, skipped: bool = False) -> Outcome:
        reason = "; ".join(filter(None, (entry.reason, *submission.problems)))
        most = sum(cell.points for sheet in self.sheets.values() for cell in sheet.of_kind("test"))
        return Outcome(entry.student, entry.status, reason, entry.points, most, skipped)

    def _aside(self, student: str, status: Status, reason: str, key: Key) -> Outcome:
        """Set a submission aside; what the gradebook has of an earlier one stays."""
        self.journal.put(self.record.name, key, Entry(student, status, reason))
        return Outcome(student, status, reason)


@dataclass(frozen=True)
class _Work:
    """A submission whose cells are to be run."""

    student: str
    submission: intake.Submission
    key: Key
    prepared: dict[str, NotebookNode]
    tasks: dict[str, Task]
    second: bool = False  # the second attempt, after grading itself had failed


def _results(future: Future[dict[str, Graded]], work: _Work) -> dict[str, Graded]:
    try:
        return future.result()
    except Exception as error:  # a worker that died, or a connection that broke
        return {name: Graded(Status.FAILED, _sentence(error)) for name in work.tasks}


def _failed(graded: Graded) -> bool:
    return graded.status == Status.FAILED or any(item.verdict == Verdict.GRADER_FAILED for item in graded.items)


def _why(graded: Graded | None) -> str:
    if graded is None:
        return ""
    return graded.reason or "; ".join(
        f"{i.item}: {i.message}" for i in graded.items if i.verdict == Verdict.GRADER_FAILED
    )


def _sentence(error: BaseException) -> str:
    text = (str(error).strip().splitlines() or [""])[0]
    return text if isinstance(error, GradingError) else f"{type(error).__name__}: {text}".removesuffix(": ")


def _quiet(progress: bool | None) -> bool | None:
    return None if progress is None else not progress


# --- the command ---


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return the run as text: a table of what needs a look, whose points changed, and how many of each kind."""
    words = {Status.GRADED: "graded", Status.STOPPED: "graded", Status.REFUSED: "refused", Status.FAILED: "failed"}
    rows = [
        (o.student, words[o.status], f"{o.points:g} / {o.max_points:g}" if o.graded else "-", o.reason)
        for o in outcomes
        if o.reason or not o.graded
    ]
    parts = [text_table(("student", "status", "automatic", "why"), rows)] if rows else []
    sheet = {name: what for o in outcomes for name, what in o.sheet_changes.items()}
    parts += ["The sheet changed since the last grading:\n" + _lines(sheet.items())] if sheet else []
    replaced = [shown(o.student) for o in outcomes if o.replaced]
    parts += [f"Changed since it was graded, and graded anew: {', '.join(replaced)}"] if replaced else []
    moved = [(f"{shown(o.student)}:", _moved(c)) for o in outcomes for c in o.changes]
    parts += ["Points changed since the last grading:\n" + _lines(moved)] if moved else []
    graded = sum(o.graded for o in outcomes)
    counts = [f"{graded} of {len(outcomes)} graded"]
    counts += [f"{sum(o.skipped and o.graded for o in outcomes)} of them before and unchanged"] if graded else []
    counts += [f"{sum(o.graded and bool(o.reason) for o in outcomes)} need a look"]
    counts += [
        f"{sum(o.status == status for o in outcomes)} {words[status]}" for status in (Status.REFUSED, Status.FAILED)
    ]
    return "\n\n".join([*parts, ", ".join(counts)])


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(shown(f"{name} {text}") for name, text in pairs)


def _moved(change: Change) -> str:
    if change.before is None:
        return f"{change.item} earns {change.after:g} ({change.why})"
    if change.after is None:
        return f"{change.item} no longer earns {change.before:g} ({change.why})"
    return f"{change.item} from {change.before:g} to {change.after:g}" + (f" ({change.why})" if change.why else "")


def run(arguments: argparse.Namespace) -> int:
    """Carry out ``dltheory grade``."""
    any_terminal()
    sys.setswitchinterval(_SWITCH_SECONDS)
    logging.getLogger("traitlets").setLevel(logging.ERROR)  # nbgrader warns of each hidden test that it puts back
    root = course_root()
    if arguments.scheduler is None:
        threading.Thread(target=_ahead, args=(root, arguments.sheet, not arguments.no_sandbox), daemon=True).start()
    with importing():
        limits = limits_of(root)
    options = Options(
        arguments.workers,
        tuple(arguments.student),
        arguments.force,
        not arguments.no_sandbox,
        arguments.scheduler,
        limits,
    )
    if arguments.no_sandbox:
        warn_of_no_sandbox()
    if not os.environ.get(SECRET):
        print(
            f"Warning: {SECRET} is not set: who has the sheet's source knows the hidden tests' inputs.", file=sys.stderr
        )
    with ClassGradebook(root, arguments.db) as book, Journal(root) as journal:
        with journal.alone(lambda: print("Another run grades in this folder; waiting for its end.", file=sys.stderr)):
            class_run = ClassRun(book, journal, arguments.sheet, options)
            for hook in ("pre_convert_hook", "post_convert_hook"):
                if not str(getattr(getattr(book.autograde, hook), "__module__", "dltheory.")).startswith("dltheory."):
                    print(
                        f"Warning: nbgrader_config.py sets {hook}, and `dltheory grade` does not run it.",
                        file=sys.stderr,
                    )
            if arguments.scheduler is None:  # no sandbox here is said once and not for each student
                warm_up(options.sandbox, modules_of(next(iter(class_run.sheets.values()))))
            outcomes = class_run.run()
    print(summary(outcomes))
    return 0 if all(outcome.graded for outcome in outcomes) else 1


def _ahead(root: Path, name: str, sandbox: bool) -> None:
    """Open a launcher while nbgrader is imported and the gradebook read.

    It imports what the sheet in ``source/`` does; where the gradebook's sheet needs something else, the run opens another one.
    """
    with contextlib.suppress(Exception):  # the run meets the same trouble, and says it
        path = min((root / "source" / name).glob("*.ipynb"))
        warm_up(sandbox, modules_of(Sheet.from_notebook(nbformat.read(path, as_version=4), path.stem)))


def limits_of(root: Path) -> Limits:
    """Return the limits that nbgrader_config.py sets for `ExecuteApart`, so that both ways of grading have the same."""
    from dltheory.grading.nbgrader import ExecuteApart
    from dltheory.grading.settings import course_config

    step = ExecuteApart(config=course_config(root))
    return Limits(float(step.timeout or 30), step.call_timeout, step.test_timeout)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def add_parser(subparsers: Any) -> None:
    """Attach ``grade`` to the command line."""
    parser = subparsers.add_parser(
        "grade",
        help="grade all submissions of a sheet, in parallel",
        description="Grade all submissions of a sheet into nbgrader's gradebook, as `nbgrader autograde` would. A run that "
        "was ended goes on where it was when it is started again.",
    )
    parser.add_argument("sheet", help="the name of the sheet, such as 01_approximation")
    parser.add_argument("--workers", type=_positive, metavar="N", help="submissions at a time (default: one per core)")
    parser.add_argument("--student", action="append", default=[], metavar="ID", help="only this one; may be repeated")
    parser.add_argument("--force", action="store_true", help="grade also what is graded and unchanged")
    parser.add_argument("--no-sandbox", action="store_true", help="run the students' code without a sandbox")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, such as tls://host:8786")
    parser.add_argument("--db", metavar="URL", help="the gradebook, if not the one of nbgrader_config.py")
    parser.set_defaults(func=run)
