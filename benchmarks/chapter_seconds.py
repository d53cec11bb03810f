"""How long each chapter takes from its first cell to its last, one after the other, each in a fresh kernel.

    python benchmarks/chapter_seconds.py                            all chapters, to results.json
    python benchmarks/chapter_seconds.py --chapter 06_architectures only this one, and its slowest cells; nothing is stored

The chapters run as `make notebooks` runs them, on one thread, so that two chapters at a time on two cores take about half of the sum. The time
is that of the cells, without the start of the kernel.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from class_grading import machine

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
CHAPTERS = sorted(path.stem for path in (ROOT / "course" / "text").glob("[0-9]*.md"))

sys.path.insert(0, str(ROOT / "tools"))
from make_notebooks import execute  # noqa: E402


def run(chapter: str) -> list[tuple[float, str]]:
    """Run a chapter; return the seconds of each code cell and its first line."""
    book = nbformat.read(ROOT / "course" / f"{chapter}.ipynb", as_version=4)
    began: list[float] = []
    found = []

    def start(**_: Any) -> None:
        began.append(time.perf_counter())

    def end(cell: Any, **_: Any) -> None:
        found.append((time.perf_counter() - began[-1], cell.source.strip().partition("\n")[0]))

    execute(book, ROOT / "course", on_cell_execute=start, on_cell_executed=end)
    return found


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapter", choices=CHAPTERS, help="run only this one; print its slowest cells, store nothing")
    parser.add_argument("--keep", action="store_true", help="leave results.json as it is")
    arguments = parser.parse_args()
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
