"""Section 3: labellings by half-planes and rectangles."""

import itertools

import numpy as np
import pytest

from dltheory.generalization import dichotomies
from dltheory.tasks import your_turn

SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def test_bad_input_is_refused_by_name():
    for call in (
        lambda: dichotomies.half_planes(np.zeros((3, 3))),
        lambda: dichotomies.half_planes(np.zeros((0, 2))),
        lambda: dichotomies.rectangles(np.zeros((3, 1))),
        lambda: dichotomies.rectangles(np.zeros((17, 2))),
    ):
        with pytest.raises(ValueError, match="points must"):
            call()


def rows(labellings):
    return {tuple(row) for row in labellings.tolist()}


def brute_force(x):
    """Return the labellings that a linear program finds, one by one."""
    every = np.array(list(itertools.product([False, True], repeat=len(x))))
    return rows(every[dichotomies._separable(x, every)])


@pytest.mark.parametrize(
    "x",
    [
        SQUARE,
        np.random.default_rng(0).normal(size=(5, 2)),
        np.random.default_rng(1).normal(size=(6, 2)),
        np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [0.0, 1.0]]),  # three on a line
        np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]),  # all on a line
        np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]]),  # two points are one
        np.array([[0.3, -0.2]]),
        np.array([[0.3, -0.2], [0.3, -0.2]]),
        np.array([[i, j] for i in range(3) for j in range(2)], dtype=float),  # a grid: many parallel pairs
    ],
)
def test_turning_a_line_finds_what_linear_programs_find(x):
    assert rows(dichotomies.half_planes(x)) == brute_force(x)


def test_each_labelling_comes_with_a_line_that_makes_it():
    x = np.random.default_rng(2).normal(size=(7, 2))
    made, lines = dichotomies._sweep(x)
    np.testing.assert_array_equal(lines[:, :2] @ x.T > lines[:, 2:], made)
    assert len(made) == 44


def test_the_square_misses_xor_and_nothing_else():
    missing = set(itertools.product([False, True], repeat=4)) - rows(dichotomies.half_planes(SQUARE))
    assert missing == {(True, False, False, True), (False, True, True, False)}


def test_rectangles_are_those_of_brute_force():
    x = np.random.default_rng(3).normal(size=(5, 2))
    found = {(False,) * 5}
    for a, b in itertools.combinations_with_replacement(np.sort(x[:, 0]), 2):
        for c, d in itertools.combinations_with_replacement(np.sort(x[:, 1]), 2):
            inside = (a <= x[:, 0]) & (x[:, 0] <= b) & (c <= x[:, 1]) & (x[:, 1] <= d)
            found.add(tuple(inside.tolist()))
    assert rows(dichotomies.rectangles(x)) == found


def test_five_points_are_never_shattered_by_rectangles():
    for seed in range(20):
        assert len(dichotomies.rectangles(np.random.default_rng(seed).normal(size=(5, 2)))) < 32


@pytest.mark.parametrize(
    "labellings",
    [
        lambda x: dichotomies.half_planes(x[::-1]) if len(x) != 7 else dichotomies.half_planes(x)[:40],
        lambda x: dichotomies._all_labellings(len(x))[: len(x) ** 2 - len(x) + 2],  # so many, but not these
        lambda x: dichotomies.half_planes(x)[:, ::-1],
    ],
)
def test_the_check_of_the_count_notices_other_labellings(labellings):
    assert not dichotomies.check_turning(labellings=labellings).holds


def test_the_check_of_covers_count_notices_another_test():
    assert not dichotomies.check_cover(separable=lambda x, every: np.ones(len(every), dtype=bool)).holds


def test_what_the_text_says_of_the_playground():
    explorer = dichotomies.explore_labellings()
    for x, y in ((-0.05, 0.25), (-0.05, -0.75), (0.6, 0.9)):
        drawn = explorer.draw(x=x, y=y)
        assert drawn["count"] == 14
        labels = dichotomies._all_labellings(4)[~drawn["possible"]]
        assert (labels[0] == ~labels[1]).all()
        assert labels[0].sum() in ((1, 3) if y == 0.25 else (2,))
    assert explorer.draw(x=-0.35, y=0.45)["count"] == 12
    assert explorer.draw(kind="rectangles", x=0.0, y=-0.75)["count"] == 16
    assert explorer.draw(kind="half-planes", n=5, x=0.4, y=-0.6)["count"] == 22


def radon(x):
    return np.sign(np.linalg.svd(np.vstack([x.T, np.ones(4)]))[2][-1])


def xor_of_the_plane(x):
    order = np.argsort(np.arctan2(*(x - x.mean(axis=0)).T))
    y = np.empty(4)
    y[order] = [1, -1, 1, -1]
    return y


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("five points", 22, "right", "pentagon"),
        ("five points", 30, "wrong", "two continuations"),
        ("five points", 28, "wrong", "Twice 14"),
        ("a labelling that no line makes", radon, "right", "Radon"),
        ("a labelling that no line makes", lambda x: -radon(x), "right", "Radon"),
        ("a labelling that no line makes", lambda x: radon(x).astype(int).tolist(), "right", "Radon"),
        ("a labelling that no line makes", lambda x: [1, -1, -1, 1], "wrong", "cᵢ"),
        ("a labelling that no line makes", xor_of_the_plane, "wrong", "cᵢ"),
        ("a labelling that no line makes", lambda x: [1, 1, 1, 1], "wrong", "makes that"),
        ("a labelling that no line makes", lambda x: [0, 1, 0, 1], "wrong", "−1 or 1"),
        ("a labelling that no line makes", lambda x: radon(x)[:3], "wrong", "shape"),
        ("a labelling that no line makes", lambda x: np.sign(np.linalg.svd(x.T)[2][-1]), "wrong", "cᵢ"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
