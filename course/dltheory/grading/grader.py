"""Grading many attempts in a row, as notebooks in memory."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

from nbformat import NotebookNode
from nbformat.v4 import new_output

from dltheory.grading.errors import GradingError
from dltheory.grading.execution.launcher import Launcher
from dltheory.grading.execution.plain import PlainLauncher
from dltheory.grading.limits import Limits
from dltheory.grading.outcomes import ItemResult, Status
from dltheory.grading.sheets import Sheet
from dltheory.grading.submission import grade


class Grader:
    """Grades notebooks one after the other, with one launcher and fresh processes for each.

    Parameters
    ----------
    limits : Limits, optional
        What a submission may use.
    ahead : bool
        Whether to start the next processes while a submission is graded: for many in a row.
    launcher : Launcher, optional
        Where processes come from; closed by whoever made it. By default ordinary processes.

    Examples
    --------
    >>> with Grader(ahead=True) as grader:  # doctest: +SKIP
    ...     for code in attempts:
    ...         try_submission("01_approximation", code, grader=grader)
    """

    def __init__(self, limits: Limits | None = None, ahead: bool = False, launcher: Launcher | None = None) -> None:
        self.limits = limits or Limits()
        self._own = PlainLauncher(ahead) if launcher is None else None
        self.launcher: Launcher = launcher or self._own  # type: ignore[assignment]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what was started."""
        if self._own is not None:
            self._own.close()

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
            If nothing can be graded: a cell of the sheet itself fails (the installation is broken), a process cannot be
            started, or the notebook is none.
        """
        others = read_files(files, self.limits) if files else {}
        graded = grade(json.dumps(notebook).encode(), sheet, self.launcher, self.limits, others)
        if graded.status in (Status.FAILED, Status.REFUSED):
            raise GradingError(graded.reason)
        for place, outputs in graded.outputs.items():
            cell = notebook.cells[place]
            cell.outputs = [new_output(**output) for output in outputs]
            cell.execution_count = None
        return list(graded.items)


def read_files(folder: Path, limits: Limits) -> dict[str, bytes]:
    """Return the files beside a submitted notebook, by relative name; links, special files and notebooks are left out.

    Raises
    ------
    GradingError
        If they are more, or larger together, than the scratch folder may hold.
    """
    found: dict[str, bytes] = {}
    size = 0
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in (".ipynb_checkpoints", "__pycache__")]
        for name in names:
            if name.endswith(".ipynb"):
                continue
            try:
                descriptor = os.open(Path(place, name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            except OSError:
                continue
            with open(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    continue
                content = file.read(limits.disk - size + 1)
            size += len(content)
            found[str(Path(place, name).relative_to(folder))] = content
            if size > limits.disk or len(found) > limits.inodes:
                raise GradingError(f"the files beside the notebook are too many or too large (in {folder.name})")
    return found
