"""The repository itself: lists that must agree, files that must not exist, notebooks as they are stored."""

import re
import subprocess
import sys
import tomllib

import nbformat
import pytest
import yaml
from course_tools import ROOT, TOOLS

from dltheory import overview

NOTEBOOKS = sorted((ROOT / "course").glob("*.ipynb"))
SHEETS = sorted((ROOT / "source").glob("*/*.ipynb")) + sorted((ROOT / "release").glob("*/*.ipynb"))
MEGABYTE = 1_000_000


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements():
    return project()["dependencies"] + project()["optional-dependencies"]["dev"]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement):
    return normal(re.match(r"[\w.-]+", requirement)[0])


def tracked_files():
    run = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if run.returncode != 0:
        pytest.skip("this is not a git checkout")
    return [ROOT / name for name in run.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_nothing_stands_at_the_top_that_was_not_put_there():
    top = """.ci .github .gitignore .pre-commit-config.yaml CHANGELOG.md CITATION.cff CONTRIBUTING.md LICENSE Makefile README.md
    autograded benchmarks constraints.txt course docs environment.yml nbgrader_config.py pyproject.toml release source tests tools"""
    assert {path.relative_to(ROOT).parts[0] for path in tracked_files()} <= set(top.split())


# --- dependencies ---


def test_conda_environment_has_the_same_dependencies():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert [line for line in pip if line.startswith("-")] == ["-c constraints.txt", "-e ."]
    assert sorted(line for line in pip if not line.startswith("-")) == sorted(requirements())


def test_conda_environment_has_a_python_that_the_package_allows():
    from packaging.specifiers import SpecifierSet

    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (python,) = [entry for entry in environment["dependencies"] if str(entry).startswith("python")]
    assert python.removeprefix("python=") in SpecifierSet(project()["requires-python"])


def constraints():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_constraints_pin_every_dependency_within_its_range():
    from packaging.requirements import Requirement

    pinned = {normal(name): version for name, version in constraints().items()}
    for line in requirements():
        assert Requirement(line).specifier.contains(pinned[name_of(line)], prereleases=True), line


def test_constraints_are_plain_versions():
    for name, version in constraints().items():
        assert re.fullmatch(r"[\w.-]+", name) and re.fullmatch(r"\d[\w.]*", version), f"{name}=={version}"
    assert constraints()["torch"] == "2.13.0"


def test_the_pinned_versions_run_on_every_python_that_the_package_allows():
    """Debian 12 has 3.11.2: a package that wants 3.11.5 would stop the whole installation there."""
    from importlib.metadata import distributions

    from packaging.specifiers import SpecifierSet

    first, pinned = project()["requires-python"].removeprefix(">=") + ".0", {normal(name) for name in constraints()}
    # get, not []: where the backport importlib_metadata is imported, its finder answers, and its [] refuses what is absent
    installed = {normal(found.metadata["Name"]): found.metadata.get("Requires-Python") for found in distributions()}
    wanted = {name: python for name, python in installed.items() if name in pinned}
    assert len(wanted) > 100
    assert not [f"{name}: {python}" for name, python in wanted.items() if python and first not in SpecifierSet(python)]


def test_lists_of_versions_agree():
    """The hooks run before a commit have the tools that `make lint` has; the oldest versions are the lower bounds."""
    from packaging.requirements import Requirement

    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    for hook in hooks:
        for name, version in (pin.split("==") for pin in hook["additional_dependencies"]):
            assert constraints().get(name, version) == version, f"{hook['id']}: {name}=={version}"
    lines = (ROOT / ".ci" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    oldest = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    bounds = {}
    for requirement in map(Requirement, requirements()):
        (bound,) = (s.version for s in requirement.specifier if s.operator in (">=", "=="))
        bounds[requirement.name] = bound
    assert {name: oldest.get(name) for name in bounds} == bounds


def test_every_import_is_a_dependency():
    """What the package imports is in pyproject.toml, or comes with something that is."""
    modules = {"sklearn": "scikit-learn", "PIL": "matplotlib", "traitlets": "nbgrader", "bleach": "nbgrader"}
    modules |= {"nbconvert": "nbgrader", "IPython": "ipykernel", "jupyter_client": "ipykernel", "zmq": "ipykernel"}
    modules |= {"tornado": "ipykernel", "jupyter_core": "ipykernel"}
    modules |= {"jinja2": "nbconvert", "mistune": "nbconvert", "sqlalchemy": "nbgrader", "dateutil": "nbgrader"}
    optional = {"mlxtend", "distributed"}  # what is used only where it is installed, and said so elsewhere
    known = {name_of(line) for line in project()["dependencies"]} | {"dltheory"} | optional
    for path in (ROOT / "course" / "dltheory").rglob("*.py"):
        for match in re.finditer(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            module = match[1]
            if module not in sys.stdlib_module_names:
                assert normal(modules.get(module, module)) in known, f"{path.name} imports {module}"


# --- the package ---


@pytest.mark.parametrize("module", ["dltheory", "dltheory.evidence", "dltheory.cli"])
def test_import_is_light(module):
    code = f"import sys, {module}; print(sorted({{'torch', 'ipywidgets'}} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_folder_of_code_is_packaged():
    """A folder of the package without __init__.py would be missing from an installation that is not editable."""
    package = ROOT / "course" / "dltheory"
    folders = {path.parent for path in package.rglob("*.py")}
    assert not [folder for folder in folders if not (folder / "__init__.py").is_file()]
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert options["packages"]["find"] == {"where": ["course"], "include": ["dltheory*"]}
    patterns = options["package-data"]
    data = {path for path in tracked_files() if package in path.parents and path.suffix != ".py"}
    covered = {path for pattern in patterns["dltheory"] for path in package.glob(pattern)}
    assert data <= covered, sorted(path.name for path in data - covered)


def test_tools_can_be_started():
    """The other tests call them in their own process; this one as the Makefile does."""
    tools = [path for path in sorted(TOOLS.glob("*.py")) if "argparse" in path.read_text(encoding="utf-8")]
    assert len(tools) >= 4
    running = [
        subprocess.Popen([sys.executable, str(tool), "--help"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for tool in tools
    ]
    for tool, process in zip(tools, running, strict=True):
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0 and f"usage: {tool.name}" in out, tool.name


def test_results_list_is_whole():
    rows = tomllib.loads((ROOT / "course/dltheory/results.toml").read_text(encoding="utf-8"))["result"]
    assert [row["number"] for row in rows] == list(range(1, 82))
    assert {row["name"].split()[0] for row in rows} == {"Theorem", "Lemma", "Proposition", "Corollary"}
    assert len({row["title"] for row in rows}) == len(rows)
    for row in rows:
        assert row["status"] in ("checked", "illustrated", "cited")
        assert row["status"] == "checked" or row["why"], f"{row['number']} does not say why it is not checked"


# --- files ---


def test_top_level_layout():
    expected = {
        "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "constraints.txt", "environment.yml",
        "nbgrader_config.py", "pyproject.toml", "course", "source", "release", "autograded", "tests", "tools", ".ci",
        ".github", ".pre-commit-config.yaml",
    }  # fmt: skip
    missing = [name for name in sorted(expected) if not (ROOT / name).exists()]
    assert not missing


def test_no_class_data_is_tracked():
    for path in tracked_files():
        parts = path.relative_to(ROOT).parts
        assert parts[0] not in ("submitted", "feedback", "exchange") and "gradebook.db" not in parts
        assert parts[0] != "autograded" or parts[1] in ("README.md", ".example")
        assert ".ipynb_checkpoints" not in parts and "__pycache__" not in parts


# Written apart, so that this file does not find itself.
FORBIDDEN = [
    r"/work" + r"/(main|shared)", r"/root" + r"/", r"/home" + r"/\w", r"/Users" + r"/\w", r"/opt" + r"/wheels",
    r"\.\./" + r"shared", r"pypi" + r"\.org", r"pythonhosted" + r"\.org", r"debian" + r"\.org",
]  # fmt: skip


def test_no_path_or_host_of_a_machine():
    pattern = re.compile("|".join(FORBIDDEN))
    for path in tracked_files():
        if path.suffix in (".gif", ".png", ".zip"):
            continue
        match = pattern.search(path.read_text(encoding="utf-8"))
        assert match is None, f"{path.relative_to(ROOT)} has {match[0]!r}"


def test_the_search_for_paths_can_fail():
    pattern = re.compile("|".join(FORBIDDEN))
    assert pattern.search("see /work" + "/main/x") and pattern.search("/home" + "/ada/course")
    assert not pattern.search("course/text/index.md")


def test_no_unfinished_work():
    words = re.compile("TO" + "DO|FIX" + "ME|XX" + "X")
    for path in tracked_files():
        if path.suffix in (".py", ".md", ".toml", ".cff", ".yml"):
            assert not words.search(path.read_text(encoding="utf-8")), path.relative_to(ROOT)


# --- notebooks as stored ---


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_there_are_notebooks():
    assert {path.stem for path in NOTEBOOKS} >= {"index", "01_approximation"} and SHEETS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_executed_and_clean(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert "widgets" not in notebook.metadata and "jupytext" not in notebook.metadata
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert any(cell.outputs for cell in cells)
    for cell in cells:
        assert "execution" not in cell.metadata, "execution times are stored"
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr", cell.source
            assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {}), cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps_its_size(path):
    assert path.stat().st_size <= 1.5 * MEGABYTE


CHAPTERS = [path for path in NOTEBOOKS if path.stem != "index"]


def count_words(markdown):
    """A formula counts as one word, a tag as none."""
    plain = re.sub(r"<[^>]+>", " ", re.sub(r"\$\$.*?\$\$|\$[^$]*\$", " formula ", markdown, flags=re.S))
    return len(re.findall(r"[A-Za-z]\w*(?:['’-]\w+)*", plain))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_has_the_size_of_a_chapter(path):
    notebook = nbformat.read(path, as_version=4)
    lengths = sorted(len(cell.source.splitlines()) for cell in code_cells(path))
    page = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown").split("## Appendix")[0]
    # What is folded is read when it is needed, and the appendix looked up.
    words = count_words(re.sub(r"<details>.*?</details>", "", page, flags=re.S))
    explorers = [cell for cell in code_cells(path) if re.search(r"\bexplore\w*\(", cell.source)]
    drawn = [cell for cell in code_cells(path) if cell not in explorers]
    pictures = sum("image/png" in output.get("data", {}) for cell in drawn for output in cell.outputs)
    assert 70 <= len(notebook.cells) <= 130
    assert 4500 <= words <= 7000
    assert lengths[len(lengths) // 2] <= 8
    assert 10 <= pictures <= 20
    assert 3 <= len(explorers) <= 5


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_long_cells_are_the_lesson(path):
    """A cell over 15 lines needs the excuse that it defines or draws what the section teaches, and none has over 25."""
    for cell in code_cells(path):
        length = len(cell.source.splitlines())
        assert length <= 15 or (length <= 25 and re.search(r"^def |plotting\.describe\(", cell.source, re.M)), (
            cell.source
        )


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_explorers_show_a_storyboard_without_a_kernel(path):
    for cell in code_cells(path):
        if re.search(r"\bexplore\w*\(", cell.source):
            assert "nbval-ignore-output" in cell.metadata.get("tags", []), cell.source
            assert any("image/png" in output.get("data", {}) for output in cell.outputs), cell.source


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_sheet_is_stored_without_outputs(path):
    for cell in code_cells(path):
        assert not cell.outputs and cell.execution_count is None


CHAPTERS = sorted(path.stem for path in (ROOT / "course" / "text").glob("[0-9]*.md"))


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_lists_the_problems_of_its_sheet(name):
    """What the index is made from: the problems of the chapter's last table are the sheet's, with their points and minutes."""
    (chapter,) = (chapter for chapter in overview.chapters() if chapter.stem == name)
    sheet = nbformat.read(ROOT / f"release/{name}/{name}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in sheet.cells)
    titles = [f"Problem {problem.name.replace(' ', ' · ', 1)}" for problem in chapter.problems]
    assert titles == re.findall(r"(?m)^## (Problem .*)$", text)
    for problem in chapter.problems:
        said = text.split(f"## Problem {problem.name.replace(' ', ' · ', 1)}\n")[1].split("\n## ")[0]
        assert f"{problem.minutes} minutes" in said, problem
        assert f"{problem.points} point" in said, problem
    marks = [cell.metadata.nbgrader for cell in sheet.cells if "nbgrader" in cell.metadata]
    assert sum(problem.points for problem in chapter.problems) == sum(mark["points"] for mark in marks if mark["grade"])
