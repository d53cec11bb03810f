"""Formulas in the book: marked for MathJax, written as MathML for those who run no scripts, and no more of MathJax than they need."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from latex2mathml.converter import convert
from nbformat import NotebookNode

MATHJAX = "tex-chtml.js"
CLASSES = "math notranslate nohighlight"  # as Sphinx writes them
# Lines that begin with one of these tags, up to a blank line, are HTML to MyST, which then looks for no formulas in them.
HTML_BLOCK = re.compile(r"^<(?:div|details|summary|table|p|center)\b.*?(?=\n[ \t]*\n|\Z)", re.MULTILINE | re.DOTALL)


def marked(text: str) -> str:
    """Mark the formulas in blocks of HTML for MathJax, as JupyterLab would find them by their dollar signs."""

    def mark(formula: re.Match[str]) -> str:
        return f'<span class="{CLASSES}">\\({html.escape(formula[1], quote=False)}\\)</span>'

    return HTML_BLOCK.sub(lambda block: re.sub(r"\$([^$\n]+)\$", mark, block[0]), text)


# --- Without scripts ---

# Delimiters that latex2mathml leaves as they are named once they have been given a size, as in \bigl\lVert.
NAMES = "| ‖ { { } } vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉".split()
DELIMITERS = dict(zip(NAMES[::2], NAMES[1::2], strict=True))
NAMED = re.compile(r">\\(" + "|".join(map(re.escape, DELIMITERS)) + ")</mo>")
FORMULA = re.compile(
    rf'<(?P<tag>span|div) class="{CLASSES}"[^>]*>\s*\\[(\[](?P<tex>[^<]*)\\[)\]]</(?P=tag)>(?P<after>[.,;:?!)’”]*)'
)
# Browsers know no letters of another style but those that Unicode has.
STYLED = re.compile(r'<(m[in]) mathvariant="(?P<style>[a-z]+(?:-[a-z]+)?)">(?P<letter>[^<]+)</m[in]>')
STYLES = {
    "double-struck": ("DOUBLE-STRUCK",),
    "script": ("SCRIPT",),
    "fraktur": ("FRAKTUR", "BLACK-LETTER"),
    "bold": ("BOLD",),
    "bold-italic": ("BOLD ITALIC",),
}
# Where no script sets what is written in TeX, it is not shown.
HIDDEN = f"<noscript><style>.{CLASSES.replace(' ', '.')} {{ display: none; }}</style></noscript>"


def styled(found: re.Match[str]) -> str:
    letter = html.unescape(found["letter"])
    if found["style"] == "normal":
        return found[0]
    # LATIN CAPITAL LETTER R -> CAPITAL R; some letters were in Unicode before the alphabets that are called mathematical.
    kind = re.sub(r"^(?:LATIN|GREEK) |LETTER ", "", unicodedata.name(letter))
    for style in STYLES[found["style"]]:
        for name in (f"MATHEMATICAL {style} {kind}", f"{style} {kind}"):
            try:
                return f"<{found[1]}>{unicodedata.lookup(name)}</{found[1]}>"
            except KeyError:
                continue
    raise ValueError(f"Unicode has no {found['style']} {letter}")


@functools.cache
def mathml(tex: str, display: str) -> str:
    """Return a formula, written in TeX, as MathML; `display` is "inline" or "block"."""
    written = STYLED.sub(styled, convert(tex.strip(), display=display))
    written = NAMED.sub(lambda found: f">{DELIMITERS[found[1]]}</mo>", written)
    if "\\" in written:
        raise ValueError(f"this formula has no MathML: {tex}")
    return written


def for_all_readers(page: str) -> str:
    """Add MathML, which a reader without scripts sees, to the formulas of a page, and keep the mark behind each on its line."""

    def add(found: re.Match[str]) -> str:
        inline = found["tag"] == "span"
        written = mathml(html.unescape(found["tex"]), "inline" if inline else "block")
        whole = found[0].removesuffix(found["after"])
        if not inline:
            return f'{whole}<noscript><div class="formula">{written}</div></noscript>{found["after"]}'
        together = f'{whole}<noscript><span class="formula">{written}</span></noscript>{found["after"]}'
        return f'<span class="together">{together}</span>' if found["after"] else together

    return FORMULA.sub(add, page).replace("</head>", f"{HIDDEN}</head>", 1)


# --- With scripts ---


def prune_mathjax(folder: Path, notebooks: Iterable[NotebookNode]) -> None:
    """Keep of MathJax what the formulas need: the program itself, its fonts, and the extensions that are named like a macro in use."""
    text = "".join(cell.source for notebook in notebooks for cell in notebook.cells if cell.cell_type == "markdown")
    macros = set(re.findall(r"\\([a-z]+)", text))
    for path in sorted(folder.rglob("*"), reverse=True):
        place = path.relative_to(folder).as_posix()
        extension = place.startswith("input/tex/extensions/") and path.stem in macros
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif not (place == MATHJAX or place.startswith("output/chtml/fonts/woff-v2/") or extension):
            path.unlink()
