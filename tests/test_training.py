"""The training loop against closed forms, and its answers to bad input."""

import numpy as np
import pytest
import torch

from dltheory.data import pictures
from dltheory.training import fit_digits, made, share_right, train


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


def copies(n):
    torch.manual_seed(0)
    return torch.nn.Linear(3, n).double()


def test_copies_in_one_model_are_recorded_one_by_one(problem):
    X, y = problem
    inputs, goal = torch.as_tensor(X), torch.as_tensor(y)
    history = train(
        copies(4),
        X,
        np.repeat(y, 4, axis=1),
        steps=20,
        lr=0.05,
        record_at=[1, 5, 12],
        record={"error": lambda m: ((m(inputs) - goal) ** 2).mean(dim=0), "biases": lambda m: m.bias},
    )
    assert history.steps == [0, 1, 5, 12, 20]
    assert history["error"].shape == history["biases"].shape == (5, 4)
    np.testing.assert_allclose(history["error"].mean(axis=1), history["loss"], rtol=1e-12)
    # Each row is a copy, not a view of weights that went on to change.
    assert np.all(history["biases"][0] != history["biases"][-1])
    np.testing.assert_array_equal(history["biases"][0], copies(4).bias.detach().numpy())
    with pytest.raises(KeyError, match="'test' was not recorded; there are steps, loss, error, biases"):
        history["test"]


def test_recorded_steps_are_those_of_every_whatever_their_number(problem):
    assert train(linear(), *problem, steps=10, lr=0.1, record_every=4).steps == [0, 4, 8, 10]
    assert train(linear(), *problem, steps=8, lr=0.1, record_every=4).steps == [0, 4, 8]
    assert train(linear(), *problem, steps=3, lr=0.1, record_at=[]).steps == [0, 3]
    assert train(linear(), *problem, steps=0, lr=0.1).steps == [0]


def digit_net():
    return made(
        lambda: torch.nn.Sequential(
            torch.nn.Flatten(), torch.nn.Linear(64, 12), torch.nn.ReLU(), torch.nn.Linear(12, 10)
        )
    )


def test_fit_digits_is_the_loop_by_hand_bit_for_bit():
    entropy = torch.nn.functional.cross_entropy

    def loss(model, X, y, share):  # of two terms, so that the order in which gradients add up is seen, too
        return entropy(model(X * (1 - share / 2)), y) + share * entropy(model(X), y)

    X, y = pictures()[:2]
    model, draws = digit_net(), torch.Generator().manual_seed(3)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    for step in range(20):
        rows = torch.randint(len(X), (50,), generator=draws)
        optimizer.zero_grad()
        loss(model, X[rows], y[rows], step / 20).backward()
        optimizer.step()
    found = fit_digits(digit_net(), loss, 20, lr=0.005, batch=50, seed=3)
    assert all(torch.equal(one, other) for one, other in zip(found.parameters(), model.parameters(), strict=True))


def test_fit_digits_names_a_bad_argument():
    for how, words in [({"steps": -1}, "steps must"), ({"steps": 1, "batch": 0}, "batch must")]:
        with pytest.raises(ValueError, match=words):
            fit_digits(digit_net(), None, **how)


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


class Growing:
    size = 0

    def __call__(self, model):
        self.size += 1
        return np.zeros(self.size)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"loss": "hinge"}, "loss"),
        ({"optimizer": "newton"}, "optimizer"),
        ({"steps": -1}, "steps"),
        ({"batch": 31}, "batch"),
        ({"batch": 5}, "generator"),
        ({"record_every": 0}, "record_every"),
        ({"record_at": [0, 2]}, "record_at must hold steps from 0 to 1, got 0 to 2"),
        ({"record_at": [-1]}, "record_at"),
        ({"record": {"loss": float}}, "record must not be called 'loss'"),
        ({"record": {"growing": Growing()}}, r"record\['growing'\] must give the same shape at every step"),
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


def test_training_needs_no_gradients_of_its_caller():
    model = torch.nn.Linear(1, 1).double()
    X = torch.linspace(-1, 1, 5, dtype=torch.float64)[:, None]
    with torch.no_grad():
        history = train(model, X, 3 * X, steps=20, lr=0.5)
    assert history.loss[-1] < history.loss[0] / 10


def test_share_right_counts_the_largest_logits_at_their_class():
    _, _, X, y = pictures()
    said = torch.eye(10)[torch.where(torch.arange(500) < 450, y, (y + 1) % 10)]
    assert share_right(lambda digits: said[(digits == X).flatten(1).all(dim=1)]) == 0.9
    assert share_right(lambda X: X, torch.eye(4)[[0, 1, 1, 3]], torch.arange(4)) == 0.75
    with pytest.raises(ValueError, match="y must be given with X, got None"):
        share_right(lambda X: X, torch.eye(4))
    with pytest.raises(ValueError, match="X must be given with y, got None"):
        share_right(lambda X: X, y=torch.arange(4))
