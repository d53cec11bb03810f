"""What test cells check with: right values pass, wrong ones are told apart, the expected value stays unsaid."""

import math
from fractions import Fraction

import numpy as np
import pytest

from dltheory.grading import checks


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (3, 3.0),
        (3.0, 3),
        (np.float64(0.1), 0.1),
        (np.array(0.1), 0.1),
        (Fraction(1, 3), 1 / 3),
        (10**300, 1e300),
        (np.uint8(3), 3),
        ([1, 2], np.array([1.0, 2.0])),
        ((1, 2), [1.0, 2.0]),
        ([Fraction(1, 2), 1], [0.5, 1]),
        (np.ones((2, 3)), np.ones((2, 3))),
        (np.zeros((0, 2)), np.zeros((0, 2))),
        (1 + 1e-10, 1.0),
        (1 + 2j, 1 + 2j),
    ],
)
def test_close_accepts(actual, expected):
    checks.close(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        (None, 1.0, "J is None: is a `return` missing\\?"),
        ("1.0", 1.0, "J is '1.0', of type str"),
        (object, 1.0, "of type type"),
        (True, 1.0, "truth value"),
        (np.array([True]), [1.0], "truth value"),
        (np.array([None]), [1.0], "of type ndarray"),
        ([1, "2"], [1.0, 2.0], "of type list"),
        ([[1], [1, 2]], [1.0, 2.0], "of type list"),
        ({"a": 1}, 1.0, "of type dict"),
        (1 + 0j, 1.0, "complex"),
        (math.nan, 1.0, "J = nan is not finite"),
        (math.inf, 1.0, "not finite"),
        (10**400, 1.0, "not finite"),
        (np.array([1.0]), 1.0, r"shape \(1,\); a single number"),
        (1.0, [1.0], r"shape \(\); an array of shape \(1,\)"),
        (np.ones((3, 1)), np.ones(3), r"shape \(3, 1\)"),
        (1 + 1e-8, 1.0, r"J = 1.00000001 is not right"),
        (1e-300, 0.0, "not right"),
        ([1.0, 5.0, 6.0], [1.0, 2.0, 3.0], r"J\[1\] = 5.0 is not right \(2 of 3 entries are wrong\)"),
        (np.uint8(2), 3, "J = 2 is not right"),
        (np.uint8(255), -1, "not right"),
        (np.timedelta64(1), 1.0, "of type timedelta64"),
        (["x" * 10**6] + ["y"] * 10**6, np.ones(10**6 + 1), "of type list"),
    ],
)
def test_close_rejects_with_a_clear_message(actual, expected, message):
    with pytest.raises(AssertionError, match=message):
        checks.close(actual, expected, name="J")


def test_close_never_shows_the_expected_value():
    for expected in (0.123456789, [0.123456789, 4.0]):
        for actual in (7.0, [7.0, 4.0], None, "x", math.nan):
            with pytest.raises(AssertionError) as caught:
                checks.close(actual, expected, hint="Think of Z.")
            assert "0.1234" not in str(caught.value)


def test_close_shows_the_hint_with_a_wrong_value():
    with pytest.raises(AssertionError, match=r"is not right. Is it 1/k\?"):
        checks.close(1.0, 2.0, hint="Is it 1/k?")


def test_tolerances_are_those_asked_for():
    checks.close(1.05, 1.0, rtol=0.1)
    checks.close(1e-9, 0.0, atol=1e-8)
    with pytest.raises(AssertionError):
        checks.close(1.05, 1.0, rtol=0.01)
    with pytest.raises(AssertionError):
        checks.close(1e-7, 0.0, atol=1e-8)


def test_close_takes_tensors():
    torch = pytest.importorskip("torch")
    checks.close(torch.ones(2, dtype=torch.float64, requires_grad=True), [1.0, 1.0])
    with pytest.raises(AssertionError):
        checks.close(torch.zeros(2), [1.0, 1.0])


def test_integers():
    for value in (3, np.int64(3), np.uint8(3), np.array(3)):
        assert checks.integer(value) == 3
        assert type(checks.integer(value)) is int
    assert checks.integer(10**400) == 10**400
    for value in (3.0, np.float64(3), True, np.bool_(True), "3", None, [3], np.array([3]), Fraction(3)):
        with pytest.raises(AssertionError, match=r"[aA]n integer is expected"):
            checks.integer(value)


def test_rng_depends_on_the_cell_and_on_the_secret(monkeypatch):
    def draw(name):
        return checks.rng(name).integers(2**62)

    monkeypatch.delenv("DLTHEORY_GRADING_SECRET", raising=False)
    public = draw("test_a")
    assert draw("test_a") == public
    assert draw("test_b") != public
    monkeypatch.setenv("DLTHEORY_GRADING_SECRET", "one")
    first = draw("test_a")
    monkeypatch.setenv("DLTHEORY_GRADING_SECRET", "two")
    assert len({public, first, draw("test_a")}) == 3
    for name in ("", None, 3):
        with pytest.raises(ValueError, match="grade_id"):
            checks.rng(name)


def scored(*parts, points=3.0):
    score = checks.Score(points)
    for worth, error in parts:
        with score.part(worth, f"part {worth}"):
            if error is not None:
                raise error
    return score


def test_a_full_score_shows_the_number():
    score = scored((1, None), (2, None))
    assert score.report() is score
    bundle = score._repr_mimebundle_()
    assert bundle["text/plain"] == "3.0"
    assert bundle[checks.SCORE_TYPE]["points"] == 3.0
    thirds = scored(*[(0.1, None)] * 3, points=0.3)
    assert thirds.report().points == 0.3


def test_a_matrix_without_inverse_is_explained():
    score = checks.Score(1)
    with score.part(1, "singular"):
        np.linalg.inv(np.zeros((2, 2)))
    assert score.message.startswith("singular: LinAlgError: Singular matrix. A matrix here has no inverse")


def test_a_failed_part_costs_its_points_and_fails_a_single_kernel(monkeypatch):
    score = scored((1, AssertionError("off by one")), (2, None))
    with pytest.raises(AssertionError, match="2 of 3 points\npart 1: off by one"):
        score.report()
    monkeypatch.setattr(checks, "examining", True)
    assert score.report().points == 2
    parts = score._repr_mimebundle_()[checks.SCORE_TYPE]["parts"]
    assert [(p["points"], p["max_points"], p["message"]) for p in parts] == [(0, 1, "off by one"), (2, 2, "")]


def test_errors_in_a_part_are_told_and_the_next_part_runs(monkeypatch):
    monkeypatch.setattr(checks, "examining", True)
    score = scored((1, ZeroDivisionError("division by zero")), (1, NotImplementedError()), (1, AssertionError()))
    assert score.report().points == 0
    assert (
        score.message
        == "part 1: ZeroDivisionError: division by zero\npart 1: not filled in yet\npart 1: a check failed"
    )


def test_an_interrupt_is_not_swallowed():
    with pytest.raises(KeyboardInterrupt):
        scored((3, KeyboardInterrupt()))


def test_parts_must_add_up(monkeypatch):
    assert scored((2, None)).report().points == 3  # the student's version: a third part is hidden altogether
    with pytest.raises(ValueError, match="add up to 5 points, but the cell has 3"):
        scored((5, None)).report()
    monkeypatch.setattr(checks, "examining", True)
    with pytest.raises(ValueError, match="add up to 2 points, but the cell has 3"):
        scored((2, None)).report()
    assert scored((1, None)).points == 1
    assert scored().points == 0
    assert scored((5, None)).points == 3  # never more than the cell is worth


@pytest.mark.parametrize("points", [0, -1, math.nan, math.inf, "2", None])
def test_points_must_be_sensible(points):
    with pytest.raises(ValueError, match="points must be"):
        checks.Score(points)
    with pytest.raises(ValueError, match="points must be"), checks.Score(1).part(points, "x"):
        pass


def test_a_number_of_thousands_of_digits_is_told_without_them():
    with pytest.raises(AssertionError, match="a Fraction with thousands of digits, of type Fraction; an integer"):
        checks.integer(Fraction(10**5000 + 1, 3))
    assert checks.integer(10**5000) == 10**5000


def test_no_span_of_time_is_an_integer():
    with pytest.raises(AssertionError, match="an integer is expected"):
        checks.integer(np.timedelta64(6, "s"))


def test_tensors_in_lists_are_told_and_not_stumbled_over():
    torch = pytest.importorskip("torch")
    checks.close(torch.tensor([1.0, 2.0], requires_grad=True), [1.0, 2.0])
    for actual in ([torch.tensor(1.0, requires_grad=True)], torch.ones(1, dtype=torch.bfloat16)):
        with pytest.raises(AssertionError, match="a number or an array of numbers is expected"):
            checks.close(actual, [1.0])
