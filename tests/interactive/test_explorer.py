"""Explorers: what they draw, sweep and show without a kernel."""

import gc
import itertools
import subprocess
import sys
import weakref

import matplotlib.pyplot as plt
import numpy as np
import pytest
from staircase import ALT, make, picture

from dltheory.interactive import explore, slider, switch


@pytest.mark.parametrize(
    ("build", "word"),
    [
        (lambda: make(units=(1, 2)), "units must be a control or a tuple"),
        (lambda: make(units=7), "units must be a control or a tuple"),
        (lambda: make(storyboard=[]), "storyboard must be"),
        (lambda: make(storyboard=[{}] * 5), "storyboard must be"),
        (lambda: make(storyboard=[4]), "storyboard must be"),
        (lambda: make(storyboard=[{"nodes": 4}]), "no control named 'nodes'"),
        (lambda: make(storyboard=[{"units": 99}]), "units must be a whole number from 1 to 40"),
        (lambda: make(panels=0), "panels must be"),
        (lambda: make(size=(0, 3, "a control")), "size must be width and height"),
        (lambda: make().draw(units=2.5), "units must be a whole number"),
        (lambda: make().draw(units=True), "units must be a whole number"),
        (lambda: make().draw(steep="yes"), "steep must be one of"),
        (lambda: make().draw(target=1), "target must be a string"),
    ],
)
def test_malformed_explorers_and_settings_are_refused_by_name(build, word):
    with pytest.raises(ValueError, match=word):
        build()


def test_a_tuple_is_a_slider():
    assert make(units=(1, 20, "units")).controls["units"] == slider(1, 20, "units")


def test_draw_returns_the_arrays_of_the_setting():
    explorer = make()
    assert explorer.draw(units=4)["network"].max() == 1.0
    np.testing.assert_allclose(np.unique(explorer.draw(units=4)["network"]), [0, 0.25, 0.5, 0.75, 1])
    assert len(np.unique(explorer.draw(units=10)["network"])) == 11


def test_draw_raises_what_the_drawing_function_raises():
    with pytest.raises(ValueError, match="too <steep>"):
        make().draw(units=31, steep=True)
    with pytest.raises(ValueError, match="no finite value"):
        make().draw(target="1/x")


def test_an_explorer_whose_start_or_storyboard_fails_is_not_made():
    with pytest.raises(ValueError, match="too <steep>"):
        make(units=slider(1, 40, "units", value=35), steep=switch("steep", value=True))
    with pytest.raises(ValueError, match="too <steep>"):
        make(storyboard=[{"units": 40, "steep": True}])
    with pytest.raises(TypeError, match="must return the arrays"):
        explore(lambda panel: None, storyboard=[{}])


def test_sweep_visits_ends_and_middle_of_everything():
    swept = list(make().sweep())
    assert len(swept) == 3 * 2 * 2
    assert {frame["units"] for frame in swept} == {1, 21, 40}
    assert {(frame["steep"], frame["target"]) for frame in swept} == set(
        itertools.product((False, True), ("x", "x**2"))
    )


def test_a_long_sweep_turns_one_control_at_a_time():
    controls = {f"c{k}": slider(0, 4, f"control {k}") for k in range(5)}  # 3**5 combinations

    def draw(panel, **settings):
        return {"settings": np.array(list(settings.values()))}

    swept = list(explore(draw, storyboard=[{}], **controls).sweep())
    assert len(swept) == 15
    assert all(sum(value != 2 for value in frame.values()) <= 1 for frame in swept)
    assert {frame["c3"] for frame in swept} == {0, 2, 4}


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_storyboard_is_a_picture_of_its_settings(count):
    frames = [{"units": units} for units in (2, 5, 11, 23)][:count]
    first = picture(make(storyboard=frames).storyboard_png)
    assert first.shape[1] <= 820 and first.std() > 5
    assert np.array_equal(first, picture(make(storyboard=frames).storyboard_png))  # the same on every run
    other = picture(make(storyboard=[*frames[:-1], {"units": 37}]).storyboard_png)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_captions_say_what_differs():
    explorer = make(storyboard=[{"units": 4}, {"units": 16, "steep": True}])
    assert explorer._caption(explorer.storyboard[1]) == "threshold units: 16\ndrop the Lipschitz condition: on"
    own = make(caption=lambda units, **_: f"{units} of them")
    assert own._caption(own.storyboard[0]) == "4 of them"


def test_several_panels_are_drawn_and_their_titles_kept():
    def draw(left, right, k=1):
        left.axes(xlabel="x", ylabel="y", title="left title")
        left.line("line", [0, 1], [0, k])
        right.points("points", [0, 1], [0, -k])
        return {"k": np.array(k)}

    explorer = explore(draw, k=(1, 3, "height"), panels=2, storyboard=[{"k": 1}, {"k": 3}], size=(9, 3))
    explorer.draw(k=2)
    left, right = (panel.ax for panel in explorer._live_panels)
    assert left.get_title(loc="left") == "left title" and left.lines[0].get_ydata()[1] == 2
    assert right.lines[0].get_ydata()[1] == -2
    assert picture(explorer.storyboard_png).shape == (504, 810, 3)


def test_axes_stand_still_while_dragging_and_grow_again_on_reset():
    def draw(panel, power=0):
        panel.axes(xlabel="x", ylabel="y")
        panel.line("line", [0, 1], [0, 10.0 ** (2 * power)], label="label " * (power + 1))
        return {"power": np.array(power)}

    explorer = explore(draw, power=(0, 3, "power"), storyboard=[{}])
    explorer.reset_layout()

    def box(power):
        shape = picture(explorer.png(power=power)).shape
        return shape, explorer._live_panels[0].ax.get_position().bounds

    small, large = box(0), box(3)
    assert small[0] == large[0]  # the picture has one size
    assert large[1][2] < small[1][2] - 0.05  # and the axes made room
    assert box(0) == large  # but they do not spring back,
    explorer.reset_layout()
    assert box(0) == small  # except when asked to


def test_explorers_leave_no_figures_behind():
    before = plt.get_fignums()
    explorer = make()
    explorer.png()
    kept = weakref.ref(explorer._figure)
    assert plt.get_fignums() == before
    del explorer
    gc.collect()
    assert kept() is None


def test_the_bundle_holds_a_live_figure_a_picture_and_words():
    data, metadata = make()._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}
    assert picture(data["image/png"]).std() > 5
    assert metadata == {"image/png": {"alt": ALT}}
    assert "threshold units" in data["text/plain"] and "0x" not in data["text/plain"]


def test_importing_the_module_loads_neither_ipywidgets_nor_torch():
    code = (
        "import dltheory.interactive, sys; print([m for m in ('torch', 'ipywidgets', 'IPython') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_without_words_of_its_own_an_explorer_has_its_drawings_name():
    def noisy_stairs(panel):
        return {"x": np.zeros(1)}

    assert explore(noisy_stairs, storyboard=[{}]).alt == "Noisy stairs"


def test_what_a_drawing_says_and_where_it_stands():
    explorer = make()
    explorer.png(units=4)
    assert explorer.notes() == ["largest error 0.245"]
    ((left, bottom, width, height),) = explorer.layout()
    assert 0 < left < left + width < 1 and 0 < bottom < bottom + height < 1
    assert picture(explorer.picture()).shape[1::-1] == explorer.pixels
