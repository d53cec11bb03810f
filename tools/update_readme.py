"""Write the table of results made live into README.md, between its two markers.

python tools/update_readme.py            write it
python tools/update_readme.py --check    only compare; exit status 1 if it is out of date
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dltheory.results import load_results

README = Path(__file__).resolve().parent.parent / "README.md"
START = "<!-- results: made by `make notebooks` from course/dltheory/results.toml -->"
END = "<!-- end of results -->"


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
        [*rows, "", f"{len(live)} of {len(results)} numbered results; the other {cited} wait for their chapters."]
    )


def updated(text: str) -> str:
    """Return the README's text with the table replaced; a SystemExit names a missing marker."""
    for marker in (START, END):
        if text.count(marker) != 1:
            raise SystemExit(f"README.md must hold the marker {marker!r} exactly once")
    before, rest = text.split(START)
    return f"{before}{START}\n\n{table()}\n\n{END}{rest.split(END)[1]}"


def main() -> None:
    """Write or compare."""
    parser = argparse.ArgumentParser(description="Write the table of results into README.md.")
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    text = README.read_text(encoding="utf-8")
    new = updated(text)
    if check and new != text:
        sys.exit("README.md is out of date: run make notebooks")
    if not check:
        README.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
