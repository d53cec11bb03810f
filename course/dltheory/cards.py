"""The HTML of cards, notes and tables: inline styles only, since JupyterLab strips style elements.

Words keep the theme's colour, except on the solid ground of chips; where a colour speaks, a sign or a word does too.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["good", "bad", "info", "quiet"]
SIGNS: dict[Kind, str] = {"good": "✓", "bad": "✗", "info": "i", "quiet": "…"}
# Grounds of chips, left edges of boxes, grounds of boxes; tests/test_cards.py computes every contrast.
_CHIPS: dict[Kind, str] = {"good": "#1b7837", "bad": "#c62828", "info": "#22719f", "quiet": "#6b6b6b"}
_EDGES = _CHIPS | {"info": "#2c7fb8"}
_GROUNDS = {"good": "27,120,55", "bad": "198,40,40", "info": "44,127,184", "quiet": "107,107,107"}


@dataclass(frozen=True)
class Row:
    """One line of a card: the claim, the numbers, the verdict in a word, whether it is good news; a line of its own below."""

    claim: str
    numbers: str
    verdict: str
    holds: bool
    below: str = ""


def card(title: str, rows: Sequence[Row], good_news: bool) -> str:
    """Return a card: a title and one line a row, each with its verdict on a chip."""
    lines = "".join(
        f'<div style="margin:2px 0">{text(row.claim)}: {bold(row.numbers)} '
        f"{chip('good', f'✓ {row.verdict}') if row.holds else chip('bad', f'✗ {row.verdict}')}</div>"
        + (f'<div style="margin:2px 0 2px 1em">{text(row.below)}</div>' if row.below else "")
        for row in rows
    )
    return _box("good" if good_news else "bad", f"<div>{bold(title)}</div>{lines}")


def note(kind: Kind, content: str) -> str:
    """Return a box around `content`, which is HTML, with the sign of its kind in front."""
    if kind not in SIGNS:
        raise ValueError(f"kind must be one of {sorted(SIGNS)}, got {kind!r}")
    return _box(kind, f"{chip(kind, SIGNS[kind])} {content}")


def chip(kind: Kind, words: str) -> str:
    """Return a few words in white on a solid ground."""
    style = f"background-color:{_CHIPS[kind]};color:#ffffff;font-weight:bold;padding:0 6px;border-radius:3px"
    return f'<span style="{style}">{text(words)}</span>'


def folded(title: str, inner: str) -> str:
    """Return HTML that opens on a click."""
    return f'<details style="margin:4px 0"><summary>{text(title)}</summary>{inner}</details>'


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; cells are HTML, made by `text`, `bold`, `chip` or `link`."""
    head = "".join(f'<th scope="col" style="text-align:left">{text(title)}</th>' for title in titles)
    lines = ("".join(f'<td style="text-align:left">{cell}</td>' for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def text(words: str) -> str:
    """Return words as HTML."""
    return html.escape(words)


def bold(words: str) -> str:
    """Return words in bold."""
    return f"<b>{text(words)}</b>"


def link(words: str, address: str) -> str:
    """Return words that lead to an address."""
    return f'<a href="{text(address)}">{text(words)}</a>'


def _box(kind: Kind, content: str) -> str:
    style = f"border-left:4px solid {_EDGES[kind]};background-color:rgba({_GROUNDS[kind]},0.12);padding:8px 12px"
    return f'<div style="{style};margin:4px 0;max-width:52em">{content}</div>'
