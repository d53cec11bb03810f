"""How fast a class is graded: `dltheory grade`, sandboxed and in two processes, beside stock `nbgrader autograde` with neither.

    python benchmarks/class_grading.py                     40 submissions to each of two sheets, three rounds
    python benchmarks/class_grading.py --submissions 4 --rounds 1 --keep

The sheets are the course's sheet 01, which imports numpy, and a small one that imports numpy, torch and matplotlib. Both
sides grade the same right submissions as commands, in turn, so that a busy machine slows both: the time is that of the
whole command, with its start. Stock nbgrader has its own configuration and grades one after the other, as it does. Then our
side grades classes of several sizes, to see whether a submission costs more in a larger class, and once more while the
memory of its processes is read (a page that several share counts in parts). Results go to results.json.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import datetime
import itertools
import json
import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from dltheory.grading.sheets import Piece, Sheet, put_in, read_attempt
from dltheory.grading.sources import modules

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
COURSE_SHEET = "01_approximation"
WORKERS = 2
SIZES = (10, 40, 80)
STOCK = "c = get_config()\nc.CourseDirectory.course_id = 'bench'\n"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}

# A sheet as a course on deep learning has it: (name, points or None for a solution cell or the setup, source).
TORCH_SHEET = (
    ("setup", 0, "import numpy as np\nimport torch\nfrom matplotlib import pyplot as plt"),
    ("standardize", None,
     "def standardize(X):\n    ### BEGIN SOLUTION\n    return (X - X.mean(axis=0)) / X.std(axis=0)\n    ### END SOLUTION"),
    ("test_standardize", 2,
     "X = np.arange(12.0).reshape(4, 3) ** 2\nassert np.allclose(standardize(X).mean(axis=0), 0)\n"
     "### BEGIN HIDDEN TESTS\nassert np.allclose(standardize(X).std(axis=0), 1)\n### END HIDDEN TESTS"),
    ("gradient", None,
     "def gradient(w, X, y):\n    ### BEGIN SOLUTION\n    w = torch.tensor(w, requires_grad=True)\n"
     "    loss = ((torch.tensor(X) @ w - torch.tensor(y)) ** 2).mean()\n    loss.backward()\n"
     "    return w.grad.numpy()\n    ### END SOLUTION"),
    ("test_gradient", 2,
     "X = np.eye(3)\nassert np.allclose(gradient(np.ones(3), X, np.zeros(3)), 2 / 3)\n"
     "### BEGIN HIDDEN TESTS\nassert np.allclose(gradient(np.zeros(3), X, np.ones(3)), -2 / 3)\n### END HIDDEN TESTS"),
    ("losses", None,
     "def losses(steps):\n    ### BEGIN SOLUTION\n    torch.manual_seed(0)\n    net = torch.nn.Linear(3, 1)\n"
     "    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)\n    X = torch.randn(50, 3)\n    found = []\n"
     "    for _ in range(steps):\n        loss = ((net(X) - X.sum(1, keepdim=True)) ** 2).mean()\n"
     "        optimizer.zero_grad()\n        loss.backward()\n        optimizer.step()\n        found.append(loss.item())\n"
     "    return found\n    ### END SOLUTION"),
    ("test_losses", 2,
     "assert len(losses(5)) == 5\n### BEGIN HIDDEN TESTS\nfound = losses(50)\nassert found[-1] < 0.1 * found[0]\n"
     "### END HIDDEN TESTS"),
    ("drawing", None,
     "### BEGIN SOLUTION\nfigure, ax = plt.subplots()\nax.plot(losses(50))\nax.set_yscale('log')\nplt.show()\n### END SOLUTION"),
)  # fmt: skip


def torch_sheet() -> NotebookNode:
    """Return the instructor's notebook of the small sheet."""
    cells = []
    for name, points, source in TORCH_SHEET:
        meta = {"schema_version": 3, "grade_id": name, "grade": points is not None, "solution": points is None}
        meta |= {"locked": points is not None, "task": False} | ({} if points is None else {"points": points})
        cells.append(new_code_cell(source, id=name, metadata={"nbgrader": meta}))
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})


def solved(name: str, released: NotebookNode) -> list[NotebookNode]:
    """Return different right submissions to a sheet."""
    if name != COURSE_SHEET:
        mine = copy.deepcopy(released)
        for cell, (_, _, source) in zip(mine.cells, TORCH_SHEET, strict=True):
            cell.source = (
                re.sub(r"(?m)^ *### (BEGIN|END) SOLUTION\n?", "", source)
                if cell.metadata.nbgrader.solution
                else cell.source
            )
        return [mine]
    sheet = Sheet.from_notebook(nbformat.read(ROOT / "source" / name / f"{name}.ipynb", as_version=4), name)
    paths = sorted((ROOT / "tests" / "submissions" / name / "right").glob("*.py"))
    attempts = [read_attempt(path, sheet) for path in paths]
    usual = [
        pieces for pieces in attempts if imported(pieces) <= {"numpy", "math"}
    ]  # the modules that the sheet speaks of
    return [put_in(released, pieces) for pieces in usual]


def imported(pieces: list[Piece]) -> set[str]:
    """Return the modules that an attempt imports."""
    return {name.partition(".")[0] for piece in pieces for name in modules(piece.source)}


def make_course(root: Path, name: str, submissions: int, config: str) -> Path:
    """Make a course folder with a sheet and a class that has handed it in."""
    (root / "source" / name).mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    if name == COURSE_SHEET:
        shutil.copytree(ROOT / "source" / name, root / "source" / name, dirs_exist_ok=True)
    else:
        nbformat.write(torch_sheet(), root / "source" / name / f"{name}.ipynb")
    run([sys.executable, "-m", "nbgrader", "generate_assignment", name], root)
    released = nbformat.read(root / "release" / name / f"{name}.ipynb", as_version=4)
    answers = solved(name, released)
    for number in range(submissions):
        folder = root / "submitted" / f"student{number:03}" / name
        folder.mkdir(parents=True)
        notebook = copy.deepcopy(answers[number % len(answers)])
        notebook.cells.append(new_code_cell(f"# {number}", id=f"own{number}"))
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return root


def run(command: list[str], root: Path) -> float:
    """Run a command to its end in a folder; return its seconds."""
    began = time.perf_counter()
    with (root / "log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log)
        with memory_of(process.pid, root):
            status = process.wait()
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{(root / 'log').read_text(encoding='utf-8')[-3000:]}")
    return time.perf_counter() - began


def graded_by(side: str, course: Path, name: str) -> float:
    """Grade a class from nothing; return the seconds. Our scores must be full, for all submissions are right."""
    for left in ("autograded", "gradebook.db-journal", ".dltheory", "grading.db"):
        shutil.rmtree(course / left, ignore_errors=True)
    ours = [str(Path(sys.executable).with_name("dltheory")), "grade", name, "--force", f"--workers={WORKERS}"]
    stock = [sys.executable, "-m", "nbgrader", "autograde", name, "--force"]
    seconds = run(ours if side == "ours" else stock, course)
    handed_in = len(list((course / "submitted").iterdir()))
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as book:
        query = "select count(*), sum(auto_score) from grade where auto_score is not null"
        count, points = book.execute(query).fetchone()
        worth = book.execute("select sum(max_score) from grade_cells where cell_type = 'code'").fetchone()[0]
    if count < handed_in or (side == "ours" and points != worth * handed_in):
        sys.exit(f"{side}: {points} of {worth * handed_in} points in {name}")
    return seconds


# --- memory ---


SAMPLED: list[dict[int, float]] | None = None  # megabytes of the command and all that it started, while they are read


@contextlib.contextmanager
def memory_of(process: int, root: Path) -> Iterator[None]:
    """Read, while the body runs, what a process and its descendants hold, if `SAMPLED` is a list."""
    if SAMPLED is None:
        yield
        return
    end = threading.Event()

    def watch(found: list[dict[int, float]]) -> None:
        while not end.wait(0.1):
            found.append({pid: held(pid) for pid in (process, *descendants(process))})

    thread = threading.Thread(target=watch, args=(SAMPLED,))
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def descendants(process: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    found = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, path.read_text().split()):
                found += [child, *descendants(child)]
    return found


def held(process: int) -> float:
    """Return the megabytes of a process, a page that several have counted in parts."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def peak_memory(side: str, course: Path, name: str) -> dict[str, int]:
    """Grade once more; return the most megabytes of the command itself and of one worker."""
    global SAMPLED
    SAMPLED = []
    try:
        graded_by(side, course, name)
        main = max(next(iter(sample.values())) for sample in SAMPLED)
        rest = max(sum(list(sample.values())[1:]) for sample in SAMPLED)
    finally:
        SAMPLED = None
    return {"command": round(main), "worker": round(rest / (WORKERS if side == "ours" else 1))}


# --- the comparison ---


def measure(name: str, submissions: int, rounds: int, sizes: tuple[int, ...], folder: Path) -> dict[str, object]:
    """Return the figures of one sheet, and print them."""
    ours = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    courses = {
        "ours": make_course(folder / "ours", name, submissions, ours),
        "stock": make_course(folder / "stock", name, submissions, STOCK),
    }
    rates: dict[str, list[float]] = {side: [] for side in courses}
    for _ in range(rounds):
        for side, course in courses.items():
            rates[side].append(60 * submissions / graded_by(side, course, name))
    result: dict[str, object] = {"submissions": submissions, "rounds": rounds}
    for side, found in rates.items():
        middle = statistics.median(found)
        result[side] = {"per minute": round(middle, 1), "spread": [round(min(found), 1), round(max(found), 1)]}
        print(f"{name:17} {side:6} {middle:7.1f} submissions a minute ({min(found):.1f} to {max(found):.1f})")
    each = [mine / theirs for mine, theirs in zip(rates["ours"], rates["stock"], strict=True)]
    result["ratio"] = {
        "median": round(statistics.median(each), 1),
        "spread": [round(min(each), 1), round(max(each), 1)],
    }
    print(f"{name:17} ratio  {statistics.median(each):7.1f} ({min(each):.1f} to {max(each):.1f})")
    seconds = {}
    for size in sizes:
        course = make_course(folder / str(size), name, size, ours)
        seconds[size] = graded_by("ours", course, name)
        print(f"{name:17} {size:4} submissions: {seconds[size]:6.1f} s, {seconds[size] / size:.2f} s each")
    result["seconds"] = {str(size): round(value, 1) for size, value in seconds.items()}
    # The start costs the same for every class: what one more submission costs is in the differences.
    more = {f"{a} to {b}": round((seconds[b] - seconds[a]) / (b - a), 3) for a, b in itertools.pairwise(sizes)}
    result["seconds for one more"] = more
    result["peak memory, MB"] = {side: peak_memory(side, course, name) for side, course in courses.items()}
    print(f"{name:17} one more costs {more} s; memory {result['peak memory, MB']}")
    return result


def machine() -> str:
    """Return this machine in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GB of memory, {platform.system()} {platform.release()}"


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=40, help="how many are graded (40)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side grades them (3)")
    parser.add_argument("--sizes", type=int, nargs="*", help="the sizes of our further classes (10 40 80)")
    names = ("torch_sheet", COURSE_SHEET)
    parser.add_argument("--sheet", choices=names, help="measure one sheet; what is stored of the other stays")
    parser.add_argument("--keep", action="store_true", help="leave results.json as it is")
    arguments = parser.parse_args()
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"  # for both sides
    os.environ["DLTHEORY_GRADING_SECRET"] = "bench"
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
    sizes = SIZES if arguments.sizes is None else tuple(arguments.sizes)
    if arguments.submissions < SIZES[1] and arguments.sizes is None:
        sizes = (arguments.submissions, 2 * arguments.submissions)
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    result: dict[str, object] = {
        "what": "submissions graded in a minute: dltheory grade (sandbox, two processes) and stock nbgrader autograde",
        "machine": machine(),
        "date": datetime.date.today().isoformat(),
        "workers": WORKERS,
    }
    for name in names:
        if arguments.sheet not in (None, name):
            result[name] = stored.get("class_grading", {}).get(name)
            continue
        with tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder:
            result[name] = measure(name, arguments.submissions, arguments.rounds, sizes, Path(folder))
    packages = ("nbgrader", "ipykernel", "numpy", "torch", "matplotlib")
    result["versions"] = {"python": platform.python_version()} | {name: version(name) for name in packages}
    if not arguments.keep:
        RESULTS.write_text(json.dumps(stored | {"class_grading": result}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
