"""Nothing that the account has set changes a score, or a file that is committed."""

import os

import nbformat
import pytest
from course_tools import load
from grading_tools import submitted, tiny_sheet

from dltheory.grading import Grader
from dltheory.grading.attempts import try_visible
from dltheory.grading.execution import environment
from dltheory.grading.execution.forklauncher import ForkLauncher
from dltheory.grading.execution.plain import PlainLauncher
from dltheory.grading.sheets import Sheet, released

TESTS = (
    "assert work_on(1) == 2, 'one more'",
    # What a sheet may see of its surroundings: nothing that differs from one account to another.
    "import os\n"
    "assert __debug__ and os.environ['TZ'] == 'UTC' and os.environ['NBGRADER_EXECUTION'] == 'autograde'\n"
    "assert not [name for name in os.environ if 'STRANGE' in name]\n"
    "import matplotlib\nassert matplotlib.rcParams['figure.dpi'] == 100\n"
    "import locale\nassert locale.str(1.5) == '1.5' and hash('a') == work_on(-1)\n"
    "assert os.stat(os.getcwd()).st_mode & 0o500 == 0o500",
)
RIGHT = "def work_on(x):\n    return hash('a') if x == -1 else x + 1"
WRONG = "def work_on(x):\n    return hash('a') if x == -1 else x"
WHERE = {"sandbox": ForkLauncher, "no sandbox": lambda: ForkLauncher(sandbox=False), "plain": PlainLauncher}


@pytest.fixture
def strange(monkeypatch, tmp_path):
    """An account with settings of all kinds."""
    (tmp_path / "numpy.py").write_text("1 / 0")
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['statistics'] = None")
    (tmp_path / "matplotlibrc").write_text("figure.dpi: 7\nsavefig.format: svg\n")
    profile = tmp_path / "ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    (profile / "startup" / "00.py").write_text("raise SystemExit")
    (profile / "ipython_config.py").write_text("c = get_config()\nc.InlineBackend.figure_formats = {'svg'}\n")
    settings = {
        "PYTHONOPTIMIZE": "2",
        "PYTHONPATH": str(tmp_path),
        "PYTHONSTARTUP": str(tmp_path / "numpy.py"),
        "PYTHONHASHSEED": "77",
        "PYTHONWARNINGS": "error",
        "PYTHONINSPECT": "1",
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "MPLCONFIGDIR": str(tmp_path),
        "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"),
        "MPLBACKEND": "svg",
        "HOME": str(tmp_path),
        "LC_ALL": "de_DE.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "TZ": "Asia/Tokyo",
        "STRANGE": "1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)  # where matplotlib looks first
    before = os.umask(0o777)
    os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.parametrize("where", WHERE)
def test_no_setting_of_the_account_changes_a_score(strange, where):
    sheet = tiny_sheet(*TESTS, setup="import matplotlib.pyplot as plt")
    own = Sheet.from_notebook(sheet, "tiny")
    with WHERE[where]() as launcher, Grader(launcher=launcher) as grader:
        results = {name: grader.grade(submitted(sheet, work), own) for name, work in (("r", RIGHT), ("w", WRONG))}
    assert [result.points for result in results["r"]] == [2, 2], results["r"]
    assert [result.points for result in results["w"]] == [0, 2], results["w"]


def test_no_setting_of_the_account_changes_what_a_student_is_told(strange, tmp_path):
    sheet = released(tiny_sheet(TESTS[0], setup="import statistics"))
    nbformat.write(sheet, tmp_path / "sheet.ipynb")
    for work, passes in ((RIGHT, True), (WRONG, False)):
        nbformat.write(submitted(sheet, work), tmp_path / "attempt.ipynb")
        (result,) = try_visible(tmp_path / "sheet.ipynb", tmp_path / "attempt.ipynb")
        assert result.passed is passes, result


def test_no_setting_of_the_author_changes_a_chapter(strange, tmp_path):
    book = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"),
            nbformat.v4.new_code_cell("print(plt.rcParams['figure.dpi'], hash('a'), __debug__)"),
        ]
    )
    (tmp_path / "course").mkdir()
    load("make_notebooks").execute(book, tmp_path / "course")
    assert [sorted(output.data) for output in book.cells[0].outputs] == [["image/png", "text/plain"]]
    (printed,) = book.cells[1].outputs
    assert printed.text.startswith("100.0 ") and printed.text.endswith(" True\n")


def test_the_environment_holds_what_is_needed_and_nothing_else(strange, tmp_path):
    known = environment.from_nothing(tmp_path)
    assert not {"STRANGE", "PYTHONOPTIMIZE", "PYTHONSTARTUP", "PYTHONWARNINGS", "LC_ALL"} & known.keys()
    assert known["HOME"] == str(tmp_path) and (environment.package() / "grading").is_dir()
