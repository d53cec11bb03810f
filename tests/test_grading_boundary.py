"""Two processes: what crosses between them, what does not, and what cheating is worth.

Each test grades a tiny sheet whose only solution cell is replaced by `work`; `grade` also asserts that nbgrader reads
exactly our scores from the graded notebook.
"""

import os
import subprocess
import sys
import textwrap
import time

import pytest
from grading_tools import SETUP, cell, grade, notebook, points_in_one_kernel, submitted, tiny_sheet
from nbclient.exceptions import DeadKernelError

from dltheory.grading import Grader, GradingError, Limits, Verdict
from dltheory.grading.execution.plain import PlainLauncher
from dltheory.grading.sheets import Sheet


@pytest.fixture(scope="module")
def grader():
    with Grader(Limits(cell=10, call=5, test=20)) as grader:
        yield grader


@pytest.fixture(scope="module")
def hasty():
    with Grader(Limits(cell=2, call=1.5, test=10)) as grader:
        yield grader


def points(results):
    return [result.points for result in results]


# What crosses


def test_a_right_answer_earns_everything_and_a_wrong_one_nothing(grader):
    test = "checks.close(double(3), 6)"
    assert points(grade(grader, "def double(x):\n    return 2 * x", test)) == [2]
    (result,) = grade(grader, "def double(x):\n    return 3 * x", test)
    assert result.points == 0
    assert result.message == "the result = 9 is not right."


@pytest.mark.parametrize(
    "work",
    [
        "def double(x):\n    raise NotImplementedError\n    return 2 * x",
        "raise NotImplementedError\ndef double(x):\n    return 2 * x\ndouble(1)",
    ],
)
def test_work_below_the_stub_is_told_from_no_work(grader, work):
    said = "in the cell work NotImplementedError is still raised beside the work"
    parts = "score = checks.Score(2)\nwith score.part(2, 'a'):\n    double(3)\nscore.report()"
    for test in ("checks.close(double(3), 6)", parts):
        (result,) = grade(grader, work, test)
        assert result.points == 0 and said in result.message
        (result,) = grade(grader, "def double(x):\n    raise NotImplementedError", test)
        assert said not in result.message and "not filled in yet" in result.message


def test_values_keep_their_types_both_ways(grader):
    work = "def echo(*args, **kwargs):\n    return args[0] if args else kwargs"
    test = """
    for value in [(1, 2), [1, 2], {1: 'a', (2, 3): None}, 10**300, float('inf'), True, None, 'text', b'bytes', 1j]:
        back = echo(value)
        assert type(back) is type(value) and back == value
    for array in [np.arange(6, dtype=np.int8).reshape(2, 3), np.array(2.5), np.float32(0.5), np.zeros((0, 2))]:
        back = echo(array)
        assert type(back) is type(array) and back.dtype == array.dtype and back.shape == array.shape
    assert echo(a=1, b=(2,)) == {'a': 1, 'b': (2,)}
    """
    assert points(grade(grader, work, textwrap.dedent(test))) == [2]


def test_torch_tensors_cross(grader):
    work = "import torch\ndef square(x):\n    return x**2"
    test = "import torch\nassert torch.equal(square(torch.tensor([1.0, 2.0])), torch.tensor([1.0, 4.0]))"
    assert points(grade(grader, work, test)) == [2]


def test_plain_values_are_values_not_proxies(grader):
    assert points(grade(grader, "answer = [6, 7]", "assert type(answer) is list and answer == [6, 7]")) == [2]


def test_builtin_exceptions_cross_by_name(grader):
    work = """
    class Own(ValueError):
        pass
    def check(kind):
        if kind == 'own':
            raise Own('mine')
        if kind == 'plain':
            raise type('Strange', (Exception,), {})('odd')
        if kind == 'exit':
            raise SystemExit(3)
        if kind == 'decode':
            b'\\xff'.decode()
        raise {'value': ValueError, 'key': KeyError, 'zero': ZeroDivisionError}[kind]('bad n')
    """
    test = """
    for kind, expected in {'value': ValueError, 'key': KeyError, 'zero': ZeroDivisionError, 'own': ValueError}.items():
        try:
            check(kind)
        except expected as error:
            assert 'bad n' in str(error) or (type(error).__name__, str(error)) == ('Own', 'mine')
        else:
            raise AssertionError('nothing raised')
    for kind, name in {'plain': 'Strange', 'exit': 'SystemExit', 'decode': 'UnicodeDecodeError'}.items():
        try:
            check(kind)
        except ValueError:
            raise AssertionError('this is no ValueError')
        except Exception as error:
            assert type(error).__name__ == name, type(error)
    """
    assert points(grade(grader, textwrap.dedent(work), textwrap.dedent(test))) == [2]


def test_the_message_of_an_error_names_the_place_in_the_students_code(grader):
    (result,) = grade(grader, "def f(x):\n    y = 0\n    return x / y", "f(1)")
    assert result.points == 0
    assert "ZeroDivisionError" in result.message
    assert "in f, line 3: return x / y" in result.message


def test_functions_cross_and_run_on_the_other_side(grader):
    work = "def at_two(f):\n    return f(2)\ndef make(c):\n    return lambda x: c * x\ndef twice(f, x):\n    return f(f(x))"
    test = """
    assert at_two(lambda t, c=np.ones(2): (c * t).sum()) == 4      # ours, called there
    assert at_two(np.sqrt) == 2**0.5
    assert make(3)(5) == 15                                         # theirs, called through a handle
    assert twice(make(3), 1) == 9                                   # theirs, passed back to them
    assert at_two(at_two) if False else at_two(make(7)) == 14
    """
    assert points(grade(grader, work, textwrap.dedent(test))) == [2]


def test_a_proxy_as_argument_is_the_students_own_object(grader):
    work = "def f(x):\n    return x\ndef is_f(g):\n    return g is f\nclass Model:\n    scale = 4\nmodel = Model()\ndef scale(m):\n    m.scale += 1\n    return m.scale"
    assert points(grade(grader, work, "assert is_f(f) is True and scale(model) == 5 and scale(model) == 6")) == [2]


def test_a_generator_goes_over_by_its_state(grader):
    work = "def draw(rng, n):\n    return rng.normal(size=n)"
    test = "assert np.array_equal(draw(np.random.default_rng(3), 4), np.random.default_rng(3).normal(size=4))"
    (result,) = grade(grader, work, test)
    assert (result.points, result.message) == (2, "")


@pytest.mark.parametrize(
    ("argument", "change", "after"),
    [
        ("np.zeros(3)", "a[1] = 5", "a[1] == 5"),
        ("[1, 2]", "a.append(3)", "a == [1, 2, 3]"),
        ("[1, 2]", "a.clear()", "a == []"),
        ("{'x': 1}", "a['y'] = 2", "a == {'x': 1, 'y': 2}"),
        ("{1, 2}", "a.discard(1)", "a == {2}"),
        ("[np.zeros(2), 'x']", "a[0][:] = 1", "inner[0] == 1"),
        ("(np.zeros(2), 'x')", "a[0][:] = 1", "inner[0] == 1"),
        ("{'w': np.zeros(2)}", "a['w'] += 1", "a['w'][1] == 1"),
    ],
)
def test_arguments_are_copies_unless_the_test_opts_in(grader, argument, change, after):
    work = f"def f(a, n=0):\n    {change}\n    return 0"
    test = f"a = {argument}\ninner = a[0] if isinstance(a, (list, tuple)) and len(a) else None\n"
    copied, opted_in = grade(
        grader, work, f"{test}f(a)\nassert not ({after}), a", f"{test}checks.inplace(f, a)\nassert {after}, a"
    )
    assert copied.points == 2, copied.message
    assert "changes argument 1" in copied.message and "in place; work on a copy" in copied.message
    assert (opted_in.points, opted_in.message) == (2, "")


def test_an_expected_value_cannot_be_changed_by_the_function_that_is_tested(grader):
    work = "def f(x):\n    x[:] = -1\n    return np.zeros(3)"
    test = "x = np.array([1.0, 2.0, 3.0])\nchecks.close(f(x), np.maximum(x, 0))"
    (result,) = grade(grader, work, test)
    assert result.points == 0 and "f changes argument 1 (ndarray) in place" in result.message


def test_an_argument_that_is_left_alone_is_not_reported(grader):
    work = "def f(a):\n    a = list(a)\n    a.append(1)\n    return a"
    (result,) = grade(grader, work, "assert f([np.nan, 2.0, np.zeros(2)])[3] == 1")
    assert (result.points, result.message) == (2, "")


def test_a_change_that_cannot_be_carried_back_is_refused_where_it_is_asked_for(grader):
    work = "def f(a):\n    a.size = 5"
    test = "class Box:\n    size = 1\n"
    noted, refused = grade(grader, work, test + "f(Box())", test + "checks.inplace(f, Box())")
    assert (noted.points, noted.message) == (2, "f changes argument 1 (Box) in place; work on a copy")
    assert refused.points == 0 and refused.verdict is Verdict.REFUSED
    assert "argument 1, a Box, in place" in refused.message
    resized = "def f(a):\n    a.shape = (4,)\n    return a"
    (result,) = grade(grader, resized, "checks.inplace(f, np.zeros((2, 2)))")
    assert result.points == 0
    assert "in place" in result.message


@pytest.mark.parametrize(
    ("test", "named"),
    [
        ("expected = 42\ncall(lambda t: expected)", "'expected'"),
        ("def reference(t):\n    return 42\ncall(lambda t: reference(t))", "'reference'"),
        ("expected = np.ones(3)\ntotal = expected.sum\ncall(lambda t: total())", "'total'"),
        ("import functools\ng = functools.partial(max, 42)\ncall(lambda t: g(t))", "'g'"),
        ("expected = 42\ncall([lambda t: [expected for _ in range(2)]])", "'expected'"),
        ("def make():\n    expected = 42\n    return lambda t: expected\ncall(make())", "'expected'"),
        ("expected = 42\nclass F:\n    def __call__(self, t):\n        return expected\ncall(F())", "'expected'"),
    ],
)
def test_functions_of_test_cells_may_not_take_secrets_along(grader, test, named):
    with pytest.raises(GradingError, match="give it explicitly") as caught:
        grade(grader, "def call(f):\n    return 0", test)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("expected = np.ones(3)\ncall(expected.sum)", "a bound method takes its object along"),
        ("class F:\n    def m(self):\n        return 0\ncall(F().m)", "a bound method takes its object along"),
        ("call(checks.rng('test_0'))", "makes later draws known"),
        ("call([checks.rng('test_0').bit_generator])", "makes later draws known"),
        (
            "score = checks.Score(2)\nwith score.part(2, 'all'):\n    call(checks.rng('test_0'))\nscore.report()",
            "draws",
        ),
    ],
)
def test_objects_that_carry_the_answer_along_are_the_tests_mistake(grader, test, said):
    with pytest.raises(GradingError, match=said):
        grade(grader, "def call(f):\n    return 0", test)


def test_functions_of_test_cells_may_use_modules_and_what_they_are_given(grader):
    test = """
    import functools, math
    from math import sqrt
    from numpy import sin
    def fact(n):
        return 1 if n < 2 else n * fact(n - 1)
    assert call(lambda t: np.cos(t) + math.pi) == np.cos(1) + math.pi
    assert call(lambda t, c=2.0: c * t) == 2
    assert call(functools.partial(lambda c, t: c[0] * t, [3])) == 3
    assert call(lambda t: sqrt(t) + sin(t)) == 1 + np.sin(1)
    assert call(fact) == 1
    """
    assert points(grade(grader, "def call(f):\n    return f(1)", textwrap.dedent(test))) == [2]


def test_names_come_from_the_student_only_where_the_sheet_has_none(grader):
    work = """
    import numpy
    class Fake:
        def close(self, *args, **kwargs): pass
        def __getattr__(self, name): return lambda *a, **k: True
    checks = np = Fake()
    def len(x): return 7
    def f(x): return 0
    def helper(): return 0
    """
    work = textwrap.dedent(work)
    sheet = tiny_sheet(
        "def helper():\n    return 7\nassert len([1]) == 1 and np.all([True]) is not True",
        "checks.close(f(3), helper())",
    )
    results = grader.grade(submitted(sheet, work), Sheet.from_notebook(sheet, "tiny"))
    assert points(results) == [2, 0]


def test_a_missing_name_is_a_name_error(grader):
    (result,) = grade(grader, "g = 1", "f(3)")
    assert result.points == 0
    assert result.message == "NameError: name 'f' is not defined"


def test_objects_without_a_plain_form_are_never_true_or_equal(grader):
    work = "class Yes:\n    def __eq__(self, o): return True\n    def __bool__(self): return True\n    def __float__(self): return 6.0\ndef f(x):\n    return Yes()"
    tests = [
        "assert f(3)",
        "assert f(3) == 6",
        "assert f(3) != 5",
        "assert not f(3) < 6",
        "assert abs(f(3) - 6) < 1e-9",
        "assert np.allclose(f(3), 6)",
        "assert float(f(3)) == 6",
        "checks.close(f(3), 6)",
        "assert 6 in f(3)",
    ]
    for result, test in zip(grade(grader, work, *tests), tests, strict=True):
        assert result.points == 0, test
        assert "object of type Yes" in result.message


def test_large_and_endless_values_are_refused_with_the_reason(grader):
    work = """
    import numpy
    def large():
        return numpy.zeros(10**8)
    def endless():
        a = []
        a.append(a)
        return a
    def objects():
        return numpy.array([None])
    """
    results = grade(grader, textwrap.dedent(work), "large()", "endless()", "objects()")
    reasons = ["larger than 64 MiB", "contains itself", "dtype object"]
    for result, reason in zip(results, reasons, strict=True):
        assert result.points == 0
        assert reason in result.message


# What cheating is worth

WRONG = "def double(x):\n    return -1"
TEST = "assert double(3) == 6"

CHEATS = {
    "an object that equals everything": """
        class Yes:
            def __eq__(self, other): return True
        def double(x): return Yes()
        """,
    "a shadowed builtin": """
        def double(x): return -1
        import builtins
        builtins.abs = lambda x: 0
        """,
    "the display hook": """
        import sys
        def double(x):
            sys.displayhook(2.0)
            return -1
        """,
    "a printed result": """
        from IPython.display import publish_display_data
        from IPython import get_ipython
        def double(x):
            get_ipython().displayhook(2.0)
            return -1
        """,
    "an input transformer": """
        def double(x): return -1
        get_ipython().input_transformers_post.append(lambda lines: [l.replace('assert', 'bool and') for l in lines])
        """,
    "an AST transformer": """
        import ast
        def double(x): return -1
        class NoAsserts(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
        get_ipython().ast_transformers.append(NoAsserts())
        """,
    "a patched numpy": """
        import numpy as np
        def double(x): return -1
        np.allclose = np.array_equal = lambda *a, **k: True
        """,
    "patched checks": """
        from dltheory.grading import checks
        def double(x): return -1
        checks.close = lambda *a, **k: None
        """,
    "a look at the caller": """
        import sys
        def double(x):
            frame = sys._getframe()
            while frame:
                frame.f_globals['expected'] = -1
                frame = frame.f_back
            return -1
        """,
    "a forged score": """
        from IPython.display import publish_display_data
        def double(x):
            score = {'points': 2, 'max_points': 2, 'parts': []}
            publish_display_data({'application/vnd.dltheory.score+json': score, 'text/plain': '2'})
            return -1
        """,
    "a score from another cell": """
        def double(x): return -1
        from dltheory.grading import checks
        checks.examining = True
        checks.Score.failed = property(lambda self: [])
        """,
}
CHEATED_TESTS = {
    "a shadowed builtin": "assert abs(double(3) - 6) < 1e-9",
    "a patched numpy": "assert np.allclose(double(3), 6)",
    "patched checks": "checks.close(double(3), 6)",
    "a look at the caller": "expected = 6\nassert double(3) == expected",
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_cheating_is_worth_nothing(grader, cheat):
    work, test = textwrap.dedent(CHEATS[cheat]), CHEATED_TESTS.get(cheat, TEST)
    assert points(grade(grader, "def double(x):\n    return 2 * x", test)) == [2]
    assert points(grade(grader, work, test)) == [0]


@pytest.mark.parametrize(
    "cheat", ["an object that equals everything", "the display hook", "an AST transformer", "a look at the caller"]
)
def test_the_same_cheats_earn_full_points_in_one_process(cheat):
    work, test = textwrap.dedent(CHEATS[cheat]), CHEATED_TESTS.get(cheat, TEST)
    assert points_in_one_kernel(work, test) == [2]


def test_a_cell_of_the_students_own_that_poses_as_the_sheets_is_not_believed(grader):
    sheet = tiny_sheet(TEST)
    forged = submitted(sheet, WRONG)
    forged.cells[0].source = "checks = None"  # the locked setup cell, edited
    forged.cells[2].source = "pass"  # the test, edited
    forged.cells.append(cell("locked", "extra", "double = lambda x: 2 * x"))
    forged.cells.insert(2, cell("locked", "extra", "def double(x):\n    return 6"))
    assert points(grader.grade(forged, Sheet.from_notebook(sheet, "tiny"))) == [2]  # run for the student: it counts
    assert "extra" not in Sheet.from_notebook(sheet, "tiny").cells
    forged.cells[2].source = "checks.close = lambda *a, **k: None\ndouble = lambda x: -1"
    assert points(grader.grade(forged, Sheet.from_notebook(sheet, "tiny"))) == [0]


def test_deleted_and_doubled_cells(grader):
    sheet = notebook(
        [
            cell("setup", "setup", SETUP),
            cell("locked", "helper", "def reference(x):\n    return 2 * x"),
            cell("solution", "work", "double = None"),
            cell("test", "test_0", "checks.close(double(3), reference(3))", 1),
            cell("test", "test_1", "checks.close(double(4), reference(4))", 1),
        ]
    )
    own = Sheet.from_notebook(sheet, "tiny")
    forged = submitted(sheet, "def double(x):\n    return -1\ndef reference(x):\n    return -1")
    del forged.cells[3], forged.cells[1]  # a test, and the locked cell that defines the reference
    assert points(grader.grade(forged, own)) == [0, 0]
    doubled = submitted(sheet, "def double(x):\n    return 2 * x")
    earlier = cell("solution", "work", "def double(x):\n    return 0")
    doubled.cells[2:2] = [earlier, doubled.cells[3].copy(), doubled.cells[3].copy()]
    assert points(grader.grade(doubled, own)) == [1, 1]


SPY = """
def spy(*marks):
    # Which of the marks (in hexadecimal, so that they do not find themselves) occur anywhere in this process?
    import gc, os, sys
    shell = get_ipython()
    texts = [repr(dict(os.environ)), repr(shell.user_ns.get('In')), repr(shell.history_manager.input_hist_raw)]
    for frame in sys._current_frames().values():
        while frame:
            texts += [value for value in frame.f_locals.values() if isinstance(value, str)]
            frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            thing = list(thing.values())
        if isinstance(thing, (list, tuple)):
            texts += [item for item in thing if isinstance(item, str)]
    files = ['/proc/self/environ', '/proc/self/cmdline']
    files += [os.path.join(folder, name) for folder, _, names in os.walk('.') for name in names]
    for name in files:
        if os.path.exists(name):
            texts.append(open(name, errors='replace').read())
    wanted = [bytes.fromhex(mark).decode() for mark in marks]
    return [any(mark in text and mark != text for text in texts) for mark in wanted]
# mark_of_the_student
"""


def test_hidden_tests_and_the_secret_never_reach_the_student(monkeypatch, tmp_path):
    """Whatever student code can find in its own process, the hidden tests are not there; in one process they are."""
    monkeypatch.setenv("DLTHEORY_GRADING_SECRET", "mark_of_the_secret")
    marks = [f"mark_of_the_{name}".encode().hex() for name in ("student", "secret", "hidden_test")]
    call = f"assert spy(*{marks}) == "
    hidden = "\n### BEGIN HIDDEN TESTS\nmark_of_the_hidden_test = 42\n{}\n### END HIDDEN TESTS"
    with Grader() as own:
        apart = "[True, False, False]"
        assert points(grade(own, SPY, "spy()" + hidden.format(call + apart), call + apart)) == [2, 2]
    together = "[True, True, True]"
    assert points_in_one_kernel(SPY, "spy()" + hidden.format(call + together)) == [2]


def test_the_secret_reaches_the_examiner(monkeypatch):
    test = "assert int(checks.rng('test_0').integers(10**9)) == 0"
    drawn = []
    for secret in (None, "a", "b"):
        if secret is None:
            monkeypatch.delenv("DLTHEORY_GRADING_SECRET", raising=False)
        else:
            monkeypatch.setenv("DLTHEORY_GRADING_SECRET", secret)
        with Grader() as own:
            test = "raise ValueError(int(checks.rng('test_0').integers(10**9)))"
            drawn.append(grade(own, "pass", test)[0].message)
    assert len(set(drawn)) == 3


# Scores


def test_warnings_and_prints_cost_nothing(grader):
    work = "import sys, warnings\ndef double(x):\n    print('hm')\n    print('oh', file=sys.stderr)\n    warnings.warn('careful')\n    return 2 * x"
    assert points(grade(grader, work, TEST)) == [2]
    assert points_in_one_kernel(work, TEST) == [0]


def test_a_number_as_the_last_line_of_a_test_is_no_score(grader):
    assert points(grade(grader, "def double(x):\n    return 0.5", "double(3)")) == [2]
    assert points_in_one_kernel("def double(x):\n    return 0.5", "double(3)") == [0.5]


SCORED = """
score = checks.Score(2)
with score.part(0.5, "small"):
    checks.close(double(1), 2, name="double(1)")
with score.part(1.5, "arrays"):
    checks.close(double(np.ones(2)), np.full(2, 2.0), name="double", hint="Elementwise?")
score.report()
"""


def test_partial_scores_with_messages(grader):
    for work, expected in {
        "def double(x):\n    return 2 * x": 2,
        "def double(x):\n    return float(2 * x)": 0.5,
        "def double(x):\n    return 2 * x + (getattr(x, 'ndim', 0) == 0)": 1.5,
        "def double(x):\n    return None": 0,
    }.items():
        (result,) = grade(grader, work, SCORED)
        assert result.points == expected
        assert bool(result.message) == (expected < 2)
    assert "small: double(1) is None: is a `return` missing?" in result.message
    assert "arrays: double is None" in result.message


def test_an_error_outside_the_parts_is_worth_nothing(grader):
    test = "score = checks.Score(2)\nwith score.part(2, 'all'):\n    pass\ndouble(1)\nscore.report()"
    assert points(grade(grader, "def double(x):\n    return x", test)) == [2]
    assert points(grade(grader, "def double(x):\n    raise ValueError", test)) == [0]


def test_a_score_of_other_points_than_its_cell_is_the_authors_mistake(grader):
    test = "score = checks.Score(5)\nwith score.part(5, 'all'):\n    pass\nscore.report()"
    with pytest.raises(GradingError, match="worth 2 points but its Score says 5"):
        grade(grader, "pass", test)


def test_messages_hold_neither_source_nor_traceback(grader):
    test = "### BEGIN HIDDEN TESTS\nexpected_value = 6\nassert double(3) == expected_value\n### END HIDDEN TESTS"
    sheet = tiny_sheet(test)
    graded = submitted(sheet, WRONG)
    (result,) = grader.grade(graded, Sheet.from_notebook(sheet, "tiny"))
    assert result.message == "a check failed"
    assert "expected_value" not in str(graded.cells[-1].outputs)
    assert "expected_value" in graded.cells[-1].source  # only the feedback takes it out


# Processes that hang or die


def test_an_endless_loop_costs_its_own_item(hasty):
    work = "def hang():\n    while True: pass\ndef good():\n    return 1"
    results = grade(
        hasty,
        work,
        "hang()",
        "score = checks.Score(2)\nfor i in range(2):\n    with score.part(1, str(i)):\n        hang()\nscore.report()",
        "assert good() == 1",
    )
    assert points(results) == [0, 0, 2]
    assert "hang took longer than 1.5 s" in results[0].message
    assert "not called again" in results[1].message


def test_a_loop_that_ignores_interrupts_is_killed_and_the_rest_is_graded(hasty):
    work = """
    import signal
    def hang():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        while True: pass
    def good():
        return 1
    """
    work = textwrap.dedent(work)
    results = grade(hasty, work, "hang()", "assert good() == 1")
    assert points(results) == [0, 2]
    assert "no answer within" in results[0].message and results[0].verdict is Verdict.TIMEOUT


def test_a_cell_that_hangs_is_interrupted(hasty):
    results = grade(hasty, "def double(x):\n    return 2 * x\nwhile True: pass", TEST)
    assert points(results) == [2]


def test_a_test_that_hangs_is_interrupted():
    with Grader(Limits(cell=2, call=1, test=1)) as own:
        results = grade(own, "def double(x):\n    return 2 * x", "while True: double(3)", TEST)
    assert points(results) == [0, 2]
    assert "took longer than 1 s" in results[0].message


def test_a_process_that_ends_itself_costs_that_item_only(grader):
    work = "import os\ndef end():\n    os._exit(0)\ndef good():\n    return 1"
    results = grade(grader, work, "assert good() == 1", "end()", "assert good() == 1")
    assert points(results) == [2, 0, 2]
    assert "process of the submission" in results[1].message
    with pytest.raises(DeadKernelError):
        points_in_one_kernel(work, "assert good() == 1", "end()", "assert good() == 1")


def test_a_forgotten_exit_costs_nothing(grader):
    tests = ["assert f(1) == 1\nimport time\ntime.sleep(1)", "assert f(2) == 2"]
    assert points(grade(grader, "def f(x):\n    return x\nexit()\nquit", *tests)) == [2, 2]


def test_an_object_that_refuses_to_be_looked_at_costs_its_own_item(grader):
    work = """
    class Strange:
        @property
        def __name__(self): raise ValueError('no name')
        def __call__(self, x): return x
    strange = Strange()
    def f(x): return x
    """
    assert points(grade(grader, textwrap.dedent(work), "assert strange(1) == 1", "assert f(2) == 2")) == [2, 2]


def test_a_process_is_restarted_at_most_twice(grader):
    work = "import os\ndef end():\n    os._exit(0)\ndef good():\n    return 1"
    results = grade(grader, work, *["end()"] * 3, "assert good() == 1")
    assert points(results) == [0, 0, 0, 0]
    assert results[3].message == "the process of the submission ended too often"


def test_a_cell_that_ends_the_process_is_left_out_of_the_restart(grader):
    sheet = tiny_sheet(TEST)
    work = submitted(sheet, "def double(x):\n    return 2 * x")
    work.cells.insert(1, cell("solution", "mine", "import os\nos._exit(1)"))
    assert points(grader.grade(work, Sheet.from_notebook(sheet, "tiny"))) == [2]
    assert work.cells[1].outputs[0].ename == "ProcessDied"


def test_a_process_that_ends_between_two_cells_is_restarted(grader):
    work = """
    import os, threading
    def soon():
        threading.Timer(0.3, os._exit, [0]).start()
        return 1
    def good():
        return 1
    """
    slow = "import time\nassert soon() == 1\ntime.sleep(1)"
    results = grade(grader, textwrap.dedent(work), slow, "assert good() == 1")
    assert points(results) == [2, 2]


def test_processes_end_with_the_process_that_started_them(tmp_path):
    code = f"import tempfile, time; tempfile.tempdir = {str(tmp_path)!r}\nfrom dltheory.grading import Limits\n"
    code += "from dltheory.grading.execution.plain import PlainLauncher as L; from dltheory.grading.execution.channel import Channel\n"
    code += "both = [Channel(L().start(role, Limits())) for role in ('student', 'examiner')]\n"
    code += "[c.ask({'do': 'hello'}, seconds=60) for c in both]; print('ready', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        running = [int(number) for number in _processes_using(tmp_path)]
        process.kill()
    assert len(running) >= 2
    deadline = time.monotonic() + 15
    while any(os.path.exists(f"/proc/{number}") for number in running):
        assert time.monotonic() < deadline, "processes are left"
        time.sleep(0.2)


def test_proxies_of_a_dead_process_say_so(grader):
    work = "import os\ndef end():\n    os._exit(0)\ndef good():\n    return 1"
    test = "kept = good\ntry:\n    end()\nexcept Exception:\n    pass\nkept()"
    (result,) = grade(grader, work, test)
    assert result.points == 0
    assert "ended earlier" in result.message


# The examiner lives on


def test_nothing_of_one_submission_is_left_for_the_next(grader):
    assert points(grade(grader, "answer = 1", "kept = answer\nassert kept == 1")) == [2]
    results = grade(grader, "pass", "assert 'kept' not in globals()", "answer")
    assert points(results) == [2, 0]


def test_a_setup_that_fails_is_told_in_one_sentence(grader):
    with pytest.raises(GradingError, match=r"setup.*ModuleNotFoundError.*nothing can be graded") as caught:
        grade(grader, "pass", "pass", setup="import no_such_package")
    assert "\n" not in str(caught.value)
    assert points(grade(grader, "def double(x):\n    return 2 * x", TEST)) == [2]


def test_a_students_broken_setup_is_the_students_own_problem(grader):
    sheet = tiny_sheet(TEST)
    work = submitted(sheet, "def double(x):\n    return 2 * x")
    work.cells.insert(0, cell("solution", "mine", "import sys\nsys.modules['numpy'] = None"))
    assert points(grader.grade(work, Sheet.from_notebook(sheet, "tiny"))) == [2]


# Outputs


def test_student_outputs_are_safe_and_capped(grader):
    sheet = tiny_sheet("pass")
    work = submitted(
        sheet,
        "from IPython.display import HTML, display, publish_display_data\n"
        "display(HTML('<script>alert(1)</script>'))\n"
        "publish_display_data({'image/png': '\"><script>alert(2)</script>', 'text/plain': 'picture'})\n"
        "publish_display_data({'image/png': 'aGVsbG8=', 'text/plain': 'picture'})\n"
        "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()\n"
        "publish_display_data({'application/javascript': 'alert(3)', 'image/svg+xml': '<svg/>'})\n"
        "print('x' * 300_000)\n",
    )
    grader.grade(work, Sheet.from_notebook(sheet, "tiny"))
    outputs = work.cells[1].outputs
    assert [sorted(o.data) for o in outputs if "data" in o] == [
        ["text/plain"],
        ["text/plain"],
        ["text/plain"],
        ["image/png", "text/plain"],
    ]
    assert "script" not in str(outputs)
    assert len(str(outputs)) < 150_000
    assert "truncated" in outputs[-1].text


def test_a_flood_of_output_does_not_stop_the_grading():
    work = "def double(x):\n    return 2 * x\nimport sys\nfor _ in range(300):\n    sys.stdout.write('x' * 100_000)"
    sheet = tiny_sheet(TEST)
    flooded = submitted(sheet, work)
    with Grader(Limits(cell=30, call=30, test=60)) as own:  # a call may wait behind what is left of the flood
        assert points(own.grade(flooded, Sheet.from_notebook(sheet, "tiny"))) == [2]
    assert len(str(flooded.cells[1].outputs)) < 110_000


def test_other_files_are_there_in_a_copy(grader, tmp_path):
    (tmp_path / "data.txt").write_text("42")
    (tmp_path / "numpy.py").write_text("raise RuntimeError('not the real one')")
    (tmp_path / "mine.py").write_text("answer = 7")
    sheet = tiny_sheet("assert (read, answer) == (42, 7)\nassert np.pi > 3")
    work = submitted(
        sheet,
        "import numpy\nfrom mine import answer\nread = int(open('data.txt').read())\nopen('data.txt', 'w').write('changed')",
    )
    assert points(grader.grade(work, Sheet.from_notebook(sheet, "tiny"), files=tmp_path)) == [2]
    assert (tmp_path / "data.txt").read_text() == "42"


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with PlainLauncher(ahead=True) as launcher:
        grade(Grader(launcher=launcher), "pass", "pass")
        folders = list(tmp_path.iterdir())
        assert folders
        running = [int(line) for folder in folders for line in _processes_using(folder)]
        assert running
    assert list(tmp_path.iterdir()) == []
    for process in running:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def _processes_using(folder):
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                if os.readlink(f"/proc/{name}/cwd").startswith(str(folder)):
                    yield name
            except OSError:
                continue


# What a test is told when nothing comes back, and what it is not


@pytest.mark.parametrize("name", ["StopIteration", "StopAsyncIteration", "GeneratorExit"])
def test_no_exception_of_a_students_ends_a_loop_of_the_test(grader, name):
    work = f"class End({name}):\n    pass\ndef f(x):\n    raise {name}\ndef g(x):\n    raise End"
    loops = [
        f"for x, y in zip([1, 2], map({function}, [1, 2])):\n    assert x == y\nassert list(map({function}, [])) == []"
        for function in "fg"
    ]
    results = grade(
        grader, work, *loops, f"try:\n    f(1)\nexcept Exception as error:\n    assert '{name}' in repr(error)"
    )
    assert points(results) == [0, 0, 2]
    assert {result.verdict for result in results[:2]} == {Verdict.RAISED} and name in results[0].message


def test_our_own_errors_are_none_that_a_test_expects(hasty):
    work = """
    import os, time
    import numpy as np
    def refused():
        return np.zeros(40_000_000)
    def late():
        time.sleep(100)
    def ended():
        os._exit(0)
    """
    expected = "(TypeError, ValueError, RuntimeError, OSError, ArithmeticError, LookupError, AttributeError)"
    tests = [f"try:\n    {name}()\nexcept {expected}:\n    pass" for name in ("refused", "late", "ended")]
    results = grade(hasty, textwrap.dedent(work), *tests)
    assert [result.verdict for result in results] == [Verdict.REFUSED, Verdict.TIMEOUT, Verdict.DIED]
    assert points(results) == [0, 0, 0]


def test_a_plain_value_that_cannot_be_read_costs_its_own_item(grader):
    work = """
    class Members(set):
        def __iter__(self):
            return (k * (2**61 - 1) for k in range(1, 5000))
    value = Members()
    other = 3
    def f(x):
        return x
    """
    results = grade(grader, textwrap.dedent(work), "assert value == {1} or other", "assert f(other) == 3")
    assert points(results) == [0, 2]
    assert (
        results[0].verdict is Verdict.REFUSED
        and "value: what arrived has too many keys that are alike" in results[0].message
    )


def test_an_examiner_that_does_not_answer_is_replaced(hasty):
    setup = f"{SETUP}\nsteps = []"
    work = "def f(x):\n    return [k * (2**61 - 1) for k in range(1, 400_000)]\ndef g(x):\n    return x"
    sheet = "assert len(set(f(1))) == 3"
    limits = Limits(cell=5, call=5, test=2, slack=1)
    with Grader(limits) as own:
        results = grade(own, work, sheet, "assert g(1) == 1 and not steps", setup=setup)
    assert [result.verdict for result in results] == [Verdict.TIMEOUT, Verdict.PASSED]
    assert "longer than 2 s" in results[0].message


def test_notes_and_messages_have_an_end(grader):
    work = """
    import itertools
    from dltheory.grading.kernel import student
    count, real = itertools.count(), student._call
    def call(*arguments):
        answer, frames = real(*arguments)
        answer["changed"] = [[k, f"{next(count)} " + "x" * 200] for k in range(100)]
        return answer, frames
    student._call = call
    def f(x):
        return x
    """
    (result,) = grade(grader, textwrap.dedent(work), "for k in range(100):\n    assert f(k) == k")
    assert result.points == 2 and result.message.count("in place") == 10 and len(result.message) < 8001
