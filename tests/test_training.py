"""The training loop against closed forms, and its answers to bad input."""

import numpy as np
import pytest
import torch

from dltheory.training import train


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((30, 3))
    return X, X @ np.array([[1.0], [-2.0], [0.5]]) + 0.3


def linear(seed=0):
    torch.manual_seed(seed)
    return torch.nn.Linear(3, 1).double()


def test_one_step_of_gd_is_the_formula(problem):
    X, y = problem
    model = linear()
    w, b = model.weight.detach().numpy().copy(), model.bias.detach().numpy().copy()
    train(model, X, y, steps=1, lr=0.1, optimizer="gd")
    residual = X @ w.T + b - y
    np.testing.assert_allclose(model.weight.detach().numpy(), w - 0.1 * 2 / 30 * residual.T @ X, rtol=1e-12)
    np.testing.assert_allclose(model.bias.detach().numpy(), b - 0.1 * 2 * residual.mean(axis=0), rtol=1e-12)


def test_gd_reaches_least_squares_and_the_history_says_so(problem):
    X, y = problem
    model = linear()
    history = train(
        model,
        X,
        y,
        steps=500,
        lr=0.2,
        optimizer="gd",
        record_every=100,
        record={"norm": lambda m: float(m.weight.norm())},
    )
    assert history.steps == [0, 100, 200, 300, 400, 500]
    assert history.final_loss < 1e-20 < history.loss[0]
    arrays = history.arrays()
    assert {len(values) for values in arrays.values()} == {6}
    assert arrays["norm"][-1] == pytest.approx(np.sqrt(1 + 4 + 0.25), rel=1e-9)


def test_batches_are_the_generators(problem):
    def run(seed):
        generator = torch.Generator().manual_seed(seed)
        return train(linear(), *problem, steps=20, lr=0.01, optimizer="gd", batch=7, generator=generator).loss

    assert run(0) == run(0)
    assert run(0) != run(1)


def test_early_stop(problem):
    history = train(linear(), *problem, steps=10_000, lr=0.2, optimizer="gd", stop=1e-3)
    assert history.loss[-1] <= 1e-3 < history.loss[-2] and history.steps[-1] < 10_000


def test_class_numbers_with_cross_entropy():
    X = torch.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    torch.manual_seed(0)
    model = torch.nn.Linear(3, 2)
    history = train(model, X, [0, 1], steps=100, lr=0.1, loss="cross_entropy")
    assert history.final_loss < 0.1


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"loss": "hinge"}, "loss"),
        ({"optimizer": "newton"}, "optimizer"),
        ({"steps": -1}, "steps"),
        ({"batch": 31}, "batch"),
        ({"batch": 5}, "generator"),
    ],
)
def test_bad_input_names_the_argument(problem, changes, word):
    with pytest.raises(ValueError, match=word):
        train(linear(), *problem, **({"steps": 1, "lr": 0.1} | changes))


def test_shapes_that_would_broadcast_are_refused(problem):
    X, y = problem
    with pytest.raises(ValueError, match="shape that the model returns"):
        train(linear(), X, y[:, 0], steps=1, lr=0.1)
    with pytest.raises(ValueError, match="same number of rows"):
        train(linear(), X, y[:-1], steps=1, lr=0.1)


def test_divergence_names_the_step_size(problem):
    with pytest.raises(FloatingPointError, match="lr = 100"):
        train(linear(), *problem, steps=500, lr=100, optimizer="gd")
