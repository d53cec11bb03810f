"""One wording for bad arguments: the name, what it was, what is allowed."""

import math

import numpy as np
import pytest

from dltheory.validation import (
    require_at_least,
    require_between,
    require_choice,
    require_count,
    require_finite,
    require_multiple,
    require_positive,
    require_rising,
    require_shape,
)


@pytest.mark.parametrize(
    ("require", "bad"),
    [
        (require_positive, [0, -1, math.inf, math.nan, "2", True, None]),
        (lambda **v: require_between(0, 1, **v), [-0.1, 1.1, math.nan, "0.5", False]),
        (lambda **v: require_count(2, **v), [1, 2.0, True, "3", None]),
        (lambda **v: require_choice(["gd", "adam"], **v), ["sgd", None, 3]),
        (
            lambda **v: require_at_least(-1, **v),
            [-1.1, math.inf, math.nan, "0", True, None, [0, -2], np.array([math.nan])],
        ),
        (require_finite, [math.inf, math.nan, "0", None, [1, math.nan], np.array([math.inf])]),
        (lambda **v: require_multiple(4, **v), [6, 8.0, True, "8", None]),
        (
            lambda **v: require_rising(0, **v),
            [[-1, 2], [1, 1], [2, 1], [], 3, [[1, 2]], [0, math.nan], ["a", "b"], [True], [[1], [2, 3]], None],
        ),
        (require_rising, [[1.0, 0.5], np.zeros(2)]),
        (lambda **v: require_shape(None, 3, **v), [np.zeros(3), np.zeros((2, 4)), 1.0, np.zeros((2, 3, 1))]),
    ],
)
def test_bad_values_are_named_and_shown(require, bad):
    for value in bad:
        with pytest.raises(ValueError, match=r"^rho must .*got ") as caught:
            require(rho=value)
        assert repr(value) in str(caught.value) or "(" in str(caught.value)


def test_letters_are_no_choices():
    with pytest.raises(ValueError, match="choices must be a list, a tuple or a set, got 'ABCD'"):
        require_choice("ABCD", letter="AB")


def test_good_values_pass():
    require_positive(rho=0.5, eps=np.float32(1), n=3)
    require_between(0, 1, low=0, high=1.0)
    require_count(m=np.int64(1), n=7)
    require_choice({"gd"}, optimizer="gd")
    require_shape(None, 3, X=np.zeros((5, 3)))
    require_shape(2, y=[1, 2])
    require_finite(share=-0.5, x=np.array([[-3, 2]]))
    require_at_least(0, ridge=0, n=[1, 2.5], m=np.int64(3), none=[])
    require_multiple(4, d=0, n=np.int64(8))
    require_rising(0, times=[0, 0.5, 7], one=np.array([2]))
    require_rising(x=[-3.0, -2])


def test_messages_say_what_is_allowed():
    with pytest.raises(ValueError, match=r"^m must be a finite number of at least 0, got -1$"):
        require_at_least(0, m=-1)
    with pytest.raises(ValueError, match=r"^m must be a multiple of 2, got 3$"):
        require_multiple(2, m=3)
    with pytest.raises(ValueError, match=r"^t must rise, from 0 or later, got \[1, 0\]$"):
        require_rising(0, t=[1, 0])
    with pytest.raises(ValueError, match=r"^t must rise, got \[1, 0\]$"):
        require_rising(t=[1, 0])
