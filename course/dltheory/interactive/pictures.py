"""The pictures that a live figure has at hand: those that it has shown, and the one that a further step would ask for."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .controls import Control

if TYPE_CHECKING:
    from .explorer import Explorer

Settings = dict[str, Any]


class Pictures:
    """Draws an explorer's settings; one that was drawn before, while the axes stood where they stand, is at hand.

    Parameters
    ----------
    explorer : Explorer
    most : int
        So many pictures are kept.
    patience : float
        Nothing is drawn ahead where a drawing takes longer than this, in seconds.
    """

    def __init__(self, explorer: Explorer, most: int = 32, patience: float = 0.1) -> None:
        self.explorer, self.most, self.patience = explorer, most, patience
        self._kept: dict[tuple[Any, ...], bytes] = {}
        self._took = 0.0

    def find(self, settings: Settings) -> bytes | None:
        """Return the picture of some settings if it is at hand."""
        return self._kept.get(self._place(settings))

    def draw(self, settings: Settings, settle: bool) -> bytes:
        """Return the picture of some settings, drawn now unless the last drawing was of them; see `Explorer.picture`."""
        began = time.perf_counter()
        fresh = self.explorer.drawn != settings  # the same explorer may be shown twice
        if fresh:
            self.explorer.draw(**settings)
        picture = self.explorer.picture(settle)
        if fresh and not settle:
            self._took = time.perf_counter() - began
        self._keep(settings, picture)
        return picture

    def draw_ahead(self, settings: Settings) -> None:
        """Draw what nobody has asked for yet, unless that takes long; it moves no axes."""
        if self._took <= self.patience and self.find(settings) is None:
            self.explorer.draw(**settings)
            if not self.explorer.needs_layout():
                self._keep(settings, self.explorer.picture(settle=False))

    def forget(self) -> None:
        """Keep nothing any more."""
        self._kept.clear()

    def _place(self, settings: Settings) -> tuple[Any, ...]:
        return (*settings.values(), *self.explorer.layout())

    def _keep(self, settings: Settings, picture: bytes) -> None:
        place = self._place(settings)
        self._kept.pop(place, None)
        self._kept[place] = picture
        if len(self._kept) > self.most:
            del self._kept[next(iter(self._kept))]


def one_further(controls: Mapping[str, Control], before: Settings, now: Settings) -> Settings | None:
    """Return the settings that one more step the same way leads to; None if not just one control has moved, or at its end."""
    moved = [name for name, value in now.items() if value != before[name]]
    if len(moved) != 1 or controls[moved[0]].kind == "text":
        return None
    values = controls[moved[0]].values
    if before[moved[0]] not in values or now[moved[0]] not in values:  # typed beside a slider, between two steps
        return None
    here, last = values.index(now[moved[0]]), values.index(before[moved[0]])
    step = here + (1 if here > last else -1)
    return now | {moved[0]: values[step]} if 0 <= step < len(values) else None
