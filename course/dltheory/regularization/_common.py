"""What several sections need: the name for arrays, and the predictions of the page."""

from __future__ import annotations

from pathlib import Path

from ..tasks import predictions

predictions(Path(__file__).with_name("predictions.toml"))
