"""Make the example of a graded submission: autograded/.example/01_approximation/.

    python tools/make_example.py [--check]

A fictional student, Ada Example, hands in an attempt with two mistakes. It goes through plain nbgrader in a throwaway
course folder; the graded notebook and her scores are kept. With --check nothing is written, only compared.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat

from dltheory.grading import GradingError
from dltheory.grading.demo import IN_TIME, OWN_GRADEBOOK, Sheet, Student, hand_in, read_sheet, run_nbgrader
from dltheory.grading.report import read_class, text_table

ROOT = Path(__file__).resolve().parent.parent
SHEET = "01_approximation"
MISTAKES = ("barron_norm_gaussian", "maurey_mean_squared_error")


def attempt(sheet: Sheet) -> dict[str, str]:
    """Return the reference solution with a typical mistake in two of its functions."""
    return {**sheet.answers, **{name: sheet.mistakes[name] for name in MISTAKES}}


ADA = Student(
    id="ada_example",
    first_name="Ada",
    last_name="Example",
    story="two typical mistakes",
    cells=attempt,
    loses=lambda sheet: sheet.tests_of(list(MISTAKES)),
    handed_in=IN_TIME,
    written="I handed in the proof on paper.",
)


def grade(root: Path) -> dict[str, str]:
    """Grade Ada's attempt in the empty folder `root`; return the files to keep, by name."""
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(config + OWN_GRADEBOOK, encoding="utf-8")
    ignored = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    shutil.copytree(ROOT / "source" / SHEET, root / "source" / SHEET, ignore=ignored)
    run_nbgrader(root, "generate_assignment", SHEET)
    hand_in(ADA, read_sheet(root, ROOT, SHEET), root)
    run_nbgrader(root, "autograde", SHEET)
    return kept(root)


def kept(root: Path) -> dict[str, str]:
    """Return, by name, the files to keep of a class in `root` that Ada Example sits in."""
    result = read_class(root, SHEET)
    (ada,) = (submission for submission in result.submissions if submission.student == ADA.id)
    rows = [
        (item.name, f"{ada.points[item.name]:g}" if item.name in ada.points else "by hand", f"{item.max_points:g}")
        for item in result.items
    ]
    notebook = root / "autograded" / ADA.id / SHEET / f"{SHEET}.ipynb"
    return {
        notebook.name: notebook.read_text(encoding="utf-8"),
        "scores.txt": text_table(("item", "points", "of"), rows) + "\n",
    }


def same(path: Path, content: str) -> bool:
    """Whether a stored file says what `content` does; last digits in a message differ between machines and may."""
    if not path.is_file():
        return False
    stored = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return stored == content
    old, new = (nbformat.reads(text, as_version=4).cells for text in (stored, content))
    return [(cell.source, cell.metadata) for cell in old] == [(cell.source, cell.metadata) for cell in new]


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed example; write nothing")
    arguments = parser.parse_args()
    folder = ROOT / "autograded" / ".example" / SHEET
    try:
        with tempfile.TemporaryDirectory() as name:
            files = grade(Path(name))
    except GradingError as error:
        print(error, file=sys.stderr)
        return 1
    stale = [name for name, content in files.items() if not same(folder / name, content)]
    if arguments.check:
        if stale:
            print(f"autograded/.example is out of step ({', '.join(stale)}); run: make example", file=sys.stderr)
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (folder / name).write_text(files[name], encoding="utf-8")
    print(f"autograded/.example: {'changed' if stale else 'as it was'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
