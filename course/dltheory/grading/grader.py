"""Grading many attempts in a row, as notebooks in memory."""

from __future__ import annotations

import json
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_output

from dltheory.grading.errors import GradingError
from dltheory.grading.execution.launcher import Closing, Launcher
from dltheory.grading.execution.launchers import modules_of, open_launcher
from dltheory.grading.intake import files_in
from dltheory.grading.limits import Limits
from dltheory.grading.outcomes import ItemResult, Status
from dltheory.grading.sheets import Sheet
from dltheory.grading.submission import grade


class Grader(Closing):
    """Grades notebooks one after the other, with one launcher and fresh processes for each.

    Parameters
    ----------
    limits : Limits, optional
        What a submission may use.
    ahead : bool
        Whether to start the next processes while a submission is graded: for many in a row, where nothing can be preloaded.
    launcher : Launcher, optional
        Where processes come from; closed by whoever made it. By default one of the grader's own, which has imported what the
        sheet's locked cells import.
    sandbox : bool
        Whether the launcher of its own shuts the student's code in.

    Examples
    --------
    >>> with Grader() as grader:  # doctest: +SKIP
    ...     for code in attempts:
    ...         try_submission("01_approximation", code, grader=grader)
    """

    def __init__(
        self,
        limits: Limits | None = None,
        ahead: bool = False,
        launcher: Launcher | None = None,
        *,
        sandbox: bool = True,
    ) -> None:
        self.limits = limits or Limits()
        self.ahead, self.sandbox = ahead, sandbox
        self._launcher = launcher
        self._own: tuple[tuple[str, ...], Launcher] | None = None

    def close(self) -> None:
        """End what was started."""
        if self._own is not None:
            self._own[1].close()
            self._own = None

    def launcher(self, sheet: Sheet) -> Launcher:
        """Return where the processes for a sheet come from.

        Raises
        ------
        GradingError
            If this machine has no sandbox.
        """
        if self._launcher is not None:
            return self._launcher
        preloaded = modules_of(sheet)
        if self._own is None or self._own[0] != preloaded:
            self.close()
            self._own = preloaded, open_launcher(preloaded, self.sandbox, self.ahead)
        return self._own[1]

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
            A folder whose other files the student's cells may read, in a copy; see `intake.files_in`. By default the sheet's own.

        Returns
        -------
        list of ItemResult
            One for each test cell, in the order of the sheet.

        Raises
        ------
        GradingError
            If nothing can be graded: a cell of the sheet itself fails (the installation is broken), there is no sandbox, a
            process cannot be started, or the notebook is none.
        """
        others = files_in(files) if files else sheet.files
        graded = grade(json.dumps(notebook).encode(), sheet, self.launcher(sheet), self.limits, others)
        if graded.status in (Status.FAILED, Status.REFUSED):
            raise GradingError(graded.reason)
        for place, outputs in graded.outputs.items():
            cell = notebook.cells[place]
            cell.outputs = [new_output(**output) for output in outputs]
            cell.execution_count = None
        return list(graded.items)
