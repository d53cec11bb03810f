"""What sections share: where their recorded experiments stand; and the reader's predictions."""

from __future__ import annotations

from pathlib import Path

from ..tasks import predictions

#: Made by tools/record_basics.py.
RECORD = Path(__file__).with_name("recorded.toml")
predictions(Path(__file__).with_name("predictions.toml"))
