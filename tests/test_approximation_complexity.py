"""Constructions of chapter 1, second half: against exact values, scipy and independent routes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, signal

from dltheory import approximation as ap


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


# --- Section 6 ------------------------------------------------------------------------------------------------------


def test_spectra_convolve_like_scipy(rng):
    g, h = rng.standard_normal(37), rng.standard_normal(12)
    np.testing.assert_allclose(ap.convolve_by_spectra(g, h), signal.convolve(g, h), atol=1e-12)


def test_peak_spectrum_is_the_transform_of_the_peak():
    for omega in (-1.3, 0.0, 0.4):
        cosine, _ = integrate.quad(lambda x, w=omega: ap.peak(x) * math.cos(2 * math.pi * w * x), -4, 5)
        sine, _ = integrate.quad(lambda x, w=omega: ap.peak(x) * math.sin(2 * math.pi * w * x), -4, 5)
        amplitude, phase = ap.peak_spectrum(np.array(omega))
        assert amplitude * np.exp(2j * np.pi * phase) == pytest.approx(cosine - 1j * sine, abs=1e-10)


def test_infinite_network_vanishes_at_the_origin():
    np.testing.assert_allclose(ap.infinite_network([0.0]), 0.0, atol=1e-12)


# --- Section 7 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("d", "constant"), [(1, 0.797885), (2, 1.253314), (10, 3.084328), (100, 9.975032)])
def test_barron_constant_of_the_standard_gaussian(d, constant):
    assert ap.barron_constant(d) == pytest.approx(constant, abs=1e-6)
    assert ap.barron_constant(d, 3.0) == pytest.approx(3 * constant, abs=3e-6)


def test_barron_constant_is_2_pi_times_that_of_the_notes():
    # exp(-x^2 / 2) is sqrt(2 pi) times the density of N(0, 1), whose norm is 1 / (2 pi)^2 / sigma^2 in d = 1.
    exact, bound = ap.log_gaussian_barron(1, 1.0)
    assert math.exp(exact) == pytest.approx(0.0506606, abs=1e-7)
    assert 2 * math.pi * math.sqrt(2 * math.pi) * math.exp(exact) == pytest.approx(ap.barron_constant(1))
    assert bound > exact


def test_log_norm_is_finite_in_high_dimension():
    assert all(math.isfinite(value) for value in ap.log_gaussian_barron(4000, 0.1))


def test_barron_units_are_bounded_and_on_the_sphere(rng):
    a, W, b = ap.barron_units(500, 7, 1.5, rng)
    assert a.shape == b.shape == (500,) and W.shape == (500, 7)
    assert np.abs(a).max() <= 2 * ap.barron_constant(7, 1.5)
    assert (b >= 0).all() and (b <= 1).all()
    np.testing.assert_allclose(np.linalg.norm(W, axis=1), 1.0)


def test_barron_units_average_to_the_hill(rng):
    k, X = 400_000, ap.ball_points(5, 3, rng)
    a, W, b = ap.barron_units(k, 3, 2.0, rng)
    outputs = (X @ W.T >= b) * a
    deviation = 1 + outputs.mean(axis=1) - ap.hill_target(X, 2.0)
    assert (np.abs(deviation) <= 5 * outputs.std(axis=1) / math.sqrt(k)).all()


def test_sine_errors_agree_with_a_fine_grid(rng):
    a, b = ap.sine_units(6, rng)
    x = (np.arange(200_000) + 0.5) / 200_000
    direct = (((x[:, None] >= b) @ a / 6 - np.sin(2 * np.pi * x)) ** 2).mean()
    assert ap.sine_errors(a[None], b[None])[0] == pytest.approx(direct, abs=1e-3)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_lattice_counts_by_enumeration(d):
    axis = np.arange(-4, 5)
    norms = (np.stack(np.meshgrid(*[axis] * d), axis=-1) ** 2).sum(axis=-1).ravel()
    np.testing.assert_array_equal(ap.lattice_counts(d, 16), np.bincount(norms, minlength=17)[:17])


def test_left_out_cosine_has_that_error():
    terms, error = ap.worst_left_out(ap.lattice_counts(1, 9))
    np.testing.assert_array_equal(terms, [1, 3, 5])
    x = (np.arange(1000) + 0.5) / 1000
    np.testing.assert_allclose(error, [((np.cos(2 * np.pi * n * x) / n) ** 2).mean() for n in (1, 2, 3)])


# --- Section 8 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("widths", [[], [1], [5], [4, 3], [2, 6, 3], [3, 3, 3, 3]])
def test_pieces_reproduce_the_network(widths, rng):
    layers = ap.random_network(widths, rng)
    kinks, slope, intercept = ap.relu_pieces(layers)
    assert (np.diff(kinks) > 0).all() and len(slope) == len(intercept) == len(kinks) + 1
    x = rng.uniform(-5, 5, 1000)
    piece = np.searchsorted(kinks, x)
    np.testing.assert_allclose(slope[piece] * x + intercept[piece], ap.network_output(layers, x), atol=1e-9)


def test_pieces_count_every_change_of_slope(rng):
    layers = ap.random_network([4, 4], rng)
    kinks, _, _ = ap.relu_pieces(layers)
    x = np.linspace(kinks[0] - 1, kinks[-1] + 1, 400_001)
    bends = np.abs(np.diff(ap.network_output(layers, x), 2)) > 1e-9
    found = 1 + (bends & ~np.append(False, bends[:-1])).sum()
    assert ap.count_pieces(layers) == found


def test_kinks_that_cancel_are_no_kinks():
    # relu(x) - relu(-x) = x has one piece.
    layers = [(np.array([[1.0], [-1.0]]), np.zeros(2)), (np.array([[1.0, -1.0]]), np.zeros(1))]
    assert ap.count_pieces(layers) == 1


@pytest.mark.parametrize("k", [1, 2, 5, 10])
def test_tent_values_and_pieces(k):
    x = np.arange(2**k + 1) / 2**k
    np.testing.assert_array_equal(ap.network_output(ap.tent_network(k), x), np.arange(2**k + 1) % 2)
    np.testing.assert_array_equal(ap.network_output(ap.two_unit_tent(k), x), np.arange(2**k + 1) % 2)
    assert ap.count_pieces(ap.tent_network(k), 0.0, 1.0) == 2**k
    np.testing.assert_array_equal(ap.network_output(ap.tent_network(k), [-3.0, 1.5]), 0.0)


def test_l1_distance_against_quadrature(rng):
    f, g = ap.random_network([3, 3], rng), ap.random_network([5], rng)
    x = (np.arange(200_000) + 0.5) / 200_000
    direct = np.abs(ap.network_output(f, x) - ap.network_output(g, x)).mean()
    assert ap.l1_distance(f, g) == pytest.approx(direct, rel=1e-6)


def test_no_shallow_network_beats_the_count_of_pieces(rng):
    target = ap.tent_network(6)
    for m in (2, 5, 12, 25):
        for g in (ap.polyline_network(*ap.first_teeth(target, m)), ap.random_network([m], rng)):
            assert ap.l1_distance(target, g) >= ap.separation_bound(6, ap.count_pieces(g))


@pytest.mark.parametrize(("k", "crossings"), [(3, 1), (3, 4), (4, 3), (6, 16)])
def test_separation_bound_holds_for_every_way_to_cross_the_line(k, crossings):
    # The least area that any choice of sides with so few changes can miss, by dynamic programming over eighths of a piece.
    x = (np.arange(8 * 2**k) + 0.5) / (8 * 2**k)
    gap = ap.network_output(ap.tent_network(k), x) - 0.5
    lost = np.stack([np.maximum(gap, 0), np.maximum(-gap, 0)], axis=1) / len(x)
    least = np.zeros((2, crossings + 1))
    for cost in lost:
        changed = np.concatenate([np.full((2, 1), np.inf), least[::-1, :-1]], axis=1)
        least = np.minimum(least, changed) + cost[:, None]
    assert least.min() == pytest.approx((2**k - crossings) * 2.0 ** (-k - 3), rel=1e-9)
    assert ap.separation_bound(k, crossings) <= least.min()


def test_first_teeth_spend_their_units():
    target = ap.tent_network(5)
    for m in (2, 7, 31, 32, 50):
        layers = ap.polyline_network(*ap.first_teeth(target, m))
        assert len(layers[0][1]) == min(m, 32)
    assert ap.l1_distance(target, layers) == 0
    assert ap.l1_distance(target, ap.polyline_network(*ap.first_teeth(target, 31))) > 0


@pytest.mark.parametrize("L", [2, 3])
def test_small_networks_are_small(L):
    for layers in ap.small_networks(L, draws=1):
        assert len(layers) - 1 <= L
        assert sum(len(b) for _, b in layers[:-1]) <= 2**L


@pytest.mark.parametrize("m", [1, 3, 6])
def test_folded_square_interpolates(m):
    x = np.arange(2**m + 1) / 2**m
    np.testing.assert_array_equal(ap.square_by_folding(x, m), x**2)
    middle = (x[1:] + x[:-1]) / 2
    np.testing.assert_array_equal(ap.square_by_folding(middle, m) - middle**2, 2.0 ** (-2 * m - 2))


# --- Section 9 ------------------------------------------------------------------------------------------------------


def test_tube_share_by_quadrature():
    # Around a line in R^3: slices of the ball of radius 2 at height z are discs, cut to radius 1 by the tube.
    volume, _ = integrate.quad(lambda z: math.pi * min(1.0, 4 - z**2), -2, 2, points=(-math.sqrt(3), math.sqrt(3)))
    assert ap.tube_share(3, 2.0) == pytest.approx(volume / (4 / 3 * math.pi * 8))
    assert ap.tube_share(5, 1.0) == pytest.approx(1.0)


def test_shells_take_their_signs():
    X = np.array([[0.1, 0.0], [0.5, 0.0], [0.0, 1.0], [0.0, -1.4], [1.9, 0.0], [2.1, 0.0]])
    np.testing.assert_array_equal(ap.shell_target(X), [1, -1, -1, 1, -1, 0])


def test_tree_target_by_hand():
    h = ap.join
    x = np.linspace(-0.9, 0.8, 8)
    by_hand = h(h(h(x[0], x[1]), h(x[2], x[3])), h(h(x[4], x[5]), h(x[6], x[7])))
    assert ap.tree_target(x[None])[0] == pytest.approx(by_hand)


def test_interpolants_are_exact_on_their_grid():
    grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, 3)] * 2), axis=-1).reshape(-1, 2)
    np.testing.assert_allclose(ap.grid_interpolant(ap.tree_target, 3, grid), ap.tree_target(grid), atol=1e-12)
    np.testing.assert_allclose(ap.tree_interpolant(grid, 3), ap.tree_target(grid), atol=1e-12)


def test_parallel_copies_do_not_mix():
    import torch

    generator = torch.Generator().manual_seed(0)
    X = torch.randn(5, 8, generator=generator)
    for model in (
        ap.parallel_network([8, 6, 1], 3, generator),
        ap.tree_network(4, 3, generator, range(8)),
    ):
        model(X)[:, 1].sum().backward()
        for parameter in model.parameters():
            share = parameter.grad.reshape(3, -1)
            assert share[1].abs().sum() > 0 and share[[0, 2]].abs().sum() == 0


def test_competitors_have_equally_many_parameters():
    shells, tree, shallow = ap.radial_errors(), ap.tree_errors(), ap.tree_errors(None)
    assert np.ptp(shells["parameters"]) == 0
    assert tree["parameters"] <= shallow["parameters"] <= tree["parameters"] + 10


# --- Section 10 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 60])
def test_line_memorizer_takes_any_real_labels(n, rng):
    X, y = rng.standard_normal((n, 4)), 100 * rng.standard_normal(n)
    network = ap.line_memorizer(X, y, rng.standard_normal(4))
    assert sum(part.size for part in network) == 2 * n + 4
    np.testing.assert_allclose(ap.memorized(X, network), y, atol=1e-9)


def test_line_memorizer_is_the_polyline_between_the_points(rng):
    X, y, direction = rng.standard_normal((12, 3)), rng.standard_normal(12), rng.standard_normal(3)
    network = ap.line_memorizer(X, y, direction)
    order = np.argsort(X @ direction)
    between = (X[order][1:] + X[order][:-1]) / 2
    np.testing.assert_allclose(ap.memorized(between, network), (y[order][1:] + y[order][:-1]) / 2)


@pytest.mark.parametrize("n", [30, 200])
def test_threshold_memorizers_are_right_and_small(n, rng):
    d = 10
    X, labels = rng.standard_normal((n, d)), rng.choice([-1.0, 1.0], n)
    direction = rng.standard_normal(d)
    a, b, first = ap.stair_memorizer(X, labels, direction)
    np.testing.assert_array_equal(first + ((X @ direction)[:, None] >= b) @ a, labels)
    W, width = ap.slab_memorizer(X, labels)
    rarer = 1.0 if (labels > 0).mean() <= 0.5 else -1.0
    np.testing.assert_array_equal(ap.slab_output(X, W, width, rarer), labels)
    assert len(a) < n and 2 * len(W) <= 2 * math.ceil(n / 2 / d)


# --- Bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: ap.sine_units(0, np.random.default_rng()), "k"),
        (lambda: ap.barron_units(3, 0, 1.0, np.random.default_rng()), "d"),
        (lambda: ap.barron_units(3, 2, -1.0, np.random.default_rng()), "scale"),
        (lambda: ap.barron_constant(1.5), "d"),
        (lambda: ap.log_gaussian_barron(2, 0.0), "sigma"),
        (lambda: ap.lattice_counts(0, 4), "d"),
        (lambda: ap.tent_network(0), "k"),
        (lambda: ap.tent_network(2, slope=math.nan), "slope"),
        (lambda: ap.relu_pieces([(np.ones((2, 2)), np.zeros(2))]), "layers"),
        (lambda: ap.polyline_network(np.array([0.0, 0.0]), np.array([0.0, 1.0])), "knots"),
        (lambda: ap.first_teeth(ap.tent_network(2), 1), "units"),
        (lambda: ap.square_by_folding(0.5, 0), "m"),
        (lambda: ap.tube_share(1, 2.0), "n"),
        (lambda: ap.tube_share(3, 0.5), "ratio"),
        (lambda: ap.line_memorizer(np.ones((3, 2)), np.ones(2), np.ones(2)), "X, y and direction"),
        (lambda: ap.line_memorizer(np.ones((3, 2)), np.ones(3), np.ones(2)), "direction"),
    ],
)
def test_bad_input_names_the_argument(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}\b"):
        call()
