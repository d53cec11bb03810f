"""Markdown as HTML that is safe to open and to hand out: for feedback and for formgrader.

``nbgrader_config.py`` names `safe_markdown` as a filter of the pages that nbgrader makes.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, MutableMapping
from functools import partial
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from bleach.css_sanitizer import CSSSanitizer
from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from jinja2 import pass_context
from jinja2.runtime import Context
from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from dltheory.grading.pictures import MOST_PIXELS, measured

_TAGS = frozenset(
    "a abbr b blockquote br code col dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s small "
    "span strong sub summary sup table tbody td th thead tr tt u ul".split()
)
_ATTRIBUTES = {"*": ["class", "id", "style", "title"], "a": ["href"], "img": ["src", "alt", "width", "height"]}
# What a link may be, and what a picture's address is read as; `_Pages` decides about both.
_PROTOCOLS = frozenset({"http", "https", "mailto", "data", "attachment"})
_LINK = re.compile(r"https?://|mailto:|#", re.IGNORECASE)
_DATA = re.compile(r"data:image/(?:png|jpeg|gif);base64,(.*)", re.DOTALL)

LARGEST_PICTURE = 16 * 2**20  # bytes; a photograph of a page has a few million
# Markdown takes the square of its length where somebody means it to: signs of one cell, and of all cells of a page.
LONGEST_TEXT, LONGEST_PAGE = 20_000, 200_000


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """Return a cell's Markdown as HTML in which nothing can run and that loads nothing from elsewhere.

    There are no scripts, no event handlers, and links lead to web pages and mail addresses only. Pictures that are attached
    to the cell are part of the page if they are PNG, JPEG or GIF by their content; in place of any other stands a remark.
    Formulas stay as they are for MathJax. A text beyond `LONGEST_TEXT`, or beyond `LONGEST_PAGE` with those before it, stays
    as it was typed.
    """
    cell, resources = context.get("cell"), context.get("resources")
    attachments = cell.get("attachments") if isinstance(cell, Mapping) else None
    whole = len(source)
    if isinstance(resources, MutableMapping):
        resources["markdown"] = whole = resources.get("markdown", 0) + len(source)
    if len(source) > LONGEST_TEXT or whole > LONGEST_PAGE:
        return f"<pre>{escape(source)}</pre>"
    return to_html(source, attachments if isinstance(attachments, Mapping) else {})


def to_html(source: str, attachments: Mapping[str, Any]) -> str:
    """Return Markdown as safe HTML, see `safe_markdown`."""
    cleaner = Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        protocols=_PROTOCOLS,
        css_sanitizer=CSSSanitizer(),
        filters=[partial(_Pages, attachments=attachments)],
    )
    safe: str = cleaner.clean(MarkdownWithMath(renderer=_Renderer(escape=False)).render(source))
    return safe


class _Renderer(IPythonRenderer):
    """Leaves the addresses of pictures to `_Pages`: nbconvert's own fails where an attachment is missing."""

    def image(self, *arguments: Any, **more: Any) -> str:
        html: str = HTMLRenderer.image(self, *arguments, **more)
        return html


class _Pages(Filter):
    """Takes away where a link leads, and puts pictures or remarks in their places."""

    def __init__(self, source: Any, attachments: Mapping[str, Any]) -> None:
        super().__init__(source)
        self.attachments = attachments

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            data = token.get("data")
            if token["type"] in ("StartTag", "EmptyTag") and token["name"] == "a":
                if not _LINK.match(data.get((None, "href"), "")):
                    data.pop((None, "href"), None)
            elif token["type"] in ("StartTag", "EmptyTag") and token["name"] == "img":
                try:
                    data[None, "src"] = self._picture(data.get((None, "src"), ""))
                except ValueError as why:
                    yield {"type": "Characters", "data": f"[a picture is not shown here: {why}]"}
                    continue
            yield token

    def _picture(self, address: str) -> str:
        """Return a picture with all its bytes as an address; a ValueError says why there is none."""
        address = unescape(address)  # bleach keeps entities as they were written
        kind, _, name = address.partition(":")
        if kind.lower() != "attachment":
            found = _DATA.fullmatch(address)
            if found is None:
                raise ValueError(f"only what is attached is, and this one is {_short(address) or 'nothing'}")
            return _checked(found[1])
        bundle = self.attachments.get(name, self.attachments.get(unquote(name)))
        name = _short(unquote(name))
        if not isinstance(bundle, Mapping):
            raise ValueError(f"{name} is not attached")
        known = [content for kind, content in bundle.items() if kind in ("image/png", "image/jpeg", "image/gif")]
        if not known:
            raise ValueError(f"{name} is none of PNG, JPEG and GIF")
        try:
            return _checked("".join(known[0]) if isinstance(known[0], list) else known[0])
        except ValueError as why:
            raise ValueError(f"{name} {why}") from None


def _short(address: str) -> str:
    return address if len(address) <= 80 else f"{address[:80]}..."


def _checked(text: Any) -> str:
    """Return a picture in base64 as an address, its kind taken from its content; a ValueError says why there is none."""
    if not isinstance(text, str) or len(text) > LARGEST_PICTURE * 1.4:
        raise ValueError(f"is larger than {LARGEST_PICTURE // 2**20} MB" if isinstance(text, str) else "is no picture")
    text = re.sub(r"\s", "", text)
    try:
        content = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("cannot be read") from None
    if len(content) > LARGEST_PICTURE:
        raise ValueError(f"is larger than {LARGEST_PICTURE // 2**20} MB")
    found = measured(content)
    if found is not None:
        kind, width, height = found
        if width * height > MOST_PIXELS:
            raise ValueError(f"has {width} times {height} pixels, and {MOST_PIXELS // 10**6} million are shown")
        return f"data:{kind};base64,{text}"
    raise ValueError("is none of PNG, JPEG and GIF")
