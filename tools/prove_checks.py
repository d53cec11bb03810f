"""Put nonsense in place of every construction of every check; each verdict must change.

python tools/prove_checks.py                    all chapters
python tools/prove_checks.py 01_approximation   one chapter
"""

from __future__ import annotations

import argparse
import sys

from dltheory.evidence import checks_in
from dltheory.proof import NONSENSE, unnoticed
from dltheory.results import load_results


def main() -> int:
    """Run the command line; return 0 if nonsense is noticed everywhere."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapter", nargs="?", help="one chapter, such as 01_approximation")
    wanted = parser.parse_args().chapter
    modules = {result.chapter: result.module for result in load_results() if result.status != "cited"}
    if wanted is not None and wanted not in modules:
        sys.exit(f"There is no chapter {wanted!r} with checks; there are {', '.join(modules)}.")
    failures, tried, total = [], 0, 0
    for chapter, module in modules.items():
        if wanted not in (None, chapter):
            continue
        for check in checks_in(module).values():
            total += 1
            tried += len(check.constructions) * len(NONSENSE)
            failures += [f"{chapter}: {item}" for item in unnoticed(check)]
            if not check.constructions:
                failures.append(f"{chapter}: {check.__name__} has no construction that nonsense could replace")
    print("\n".join([*failures, f"{total} checks, {tried} replacements, {len(failures)} unnoticed"]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
