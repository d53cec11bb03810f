"""Section 6: minima that are no good, and how a neuron more turns them into saddles."""

import numpy as np
import pytest
import torch

from dltheory.landscape import neuron
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    x = neuron.samples(3)
    for call, words in [
        (lambda: neuron.samples(0), "m must"),
        (lambda: neuron.samples(3, 0.5), "ratio must"),
        (lambda: neuron.neuron_minima(x, x, 0), "d must"),
        (lambda: neuron.neuron_minima(x, x, 1, 0), "starts must"),
        (lambda: neuron.taught(1), "k must"),
        (lambda: neuron.taught(6, -1), "extra must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize("m", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("ratio", [10.0, 30.0])
def test_one_weight_has_as_many_minima_as_samples_and_they_are_where_the_curve_turns(m, ratio):
    x = neuron.samples(m, ratio)
    u = np.linspace(-np.log(x.max()) - 3, -np.log(x.min()) + 3, 20_001)
    slope = np.diff(((0.75 - 1 / (1 + np.exp(-np.exp(u)[:, None] * x))) ** 2).sum(axis=1))
    turns = u[1:-1][(slope[:-1] < 0) & (slope[1:] >= 0)]
    found = neuron.neuron_minima(x, 0 * x + 0.75, 1)[:, 0]
    assert len(found) == m
    np.testing.assert_allclose(found, turns, atol=2 * (u[1] - u[0]))


def random_students(n=5, k=4, seed=0):
    return torch.tensor(np.random.default_rng(seed).normal(size=(n, k))), torch.eye(k, dtype=torch.float64)


def test_the_closed_form_is_the_mean_over_inputs():
    W, V = random_students()
    x = np.random.default_rng(1).normal(size=(4, 1_000_000))
    squares = (np.maximum(W.numpy() @ x, 0).sum(axis=0) - np.maximum(x, 0).sum(axis=0)) ** 2 / 2
    loss = float(neuron.student_loss(W, V))
    assert abs(squares.mean() - loss) < 4 * squares.std() / 1000
    assert float(neuron.sampled_loss(W.numpy())) == pytest.approx(loss, rel=0.1)


def test_the_gradient_is_that_of_the_loss():
    W, V = random_students(seed=2)
    away = torch.tensor(np.random.default_rng(3).normal(size=W.shape))
    by_difference = (neuron.student_loss(W + 1e-5 * away, V) - neuron.student_loss(W - 1e-5 * away, V)) / 2e-5
    assert float((neuron.student_gradient(W, V) * away).sum()) == pytest.approx(float(by_difference), abs=1e-8)
    assert float(neuron.student_loss(V, V)) == pytest.approx(0, abs=1e-12)


def test_the_hessian_is_that_of_the_gradient():
    W, V = random_students(3, 3, seed=4)
    values, vectors = neuron.curvature(W.numpy())
    first = torch.tensor(vectors[..., 0].copy())
    moved = (neuron.student_gradient(W + 1e-5 * first, V) - neuron.student_gradient(W - 1e-5 * first, V)) / 2e-5
    np.testing.assert_allclose(moved, values[0] * first, atol=1e-8)


@pytest.mark.parametrize("row", [0, 3, 7])
def test_a_split_changes_no_output(row):
    W = neuron.stuck()
    assert neuron.halves(W, row).shape == (9, 8)
    assert neuron.sampled_loss(neuron.halves(W, row)) == pytest.approx(neuron.sampled_loss(W), abs=1e-6)


def test_the_stuck_student_is_the_one_that_the_text_describes():
    W = neuron.stuck()
    assert (W[:7].argmax(axis=1) == np.arange(7)).all() and W[7, 7] < -0.6 and W[:7].max() > 0.9
    assert float(neuron.sampled_loss(W)) == pytest.approx(0.0215, abs=0.002)
    freed = neuron.freed(neuron.halves(W, 0))
    assert sorted(freed.argmax(axis=1)[np.abs(freed).max(axis=1) > 0.5]) == list(range(8))


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (neuron.check_neuron, {"minima": lambda x, y, d: neuron.neuron_minima(x, y, d, starts=3)}),
        (neuron.check_neuron, {"minima": lambda x, y, d: neuron.neuron_minima(x, y, d)[:-1]}),
        (neuron.check_neuron, {"minima": lambda x, y, d: neuron.neuron_minima(x, y, d) + 0.2}),
        (neuron.check_neuron, {"minima": lambda x, y, d: np.nan * neuron.neuron_minima(x, y, d)}),
        (neuron.check_split, {"student": lambda: 0.99 * np.eye(8)}),
        (neuron.check_split, {"split": lambda W, row: np.concatenate([W, 1e-9 * W[[row]]])}),
        (neuron.check_split, {"split": lambda W, row: np.concatenate([W, W[[row]]])}),
        (neuron.check_split, {"free": lambda W: W}),
        (neuron.check_width, {"train": lambda k, extra: neuron.taught(k, 1 if k == 12 else extra)}),
        (neuron.check_width, {"train": lambda k, extra: neuron.taught(k, 2)}),
        (neuron.check_width, {"train": lambda k, extra: (np.nan * neuron.taught(k, extra)[0], 0)}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    try:
        assert not check(**nonsense).holds
    except np.linalg.LinAlgError:  # a Hessian of no numbers
        assert check is neuron.check_split


def count(x, y):
    u = np.linspace(-15, 15, 8001)
    loss = sum((yi - 1 / (1 + np.exp(-np.exp(u) * xi))) ** 2 for xi, yi in zip(x, y, strict=True))
    return sum(loss[i - 1] > loss[i] <= loss[i + 1] for i in range(1, 8000))


def tops(x, y):
    u = np.linspace(-15, 15, 8001)
    loss = sum((yi - 1 / (1 + np.exp(-np.exp(u) * xi))) ** 2 for xi, yi in zip(x, y, strict=True))
    return sum(loss[i - 1] < loss[i] > loss[i + 1] for i in range(1, 8000))


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("four weights", 3**4, "right", "One well for each"),
        ("four weights", 12, "wrong", "chooses one"),
        ("four weights", 64, "wrong", "three weights"),
        ("one neuron more", "none", "right", "nobody"),
        ("one neuron more", "half", "wrong", "gradual"),
        ("count the wells", count, "right", "combined"),
        ("count the wells", lambda x, y: count(x, y) + tops(x, y), "wrong", "minima and maxima"),
        ("count the wells", tops, "wrong", "maxima"),
        ("count the wells", lambda x, y: len(x), "wrong", "merge"),
        ("count the wells", lambda x, y: 17, "wrong", "fine and wide"),
        ("count the wells", lambda x, y: x, "wrong", "One number"),
        ("count the wells", lambda x, y: ..., "open", ""),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
