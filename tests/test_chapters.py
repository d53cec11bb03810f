"""What holds for every chapter: its checks hold and can fail, its explorers and pictures draw finite, labelled arrays."""

import importlib
import itertools
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from course_tools import load

from dltheory.evidence import checks_in, errata_in
from dltheory.interactive import Explorer
from dltheory.results import load_results
from dltheory.tasks import tasks_in

COURSE = Path(__file__).parents[1] / "course"
STEMS = sorted(path.stem for path in (COURSE / "text").glob("[0-9]*.md"))
MODULES = {stem: importlib.import_module(f"dltheory.{stem[3:]}") for stem in STEMS}
TEXTS = {stem: (COURSE / "text" / f"{stem}.md").read_text(encoding="utf-8") for stem in STEMS}
LINES = 2_000  # of a chapter's package, docstrings included
SHARED_LINES = 2_670  # of what chapters share, without grading
NOT_SHARED = ("cli", "overview", "progress")  # the command line, and what the front page alone shows


def named(prefix):
    return [
        pytest.param(getattr(module, name), id=f"{stem}-{name}")
        for stem, module in MODULES.items()
        for name in module.__all__
        if name.startswith(prefix)
    ]


def registered(table):
    return [
        pytest.param(function, id=f"{stem}-{name}")
        for stem, module in MODULES.items()
        for name, function in sorted(table(module.__name__).items())
    ]


def variants():
    return [
        pytest.param(check, words, id=f"{stem}-{name}-{words}")
        for stem, module in MODULES.items()
        for name, check in sorted(checks_in(module.__name__).items())
        for words in check.variants
    ]


def test_there_are_chapters():
    assert STEMS and STEMS[0][:3].rstrip("_").isdigit()


# --- evidence ---


@pytest.mark.parametrize("check", registered(checks_in))
def test_check_holds(check):
    evidence = check()
    assert evidence.holds, repr(evidence)


@pytest.mark.parametrize(("check", "words"), variants())
def test_broken_variant_is_violated(check, words):
    evidence = check.broken(words)
    assert not evidence.holds, repr(evidence)


@pytest.mark.parametrize("check", registered(checks_in))
def test_a_check_can_fail_and_notices_nonsense(check):
    assert check.variants, f"{check.__name__} has no broken variant"
    assert check.constructions, f"{check.__name__} has no construction that nonsense could replace"
    assert not [str(item) for item in load("prove_checks").unnoticed(check)]


@pytest.mark.parametrize("erratum", registered(errata_in))
def test_erratum_is_confirmed(erratum):
    assert erratum().confirmed, repr(erratum())


@pytest.mark.parametrize("stem", STEMS)
def test_results_of_a_written_chapter_are_not_merely_cited(stem):
    cited = [result.name for result in load_results() if result.chapter == stem and result.status == "cited"]
    assert len(cited) <= 3, cited


# --- the package and the page ---


@pytest.mark.parametrize("stem", STEMS)
def test_the_package_exports_what_the_page_calls(stem):
    alias = re.search(rf"from dltheory import {stem[3:]}(?: as (\w+))?", TEXTS[stem])[1] or stem[3:]
    code = "\n".join(re.findall(r"```\{code-cell\}[^\n]*\n(.*?)```", TEXTS[stem], flags=re.S))
    assert sorted(set(re.findall(rf"\b{alias}\.(\w+)", code))) == sorted(MODULES[stem].__all__)


@pytest.mark.parametrize("stem", STEMS)
def test_every_check_slip_and_task_stands_on_the_page(stem):
    module = MODULES[stem].__name__
    for name in [*checks_in(module), *errata_in(module)]:
        assert f".{name}" in TEXTS[stem], f"{name} is not shown in the chapter"
    for name in tasks_in(module):
        assert f'your_turn("{name}"' in TEXTS[stem], f"the task {name!r} is not asked in the chapter"


@pytest.mark.parametrize("check", registered(checks_in))
def test_what_must_be_so_for_a_number_is_not_hidden_in_the_claim(check):
    assert "no number" not in check.claim, "write it as only_if, so that the card says it in a line of its own"


@pytest.mark.parametrize("stem", STEMS)
def test_sections_modules_and_tests_have_the_same_names(stem):
    folder = COURSE / "dltheory" / stem[3:]
    sections = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}
    tests = {path.stem.removeprefix("test_") for path in (Path(__file__).parent / stem[3:]).glob("test_*.py")}
    assert sections == tests
    assert len(sections) == len(re.findall(r"^## \d+\. ", TEXTS[stem], flags=re.M))


HOURS = "one two three four five six seven eight nine ten eleven twelve".split()


@pytest.mark.parametrize("stem", STEMS)
def test_the_hours_of_the_opening_are_the_sum_of_the_sections(stem):
    words = rf"({'|'.join(HOURS)})( and a half)?"
    promised = re.search(rf"\*\*How long\.\*\* About {words} hours to read, {words} with paper", TEXTS[stem])
    minutes = re.findall(r"^\*(\d+) minutes to read, (\d+) with the tasks\*$", TEXTS[stem], flags=re.M)
    assert promised and len(minutes) == len(re.findall(r"^## \d+\. ", TEXTS[stem], flags=re.M))
    for column, name in enumerate(("to read", "with the tasks")):
        hours, half = promised.groups()[2 * column : 2 * column + 2]
        said = 60 * (HOURS.index(hours) + 1) + 30 * bool(half)
        summed = sum(int(section[column]) for section in minutes)
        assert abs(said - summed) <= summed / 10, f"{name}: the opening says {said} minutes, the sections {summed}"


def lines(paths):
    return sum(path.read_text(encoding="utf-8").count("\n") for path in paths)


@pytest.mark.parametrize("stem", STEMS)
def test_the_package_stays_small(stem):
    assert lines((COURSE / "dltheory" / stem[3:]).glob("*.py")) <= LINES


def test_what_chapters_share_stays_small():
    shared = [
        *({*(COURSE / "dltheory").glob("*.py")} - {COURSE / "dltheory" / f"{name}.py" for name in NOT_SHARED}),
        *(COURSE / "dltheory" / "interactive").glob("*.py"),
    ]
    assert lines(shared) <= SHARED_LINES


# --- pictures and explorers ---


@pytest.mark.parametrize("build", named("explore_"))
def test_explorer_over_all_controls(build):
    explorer = build()
    assert isinstance(explorer, Explorer) and explorer.storyboard_png.startswith(b"\x89PNG")
    drawn = []
    for settings in [explorer.defaults, *explorer.sweep()]:
        arrays = explorer.draw(**settings)
        for name, values in arrays.items():
            assert values.size and np.isfinite(values).all(), (settings, name)
        drawn.append((settings, {name: values.copy() for name, values in arrays.items()}))
    idle = set(explorer.controls)
    for (one, first), (other, second) in itertools.combinations(drawn, 2):
        differing = [name for name in one if one[name] != other[name]]
        if len(differing) == 1 and differing[0] in idle and not same_arrays(first, second):
            idle.remove(differing[0])
    assert not idle, "a control changes nothing in what is drawn"


def same_arrays(first, second):
    return first.keys() == second.keys() and all(np.array_equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("draw", named("plot_"))
def test_picture_draws_finite_labelled_arrays(draw):
    plt.close("all")
    arrays = draw()
    assert arrays and all(np.isfinite(values).all() and np.size(values) for values in arrays.values())
    axes = [ax for number in plt.get_fignums() for ax in plt.figure(number).axes]
    assert axes, "a picture has axes"
    for ax in axes:
        if ax.get_label() == "<colorbar>":
            assert ax.get_ylabel() or ax.get_xlabel(), "a colour scale without a name"
        elif ax.axison:
            assert ax.get_xlabel(), "an axis without a name"
    plt.close("all")
