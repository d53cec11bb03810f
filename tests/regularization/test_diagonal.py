"""Section 9: where diagonal networks end, what noise does to them, and six ways on one axis."""

import numpy as np
import pytest

from dltheory.regularization import diagonal
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    data = diagonal.equations(1)
    for call, words in [
        (lambda: diagonal.equations(0), "seeds must"),
        (lambda: diagonal.equations(1, truth="thin"), "truth must"),
        (lambda: diagonal.equations(1, noise=-1.0), "noise must"),
        (lambda: diagonal.flow_limit(data.X[0], data.y[0], 0.0), "alpha must"),
        (lambda: diagonal.flow_limit(np.ones((2, 3)), np.ones(2), 1.0), "independent rows"),
        (lambda: diagonal.descend(data, eta=0.0), "eta must"),
        (lambda: diagonal.descend(data, batch=2), "batch must"),
        (lambda: diagonal.descend(data, record=1), "record must"),
        (lambda: diagonal.descend(data, calm=-1), "calm must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize("alpha", [1e-6, 1e-3, 0.1, 1.0, 30.0])
def test_the_limit_solves_the_equations_and_is_a_sinh_of_rows(alpha):
    data = diagonal.equations(3)
    for X, y in zip(data.X, data.y, strict=True):
        beta = diagonal.flow_limit(X, y, alpha)
        np.testing.assert_allclose(X @ beta, y, atol=1e-8)
        bent = np.arcsinh(beta / 2 / alpha**2)
        outside = bent - X.T @ np.linalg.lstsq(X.T, bent, rcond=None)[0]
        assert np.linalg.norm(outside) < 1e-5 * np.linalg.norm(bent)


def test_the_limit_is_no_higher_than_its_neighbours():
    rng, data = np.random.default_rng(99), diagonal.equations(1)
    X, alpha = data.X[0], 0.05
    beta = diagonal.flow_limit(X, data.y[0], alpha)

    def Q(b):
        return (2 * alpha**2 - np.hypot(b, 2 * alpha**2) + b * np.arcsinh(b / 2 / alpha**2)).sum()

    for size in (1e-3, 0.1):
        for _ in range(50):
            other = rng.normal(size=40)
            other -= X.T @ np.linalg.solve(X @ X.T, X @ other)
            assert Q(beta + size * other) > Q(beta)


def test_descent_is_descent_by_numerical_slopes():
    data = diagonal.equations(2, 6)
    run = diagonal.descend(data, alpha=0.3, eta=1e-3, steps=1, decay=[0.0, 0.5])
    X, y = data.X[1], data.y[1]

    def loss(both, decay):
        beta = both[:40] ** 2 - both[40:] ** 2
        return ((X @ beta - y) ** 2).mean() / 2 + decay / 2 * (both**2).sum()

    for k, decay in enumerate((0.0, 0.5)):
        both = np.full(80, 0.3)
        slope = [(loss(both + 1e-6 * e, decay) - loss(both - 1e-6 * e, decay)) / 2e-6 for e in np.eye(80)]
        moved = np.r_[run.u[-1, 1, k], run.v[-1, 1, k]] - both
        np.testing.assert_allclose(moved, -1e-3 * np.array(slope), atol=1e-10)


def test_the_product_shrinks_as_the_text_says_and_is_kept_by_no_noise():
    data = diagonal.equations(1)
    run = diagonal.descend(data, steps=200, batch=1, label=1.0, record=2)
    assert ((run.u * run.v)[-1] < 0.09).all()
    small = diagonal.descend(data, eta=1e-4, steps=2000)
    np.testing.assert_allclose((small.u * small.v)[-1], 0.09, rtol=2e-3)


def test_curvatures_are_the_trace_of_the_hessian():
    import torch

    data = diagonal.equations(1, 5)
    run = diagonal.descend(data, steps=30)
    X, y = torch.tensor(data.X[0]), torch.tensor(data.y[0])

    def loss(both):
        return ((X @ (both[:40] ** 2 - both[40:] ** 2) - y) ** 2).mean() / 2

    both = torch.tensor(np.r_[run.u[-1, 0, 0], run.v[-1, 0, 0]])
    trace = torch.autograd.functional.hessian(loss, both).trace()
    assert diagonal.total_curvature(data, run)[-1, 0, 0] == pytest.approx(float(trace))


def test_noise_on_inputs_is_a_price_on_the_second_norm():
    rng = np.random.default_rng(0)
    beta, x = rng.normal(size=4), rng.normal(size=4)
    noisy = ((x + 0.5 * rng.normal(size=(200_000, 4))) @ beta - 1) ** 2
    assert noisy.mean() == pytest.approx((x @ beta - 1) ** 2 + 0.25 * beta @ beta, rel=0.02)


def test_numbers_of_the_text():
    means = {
        truth: {name: risks.mean() for name, risks in diagonal.six_ways(truth).items()} for truth in ("sparse", "dense")
    }
    halved = [name for name, risk in means["sparse"].items() if risk < means["sparse"]["nothing"] / 2]
    assert halved == ["small start", "weight decay", "noise on labels"]
    assert max(means["dense"], key=means["dense"].get) == "small start"
    found = []
    for n in (8, 12, 20):
        data = diagonal.equations(20, n)
        ends = [abs(diagonal.flow_limit(X, y, 1e-4) - w).max() for X, y, w in zip(data.X, data.y, data.w, strict=True)]
        found.append(sum(end < 0.1 for end in ends))
    assert found == [0, 11, 20]


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (diagonal.check_end_of_flow, {"end": lambda X, y, alpha: 1.01 * diagonal.flow_limit(X, y, alpha)}),
        (diagonal.check_end_of_flow, {"end": lambda X, y, alpha: diagonal.flow_limit(X, y, 1.01 * alpha)}),
        (diagonal.check_two_norms, {"end": lambda X, y, alpha: diagonal.flow_limit(X, y, alpha**0.5)}),
        (diagonal.check_two_norms, {"end": lambda X, y, alpha: 0 * X[0]}),
        (diagonal.check_decay, {"run": lambda data, decay, **rest: diagonal.descend(data, decay=np.multiply(decay, 1.01), **rest)}),
        (diagonal.check_label_noise, {"label": 0.3}),
    ],
)  # fmt: skip
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


def cheapest(beta):
    return np.sqrt(np.maximum(beta, 0)), np.sqrt(np.maximum(-beta, 0))


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a race of two weights", 0.1, "right", "root"),
        ("a race of two weights", 0.5, "wrong", "exponent"),
        ("a race of two weights", 0.3, "wrong", "100"),
        ("errors on every label", "nearer", "right", ""),
        ("errors on every label", "further", "wrong", "uv"),
        ("errors on every label", "farther", "wrong", "uv"),
        ("ways that halve the risk", 3, "right", "uv"),
        ("ways that halve the risk", 5, "wrong", "alike"),
        ("weights that cost least", cheapest, "right", "‖β‖₁"),
        ("weights that cost least", lambda b: np.array(cheapest(b)), "right", "‖β‖₁"),
        ("weights that cost least", lambda b: [np.sqrt(abs(b)) * (b > 0), np.sqrt(abs(b)) * (b < 0)], "right", ""),
        ("weights that cost least", lambda b: (np.sqrt(np.maximum(b, 0) + 0.1), np.sqrt(np.maximum(-b, 0) + 0.1)), "wrong", "is possible"),
        ("weights that cost least", lambda b: (np.maximum(b, 0), np.maximum(-b, 0)), "wrong", "take roots"),
        ("weights that cost least", lambda b: cheapest(b)[::-1], "wrong", "must be β"),
        ("weights that cost least", lambda b: cheapest(b)[0], "wrong", "two arrays"),
        ("weights that cost least", lambda b: (np.emath.sqrt(b).real, 0 * b), "wrong", "must be β"),
        ("weights that cost least", lambda b: (1.0, 0.0), "wrong", "entries"),
    ],
)  # fmt: skip
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
