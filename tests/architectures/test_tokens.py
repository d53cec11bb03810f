"""Section 10: byte pairs."""

import itertools
from collections import Counter

import numpy as np
import pytest

from dltheory.architectures import tokens
from dltheory.architectures.tokens import RHYME, encode, glued, learn_pairs, pieces
from dltheory.tasks import your_turn


def with_strings(text, count):
    """Learn with a list of byte strings in place of numbers."""
    parts = [bytes([b]) for b in text.encode()]
    for _ in range(count):
        pairs = Counter(itertools.pairwise(parts))
        left, right = max(pairs, key=pairs.get)
        new = []
        while parts:
            together = parts[:2] == [left, right]
            new.append(left + right if together else parts[0])
            parts = parts[1 + together :]
        parts = new
    return [part.decode() for part in parts]


@pytest.mark.parametrize("count", [0, 1, 20, 60])
def test_numbers_and_strings_are_glued_alike(count):
    merges = learn_pairs(RHYME, count)
    assert len(merges) == count and pieces(encode(RHYME, merges), merges) == with_strings(RHYME, count)


def test_by_hand():
    merges = learn_pairs("banana bandana", 4)
    assert pieces(encode("banana bandana", merges), merges) == ["banana", " ", "ban", "d", "ana"]
    assert glued([1, 1, 1, 2, 1, 1], (1, 1), 9) == [9, 1, 2, 9]
    assert len(learn_pairs("ab", 10)) == 1 and learn_pairs("", 3) == [] and encode("", merges) == []
    assert pieces([0xC3], []) == ["�"]
    assert len(RHYME) == 1913 and RHYME.splitlines()[2] == (
        "This is the rat that ate the malt that lay in the house that Jack built."
    )


def test_bad_input_is_refused_by_name():
    with pytest.raises(ValueError, match="count must"):
        learn_pairs("text", -1)
    with pytest.raises(ValueError, match="tokens must be numbers from 0 to 255"):
        pieces([256], [])


@pytest.mark.parametrize(
    "nonsense",
    [
        {"learn": lambda text, count: learn_pairs(text, count)[:1] * count},
        {"learn": lambda text, count: learn_pairs("banana bandana and more of it", count)},
        {"learn": lambda text, count: learn_pairs(text, count - 1)},
        {"encode": lambda text, merges: encode(text.lower(), merges)},
        {"encode": lambda text, merges: encode(text.strip(), merges)},
        {"encode": lambda text, merges: encode(text, merges)[:-1]},
        {"encode": lambda text, merges: encode(text, merges[:20])},
        {"encode": lambda text, merges: list(text.encode("latin-1", errors="replace"))},
    ],
)
def test_the_check_of_the_round_trip_notices(nonsense):
    assert not tokens.check_round_trip(**nonsense).holds


def longest(text, vocabulary):
    found = []
    while text:
        n = next(n for n in range(len(text), 0, -1) if text[:n] in vocabulary)
        found.append(text[:n])
        text = text[n:]
    return found


def byte_pairs(text, vocabulary):
    merges = learn_pairs(RHYME, 60)
    return pieces(encode(text, merges), merges)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the first pair", "an", "right", "four times"),
        ("the first pair", "na", "wrong", "three"),
        ("a shorter text", 16, "right", "quarter"),
        ("a shorter text", 4, "wrong", "columns"),
        ("a shorter text", 1 / 16, "wrong", "left"),
        ("the longest token first", longest, "right", "choice"),
        ("the longest token first", lambda text, vocabulary: tuple(longest(text, vocabulary)), "right", "choice"),
        ("the longest token first", lambda text, vocabulary: list(text), "wrong", "longer"),
        ("the longest token first", byte_pairs, "wrong", "longer"),
        ("the longest token first", lambda text, vocabulary: [text], "wrong", "not among"),
        ("the longest token first", lambda text, vocabulary: longest(text[::-1], vocabulary), "wrong", "together give"),
        ("the longest token first", lambda text, vocabulary: 3, "wrong", "list"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


def test_what_the_text_says():
    merges = learn_pairs(RHYME, 60)
    sentence = "This is the cow that ate the corn in the house."
    assert sentence not in RHYME
    assert [len(encode(sentence, merges[:n])) for n in (0, 5, 20, 60)] == [47, 31, 24, 11]
    assert len(every := learn_pairs(RHYME, 1000)) == 207
    assert len(encode(RHYME, every)) == 1 and len(encode(sentence, every)) == 11
    assert np.isfinite(tokens.check_round_trip().measured)
