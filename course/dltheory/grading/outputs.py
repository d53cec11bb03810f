"""What cells print and show, made safe: text and pictures of bounded size, every field rebuilt.

HTML, SVG and scripts of a student would run in the browser of whoever opens the graded notebook; they are left out.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from dltheory.grading.pictures import MOST_PIXELS, measured

_PICTURES = ("image/png", "image/jpeg")
_LONGEST_OUTPUT = 100_000
_LARGEST_PICTURES = 5_000_000
_LONGEST_ERROR = 2000
_MOST_OUTPUTS = 2000
_MORE_ERRORS = 10  # what ended a cell is to be seen, however much it has shown before


class Recorder:
    """Collects what one cell shows as notebook outputs.

    Parameters
    ----------
    trusted : bool
        Whether to take over data of any type, as it is.
    most : int, optional
        Characters of text and pictures that may be kept together; the usual limits of a cell hold besides.
    """

    def __init__(self, trusted: bool = False, most: int | None = None) -> None:
        self.trusted = trusted
        self._outputs: list[dict[str, Any]] = []
        self._ids: dict[str, list[dict[str, Any]]] = {}
        self._clear_next = False
        self._text_left = _LONGEST_OUTPUT if most is None else min(_LONGEST_OUTPUT, most)
        self._pictures_left = _LARGEST_PICTURES if most is None else min(_LARGEST_PICTURES, most)
        self._left = _MOST_OUTPUTS

    @property
    def outputs(self) -> list[dict[str, Any]]:
        """What has been shown so far, in notebook form."""
        joined = []
        for output in self._outputs:
            text = output.get("text")
            joined.append(output | {"text": "".join(text)} if isinstance(text, list) else output)
        return joined

    @property
    def size(self) -> int:
        """Characters that have been kept."""
        return sum(_size(output) for output in self._outputs)

    def clear(self, wait: bool = False) -> None:
        """Forget what has been shown, now or when something else is."""
        if wait:
            self._clear_next = True
            return
        self._outputs.clear()
        self._ids.clear()
        self._clear_next = False

    def add(self, kind: str, content: Mapping[str, Any], display_id: str | None = None, update: bool = False) -> None:
        """Add one output of this kind, or nothing if nothing of it is safe.

        Parameters
        ----------
        kind : str
            An output's type in a notebook.
        content : mapping
            Its other fields, by their names in a notebook.
        display_id : str, optional
            The name under which a later call finds it again.
        update : bool
            Whether to give the outputs with this name the new content, and add none.
        """
        if kind == "stream":
            self._stream("stderr" if content.get("name") == "stderr" else "stdout", _joined(content.get("text", "")))
        elif kind in ("display_data", "execute_result"):
            data = self._data(content.get("data"))
            if update:
                for shown in self._ids.get(display_id or "", ()):
                    shown["data"] = data
            elif data:
                output = {"output_type": kind, "data": data, "metadata": {}}
                self._append(output | ({"execution_count": None} if kind == "execute_result" else {}), display_id)
        elif kind == "error":
            lines = content.get("traceback")
            text = self._cap("\n".join(map(str, lines)) if isinstance(lines, list) else "")
            ename = str(content.get("ename", ""))[:_LONGEST_ERROR]
            evalue = str(content.get("evalue", ""))[:_LONGEST_ERROR]
            self._append({"output_type": "error", "ename": ename, "evalue": evalue, "traceback": [text]})

    def _append(self, output: dict[str, Any], display_id: str | None = None) -> None:
        if self._clear_next:
            self.clear()
        self._left -= 1
        if self._left < (-_MORE_ERRORS if output["output_type"] == "error" else 0):
            return
        self._outputs.append(output)
        if display_id is not None:
            self._ids.setdefault(display_id, []).append(output)

    def _cap(self, text: str) -> str:
        if self._text_left <= 0:
            return ""
        kept = text[: self._text_left]
        self._text_left -= len(text)
        return kept if self._text_left > 0 else kept + "\n... output truncated ...\n"

    def _stream(self, name: str, text: str) -> None:
        text = self._cap(text)
        if not text:
            return
        last = self._outputs[-1] if self._outputs and not self._clear_next else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"].append(text)
        else:
            self._append({"output_type": "stream", "name": name, "text": [text]})

    def _data(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            return {}
        if self.trusted:
            return dict(data)
        safe: dict[str, Any] = {}
        if "text/plain" in data:
            safe["text/plain"] = self._cap(_joined(data["text/plain"]))
        for kind in _PICTURES:
            picture = _joined(data.get(kind, ""))
            if picture and len(picture) <= self._pictures_left and _is_picture(picture, kind):
                self._pictures_left -= len(picture)
                safe[kind] = picture
        return safe


def safe_outputs(outputs: list[Any], most: int | None = None) -> list[dict[str, Any]]:
    """Return the outputs of a cell, with what could run or flood left out."""
    return record(outputs, most).outputs


def record(outputs: list[Any], most: int | None = None) -> Recorder:
    """Return a recorder that has seen these outputs; what is no output is left out."""
    recorder = Recorder(most=most)
    for output in outputs:
        if isinstance(output, Mapping):
            recorder.add(str(output.get("output_type")), output)
    return recorder


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def _size(output: Mapping[str, Any]) -> int:
    parts = [*output.get("data", {}).values(), *output.get("text", ()), *output.get("traceback", ())]
    return sum(len(part) for part in parts if isinstance(part, str))


def _is_picture(text: str, kind: str) -> bool:
    """Whether a text is a picture of this kind in base64, and not of so many pixels that they stop a browser."""
    try:
        found = measured(b64decode(text.replace("\n", ""), validate=True))
    except (binascii.Error, ValueError):
        return False
    return found is not None and found[0] == kind and found[1] * found[2] <= MOST_PIXELS
