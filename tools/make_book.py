"""Make a web site of the course that needs no kernel and no network: course/*.ipynb -> build/book/html.

    python tools/make_book.py                         everything
    python tools/make_book.py 01_approximation        sliders in this chapter only; the others show their storyboards
    python tools/make_book.py --frames 5              fewer pictures for each slider

The stored outputs are shown, nothing is executed. In place of each explorer stands a slider of the browser's own: the
pictures for its values are drawn here and put into the site. Readers without scripts, and those who print, see the
storyboard. What was drawn is kept in build/book/frames until the code that drew it changes.
"""

from __future__ import annotations

import argparse
import ast
import base64
import hashlib
import html
import importlib
import inspect
import io
import itertools
import json
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import nbformat
from book_formulas import for_all_readers, marked, prune_mathjax
from docutils import nodes
from nbformat import NotebookNode
from PIL import Image

if TYPE_CHECKING:  # only the processes that draw need it and Matplotlib
    from dltheory.interactive import Explorer

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 2
FRAMES = 15  # pictures for a slider, if there is room
COMBINATIONS = 60  # pictures for all settings of one explorer
PAGE_LIMIT = 3_000_000  # bytes of a page with its own pictures, frames included
EXPLORER = "Explorer("  # how the text of an explorer's output begins
EXPLORE = "explore_"  # how the names of the functions that build one begin
PACKAGE = "dltheory"
INDEX, SHEETS, DOWNLOADS, STORYBOARD = "index", "sheets", "downloads", "storyboard.png"
FORGET = 'autocomplete="off"'  # a browser that remembers where a slider stood shows it beside another picture
ABOUT = (
    '<div class="about"><b>This is the course to read.</b> One slider of each explorer moves here; the others, your turn and the '
    "sheets need Python: download the repository and run <code>make lab</code>."
    '<span class="turned"> On a phone, turn it on its side for the pictures.</span></div>'
)


class BookError(Exception):
    """The book cannot be made; the message is one sentence that says where and why."""


# --- Explorers: which there are, and their frames ---


@dataclass(frozen=True)
class Call:
    """The call at the end of a cell that shows an explorer, and the modules that its names stand for."""

    chapter: str
    source: str
    modules: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return re.sub(r"\W+", "-", self.source.partition(".")[2]).strip("-")

    @property
    def folder(self) -> str:
        return f"{self.chapter}/{self.name}"

    def build(self) -> Explorer:
        from dltheory.interactive import Explorer
        from dltheory.plotting import use_style

        use_style()
        names = {alias: importlib.import_module(module) for alias, module in self.modules}
        explorer = eval(self.source, names)  # the chapter's own code, as its cell has it
        if not isinstance(explorer, Explorer):
            raise BookError(f"{self.chapter}: {self.source} returns no explorer")
        return explorer


@dataclass(frozen=True)
class Playing:
    """The controls of an explorer that a page has: one slider, and a few settings of others.

    Attributes
    ----------
    slider : str
        The first control that is a slider, or the first of all.
    others : tuple of str
        The first control where that is not a slider, and the switch that drops an assumption.
    values : dict
        For each of these, the values that are drawn.
    """

    slider: str
    others: tuple[str, ...]
    values: dict[str, tuple[Any, ...]]

    def settings(self) -> Iterator[dict[str, Any]]:
        """Yield the settings of all frames; the slider turns fastest."""
        names = (*self.others, self.slider)
        for values in itertools.product(*(self.values[name] for name in names)):
            yield dict(zip(names, values, strict=True))


def playing(explorer: Explorer, frames: int) -> Playing:
    """Choose the controls that a page has, and the values that are drawn of them."""
    controls = explorer.controls
    slider = next((name for name, control in controls.items() if control.kind == "slider"), next(iter(controls)))
    first = next(iter(controls))
    switch = next((name for name, control in controls.items() if control.kind == "switch"), None)
    others = tuple(name for name in dict.fromkeys((first, switch)) if name and name != slider)
    values = {name: controls[name].values for name in others}
    most = COMBINATIONS // math.prod(len(options) for options in values.values())
    drawn = controls[slider].values
    start = drawn.index(controls[slider].value)
    values[slider] = tuple(drawn[k] for k in spread(len(drawn), start, max(2, min(frames, most))))
    return Playing(slider, others, values)


def spread(length: int, start: int, count: int) -> list[int]:
    """Return `count` indices below `length`: both ends, the start, and others at even distances; all if there are fewer."""
    if length <= count:
        return list(range(length))
    chosen = [round(k * (length - 1) / (count - 1)) for k in range(count)]
    if start not in chosen:
        inner = range(1, count - 1) if count > 2 else range(count)
        chosen[min(inner, key=lambda k: abs(chosen[k] - start))] = start
    return sorted(chosen)


def draw(call: Call, folder: Path, frames: int) -> dict[str, Any]:
    """Draw the frames of an explorer into a folder; return what the page needs to know."""
    from dltheory.interactive.controls import in_words

    explorer = call.build()
    chosen = playing(explorer, frames)
    # The axes make room for the longest labels first, so that they stand still when the slider moves.
    ends = {chosen.values[chosen.slider][k] for k in (0, -1)}
    for settings in chosen.settings():
        if settings[chosen.slider] in ends:
            explorer.png(**settings)
    pictures, words = [], []
    for settings in chosen.settings():
        picture = small(explorer.png(**settings))
        file = f"{hashlib.sha256(picture).hexdigest()[:12]}.webp"
        (folder / file).write_bytes(picture)
        pictures.append(file)
        words.append(". ".join(explorer.notes()))
    parts = []
    for name in (*chosen.others, chosen.slider):
        control, values = explorer.controls[name], chosen.values[name]
        look = "range" if name == chosen.slider else "checkbox" if control.kind == "switch" else "select"
        part = {"look": look, "label": control.label, "start": values.index(control.value)}
        parts.append(part | {"values": [in_words(value) for value in values]})
    return {
        "alt": explorer.alt,
        "size": explorer.pixels,
        "controls": parts,
        "rest": [control.label for name, control in explorer.controls.items() if name not in chosen.values],
        "pictures": pictures,
        "words": words,
    }


def thinned(found: dict[str, Any], count: int) -> dict[str, Any]:
    """Return the same explorer with fewer values of its slider, which turns fastest in the list of pictures."""
    *others, slider = found["controls"]
    length = len(slider["values"])
    kept = spread(length, slider["start"], count)
    thin = slider | {"start": kept.index(slider["start"]), "values": [slider["values"][k] for k in kept]}
    rows = range(0, len(found["pictures"]), length)
    few = {key: [found[key][row + k] for row in rows for k in kept] for key in ("pictures", "words")}
    return found | few | {"controls": [*others, thin]}


def fitted(found: dict[Call, dict[str, Any]], folder: Path, room: int) -> dict[Call, dict[str, Any]]:
    """Take values from the slider whose pictures are the largest, one by one, until all of a page's fit into `room` bytes."""
    counts = {call: len(one["controls"][-1]["values"]) for call, one in found.items()}

    def size(call: Call) -> int:
        files = set(thinned(found[call], counts[call])["pictures"])
        return sum((folder / call.folder / file).stat().st_size for file in files)

    sizes = {call: size(call) for call in found}
    while sum(sizes.values()) > room:
        largest = max((call for call in found if counts[call] > 2), key=lambda call: sizes[call], default=None)
        if largest is None:
            break  # two pictures each are too many: the weight of the page will say so
        counts[largest] -= 1
        sizes[largest] = size(largest)
    return {call: thinned(one, counts[call]) for call, one in found.items()}


def spoken(words: str) -> str:
    """Return a value as it is read aloud: a screen reader passes over the sign of 1e-05, or reads letters."""
    words = re.sub(r"e([+-])0*(\d+)$", lambda power: f" times 10 to the {power[1].replace('+', '')}{power[2]}", words)
    return re.sub(r"(?<!\S)-(?=\d)", "minus ", words)


def small(png: bytes) -> bytes:
    """Return the same picture in a third of the bytes: 256 colours, as the stored pictures have, and no loss beyond that."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    few = picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.convert("RGB").save(buffer, format="WEBP", lossless=True, method=4)
    return buffer.getvalue()


def _draw_kept(task: tuple[Call, Path, int, str]) -> tuple[Call, dict[str, Any]]:
    """Draw an explorer unless its frames have been kept from a run with the same code."""
    call, folder, frames, version = task
    key = hashlib.sha256(f"{version} {call} {frames}".encode()).hexdigest()
    kept = folder / "frames.json"
    if kept.is_file():
        found = json.loads(kept.read_text(encoding="utf-8"))
        if found["key"] == key:
            return call, found
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        found = {"key": key, **draw(call, folder, frames)}
    except Exception as error:
        raise BookError(f"{call.chapter}: {call.source} cannot be drawn: {error}") from error
    kept.write_text(json.dumps(found), encoding="utf-8")
    return call, found


def draw_all(calls: Sequence[Call], folder: Path, frames: int) -> dict[Call, dict[str, Any]]:
    """Draw the explorers in a few processes of their own."""
    if not calls:
        return {}
    ours = (playing, spread, draw, small)  # what decides how a frame looks; other changes of this file keep the frames
    version = hashlib.sha256("".join(map(inspect.getsource, ours)).encode())
    for path in sorted((ROOT / "course" / PACKAGE).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            version.update(path.read_bytes())
    tasks = [(call, folder / call.folder, frames, version.hexdigest()) for call in calls]
    with get_context("spawn").Pool(min(PROCESSES, len(tasks))) as pool:
        return dict(pool.imap_unordered(_draw_kept, tasks))


def find_call(chapter: str, notebook: NotebookNode, cell: NotebookNode) -> Call | None:
    """Return the call whose explorer a cell shows, or None if it shows none."""
    if not any(is_explorer(output) for output in cell.get("outputs", [])):
        return None
    calls = [
        node
        for node in ast.walk(ast.parse(cell.source).body[-1])
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "").startswith(EXPLORE)
    ]
    if len(calls) != 1:
        raise BookError(
            f"{chapter}: the cell {cell.id} shows an explorer, but does not end in one call such as ap.{EXPLORE}stairs()"
        )
    (call,) = calls
    used = {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}
    modules = {
        name.asname or name.name: f"{line.module}.{name.name}"
        for other in notebook.cells
        if other.cell_type == "code"
        for line in ast.walk(ast.parse(other.source))
        if isinstance(line, ast.ImportFrom) and line.module == PACKAGE
        for name in line.names
    }
    if not used <= set(modules):
        raise BookError(
            f"{chapter}: the explorer of cell {cell.id} depends on {sorted(used - set(modules))}, which are no modules"
        )
    return Call(chapter, ast.unparse(call), tuple((name, modules[name]) for name in sorted(used)))


def is_explorer(output: NotebookNode) -> bool:
    return str(output.get("data", {}).get("text/plain", "")).startswith(EXPLORER)


def figure(call: Call, found: dict[str, Any] | None, size: tuple[int, int], alt: str, number: int) -> str:
    """Return an explorer as HTML: its storyboard, and with frames the slider that the script puts in its place."""
    folder = f"frames/{call.folder}"
    width, height = size
    still = f'<img class="storyboard" src="{folder}/{STORYBOARD}" alt="{html.escape(alt)}" width="{width}" height="{height}">'
    if found is None:
        return f'<figure class="explorer">{still}</figure>'
    width, height = found["size"]
    lengths = [len(control["values"]) for control in found["controls"]]
    strides = [math.prod(lengths[k + 1 :]) for k in range(len(lengths))]
    # In the order in which a reader takes them: what is looked at, how much of it, and what if the assumption goes.
    looks = ("select", "range", "checkbox")
    order = sorted(range(len(lengths)), key=lambda k: looks.index(found["controls"][k]["look"]))
    controls = [found["controls"][k] for k in order]
    parts = "".join(control_html(control, f"explorer-{number}-{k}") for k, control in enumerate(controls))
    rest = f'<p class="rest">With a kernel also: {html.escape("; ".join(found["rest"]))}.</p>' if found["rest"] else ""
    values = [[[words, spoken(words)] for words in control["values"]] for control in controls]
    data = {"folder": folder, "values": values, "strides": [strides[k] for k in order]}
    data |= {key: found[key] for key in ("alt", "pictures", "words")}
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return (
        f'<figure class="explorer">{still}<div class="live" hidden>{parts}'
        f'<img class="frame" alt="{html.escape(found["alt"])}" width="{width}" height="{height}">'
        f'<p class="unseen" role="status"></p>{rest}</div>'
        f'<script type="application/json">{content}</script></figure>'
    )


def control_html(control: dict[str, Any], name: str) -> str:
    """Return one control of the browser's own, with its label."""
    label, values, start = html.escape(control["label"]), control["values"], control["start"]
    if control["look"] == "checkbox":
        return f'<p><label><input type="checkbox" id="{name}" {FORGET}{" checked" * (values[start] == "on")}> {label}</label></p>'
    if control["look"] == "select":
        options = "".join(
            f"<option{' selected' * (k == start)}>{html.escape(v)}</option>" for k, v in enumerate(values)
        )
        return f'<p><label for="{name}">{label}</label> <select id="{name}" {FORGET}>{options}</select></p>'
    return (
        f'<p><label for="{name}">{label}</label> <input type="range" id="{name}" {FORGET} min="0" max="{len(values) - 1}" step="1" '
        f'value="{start}" aria-valuetext="{html.escape(spoken(values[start]))}"> '
        f'<output for="{name}">{html.escape(values[start])}</output></p>'
    )


# --- Pages: copies of the notebooks that Sphinx can put into one site ---


@dataclass(frozen=True)
class Page:
    """A notebook of the course, and what it is called in the book."""

    notebook: Path
    name: str

    @property
    def up(self) -> str:
        return "../" * self.name.count("/")


def pages(root: Path) -> list[Page]:
    """Return all pages: the index, the chapters, the sheets."""
    chapters = [(path, path.stem) for path in sorted((root / "course").glob("*.ipynb"))]
    sheets = [(path, f"{SHEETS}/{path.stem}") for path in sorted((root / "release").glob("*/*.ipynb"))]
    if not any(name == INDEX for _, name in chapters):
        raise BookError("there is no course/index.ipynb, where the book begins")
    return [Page(path, name) for path, name in (*chapters, *sheets)]


def read(page: Page) -> NotebookNode:
    try:
        return nbformat.read(page.notebook, as_version=4)
    except Exception as error:
        raise BookError(f"{page.notebook.name} is not a notebook: {error}") from error


LINK = re.compile(
    r"""(?P<before>\]\(|href=")(?P<folders>(?:[\w.]+/)*)(?P<stem>\w+)\.ipynb(?:\#(?P<anchor>[^)"\s]*))?"""
)


def relink(text: str, page: Page, suffix: str) -> str:
    """Point links between notebooks, and to headings in them, to where these stand in the book."""

    def target(link: re.Match[str]) -> str:
        sheet = "release/" in link["folders"] or (page.name.startswith(SHEETS) and not link["folders"])
        name = f"{page.up}{SHEETS}/{link['stem']}" if sheet else page.up + link["stem"]
        # JupyterLab makes anchors of a heading's words as they are, docutils of its letters and digits.
        anchor = "#" + nodes.make_id(unquote(link["anchor"])) if link["anchor"] else ""
        return f"{link['before']}{name}{suffix}{anchor}"

    return LINK.sub(target, text)


# A link to a file of the repository that is no page of the book: its words stay.
ELSEWHERE = re.compile(r"\[([^\]]+)\]\(\.\./[^)]*\.md\)")


def prepare(page: Page, notebook: NotebookNode, figures: dict[str, str]) -> NotebookNode:
    """Change a notebook in place into what the book shows of it."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            here = ELSEWHERE.sub(r"\1", cell.source)
            cell.source = marked(relink(here, page, ".ipynb"))
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if is_explorer(output) and cell.id in figures:
                output.data = nbformat.from_dict({"text/html": figures[cell.id]})
                output.metadata = nbformat.from_dict({})
            # MyST follows links in cells and in what cells have written as Markdown, not in HTML.
            for kind, suffix in (("text/html", ".html"), ("text/markdown", ".ipynb")):
                if kind in data:
                    data[kind] = relink(data[kind], page, suffix)
    first = notebook.cells[0]
    heading, _, rest = first.source.partition("\n")
    if page.name == INDEX:
        note = ABOUT
    else:
        what = "sheet" if page.name.startswith(SHEETS) else "chapter"
        file = html.escape(f"{page.up}{DOWNLOADS}/{page.name}.ipynb")
        note = f'<p class="download"><a href="{file}" download>Download this {what} as a notebook</a></p>'
    first.source = f"{heading}\n\n{note}\n{rest}"
    return notebook


def contents(all_pages: Sequence[Page]) -> str:
    """Return the table of contents, which Sphinx shows beside every page."""
    chapters = [page.name for page in all_pages if page.name != INDEX and not page.name.startswith(SHEETS)]
    sheets = [page.name for page in all_pages if page.name.startswith(SHEETS)]
    parts = (("Chapters", chapters), ("Sheets", sheets))
    return "\n\n".join(
        "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```"])
        for caption, names in parts
        if names
    )


# --- The site ---


def build(root: Path, out: Path, name: str | None, frames: int) -> None:
    """Make the book of the course in `root` in the folder `out`."""
    all_pages = pages(root)
    chapters = [page for page in all_pages if page.name not in (INDEX,) and "/" not in page.name]
    if name is not None and name not in [page.name for page in chapters]:
        raise BookError(f"there is no chapter {name!r}; there are {', '.join(page.name for page in chapters)}")
    notebooks = {page: read(page) for page in all_pages}
    calls: dict[Page, dict[str, Call]] = {page: {} for page in all_pages}
    for page in chapters:
        for cell in notebooks[page].cells:
            if call := find_call(page.name, notebooks[page], cell):
                calls[page][cell.id] = call
    live = [call for page in chapters if name in (None, page.name) for call in calls[page].values()] if frames else []
    found = draw_all(live, out / "frames", frames)
    for folder in ("source", "html", "doctrees"):
        shutil.rmtree(out / folder, ignore_errors=True)
    (out / "html").mkdir(parents=True)
    for page in all_pages:
        own = {call: found[call] for call in calls[page].values() if call in found}
        # The rest of a page is about as large as its notebook: pictures lose a quarter, words become HTML.
        own = fitted(own, out / "frames", int(PAGE_LIMIT - 1.2 * page.notebook.stat().st_size))
        figures = {}
        for number, (cell_id, call) in enumerate(calls[page].items()):
            (cell,) = (cell for cell in notebooks[page].cells if cell.id == cell_id)
            (output,) = (output for output in cell.outputs if is_explorer(output))
            target = out / "html" / "frames" / call.folder
            target.mkdir(parents=True)
            storyboard = base64.b64decode(output.data["image/png"])
            (target / STORYBOARD).write_bytes(storyboard)
            size = Image.open(io.BytesIO(storyboard)).size
            alt = output.metadata["image/png"]["alt"]
            figures[cell_id] = figure(call, own.get(call), size, alt, number)
            for file in own[call]["pictures"] if call in own else ():
                shutil.copyfile(out / "frames" / call.folder / file, target / file)
        prepare(page, notebooks[page], figures)
        if page.name == INDEX:
            notebooks[page].cells.append(nbformat.v4.new_markdown_cell(contents(all_pages)))
        for folder, write in (("source", None), (f"html/{DOWNLOADS}", page.notebook)):
            path = out / folder / f"{page.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            if write is None:
                nbformat.write(notebooks[page], path)
            else:
                shutil.copyfile(write, path)
    (out / "html" / "images").mkdir()
    for picture in sorted((root / "course" / "images").glob("[0-9]*.png")):  # the index shows one for each chapter
        shutil.copyfile(picture, out / "html" / "images" / picture.name)
    run_sphinx(out)
    prune_mathjax(out / "html" / "_static" / "mathjax", notebooks.values())
    for page in all_pages:
        path = out / "html" / f"{page.name}.html"
        try:
            path.write_text(for_all_readers(path.read_text(encoding="utf-8")), encoding="utf-8")
        except ValueError as error:
            raise BookError(f"{page.name}: {error}") from error
        weight = weigh(out / "html", page)
        if weight > PAGE_LIMIT:
            raise BookError(
                f"{page.name}.html weighs {weight / 1e6:.1f} MB with its pictures; {PAGE_LIMIT / 1e6:g} are allowed"
            )


def run_sphinx(out: Path) -> None:
    """Run Sphinx; any warning is an error."""
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--quiet", "--fail-on-warning", "--keep-going"]
    command += ["--conf-dir", str(ROOT / "docs" / "book"), "--doctree-dir", str(out / "doctrees")]
    done = subprocess.run([*command, str(out / "source"), str(out / "html")], capture_output=True, text=True)
    if done.returncode != 0:
        raise BookError(f"Sphinx has something to say:\n{done.stdout}{done.stderr}".strip())


def weigh(site: Path, page: Page) -> int:
    """Return the bytes of a page, of the pictures on it, and of all its frames."""
    path = site / f"{page.name}.html"
    text = path.read_text(encoding="utf-8")
    pictures = {(path.parent / unquote(source)).resolve() for source in re.findall(r'<img[^>]* src="([^":]+)"', text)}
    pictures |= {file.resolve() for file in (site / "frames" / page.name).rglob("*") if file.is_file()}
    return path.stat().st_size + sum(picture.stat().st_size for picture in pictures if picture.is_file())


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "name", nargs="?", help="sliders in one chapter only, such as 01_approximation; in all when left out"
    )
    parser.add_argument(
        "--frames",
        type=int,
        default=FRAMES,
        help="pictures for each slider, 0 for storyboards only (default: %(default)s)",
    )
    parser.add_argument(
        "--out", type=Path, default=ROOT / "build" / "book", help="folder to build in (default: build/book)"
    )
    arguments = parser.parse_args()
    # For the processes that draw, two at once; not for whoever imports this file, whose notebooks would lose their pictures.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("MPLBACKEND", "agg")
    if arguments.frames and arguments.frames < 2:
        parser.error("--frames must be 0, or 2 and more")
    try:
        build(ROOT, arguments.out.resolve(), arguments.name, arguments.frames)
    except BookError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.out / 'html' / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
