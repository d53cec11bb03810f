"""What is refused in a sheet before it is released, and that good test cells are left alone."""

import nbformat
import pytest
from course_tools import ROOT
from grading_tools import SETUP, cell, notebook

from dltheory.grading.lint import lint_sheet
from dltheory.grading.sheets import Sheet

SOLUTION = "import math\nSTEPS = 3\ndef f(x):\n    return x\ndef g(x):\n    return x"


def problems(*tests, setup=SETUP):
    cells = [cell("test", f"test_{number}", source, 1) for number, source in enumerate(tests)]
    return lint_sheet(
        Sheet.from_notebook(notebook([cell("setup", "setup", setup), cell("solution", "f", SOLUTION), *cells]), "s")
    )


PARTS = "score = checks.Score(2)\nwith score.part(1, 'a'):\n{}\nwith score.part(1, 'b'):\n{}\nscore.report()"


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        (["def helper():\n    return 1", "assert f(1) == helper()"], "test_1 uses 'helper' of test_0"),
        (["import math", "assert f(1) == math.pi"], "test_1 uses 'math' of test_0"),
        (["f = 3"], "test_0 defines 'f', which a solution cell defines too"),
        ([PARTS.format("    rng = checks.rng('t')", "    f(rng.normal())")], "uses 'rng' of another part"),
        ([PARTS.format("    x = 1", "    if True:\n        f(x)")], "uses 'x' of another part"),
        (["rng = checks.rng('t')\nf(rng)"], "hands a generator of checks.rng to f"),
        (["f(x=checks.rng('t'))"], "hands a generator of checks.rng to f"),
        (["checks.close(f(checks.rng('t')), 3)"], "hands a generator of checks.rng to f"),
        (["class A:\n    x = 1\nf(A())"], "hands an object of a class of its own to f"),
        (["class A:\n    x = 1\na = A()\nf(a)"], "hands an object of a class of its own to f"),
        (["expected = np.ones(3)\nf(expected.sum)"], "hands expected.sum to f; a bound method"),
        (["score = checks.Score(1)\nwith score.part(1, 'a'):\n    f(1)"], "does not show it"),
        (["score = checks.Score(1)\nscore.report()\nf(1)"], "does not show it"),
        (["points = 0\nif f(1) == 1:\n    points += 1\npoints"], "ends with a number"),
        (["points = f(1)\nround(points, 1)"], "ends with a number"),
        (["old = f\ndel f\ntry:\n    g(1)\nfinally:\n    f = old"], "test_0 deletes 'f', which changes nothing"),
        (["assert 'f' in globals()"], "calls globals()"),
        (["assert 'f' in dir()"], "calls dir()"),
        (["assert f(1) == get_ipython().user_ns['STEPS']"], "looks into get_ipython().user_ns"),
        (["import sys\nsys.modules['__main__'].f = None"], "reaches for '__main__'"),
        (["import __main__\nassert f(1) == vars(__main__)['STEPS']"], "imports __main__"),
        (["from unittest import mock\nwith mock.patch('__main__.f'):\n    g(1)"], "reaches for '__main__.f'"),
        (["from unittest.mock import patch\nwith patch('math.pi', 3):\n    f(1)"], "uses patch"),
        (["np.dot = lambda a, b: 1 / 0\nf(1)"], "replaces np.dot"),
        (["import sys, io\nsys.stdout = io.StringIO()\nf(1)"], "replaces sys.stdout"),
        (["setattr(np, 'dot', None)\nf(1)"], "calls setattr on np"),
        (
            ["import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()):\n    f(1)"],
            "catches with redirect_stdout",
        ),
        (["assert f.__doc__"], "reads f.__doc__"),
        (["import inspect\nassert 'for' not in inspect.getsource(f)"], "reads f with getsource"),
    ],
)
def test_what_goes_wrong_in_grading_is_refused(tests, said):
    found = problems(*tests)
    assert len(found) == 1 and said in found[0], found


@pytest.mark.parametrize(
    "test",
    [
        "rng = checks.rng('t')\nx = rng.normal(size=3)\nchecks.close(f(x), x)",
        "checks.close(f(np.random.default_rng(3)), 1)",
        "f(np.sin), f(np.linalg.norm), f(np.ones((2, 3)).T), f(lambda t: t**2)",
        "x = np.ones(3)\nassert f(x.T) is not None and x.sum() == 3",
        PARTS.format("    for k in range(3):\n        f(k)", "    for k in range(3):\n        f(k)"),
        PARTS.format("    x = 1\n    f(x)", "    f([x for x in range(3)])"),
        "x = 2\n" + PARTS.format("    f(x)", "    f(x)"),
        "import math\nassert f(STEPS) == math.floor(3.5)",
        "not Python (",
        "f.call_inplace(np.ones(3))",
        "assert f(1) == 1 and __name__ == '__main__'",
        "import torch\ntorch.backends.cudnn.deterministic = True\nf(1)",
        "%matplotlib inline\nassert f(1) == 1\nprint('well done')",
        "f(1) == 1",
        "assert f(1) == 1\nrow = [f(1)]\nrow",
        "helper = {'a': 1}\ndel helper['a']\nassert vars(f(1)) is not None",
    ],
)
def test_good_test_cells_are_left_alone(test):
    assert problems(test, test.replace("'t'", "'u'")) == []


def test_a_name_that_no_student_can_know_is_refused():
    nb = notebook([cell("solution", "f", SOLUTION), cell("test", "test_0", "assert f(STEPS) == 3", 1)])
    for text, number in (("Write f(x).", 1), ("Write f(x); STEPS is 3.", 0), ("Write f(x), of STEPSIZE.", 1)):
        found = lint_sheet(Sheet.from_notebook(nb, "s"), text)
        assert len(found) == number and all("uses 'STEPS' of the solution" in said for said in found)


def test_names_of_locked_cells_are_for_everybody():
    assert problems("f(helper(1))", "f(helper(2))", setup=SETUP + "\ndef helper(x):\n    return x") == []


@pytest.mark.parametrize("path", sorted((ROOT / "source").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_the_sheets_of_the_course_are_clean(path):
    assert lint_sheet(Sheet.from_notebook(nbformat.read(path, as_version=4), path.stem)) == []
