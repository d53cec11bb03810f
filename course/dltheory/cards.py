"""The HTML of cards, notes and tables: inline styles only, since JupyterLab strips style elements."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# JupyterLab's variables follow its theme; pages without them fall back to what stands after the comma.
_INK = "var(--jp-content-font-color1, #1f1f1f)"
_GOOD = "var(--jp-success-color0, #1b5e20)"
_BAD = "var(--jp-error-color0, #a31515)"
_EDGES = {True: "#1b7837", False: "#b2182b"}


@dataclass(frozen=True)
class Row:
    """One line of a card: the claim, the numbers, the verdict in a word, and whether it is good news."""

    claim: str
    numbers: str
    verdict: str
    holds: bool


def card(title: str, rows: Sequence[Row], good_news: bool) -> str:
    """Return a card: a title and one line a row, with a mark and a word beside the colour."""
    lines = "".join(
        f'<div style="margin:2px 0">{html.escape(row.claim)}: <b>{html.escape(row.numbers)}</b> '
        f'<span style="color:{_GOOD if row.holds else _BAD};font-weight:bold">'
        f"{'✓' if row.holds else '✗'} {html.escape(row.verdict)}</span></div>"
        for row in rows
    )
    return _framed(f'<div style="font-weight:bold">{html.escape(title)}</div>{lines}', _EDGES[good_news])


def note(kind: Literal["right", "wrong", "open"], sentence: str) -> str:
    """Return one sentence on an answer, framed in the colour of its kind and with its mark."""
    mark, edge = {"right": ("✓", _EDGES[True]), "wrong": ("✗", _EDGES[False]), "open": ("…", "#7f7f7f")}[kind]
    return _framed(f"<b>{mark}</b> {html.escape(sentence)}", edge)


def folded(title: str, inner: str) -> str:
    """Return HTML that opens on a click."""
    return f'<details style="color:{_INK};margin:4px 0"><summary>{html.escape(title)}</summary>{inner}</details>'


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; cells are HTML, made by `text`, `bold` or `link`."""
    head = "".join(f'<th style="text-align:left">{html.escape(title)}</th>' for title in titles)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def text(words: str) -> str:
    """Return words as HTML."""
    return html.escape(words)


def bold(words: str) -> str:
    """Return words in bold."""
    return f"<b>{html.escape(words)}</b>"


def link(words: str, address: str) -> str:
    """Return words that lead to an address."""
    return f'<a href="{html.escape(address)}">{html.escape(words)}</a>'


def _framed(inner: str, edge: str) -> str:
    return f'<div style="border-left:4px solid {edge};color:{_INK};padding:4px 12px;margin:4px 0;max-width:52em">{inner}</div>'
