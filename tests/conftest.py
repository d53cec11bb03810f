"""What all tests share: pinned threads, one played class, and the order in which two workers take them."""

import os

# Before numpy and torch read them: two workers and their kernels share few cores, and sums must not depend on how many.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ["DLTHEORY_PROGRESS"] = "off"  # notebooks that tests run are no reader's
os.environ.pop("DLTHEORY_GRADING_SECRET", None)  # with a secret the hidden tests would draw other inputs

import contextlib
import io
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import matplotlib
import matplotlib.pyplot as plt
import pytest
from browser import CHROMIUM_ARGUMENTS
from course_tools import ROOT, load

from dltheory import cli
from dltheory.grading import demo

matplotlib.use("agg")

# Tests that share something expensive stay together on one worker, whatever file they are in.
TOGETHER = ("lab", "book", "played", "graded", "handed_in", "two")


@pytest.fixture(autouse=True)
def nothing_stays():
    """Close what a test has drawn, and let loggers speak again: which tests share a worker must not decide what another one sees."""
    logger = logging.getLogger("traitlets")
    level = logger.level
    yield
    logger.setLevel(level)
    plt.close("all")


# What tests of one chapter have trained and computed, its package keeps: they stay on one worker, too.
CHAPTERS = {stem[3:]: stem for stem in (path.stem for path in sorted((ROOT / "course" / "text").glob("[0-9]*.md")))}


def chapter_of(item):
    """Return the stem of the chapter whose package a test runs, or None."""
    if item.path.parent.name in CHAPTERS:
        return CHAPTERS[item.path.parent.name]
    given = item.callspec.id.split("-")[0] if item.path.name == "test_chapters.py" and hasattr(item, "callspec") else ""
    return given if given in CHAPTERS.values() else None


def pytest_itemcollected(item):
    # Here, before any plugin looks at the marks: pytest reads `slow` and pytest-xdist the group when all are collected.
    shared = [name for name in TOGETHER if name in item.fixturenames]
    if shared:
        item.add_marker(pytest.mark.xdist_group(shared[0]))
        item.add_marker("slow")
    elif chapter := chapter_of(item):
        item.add_marker(pytest.mark.xdist_group(chapter))


def pytest_collection_modifyitems(items):
    # The long ones first, then the chapters one after the other: at the end both workers have something short to do.
    items.sort(key=lambda item: (not item.get_closest_marker("slow"), chapter_of(item) or "last"))


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """Chromium, for one file at a time: while it runs, nothing else on this worker may start an event loop."""
    binary = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None or not Path(binary).exists():
        message = "Chromium is not here: install it, or name it in the environment variable CHROMIUM"
        if os.environ.get("DLTHEORY_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Played:
    """A class as `dltheory demo --keep` leaves it, and what was printed."""

    folder: Path
    out: str
    students: tuple[demo.Student, ...]


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    """Play the demonstration class once; the student of autograded/.example sits in it as the ninth."""
    folder = tmp_path_factory.mktemp("demo") / "class"
    students = (*demo.CLASS, load("make_example").ADA)
    out, error = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(ROOT),
        mock.patch.object(demo, "CLASS", students),
        mock.patch.dict(os.environ),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(error),
    ):
        status = cli.main(["demo", "--keep", str(folder)])
    assert status == 0, out.getvalue() + error.getvalue()
    return Played(folder, out.getvalue(), students)
