"""Generate the sheets that students get: source/<sheet> -> release/<sheet>.

    python tools/make_release.py                        all sheets
    python tools/make_release.py 01_approximation       one sheet
    python tools/make_release.py --check                compare only: is release/ in step with source/, and free of leaks?
                                                        (the sheets' own solutions are not graded: the tests do that)

The work is done by plain `nbgrader generate_assignment` with nbgrader_config.py, in a throwaway course folder with a
throwaway gradebook, so that a class in progress is not touched. A sheet is copied to release/ only after a search for
anything that students must not see.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from dltheory.grading.execution.environment import from_nothing
from dltheory.grading.leaks import Secrets, leaks, secrets_of, strings_in

ROOT = Path(__file__).resolve().parent.parent


class ReleaseError(Exception):
    """A sheet cannot be released; the message is one sentence that says which and why."""


def sheets(root: Path, name: str | None = None) -> list[str]:
    """Return the names of all sheets in source/, or the one that is named."""
    names = sorted(folder.name for folder in (root / "source").glob("[!.]*") if any(folder.glob("*.ipynb")))
    if name is None:
        if not names:
            raise ReleaseError(f"There is no sheet in {root / 'source'}.")
        return names
    if name not in names:
        raise ReleaseError(f"There is no sheet {name!r} in source/; there are {', '.join(names) or 'none'}.")
    return [name]


def secrets_of_sheet(folder: Path) -> Secrets:
    """Collect the secrets of all notebooks of a sheet's source folder."""
    found = Secrets()
    for path in sorted(folder.glob("*.ipynb")):
        found |= secrets_of(read(path))
    return found


def read(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises what the file makes it raise
        raise ReleaseError(f"{path} is not a notebook: {error}") from error


def leaks_in_release(folder: Path, secrets: Secrets) -> list[str]:
    """Return what a release folder gives away, one sentence for each finding."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".ipynb":
            book = read(path)
            texts = list(strings_in(book))
            if any(cell.get("outputs") for cell in book.cells):
                found.append(f"{path.name} holds outputs")
        elif path.is_file():
            texts = [path.read_bytes().decode("utf-8", errors="replace")]
        else:
            continue
        found += [f"{path.name} shows: {line}" for line in leaks(texts, secrets.all)]
    return found


def generate(root: Path, names: list[str], workplace: Path, grade: bool = True) -> Path:
    """Run `nbgrader generate_assignment` on copies of the sheets inside `workplace`; return its release folder.

    With `grade` the sheets' own solutions are graded, too, and must earn every point.
    """
    shutil.copy(root / "nbgrader_config.py", workplace)
    home = workplace / "home"
    home.mkdir()
    for name in names:
        ignored = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
        shutil.copytree(root / "source" / name, workplace / "source" / name, ignore=ignored)
        command = [sys.executable, "-m", "nbgrader", "generate_assignment", name, "--log-level=WARN"]
        command += [] if grade else ["--LintSheet.grade_reference=False"]
        run = subprocess.run(command, cwd=workplace, env=from_nothing(home), capture_output=True, text=True)
        if run.returncode != 0:
            lines = [line.strip() for line in run.stderr.splitlines() if line.strip()] or ["it gave no reason"]
            reason = next((line for line in reversed(lines) if re.match(r"[\w.]*(Error|Exception): ", line)), lines[-1])
            raise ReleaseError(f"nbgrader could not generate {name}: {reason}")
        found = leaks_in_release(workplace / "release" / name, secrets_of_sheet(root / "source" / name))
        if found:
            raise ReleaseError(f"The students' version of {name} would give something away: {found[0]}")
    return workplace / "release"


def drift(fresh: Path, committed: Path) -> list[str]:
    """Return where two release folders of one sheet differ, one sentence for each file."""
    files = {path.relative_to(folder) for folder in (fresh, committed) for path in folder.rglob("*") if path.is_file()}
    files = {file for file in files if ".ipynb_checkpoints" not in file.parts}
    sentences = []
    for file in sorted(files):
        if not (committed / file).exists():
            sentences.append(f"release/{committed.name}/{file} is missing; run: make release")
        elif not (fresh / file).exists():
            sentences.append(f"release/{committed.name}/{file} has no source any more; run: make release")
        elif (fresh / file).read_bytes() != (committed / file).read_bytes():
            sentences.append(f"release/{committed.name}/{file} is out of step with source/; run: make release")
    return sentences


def replace(fresh: Path, committed: Path) -> None:
    """Put a generated folder in the place of the committed one; an interruption leaves one of the two whole."""
    new, old = committed.with_name(f".{committed.name}.new"), committed.with_name(f".{committed.name}.old")
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    committed.parent.mkdir(exist_ok=True)
    shutil.copytree(fresh, new)
    if committed.exists():
        committed.rename(old)
    new.rename(committed)
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?", help="one sheet, such as 01_approximation; all when left out")
    parser.add_argument("--check", action="store_true", help="compare with the committed release/; write nothing")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    root = arguments.root
    try:
        names = sheets(root, arguments.name)
        with tempfile.TemporaryDirectory() as workplace:
            release = generate(root, names, Path(workplace), grade=not arguments.check)
            changed = {name: drift(release / name, root / "release" / name) for name in names}
            if arguments.check:
                if found := [sentence for sentences in changed.values() for sentence in sentences]:
                    raise ReleaseError("\n".join(found))
                return 0
            for name in names:
                if changed[name]:
                    replace(release / name, root / "release" / name)
                print(f"release/{name}: {'changed' if changed[name] else 'as it was'}")
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
