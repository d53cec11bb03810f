"""Section 1: a straight line's distance, what the dimension and the ridge do to it."""

import numpy as np
import pytest

from dltheory.adversarial import linear
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: linear.margins(np.ones(2), np.ones(3), "3"), "norm must"),
        (lambda: linear.zeros_and_ones(0), "copies must"),
        (lambda: linear.straight(np.ones((2, 3)), np.ones(2), 0.0), "ridge must"),
        (lambda: linear.weak_cues(0, rng), "d must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_distances_of_the_paper_work():
    w, score = np.array([3.0, 4.0]), np.array([10.0, -10.0])
    for norm, far in (("inf", 10 / 7), ("2", 2.0), ("1", 2.5)):
        np.testing.assert_allclose(linear.margins(score, w, norm), far)


def test_the_line_is_the_ridge_fit():
    X, y, X_new, y_new = linear.zeros_and_ones()
    assert X.shape == (262, 64) and X_new.shape == (98, 64) and set(y) == set(y_new) == {-1.0, 1.0}
    w, b = linear.straight(X, y, 0.5)
    error = X @ w + b - y
    np.testing.assert_allclose(
        X.T @ error + 0.5 * w, 0, atol=1e-9
    )  # the gradient of half the squared error and penalty
    assert abs(error.sum()) < 1e-9


def test_large_pictures_have_the_same_scores():
    small, large = linear.zeros_and_ones(), linear.zeros_and_ones(3)
    assert large[0].shape == (262, 64 * 9)
    w, b = linear.straight(small[0], small[1], 0.1)
    v, c = linear.straight(large[0], large[1], 0.9)
    np.testing.assert_allclose(large[2] @ v + c, small[2] @ w + b, atol=1e-9)


def test_what_the_text_says():
    X, _ = linear.weak_cues(4096, np.random.default_rng(4096), cue=0.75)
    assert np.median(linear.margins(X.sum(axis=1), np.ones(4096), "inf")) == pytest.approx(0.75, abs=0.01)
    right = [
        np.mean(y * X.sum(axis=1) > 0)
        for X, y in (linear.weak_cues(256, np.random.default_rng(i), n=5000) for i in range(4))
    ]
    assert np.mean(right) == pytest.approx(0.9987, abs=0.0008)


@pytest.mark.parametrize(
    "broken",
    [
        {"margin": lambda scores, w, norm: np.abs(scores) / np.linalg.norm(w)},
        {"margin": lambda scores, w, norm: np.abs(scores) / np.abs(w).sum()},
        {"margin": lambda scores, w, norm: 1.0001 * linear.margins(scores, w, norm)},
        {"margin": lambda scores, w, norm: linear.margins(scores, np.roll(w, 1) + 1e-3, norm)},
    ],
)
def test_the_checks_of_the_distance_notice_another_formula(broken):
    assert not linear.check_margin(**broken).holds
    assert not linear.check_reached(**broken).holds


def share(w, b, X, y, eps):
    return np.mean(y * (X @ w + b) > eps * np.abs(w).sum())


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a score of 30", 0.003, "right", "10,000"),
        ("a score of 30", 0.3, "wrong", "by length"),
        ("a score of 30", 30, "wrong", "alone"),
        ("four pixels for one", 1, "right", "has not changed"),
        ("four pixels for one", 2, "wrong", "norm 2"),
        ("four pixels for one", 4, "wrong", "four times"),
        ("what no push can change", share, "right", "beyond"),
        ("what no push can change", lambda w, b, X, y, e: np.mean(y * (X @ w + b) > 0), "wrong", "without"),
        ("what no push can change", lambda w, b, X, y, e: np.mean(abs(X @ w + b) > e * abs(w).sum()), "wrong", "label"),
        ("what no push can change", lambda w, b, X, y, e: np.mean(y * (X @ w + b) > e * w.sum()), "wrong", "cancel"),
        (
            "what no push can change",
            lambda w, b, X, y, e: np.mean(y * (X @ w) > e * abs(w).sum()),
            "wrong",
            "Where is b",
        ),
        ("what no push can change", lambda w, b, X, y, e: y * (X @ w + b) > e * abs(w).sum(), "wrong", "mean"),
        ("a score of 30", -0.003, "right", "10,000"),
        (
            "what no push can change",
            lambda w, b, X, y, e: np.mean(y * (X @ w + b) > e * np.linalg.norm(w)),
            "wrong",
            "dual",
        ),
        (
            "what no push can change",
            lambda w, b, X, y, e: np.mean(y * (X @ w + b) > e * abs(w).max()),
            "wrong",
            "largest",
        ),
        ("what no push can change", lambda w, b, X, y, e: np.mean(y * (X @ w + b) > e), "wrong", "by how much"),
        (
            "what no push can change",
            lambda w, b, X, y, e: np.mean(y * (X @ w) > e * abs(w).sum()),
            "wrong",
            "Where is b",
        ),
        ("what no push can change", lambda w, b, X, y, e: 1 - share(w, b, X, y, e), "wrong", "can be made wrong"),
        (
            "what no push can change",
            lambda w, b, X, y, e: np.sum(y * (X @ w + b) > e * abs(w).sum()),
            "wrong",
            "A share",
        ),
        ("what no push can change", lambda w, b, X, y, e: 0.1234, "wrong", "take off"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
