"""Panels: axes whose artists have names and are updated in place."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from numpy.typing import ArrayLike, NDArray

from ..plotting import LINES

# What a layer depends on, and what it draws.
Layer = tuple[tuple[Any, ...], Artist]


class Panel:
    """One axes whose artists have names: drawing a name again updates the artist instead of rebuilding it.

    A drawing function calls `line`, `points`, `fill`, `image`, `rule`, `note` and `axes`. Artists that a call does not
    draw again are hidden, so a drawing function may draw different things for different settings.

    Parameters
    ----------
    ax, width : matplotlib.axes.Axes, float
        The axes and about how wide they are, in inches; longer headings are wrapped.
    labelled : set of str, optional
        Labels that stand in a neighbouring panel already; they are left out here, and those drawn here are added.
    """

    def __init__(self, ax: Axes, width: float = 6.4, labelled: set[str] | None = None) -> None:
        self.ax = ax
        self.notes: list[str] = []
        self._title = ""
        self._columns = round(width * 72 / 5.6)  # a character at the heading's size is about 5.6 points wide
        self._labelled = labelled
        self._artists: dict[str, Any] = {}
        self._kinds: dict[str, str] = {}
        self._drawn: set[str] = set()
        self._labels: dict[str, tuple[NDArray[Any], NDArray[Any]]] = {}
        self._limits: dict[str, Any] = {}

    @property
    def heading(self) -> int:
        """Lines of the heading, for which the layout must have room."""
        return self.ax.get_title(loc="left").count("\n") + 1

    def start(self) -> None:
        """Begin a new drawing: nothing has been drawn yet."""
        self._drawn.clear()
        self._labels.clear()
        self._title, self.notes = "", []
        self._limits = {"xlim": None, "ylim": None}

    def finish(self, caption: str = "") -> None:
        """End a drawing: hide what was not drawn, fit the limits that were not given, write the heading, place labels."""
        for name, artist in self._artists.items():
            artist.set_visible(name in self._drawn)
        self._fit_limits()
        lines = [line for part in (caption, self._title, *self.notes) for line in part.splitlines()]
        # With a height of its own, matplotlib does not measure all tick labels to find one.
        self.ax.set_title("\n".join(_wrapped(line, self._columns) for line in lines), loc="left", fontsize=10, y=1)
        low, high = np.sort(self.ax.get_xlim()), np.sort(self.ax.get_ylim())
        for name, (x, y) in self._labels.items():
            label = self._artists[name]
            # Comparisons with NaN are false, so points that are not numbers are not visible either.
            visible = np.flatnonzero((low[0] <= x) & (x <= low[1]) & (high[0] <= y) & (y <= high[1]))
            label.set(visible=len(visible) > 0, position=(5, 0))
            if len(visible) > 0:
                label.xy = (x[visible[-1]], y[visible[-1]])

    def _fit_limits(self) -> None:
        ax, axes = self.ax, (self.ax.xaxis, self.ax.yaxis)
        stale = [axis.stale for axis in axes]
        ax.relim(visible_only=True)
        for name in ("x", "y"):
            limits = self._limits[f"{name}lim"]
            if limits is None:
                ax.autoscale(enable=True, axis=name)
            else:
                getattr(ax, f"set_{name}lim")(limits)
        ax.autoscale_view()
        for axis, was in zip(axes, stale, strict=True):
            axis.stale = was  # limits that are set are not yet limits that have changed: see `layers`

    def layers(self) -> tuple[list[Layer], list[Artist]]:
        """Return the layers below all that moves (each as it was unless its key changed or it is stale), and others."""
        ax = self.ax
        ax.apply_aspect()
        visible = (artist for artist in ax.get_children() if artist.get_visible() and artist is not ax.patch)
        artists = sorted(visible, key=lambda artist: artist.zorder)
        below: list[Any] = list(itertools.takewhile(lambda artist: isinstance(artist, Axis), artists))
        place, limits = ax.get_position().bounds, {ax.xaxis: ax.get_xlim(), ax.yaxis: ax.get_ylim()}
        layers: list[Layer] = [((ax, place), ax.patch), *(((axis, place, limits[axis]), axis) for axis in below)]
        return layers, artists[len(below) :]

    def spread_labels(self) -> None:
        """Move labels apart that would overlap, once the axes have their place in the figure."""
        labels = [self._artists[name] for name in self._labels if self._artists[name].get_visible()]
        if not labels:
            return
        points = 72 / labels[0].get_figure(root=True).dpi
        heights = np.array([self.ax.transData.transform(label.xy)[1] for label in labels]) * points
        for label, shift in zip(labels, spread(heights, 1.2 * labels[0].get_fontsize()) - heights, strict=True):
            label.set_position((5, shift))

    def axes(
        self,
        *,
        xlabel: str,
        ylabel: str,
        title: str = "",
        xlim: tuple[float, float] | None = None,
        ylim: tuple[float, float] | None = None,
        xscale: str = "linear",
        yscale: str = "linear",
    ) -> None:
        """Name the axes (with units), and set limits and scales."""
        self._title = title
        # Only what changes is set: a new scale resets the locators, and any of it has the ticks drawn anew.
        for name, value in (("xlabel", xlabel), ("ylabel", ylabel), ("xscale", xscale), ("yscale", yscale)):
            if getattr(self.ax, f"get_{name}")() != value:
                getattr(self.ax, f"set_{name}")(value)
        self._limits.update(xlim=xlim, ylim=ylim)

    def line(self, name: str, x: ArrayLike, y: ArrayLike, label: bool | str = False, **style: Any) -> None:
        """Draw a curve; with a label (true: its name), it is written beside the curve's last visible point."""
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        style = {"linestyle": LINES.get(style.get("color"), "-")} | style
        artist = self._get("line", name, lambda: self.ax.plot([], [], **style)[0])
        artist.set(data=(x, y), **style)
        if label:
            self._label(name, x, y, name if label is True else str(label), artist.get_color())

    def points(self, name: str, x: ArrayLike, y: ArrayLike, label: bool | str = False, **style: Any) -> None:
        """Draw unconnected points."""
        self.line(name, x, y, label, **{"linestyle": "none", "marker": "o", "markersize": 5, **style})

    def rule(self, name: str, *, x: float | None = None, y: float | None = None, **style: Any) -> None:
        """Draw a line across the whole panel at `x` (upright) or at `y` (level)."""
        if x is not None and y is None:
            self._get("upright rule", name, lambda: self.ax.axvline(x)).set(xdata=[x, x], **style)
        elif y is not None and x is None:
            self._get("level rule", name, lambda: self.ax.axhline(y)).set(ydata=[y, y], **style)
        else:
            raise ValueError(f"give exactly one of x and y, got x={x!r}, y={y!r}")

    def fill(self, name: str, x: ArrayLike, low: ArrayLike, high: ArrayLike, **style: Any) -> None:
        """Fill the area between two curves."""
        x, low, high = (np.asarray(values, dtype=float) for values in np.broadcast_arrays(x, low, high))
        style = {"alpha": 0.2, "linewidth": 0, **style}
        artist = self._get("fill", name, lambda: self.ax.fill_between(x, low, high, **style))
        artist.set_data(x, low, high)
        artist.set(**style)

    def image(self, name: str, values: ArrayLike, extent: tuple[float, float, float, float], **style: Any) -> None:
        """Draw an array of shape (rows, columns) as colours; row 0 at the bottom."""
        values = np.asarray(values, dtype=float)
        style = {"origin": "lower", "extent": extent, "aspect": "auto", **style}
        artist = self._get("image", name, lambda: self.ax.imshow(values, **style))
        artist.set_data(values)
        artist.set_extent(extent)
        if "vmin" not in style and "vmax" not in style:
            artist.autoscale()

    def note(
        self, message: str, name: str = "note", x: float | None = None, y: float | None = None, **style: Any
    ) -> None:
        """Write a line above the panel, or at `x`, `y` in it, in fractions of the axes (its top left corner is 0, 1)."""
        self.notes.append(message)
        if x is None and y is None:
            return
        x, y = (0.02 if x is None else x), (0.98 if y is None else y)
        style = {"va": "top", "fontsize": 10, "bbox": {"facecolor": "white", "alpha": 0.8, "linewidth": 0}, **style}
        artist = self._get("note", name, lambda: self.ax.text(x, y, "", transform=self.ax.transAxes))
        artist.set(text=message, position=(x, y), **style)

    def _label(self, name: str, x: NDArray[Any], y: NDArray[Any], message: str, color: Any) -> None:
        if self._labelled is not None:
            if message in self._labelled:
                return
            self._labelled.add(message)
        name = f"{name} (label)"
        artist = self._get(
            "label",
            name,
            lambda: self.ax.annotate("", (0, 0), xytext=(5, 0), textcoords="offset points", va="center"),
        )
        artist.set(text=message, color=color)
        self._labels[name] = (x, y)

    def _get(self, kind: str, name: str, create: Callable[[], Any]) -> Any:
        if self._kinds.setdefault(name, kind) != kind:
            raise ValueError(f"name {name!r} belongs to a {self._kinds[name]} of this panel already, not to a {kind}")
        self._drawn.add(name)
        if name not in self._artists:
            self._artists[name] = create()
        return self._artists[name]


def _wrapped(line: str, columns: int) -> str:
    # A formula must not be broken in the middle, and its length on the page is not that of its source.
    return line if "$" in line else "\n".join(textwrap.wrap(line, max(columns, 16)))


def spread(heights: NDArray[Any], gap: float) -> NDArray[Any]:
    """Move heights as little as possible until all differ by the gap or more, in their order."""
    order = np.argsort(heights, kind="stable")
    # With i * gap taken off, "at least a gap apart" reads "never decreasing": pool neighbours that decrease.
    blocks: list[tuple[float, int]] = []
    for height in heights[order] - gap * np.arange(len(heights)):
        mean, size = float(height), 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    spread = np.empty(len(heights))
    spread[order] = np.repeat([mean for mean, _ in blocks], [size for _, size in blocks]) + gap * np.arange(
        len(heights)
    )
    return spread
