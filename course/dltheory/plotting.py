"""Pictures: one style, one palette, direct labels.

What is measured is always blue and solid, what a theorem bounds it with is always vermilion and dashed, and a target
function is always grey, in every chapter. A colour comes with a line style and a marker of its own, so that it is never
the only difference, and every picture says in words what one sees in it: ``describe(ax, "...")``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import resources
from typing import Any, cast
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colorbar import Colorbar
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

#: Colours with a fixed meaning (Okabe-Ito palette, safe for colour-blind readers).
MEASURED = "#0072B2"
BOUND = "#D55E00"
TARGET = "#7f7f7f"
SECOND = "#009E73"
THIRD = "#CC79A7"
FOURTH = "#E69F00"

#: The line style and the marker of each colour.
LINES: dict[Any, Any] = {
    MEASURED: "-",
    BOUND: "--",
    SECOND: "-.",
    THIRD: ":",
    FOURTH: (0, (6, 1, 1, 1, 1, 1)),
    TARGET: "-",
}
MARKERS: dict[Any, str] = {MEASURED: "o", SECOND: "s", THIRD: "^", FOURTH: "D"}

_WORDS: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()


def use_style() -> None:
    """Apply the course's style sheet to all figures that follow; in a notebook, publish what `describe` says of them."""
    with resources.as_file(resources.files(__package__).joinpath("course.mplstyle")) as path:
        plt.style.use(path)
    ipython = sys.modules.get("IPython")  # where it has not been loaded, no notebook is running
    if ipython is not None and (shell := ipython.get_ipython()) is not None:
        # Metadata alone: the picture itself still comes from the inline backend, which registers for it when it starts.
        shell.display_formatter.mimebundle_formatter.for_type(Figure, _metadata)


def describe(drawing: Figure | Axes, words: str) -> None:
    """Say what one sees in a figure, for readers who cannot see it: the alternative text of its picture in a notebook.

    Parameters
    ----------
    drawing : matplotlib.figure.Figure or matplotlib.axes.Axes
        The figure, or any of its axes.
    words : str
        What one sees, in a sentence or two: not "error against units" but "the error falls on a straight line of slope
        -1, a factor two below the bound".

    Raises
    ------
    ValueError
        If `words` are blank.
    """
    words = " ".join(words.split())
    if not words:
        raise ValueError("words must say what one sees, got blanks")
    _WORDS[cast(Figure, drawing.get_figure(root=True))] = words


def described(drawing: Figure | Axes) -> str:
    """Return what was said of a figure, or ``""``."""
    return _WORDS.get(cast(Figure, drawing.get_figure(root=True)), "")


def _metadata(figure: Figure, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
    words = described(figure)
    return {}, {"image/png": {"alt": words}} if words else {}


def figure(columns: int = 1, rows: int = 1, height: float = 3.4, **kwargs: Any) -> tuple[Figure, Any]:
    """Return a figure at notebook width with a grid of axes.

    Parameters
    ----------
    columns, rows : int
        The grid; the axes come back as `matplotlib.pyplot.subplots` returns them.
    height : float
        Height of the whole figure in inches; the width is that of a notebook's text, 7.2 or 9 inches.
    """
    width = 7.2 if columns == 1 else 9.0
    return plt.subplots(rows, columns, figsize=(width, height), **kwargs)


def curve(ax: Axes, x: ArrayLike, y: ArrayLike, label: str, color: str = MEASURED, **style: Any) -> Line2D:
    """Draw a curve with the line style and marker of its colour, labelled at its end."""
    look = {"linestyle": LINES.get(color, "-"), "marker": MARKERS.get(color, ""), "markersize": 4}
    (line,) = ax.plot(x, y, color=color, **(look | style))
    label_line(line, label)
    return line


def measured(ax: Axes, x: ArrayLike, y: ArrayLike, label: str = "measured", **style: Any) -> Line2D:
    """Draw a measurement: solid with round markers, in the colour of measurements, labelled at its end."""
    return curve(ax, x, y, label, **style)


def bound(ax: Axes, x: ArrayLike, y: ArrayLike, label: str = "bound", **style: Any) -> Line2D:
    """Draw a bound: dashed, in the colour of bounds, labelled at its end."""
    return curve(ax, x, y, label, **{"color": BOUND, **style})


def label_line(line: Line2D, text: str, at: int = -1, offset: tuple[float, float] = (5, 0)) -> None:
    """Write a label beside a point of a line, in the line's colour, in place of a legend.

    Parameters
    ----------
    at : int
        Index of the point that the label stands beside; the last one by default.
    offset : (float, float)
        Shift of the label from that point, in typographic points.
    """
    if not text:
        return
    axes = cast(Axes, line.axes)
    x, y = np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)
    axes.annotate(
        text,
        (x[at], y[at]),
        xytext=offset,
        textcoords="offset points",
        color=line.get_color(),
        va="center",
        ha="left" if offset[0] >= 0 else "right",
        annotation_clip=False,
    )


def band(ax: Axes, x: ArrayLike, samples: ArrayLike, label: str = "", color: str = MEASURED, **style: Any) -> Line2D:
    """Draw the mean over seeds as a line and the range from the 10 % to the 90 % quantile as a band.

    Parameters
    ----------
    x : array_like of shape (n,)
    samples : array_like of shape (seeds, n)
        One row a seed.

    Raises
    ------
    ValueError
        If `samples` does not have one column for each entry of `x`.
    """
    x, samples = np.asarray(x, dtype=float), np.asarray(samples, dtype=float)
    if samples.ndim != 2 or samples.shape[1] != len(x):
        raise ValueError(f"samples must have shape (seeds, {len(x)}), got {samples.shape}")
    low, high = np.quantile(samples, [0.1, 0.9], axis=0)
    ax.fill_between(x, low, high, color=color, alpha=0.2, linewidth=0)
    return curve(ax, x, samples.mean(axis=0), label, color, **{"marker": "", **style})


def label_axes(ax: Axes, x: str, y: str, title: str = "") -> None:
    """Name both axes, with units in the text, and the panel if it needs a name."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    if title:
        ax.set_title(title, loc="left")


def log_axes(ax: Axes, x_ticks: Sequence[float] | None = None, both: bool = True) -> None:
    """Make the axes logarithmic (only x if not `both`); `x_ticks` are shown as plain numbers."""
    ax.set_xscale("log")
    if both:
        ax.set_yscale("log")
    if x_ticks is not None:
        ax.set_xticks(list(x_ticks), [f"{tick:g}" for tick in x_ticks])
        ax.minorticks_off()


def colorbar(ax: Axes, image: AxesImage, label: str) -> Colorbar:
    """Put a colour scale beside an image and name what it shows, with the unit."""
    if not label.strip():
        raise ValueError(f"label must name what the colours show, got {label!r}")
    scale = cast(Figure, ax.get_figure(root=True)).colorbar(image, ax=ax, label=label)
    scale.outline.set_visible(False)
    return scale
