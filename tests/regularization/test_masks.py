"""Section 8: thinned networks, their means, and what was recorded of them."""

import numpy as np
import pytest

from dltheory.regularization import masks
from dltheory.tasks import your_turn

SMALL = ((np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([0.0, 1.0])), (np.eye(2), np.zeros(2)))


def test_bad_input_is_refused_by_name():
    for call, words in [
        (lambda: masks.few_digits(-1), "seed must"),
        (lambda: masks.dropout_net(1.0), "rate must"),
        (lambda: masks.probabilities(SMALL, np.ones((1, 2)), -0.1), "rate must"),
        (lambda: masks.probabilities(SMALL, np.ones((1, 2)), 0.5), "rng must be a generator .* got None"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_a_thinned_network_doubles_or_drops_each_unit():
    X = np.array([[2.0, 1.0]])  # hidden units 1 and 5.5
    np.testing.assert_allclose(masks.probabilities(SMALL, X), masks.softmax(np.array([[1.0, 5.5]])))
    rng = np.random.default_rng(0)
    found = {tuple(masks.probabilities(SMALL, X, 0.5, rng)[0].round(6)) for _ in range(60)}
    expected = {tuple(masks.softmax(np.array([2.0 * a, 11.0 * b])).round(6)) for a in (0, 1) for b in (0, 1)}
    assert found == expected


def test_the_record_is_what_the_networks_of_one_seed_give():
    for how, rate in (("with", 0.5), ("without", 0.0)):
        recorded = masks.recorded_masks()[how]
        assert {name: rows.shape for name, rows in recorded.items()} == {
            "missing": (10, len(masks.MISSING)), "averaged": (10, len(masks.AVERAGED)), "scaled": (10, 1)}  # fmt: skip
        net, split = masks.dropout_net(rate), masks.few_digits()
        wrong = np.mean(masks.probabilities(net, split.X_test).argmax(axis=1) != split.y_test)
        assert wrong == pytest.approx(recorded["scaled"][0, 0], abs=0.01)


def test_numbers_of_the_text():
    both = masks.recorded_masks()
    scaled = {how: run["scaled"][:, 0] for how, run in both.items()}
    assert scaled["with"].mean() == pytest.approx(0.05, abs=5e-4) and scaled["without"].mean() == pytest.approx(
        0.0544, abs=5e-4
    )
    assert (scaled["with"] < scaled["without"]).sum() == 7
    assert 0.09 < both["with"]["missing"][:, 5].mean() < 0.11 and 0.38 < both["without"]["missing"][:, 5].mean() < 0.42


def changed(how, name, change):
    both = {key: dict(run) for key, run in masks.recorded_masks().items()}
    both[how][name] = change(both[how][name])
    return lambda: both


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (masks.check_geometric, {"way": lambda h, W: 1.001 * h @ W.T}),
        (masks.check_geometric, {"way": lambda h, W: h @ W.T + 1}),
        (masks.check_average, {"record": changed("with", "averaged", lambda rows: rows + 0.01)}),
        (masks.check_average, {"record": changed("with", "averaged", lambda rows: rows[:, ::-1])}),
        (masks.check_missing_units, {"record": changed("without", "missing", lambda rows: rows / 2)}),
        (masks.check_average, {"masks": 3}),
        (masks.check_missing_units, {"record": changed("with", "scaled", lambda rows: rows + 0.06)}),
        (masks.check_missing_units, {"record": changed("with", "missing", lambda rows: 0 * rows)}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


def geometric(P):
    found = np.prod(P, axis=0) ** (1 / len(P))
    return found / found.sum()


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("half of a network with", 10, "right", "alone"),
        ("half of a network with", 5, "wrong", "mean of many"),
        ("half of a network without", 40, "right", "together"),
        ("half of a network without", 10, "wrong", "Nobody"),
        ("the geometric mean", geometric, "right", "all units"),
        ("the geometric mean", lambda P: list(geometric(P)), "right", ""),
        ("the geometric mean", lambda P: np.exp(np.log(P).mean(axis=0)), "wrong", "add up"),
        ("the geometric mean", lambda P: P.mean(axis=0), "wrong", "arithmetic"),
        ("the geometric mean", lambda P: np.prod(P, axis=0) / np.prod(P, axis=0).sum(), "wrong", "root"),
        ("the geometric mean", lambda P: np.log(P).mean(axis=0), "wrong", "exponential"),
        ("the geometric mean", lambda P: geometric(P.T), "wrong", "shape"),
        ("the geometric mean", lambda P: geometric(P)[::-1], "wrong", "axis 0"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
