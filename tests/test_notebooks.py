"""The chapters run again and give what is stored: nbval, strict, in a process of its own."""

import os
import subprocess
import sys

import nbformat
import pytest
from course_tools import ROOT

NOTEBOOKS = sorted((ROOT / "course").glob("*.ipynb"))


def nbval(notebook):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--nbval", "--nbval-cell-timeout=240"]
    # Of the plugins only nbval: those for browsers and workers take a second to load.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, "-p", "nbval.plugin", "--rootdir", str(notebook.parent), "-c", os.devnull, str(notebook)],
        cwd=notebook.parent, env=environment, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_gives_what_is_stored(notebook):
    run = nbval(notebook)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]


def test_a_changed_output_is_noticed(tmp_path):
    cells = [nbformat.v4.new_code_cell("1 + 1", execution_count=1)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    for stored, status in (("2", 0), ("3", 1)):
        result = nbformat.v4.new_output("execute_result", {"text/plain": stored}, execution_count=1)
        notebook.cells[0].outputs = [result]
        nbformat.write(notebook, tmp_path / "small.ipynb")
        assert nbval(tmp_path / "small.ipynb").returncode == status
