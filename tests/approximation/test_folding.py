"""Section 8 against exact arithmetic, direct evaluation and closed forms."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from scipy import integrate

from dltheory.approximation import folding
from dltheory.tasks import your_turn


def evaluate(layers, x):
    h = np.asarray(x, dtype=float)[:, None]
    for index, (W, b) in enumerate(layers, start=1):
        h = h @ W.T + b
        h = np.maximum(h, 0) if index < len(layers) else h
    return h[:, 0]


def exact_pieces(layers):
    """Count pieces on [0, 1] in rational arithmetic: cut every cell where a pre-activation is zero, merge equal slopes."""
    layers = [
        ([[Fraction(w) for w in row] for row in W.tolist()], [Fraction(c) for c in b.tolist()]) for W, b in layers
    ]

    def forward(x, depth, stop):
        h = [x]
        for index in range(depth):
            W, b = layers[index]
            h = [sum(w * v for w, v in zip(row, h, strict=True)) + c for row, c in zip(W, b, strict=True)]
            h = h if stop and index == depth - 1 else [max(v, 0) for v in h]
        return h

    knots = [Fraction(0), Fraction(1)]
    for depth in range(1, len(layers)):
        new = set(knots)
        for low, high in itertools.pairwise(knots):
            for left, right in zip(forward(low, depth, True), forward(high, depth, True), strict=True):
                if left * right < 0:
                    new.add(low + (high - low) * left / (left - right))
        knots = sorted(new)
    y = [forward(x, len(layers), True)[0] for x in knots]
    slopes = [(y[i + 1] - y[i]) / (knots[i + 1] - knots[i]) for i in range(len(y) - 1)]
    return 1 + sum(first != second for first, second in itertools.pairwise(slopes))


@pytest.mark.parametrize("widths", [[1], [4], [2, 2], [3, 5], [2, 3, 2], [4, 1, 3, 2]])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_polylines_agree_with_the_network_and_with_exact_counts(widths, seed):
    layers = folding.random_layers(widths, np.random.default_rng(seed))
    x = np.random.default_rng(9).random(300)
    np.testing.assert_allclose(np.interp(x, *folding.polyline(layers)), evaluate(layers, x), atol=1e-9)
    assert folding.count_pieces(*folding.polyline(layers)) == exact_pieces(layers)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_tents_are_folds_of_the_interval(k):
    x = np.random.default_rng(0).random(100)
    y = x
    for _ in range(k):
        y = 1 - np.abs(2 * y - 1)
    np.testing.assert_allclose(evaluate(folding.tent_network(k), x), y, atol=1e-12)
    assert exact_pieces(folding.tent_network(k)) == 2**k
    assert sum(len(b) for _, b in folding.tent_network(k)[:-1]) == 2 * k


def test_units_are_counted_one_by_one():
    W, b = np.array([[1.0], [1.0], [1.0]]), np.array([-0.5, 0.5, -2.0])
    x, y = next(folding.trace([(W, b), (np.ones((1, 3)), np.zeros(1))]))
    assert folding.count_pieces(x, y).tolist() == [2, 1, 1]


def test_pieces_that_cancel_are_not_counted():
    layers = [(np.ones((2, 1)), np.array([-0.5, -0.5])), (np.array([[1.0, -1.0]]), np.zeros(1))]
    assert folding.count_pieces(*folding.polyline(layers)) == 1


@pytest.mark.parametrize("seed", range(5))
def test_distance_against_quadrature(seed):
    rng = np.random.default_rng(seed)
    f, g = (folding.polyline(folding.random_layers([3, 3], rng)) for _ in range(2))

    def gap(t):
        return abs(np.interp(t, *f) - np.interp(t, *g))

    parts = [integrate.quad(gap, *pair, limit=200)[0] for pair in itertools.pairwise(np.union1d(f[0], g[0]))]
    assert folding.l1_distance(f, g) == pytest.approx(sum(parts), abs=1e-6)


@pytest.mark.parametrize("k", [1, 4, 10])
def test_one_half_is_a_quarter_away_from_every_tent(k):
    tent = folding.polyline(folding.tent_network(k))
    assert folding.l1_distance(tent, folding.HALF) == pytest.approx(0.25, abs=1e-12)
    assert folding.l1_distance(tent, tent) == 0


def test_small_networks_are_as_small_as_the_theorem_says():
    for L in (1, 2, 3):
        nets = list(folding.small_networks(L, folding.HALF, draws=2))
        # Lemma 32 with 2^L units in L layers.
        assert max(int(folding.count_pieces(*g)) for g in nets) <= (2 * 2**L / L) ** L


def test_first_teeth_follow_and_then_stop():
    tent = folding.polyline(folding.tent_network(4))
    x, y = folding.first_teeth(tent, 5)
    assert len(x) == 6 and folding.count_pieces(x, y) == 5
    np.testing.assert_allclose(y, np.interp(x, *tent) * (x < 1) + 0.5 * (x == 1), atol=1e-12)
    assert folding.first_teeth(tent, 16) is tent


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: folding.tent_network(0), r"^k must"),
        (lambda: folding.tent_network(2, slope=0), r"^slope must be a finite number above 0, got 0"),
        (lambda: folding.random_layers([2, 0], np.random.default_rng(0)), r"^widths must be a whole number"),
        (lambda: folding.polyline(folding.tent_network(1)[:1] * 2), r"^layers must fit: W number 2 .* got \(2, 1\)"),
        (lambda: folding.count_pieces(np.array([0.0, 0.5, 0.5, 1.0]), np.zeros(4)), r"^x must rise"),
        (lambda: folding.count_pieces(np.arange(4), np.zeros(3)), r"^y must have shape \(4,\), got \(3,\)"),
        (lambda: folding.count_pieces(np.arange(4), np.zeros((3, 2))), r"^y must have shape \(4, n\), got \(3, 2\)"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_explorer_keeps_the_bound_and_breaks_with_a_low_tent():
    explorer, broken = folding.explore_depth(), False
    for settings in explorer.sweep():
        arrays = explorer.draw(**settings)
        below = (arrays["distance"] < arrays["bound"] - 1e-9).any()
        assert settings["low"] or not below
        broken = broken or bool(below)
    assert broken


def fold(x):
    return 2 * np.minimum(x, 1 - x)


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (lambda x: fold(fold(x)), "right", "two tents"),
        (lambda x: 2 * fold(x), "wrong", "twice the tent"),
        (lambda x: fold(x) * fold(x), "wrong", "multiplies"),
        (lambda x: fold(x), "wrong", "second one"),
        (lambda x: "tent", "wrong", "one number for each"),
        (lambda x: ..., "open", "three dots"),
    ],
)
def test_tent_of_the_tent(answer, state, words):
    found = your_turn("tent of the tent", answer)
    assert found.state == state and words in found.sentence


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        ((3, 4), "right", "half"),
        (("3", 4.0), "right", "half"),
        ((4, 3), "wrong", "the other way round"),
        ((2, 3), "wrong", "bends"),
        ((4, 4), "wrong", "F(lean"),
        ((3, 3), "wrong", "lean(F"),
        (("three", 4), "wrong", "Two numbers"),
        ((None, 4), "wrong", "Two numbers"),
        ((np.ones(2), 4), "wrong", "Two numbers"),
        ((..., ...), "open", "dots"),
    ],
)
def test_two_compositions(answers, state, words):
    found = your_turn("two compositions", *answers)
    assert found.state == state and words in found.sentence


@pytest.mark.parametrize(
    ("formula", "state", "words"),
    [
        (lambda N, k: N**k, "right", "becomes N"),
        (lambda N, k: N * k, "wrong", "copies of copies"),
        (lambda N, k: 2**k, "wrong", "the tent's count"),
        (lambda N, k: k**N, "wrong", "exchanged"),
        (lambda N, k: N**k - 1, "wrong", "bends"),
        (lambda N, k: N ** (k - 1), "wrong", "has N pieces already"),
        (lambda N, k: N ** (k + 1), "wrong", "not N²"),
        (lambda N, k: N + k, "wrong", "N = 2, k = 1: measured 2 pieces, your formula says 3."),
        (lambda N, k: "N^k", "wrong", "one number"),
        (lambda N, k: None, "wrong", "one number"),
        (lambda N, k: np.ones(2), "wrong", "one number"),
    ],
)
def test_copies(formula, state, words):
    found = your_turn("copies", formula)
    assert found.state == state and words in found.sentence


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        ((6, 4), "right", "passes"),
        ((4, 6), "wrong", "the other way round"),
        ((5, 3), "wrong", "bends"),
        ((3, 4), "wrong", "height ½"),
        ((6, 6), "wrong", "merely reach"),
        (("six", 4), "wrong", "Two numbers"),
        ((..., ...), "open", "dots"),
    ],
)
def test_lopsided_compositions(answers, state, words):
    found = your_turn("lopsided compositions", *answers)
    assert found.state == state and words in found.sentence


@pytest.mark.parametrize("height", [0.99, 0.9, 0.5])
def test_tents_that_stay_low_are_noticed(height):
    def low(k):
        *layers, (W, b) = folding.tent_network(k)
        return [*layers, (height * W, b)]

    assert not folding.check_small_networks(target=low).holds


@pytest.mark.parametrize("slope", [1.9, 1.999])
def test_tents_of_less_slope_are_noticed(slope):
    assert not folding.check_small_networks(target=lambda k: folding.tent_network(k, slope)).holds


@pytest.mark.parametrize("k", [2, 4, 7])
def test_a_straight_line_is_no_closer_to_teeth_than_one_half(k):
    tent = folding.polyline(folding.tent_network(k))
    for left, right in np.random.default_rng(k).normal(size=(50, 2)):
        assert folding.l1_distance(tent, (np.array([0.0, 1.0]), np.array([left, right]))) >= 0.25 - 1e-12


@pytest.mark.parametrize("most", [2, 3, 4])
def test_a_count_that_stops_early_is_noticed(most):
    assert not folding.check_piece_bound(count=lambda x, y: np.minimum(folding.count_pieces(x, y), most)).holds
