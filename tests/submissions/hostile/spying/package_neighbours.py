# tries: to find the repository around the package: sources beside it, its history, its tests, this file
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: of the repository only the package's folder

# %% double
import os
import pathlib
import sys

import dltheory

package = pathlib.Path(dltheory.__file__).resolve().parent
for root in (package.parent.parent, package.parent, pathlib.Path("@REPOSITORY@"), *map(pathlib.Path, sys.path)):
    for name in ("source", "release", "submitted", ".git", "tests/submissions", "gradebook.db", "nbgrader_config.py"):
        path = root / name
        if "site-packages" not in str(root) and path.exists():
            print("LEAK:", path)
print(sorted(os.listdir(package.parent)))
if (pathlib.Path("@COURSE@") / ".git").exists():
    print("LEAK: the history of the course")
