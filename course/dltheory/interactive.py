"""Explorers: interactive figures that also make sense without a kernel.

An explorer is built by one function from a drawing function and its controls::

    def staircase(panel, nodes=8):
        x = np.linspace(0, 1, 400)
        y = np.floor(nodes * x) / nodes
        panel.axes(xlabel="x", ylabel="f(x)")
        panel.line("identity", x, x, color=TARGET)
        panel.line("network", x, y, color=MEASURED)
        panel.note(f"largest error {np.abs(x - y).max():.3f}")
        return {"x": x, "network": y}

    explore(staircase, nodes=slider(1, 40, "threshold units", value=8), storyboard=[dict(nodes=4), dict(nodes=16)])

With a kernel the reader sees the controls and one figure whose artists are updated in place. Without one (GitHub,
nbviewer, an exported page) the reader sees the storyboard: a few settings side by side, as an ordinary picture.
"""

from __future__ import annotations

import ast
import asyncio
import html
import io
import itertools
import math
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray

Arrays = Mapping[str, NDArray[Any]]
Draw = Callable[..., Arrays]


# --- Controls -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Control:
    """One control of an explorer: what it is called, where it starts, and which values it can take.

    Made by `slider`, `choice`, `switch` and `text`; the test suite sweeps every control over `ends_and_middle`.
    """

    kind: str
    label: str
    value: Any
    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.label, str) or not self.label.strip():
            raise ValueError(f"label must be words that name the control, got {self.label!r}")

    @property
    def whole(self) -> bool:
        """Whether the control is a slider over whole numbers."""
        return self.kind == "slider" and all(isinstance(value, int) for value in self.values)

    def ends_and_middle(self) -> tuple[Any, ...]:
        """Return the values that a sweep visits: both ends and the middle of a slider, every value of the others."""
        if self.kind != "slider":
            return self.values
        return tuple(dict.fromkeys((self.values[0], self.values[len(self.values) // 2], self.values[-1])))

    def check(self, name: str, value: Any) -> Any:
        """Return `value` if the control can take it, else raise a ValueError that names the control."""
        if self.kind == "text":
            if not isinstance(value, str):
                raise ValueError(f"{name} must be a string, got {value!r}")
            return value
        if self.kind == "slider":
            low, high = self.values[0], self.values[-1]
            number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
            if not (number and low <= value <= high and (not self.whole or value == int(value))):
                raise ValueError(f"{name} must be a {'whole ' * self.whole}number from {low} to {high}, got {value!r}")
            return int(value) if self.whole else value
        if value not in self.values:
            raise ValueError(f"{name} must be one of {list(self.values)}, got {value!r}")
        return value


def slider(
    low: float, high: float, label: str, *, value: float | None = None, step: float | None = None, log: bool = False
) -> Control:
    """Return a slider from `low` to `high`.

    Parameters
    ----------
    low, high : int or float
        The ends. Integers (with an integer `step` or none) make a slider over whole numbers.
    label : str
        The control's name in words, with the unit.
    value : int or float, optional
        Where it starts; the middle by default. The nearest value of the slider is taken.
    step : float, optional
        Distance of neighbouring values; by default 1 for integers, and for floats a round number that makes 30 to 60
        steps. The last value is the largest one that is not above `high`.
    log : bool
        Whether neighbouring values have equal ratios, in about 30 steps (of whole numbers, the distinct ones); both
        ends must then be positive.

    Raises
    ------
    ValueError
        If the range is empty or not finite, the start lies outside, the step is not positive or given for a log slider,
        or a log slider does not start above 0.
    """
    _check_number("low", low)
    _check_number("high", high)
    if value is not None:
        _check_number("value", value)
    if step is not None:
        _check_number("step", step)
    if not low < high:
        raise ValueError(f"low must be below high, got low={low!r}, high={high!r}")
    if step is not None and not 0 < step <= high - low:
        raise ValueError(f"step must be positive and at most high - low = {high - low:g}, got {step!r}")
    if step is not None and log:
        raise ValueError(f"step must be left out on a log slider, which has steps of equal ratio, got {step!r}")
    if log and low <= 0:
        raise ValueError(f"low must be positive on a log slider, got {low!r}")
    if value is not None and not low <= value <= high:
        raise ValueError(f"value must lie between low={low!r} and high={high!r}, got {value!r}")
    whole = isinstance(low, int) and isinstance(high, int) and (step is None or isinstance(step, int))
    grid: NDArray[Any]
    if log:
        grid = np.geomspace(low, high, 31)
    else:
        step = step or (1 if whole else _round_step(high - low))
        grid = low + step * np.arange(math.floor((high - low) / step + 1e-9) + 1)
    values: tuple[Any, ...]
    if whole:
        values = tuple(dict.fromkeys(round(entry) for entry in grid.tolist()))
    else:
        inner = tuple(float(f"{entry:.3g}" if log else f"{entry:.9g}") for entry in grid.tolist())
        values = (float(low), *inner[1:-1], float(high)) if log else inner
    start = values[len(values) // 2] if value is None else min(values, key=lambda entry: abs(entry - value))
    return Control("slider", label, start, values)


def _check_number(name: str, given: Any) -> None:
    if (
        isinstance(given, bool)
        or not isinstance(given, int | float | np.integer | np.floating)
        or not math.isfinite(given)
    ):
        raise ValueError(f"{name} must be a finite number, got {given!r}")


def _round_step(length: float) -> float:
    """Return 1, 2, 2.5 or 5 times a power of ten that divides a length into 30 to 60 steps, else a 48th of it."""
    for digit in (1, 2, 2.5, 5):
        step = digit * 10.0 ** math.floor(math.log10(length / 30 / digit))
        if math.isclose(length / step, round(length / step), rel_tol=1e-9) and 30 <= round(length / step) <= 60:
            return step
    return length / 48


def choice(options: Sequence[Any], label: str, *, value: Any = None) -> Control:
    """Return a choice between a few named options; the first one is chosen unless `value` says otherwise."""
    if not options or isinstance(options, str):
        raise ValueError(f"options must be a list of one option or more, got {options!r}")
    if len({str(option) for option in options}) < len(options):
        raise ValueError(f"options must read differently, got {list(options)}")
    control = Control("choice", label, options[0], tuple(options))
    return control if value is None else Control("choice", label, control.check("value", value), tuple(options))


def switch(label: str, *, value: bool = False) -> Control:
    """Return an on/off switch, off unless `value` is true."""
    return Control("switch", label, bool(value), (False, True))


def text(label: str, *, value: str, examples: Sequence[str] = ()) -> Control:
    """Return a one-line text field; `examples` are the further texts that a sweep tries."""
    if not isinstance(value, str):
        raise ValueError(f"value must be a string, got {value!r}")
    return Control("text", label, value, tuple(dict.fromkeys((value, *examples))))


def _as_control(name: str, spec: Any) -> Control:
    if isinstance(spec, Control):
        return spec
    if isinstance(spec, tuple) and len(spec) == 3 and isinstance(spec[2], str):
        return slider(*spec)
    raise ValueError(f"{name} must be a control or a tuple (low, high, label), got {spec!r}")


# --- The figure that is updated in place ----------------------------------------------------------------------------


class Panel:
    """One axes whose artists have names: drawing a name again updates the artist instead of rebuilding it.

    A drawing function calls `line`, `points`, `fill`, `image`, `rule`, `note` and `axes`. Artists that a call does not
    draw again are hidden, so a drawing function may draw different things for different settings.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    width : float
        Width of the axes in inches, about; longer headings are wrapped.
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
        self.ax.relim(visible_only=True)
        for axis in "xy":
            limits = self._limits[f"{axis}lim"]
            if limits is None:
                self.ax.autoscale(enable=True, axis=axis)  # type: ignore[arg-type]
            else:
                getattr(self.ax, f"set_{axis}lim")(limits)
        self.ax.autoscale_view()
        lines = [line for part in (caption, self._title, *self.notes) for line in part.splitlines()]
        self.ax.set_title("\n".join(_wrapped(line, self._columns) for line in lines), loc="left", fontsize=10)
        low, high = np.sort(self.ax.get_xlim()), np.sort(self.ax.get_ylim())
        for name, (x, y) in self._labels.items():
            label = self._artists[name]
            # Comparisons with NaN are false, so points that are not numbers are not visible either.
            visible = np.flatnonzero((low[0] <= x) & (x <= low[1]) & (high[0] <= y) & (y <= high[1]))
            label.set(visible=len(visible) > 0, position=(5, 0))
            if len(visible) > 0:
                label.xy = (x[visible[-1]], y[visible[-1]])

    def spread_labels(self) -> None:
        """Move labels apart that would overlap, once the axes have their place in the figure."""
        labels = [self._artists[name] for name in self._labels if self._artists[name].get_visible()]
        if not labels:
            return
        points = 72 / labels[0].get_figure(root=True).dpi
        heights = np.array([self.ax.transData.transform(label.xy)[1] for label in labels]) * points
        for label, shift in zip(labels, _spread(heights, 1.2 * labels[0].get_fontsize()) - heights, strict=True):
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
        self.ax.set_xlabel(xlabel)
        self.ax.set_ylabel(ylabel)
        self._title = title
        # Setting a scale resets the locators, so it is done only when it changes.
        if self.ax.get_xscale() != xscale:
            self.ax.set_xscale(xscale)
        if self.ax.get_yscale() != yscale:
            self.ax.set_yscale(yscale)
        self._limits.update(xlim=xlim, ylim=ylim)

    def line(self, name: str, x: ArrayLike, y: ArrayLike, label: bool | str = False, **style: Any) -> None:
        """Draw a curve; with a label (true: its name), it is written beside the curve's last visible point."""
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
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


def _spread(heights: NDArray[Any], gap: float) -> NDArray[Any]:
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


# --- The explorer ---------------------------------------------------------------------------------------------------


class Explorer:
    """A drawing function with its controls; see `explore`, which makes it."""

    def __init__(
        self,
        draw: Draw,
        controls: Mapping[str, Control],
        storyboard: Sequence[Mapping[str, Any]],
        *,
        panels: int = 1,
        size: tuple[float, float] = (7.2, 3.8),
        caption: Callable[..., str] | None = None,
        alt: str = "",
    ) -> None:
        self.draw_function = draw
        self.controls = dict(controls)
        self.panels = panels
        self.size = size
        self.caption = caption
        self.alt = alt or draw.__name__.replace("_", " ").capitalize()
        self.storyboard = [self.settings(**frame) for frame in storyboard]
        # Figures without pyplot: it would show them at the end of the cell, and keep every one that a rerun replaces.
        self._figure = Figure(figsize=size)
        self._live_panels = [
            Panel(ax, size[0] / panels - 0.8) for ax in self._figure.subplots(1, panels, squeeze=False)[0]
        ]
        self._boxes: dict[Axes, Bbox] = {}
        # Drawn at once: an error in the drawing function then fails the cell, which display hooks would swallow.
        self.draw()
        self.storyboard_png = self._draw_storyboard()

    @property
    def defaults(self) -> dict[str, Any]:
        """The settings that the controls start from."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the live picture."""
        width, height = self._figure.canvas.get_width_height()
        return width, height

    def settings(self, **changes: Any) -> dict[str, Any]:
        """Return the starting settings with some changed; a ValueError names what no control can take."""
        unknown = sorted(set(changes) - set(self.controls))
        if unknown:
            raise ValueError(f"no control named {unknown[0]!r}; there are {sorted(self.controls)}")
        return self.defaults | {name: self.controls[name].check(name, value) for name, value in changes.items()}

    def draw(self, **changes: Any) -> dict[str, NDArray[Any]]:
        """Draw one setting into the persistent figure and return the arrays that were drawn, by name."""
        return self._draw_into(self._live_panels, self.settings(**changes))

    def sweep(self) -> Iterator[dict[str, Any]]:
        """Yield settings over both ends and the middle of every slider and every value of the other controls.

        All combinations, as long as there are at most 200 of them; otherwise one control at a time.
        """
        grid = {name: control.ends_and_middle() for name, control in self.controls.items()}
        if math.prod(len(values) for values in grid.values()) <= 200:
            for values in itertools.product(*grid.values()):
                yield dict(zip(grid, values, strict=True))
            return
        for name, values in grid.items():
            for value in values:
                yield self.defaults | {name: value}

    def notes(self) -> list[str]:
        """Return what the last drawing says in words."""
        return [note for panel in self._live_panels for note in panel.notes]

    def png(self, **changes: Any) -> bytes:
        """Draw one setting and return the picture as PNG bytes."""
        self.draw(**changes)
        self._lay_out()
        return _to_png(self._figure)

    def reset_layout(self) -> None:
        """Let the axes grow again to the room that the figure has for them."""
        self._boxes.clear()

    def _lay_out(self) -> None:
        """Make room for labels and headings; the axes may shrink for that but never move back and forth while dragging."""
        axes = [panel.ax for panel in self._live_panels]
        for ax in axes:
            # The layout depends a little on where it starts; from one place, the same setting gives the same picture.
            ax.set_position(ax.get_subplotspec().get_position(self._figure))  # type: ignore[union-attr]
            ax.set_in_layout(True)
        self._figure.set_layout_engine("constrained")
        self._figure.get_layout_engine().execute(self._figure)  # type: ignore[union-attr]
        for ax in axes:
            box = ax.get_position()
            self._boxes[ax] = Bbox.intersection(box, self._boxes.get(ax, box)) or box
            ax.set_position(self._boxes[ax])
        self._figure.set_layout_engine("none")
        for panel in self._live_panels:
            panel.spread_labels()

    def _draw_into(
        self, panels: list[Panel], settings: Mapping[str, Any], caption: str = ""
    ) -> dict[str, NDArray[Any]]:
        for panel in panels:
            panel.start()
        arrays = self.draw_function(*panels, **settings)
        if not isinstance(arrays, Mapping) or not arrays:
            raise TypeError(f"{self.draw_function.__name__} must return the arrays it drew, by name; got {arrays!r}")
        for panel in panels:
            panel.finish(caption)
        return {name: np.asarray(values) for name, values in arrays.items()}

    def _draw_storyboard(self) -> bytes:
        """Draw the frames side by side, four as two rows of two; frames of several panels below one another."""
        count = len(self.storyboard)
        all_panels: list[Panel] = []
        if self.panels > 1:
            figure = Figure(figsize=(9.0, 2.8 * count), layout="constrained")
            parts: NDArray[Any] = figure.subfigures(count, 1, squeeze=False)[:, 0]
            for part, settings in zip(parts, self.storyboard, strict=True):
                axes = part.subplots(1, self.panels, squeeze=False)[0]
                panels = [Panel(ax, 9.0 / self.panels - 0.8) for ax in axes]
                self._draw_into(panels, settings)
                all_panels += panels
                part.suptitle(self._caption(settings).replace("\n", "; "), x=0.01, ha="left", fontsize=11)
        else:
            rows, columns = (2, 2) if count == 4 else (1, count)
            width = 9.0 if columns > 1 else self.size[0]
            figure = Figure(figsize=(width, 3.3 if rows == 1 else 5.8), layout="constrained")
            labelled: set[str] = set()  # the same curves need their names only once
            for ax, settings in zip(figure.subplots(rows, columns, squeeze=False).flat, self.storyboard, strict=True):
                panel = Panel(ax, width / columns - 0.8, labelled)
                self._draw_into([panel], settings, self._caption(settings))
                all_panels.append(panel)
        figure.get_layout_engine().execute(figure)  # type: ignore[union-attr]
        for panel in all_panels:
            panel.spread_labels()
        return _to_png(figure)

    def _caption(self, settings: Mapping[str, Any]) -> str:
        if self.caption is not None:
            return self.caption(**settings)
        varied = [name for name in self.controls if len({str(frame[name]) for frame in self.storyboard}) > 1]
        return "\n".join(f"{self.controls[name].label}: {_in_words(settings[name])}" for name in varied)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget().model_id}
        data = {"text/plain": repr(self), "image/png": self.storyboard_png, _WIDGET_VIEW: view}
        return data, {"image/png": {"alt": self.alt}}

    def __repr__(self) -> str:
        labels = ", ".join(control.label for control in self.controls.values())
        return f"Explorer({self.draw_function.__name__}; controls: {labels})"

    def widget(self) -> Any:
        """Return the live figure with its controls as an ipywidgets box.

        While a slider is dragged the picture follows at a limited rate; its last position is always drawn. A drawing
        function that raises leaves the last picture standing and shows its message below it. Running a cell again
        closes the live figures of its last run.
        """
        return _LiveFigure(self).box


_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


class _LiveFigure:
    """Wires the controls of an explorer to one image that is replaced in place, so the page never jumps."""

    # Pictures in a burst of slider movements begin at least this far apart (seconds).
    _PAUSE = 0.05
    # For readers who cannot see the picture: read aloud when it changes, but not shown.
    _UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"

    # The live figures of each cell, with the run of the cell that made them.
    _of_cell: ClassVar[dict[str, tuple[str, list[_LiveFigure]]]] = {}

    def __init__(self, explorer: Explorer) -> None:
        import ipywidgets  # only a reader's kernel needs it; importing the package must not load it

        self._widgets = ipywidgets
        self._explorer = explorer
        width, height = explorer.pixels
        picture_layout = {"width": f"{width}px", "height": f"{height}px", "max_width": "100%", "object_fit": "contain"}
        self._image = ipywidgets.Image(format="png", width=width, height=height, layout=picture_layout)
        self._image.add_class("dltheory-picture")
        self._message = ipywidgets.HTML(layout={"min_height": "1.6em"})
        # One width for all controls, enough for the longest label: a character is about 0.55 em wide. The label of a
        # switch stands to its right, where there is room.
        lengths = [len(control.label) for control in explorer.controls.values() if control.kind != "switch"]
        self._label_width = 1.5 + 0.55 * max(lengths, default=10)
        self._inputs = {name: self._input(control) for name, control in explorer.controls.items()}
        self._reset_button = ipywidgets.Button(
            description="Reset", tooltip="Back to the first setting", icon="undo", layout={"width": "7em"}
        )
        self.box = ipywidgets.VBox([*self._inputs.values(), self._reset_button, self._image, self._message])
        self._loop = _running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._drawn_at = -math.inf
        self._redraw()
        self._reset_button.on_click(self._reset)
        for item in self._inputs.values():
            item.observe(self._changed, names="value")
        self._replace_last_run()

    def close(self) -> None:
        """Give back what the live figure holds in the kernel and in the browser."""
        if self._timer is not None:
            self._timer.cancel()
        for item in (*self.box.children, self.box):
            item.unobserve_all()
            for part in (getattr(item, "style", None), item.layout, item):
                if part is not None:
                    part.close()

    def _input(self, control: Control) -> Any:
        widgets = self._widgets
        common = {
            "description": control.label,
            "style": {"description_width": f"{self._label_width:.1f}em"},
            "layout": {"width": f"{self._label_width + 20:.1f}em", "max_width": "100%"},
        }
        if control.kind == "slider":
            first, last, steps = control.values[0], control.values[-1], set(np.diff(control.values).tolist())
            if control.whole and len(steps) == 1:
                return widgets.IntSlider(value=control.value, min=first, max=last, step=steps.pop(), **common)
            options = [(_in_words(value), value) for value in control.values]
            return widgets.SelectionSlider(options=options, value=control.value, **common)
        if control.kind == "choice":
            options = [(str(value), value) for value in control.values]
            return widgets.Dropdown(options=options, value=control.value, **common)
        if control.kind == "switch":
            return widgets.Checkbox(value=control.value, **(common | {"layout": {"width": "100%"}}))
        return widgets.Text(value=control.value, continuous_update=False, **common)

    def _changed(self, _change: Any = None) -> None:
        # JupyterLab delivers slider movements on a thread of their own, where matplotlib must not draw: a cell may be
        # drawing meanwhile. So the picture is drawn by the loop that runs the cells, between two of them.
        if self._loop is None:
            self._redraw()
        else:
            self._loop.call_soon_threadsafe(self._schedule)

    def _schedule(self) -> None:
        if self._timer is None and self._loop is not None:
            wait = max(0.0, self._drawn_at + self._PAUSE - self._loop.time())
            self._timer = self._loop.call_later(wait, self._redraw)

    def _redraw(self) -> None:
        self._timer = None  # from here on, a movement asks for a picture of its own: the last one is never lost
        if self._loop is not None:
            self._drawn_at = self._loop.time()
        try:
            self._image.value = self._explorer.png(**{name: item.value for name, item in self._inputs.items()})
            words = ". ".join((self._explorer.alt.rstrip("."), *self._explorer.notes()))
            self._message.value = f'<div role="status" style="{self._UNSEEN}">{html.escape(words)}</div>'
        except Exception as problem:  # shown to the reader; the tests drive Explorer.draw, where it is raised
            words = html.escape(str(problem) or type(problem).__name__)
            self._message.value = f'<div role="alert" style="color:#b2182b">{words}</div>'

    def _reset(self, _button: Any) -> None:
        for name, item in self._inputs.items():
            item.value = self._explorer.controls[name].value
        self._explorer.reset_layout()
        self._changed()

    def _replace_last_run(self) -> None:
        from IPython import get_ipython

        message = getattr(get_ipython(), "parent_header", None) or {}
        cell, run = message.get("metadata", {}).get("cellId"), message.get("header", {}).get("msg_id")
        if not cell or not run:
            return
        last_run, figures = self._of_cell.get(cell, (run, []))
        if last_run != run:
            for figure in figures:
                figure.close()
            figures = []
        self._of_cell[cell] = (run, [*figures, self])


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def explore(
    draw: Draw,
    *,
    storyboard: Sequence[Mapping[str, Any]],
    panels: int = 1,
    size: tuple[float, float] = (7.2, 3.8),
    caption: Callable[..., str] | None = None,
    alt: str = "",
    **controls: Any,
) -> Explorer:
    """Build an interactive figure from a drawing function and its controls.

    Parameters
    ----------
    draw : callable
        ``draw(panel, **settings) -> dict of arrays``: draws one setting with the methods of `Panel` and returns the
        arrays that it drew, by name. With `panels` of 2 or more it takes as many panels first.
    storyboard : sequence of dict
        One to four settings (those not named stay at their start) that are shown side by side where no kernel runs.
    panels : int
        How many panels stand side by side in the figure.
    size : (float, float)
        Width and height of the live figure in inches.
    caption : callable, optional
        ``caption(**settings) -> str``, the title of a storyboard frame; by default the settings that differ.
    alt : str
        What the picture shows, in words, for readers who cannot see it.
    **controls
        One control for each setting, named as the drawing function names it: `slider`, `choice`, `switch`, `text`, or
        a tuple ``(low, high, label)``.

    Returns
    -------
    Explorer
        Shows itself as the last value of a cell. ``explorer.draw(**settings)`` returns the arrays without a browser.

    Raises
    ------
    ValueError
        If a control is malformed, the storyboard has no frame or more than four, or it names a setting that no control
        can take.
    """
    made = {name: _as_control(name, spec) for name, spec in controls.items()}
    if not 1 <= len(storyboard) <= 4 or not all(isinstance(frame, Mapping) for frame in storyboard):
        raise ValueError(f"storyboard must be a list of one to four settings, each a dict, got {storyboard!r}")
    if not (isinstance(size, tuple) and len(size) == 2 and all(isinstance(side, int | float) for side in size)):
        raise ValueError(f"size must be width and height in inches (a control needs another name), got {size!r}")
    if not isinstance(panels, int) or panels < 1:
        raise ValueError(f"panels must be a whole number above 0, got {panels!r}")
    return Explorer(draw, made, storyboard, panels=panels, size=size, caption=caption, alt=alt)


def _to_png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    # Figure.savefig would draw twice (first to find the size, which is fixed here) and on a new canvas, which measures
    # all text anew.
    canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    canvas.print_png(buffer, metadata={"Software": None})
    return buffer.getvalue()


# --- A text field for functions -------------------------------------------------------------------------------------

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "max": np.maximum,
    "min": np.minimum,
    "relu": lambda z: np.maximum(z, 0.0),
    "step": lambda z: np.where(np.asarray(z) >= 0, 1.0, 0.0),
}
_CONSTANTS = {"pi": math.pi, "e": math.e}
_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.true_divide,
    ast.Pow: np.power,
    ast.USub: np.negative,
    ast.UAdd: np.positive,
}


def parse_function(expression: str, variable: str = "x") -> Callable[[ArrayLike], NDArray[np.float64]]:
    """Turn a formula such as ``"abs(x - 1/2) + sin(3*pi*x)/4"`` into a function of one variable.

    The formula is parsed, never evaluated as Python: only numbers, the variable, ``pi``, ``e``, ``+ - * / **``,
    parentheses and the functions sin, cos, tan, tanh, exp, log, sqrt, abs, sign, floor, max, min, relu and step exist.

    Parameters
    ----------
    expression : str
        The formula, at most 200 characters.
    variable : str
        The name of its variable.

    Returns
    -------
    callable
        Maps an array elementwise to float64 of the same shape.

    Raises
    ------
    ValueError
        If the formula contains anything else; the message names it. Also when the function is called and has no
        finite value somewhere.
    """
    if not isinstance(expression, str):
        raise ValueError(f"expression must be a string, got {expression!r}")
    if len(expression) > 200:
        raise ValueError(f"expression must have at most 200 characters, got {len(expression)}")
    try:
        tree = ast.parse(expression.strip().replace("^", "**"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(
            f"expression {expression!r} is not a formula; try for example 'abs({variable} - 1/2)'"
        ) from None

    def build(node: ast.AST) -> Callable[[Any], Any]:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                try:
                    constant = float(number)
                except OverflowError:
                    raise ValueError(f"expression {expression!r} holds a number that is too large") from None
                return lambda x: constant
            case ast.Name(id=name) if name == variable:
                return lambda x: x
            case ast.Name(id=name) if name in _CONSTANTS:
                return lambda x: _CONSTANTS[name]
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
                inner = build(operand)
                return lambda x: _OPERATORS[type(op)](inner(x))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                first, second = build(left), build(right)
                return lambda x: _OPERATORS[type(op)](first(x), second(x))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
                expected = 2 if name in ("max", "min") else 1
                if len(args) != expected:
                    raise ValueError(f"{name} takes {expected} argument{'s' * (expected > 1)}, got {len(args)}")
                inners = [build(arg) for arg in args]
                return lambda x: _FUNCTIONS[name](*(inner(x) for inner in inners))
        piece = ast.unparse(node)
        raise ValueError(
            f"expression may use {variable}, numbers, pi, e, + - * / ** and {', '.join(_FUNCTIONS)}; it cannot use {piece!r}"
        )

    formula = build(tree)

    def function(x: ArrayLike) -> NDArray[np.float64]:
        x = np.asarray(x, dtype=float)
        with np.errstate(all="ignore"):
            values = np.broadcast_to(np.asarray(formula(x), dtype=float), x.shape).copy()
        if not np.isfinite(values).all():
            where = x[~np.isfinite(values)].flat[0]
            raise ValueError(f"{expression!r} has no finite value at {variable} = {where:.4g}")
        return values

    return function
