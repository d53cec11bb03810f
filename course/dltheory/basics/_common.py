"""What sections 6 and 7 share: where their recorded experiments stand."""

from __future__ import annotations

from pathlib import Path

#: Made by tools/record_basics.py.
RECORD = Path(__file__).with_name("recorded.toml")
