"""Section 4: ridge and early stopping in singular directions, and gradient descent against the pseudo-inverse."""

import numpy as np
import pytest

from dltheory.double_descent import _common, taming
from dltheory.tasks import your_turn


def test_shares_are_those_of_ridge_and_of_gradient_descent():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(8, 5)), rng.normal(size=8)
    _, s, Vt = np.linalg.svd(X)
    least, s = Vt @ np.linalg.lstsq(X, y)[0], s**2 / 8
    w = np.linalg.solve(X.T @ X + 8 * 0.3 * np.eye(5), X.T @ y)
    np.testing.assert_allclose(Vt @ w, taming.ridge(s, 0.3) * least)
    slow = taming.gradient_descent(X, y, np.zeros(5), 1e-4, 20_000)
    np.testing.assert_allclose(Vt @ slow, taming.descent(s, 2.0) * least, atol=1e-3)
    few = taming.gradient_descent(X, y, np.zeros(5), 0.1, 7)
    np.testing.assert_allclose(Vt @ few, (1 - (1 - 0.1 * s) ** 7) * least)


@pytest.mark.parametrize(("c", "most"), [(0.457, 1.0786), (1.0, 1.2147)])
def test_price_of_stopping_is_the_stated_constant(c, most):
    u = np.geomspace(1e-5, 1e5, 100_001)
    price = (1 + u) * (np.exp(-2 * c * u) + np.expm1(-c * u) ** 2 / u)
    assert price.max() == pytest.approx(most, abs=1e-4)


@pytest.mark.parametrize("p", [3, 8, 25])
def test_the_best_risk_is_one_less_the_mean_share_of_a_column(p):
    X, noise = np.random.default_rng(p).normal(size=(8, p)), 0.3
    shares = np.einsum("ij,ij->j", X, np.linalg.solve(p * noise * np.eye(8) + X @ X.T, X))
    s = np.linalg.svd(X, compute_uv=False) ** 2 / 8
    share = taming.ridge(s, taming.prior_penalty(8, 1 / p, noise))
    paid = ((1 - share) ** 2 / p + share**2 * noise / (8 * s)).sum() + max(p - 8, 0) / p
    assert paid == pytest.approx(1 - shares.mean())


@pytest.mark.parametrize("p", [6, 30])
def test_the_prior_s_share_is_the_best_in_every_direction(p):
    s, noise = _common.directions(12, p, 1).s[0], 0.4
    shares = np.linspace(0, 1, 4001)[:, None]
    cost = (1 - shares) ** 2 / p + shares**2 * noise / (12 * s)
    np.testing.assert_allclose(
        shares[cost.argmin(axis=0), 0], taming.ridge(s, taming.prior_penalty(12, 1 / p, noise)), atol=2e-4
    )


def test_picture_shows_a_peak_of_the_least_norm_only():
    drawn = taming.plot_tamed()
    assert drawn["least norm"].max() > 10 and drawn["gamma"][drawn["least norm"].argmax()] == 1
    for name in ("best ridge", "stopped"):
        assert (np.diff(drawn[name]) > 0).all() and drawn[name].max() < 1
    assert (drawn["stopped"] <= 1.1 * drawn["best ridge"]).all()


@pytest.mark.parametrize("factor", [0.2, 5])
def test_checks_notice_another_penalty_or_time(factor):
    scaled = lambda *given: factor * taming.prior_penalty(*given)  # noqa: E731
    assert not taming.check_best_penalty(penalty=scaled).holds
    assert not taming.check_early_stopping(times=0.457 * factor).holds


@pytest.mark.parametrize("times", [0.44, 0.47])
def test_check_of_early_stopping_has_no_slack(times):
    assert not taming.check_early_stopping(times=times).holds


@pytest.mark.parametrize("share", [lambda s, one: np.ones_like(s), lambda s, one: s / (s + 1e-4 * one)])
def test_no_peak_is_not_said_of_what_has_one(share):
    assert not taming.check_no_peak(share=share).holds


def columns(scale):
    return lambda X, penalty: np.hstack([X, scale(len(X), penalty) * np.eye(len(X))])


@pytest.mark.parametrize(
    ("widen", "state", "words"),
    [
        (columns(lambda n, penalty: (n * penalty) ** 0.5), "right", "weight of its own"),
        (columns(lambda n, penalty: -((n * penalty) ** 0.5)), "right", "weight of its own"),
        (columns(lambda n, penalty: penalty**0.5), "wrong", "n is missing"),
        (columns(lambda n, penalty: n * penalty), "wrong", "root is missing"),
        (columns(lambda n, penalty: penalty), "wrong", "n and the root"),
        (columns(lambda n, penalty: 1.0), "wrong", "must set the size"),
        (columns(lambda n, penalty: (n * penalty) ** -0.5), "wrong", "Upside down"),
        (lambda X, penalty: np.hstack([X, np.ones((len(X), 1))]), "wrong", "no ridge with any penalty"),
        (lambda X, penalty: X, "wrong", "No column"),
        (lambda X, penalty: penalty * X, "wrong", "further columns"),
        (lambda X, penalty: np.vstack([X, np.eye(X.shape[1])]), "wrong", "further columns"),
        (lambda X, penalty: ..., "open", "three dots"),
    ],
)
def test_private_weights(widen, state, words):
    feedback = your_turn("private weights", widen)
    assert feedback.state == state and words in feedback.sentence, feedback


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [(139, "right", "0.995"), (138, "wrong", "one step"), (100, "wrong", "still missing"), (200, "wrong", "63 %"),
     (69, "wrong", "step size"), (3, "wrong", "factors of 0.995")],
)  # fmt: skip
def test_half_of_a_slow_direction(answer, state, words):
    feedback = your_turn("half of a slow direction", answer)
    assert feedback.state == state and words in feedback.sentence, feedback
