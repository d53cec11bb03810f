"""Explorers: a drawing function with its controls, its live picture and its storyboard."""

from __future__ import annotations

import io
import itertools
import math
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray

from .controls import Control, as_control, in_words
from .panel import Layer, Panel

Draw = Callable[..., Mapping[str, ArrayLike]]
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


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
        self._canvas: Any = FigureCanvasAgg(self._figure)
        self._boxes: dict[Axes, Bbox] = {}
        self._headings: list[int] = []
        self._kept: list[tuple[Any, Any]] = []
        self.drawn: dict[str, Any] = {}
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
        settings = self.settings(**changes)
        self.drawn = {}
        arrays = self._draw_into(self._live_panels, settings)
        self.drawn = settings
        return arrays

    def sweep(self) -> Iterator[dict[str, Any]]:
        """Yield ends and middles of sliders with all values of the rest; above 200 settings, one control at a time."""
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
        """Draw one setting, lay the figure out and return the picture as PNG bytes."""
        self.draw(**changes)
        return self.picture()

    def picture(self, settle: bool = True) -> bytes:
        """Return the last drawing as PNG bytes; `settle` lays it out first, which takes as long as all the rest."""
        if settle or self.needs_layout():
            self._lay_out()
            self._headings = [panel.heading for panel in self._live_panels]
        for panel in self._live_panels:
            panel.spread_labels()
        return _png(self._pixels())

    def needs_layout(self) -> bool:
        """Whether a heading of the last drawing is taller than the layout has room for."""
        headings = [panel.heading for panel in self._live_panels]
        return not self._headings or bool(np.greater(headings, self._headings).any())

    def layout(self) -> list[tuple[float, ...]]:
        """Return where the axes stand in the figure."""
        return [panel.ax.get_position().bounds for panel in self._live_panels]

    def reset_layout(self) -> None:
        """Let the axes grow again to the room that the figure has for them."""
        self._boxes.clear()

    def _pixels(self) -> NDArray[np.uint8]:
        """Draw the figure; what lies below all that moves comes from kept pictures, up to the first layer that changed."""
        panels = [panel.layers() for panel in self._live_panels]
        layers: list[Layer] = [((), self._figure.patch), *(layer for below, _ in panels for layer in below)]
        kept, self._kept = self._kept, []  # a drawing that fails half-way keeps nothing
        same = [old == key and not artist.stale for (old, _), (key, artist) in zip(kept, layers, strict=False)]
        kept = kept[: [*same, False].index(False)]
        renderer: Any = self._canvas.get_renderer()
        if kept:
            self._canvas.restore_region(kept[-1][1])
        else:
            renderer.clear()
        for key, artist in layers[len(kept) :]:
            artist.draw(renderer)
            kept.append((key, self._canvas.copy_from_bbox(self._figure.bbox)))
        for _, above in panels:
            for artist in above:
                artist.draw(renderer)
        self._kept = kept
        return np.asarray(renderer.buffer_rgba())[..., :3]

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
        buffer = io.BytesIO()
        # Figure.savefig would draw twice, first to find the size, which is fixed here.
        canvas: Any = FigureCanvasAgg(figure)
        canvas.print_png(buffer, metadata={"Software": None})
        return buffer.getvalue()

    def _caption(self, settings: Mapping[str, Any]) -> str:
        if self.caption is not None:
            return self.caption(**settings)
        varied = [name for name in self.controls if len({str(frame[name]) for frame in self.storyboard}) > 1]
        return "\n".join(f"{self.controls[name].label}: {in_words(settings[name])}" for name in varied)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget().model_id}
        data = {"text/plain": repr(self), "image/png": self.storyboard_png, _WIDGET_VIEW: view}
        return data, {"image/png": {"alt": self.alt}}

    def __repr__(self) -> str:
        labels = ", ".join(control.label for control in self.controls.values())
        return f"Explorer({self.draw_function.__name__}; controls: {labels})"

    def widget(self) -> Any:
        """Return the live figure with its controls as an ipywidgets box; rerunning a cell closes its old ones."""
        from .live import LiveFigure  # only a reader's kernel needs it; importing the package must not load ipywidgets

        return LiveFigure(self).box


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
    panels, size : int, (float, float)
        How many panels stand side by side, and width and height of the live figure in inches.
    caption, alt : callable, str, optional
        ``caption(**settings) -> str``, the title of a storyboard frame (by default the settings that differ), and what
        the picture shows, in words, for readers who cannot see it.
    **controls
        One control for each setting, named as the drawing function names it: `slider`, `choice`, `switch`, `text`, or
        a tuple ``(low, high, label)``.

    Returns
    -------
    Explorer
        Shows itself as the last value of a cell. ``explorer.draw(**settings)`` returns the arrays without a browser.
        A ValueError names a malformed control, and a storyboard's wrong length or a setting that no control can take.
    """
    made = {name: as_control(name, spec) for name, spec in controls.items()}
    if not 1 <= len(storyboard) <= 4 or not all(isinstance(frame, Mapping) for frame in storyboard):
        raise ValueError(f"storyboard must be a list of one to four settings, each a dict, got {storyboard!r}")
    if not (isinstance(size, tuple) and len(size) == 2 and all(isinstance(side, int | float) for side in size)):
        raise ValueError(f"size must be width and height in inches (a control needs another name), got {size!r}")
    if not isinstance(panels, int) or panels < 1:
        raise ValueError(f"panels must be a whole number above 0, got {panels!r}")
    return Explorer(draw, made, storyboard, panels=panels, size=size, caption=caption, alt=alt)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode (height, width, 3) pixels fast: unfiltered and lightly compressed, a quarter of Pillow's time at equal size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with its filter: 0, none
    rows[:, 1:] = pixels.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits a channel, RGB
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data
