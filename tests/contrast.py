"""Contrast of words and their ground, as the Web Content Accessibility Guidelines define it."""

from __future__ import annotations

import re
from collections.abc import Sequence

ENOUGH = 4.5  # for text of ordinary size, level AA
ENOUGH_FOR_EDGES = 3.0  # for what is not text

Colour = tuple[float, float, float, float]  # red, green and blue from 0 to 255, and opacity


def colour(css: str) -> Colour:
    """Read ``#rrggbb``, ``rgb(...)`` or ``rgba(...)``; a ValueError names anything else."""
    if match := re.fullmatch(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", css):
        red, green, blue = (float(int(part, 16)) for part in match.groups())
        return red, green, blue, 1.0
    if match := re.fullmatch(r"rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\)", css):
        red, green, blue = (float(part) for part in match.groups()[:3])
        return red, green, blue, float(match[4] or 1)
    raise ValueError(f"not a colour: {css!r}")


def blend(above: Colour, below: Colour) -> Colour:
    """Return what one sees of a translucent colour on an opaque one."""
    assert below[3] == 1.0, "the ground is opaque"
    red, green, blue = (above[3] * a + (1 - above[3]) * b for a, b in zip(above[:3], below[:3], strict=True))
    return red, green, blue, 1.0


def ground(layers: Sequence[str]) -> Colour:
    """Return what one sees of grounds that lie on each other, the uppermost first and the last opaque."""
    seen = colour(layers[-1])
    for layer in reversed(layers[:-1]):
        seen = blend(colour(layer), seen)
    return seen


def luminance(opaque: Colour) -> float:
    shares = (part / 255 for part in opaque[:3])
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, layers: Sequence[str]) -> float:
    """Return the contrast, from 1 to 21, of a colour on its grounds, the uppermost first."""
    below = ground(layers)
    low, high = sorted((luminance(blend(colour(ink), below)), luminance(below)))
    return (high + 0.05) / (low + 0.05)
