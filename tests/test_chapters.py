"""What holds for every chapter's module: checks hold, broken variants do not, explorers and pictures draw finite arrays."""

import importlib
import itertools
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dltheory.evidence import checks_in, errata_in, load_results, variants_in
from dltheory.interactive import Explorer

COURSE = Path(__file__).parents[1] / "course"
STEMS = sorted(path.stem for path in (COURSE / "text").glob("[0-9]*.md"))
MODULES = {stem: importlib.import_module(f"dltheory.{stem[3:]}") for stem in STEMS}


def named(prefix):
    return [
        pytest.param(getattr(module, name), id=f"{stem}-{name}")
        for stem, module in MODULES.items()
        for name in sorted(vars(module))
        if name.startswith(prefix) and callable(getattr(module, name))
    ]


def registered(table):
    return [
        pytest.param(function, id=f"{stem}-{name}")
        for stem, module in MODULES.items()
        for name, function in sorted(table(module.__name__).items())
    ]


def test_there_are_chapters():
    assert STEMS and STEMS[0][:3].rstrip("_").isdigit()


@pytest.mark.parametrize("check", registered(checks_in))
def test_check_holds(check):
    evidence = check()
    assert evidence.holds, repr(evidence)


@pytest.mark.parametrize("broken", registered(variants_in))
def test_broken_variant_is_violated(broken):
    evidence = broken()
    assert evidence.result == broken.of.result, "a variant goes through the check that it is registered to"
    assert not evidence.holds, f"{broken.broken}: {evidence!r}"


@pytest.mark.parametrize("erratum", registered(errata_in))
def test_erratum_is_confirmed(erratum):
    assert erratum().confirmed, repr(erratum())


@pytest.mark.parametrize("stem", STEMS)
def test_every_check_has_a_broken_variant(stem):
    module = MODULES[stem].__name__
    covered = {variant.of.__name__ for variant in variants_in(module).values()}
    assert set(checks_in(module)) <= covered


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
        if ax.axison and ax.get_label() != "<colorbar>":
            assert ax.get_xlabel(), "an axis without a name"
    plt.close("all")


@pytest.mark.parametrize("result", [pytest.param(r, id=r.name) for r in load_results() if r.status != "cited"])
def test_result_resolves(result):
    module = MODULES[result.chapter]
    checks, variants = checks_in(module.__name__), variants_in(module.__name__)
    for name in result.checks:
        assert checks[name].result == result.name, name
    for name in result.variants:
        assert variants[name].of.__name__ in result.checks, name
    text = (COURSE / "text" / f"{result.chapter}.md").read_text(encoding="utf-8")
    assert re.search(rf"^#+ {re.escape(result.section)}$", text, flags=re.M), result.section
    assert result.pictures, f"{result.name} has no picture"
    for name in result.pictures:
        assert callable(getattr(module, name)), name
        assert f"{name}(" in text, f"{name} is not drawn in the chapter"


@pytest.mark.parametrize("stem", STEMS)
def test_every_registered_check_of_a_numbered_result_is_listed(stem):
    listed = {name for result in load_results() for name in result.checks}
    numbered = {result.name for result in load_results()}
    module = MODULES[stem].__name__
    assert {name for name, check in checks_in(module).items() if check.result in numbered} <= listed


@pytest.mark.parametrize("stem", STEMS)
def test_results_of_a_written_chapter_are_not_merely_cited(stem):
    cited = [result.name for result in load_results() if result.chapter == stem and result.status == "cited"]
    assert len(cited) <= 3, cited
