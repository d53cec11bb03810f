"""The README's table of results is the one that results.toml gives, and its pictures and links exist."""

import re

from course_tools import ROOT, load

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_table_is_up_to_date():
    tool = load("update_readme")
    assert tool.updated(README) == README
    assert tool.updated(README.replace("| Theorem 14 |", "| Theorem 15 |")) == README


def test_links_and_pictures_exist():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert link.startswith("https://") or (ROOT / link).exists(), link
