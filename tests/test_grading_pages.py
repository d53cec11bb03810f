"""Pages made from notebooks: what is attached to a written answer is seen, and nothing of a student's runs or loads anything."""

import base64
import html
import io
import re
import struct
import subprocess
import sys
import time
from urllib.parse import quote

import jinja2
import nbformat
import pytest
from class_tools import SHEET, files, hand_in, make_course
from hostile_tools import what_runs

from dltheory.grading import demo
from dltheory.grading.pages import LARGEST_PICTURE, LONGEST_PAGE, safe_markdown, to_html
from dltheory.grading.settings import course_config


def picture(kind):
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (3, 2), "white").save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


def attached(name, bundle, text=None):
    return to_html(text or f"![a proof](attachment:{name})", {name: bundle})


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif"])
def test_a_picture_is_embedded(kind):
    data = picture(kind)
    page = attached("p", {f"image/{kind}": data})
    assert f'src="data:image/{kind};base64,{data}"' in page and 'alt="a proof"' in page
    # What a telephone calls it does not matter, nor lines in the text, as notebooks have them.
    broken = "\n".join(data[i : i + 76] for i in range(0, len(data), 76))
    assert f'src="data:image/{kind};base64,{data}"' in attached("p", {"image/png": broken.splitlines(keepends=True)})
    assert f'src="data:image/{kind};base64,{data}"' in attached("p", {"image/png": data}, '<img src="attachment:p">')
    assert f'src="data:image/{kind};base64,{data}"' in to_html(f"![](data:image/{kind};base64,{data})", {})


@pytest.mark.parametrize("name", ["my proof.png", "Lösung.png", "a&b.png"])
def test_names_of_attachments_may_be_written_as_addresses(name):
    assert "data:image/png" in attached(name, {"image/png": picture("png")}, f"![](attachment:{quote(name)})")
    assert "data:image/png" in attached(name, {"image/png": picture("png")}, f"![](<attachment:{name}>)")


PNG = base64.b64decode(picture("png"))
HUGE = base64.b64encode(PNG[:16] + struct.pack(">II", 2**16, 2**16) + PNG[24:]).decode()
SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.mark.parametrize(
    ("bundle", "words"),
    [
        ({"image/svg+xml": SVG}, "p is none of PNG, JPEG and GIF"),
        ({"image/heic": picture("png")}, "p is none of PNG, JPEG and GIF"),
        ({"image/png": base64.b64encode(SVG.encode()).decode()}, "p is none of PNG, JPEG and GIF"),
        ({"image/png": "<script>alert(1)</script>"}, "p cannot be read"),
        ({"image/png": '" onerror="alert(1)'}, "p cannot be read"),
        ({"image/png": ""}, "p is none of PNG, JPEG and GIF"),
        ({"image/png": {"a": 1}}, "p is no picture"),
        ({"image/png": base64.b64encode(PNG + bytes(LARGEST_PICTURE)).decode()}, "p is larger than 16 MB"),
        ({"image/png": HUGE}, "p has 65536 times 65536 pixels"),
        ({"image/jpeg": base64.b64encode(b"\xff\xd8\xff\xe0\x00\x00" * 4).decode()}, "p is none of"),
        ({}, "p is none of PNG, JPEG and GIF"),
        (None, "p is not attached"),
        ("text", "p is not attached"),
    ],
)
def test_anything_else_becomes_a_remark(bundle, words):
    page = attached("p", bundle, "before ![a proof](attachment:p) after")
    assert f"[a picture is not shown here: {words}" in page and "<img" not in page
    assert page.startswith("<p>before ") and page.rstrip().endswith(" after</p>")


@pytest.mark.parametrize(
    "text",
    ["![](attachment:q)", "![](http://192.0.2.1/x.png)", "![](x.png)", "<img>", "<img src='data:image/svg+xml,<svg>'>",
     "![](data:text/html;base64,PHNjcmlwdD4=)", "<img srcset='http://192.0.2.1/x.png'>"],
)  # fmt: skip
def test_a_picture_from_elsewhere_becomes_a_remark(text):
    page = to_html(text, {"p": {"image/png": picture("png")}})
    assert "[a picture is not shown here: " in page and what_runs(page) == set()


@pytest.mark.parametrize(
    "address",
    ["data:text/html,<script>alert(1)</script>", "DATA:text/html;base64,PHNjcmlwdD4=", "javascript:alert(1)", "x.html",
     "vbscript:x", "file:///etc/passwd", "da\tta:text/html,x", "data&colon;text/html,x", " data:text/html,x", "//192.0.2.1",
     "attachment:p"],
)  # fmt: skip
def test_a_link_leads_to_web_pages_and_mail_only(address):
    for text in (f"[x](<{address}>)", f'<a href="{address}">x</a>', f"<a HREF='{address}' title=y>x</a>"):
        page = to_html(text, {})
        assert not re.search(r"href", page, re.IGNORECASE) or page.count("&lt;a") == 1, page
    for good in ("https://example.org/a?b=1&c", "http://example.org", "mailto:a@example.org", "#part"):
        assert 'href="' in to_html(f"[x]({good})", {})


def test_formulas_and_code_stay():
    page = to_html("$a < b$ and `![x](attachment:p)` and\n\n```python\nx = '<img>'\n```", {})
    assert "$a &lt; b$" in page and "![x](attachment:p)</code>" in page and "not shown" not in page


def test_a_text_that_takes_the_square_of_its_length_stays_as_it_was_typed():
    """Formulas and tags that are opened and never closed: 180 KB of them took a minute."""
    environment = jinja2.Environment()
    environment.filters["md"] = safe_markdown
    shown = environment.from_string("{% for cell in cells %}{{ cell.source | md }}|{% endfor %}")
    bad = "<b>" + "\\\\(" * 60_000
    began = time.process_time()
    long, short = shown.render(cells=[{"source": bad}, {"source": "*so*"}], resources={}).split("|")[:2]
    assert long == f"<pre>{html.escape(bad)}</pre>" and "<em>so</em>" in short
    many = shown.render(cells=[{"source": "*so* " * 3000}] * 20, resources={}).split("|")
    assert sum("<em>" in page for page in many) == LONGEST_PAGE // 15_000 and sum("<pre>" in page for page in many) > 5
    assert time.process_time() - began < 30


# The real commands


WIDGETS = "application/vnd.jupyter.widget-state+json"
STATES = ({WIDGETS: {}}, {}, {WIDGETS: None}, [], {WIDGETS: {"state": {"a": {"state": "<script>alert(1)</script>"}}}})


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class that hands in pictures and odd metadata, graded by plain nbgrader."""
    root = make_course(tmp_path_factory.mktemp("pages") / "class")

    def written(text, attachments):
        def change(notebook):
            cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "written")
            cell.source, cell["attachments"] = text, attachments

        return change

    def widgets(state):
        return lambda notebook: notebook.metadata.update(widgets=state)

    png, gif = picture("png"), picture("gif")
    hand_in(root, "shows", change=written("see ![](attachment:p.png)", {"p.png": {"image/png": png}}))
    hand_in(root, "moves", change=written("see ![](attachment:p.gif)", {"p.gif": {"image/gif": gif}}))
    hand_in(root, "draws", change=written("see ![](attachment:p.svg)", {"p.svg": {"image/svg+xml": SVG}}))
    hand_in(root, "forgets", change=written("see ![](attachment:p.png)", {}))
    hand_in(root, "links", change=written("[see](data:text/html;base64,PHNjcmlwdD4=) [it](https://example.org)", {}))
    for number, state in enumerate(STATES):
        hand_in(root, f"widget{number}", change=widgets(state))
    demo.run_nbgrader(root, "autograde", SHEET)
    # Graded before the state of widgets was left out, or by somebody else.
    for student in ("shows", *(f"widget{number}" for number in range(len(STATES)))):
        path = root / "autograded" / student / SHEET / "a.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.metadata["widgets"] = STATES[int(student[-1]) if student[-1].isdigit() else 0]
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_feedback", SHEET], cwd=root, check=True, capture_output=True
    )
    return root


@pytest.mark.slow
def test_every_page_is_written_and_nothing_runs_in_it(course):
    pages = {name: text.decode() for name, text in files(course / "feedback").items() if name.endswith("a.html")}
    assert len(pages) == 5 + len(STATES)
    own = what_runs(pages[f"forgets/{SHEET}/a.html"])
    assert all(what_runs(page) - own == set() for page in pages.values())
    assert f"data:image/png;base64,{picture('png')}" in pages[f"shows/{SHEET}/a.html"]
    assert f"data:image/gif;base64,{picture('gif')}" in pages[f"moves/{SHEET}/a.html"]
    assert "p.svg is none of PNG, JPEG and GIF" in pages[f"draws/{SHEET}/a.html"]
    assert "p.png is not attached" in pages[f"forgets/{SHEET}/a.html"]
    assert "data:text" not in pages[f"links/{SHEET}/a.html"]
    assert 'href="https://example.org"' in pages[f"links/{SHEET}/a.html"]


@pytest.mark.slow
def test_formgrader_shows_the_same(course):
    """Its server makes one exporter of the configuration, and gives it each graded notebook."""
    from nbconvert.exporters import HTMLExporter

    exporter = HTMLExporter(config=course_config(course))
    graded = sorted((course / "autograded").glob(f"*/{SHEET}/a.ipynb"))
    assert len(graded) == 5 + len(STATES)
    shown = {path.parent.parent.name: exporter.from_filename(str(path))[0] for path in graded}
    assert f"data:image/png;base64,{picture('png')}" in shown["shows"]
    assert "p.png is not attached" in shown["forgets"]
    assert not any("alert(1)" in page for page in shown.values())
