"""Section 2: box networks against closed forms, the best heights, and what the task says to each answer."""

import math

import numpy as np
import pytest

from dltheory.approximation import boxes
from dltheory.tasks import your_turn


def largest(X):
    return 1 + X.max(axis=1)


def page_plateau(z, low, high, gamma):
    ramps = [np.maximum(z - corner, 0) for corner in (low - gamma, low, high, high + gamma)]
    return (ramps[0] - ramps[1] - ramps[2] + ramps[3]) / gamma


@pytest.mark.parametrize("d", [1, 2, 3])
def test_box_network_takes_the_corner_values_in_the_middles(d):
    network = boxes.box_network(largest, d, 0.25, 0.1)
    middles = np.stack(np.meshgrid(*[np.arange(4) / 4 + 0.125] * d, indexing="ij"), axis=-1).reshape(-1, d)
    np.testing.assert_allclose(network(middles), largest(middles) - 0.125, atol=1e-12)
    assert network.alpha.shape == (4,) * d


@pytest.mark.parametrize("d", [1, 2, 3])
def test_one_box_costs_its_closed_form_and_at_most_half_of_its_ramps(d):
    # Where k coordinates are on a ramp, the network's height integrates to 1/(k + 1)! of the volume.
    h, gamma = 1 / 3, 0.1
    alpha = np.zeros([3] * d)
    alpha[(1,) * d] = 1.0
    exact = sum(math.comb(d, k) * h ** (d - k) * (2 * gamma) ** k / math.factorial(k + 1) for k in range(1, d + 1))
    n = 60 if d == 3 else 600
    axis = (np.arange(n) + 0.5) / n
    X = np.stack(np.meshgrid(*[axis] * d, indexing="ij"), axis=-1).reshape(-1, d)
    blocks = np.array_split(X, 20) if d > 1 else [X]
    volume = sum(boxes.BoxNetwork(alpha, gamma)(block).sum() for block in blocks) / len(X)
    assert volume - h**d == pytest.approx(exact, rel=1e-2)
    assert exact <= ((h + 2 * gamma) ** d - h**d) / 2 + 1e-12


def test_ramps_are_paid_from_eps():
    network = boxes.box_network(largest, 2, 0.1, 0.1)
    h, n = 0.1, 10
    cost = np.abs(network.alpha).sum() * ((h + 2 * network.gamma) ** 2 - h**2) / 2
    assert network.alpha.shape == (n, n)
    assert cost == pytest.approx(0.1)


def test_l1_error_in_one_dimension_against_a_fine_grid():
    x = (np.arange(200_000) + 0.5) / 200_000
    X, eps = x[:, None], 0.02
    network = boxes.box_network(lambda X: boxes.terraces(X, eps), 1, eps, eps)
    error = sum(np.abs(network(block) - boxes.terraces(block, eps)).sum() for block in np.array_split(X, 40)) / len(x)
    assert boxes.check_box_error().measured == pytest.approx(error / eps, rel=1e-3)


def test_terraces_change_by_eps_within_eps():
    rng = np.random.default_rng(0)
    X = rng.uniform(size=(20_000, 3))
    Y = np.clip(X + rng.uniform(-0.1, 0.1, X.shape), 0, 1)
    assert np.abs(boxes.terraces(X, 0.1) - boxes.terraces(Y, 0.1)).max() <= 0.1 + 1e-7


def test_chessboard_has_its_height_its_signs_and_its_slope():
    field = np.stack(np.meshgrid(*[np.arange(4)] * 2, indexing="ij"), axis=-1).reshape(-1, 2)
    signs = 1 - 2 * (field.sum(axis=1) % 2)
    np.testing.assert_allclose(boxes.chessboard((field + 0.5) / 4), signs / 8, atol=1e-12)
    rng = np.random.default_rng(1)
    X, Y = rng.uniform(size=(2, 5000, 3))
    slope = np.abs(boxes.chessboard(X) - boxes.chessboard(Y)) / np.abs(X - Y).max(axis=1)
    assert slope.max() <= 1 + 1e-9


@pytest.mark.parametrize(("cuts", "error"), [([4, 4], 1 / 16), ([3, 4], 1 / 8), ([4, 1], 1 / 8), ([8, 8], 1 / 16)])
def test_box_sup_error_of_the_chessboard(cuts, error):
    assert boxes.box_sup_error(boxes.chessboard, cuts) == pytest.approx(error)


def test_box_sup_error_is_half_the_climb_of_a_monotone_target():
    assert boxes.box_sup_error(lambda X: X.sum(axis=1), [5, 2]) == pytest.approx((1 / 5 + 1 / 2) / 2)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((0, 0.1, 0.1), "d"), ((1.5, 0.1, 0.1), "d"), ((1, 0.0, 0.1), "delta"), ((1, 0.1, -1), "eps")],
)
def test_box_network_names_a_bad_argument(arguments, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        boxes.box_network(largest, *arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: boxes.box_network(lambda X: 1.0, 2, 0.5, 0.5), r"^g must return one number for each of 4 points"),
        (lambda: boxes.box_sup_error(np.sum, [2, 2]), r"^g must return one number for each of 289 points"),
        (lambda: boxes.box_sup_error(largest, [2, 0]), r"^cuts must be a whole number of at least 1, got 0"),
        (lambda: boxes.chessboard(np.zeros(3)), r"^X must have shape \(n, n\), got \(3,\)"),
    ],
)
def test_boxes_name_a_bad_argument(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_box_network_refuses_points_of_another_dimension():
    with pytest.raises(ValueError, match="X must have shape"):
        boxes.box_network(largest, 2, 0.5, 0.5)(np.zeros((5, 3)))


@pytest.mark.parametrize("erratum", [boxes.erratum_euclidean_boxes, boxes.erratum_threshold_bump])
def test_errata_are_confirmed(erratum):
    assert erratum().confirmed


def test_joints_accepts_every_pair_of_ramps_that_fit():
    assert your_turn("joints", lambda z, a, b, c: page_plateau(z, a + c / 2, b - c / 2, c)).state == "right"
    assert your_turn("joints", lambda z, a, b, c: page_plateau(z, a + c, b, c)).state == "right"
    assert your_turn("joints", lambda *_: ...).state == "open"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (page_plateau, "rises to 2.00"),
        (lambda z, a, b, c: page_plateau(z, a + c, b - c, c), "falls to 0.00"),
        (lambda z, a, b, c: page_plateau(z, a + c / 2, b - c / 2, c) / 2, "1 in the middle"),
        (lambda z, a, b, c: page_plateau(z, a - 0.1, b, c), "0 farther than"),
        (lambda z, a, b, c: 1.0, "one number for each entry"),
        (lambda z, a, b, c: None, "one number for each entry"),
        (lambda z, a, b, c: "up", "one number for each entry"),
    ],
)
def test_joints_names_what_is_wrong(answer, words):
    feedback = your_turn("joints", answer)
    assert feedback.state == "wrong" and words in feedback.sentence


@pytest.mark.parametrize(
    ("guess", "state", "words"),
    [
        (10**10, "right", "3,000 years"),
        ("1e10", "right", "3,000 years"),
        (100, "wrong", "choice"),
        (10, "wrong", "one axis"),
        (20, "wrong", "does not add"),
        (1e9, "wrong", "counts too"),
        (1e11, "wrong", "One axis too many"),
        (2**10, "wrong", "two intervals"),
        (7, "wrong", "third axis"),
        ("10^10", "wrong", "10**3"),
        (None, "wrong", "one number"),
    ],
)
def test_boxes_in_ten_dimensions(guess, state, words):
    feedback = your_turn("boxes in ten dimensions", guess)
    assert feedback.state == state and words in feedback.sentence


def test_check_of_theorem_16_counts_units():
    finer = boxes.check_box_error(network=lambda g, d, delta, eps: boxes.box_network(g, d, delta / 2, eps))
    assert not finer.holds and math.isnan(finer.measured)


def test_check_of_remark_1_looks_at_each_dimension():
    # As many boxes as it takes at d = 1 and 4, too many in between: the mean factor would not see it.
    def error(target, cuts):
        return boxes.box_sup_error(target, cuts) if len(cuts) in (1, 4) or max(cuts) < 3 else 1.0 - 0.95 * (3 in cuts)

    assert not boxes.check_price_of_dimension(error=error).holds
