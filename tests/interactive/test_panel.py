"""Panels: artists with names that are updated in place, limits that do not stick, labels that stand apart."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from staircase import make

from dltheory.interactive import Panel
from dltheory.interactive.panel import spread
from dltheory.plotting import BOUND, MEASURED


def test_artists_are_updated_and_not_rebuilt():
    explorer = make()
    explorer.draw(units=3, steep=True)
    ax = explorer._live_panels[0].ax
    before = [id(artist) for artist in ax.get_children()]
    curve = next(line for line in ax.lines if line.get_color() == "blue")
    heights = curve.get_ydata().copy()
    arrays = explorer.draw(units=20, steep=True)
    assert [id(artist) for artist in ax.get_children()] == before
    np.testing.assert_array_equal(curve.get_ydata(), arrays["network"])
    assert not np.array_equal(curve.get_ydata(), heights)


def test_what_is_not_drawn_again_is_hidden_and_comes_back(panel):
    def draw(both):
        panel.start()
        panel.line("first", [0, 1], [0, 1], label=True)
        if both:
            panel.line("second", [0, 1], [0, 5], label=True)
            panel.fill("band", [0, 1], [0, 0], [9, 9])
        panel.finish()
        return [artist.get_visible() for artist in (*panel.ax.lines, *panel.ax.texts, *panel.ax.collections)]

    assert all(draw(both=True))
    top = panel.ax.get_ylim()[1]
    assert draw(both=False) == [True, False, True, False, False]
    assert panel.ax.get_ylim()[1] < 2 < top  # the limits forget what is hidden
    assert all(draw(both=True))
    assert panel.ax.get_ylim()[1] == top > 9  # and a fill counts


def test_limits_and_scales_given_once_do_not_stick(panel):
    panel.start()
    panel.axes(xlabel="n", ylabel="error", xlim=(1, 10), ylim=(0.1, 1), xscale="log", yscale="log")
    panel.line("error", [1, 100], [1, 100])
    panel.finish()
    assert panel.ax.get_xlim() == (1, 10) and panel.ax.get_yscale() == "log"
    panel.start()
    panel.axes(xlabel="n", ylabel="error")
    panel.line("error", [1, 100], [1, 100])
    panel.finish()
    assert panel.ax.get_xlim()[1] > 100 and panel.ax.get_yscale() == "linear"


def test_labels_stand_at_the_last_visible_point_and_apart(panel):
    panel.start()
    panel.axes(xlabel="x", ylabel="y", xlim=(0, 2), ylim=(0, 4))
    x = np.linspace(0, 4, 9)
    panel.line("leaves", x, x, label=True)
    panel.line("same", x, x + 1e-3, label="another name")
    panel.line("outside", x, x + 50, label=True)
    panel.line("broken", x, np.full(9, np.nan), label=True)
    panel.finish()
    panel.spread_labels()
    leaves, same = panel.ax.texts[:2]
    assert tuple(leaves.xy) == (2.0, 2.0)
    assert [label.get_visible() for label in panel.ax.texts] == [True, True, False, False]
    apart = same.get_position()[1] - leaves.get_position()[1]  # in points
    assert apart >= leaves.get_fontsize()


@pytest.mark.parametrize("wanted", [[3.0, 1.0, 2.0], [5.0, 5.0, 5.0], [0.0, 100.0], [1.0], [0, 1, 2, 50, 51, 300]])
def test_spread_keeps_order_gap_and_middle(wanted):
    wanted = np.array(wanted, dtype=float)
    placed = spread(wanted, 10.0)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= 10 - 1e-9).all()
    assert placed.mean() == pytest.approx(wanted.mean())


def test_notes_stand_above_the_axes_and_wrap_except_formulas():
    panel = Panel(Figure().subplots(), width=2.0)
    panel.start()
    panel.axes(xlabel="x", ylabel="y", title="A title")
    panel.line("line", [0, 1], [0, 1])
    panel.note("a note that is much too long for a panel of two inches")
    panel.note("inside", name="inside", x=0.5, y=0.5)
    formula = r"$\sup_x |f(x) - g(x)| \leq \varepsilon$, measured once more"
    panel.note(formula)
    panel.finish("caption")
    lines = panel.ax.get_title(loc="left").splitlines()
    assert lines[:2] == ["caption", "A title"]
    assert formula in lines and len(lines) > 5
    assert max(len(line) for line in lines if "$" not in line) <= 26
    assert [note.get_text() for note in panel.ax.texts] == ["inside"]


@pytest.mark.parametrize(
    ("draw", "word"),
    [
        (lambda panel: panel.rule("r"), "exactly one of x and y"),
        (lambda panel: panel.rule("r", x=1, y=1), "exactly one of x and y"),
        (lambda panel: (panel.rule("r", x=1), panel.fill("r", [0, 1], 0, 1)), "'r' belongs to a upright rule"),
    ],
)
def test_a_panel_refuses_what_it_cannot_draw(panel, draw, word):
    panel.start()
    with pytest.raises(ValueError, match=word):
        draw(panel)


def test_an_image_is_updated_in_place_and_scales_its_colours_unless_they_are_fixed(panel):
    def draw(values, **style):
        panel.start()
        panel.image("heat", values, (0, 1, 0, 2), **style)
        panel.finish()
        (artist,) = panel.ax.images
        return artist

    first = draw([[0, 1], [2, 3]])
    assert first.origin == "lower" and tuple(first.get_extent()) == (0, 1, 0, 2) and first.get_clim() == (0, 3)
    assert draw([[0, 10], [20, 30]]) is first and first.get_clim() == (0, 30)
    np.testing.assert_array_equal(first.get_array(), [[0, 10], [20, 30]])
    fixed = Panel(Figure().subplots())
    for top in (1, 50):
        fixed.start()
        fixed.image("heat", [[0, top]], (0, 1, 0, 1), vmin=0, vmax=9)
        fixed.finish()
        assert fixed.ax.images[0].get_clim() == (0, 9)


def test_neighbours_name_a_curve_once():
    named = set()
    left, right = (Panel(Figure().subplots(), labelled=named) for _ in range(2))
    for panel in (left, right):
        panel.start()
        panel.line("target", [0, 1], [0, 1], label=True)
        panel.finish()
    assert [len(panel.ax.texts) for panel in (left, right)] == [1, 0] and named == {"target"}


def test_colours_with_a_meaning_bring_their_dashes(panel):
    panel.start()
    panel.line("bound", [0, 1], [0, 1], color=BOUND)
    panel.line("measured", [0, 1], [0, 1], color=MEASURED)
    panel.line("own", [0, 1], [0, 1], color=BOUND, linestyle=":")
    assert [line.get_linestyle() for line in panel.ax.lines] == ["--", "-", ":"]
