"""The README's table of results is the one that results.toml gives, and its pictures and links exist."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def load_tool():
    spec = importlib.util.spec_from_file_location("update_readme", ROOT / "tools" / "update_readme.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


def test_table_is_up_to_date():
    tool = load_tool()
    assert tool.updated(README) == README
    assert tool.updated(README.replace("| Theorem 14 |", "| Theorem 15 |")) == README


def test_links_and_pictures_exist():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert link.startswith("https://") or (ROOT / link).exists(), link
