"""How long each chapter takes from its first cell to its last, one after the other, each in a fresh kernel.

    python benchmarks/chapter_seconds.py                            all chapters, to results.json
    python benchmarks/chapter_seconds.py --chapter 06_architectures only this one, and its slowest cells; nothing is stored

Threads are pinned to one, as in the tests, so that two chapters at a time on two cores take about half of the sum. The time
is that of the cells, without the start of the kernel.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import nbformat
from class_grading import machine
from nbclient import NotebookClient

from dltheory.grading.execution.environment import from_nothing

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
CHAPTERS = sorted(path.stem for path in (ROOT / "course" / "text").glob("[0-9]*.md"))


def run(chapter: str) -> list[tuple[float, str]]:
    """Run a chapter; return the seconds of each code cell and its first line."""
    path = ROOT / "course" / f"{chapter}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}})
    client.create_kernel_manager()
    assert client.km is not None
    client.km.kernel_spec_manager.kernel_dirs = []  # this interpreter's kernel, and no other of this name
    found = []
    # Without the settings of whoever runs this; and what a kernel says of itself, that it uses TCP, is left out.
    with tempfile.TemporaryDirectory() as home, client.setup_kernel(stderr=subprocess.DEVNULL, env=from_nothing(home)):
        for number, cell in enumerate(notebook.cells):
            began = time.perf_counter()
            client.execute_cell(cell, number)
            if cell.cell_type == "code":
                found.append((time.perf_counter() - began, cell.source.strip().partition("\n")[0]))
    return found


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapter", choices=CHAPTERS, help="run only this one; print its slowest cells, store nothing")
    parser.add_argument("--keep", action="store_true", help="leave results.json as it is")
    arguments = parser.parse_args()
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"
    os.environ["DLTHEORY_PROGRESS"] = "off"
    if arguments.chapter:
        found = run(arguments.chapter)
        print(f"{arguments.chapter}: {sum(seconds for seconds, _ in found):.1f} s")
        for seconds, line in sorted(found, reverse=True)[:12]:
            print(f"{seconds:7.1f} s  {line}")
        return 0
    seconds = {}
    for chapter in CHAPTERS:
        seconds[chapter] = round(sum(spent for spent, _ in run(chapter)), 1)
        print(f"{chapter:20} {seconds[chapter]:6.1f} s", flush=True)
    print(f"{'together':20} {sum(seconds.values()):6.1f} s")
    result = {
        "what": "seconds from a chapter's first cell to its last, one thread",
        "machine": machine(),
        "date": datetime.date.today().isoformat(),
        "chapters": seconds,
        "together": round(sum(seconds.values())),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in ("numpy", "torch")},
    }
    if not arguments.keep:
        stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        RESULTS.write_text(json.dumps(stored | {"chapter_seconds": result}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
