"""Section 5 against direct computation: noisy digits, random features, widths and the recorded networks."""

import math

import numpy as np
import pytest
from course_tools import load

from dltheory.double_descent import features, grokking
from dltheory.tasks import your_turn


def test_noisy_digits_are_centred_and_a_fifth_of_the_labels_is_drawn_anew():
    clean, noisy = features.noisy_digits(3, 0.0), features.noisy_digits(3, 0.2)
    assert noisy.X_train.shape == (300, 64) and noisy.X_test.shape == (500, 64)
    np.testing.assert_allclose(noisy.X_train.mean(axis=0), 0, atol=1e-12)
    assert noisy.X_train.std() == pytest.approx(1)
    np.testing.assert_array_equal(clean.X_train, noisy.X_train)
    np.testing.assert_array_equal(clean.y_test, noisy.y_test)
    assert 0.12 < np.mean(clean.y_train != noisy.y_train) < 0.25  # a tenth of the redrawn ones come out right
    more = features.noisy_digits(3, 0.4)
    assert ((clean.y_train == more.y_train) | (clean.y_train != noisy.y_train) | (clean.y_train != more.y_train)).all()


@pytest.mark.parametrize(("p", "ridge"), [(40, 0.0), (500, 0.0), (40, 0.01), (500, 0.01)])
def test_width_curves_are_those_of_plain_least_squares(p, ridge):
    split = features.noisy_digits(1)
    rows = features.random_waves(np.vstack([split.X_train, split.X_test]), p, 0.2, np.random.default_rng([1, p]))
    Y = np.eye(10)[split.y_train] - 0.1
    stacked = np.vstack([rows[:300], math.sqrt(300 * ridge) * np.eye(p)])
    w = np.linalg.lstsq(stacked, np.vstack([Y, np.zeros((p, 10))]), rcond=None)[0]
    found = features.width_curves(1, ridge=ridge, widths=(p,))
    assert found["test"][0] == np.mean((rows[300:] @ w).argmax(axis=1) != split.y_test)
    assert found["train"][0] == np.mean((rows[:300] @ w).argmax(axis=1) != split.y_train)
    assert found["norm"][0] == pytest.approx(np.linalg.norm(w))


def test_waves_have_the_gaussian_kernel_on_average():
    X = np.random.default_rng(0).normal(size=(5, 3))
    P = features.random_waves(X, 200_000, 0.7, np.random.default_rng(1))
    squares = ((X[:, None] - X) ** 2).sum(axis=2)
    np.testing.assert_allclose(P @ P.T, np.exp(-(0.7**2) * squares / 2), atol=0.01)


def test_what_the_text_says_of_norms_and_widths():
    noisy, clean = features.width_curves(0), features.width_curves(0, 0.0)
    at = [features.WIDTHS.index(p) for p in (300, 500, 3000)]
    np.testing.assert_allclose(noisy["norm"][at], [3460, 32, 21], rtol=0.02)
    assert clean["norm"][-1] == pytest.approx(12, abs=0.5)
    assert not noisy["train"][at[0] :].any()
    lower = np.diff(noisy["norm"][at[0] :])
    assert (lower < 0).all()
    assert noisy["norm"][features.WIDTHS.index(80)] == pytest.approx(7, abs=0.2)  # smaller, and a larger error:
    assert noisy["test"][features.WIDTHS.index(80)] > noisy["test"][-1]
    assert clean["test"][at[0]] > 0.7 and features.width_curves(0, ridge=1e-3)["test"].argmax() == 0


def test_what_the_text_says_of_committees():
    split, Y = features.noisy_digits(0), np.eye(10)[features.noisy_digits(0).y_train] - 0.1
    rows = np.vstack([split.X_train, split.X_test])
    found = {}
    for p in (120, 200, 300):
        layers = [features.random_waves(rows, p, 0.2, np.random.default_rng(seed)) for seed in range(10)]
        scores = np.array([P[300:] @ np.linalg.lstsq(P[:300], Y, rcond=None)[0] for P in layers])
        single = np.mean(scores.argmax(axis=2) != split.y_test)
        found[p] = single, np.mean(scores.mean(axis=0).argmax(axis=1) != split.y_test)
        votes = [np.bincount(column, minlength=10).argmax() for column in scores.argmax(axis=2).T]
        assert np.mean(votes != split.y_test) == pytest.approx({120: 0.1, 200: 0.17, 300: 0.86}[p], abs=0.04)
    assert found[120] == pytest.approx((0.25, 0.08), abs=0.01)
    assert found[200] == pytest.approx((0.38, 0.13), abs=0.01)
    assert found[300] == pytest.approx((0.88, 0.88), abs=0.03)


def test_a_peak_stands_above_its_valley_and_the_end():
    assert features.peak(np.array([0.9, 0.3, 0.7, 0.2])) == (0, 0.0)  # nothing lower comes before it
    assert features.peak(np.array([0.5, 0.3, 0.7, 0.2])) == (2, pytest.approx(0.4))
    assert features.peak(np.array([0.5, 0.3, 0.7, 0.6])) == (2, pytest.approx(0.1))


def test_networks_learn_each_its_own_seed():
    run = features.train_networks((8, 24), redrawn=0.0, seeds=2, steps=200)
    assert run["test"].shape == run["train"].shape == run["missed"].shape == (2, 2) and run["steps"] == 200
    assert (run["missed"] < 0.1).all()
    assert run["train"].max() < 0.25 and run["test"].max() < 0.45
    assert (run["test"][0] != run["test"][1]).any()


def test_the_record_says_what_the_text_says():
    noisy, clean = features.recorded_networks(0.2), features.recorded_networks(0.0)
    h = noisy["widths"].tolist()
    mean = noisy["test"].mean(axis=0)
    assert [mean[h.index(width)] for width in (12, 40, 256)] == pytest.approx([0.36, 0.49, 0.25], abs=0.01)
    assert (noisy["test"][:, -1] < noisy["test"][:, :5].min(axis=1)).all()
    assert noisy["train"][:, h.index(24) :].max() <= 2 / 300 + 1e-4
    missed = [noisy["missed"].mean(axis=0)[h.index(width)] for width in (24, 32, 40, 48)]
    assert missed == pytest.approx([0.007, 0.003, 0.0008, 0.0003], rel=0.1)
    assert (np.diff(clean["test"].mean(axis=0)) < 0.02).all()


def test_a_run_that_was_not_recorded_is_refused_by_name():
    with pytest.raises(ValueError, match=r"redrawn must be one of \[0.2, 0.0\], got 0.1"):
        features.recorded_networks(0.1)


def test_the_records_are_what_the_tool_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(features, "train_networks", lambda widths, redrawn: features.recorded_networks(redrawn))
    load("record_double_descent").record_networks(tmp_path / "recorded.toml")
    assert (tmp_path / "recorded.toml").read_text("utf-8") == features.RECORD.read_text("utf-8")
    runs = {decay: grokking.recorded_sums(decay) for decay in grokking.DECAYS}

    def learn(decay, seed):
        return {name: rows if name == "steps" else rows[seed] for name, rows in runs[decay].items()}

    monkeypatch.setattr(grokking, "learn_sums", learn)
    load("record_double_descent").record_sums(tmp_path / "grokking.toml")
    assert (tmp_path / "grokking.toml").read_text("utf-8") == grokking.RECORD.read_text("utf-8")


def test_explorer_peaks_at_n_and_a_ridge_takes_the_peak_away():
    explorer = features.explore_widths()
    assert explorer.draw(p=300)["test"].max() > 0.85
    assert explorer.draw(p=10, ridge=0.01)["test"].argmax() == 0
    assert explorer.draw(p=3000)["p"] == 3000
    assert explorer.controls["p"].values == features.WIDTHS  # what the slider says is what the picture shows


@pytest.mark.parametrize(
    ("decide", "state", "words"),
    [
        (lambda s: s.mean(axis=0).argmax(axis=1), "right", "only then decide"),
        (lambda s: s.sum(axis=0).argmax(axis=-1), "right", "only then decide"),
        (lambda s: [np.bincount(c, minlength=10).argmax() for c in s.argmax(axis=2).T], "wrong", "That is a vote"),
        (lambda s: s.argmax(axis=2).mean(axis=0).round(), "wrong", "no 6"),
        (lambda s: s[0].argmax(axis=1), "wrong", "first member"),
        (lambda s: s.max(axis=0).argmax(axis=1), "wrong", "self-assured"),
        (lambda s: s.argmax(axis=2), "wrong", "(7, 40)"),
        (lambda s: s.mean(axis=0), "wrong", "(40, 10)"),
        (lambda s: np.zeros(40), "wrong", "differ"),
        (lambda s: None, "wrong", "()"),
        (lambda s: "the mean", "wrong", "()"),
        (lambda s: ..., "open", "three dots"),
    ],
)
def test_a_committee(decide, state, words):
    feedback = your_turn("a committee", decide)
    assert feedback.state == state and words in feedback.sentence, feedback


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("where features peak", 300, "right", "p = n"),
        ("where features peak", 3000, "wrong", "3,000"),
        ("where features peak", 30, "wrong", "300 weights"),
        ("where features peak", 7, "wrong", "How many equations"),
        ("where a network peaks", 40, "right", "39.9"),
        ("where a network peaks", 2990 / 75, "wrong", "so round"),
        ("where a network peaks", 4, "wrong", "one number for each image"),
        ("where a network peaks", 300, "wrong", "not trained"),
        ("where a network peaks", "wide", "wrong", "one number"),
    ],
)
def test_predictions_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
