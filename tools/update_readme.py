"""Write what README.md says of the whole into it, between markers: the chapters, the results made live, what is proven and measured.

python tools/update_readme.py            write it
python tools/update_readme.py --check    only compare; exit status 1 if it is out of date
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from dltheory import overview
from dltheory.evidence import checks_in, errata_in
from dltheory.results import load_results

README = Path(__file__).resolve().parent.parent / "README.md"
START = "<!-- results: made by `make notebooks` from course/dltheory/results.toml -->"
END = "<!-- end of results -->"
CHAPTERS = "<!-- chapters: made by `make notebooks` from the chapters themselves -->"
END_CHAPTERS = "<!-- end of chapters -->"
MEASURED = "<!-- measured: made by `make proof` and `make bench` from benchmarks/results.json -->"
END_MEASURED = "<!-- end of measured -->"
RESULTS = README.parent / "benchmarks" / "results.json"


def chapters(results: dict[str, Any]) -> str:
    """Return the chapters, a row each, and the sums of what is in them."""
    speed = results.get("chapter_seconds", {"chapters": {}})
    rows = [
        "| chapter | the question | pictures, explorers | hours: to read, with the tasks | sheet: points, hours | runs in |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for chapter in overview.chapters():
        read, tasks, sheet = map(overview.hours, chapter.minutes)
        rows.append(
            f"| [{chapter.stem[:2]} {chapter.title}](course/{chapter.stem}.ipynb) | {chapter.question} | {chapter.pictures}, {chapter.explorers} "
            f"| {read}, {tasks} | {chapter.points}, {sheet} | {seconds(speed['chapters'].get(chapter.stem))} |"
        )
    modules = [chapter.module for chapter in overview.chapters()]
    checks = [check for module in modules for check in checks_in(module).values()]
    variants, slips = sum(len(check.variants) for check in checks), sum(len(errata_in(module)) for module in modules)
    notes, facts = load_results(), overview.facts()
    live = sum(result.status != "cited" for result in notes)
    total = (
        f"{live} of {len(notes)} numbered results are live. {len(checks)} checks measure them and what stands beside them, and come out as violated in "
        f"{variants} broken variants (`make test`); {slips} slips of the lecture notes are refuted by a number. {facts['pictures']} pictures, {facts['explorers']} explorers, "
        f"{facts['points']} points of exercises: {facts['hours'][0]} hours to read, {facts['hours'][1]} with the tasks, {facts['hours'][2]} for the sheets."
    )
    if "together" in speed:
        total += (
            f" One after the other, with one thread, the chapters run in {speed['together'] / 60:.1f} minutes, without the start of their kernels "
            f"(`make bench`; {speed['machine'].split(',')[0]}, {speed['date']})."
        )
    return "\n".join([*rows, "", total])


def seconds(measured: float | None) -> str:
    """Return how long a chapter runs, a dash if nobody has measured it."""
    return "–" if measured is None else f"{measured:.0f} s"


def table() -> str:
    """Return the results that are measured or drawn, one row each, and a line that counts the others."""
    results = load_results()
    live = [result for result in results if result.status != "cited"]
    rows = ["| result | what it says | status | checks | section |", "| --- | --- | --- | --- | --- |"]
    for result in live:
        link = f"[{result.section()}](course/{result.chapter}.ipynb)"
        kinds = ", ".join(check.kind for check in result.checks())
        rows.append(f"| {result.name} | {result.title} | {result.status} | {kinds} | {link} |")
    cited = len(results) - len(live)
    return "\n".join(
        [
            *rows,
            "",
            f"{len(live)} of {len(results)} numbered results; the other {cited} are stated only, and the index says why.",
        ]
    )


def measured(results: dict[str, Any]) -> str:
    """Return the last line of the proof, how fast a class is graded and how soon a picture follows its slider; empty before any has been run."""
    lines = []
    if "line" in results.get("proof", {}):
        proof = results["proof"]
        lines.append(f"  > {proof['line']} ({proof['equivalent mutants']} mutants are equivalent, each with a reason)")
    if "class_grading" in results:
        speed = results["class_grading"]
        for name, words in (("torch_sheet", "numpy, torch and matplotlib"), ("01_approximation", "numpy")):
            ours, stock = speed[name]["ours"], speed[name]["stock"]
            lines.append(
                f"  > {speed[name]['submissions']} submissions to a sheet that imports {words}: {ours['per minute']:.0f} a minute "
                f"({ours['spread'][0]:.0f} to {ours['spread'][1]:.0f}), sandboxed, on {speed['machine'].split(',')[0]}; stock nbgrader, "
                f"without a sandbox, {stock['per minute']:.0f} ({stock['spread'][0]:.0f} to {stock['spread'][1]:.0f})"
            )
    if "chapters" in results.get("explorer_latency", {}):
        speed = results["explorer_latency"]
        lines.append(
            f"  > from a key press, {speed['rest']:g} s after the last one, to the changed picture, an explorer takes at most {speed['largest ratio']} times as long as the same drawing "
            f"under stock `@interact`: the largest ratio over {len(speed['chapters'])} chapters, medians of {speed['presses']} presses each. An explorer that "
            f"draws nothing ahead while its slider rests, and keeps nothing, takes at most {speed['largest with nothing kept']} times as long"
        )
    if "ntk_kernel" in results:
        lines.append(
            f"  > {results['ntk_kernel']['what']}: {results['ntk_kernel']['ratio']} times as long as one matrix product of that size"
        )
    return "\n  >\n".join(lines)


def updated(text: str) -> str:
    """Return the README's text with table and figures replaced; a SystemExit names a missing marker."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    text = between(text, CHAPTERS, f"\n{chapters(results)}\n\n", END_CHAPTERS)
    text = between(text, START, f"\n{table()}\n\n", END)
    return between(text, MEASURED, f"\n{measured(results)}\n\n  ", END_MEASURED)


def between(text: str, start: str, new: str, end: str) -> str:
    """Return a text with what stands between two markers replaced."""
    for marker in (start, end):
        if text.count(marker) != 1:
            raise SystemExit(f"README.md must hold the marker {marker!r} exactly once")
    before, rest = text.split(start)
    return f"{before}{start}\n{new}{end}{rest.split(end)[1]}"


def main() -> None:
    """Write or compare."""
    parser = argparse.ArgumentParser(description="Write what is made live, proven and measured into README.md.")
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    text = README.read_text(encoding="utf-8")
    new = updated(text)
    if check and new != text:
        sys.exit("README.md is out of date: run python tools/update_readme.py")
    if not check:
        README.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
