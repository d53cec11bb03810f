"""The style, and that measurement and bound look the same everywhere."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from dltheory import plotting


@pytest.fixture
def ax():
    fig, ax = plotting.figure()
    yield ax
    plt.close(fig)


def test_measurement_and_bound_wear_their_colours(ax):
    line = plotting.measured(ax, [1, 2], [1, 2])
    limit = plotting.bound(ax, [1, 2], [2, 3], label="Theorem 14")
    assert to_hex(line.get_color()) == plotting.MEASURED.lower() and line.get_linestyle() == "-"
    assert to_hex(limit.get_color()) == plotting.BOUND.lower() and limit.get_linestyle() == "--"
    assert [note.get_text() for note in ax.texts] == ["measured", "Theorem 14"]
    assert ax.texts[1].xy == (2.0, 3.0) and to_hex(ax.texts[1].get_color()) == plotting.BOUND.lower()


def test_style_is_applied():
    with plt.rc_context():
        plt.rcdefaults()
        plotting.use_style()
        assert plt.rcParams["axes.spines.top"] is False


def test_band_is_mean_and_quantiles(ax):
    samples = np.array([[0.0, 1.0], [2.0, 3.0]])
    line = plotting.band(ax, [1, 2], samples)
    np.testing.assert_allclose(line.get_ydata(), [1.0, 2.0])
    assert len(ax.collections) == 1
    with pytest.raises(ValueError, match=r"samples must have shape \(seeds, 2\)"):
        plotting.band(ax, [1, 2], samples.T[:1].T)


def test_axes_helpers(ax):
    ax.plot([1, 10], [1, 10])
    plotting.label_axes(ax, "units", "error", "title")
    plotting.log_axes(ax, [1, 10])
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title(loc="left")) == ("units", "error", "title")
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "10"]
