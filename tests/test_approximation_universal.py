"""The constructions of chapter 1, first half, against oracles: closed forms, scipy, and values known from elsewhere."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import integrate, stats

from dltheory import approximation as ap

# --- Section 1: stairs


@pytest.mark.parametrize(("rho", "eps", "nodes"), [(1, 0.1, 10), (3, 0.1, 30), (0.3, 0.1, 3), (1, 0.3, 4), (1.5, 2, 1)])
def test_threshold_network_has_the_promised_number_of_nodes(rho, eps, nodes):
    a, b = ap.threshold_network(lambda x: rho * x, rho, eps)
    assert a.shape == b.shape == (nodes,)
    assert b[0] == 0 and (np.diff(b) > 0).all() and b[-1] < 1


def test_threshold_network_meets_the_target_where_stairs_begin():
    a, b = ap.threshold_network(np.cos, 1.0, 0.07)
    np.testing.assert_allclose(ap.threshold_output(b, a, b), np.cos(b), atol=1e-14)
    assert ap.threshold_output([-0.1], a, b) == 0


def test_midpoint_heights_halve_the_error_of_ten_stairs():
    def ramp(x):
        return x

    left = ap.stair_error(ramp, *ap.threshold_network(ramp, 1, 0.1))
    middle = ap.stair_error(ramp, *ap.threshold_network(ramp, 1, 0.1, sample=0.5))
    assert (left, middle) == pytest.approx((0.1, 0.05), abs=1e-12)


def test_stair_error_sees_a_gap_narrower_than_its_grid():
    def spike_before_the_stair(x):
        return np.where(np.abs(x - 0.50005) < 1e-5, 1.0, 0.0)

    assert ap.stair_error(spike_before_the_stair, np.array([0.0]), np.array([0.0])) == 0
    assert ap.stair_error(lambda x: x, np.array([0.0, 0.5]), np.array([0.0, 0.50005])) == pytest.approx(0.50005)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((0, 0.1), "rho"),
        ((1, -0.1), "eps"),
        ((math.inf, 0.1), "rho"),
        ((1, math.nan), "eps"),
        ((1, 0.1, 1.5), "sample"),
    ],
)
def test_threshold_network_names_a_bad_argument(arguments, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        ap.threshold_network(np.sin, *arguments)


def test_zigzags_keep_their_constant_and_nearly_reach_it():
    x = np.linspace(0, 1, 4001)
    slopes = np.abs(np.diff(ap.zigzag(2.0, np.random.default_rng(3))(x))) * 4000
    assert 1.8 < slopes.max() <= 2 + 1e-9


def test_threshold_explorer_holds_without_and_fails_with_a_jump():
    explorer = ap.explore_threshold_network()
    for settings in explorer.sweep():
        arrays = explorer.draw(**settings)
        if settings["jump"]:
            assert arrays["error"] > 0.3 or arrays["eps"] > 0.3 or arrays["nodes"] == 1
        else:
            assert arrays["error"] <= arrays["eps"] * (1 + 1e-9)


@pytest.mark.parametrize(("formula", "message"), [("1000*x", "nodes"), ("import os", "formula"), ("1/x", "no finite")])
def test_threshold_explorer_explains_what_it_cannot_draw(formula, message):
    with pytest.raises(ValueError, match=message):
        ap.explore_threshold_network().draw(target=formula, eps=0.02)


# --- Section 2: boxes


def test_plateau_of_relus_and_of_thresholds():
    z = np.array([0.30, 0.35, 0.375, 0.40, 0.5, 0.60, 0.625, 0.65, 0.9])
    np.testing.assert_allclose(ap.bump(z, 0.4, 0.6, 0.05), [0, 0, 0.5, 1, 1, 1, 0.5, 0, 0], atol=1e-12)
    assert ap.bump(0.5, 0.4, 0.6, 0.05, ap.step) == 0


def test_the_mountain_changes_by_at_most_the_maximum_norm():
    rng = np.random.default_rng(0)
    for d in (1, 2, 7):
        X, Y = rng.uniform(size=(2, 5000, d))
        ratio = np.abs(ap.mountain(X) - ap.mountain(Y)) / np.abs(X - Y).max(axis=1)
        assert ratio.max() <= 1 + 1e-9


@pytest.mark.parametrize("d", [1, 2, 3])
def test_box_network_is_the_target_at_the_centres_and_counts_its_units(d):
    network = ap.box_network(ap.mountain, d, 0.25, 0.25)
    X = ap.box_centres(4, d)
    np.testing.assert_allclose(network(X), ap.mountain(X), atol=1e-12)
    assert (network.n, network.d, network.nodes) == (4, d, (4 * d + 1) * 4**d)


def test_ramps_cost_what_the_proof_allows_them():
    for d in (1, 2, 3):
        network = ap.box_network(ap.mountain, d, 0.2, 0.05)
        ramp = (1 / network.n + 2 * network.gamma) ** d - network.n ** -float(d)
        assert ramp * np.abs(network.alpha).sum() == pytest.approx(0.05)


def test_l1_error_agrees_with_an_adaptive_rule():
    network = ap.box_network(ap.mountain, 1, 0.25, 0.25)
    edges = np.add.outer(np.arange(5) / 4, [-network.gamma, 0, network.gamma]).ravel()

    def deviation(x):
        return abs(float((network(np.array([[x]])) - ap.mountain(np.array([[x]])))[0]))

    exact = integrate.quad(deviation, 0, 1, points=edges[(edges > 0) & (edges < 1)], limit=500)[0]
    assert ap.l1_error(network, ap.mountain) == pytest.approx(exact, rel=0.02)


def test_boxes_needed_grow_like_a_power_of_the_dimension():
    assert [ap.boxes_needed(lambda X: X.mean(axis=1), d, 0.1, d) for d in (1, 2, 3)] == [5, 25, 125]
    with pytest.raises(ValueError, match=r"^eps must"):
        ap.boxes_needed(lambda X: X[:, 0], 2, 1e-9, 1)


@pytest.mark.parametrize(("d", "delta", "eps", "name"), [(0, 0.1, 0.1, "d"), (2, 0, 0.1, "delta"), (2, 0.1, -1, "eps")])
def test_box_network_names_a_bad_argument(d, delta, eps, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        ap.box_network(ap.mountain, d, delta, eps)


def test_box_network_refuses_points_of_another_dimension():
    with pytest.raises(ValueError, match=r"X must have shape \(N, 2\), got \(5, 3\)"):
        ap.box_network(ap.mountain, 2, 0.5, 0.5)(np.zeros((5, 3)))


# --- Section 3: polynomials


@pytest.mark.parametrize("m", [1, 3, 40, 500])
def test_bernstein_basis_is_the_binomial_law(m):
    x = np.array([0.0, 1e-3, 0.3, 0.5, 0.99, 1.0])
    np.testing.assert_allclose(
        ap.bernstein_basis(m, x), stats.binom.pmf(np.arange(m + 1), m, x[:, None]), rtol=1e-9, atol=1e-15
    )


@pytest.mark.parametrize(("m", "error"), [(10, 0.12304687), (100, 0.03979462), (1000, 0.01261251)])
def test_bernstein_error_of_the_kink(m, error):
    assert ap.bernstein(lambda x: np.abs(x - 0.5), m, [0.5])[0] == pytest.approx(error, abs=1e-8)


def test_bernstein_keeps_lines_and_lifts_the_parabola_by_the_variance():
    x = np.linspace(0, 1, 51)
    np.testing.assert_allclose(ap.bernstein(lambda t: 2 - 3 * t, 17, x), 2 - 3 * x, atol=1e-13)
    np.testing.assert_allclose(ap.bernstein(np.square, 17, x), x**2 + x * (1 - x) / 17, atol=1e-13)


def test_bernstein_on_another_interval_keeps_lines_and_meets_the_ends():
    x = np.linspace(-3, 5, 41)
    np.testing.assert_allclose(ap.bernstein(lambda t: 1 + t, 9, x, (-3, 5)), 1 + x, atol=1e-12)
    ends = ap.bernstein(np.exp, 9, [-3.0, 5.0], (-3, 5))
    np.testing.assert_allclose(ends, np.exp([-3.0, 5.0]), rtol=1e-12)


def test_bernstein_names_bad_arguments():
    with pytest.raises(ValueError, match=r"^m must be a whole number of at least 1, got 0"):
        ap.bernstein_basis(0, [0.5])
    with pytest.raises(ValueError, match=r"^x must lie in \[0, 1\]"):
        ap.bernstein_basis(3, [0.5, 1.2])
    with pytest.raises(ValueError, match=r"^interval must"):
        ap.bernstein(np.sin, 3, [0.5], (1, 1))


@pytest.mark.parametrize(("n", "value"), [(10, 0.4159), (100, 0.4720), (1000, 0.4911)])
def test_landau_loses_half_of_the_value_at_the_end(n, value):
    assert ap.landau_smoothing(lambda t: t, n, [1.0])[0] == pytest.approx(value, abs=5e-5)


def test_landau_smoothing_against_an_adaptive_rule_and_its_degree():
    x = np.linspace(0, 1, 9)
    for n in (1, 7, 150):
        norm = integrate.quad(lambda u, n=n: (1 - u * u) ** n, -1, 1, points=[0])[0]
        exact = [integrate.quad(lambda t, z=z, n=n: math.sin(3 * t) * (1 - (t - z) ** 2) ** n, 0, 1)[0] for z in x]
        np.testing.assert_allclose(
            ap.landau_smoothing(lambda t: np.sin(3 * t), n, x), np.array(exact) / norm, atol=1e-9
        )
    x = ap.chebyshev_points(30)
    values = ap.landau_smoothing(np.exp, 3, x)
    residual = {degree: np.ptp(np.polynomial.Polynomial.fit(x, values, degree)(x) - values) for degree in (5, 6)}
    assert residual[6] < 1e-12 < residual[5]


def test_bernstein_explorer_keeps_popoviciu_until_a_jump_breaks_it():
    explorer = ap.explore_bernstein()
    for settings in explorer.sweep():
        arrays = explorer.draw(**settings)
        if not settings["jump"]:
            assert arrays["error"].max() <= arrays["bound"]
    assert explorer.draw(degree=400, jump=True)["error"].max() > explorer.draw(degree=400)["bound"]


# --- Section 4: algebras


@pytest.mark.parametrize("k", [1, 2, 3, 6])
def test_best_uniform_fit_finds_chebyshevs_error(k):
    x = ap.chebyshev_points(1 + 12 * (k + 1), -1, 1)
    fit, error = ap.best_uniform_fit(np.vander(x, k + 1), x ** (k + 1))
    assert error == pytest.approx(2.0**-k, abs=1e-7)
    assert np.abs(fit - x ** (k + 1)).max() == error


def test_best_uniform_fit_bears_repeated_features_and_names_bad_shapes():
    x = np.linspace(-1, 1, 201)
    features = np.column_stack([np.ones_like(x), x, x**2, x**2])
    assert ap.best_uniform_fit(features, np.abs(x))[1] == pytest.approx(1 / 8, abs=1e-4)
    with pytest.raises(ValueError, match=r"^features must have shape \(201, m\)"):
        ap.best_uniform_fit(features[:-1], np.abs(x))


@pytest.mark.parametrize("n", [1, 2, 5])
def test_the_sawtooth_is_lipschitz_and_orthogonal_to_the_cosines_before_it(n):
    x = np.linspace(0, 1, 20 * n + 1)
    wave = ap.sawtooth(n)(x)
    np.testing.assert_allclose(np.abs(np.diff(wave)) * 20 * n, 1, atol=1e-9)
    assert np.abs(wave).max() == pytest.approx(1 / (2 * n))
    trapezoid = np.r_[0.5, np.ones(20 * n - 1), 0.5] / (20 * n)
    np.testing.assert_allclose((trapezoid * wave) @ ap.cosine_features(n, x), 0, atol=1e-12)


def test_each_family_breaks_its_own_condition_and_keeps_the_others():
    x = ap.chebyshev_points(201)
    families = {"i": ap.spikes, "ii": ap.vanishing, "iii": ap.symmetric, "iv": ap.linear_units}
    for name, family in families.items():
        values = family(8, x)
        # Spikes stand for all single points, of which a grid shows a few.
        assert name == "i" or (np.abs(values).max(axis=1) > 0).all() == (name != "ii")
        assert (np.abs(values - values[::-1]).max() < 1e-9) == (name == "iii")
        assert (np.abs(np.diff(values, axis=0)).max() == 1) == (name == "i")
        larger = family(15 if name == "i" else 16, x)
        products = (values[:, :, None] * values[:, None, :]).reshape(len(x), -1)
        closed = all(ap.best_uniform_fit(larger, column)[1] < 1e-6 for column in products.T)
        assert closed == (name != "iv")


# --- Section 5: any activation but a polynomial


def test_derivatives_of_tanh_are_exact():
    assert ap.tanh_derivatives(Fraction(0), 7) == [0, 1, 0, -2, 0, 16, 0, -272]
    t = Fraction(1, 3)
    assert ap.tanh_derivatives(t, 3) == [t, 1 - t**2, -2 * t * (1 - t**2), (1 - t**2) * (6 * t**2 - 2)]
    h, z = 1e-4, 0.7
    numeric = (math.tanh(z + h) - 2 * math.tanh(z) + math.tanh(z - h)) / h**2
    assert ap.tanh_derivatives(math.tanh(z), 2)[2] == pytest.approx(numeric, abs=1e-6)


def test_derivatives_of_tanh_name_bad_arguments():
    with pytest.raises(ValueError, match=r"^t must"):
        ap.tanh_derivatives(1, 3)
    with pytest.raises(ValueError, match=r"^count must"):
        ap.tanh_derivatives(0.5, -1)


def test_monomial_network_has_the_error_that_taylor_predicts():
    x, h, b = np.linspace(-1, 1, 101), 0.01, 0.5
    derivatives = ap.tanh_derivatives(math.tanh(b), 5)
    for k in (1, 2, 3):
        a, w, biases = ap.monomial_network(k, h, b)
        assert a.shape == w.shape == biases.shape == (k + 1,)
        predicted = k * h**2 / 24 * derivatives[k + 2] / derivatives[k] * x ** (k + 2)
        np.testing.assert_allclose(ap.unit_network(x, a, w, biases) - x**k, predicted, atol=3e-8)


@pytest.mark.parametrize(("k", "h", "b", "name"), [(-1, 0.1, 0.5, "k"), (2, 0, 0.5, "h"), (2, 0.1, 0.0, "b")])
def test_monomial_network_names_a_bad_argument(k, h, b, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        ap.monomial_network(k, h, b)


def test_wider_sets_of_random_units_are_never_worse():
    errors = ap.random_unit_errors(np.tanh, [1, 2, 4, 8, 16], np.random.default_rng(5))
    assert (np.diff(errors) <= 1e-6).all()


@pytest.mark.parametrize("m", [1, 2, 3, 8, 25])
def test_cone_error_in_closed_form(m):
    angle = math.pi / (2 * m)
    assert ap.cone_error(ap.directions(m)) == pytest.approx(1 - angle / math.tan(angle), abs=1e-12)


def test_ridge_fit_recovers_a_ridge_function_along_its_own_direction():
    theta = ap.directions(5)
    np.testing.assert_allclose(np.linalg.norm(theta, axis=1), 1)
    profiles, error = ap.ridge_fit(lambda X: (X @ theta[2]) ** 3, 5, 3)
    assert profiles.shape == (5, 4) and error < 1e-12
    X = ap.disc_points()
    assert np.linalg.norm(X, axis=1).max() == pytest.approx(1)
    np.testing.assert_allclose(ap.ridge_output(X, profiles), (X @ theta[2]) ** 3, atol=1e-12)


def test_ridge_fit_names_bad_arguments():
    with pytest.raises(ValueError, match=r"^m must"):
        ap.ridge_fit(ap.hill, 0, 3)
    with pytest.raises(ValueError, match=r"^degree must"):
        ap.ridge_fit(ap.hill, 3, -1)


def test_lifting_replaces_profiles_by_units():
    profiles, _ = ap.ridge_fit(ap.hill, 4, 10)
    (a, W, b), lines = ap.lift(profiles, 16)
    assert a.shape == b.shape == (64,) and W.shape == (64, 2)
    X = ap.disc_points()
    deviation = np.abs(np.tanh(X @ W.T + b) @ a - ap.ridge_output(X, profiles)).max()
    assert 0 < deviation <= lines
    (_, _, without), _ = ap.lift(profiles, 16, bias=False)
    assert not without.any()
    with pytest.raises(ValueError, match=r"^units must"):
        ap.lift(profiles, 0)


# --- The numbers behind the errata


def test_the_printed_sums_give_the_numbers_of_the_errata():
    basis = ap.bernstein_basis(5, [0.1])[0]
    spread = (0.1 - np.arange(6) / 5) ** 2 * basis
    assert (basis[1:].sum(), spread[1:].sum(), spread.sum()) == pytest.approx((0.40951, 0.0120951, 0.018), abs=1e-7)


def test_the_errata_show_the_numbers_of_the_text():
    assert ap.erratum_euclidean_boxes().printed.measured == pytest.approx(1.5)
    assert ap.erratum_ridge_without_bias().printed.measured == pytest.approx(1, abs=1e-4)
    assert ap.erratum_landau_ends().printed.measured == pytest.approx(0.518, abs=1e-3)
