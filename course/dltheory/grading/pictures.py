"""What kind of picture some bytes are, and how large: told by their content, whatever they are said to be."""

from __future__ import annotations

import struct
from collections.abc import Callable

MOST_PIXELS = 150_000_000  # some telephones make 108 million; more of them can stop a browser


def measured(content: bytes) -> tuple[str, int, int] | None:
    """Return kind, width and height of a picture, None if it is no PNG, JPEG or GIF."""
    for kind, measure in _KINDS.items():
        if (size := measure(content)) is not None:
            return kind, *size
    return None


def _png(content: bytes) -> tuple[int, int] | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _gif(content: bytes) -> tuple[int, int] | None:
    if content[:6] not in (b"GIF87a", b"GIF89a") or len(content) < 10:
        return None
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Return the size that stands in the frame's header, found by walking over the segments before it."""
    if content[:3] != b"\xff\xd8\xff":
        return None
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        kind = content[place + 1]
        if kind == 0xFF:  # filling
            place += 1
            continue
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + int(struct.unpack(">H", content[place + 2 : place + 4])[0])
    return None


_KINDS: dict[str, Callable[[bytes], tuple[int, int] | None]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
}
