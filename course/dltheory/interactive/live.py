"""The live figure: the widgets of an explorer, wired to one picture that is replaced in place."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import math
from typing import TYPE_CHECKING, Any, ClassVar

import ipywidgets
import numpy as np
import traitlets

from .. import cards
from .controls import Control, in_words
from .pictures import Pictures, Settings, one_further

if TYPE_CHECKING:
    from .explorer import Explorer


class _Picture(ipywidgets.Image):  # type: ignore[misc]
    """A picture that its tooltip names to a screen reader: it cannot have an alternative text."""

    # In the browser a tooltip is set only where there is no description, and an ordinary picture has not even an empty one.
    description = traitlets.Unicode("").tag(sync=True)

    def show(self, png: bytes) -> None:
        """Show a picture, as a data URL: a browser reads one at once, and asks another process for what it is sent as bytes."""
        self.value = b"data:image/png;base64," + base64.b64encode(png)  # sent only if it differs


class LiveFigure:
    """Wires the controls of an explorer to one image that is replaced in place, so the page never jumps."""

    # Pictures in a burst of slider movements begin at least this far apart (seconds).
    _PAUSE = 0.05
    # A slider that has not moved for so long rests: the layout is solved, which takes longer than a picture.
    _REST = 0.3
    # For readers who cannot see the picture: read aloud when it changes, but not shown.
    _UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"

    # The live figures of each cell, with the run of the cell that made them.
    _of_cell: ClassVar[dict[str, tuple[str, list[LiveFigure]]]] = {}

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        width, height = explorer.pixels
        picture_layout = {"width": f"{width}px", "height": f"{height}px", "max_width": "100%", "object_fit": "contain"}
        self._image = _Picture(format="url", width=width, height=height, layout=picture_layout, tooltip=explorer.alt)
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
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self._timer: asyncio.TimerHandle | None = None
        self._rest: asyncio.Handle | None = None
        self._drawn_at = -math.inf
        self._settle = True  # whether the next picture is laid out at once
        self.pictures = Pictures(explorer, most=32 if self._loop else 0)  # without a loop nothing is looked for
        self._rested = self._settings()  # where the controls stood when they last came to rest
        self._closed = False
        self._redraw()
        self._reset_button.on_click(self._reset)
        for item in self._inputs.values():
            item.observe(self._changed, names="value")
        self._replace_last_run()

    def close(self) -> None:
        """Give back what the live figure holds in the kernel and in the browser."""
        if self._timer is not None:
            self._timer.cancel()
        self._cancel_rest()
        self._closed = True
        self.pictures.forget()
        for item in (*self.box.children, self.box):
            item.unobserve_all()
            for part in (getattr(item, "style", None), item.layout, item):
                if part is not None:
                    part.close()

    def _input(self, control: Control) -> Any:
        common = {
            "description": control.label,
            "style": {"description_width": f"{self._label_width:.1f}em"},
            "layout": {"width": f"{self._label_width + 20:.1f}em", "max_width": "100%"},
        }
        if control.kind == "slider":
            first, last, steps = control.values[0], control.values[-1], set(np.diff(control.values).tolist())
            if control.whole and len(steps) == 1:
                return ipywidgets.IntSlider(value=control.value, min=first, max=last, step=steps.pop(), **common)
            options = [(in_words(value), value) for value in control.values]
            return ipywidgets.SelectionSlider(options=options, value=control.value, **common)
        if control.kind == "choice":
            options = [(str(value), value) for value in control.values]
            return ipywidgets.Dropdown(options=options, value=control.value, **common)
        if control.kind == "switch":
            return ipywidgets.Checkbox(value=control.value, **(common | {"layout": {"width": "100%"}}))
        return ipywidgets.Text(value=control.value, continuous_update=False, **common)

    def _changed(self, _change: Any = None) -> None:
        # JupyterLab delivers slider movements on a thread of their own, where matplotlib must not draw: a cell may be
        # drawing meanwhile. So the picture is drawn by the loop that runs the cells, between two of them.
        if self._loop is None:
            self._redraw()
        else:
            self._loop.call_soon_threadsafe(self._schedule)

    def _schedule(self) -> None:
        if self._timer is None and self._loop is not None and not self._closed:
            wait = max(0.0, self._drawn_at + self._PAUSE - self._loop.time())
            self._timer = self._loop.call_later(wait, self._redraw)

    def _redraw(self) -> None:
        self._timer = None  # from here on, a movement asks for a picture of its own: the last one is never lost
        self._cancel_rest()
        if self._loop is not None:
            self._drawn_at = self._loop.time()
        settings = self._settings()
        if not self._show(settings, self._settle):
            return
        if self._settle or self._loop is None or "alert" in self._message.value:
            self._say()
        if self._settle:
            self._rested = settings
        elif self._loop is not None:
            self._rest = self._loop.call_later(self._REST, self._come_to_rest)
        self._settle = self._loop is None

    def _show(self, settings: Settings, settle: bool) -> bool:
        """Show the picture of some settings; return whether there is one: if not, the reader is told why."""
        try:
            kept = None if settle or "alert" in self._message.value else self.pictures.find(settings)
            self._image.show(self.pictures.draw(settings, settle) if kept is None else kept)
        except Exception as problem:  # the tests drive Explorer.draw, where it is raised
            words = cards.text(str(problem) or type(problem).__name__)
            self._message.value = f'<div role="alert">{cards.note("bad", words)}</div>'
            return False
        return True

    def _come_to_rest(self) -> None:
        """Once nothing has moved for a while: solve the layout, and say the words that a screen reader reads aloud."""
        self._rest = None
        before, self._rested = self._rested, self._settings()
        if not self._show(self._rested, settle=True):
            return
        self._say()
        ahead = one_further(self._explorer.controls, before, self._rested)
        if ahead is not None and self._loop is not None:
            self._rest = self._loop.call_soon(self._draw_ahead, ahead)

    def _draw_ahead(self, settings: Settings) -> None:
        """Draw what a further step the same way would ask for, unless something has moved meanwhile."""
        self._rest = None
        if self._timer is None and self._settings() == self._rested:
            with contextlib.suppress(Exception):  # the reader is told when asking for it
                self.pictures.draw_ahead(settings)

    def _settings(self) -> dict[str, Any]:
        return {name: item.value for name, item in self._inputs.items()}

    def _say(self) -> None:
        words = ". ".join((self._explorer.alt.rstrip("."), *self._explorer.notes()))
        self._message.value = f'<div role="status" style="{self._UNSEEN}">{cards.text(words)}</div>'

    def _cancel_rest(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _reset(self, _button: Any) -> None:
        for name, item in self._inputs.items():
            item.value = self._explorer.controls[name].value
        self._explorer.reset_layout()
        self._settle = True
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
