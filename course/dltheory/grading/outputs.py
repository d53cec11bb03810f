"""What cells print and show, made safe: text and pictures of bounded size, every field rebuilt.

HTML, SVG and scripts of a student would run in the browser of whoever opens the graded notebook; they are left out.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

_PICTURES = ("image/png", "image/jpeg")
_LONGEST_OUTPUT = 100_000
_LARGEST_PICTURES = 5_000_000
_LONGEST_ERROR = 2000


class Recorder:
    """Collects a kernel's messages as notebook outputs.

    Parameters
    ----------
    trusted : bool
        Whether to take over data of any type, as it is.
    """

    def __init__(self, trusted: bool = False) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.trusted = trusted
        self._text_left = _LONGEST_OUTPUT
        self._pictures_left = _LARGEST_PICTURES

    def __call__(self, message: Mapping[str, Any]) -> None:
        """Add what one message of the kernel shows."""
        if message["msg_type"] == "clear_output":
            self.outputs.clear()
        else:
            self.add(message["msg_type"], message["content"])

    def add(self, kind: str, content: Mapping[str, Any]) -> None:
        """Add one output of this kind, or nothing if nothing of it is safe."""
        if kind == "stream":
            self._stream("stderr" if content.get("name") == "stderr" else "stdout", _joined(content.get("text", "")))
        elif kind in ("display_data", "execute_result"):
            data = self._data(content.get("data"))
            if data:
                output = {"output_type": kind, "data": data, "metadata": {}}
                self.outputs.append(output | ({"execution_count": None} if kind == "execute_result" else {}))
        elif kind == "error":
            lines = content.get("traceback")
            text = self._cap("\n".join(map(str, lines)) if isinstance(lines, list) else "")
            ename = str(content.get("ename", ""))[:_LONGEST_ERROR]
            evalue = str(content.get("evalue", ""))[:_LONGEST_ERROR]
            self.outputs.append({"output_type": "error", "ename": ename, "evalue": evalue, "traceback": [text]})

    def _cap(self, text: str) -> str:
        if self._text_left <= 0:
            return ""
        kept = text[: self._text_left]
        self._text_left -= len(text)
        return kept if self._text_left > 0 else kept + "\n... output truncated ...\n"

    def _stream(self, name: str, text: str) -> None:
        text = self._cap(text)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        elif text:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

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
            if picture and len(picture) <= self._pictures_left and _is_base64(picture):
                self._pictures_left -= len(picture)
                safe[kind] = picture
        return safe


def safe_outputs(outputs: list[Any]) -> list[dict[str, Any]]:
    """Return the outputs of a cell, with what could run or flood left out."""
    recorder = Recorder()
    for output in outputs:
        recorder.add(str(output.get("output_type")), output)
    return recorder.outputs


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def _is_base64(text: str) -> bool:
    try:
        b64decode(text.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
