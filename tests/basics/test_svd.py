"""The opening's one weight; section 1: rotate, scale, rotate, the largest stretch, and powers."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from dltheory import basics as bs
from dltheory.basics import _opening, svd
from dltheory.tasks import your_turn

RNG = np.random.default_rng(0)


def test_bad_input_is_refused_by_name():
    with pytest.raises(ValueError, match="count must"):
        svd.circle(1)
    with pytest.raises(ValueError, match="target must"):
        bs.explore_steps().draw(target="D")
    with pytest.raises(ValueError, match="w must"):
        bs.explore_weight().draw(w=4.0)


# --- the opening ---


def test_numbers_of_the_opening():
    explorer = bs.explore_weight()
    assert {round(float(explorer.draw(w=w)["loss"]), 9) for w in (-1.0, -0.4, 0.0)} == {14.0}
    assert explorer.draw(w=-1.0, line=True)["loss"] == pytest.approx(32.7, abs=0.04)
    losses = {w: float(explorer.draw(w=w)["loss"]) for w in explorer.controls["w"].values}
    assert min(losses, key=losses.get) == pytest.approx(1.5) and min(losses.values()) == pytest.approx(3.5)


@pytest.mark.parametrize(
    "weight",
    [
        lambda x, y: 1.02 * float(x @ y / (x @ x)),
        lambda x, y: float(y.sum() / x.sum()),
        lambda x, y: float(np.median(y / x)),
        lambda x, y: -float(x @ y / (x @ x)),
        lambda x, y: min(np.linspace(-10, 10, 4001), key=lambda w: loss(w, x, y)),
        lambda x, y: np.nan,
    ],
)
def test_the_check_of_one_weight_notices_another_rule(weight):
    assert not bs.check_one_weight(weight=weight).holds


# --- the section ---


def test_numbers_of_the_paper_work():
    A = svd.TARGETS["A"]
    p, q = np.array([1, 1]) / np.sqrt(2), np.array([1, -1]) / np.sqrt(2)
    np.testing.assert_allclose([(A @ p) @ (A @ q), *np.linalg.norm(A, axis=0)], [0, 1, 1], atol=1e-12)
    np.testing.assert_allclose(np.linalg.svd(A)[1], [np.linalg.norm(A @ p), np.linalg.norm(A @ q)])
    np.testing.assert_allclose(np.linalg.svd(A)[1], [np.sqrt(1.8), np.sqrt(0.2)])
    assert np.linalg.det(svd.TARGETS["B"]) < 0 and abs(np.linalg.det(svd.TARGETS["C"])) < 1e-12


def test_the_explorer_can_match_each_target_and_only_b_needs_the_flip():
    explorer = bs.explore_steps()
    matched = {"A": (45, 1.35, 0.45, 70), "B": (30, 1.5, 0.6, 75), "C": (25, 1.4, 0.0, 20)}
    for target, (v, s1, s2, u) in matched.items():
        drawn = explorer.draw(target=target, v=v, s1=s1, s2=s2, u=u, flip=target == "B")
        assert drawn["lack"] < 0.1
        assert drawn["lack"] == pytest.approx(np.linalg.norm(drawn["matrix"] - svd.TARGETS[target], 2), rel=1e-3)
        assert (explorer.draw(target=target, v=v, s1=s1, s2=s2, u=u, flip=target != "B")["lack"] < 0.1) == (s2 == 0)


def test_with_the_wrong_orientation_the_least_lack_is_the_second_stretch():
    A = svd.TARGETS["A"]
    found = min(
        svd.lack(svd.rotation(u) * [s1, -s2] @ svd.rotation(v).T, A)
        for v in range(-90, 91, 15) for u in (60, 70, 80) for s1 in (1.2, 1.35) for s2 in (0.0, 0.1, 0.45)
    )  # fmt: skip
    assert found == pytest.approx(0.45, abs=0.01) and found >= np.linalg.svd(A)[1][1] - 1e-3


def test_the_digit_of_try_this():
    from sklearn.datasets import load_digits

    D = load_digits().images[0]
    U, s, Vt = np.linalg.svd(D)
    lost = np.linalg.norm(D - U[:, :3] * s[:3] @ Vt[:3], 2)
    assert lost == pytest.approx(s[3]) == pytest.approx(6.03, abs=0.005) and s[0] == pytest.approx(48.3, abs=0.05)
    assert np.linalg.norm(s[3:]) == pytest.approx(7.02, abs=0.005)


@pytest.mark.parametrize("shape", [(1, 1), (5, 3), (3, 5), (4, 4), (1, 6), (6, 1)])
def test_the_construction_is_that_of_lapack(shape):
    for A in (RNG.normal(size=shape), np.outer(RNG.normal(size=shape[0]), RNG.normal(size=shape[1])), np.zeros(shape)):
        U, s, V = svd.by_eigenvectors(A)
        np.testing.assert_allclose(s, np.linalg.svd(A)[1], atol=1e-7)
        np.testing.assert_allclose(U @ np.eye(*shape) @ (np.eye(shape[1]) * np.r_[s, np.zeros(shape[1])][: shape[1]]) @ V.T, A, atol=1e-7)  # fmt: skip
        np.testing.assert_allclose(U.T @ U, np.eye(shape[0]), atol=1e-7)
    A = RNG.normal(size=shape)
    assert svd.by_squaring(A) == pytest.approx(np.linalg.norm(A, 2), rel=1e-6)


def changed(change):
    return lambda A: change(A, *svd.by_eigenvectors(A))


@pytest.mark.parametrize(
    "parts",
    [
        changed(lambda A, U, s, V: (U, s, V.T)),
        changed(lambda A, U, s, V: (U, s**2, V)),
        changed(lambda A, U, s, V: (U[:, ::-1], s[::-1], V[:, ::-1])),
        changed(lambda A, U, s, V: (-U, -s, V)),
        changed(lambda A, U, s, V: (U, s + 1e-6, V)),
        changed(lambda A, U, s, V: (U * np.r_[-1, np.ones(len(U) - 1)], s, V)),
        changed(lambda A, U, s, V: (np.eye(len(A)), s, V)),
        lambda A: (np.eye(len(A)), np.linalg.svd(A)[1], np.eye(A.shape[1])),
        changed(lambda A, U, s, V: (U * np.nan, s, V)),
    ],
)
def test_the_check_of_the_svd_notices_other_parts(parts):
    assert not bs.check_svd(parts=parts).holds


@pytest.mark.parametrize(
    "draw",
    [
        lambda d, rng: np.eye(d),
        lambda d, rng: rng.normal(size=(d, d)),
        lambda d, rng: 2 * svd.orthogonal(d, rng),
        lambda d, rng: svd.orthogonal(d + 1, rng)[:, :d],
        lambda d, rng: np.full((d, d), np.nan),
        lambda d, rng: svd.orthogonal(d, rng) + 1e-9,
    ],
)
def test_the_check_of_the_inverse_notices_other_matrices(draw):
    assert not bs.check_inverse(draw=draw).holds


@pytest.mark.parametrize(
    "norm",
    [
        lambda A: np.abs(A).max(),
        lambda A: np.linalg.norm(A),
        lambda A: np.linalg.norm(A, 2) ** 2,
        lambda A: np.linalg.norm(A @ np.ones(A.shape[1])) / np.sqrt(A.shape[1]),
        lambda A: np.linalg.norm(A, 2) * (1 + 2e-6),
        lambda A: np.linalg.svd(A)[1][-1],
        lambda A: np.nan,
    ],
)
def test_the_check_of_the_norm_notices_another_number(norm):
    with np.errstate(all="ignore"):
        assert not bs.check_stretch(parts=lambda A: (A, np.array([norm(A)]), A)).holds
        assert not bs.check_squaring(norm=norm).holds


@pytest.mark.parametrize(
    "powers",
    [
        lambda S, k: S,
        lambda S, k: np.linalg.matrix_power(S, k + 1),
        lambda S, k: np.linalg.matrix_power(S, 2 * k),
        lambda S, k: S**k,
        lambda S, k: np.eye(2),
        lambda S, k: np.full((2, 2), np.nan),
    ],
)
def test_the_check_of_the_needle_notices_other_powers(powers):
    assert not bs.check_needle(powers=powers).holds


def loss(w, x, y):
    return np.mean((np.maximum(w * x, 0) - y) ** 2)


def solve(U, s, V, b):
    return V @ (U.T @ b / s)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("one weight", [1.5], "right", "slope"),
        ("one weight", [2.06], "wrong", "y/x"),
        ("one weight", [37 / 18], "wrong", "y/x"),
        ("one weight", [5 / 3], "wrong", "Σy/Σx"),
        ("one weight", [4], "wrong", "first"),
        ("one weight", [0.5], "wrong", "second"),
        ("one weight", [3], "wrong", "by hand"),
        ("the loss of one weight", [loss], "right", "train"),
        ("the loss of one weight", [lambda w, x, y: len(x) * loss(w, x, y)], "wrong", "sum"),
        ("the loss of one weight", [lambda w, x, y: np.mean((w * x - y) ** 2)], "wrong", "max"),
        ("the loss of one weight", [lambda w, x, y: np.mean(np.maximum(w * x, 0) - y)], "wrong", "cancel"),
        ("the loss of one weight", [lambda w, x, y: np.mean(np.maximum(w * x, 0) - y) ** 2], "wrong", "Square first"),
        ("the loss of one weight", [lambda w, x, y: (np.maximum(w * x, 0) - y) ** 2], "wrong", "One number"),
        ("the loss of one weight", [lambda w, x, y: loss(w, x, y) / 2], "wrong", "is asked for"),
        ("the loss of one weight", [lambda w, x, y: ...], "open", "dots"),
        ("numbers in a rotation", [45], "right", "angle"),
        ("numbers in a rotation", [90], "wrong", "both"),
        ("numbers in a rotation", [50], "wrong", "stretches"),
        ("numbers in a rotation", [3], "wrong", "100"),
        ("digits a step", [1], "right", "ten times"),
        ("digits a step", [2], "wrong", "squared"),
        ("digits a step", [10], "wrong", "factor"),
        ("target B by hand", [30, 1.5, 0.6, 75, True], "right", "0.1"),
        ("target B by hand", [-150, 1.5, 0.6, -105, True], "right", "0.1"),
        ("target B by hand", [30, 1.5, 0.6, 75, False], "wrong", "other way"),
        ("target B by hand", [75, 1.5, 0.6, 30, True], "wrong", "exchanged"),
        ("target B by hand", [30, 0.6, 1.5, 75, True], "wrong", "stretches are exchanged"),
        ("target B by hand", [120, 0.6, 1.5, -15, True], "wrong", "convention"),
        ("target B by hand", [-30, 1.5, 0.6, 75, True], "wrong", "right sign"),
        ("target B by hand", [30, 1.5, 0.6, -105, True], "wrong", "opposite"),
        ("target B by hand", [0, 1, 1, 0, False], "wrong", "away from"),
        ("target B by hand", ["a", 1, 1, 0, False], "wrong", "Five"),
        ("target B by hand", [0, 1, 1], "wrong", "Five"),
        ("target B by hand", [...] * 5, "open", "dots"),
        ("solve with an SVD", [solve], "right", "transpose"),
        ("solve with an SVD", [lambda U, s, V, b: U * s @ V.T @ b], "wrong", "A b"),
        ("solve with an SVD", [lambda U, s, V, b: V @ (s * (U.T @ b))], "wrong", "divide"),
        ("solve with an SVD", [lambda U, s, V, b: U @ (V.T @ b / s)], "wrong", "last step"),
        ("solve with an SVD", [lambda U, s, V, b: V.T @ (U.T @ b / s)], "wrong", "undoes Vᵀ"),
        ("solve with an SVD", [lambda U, s, V, b: V @ (U @ b / s)], "wrong", "undoes U"),
        ("solve with an SVD", [lambda U, s, V, b: V @ U.T @ b], "wrong", "stretch"),
        ("solve with an SVD", [lambda U, s, V, b: V @ (U.T @ b) / s], "wrong", "last turn"),
        ("solve with an SVD", [lambda U, s, V, b: V @ np.diag(1 / s) @ U.T], "wrong", "shape"),
        ("solve with an SVD", [lambda U, s, V, b: b], "wrong", "the last one first"),
    ],
)
def test_predictions_and_tasks(task, answer, state, words):
    feedback = your_turn(task, *answer)
    assert feedback.state == state and words in feedback.sentence, feedback


def test_no_wrong_answer_is_told_that_it_is_right():
    book = tomllib.loads(Path(_opening.__file__).with_name("predictions.toml").read_text(encoding="utf-8"))
    for entry in book["prediction"]:
        right, *others = [sentence for _, sentence in entry["answers"]]
        assert right.startswith("Right") and not any(words.startswith("Right") for words in {*others} - {right})


def test_slips_are_confirmed():
    assert svd.erratum_multiplicity().confirmed and svd.erratum_symmetric().confirmed
    # slip 10, in the table of the appendix: eigenvalues 1 and 1, and yet not semidefinite
    A, u = np.array([[1.0, -10], [0, 1]]), np.array([1, 1]) / np.sqrt(2)
    assert np.linalg.eigvals(A).min() > 0 and u @ A @ u == pytest.approx(-4)
    # slip 11: a tall matrix has more eigenvalues of AAᵀ than of AᵀA; slip 12: only r columns of U lie in the column space
    B = np.outer([1.0, 2, 2], [3.0, 4])
    assert len(np.linalg.eigvalsh(B @ B.T)) != len(np.linalg.eigvalsh(B.T @ B))
    U = np.linalg.svd(B)[0]
    assert np.linalg.matrix_rank(np.c_[B, U[:, :1]]) == 1 and np.linalg.matrix_rank(np.c_[B, U]) == 3


def test_the_opening_knows_the_points_of_the_text():
    np.testing.assert_array_equal(np.c_[_opening.X, _opening.Y], [[1, 4], [2, 1], [3, 5]])
