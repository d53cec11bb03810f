"""Pack what students get, without solutions and hidden tests: dltheory-student.zip.

    python tools/make_student.py [--out FILE]

The archive holds the chapters, the released sheets and the package that both import. Before it is written, every file in
it is searched for the hidden tests and model answers of every sheet in source/. The same content gives the same bytes.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import zipfile
from pathlib import Path

from make_release import ROOT, ReleaseError, leaks_in_release, read, secrets_of_sheet, sheets

from dltheory.grading.leaks import DELIMITER, Secrets, leaks, strings_in

FILES = (
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "constraints.txt",
    "environment.yml",
    "pyproject.toml",
)
FOLDERS = ("course", "docs", "release")
NEVER = {"__pycache__", ".ipynb_checkpoints", "my_progress.jsonl"}


def files_for_students(root: Path) -> list[Path]:
    """Return the files to pack, sorted, as paths relative to `root`."""
    missing = [name for name in FILES if not (root / name).is_file()]
    if missing:
        raise ReleaseError(f"{missing[0]} is missing, and students need it.")
    found = [Path(name) for name in FILES]
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            relative = path.relative_to(root)
            hidden = any(part in NEVER or part.startswith(".") or part.endswith(".egg-info") for part in relative.parts)
            if path.is_file() and not hidden:
                found.append(relative)
    return sorted(found)


def given_away(root: Path, files: list[Path]) -> list[str]:
    """Return what the files would tell students that they must not see, one sentence for each finding."""
    names = sheets(root)
    secrets = Secrets()
    found = []
    for name in names:
        of_sheet = secrets_of_sheet(root / "source" / name)
        found += leaks_in_release(root / "release" / name, of_sheet)
        secrets |= of_sheet
    for file in files:
        content = (root / file).read_bytes()
        texts = list(strings_in(read(root / file))) if file.suffix == ".ipynb" else [content.decode("utf-8", "replace")]
        # Code and prose about grading name nbgrader's markers; a notebook has no reason to.
        book = file.suffix == ".ipynb"
        shown = [line for line in leaks(texts, secrets.unmistakable) if book or not DELIMITER.fullmatch(line)]
        found += [f"{file} shows: {line}" for line in shown]
    return found


def pack(root: Path, files: list[Path]) -> bytes:
    """Return the archive; times and permissions are fixed, so that the same content gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"dltheory-student/{file.as_posix()}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (root / file).read_bytes())
    return buffer.getvalue()


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="the archive to write; dltheory-student.zip when left out")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    root = arguments.root
    out = arguments.out or root / "dltheory-student.zip"
    try:
        files = files_for_students(root)
        if found := given_away(root, files):
            raise ReleaseError(f"{out.name} is not written, because it would give something away: {found[0]}")
        if not out.parent.is_dir():
            raise ReleaseError(f"{out} cannot be written: there is no folder {out.parent}.")
        scratch = out.with_name(f".{out.name}.new")
        scratch.write_bytes(pack(root, files))
        os.replace(scratch, out)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{out.name}: {len(files)} files, {out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
