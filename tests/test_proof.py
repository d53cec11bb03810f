"""Nonsense looks like what it replaces, and a check that does not notice it is found."""

import dataclasses

import numpy as np
import pytest
from course_tools import load

from dltheory import evidence
from dltheory.evidence import check

prove_checks = load("prove_checks")
NONSENSE, nonsense, unnoticed = prove_checks.NONSENSE, prove_checks.nonsense, prove_checks.unnoticed


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(evidence, "_CHECKS", {})


@dataclasses.dataclass(frozen=True)
class Pair:
    a: np.ndarray
    n: int


def rich():
    return np.arange(6.0).reshape(2, 3), [1, 2.5], {"f": np.sin}, Pair(np.ones(4), 2)


@pytest.mark.parametrize("words", NONSENSE)
def test_nonsense_keeps_shapes_and_types(words):
    a, (i, x), table, pair = nonsense(rich, NONSENSE[words])()
    assert a.shape == (2, 3) and not np.array_equal(a, np.arange(6.0).reshape(2, 3))
    assert type(i) is int and type(x) is float
    y = table["f"](np.linspace(0.1, 1, 5))
    assert y.shape == (5,) and not np.allclose(y, np.sin(np.linspace(0.1, 1, 5)))
    assert isinstance(pair, Pair) and pair.a.shape == (4,) and type(pair.n) is int


def test_nonsense_is_the_same_in_every_run():
    assert np.array_equal(*(nonsense(rich, NONSENSE["noise"])()[0] for _ in range(2)))


def test_a_check_that_does_not_look_is_found():
    def square(x):
        return x**2

    @check("Theorem 0", "both sides by the same code", "==", 0.0, kind="identity")
    def check_blind(f=square):
        return float(f(np.ones(3))[0] - f(np.ones(3))[0])

    @check("Theorem 0", "a square at 2", "==", 4.0, kind="instance")
    def check_seeing(f=square):
        return float(f(2.0))

    assert {str(item) for item in unnoticed(check_blind)} == {
        f"check_blind still holds with {words} in place of what f returns" for words in NONSENSE
    }
    assert not list(unnoticed(check_seeing))


def test_nonsense_for_an_unknown_thing_is_refused():
    with pytest.raises(TypeError, match="no nonsense is known for a str"):
        nonsense(lambda: "words", NONSENSE["zeros"])()
