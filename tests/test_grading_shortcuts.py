"""What we do in place of IPython and cloudpickle because it is quicker gives what theirs gives."""

import importlib
import json
import subprocess
import sys

import cloudpickle
import numpy as np
import pytest
from IPython.core.displayhook import DisplayHook

from dltheory import cli
from dltheory.grading.kernel.examiner import submodules
from dltheory.grading.kernel.shell import _Hook

THEIRS = cloudpickle.cloudpickle._find_imported_submodules
CELLS = {
    "1 + 1;": [],
    "1 + 1; # a comment\n": [],
    "'a;'": ["'a;'"],
    "x = 2\nx": ["2"],
    "x = 3; x": ["3"],
    "import asyncio\nawait asyncio.sleep(0, 4)": ["4"],
    "async def f():\n    return 5\nawait f()": ["5"],
    "async def g():\n    return 6\ng().close()": [],
    "'await'": ["'await'"],
    "def f():\n    await x": ["SyntaxError"],
}


def test_cells_show_what_they_show_in_ipython():
    program = (
        "import json, sys\nfrom dltheory.grading.kernel.shell import make_shell, run_cell\nout, shell = sys.stdout, make_shell()\n"
        "ran = [run_cell(shell, source).outputs for source in json.loads(sys.argv[1])]\nprint(json.dumps(ran), file=out)"
    )
    done = subprocess.run([sys.executable, "-c", program, json.dumps(list(CELLS))], capture_output=True, check=True)
    ran = [[o.get("ename") or o["data"]["text/plain"] for o in outputs] for outputs in json.loads(done.stdout)]
    assert ran == list(CELLS.values())


@pytest.mark.parametrize("cell", CELLS)
def test_a_last_semicolon_is_seen_as_ipython_sees_it(cell):
    assert _Hook.semicolon_at_end_of_expression(cell) == DisplayHook.semicolon_at_end_of_expression(cell)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.sin(x),
        lambda x: np.linalg.norm(np.random.default_rng(0).normal(size=x)),
        lambda x: np.polynomial.legendre.legval(x, [1]),
        lambda x: np.polynomial.linalg(x),
        lambda x: importlib.metadata.version(x),
        lambda x: x.linalg,
    ],
)
def test_a_function_takes_the_modules_along_that_cloudpickle_finds(function):
    found = [np, importlib, 3, None]
    names = [{module.__name__ for module in find(function.__code__, found)} for find in (submodules, THEIRS)]
    assert names[0] == names[1]


@pytest.mark.parametrize("command", cli._COMMANDS)
def test_a_command_alone_has_the_options_that_it_has_beside_the_others(command, capsys):
    said = []
    for known in (command, ""):
        with pytest.raises(SystemExit):
            cli._parser(known).parse_args([command, "--help"])
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] and command in said[0]
