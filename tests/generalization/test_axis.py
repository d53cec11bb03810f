"""Section 9: every bound on one network, and the records that the first picture shows."""

import math
from itertools import product

import numpy as np
import pytest

from dltheory.generalization import axis
from dltheory.generalization._common import Network, halves, outputs
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    for call, words in [
        (lambda: axis.noisy_halves(1.5), "share must"),
        (lambda: axis.noisy_halves(0.0, 0), "n must"),
        (lambda: axis.fitted(-0.1), "share must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_coins_take_the_place_of_their_share_of_labels():
    true = halves(0)
    assert np.array_equal(axis.noisy_halves(0.0).y_train, true.y_train)
    for share in (0.5, 1.0):
        moved = np.mean(axis.noisy_halves(share).y_train != true.y_train)
        assert moved == pytest.approx(share / 2, abs=0.05)
    assert len(axis.noisy_halves(0.5, 160).X_train) == 160


@pytest.mark.parametrize(("points", "dimension"), [(1, 1), (3, 2), (4, 2), (5, 3), (6, 9)])
def test_covers_number_counts_half_spaces_through_0(points, dimension):
    X = np.random.default_rng(points).normal(size=(points, dimension))
    w = np.random.default_rng(0).normal(size=(200_000, dimension))
    assert round(math.exp(axis.log_cover(points, dimension))) == len(np.unique(w @ X.T > 0, axis=0))


def test_the_count_of_labelings_is_above_those_that_networks_make():
    X, rng, k = np.random.default_rng(1).normal(size=(5, 2)), np.random.default_rng(2), 1
    made = {
        tuple(outputs(Network(rng.normal(size=(k, 2)), rng.normal(size=k)), X) > 0)
        for _ in range(3000)
    }  # fmt: skip
    assert len(made) <= 2 * math.exp(axis.log_cover(5, 2)) * math.exp(axis.log_cover(5, 2))
    assert axis.growth(1297, 50) == pytest.approx(2 * math.sqrt(2 * (2594 * math.log(2) + math.log(40)) / 1297))


def test_bounds_on_norms_do_not_change_when_layers_are_balanced():
    rng = np.random.default_rng(3)
    network, margins = Network(rng.normal(size=(5, 4)), rng.normal(size=5)), rng.uniform(0.1, 1, 50)
    moved = Network(3 * network.W, network.v / 3)
    assert axis.norm_bound(moved, margins) == pytest.approx(axis.norm_bound(network, margins))
    # twice the function, twice the margins: the same bound
    assert axis.norm_bound(Network(network.W, 2 * network.v), 2 * margins) == pytest.approx(
        axis.norm_bound(network, margins)
    )
    start = Network(np.zeros((5, 4)), np.zeros(5))
    first = axis.spectral_bound(network, start, margins, 5.0)
    assert axis.spectral_bound(Network(network.W, 2 * network.v), start, 2 * margins, 5.0) == pytest.approx(first)
    assert axis.norm_bound(network, -margins) > 1  # a network that is wrong everywhere


def test_the_record_has_all_settings():
    record = axis.recorded_axis()
    assert set(record) == set(product(axis.SHARES, axis.SIZES))
    assert all(rows.shape == (3, 9) and np.isfinite(rows).all() for rows in record.values())


@pytest.mark.parametrize(
    "broken",
    [
        lambda: {key: rows / 2 for key, rows in axis.recorded_axis().items()},
        lambda: {key: np.roll(rows, 1, axis=1) for key, rows in axis.recorded_axis().items()},
        lambda: {key: np.ones((3, 9)) for key in axis.recorded_axis()},
    ],
)
def test_the_checks_notice_another_record(broken):
    assert not (axis.check_no_bound_is_broken(runs=broken).holds and axis.check_who_says_something(runs=broken).holds)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a growth function that knows no limit", 3.33, "right", "any labels"),
        ("a growth function that knows no limit", 4 * np.sqrt(np.log(2)), "right", "any labels"),
        ("a growth function that knows no limit", 2.35, "wrong", "2n points"),
        ("a growth function that knows no limit", 1.67, "wrong", "factor 2"),
        ("a growth function that knows no limit", 4, "wrong", "natural"),
        (
            "margins that can be compared",
            lambda f, y, W, v: y * f / np.linalg.norm(W) / np.linalg.norm(v),
            "right",
            "most",
        ),
        ("margins that can be compared", lambda f, y, W, v: y * f / np.sqrt((W**2).sum() * v @ v), "right", "most"),
        (
            "margins that can be compared",
            lambda f, y, W, v: f / np.linalg.norm(W) / np.linalg.norm(v),
            "wrong",
            "label",
        ),
        ("margins that can be compared", lambda f, y, W, v: y * f, "wrong", "both norms"),
        ("margins that can be compared", lambda f, y, W, v: y * f / np.linalg.norm(W), "wrong", "both norms"),
        (
            "margins that can be compared",
            lambda f, y, W, v: y * f / np.linalg.norm(W, 2) / np.linalg.norm(v),
            "wrong",
            "stretch",
        ),
        (
            "margins that can be compared",
            lambda f, y, W, v: y * f / (np.linalg.norm(W) + np.linalg.norm(v)),
            "wrong",
            "sum",
        ),
        ("margins that can be compared", lambda f, y, W, v: (y * f).mean(), "wrong", "shape"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
