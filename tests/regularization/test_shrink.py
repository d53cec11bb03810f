"""Section 6: what stopping and ridge keep of each mode."""

import numpy as np
import pytest

from dltheory.regularization import shrink
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    X, y = np.eye(2), np.ones(2)
    for call, words in [
        (lambda: shrink.downhill(np.zeros(2), X, y, 0.0, 3), "eta must"),
        (lambda: shrink.downhill(np.zeros(2), X, y, 0.1, -1), "steps must"),
        (lambda: shrink.leaning(X, y, 0.0), "weight must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_data_have_the_modes_that_they_say():
    data = shrink.regression()
    S = data["X"].T @ data["X"] / 60
    np.testing.assert_allclose(S @ data["Q"], data["Q"] * data["s"], atol=1e-12)


def test_the_leaning_solution_has_no_slope():
    data = shrink.regression()
    w = shrink.leaning(data["X"], data["y"], 0.3)
    slope = data["X"].T @ (data["X"] @ w - data["y"]) / 60 + 0.3 * w
    assert np.linalg.norm(slope) < 1e-10


def test_the_expected_error_is_that_of_many_draws():
    rng, data = np.random.default_rng(0), shrink.regression()
    X, Q, s, truth = (data[name] for name in ("X", "Q", "s", "truth"))
    noise = 1.5 * rng.standard_normal((4000, 60))
    w = np.linalg.solve(X.T @ X / 60 + 0.1 * np.eye(20), (X.T @ (X @ truth + noise)[..., None] / 60)[..., 0].T).T
    for weigh, weights in ((0, np.ones(20)), (1, s)):
        drawn = ((w - truth) @ Q) ** 2 @ weights
        theory = shrink.expected(shrink.penalized(s / 0.1), s, (truth @ Q) ** 2, 2.25 / 60, weigh)
        assert drawn.mean() == pytest.approx(theory, abs=4 * drawn.std() / 60)


def test_the_best_time_is_close_to_the_best_penalty():
    explorer = shrink.explore_filters()
    arrays = explorer.draw(t=10.0, penalty=0.0316)
    assert (arrays["stopping"] > 0).all() and np.ptp(arrays["dropout"]) == 0
    assert explorer.notes() == ["excess risk: stopping 0.32, ridge 0.31, dropout of modes 0.82"]


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (shrink.check_filters, {"flow": shrink.penalized}),
        (shrink.check_filters, {"flow": lambda x: shrink.stopped(1.01 * x)}),
        (shrink.check_filters, {"ridge": lambda x: shrink.penalized(1.001 * x)}),
        (shrink.check_ceiling, {"flow": lambda x: shrink.stopped(1.01 * x)}),
        (shrink.check_ceiling, {"ridge": lambda x: shrink.penalized(1.01 * x)}),
        (shrink.check_ceiling, {"flow": shrink.penalized}),
        (shrink.check_ceiling, {"flow": lambda x: shrink.stopped(x) if x.shape[-1] == 1 else shrink.penalized(x)}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("who keeps more", "stopping", "right", "upside down"),
        ("who keeps more", "ridge", "wrong", "0.63"),
        ("who keeps more", "depends", "wrong", "change places"),
        ("the slow mode", 1 - 0.01**0.01, "right", "95.5"),
        ("the slow mode", 0.05, "right", "95.5"),
        ("the slow mode", 0.955, "wrong", "left"),
        ("the slow mode", 0.0099, "wrong", "rate"),
        ("one mode, two ways", lambda s, penalty: np.log(1 + s / penalty) / s, "right", "depends on s"),
        ("one mode, two ways", lambda s, penalty: -np.log(penalty / (s + penalty)) / s, "right", "depends on s"),
        ("one mode, two ways", lambda s, penalty: 1 / penalty, "wrong", "more of every mode"),
        ("one mode, two ways", lambda s, penalty: np.log(1 + s / penalty), "wrong", "x = s"),
        ("one mode, two ways", lambda s, penalty: np.log(penalty / (s + penalty)) / s, "wrong", "sign"),
        ("one mode, two ways", lambda s, penalty: s / (s + penalty), "wrong", "has kept"),
        ("one mode, two ways", lambda s, penalty: [s], "wrong", "One number"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


def test_dropout_on_the_data_as_they_are_is_hardly_behind():
    """Its weights are those of Theorem 74: (G + λ diag G)⁻¹ X'y/n."""
    data = shrink.regression()
    truth, G = data["truth"], data["X"].T @ data["X"] / 60
    rates, found = np.arange(0.01, 0.9, 0.01), []
    for rate in rates:
        A = np.linalg.inv(G + rate / (1 - rate) * np.diag(np.diag(G)))
        off = A @ G @ truth - truth
        found.append(off @ G @ off + 2.25 / 60 * np.trace(A @ G @ A @ G))
    assert rates[np.argmin(found)] == pytest.approx(0.23, abs=0.011) and min(found) == pytest.approx(0.32, abs=0.001)
    signal = (truth @ data["Q"]) ** 2
    plain = [shrink.expected(share * np.ones(20), data["s"], signal, 2.25 / 60, 1) for share in (0.0, 1.0)]
    np.testing.assert_allclose(plain, [2.51, 0.75], atol=0.005)
