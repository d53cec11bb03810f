"""Section 6: the listing's gradient, training, and accuracies by quadrature."""

import numpy as np
import pytest
from scipy import stats

from dltheory.basics import scratch
from dltheory.basics.backprop import by_autograd
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    X, y = scratch.clouds("two clouds", 5, rng)
    for call, words in [
        (lambda: scratch.clouds("rings", 5, rng), "name must"),
        (lambda: scratch.clouds("two clouds", 1, rng), "per_class must"),
        (lambda: scratch.accuracy(lambda X: X[:, 0], "rings"), "name must"),
        (lambda: scratch.accuracy(lambda X: X), "says must"),
        (lambda: scratch.best_accuracy("rings"), "name must"),
        (lambda: scratch.straight_accuracy("rings"), "name must"),
        (lambda: scratch.trained(X, y, steps=0), "steps must"),
        (lambda: scratch.trained(X, y, eta=0.0), "eta must"),
        (lambda: scratch.trained(X, y[:, 0]), "y must"),
        (lambda: scratch.trained(X[:, :1], y), "X must"),
        (lambda: scratch.trained(X, y, activation="step"), "activation must"),
        (lambda: scratch.trained(X, y, hidden=(0,)), "widths must"),
        (lambda: scratch.score(scratch.trained(X, y, steps=1)[0][1], X[0]), "X must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_quadrature_agrees_with_the_normal_distribution():
    w, c = np.array([1.0, 1.0]), 0.5
    right = stats.norm.cdf((4 - c) / np.sqrt(6)) / 2 + stats.norm.cdf((c + 2) / np.sqrt(2)) / 2
    assert scratch.accuracy(lambda X: c - X @ w) == pytest.approx(right, abs=2e-4)
    assert scratch._densities("two clouds").sum() == pytest.approx(1, abs=1e-6)
    assert scratch.best_accuracy() == pytest.approx(0.9462, abs=5e-5)
    assert scratch.straight_accuracy() == pytest.approx(0.9425, abs=5e-5)
    assert scratch.best_accuracy("four clouds") == pytest.approx(
        stats.norm.cdf(2) ** 2 + stats.norm.cdf(-2) ** 2, abs=1e-4
    )


def test_the_listing_divides_twice():
    erratum = scratch.erratum_twice()
    assert erratum.confirmed and erratum.printed.measured == pytest.approx(1 / 2000)
    X, y = scratch.clouds("two clouds", 50, np.random.default_rng(1))
    net = scratch._start(X, y, (5, 4), "relu", 3)
    for (dW, db), (its, its_b) in zip(scratch.gradient(net)[1], by_autograd(net), strict=True):
        np.testing.assert_allclose(dW, its, atol=1e-14)
        np.testing.assert_allclose(db, its_b, atol=1e-14)
    slow, fast = scratch.trained(X, y, eta=50.0, steps=30, printed=True)[1], scratch.trained(X, y, steps=30)[1]
    np.testing.assert_allclose(slow, fast, rtol=1e-9)


def test_the_record_is_what_the_text_says():
    record = scratch.recorded_listing()
    assert all(losses.shape == (5, 26) and right.shape == (5,) for losses, right in record.values())
    assert record[True][0][0, -1] == pytest.approx(0.608, abs=5e-4) and record[True][1][0] == 0.9335
    assert record[False][0][0, -1] == pytest.approx(0.130, abs=5e-4) and record[False][1][0] == 0.95
    assert record[True][1].min() == pytest.approx(0.52, abs=5e-3) and record[True][1].max() == pytest.approx(
        0.94, abs=5e-3
    )
    np.testing.assert_array_equal(record[True][0][:, 0], record[False][0][:, 0])
    draw = np.random.RandomState(0)  # the start, in the listing's order
    X = np.concatenate([draw.multivariate_normal(*parts[0], 1000) for parts in scratch.DATA["two clouds"]])
    sizes = ((2, 200), (200, 200), (200, 1))
    W = [draw.randn(m, n) / np.sqrt((m + n) / 2) for m, n in sizes]
    start = scratch.score(scratch.Net(W, [np.zeros(n) for _, n in sizes], "relu", X, X), X)
    assert np.mean((start > 0) == (np.arange(2000) >= 1000)) == pytest.approx(0.257, abs=6e-4)
    assert np.median(np.abs(start)) == pytest.approx(0.046, abs=1e-3)


@pytest.mark.parametrize("check", [scratch.check_close, scratch.check_bends])
@pytest.mark.parametrize(
    "lazy",
    [
        lambda X, y, **how: lambda P: np.ones(len(P)),
        lambda X, y, **how: lambda P: -(P @ np.ones(2)),
        lambda X, y, **how: lambda P: P @ (X[y[:, 0] == 1].mean(axis=0) - X[y[:, 0] == 0].mean(axis=0)) - 0.3,
        lambda X, y, **how: lambda P: -scratch.learned(X, y)(P),
        lambda X, y, **how: lambda P: np.full(len(P), np.nan),
        lambda X, y, **how: scratch.learned(X, 1 - y),
    ],
)
def test_lazy_networks_are_noticed(check, lazy):
    assert not check(learn=lazy).holds


@pytest.mark.parametrize("check", [scratch.check_close, scratch.check_bends])
def test_nobody_is_better_than_the_best_possible(check, monkeypatch):
    monkeypatch.setattr(scratch, "accuracy", lambda says, name="": 1.0)
    assert np.isnan(check().measured) and not check().holds


def test_what_the_text_says_of_the_explorer():
    explorer = scratch.explore_regions()

    def missed(**settings):
        return [float(explorer.draw(seed=seed, **settings)["missed"][0]) for seed in range(5)]

    two = missed(width=2)
    assert max(two[1], two[3]) < 0.08 and min(two[0], two[2], two[4]) > 0.23
    assert max(missed(width=4)) < 0.02 and sum(value < 0.02 for value in missed(width=3)) == 2
    assert all(0.43 < value < 0.47 for width in (1, 4, 20) for value in missed(width=width, way="no activation"))


def test_two_units_make_the_band():
    d = np.array([4, -4, 0, 0])  # x1 - x2 at the four means
    assert (np.maximum(d, 0) + np.maximum(-d, 0) - 2).tolist() == [2, 2, -2, -2]


def best_rule(X):
    one, zero = ([-1, -1], [[2, -1], [-1, 2]]), ([2, 2], [[2, 1], [1, 2]])
    return stats.multivariate_normal(*one).logpdf(X) - stats.multivariate_normal(*zero).logpdf(X)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the listing's gradient", 2000, "right", "twice"),
        ("the listing's gradient", 1 / 2000, "right", "twice"),
        ("the listing's gradient", 1, "wrong", "direction"),
        ("the listing's gradient", 1000, "wrong", "counts all"),
        ("the listing's gradient", 7, "wrong", "entry by entry"),
        ("the best rule", best_rule, "right", "density"),
        ("the best rule", lambda X: np.tanh(best_rule(X)), "right", "density"),
        ("the best rule", lambda X: -best_rule(X), "wrong", "upside down"),
        ("the best rule", lambda X: -np.ones(len(X)), "wrong", "everywhere"),
        ("the best rule", lambda X: np.exp(best_rule(X)), "wrong", "ratios"),
        ("the best rule", lambda X: 1 / (1 + np.exp(-best_rule(X))), "wrong", "probabilities"),
        ("the best rule", lambda X: 1 / (1 + np.exp(-best_rule(X))) - 0.5, "right", "density"),
        ("the best rule", lambda X: ((X - 2) ** 2).sum(axis=1) - ((X + 1) ** 2).sum(axis=1), "wrong", "nearer mean"),
        ("the best rule", lambda X: 0.5 - X.sum(axis=1), "wrong", "more is possible"),
        ("the best rule", lambda X: X, "wrong", "One score"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
