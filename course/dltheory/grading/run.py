"""Grading one submission: its cells in one process, the sheet's tests in another."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nbformat import NotebookNode
from nbformat.v4 import new_output

from dltheory.grading.checks import SCORE_TYPE
from dltheory.grading.errors import GradingError, KernelDied, KernelError
from dltheory.grading.kernels import Execution, Kernel
from dltheory.grading.sheets import Cell, Sheet, grade_id_of, without_hidden_tests

ITEM_TYPE = "application/vnd.dltheory.item+json"
_RESTARTS = 2
# Interrupting a call takes a few seconds; the examiner must be given the time to do it.
_MARGIN = 10.0
_LONGEST_MESSAGE = 2000


@dataclass(frozen=True)
class ItemResult:
    """What one item of a sheet earned.

    Parameters
    ----------
    item : str
        The grade_id of the test cell.
    points, max_points : float
        Earned, and to be earned.
    message : str
        Why not more, or what else the student should know; empty if there is nothing to say.
    """

    item: str
    points: float
    max_points: float
    message: str


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds.

    Parameters
    ----------
    cell : float
        One of the student's cells.
    call : float
        One call of a student's function by a test.
    test : float
        One test cell.
    """

    cell: float = 30.0
    call: float = 10.0
    test: float = 60.0

    def __post_init__(self) -> None:
        for name in ("cell", "call", "test"):
            seconds = getattr(self, name)
            if not (isinstance(seconds, int | float) and math.isfinite(seconds) and seconds > 0):
                raise ValueError(f"{name} must be a finite number of seconds > 0, got {seconds!r}")


class Grader:
    """Grades submissions one after the other, with one examiner for all and a fresh student kernel for each.

    Parameters
    ----------
    limits : Limits, optional
        How long things may take.
    ahead : bool
        Whether to start the next student kernel while a submission is graded: for many in a row.

    Examples
    --------
    >>> with Grader(ahead=True) as grader:  # doctest: +SKIP
    ...     for code in attempts:
    ...         try_submission("01_approximation", code, grader=grader)
    """

    def __init__(self, limits: Limits | None = None, ahead: bool = False) -> None:
        self.limits = limits or Limits()
        self.ahead = ahead
        self._examiner: Kernel | None = None
        self._spare: Kernel | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all kernels."""
        for kernel in (self._examiner, self._spare):
            if kernel is not None:
                kernel.kill()
        self._examiner = self._spare = None

    def examiner(self) -> Kernel:
        """Return the examiner kernel, started if need be and without names of an earlier submission."""
        if self._examiner is None:
            self._examiner = Kernel("examiner")
        return self._examiner

    def replace_examiner(self) -> Kernel:
        """End the examiner kernel and start another."""
        if self._examiner is not None:
            self._examiner.kill()
            self._examiner = None
        return self.examiner()

    def student(self, files: Path | None) -> Kernel:
        """Return a fresh student kernel."""
        kernel = None
        if files is None:
            kernel, self._spare = self._spare, None
        kernel = kernel or Kernel("student", files)
        if self.ahead and files is None:
            self._spare = Kernel("student")
        return kernel

    def grade(self, notebook: NotebookNode, sheet: Sheet, files: Path | None = None) -> list[ItemResult]:
        """Grade a submission and write the outputs into its notebook.

        Parameters
        ----------
        notebook : NotebookNode
            The submission; its outputs are replaced, and those of the test cells are such that nbgrader reads exactly
            these scores from them.
        sheet : Sheet
            What belongs to the sheet. Locked cells and tests are taken from here, never from the notebook.
        files : path, optional
            A folder whose other files the student's cells may read, in a copy.

        Returns
        -------
        list of ItemResult
            One for each test cell, in the order of the sheet.

        Raises
        ------
        GradingError
            If a locked cell of the sheet itself fails (the installation is broken), or a kernel cannot be started.
        """
        submission = _Submission(self, notebook, sheet, files)
        try:
            return submission.run()
        finally:
            submission.close()


def grade_notebook(
    notebook: NotebookNode,
    sheet: Sheet,
    *,
    grader: Grader | None = None,
    files: Path | None = None,
    limits: Limits | None = None,
) -> list[ItemResult]:
    """Grade one submission, see `Grader.grade`; without a grader, kernels are started for this one and ended."""
    if grader is not None:
        return grader.grade(notebook, sheet, files)
    with Grader(limits) as own:
        return own.grade(notebook, sheet, files)


@dataclass
class _Step:
    """A cell of the notebook, or of the sheet where the notebook lacks it (then its outputs go nowhere)."""

    cell: NotebookNode | None
    own: Cell | None

    @property
    def kind(self) -> str:
        return self.own.kind if self.own and self.own.kind in ("locked", "test") else "student"


class _Submission:
    """The run of one submission."""

    def __init__(self, grader: Grader, notebook: NotebookNode, sheet: Sheet, files: Path | None) -> None:
        self.grader = grader
        self.limits = grader.limits
        self.notebook = notebook
        self.sheet = sheet
        self.files = files
        self.restarts = 0
        self.history: list[str] = []
        self.failures: dict[str, str] = {}
        self.locked_so_far: list[Cell] = []
        # Both processes start at the same time.
        self.student: Kernel | None = grader.student(files)
        self.examiner = grader.examiner()

    def close(self) -> None:
        """End the student kernel and clear the examiner."""
        if self.student is not None:
            self.student.kill()
        examiner = self.grader._examiner
        if examiner is None:
            return
        try:
            if examiner.channel is None or examiner.request("reset").timed_out:
                raise KernelError
        except KernelError:
            examiner.kill()
            self.grader._examiner = None

    def run(self) -> list[ItemResult]:
        """Run all cells in their order."""
        self.examiner.ready()
        assert self.student is not None
        self.student.ready()
        self._connect()
        results = {}
        for step in self._steps():
            if step.kind == "locked":
                assert step.own is not None
                self._locked(step.own, step.cell)
            elif step.kind == "test":
                assert step.own is not None
                result, outputs = self._test(step.own)
                results[result.item] = result
                if step.cell is not None:
                    _write(step.cell, outputs)
            elif step.cell is not None and step.cell.cell_type == "code":
                execution = self._student_cell(step.cell.source)
                _write(step.cell, execution.outputs)
                if step.own is not None and execution.error is not None:
                    self.failures[step.own.grade_id] = _sentence(*execution.error)
        return [results[cell.grade_id] for cell in self.sheet.of_kind("test")]

    def _steps(self) -> Iterator[_Step]:
        """Yield the cells as in one kernel; a locked cell or test that the notebook lacks comes at its place.

        Of two cells with one name the last one counts (as for nbgrader); the others are the student's own.
        """
        last = {grade_id_of(cell): number for number, cell in enumerate(self.notebook.cells)}
        pending = [cell for cell in self.sheet.of_kind("locked", "test")]
        present = {cell.grade_id for cell in pending if cell.grade_id in last}
        for number, cell in enumerate(self.notebook.cells):
            grade_id = grade_id_of(cell)
            own = self.sheet.cells.get(grade_id) if grade_id and last[grade_id] == number else None
            if own is not None:
                # What the sheet has before this cell: what the notebook lacks, and every locked cell.
                place = list(self.sheet.cells).index(own.grade_id)
                earlier = set(list(self.sheet.cells)[:place])
                for other in [c for c in pending if c.grade_id in earlier and c is not own]:
                    if other.grade_id not in present or (other.kind == "locked" and own.kind == "test"):
                        pending.remove(other)
                        yield _Step(None, other)
            if own is not None and own.kind in ("locked", "test"):
                if own not in pending:
                    continue
                pending.remove(own)
            yield _Step(cell, own)
        for other in pending:
            yield _Step(None, other)

    def _connect(self) -> None:
        assert self.student is not None
        file = self.student.connection_file
        self.examiner.request("connect", connection_file=file, call_timeout=self.limits.call)

    def _locked(self, own: Cell, cell: NotebookNode | None) -> None:
        self.locked_so_far.append(own)
        execution = self._in_examiner(own)
        if execution.error is not None:
            raise GradingError(
                f"the cell {own.grade_id!r} of the sheet {self.sheet.name} fails: {_sentence(*execution.error)}; "
                "nothing can be graded before that is repaired"
            )
        outputs = self._student_cell(without_hidden_tests(own.source)).outputs
        if cell is not None:
            _write(cell, outputs)

    def _in_examiner(self, own: Cell) -> Execution:
        try:
            return self.examiner.execute(own.source, self.limits.test)
        except KernelError as error:
            return Execution(error=(type(error).__name__, str(error)))

    def _student_cell(self, source: str) -> Execution:
        """Run a cell of the student's; one that ends the process is left out when the process is restarted."""
        if not self._revive():
            return _gone()
        assert self.student is not None
        try:
            execution = self.student.execute(source, self.limits.cell)
        except KernelError as error:
            self._bury()
            ended = "the cell ended its process" if isinstance(error, KernelDied) else str(error)
            return _failed(type(error).__name__, ended)
        self.history.append(source)
        return execution

    def _bury(self) -> None:
        if self.student is not None:
            self.student.kill()
            self.student = None

    def _revive(self) -> bool:
        """See that there is a student process: restart a dead one at most twice, and run its cells again."""
        if self.student is not None and not self.student.alive():
            self._bury()
        if self.student is not None:
            return True
        if self.restarts == _RESTARTS:
            return False
        self.restarts += 1
        self.student = self.grader.student(self.files).ready()
        try:
            for source in self.history:
                self.student.execute(source, self.limits.cell)
        except KernelError:
            self._bury()
            return self._revive()
        self._connect()
        return True

    def _test(self, own: Cell) -> tuple[ItemResult, list[dict[str, Any]]]:
        """Run a test cell in the examiner and return its result, and outputs from which nbgrader reads the same."""
        if not self._revive():
            return _result(own, 0.0, "the process of the submission ended too often")
        try:
            bound = self.examiner.request("bind", source=own.source, timeout=self.limits.call + _MARGIN).content
            if bound.get("status") != "ok":  # the process ended between two cells, or does not answer
                self._bury()
                return self._test(own)
            execution = self.examiner.execute(own.source, self.limits.test)
            report = self.examiner.request("collect").content
        except KernelError:
            self._restore_examiner()
            return _result(own, 0.0, "the tests could not be run to their end")
        if report.get("lost"):
            self._bury()
        return _read(own, execution, report, self.failures)

    def _restore_examiner(self) -> None:
        self.examiner = self.grader.replace_examiner().ready()
        for own in self.locked_so_far:
            self._in_examiner(own)
        if self.student is not None:
            self._connect()


def _gone() -> Execution:
    return _failed("KernelDied", "not run: the process of the submission ended too often")


def _failed(ename: str, evalue: str) -> Execution:
    return Execution([_error(ename, evalue)], (ename, evalue))


def _error(ename: str, evalue: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": [f"{ename}: {evalue}"]}


def _write(cell: NotebookNode, outputs: list[Any]) -> None:
    cell.outputs = [new_output(**output) for output in outputs]
    cell.execution_count = None


def _read(
    own: Cell, execution: Execution, report: dict[str, Any], failures: dict[str, str]
) -> tuple[ItemResult, list[dict[str, Any]]]:
    notes = [str(note) for note in report.get("notes", ())]
    # A function that is not there is missing because its cell failed, and that is what helps.
    missing = set(report.get("missing", ()))
    notes += [f"the cell {name} fails: {said}" for name, said in failures.items() if name in missing]
    if execution.error is not None:
        ename, evalue = execution.error
        message = _sentence(ename, evalue)
        where = [place for text, place in report.get("raised", ()) if place and text in evalue]
        if where and ename not in ("AssertionError", "NotImplementedError"):
            message += f" ({where[-1]})"
        return _result(own, 0.0, "\n".join([message, *notes]))
    score = _score(own, execution.outputs)
    if score is None:
        return _result(own, own.points, "\n".join(notes))
    points = score["points"]
    failed = [f"{part['name']}: {part['message']}" for part in score["parts"] if part["message"]]
    return _result(own, points, "\n".join([*failed, *notes]))


def _score(own: Cell, outputs: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the score that our helper reported, its points finite and within those of the cell."""
    for output in reversed(outputs):
        score: dict[str, Any] | None = output.get("data", {}).get(SCORE_TYPE)
        if score is not None:
            if not math.isclose(score["max_points"], own.points):
                raise GradingError(
                    f"the cell {own.grade_id!r} is worth {own.points:g} points but its Score says "
                    f"{score['max_points']:g}; make them equal"
                )
            points = float(score["points"])
            return score | {"points": min(max(points, 0.0), own.points) if math.isfinite(points) else 0.0}
    return None


def _sentence(ename: str, evalue: str) -> str:
    """Return an error as a message to the student, without a traceback."""
    if ename == "AssertionError":
        text = evalue or "a check failed"
    elif ename == "NotImplementedError":
        text = "not filled in yet"
    else:
        text = f"{ename}: {evalue}".removesuffix(": ")
    return text[:_LONGEST_MESSAGE]


def _result(own: Cell, points: float, message: str) -> tuple[ItemResult, list[dict[str, Any]]]:
    """Return an item's result, and the outputs from which nbgrader's `determine_grade` reads the same points."""
    points = own.points if math.isclose(points, own.points) else points
    result = ItemResult(own.grade_id, points, own.points, message)
    payload = {"item": result.item, "points": points, "max_points": own.points, "message": message}
    text = f"{points:g} of {own.points:g} points" + (f"\n{message}" if message else "")
    outputs: list[dict[str, Any]] = [
        {"output_type": "display_data", "data": {"text/plain": text, ITEM_TYPE: payload}, "metadata": {}}
    ]
    if points == 0:
        outputs.append(_error("Failed", message))
    elif points < own.points:
        data = {"text/plain": repr(float(points))}
        outputs.append({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})
    return result, outputs
