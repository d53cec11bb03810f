"""Make the notebooks that students read from the text that authors write: course/text/*.md -> course/*.ipynb.

    python tools/make_notebooks.py                      all chapters
    python tools/make_notebooks.py 01_approximation     one chapter
    python tools/make_notebooks.py --check              compare only: is every notebook in step with its text?

A notebook is executed in course/ and stored with its outputs; the picture of its first explorer, smaller, is kept in
course/images for the front page. Cells keep the ids of the committed notebook, and nothing
that differs from run to run is stored, so that a rerun without changes leaves no diff. A notebook is replaced only when
every cell ran without an error and without a warning.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import importlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import jupytext
import nbformat
from jupytext.combine import combine_inputs_with_outputs
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from PIL import Image

from dltheory.grading.execution.environment import from_nothing
from dltheory.overview import EXPLORER

ROOT = Path(__file__).resolve().parent.parent
CELL_TIMEOUT = 60  # seconds
THUMBNAIL = 480  # pixels
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}


class NotebookError(Exception):
    """A chapter cannot be made; the message is one sentence that says where and why."""


def chapters(root: Path, name: str | None) -> list[Path]:
    """Return the text files of all chapters, or of the one that is named."""
    texts = sorted((root / "course" / "text").glob("*.md"))
    if not texts:
        raise NotebookError(f"There is no chapter in {root / 'course' / 'text'}; its files are called like index.md.")
    if name is None:
        return texts
    stem = name.removesuffix(".md").removesuffix(".ipynb").rpartition("/")[2]
    found = [text for text in texts if text.stem == stem]
    if not found:
        raise NotebookError(
            f"There is no chapter {name!r} in course/text; there are {', '.join(t.stem for t in texts)}."
        )
    return found


def notebook_of(text: Path) -> Path:
    return text.parent.parent / f"{text.stem}.ipynb"


def read_text(text: Path) -> NotebookNode:
    """Read a chapter's text as a notebook without outputs."""
    try:
        # Without a byte-order mark and with one kind of line ends, whatever the author's editor writes.
        return jupytext.reads(text.read_text(encoding="utf-8-sig"), fmt="md:myst")
    except Exception as error:  # the parser raises whatever the file makes it raise
        raise NotebookError(f"{text.name} is not MyST Markdown that jupytext can read: {error}") from error


def read_notebook(path: Path) -> NotebookNode:
    try:
        return nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)
    except Exception as error:
        raise NotebookError(f"{path.name} is not a notebook: {error}") from error


def updated(text: NotebookNode, stored: NotebookNode | None) -> NotebookNode:
    """Return the text's cells with the ids that the stored notebook gave them; new cells get an id from their content."""
    book = text if stored is None else combine_inputs_with_outputs(text, stored, fmt="md:myst")
    known = set() if stored is None else {cell.id for cell in stored.cells}
    taken = {cell.id for cell in book.cells if cell.id in known}
    for cell in book.cells:
        if cell.id in known:
            continue
        repeat = 0
        while (cell_id := hashlib.sha256(f"{cell.cell_type}{cell.source}{repeat}".encode()).hexdigest()[:8]) in taken:
            repeat += 1
        cell.id = cell_id
        taken.add(cell_id)
    book.metadata = nbformat.from_dict(METADATA)
    book.nbformat, book.nbformat_minor = 4, 5
    return book


def execute(book: NotebookNode, folder: Path, **hooks: Callable[..., None]) -> None:
    """Run all cells in place, in `folder`, on one thread and with no settings of the author's; `hooks` are nbclient's."""
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        book,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40"],  # errors only
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
        **hooks,
    )
    client.create_kernel_manager()
    client.km.kernel_spec_manager.kernel_dirs = []  # this interpreter's kernel, and no other of this name
    try:
        with tempfile.TemporaryDirectory() as home:
            # A chapter finds the package in its own folder, as for its readers.
            client.execute(env=from_nothing(home) | {"PYTHONSAFEPATH": "", "DLTHEORY_PROGRESS": "off"})
    except CellTimeoutError as error:
        raise NotebookError(f"a cell did not finish within {CELL_TIMEOUT} s") from error
    except DeadKernelError as error:
        raise NotebookError("the kernel died") from error
    except CellExecutionError as error:
        raise NotebookError(f"{_first_failure(book)}: {error.ename}: {error.evalue}") from error


def _first_failure(book: NotebookNode) -> str:
    for number, cell in enumerate(book.cells, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"cell {number} fails"
    return "a cell fails"


def tidy(book: NotebookNode) -> None:
    """Drop from the outputs what belongs to this run alone, and refuse what should not be stored."""
    book.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(book.cells, start=1):
        cell.metadata = nbformat.from_dict({key: value for key, value in cell.metadata.items() if key == "tags"})
        words: list[str] = []
        if cell.cell_type != "code":
            continue
        cell.outputs = [output for output in _joined(cell.outputs) if not _drop_widget(output)]
        for output in cell.outputs:
            _refuse(output, number)
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = smaller_png(data["image/png"])
                words.append(_alternative_text(output, number))
        if words:  # MyST-NB does not look into the outputs, and has one text for all pictures of a cell
            cell.metadata["mystnb"] = {"image": {"alt": " ".join(words)}}


def _alternative_text(output: NotebookNode, number: int) -> str:
    words = str(output.metadata.get("image/png", {}).get("alt", "")).strip()
    if not words:
        raise NotebookError(
            f"cell {number} shows a picture without alternative text; say what one sees with "
            f'plotting.describe(ax, "..."), or alt="..." in explore'
        )
    return words


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join neighbouring pieces of one stream: where the kernel cut it is chance."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if joined and output.output_type == "stream" and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _drop_widget(output: NotebookNode) -> bool:
    """Take the live widget out of an output; return whether nothing worth storing is left."""
    data = output.get("data", {})
    if WIDGET_VIEW not in data:
        return False
    del data[WIDGET_VIEW]
    output.metadata.pop(WIDGET_VIEW, None)
    return set(data) <= {"text/plain"}  # the text of a bare widget, a progress bar say, tells a reader nothing


def _refuse(output: NotebookNode, number: int) -> None:
    if output.output_type == "error":  # an error inside a widget's callback does not stop the run
        raise NotebookError(f"cell {number} fails: {output.ename}: {output.evalue}")
    if output.output_type == "stream" and output.name == "stderr":
        line = output.text.strip().splitlines()[-1] if output.text.strip() else ""
        raise NotebookError(f"cell {number} writes to stderr: {line}")
    text = output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))
    if address := re.search(r"\bat 0x[0-9a-f]{6,}", text):
        raise NotebookError(f"cell {number} prints a memory address ({address[0]}); end its last line with a semicolon")
    if str(ROOT) in text:
        raise NotebookError(f"cell {number} prints a path of this machine")


def smaller_png(encoded: str) -> str:
    """Return the same picture in fewer bytes: no unused transparency, a palette of 256 colours, best compression."""
    picture = Image.open(io.BytesIO(base64.b64decode(encoded)))
    if picture.mode == "RGBA" and picture.getextrema()[3] == (255, 255):
        picture = picture.convert("RGB")
    if picture.mode == "RGB":
        picture = picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG", optimize=True)
    smaller = base64.b64encode(buffer.getvalue()).decode("ascii")
    return smaller if len(smaller) < len(encoded) else encoded


def thumbnail(text: Path) -> None:
    """Draw a chapter's first explorer as its storyboard's second frame, into course/images; the index has none."""
    found = EXPLORER.search(text.read_text(encoding="utf-8"))
    if not found or not text.stem[0].isdigit():
        return
    explorer = getattr(importlib.import_module(f"dltheory.{text.stem[3:]}"), found[1])()
    picture = Image.open(io.BytesIO(explorer.png(**explorer.storyboard[:2][-1]))).convert("RGB")
    picture = picture.resize((THUMBNAIL, round(picture.height * THUMBNAIL / picture.width)), Image.Resampling.LANCZOS)
    path = text.parent.parent / "images" / f"{text.stem}.png"
    path.parent.mkdir(exist_ok=True)
    picture.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


def make(text: Path) -> bool:
    """Execute one chapter and store it; return whether the stored notebook changed."""
    path = notebook_of(text)
    book = updated(read_text(text), read_notebook(path) if path.exists() else None)
    try:
        execute(book, path.parent)
        tidy(book)
    except NotebookError as error:
        raise NotebookError(f"{text.name}: {error}; {path.name} is left as it was.") from error
    nbformat.validate(book)
    content = nbformat.writes(book) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == content:
        return False
    scratch = path.with_suffix(".ipynb.new")
    scratch.write_text(content, encoding="utf-8")
    os.replace(scratch, path)
    thumbnail(text)
    return True


def difference(text: Path) -> str | None:
    """Return where a chapter's text and its notebook part ways, in one sentence, or None if they agree."""
    path = notebook_of(text)
    if not path.exists():
        return f"{path.name} does not exist; make it with: make notebooks NAME={text.stem}"
    written, stored = read_text(text).cells, read_notebook(path).cells
    way_out = f"run: make notebooks NAME={text.stem}"
    for number, (ours, theirs) in enumerate(zip(written, stored, strict=False), start=1):
        for key in ("cell_type", "source"):
            if ours[key] != theirs[key]:
                return f"cell {number} of {path.name} has another {key.replace('_', ' ')} than {text.name}; {way_out}"
        if ours.metadata.get("tags", []) != theirs.metadata.get("tags", []):
            return f"cell {number} of {path.name} has other tags than {text.name}; {way_out}"
    if len(written) != len(stored):
        return f"{path.name} has {len(stored)} cells and {text.name} {len(written)}; {way_out}"
    return None


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?", help="one chapter, such as 01_approximation; all when left out")
    parser.add_argument("--check", action="store_true", help="compare texts and notebooks; execute and write nothing")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    try:
        texts = chapters(arguments.root, arguments.name)
        if arguments.check:
            found = [sentence for text in texts if (sentence := difference(text))]
            if found:
                raise NotebookError("\n".join(found))
            return 0
        for text in texts:
            print(f"{notebook_of(text).name}: {'changed' if make(text) else 'as it was'}", flush=True)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
