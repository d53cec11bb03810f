"""The HTML of evidence cards, folded lists of checks and notes: inline styles only, since JupyterLab strips style elements."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Literal, NamedTuple

Kind = Literal["info", "good", "bad"]

_EDGES: dict[str, str] = {"info": "#2c7fb8", "good": "#1b7837", "bad": "#b2182b"}


class Row(NamedTuple):
    """One line of a card: what is claimed, the numbers in words, the verdict and whether it is the good one."""

    claim: str
    numbers: str
    verdict: str
    holds: bool


def card(title: str, rows: Sequence[Row], good_news: bool) -> str:
    """Return a card: a title, one line for each row, and an edge that says whether all is as it should be."""
    lines = "".join(
        f'<div style="margin:2px 0"><span>{html.escape(row.claim)}</span>: <b>{html.escape(row.numbers)}</b> '
        f"{_verdict(row.verdict, row.holds)}</div>"
        for row in rows
    )
    return _framed(f'<div style="font-weight:bold">{html.escape(title)}</div>{lines}', "good" if good_news else "bad")


def table(titles_and_rows: Sequence[tuple[str, Row]], summary: str = "") -> str:
    """Return a folded list of further checks, one line each; `summary` is "n more checks" unless given."""
    count = len(titles_and_rows)
    head = summary or f"{count} more check{'s' * (count != 1)}"
    lines = "".join(
        f'<div style="margin:2px 0"><b>{html.escape(title)}</b> · <span>{html.escape(row.claim)}</span>: '
        f"<b>{html.escape(row.numbers)}</b> {_verdict(row.verdict, row.holds)}</div>"
        for title, row in titles_and_rows
    )
    return f"<details><summary>{html.escape(head)}</summary>{lines}</details>"


def note(kind: Kind, content: str) -> str:
    """Return a box around `content`, which is HTML: ``"info"``, or ``"good"`` or ``"bad"`` news."""
    if kind not in _EDGES:
        raise ValueError(f"kind must be one of {sorted(_EDGES)}, got {kind!r}")
    return _framed(content, kind)


def _verdict(words: str, holds: bool) -> str:
    colour = _EDGES["good" if holds else "bad"]
    return f'<span style="color:{colour};font-weight:bold">{"✓" if holds else "✗"} {html.escape(words)}</span>'


def _framed(content: str, kind: Kind) -> str:
    return f'<div style="border-left:4px solid {_EDGES[kind]};padding:4px 12px;margin:4px 0;max-width:52em">{content}</div>'
