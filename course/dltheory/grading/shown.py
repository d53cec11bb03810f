"""Text that strangers chose, made harmless where it is shown: on a terminal, in a table, in a spreadsheet."""

from __future__ import annotations

import contextlib
import sys
import unicodedata
from collections.abc import Sequence

# Excel and LibreOffice take a cell that starts with one of these for a formula, some in their wide forms too.
_FORMULA = "=+-@\t\r\n＝＋－＠"


def shown(text: str, longest: int = 300) -> str:
    """Return text as one line without control signs, terminal escapes, marks that turn its direction, or surrogates."""
    signs = []
    for sign in text[:longest]:
        signs.append(sign if is_visible(sign) else " " if sign in "\t\r\n" else f"\\x{ord(sign):02x}")
    return "".join(signs) + ("..." if len(text) > longest else "")


def is_visible(sign: str) -> bool:
    """Whether a sign is neither a control sign nor invisible: no terminal obeys it, and it turns no direction."""
    return unicodedata.category(sign)[0] != "C" and unicodedata.category(sign) not in ("Zl", "Zp")


def visible(text: str) -> str:
    """Return text of several lines without control signs, and without what is there and cannot be seen."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign if is_visible(sign) or sign in "\n\t" else "" if unicodedata.category(sign) == "Cf" else "�"
        for sign in text
    )


def spreadsheet_cell(text: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula; numbers stay as they are."""
    text = shown(text, longest=2000)
    if text.lstrip()[:1] not in _FORMULA or not text.strip():
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows of text in aligned columns under a head."""
    cells = [[shown(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[k]) for row in cells) for k in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    return "\n".join(line.rstrip() for line in [lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def any_terminal() -> None:
    """Let standard output show what it can: a name that its encoding lacks must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):  # not a text stream of Python's own
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
