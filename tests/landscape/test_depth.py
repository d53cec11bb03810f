"""Section 5: the gradient of random networks of up to sixty layers."""

import numpy as np
import pytest
import torch

from dltheory.landscape import depth
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    for call, words in [
        (lambda: depth.first_layer("sigmoid", 8), "bend must"),
        (lambda: depth.first_layer("ReLU", 1), "d must"),
        (lambda: depth.first_layer("ReLU", 8, 0.0), "scale must"),
        (lambda: depth.gradients("tanh", 8, 1.0), "bend must"),
        (lambda: depth.gradients("ReLU", 8, -1.0), "scale must"),
        (lambda: depth.layer_norms(1, 3, 1.0, 5, np.random.default_rng(0)), "d must"),
        (lambda: depth.wide_limit("step", 1.0), "bend must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize(("bend", "act"), [("linear", lambda z: z), ("ReLU", torch.relu), ("tanh", torch.tanh)])
def test_the_way_back_is_that_of_torch(bend, act):
    rng = np.random.default_rng(1)
    Ws, x, y = rng.normal(size=(5, 1, 6, 6)) / 2, rng.normal(size=6), rng.normal(size=6)
    out, slopes = depth.passes(Ws, x, bend)
    delta = depth.back(Ws, out - y, slopes)[0]
    layers = [torch.tensor(W[0], requires_grad=True) for W in Ws]
    h = layers[0] @ torch.tensor(x)
    for W in layers[1:]:
        h = W @ act(h)
    (((h - torch.tensor(y)) ** 2).sum() / 2).backward()
    np.testing.assert_allclose(np.outer(delta, x), layers[0].grad, atol=1e-12)


@pytest.mark.parametrize("bend", ["linear", "ReLU"])
@pytest.mark.parametrize("scale", [0.7, 1.3])
def test_one_draw_serves_all_sizes_of_the_weights(bend, scale):
    p, pq, q = depth.first_layer(bend, 6, scale, 5)
    np.testing.assert_allclose(depth.gradients(bend, 6, scale, 5), p - 2 * pq + q, rtol=1e-9)


def test_the_exact_mean_is_that_of_all_pairs_for_one_layer_of_two():
    # L = 2, k = 1: E‖W₂ᵀ(W₂W₁x − y)‖² = σ⁶d²(2d + 1) + dσ²|y|², by the mean of (WᵀW)² for normal W.
    for d in (2, 5, 30):
        assert depth.exact(d, 2, 1, 0.4, 1.0, 2.0) == pytest.approx(0.4**6 * d**2 * (2 * d + 1) + 2 * d * 0.4**2)
        assert depth.exact(d, 1, 1, 0.4) == pytest.approx(0.4**2 * d + 1)


@pytest.mark.parametrize("d", [2, 3, 10, 100])
@pytest.mark.parametrize("layers", [1, 2, 7, 60])
def test_theorem_52_is_twice_the_mean_or_more(d, layers):
    for layer in {1, (layers + 1) // 2, layers}:
        assert depth.promised(d, layers, d**-0.5) >= 1.999999 * depth.exact(d, layers, layer, d**-0.5)


@pytest.mark.parametrize("d", depth.WIDTHS)
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.2])
def test_no_median_crosses_the_bound(d, scale):
    medians = np.median(depth.gradients("linear", d, scale), axis=1)
    bounds = [depth.promised(d, layers, scale / np.sqrt(d)) for layers in depth.DEPTHS]
    assert (medians <= bounds).all()


def test_explode_stable_vanish():
    for scale, low, high in ((0.8, 1e-14, 1e-10), (1.0, 1e-2, 1e3), (1.2, 1e17, 1e22)):
        assert low < np.median(depth.gradients("linear", 64, scale)[-1]) < high


@pytest.mark.parametrize("bend", ["tanh", "ReLU"])
@pytest.mark.parametrize("scale", depth.STARTS.values())
def test_wide_networks_keep_to_the_limit(bend, scale):
    logs = np.log(depth.arriving(bend, scale)).mean(axis=0)
    assert np.abs(logs - np.log(depth.wide_limit(bend, scale))).max() < 2.5  # of 40 for ReLU with Xavier's weights


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (depth.check_lemma, {"norms": lambda *a: 0.95 * depth.layer_norms(*a)}),
        (depth.check_lemma, {"norms": lambda *a: np.nan * depth.layer_norms(*a)}),
        (depth.check_gradient, {"norms": lambda *a: depth.layer_norms(*a)[::-1]}),
        (depth.check_gradient, {"mean": lambda d, L, k, s, **y: depth.exact(d, L, min(k + 1, L), s, **y)}),
        (depth.check_gradient, {"mean": lambda d, L, k, s, **y: depth.exact(d, L, k, 1.03 * s, **y)}),
        *[(depth.check_gradient, {"bound": lambda *a, f=f, **y: f * depth.promised(*a, **y)}) for f in (0.91, 1.09, 4)],
        (depth.check_gradient, {"bound": lambda d, *a, **y: (d + 1) / (d + 2) * depth.promised(d, *a, **y)}),
        (depth.check_gradient, {"bound": lambda d, L, s, gamma: depth.promised(d, L, s, gamma=gamma * s**2 * d)}),
        (depth.check_gradient, {"bound": lambda *a, **y: np.nan}),
        (depth.check_rates, {"left": lambda bend, scale, *a: depth.arriving("linear", scale, *a)}),
        (depth.check_rates, {"left": lambda bend, scale, *a: depth.arriving("linear", scale / 2**0.5, *a)}),
        (depth.check_rates, {"left": lambda bend, scale, *a: depth.arriving("tanh", scale, *a)}),
        (depth.check_rates, {"scale": 0.99 * 2**0.5}),
        (depth.check_classifier, {"gradients": lambda Ws, x, y: depth.classifier_gradients(Ws, x, y)[::-1]}),
        (depth.check_gradient, {"bound": lambda d, L, s, **y: depth.promised(d, L, s * (d / (d + 2)) ** 0.25, **y)}),
        (
            depth.check_classifier,
            {"gradients": lambda Ws, x, y: depth.classifier_gradients([Ws[0], Ws[2], Ws[1], Ws[3]], x, y)},
        ),
        (depth.check_classifier, {"gradients": lambda Ws, x, y: [np.nan * W for W in Ws]}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    try:
        assert not check(**nonsense).holds
    except ValueError:  # gradients of another layer's shape
        assert check is depth.check_classifier


def test_the_border_is_held_from_both_sides(monkeypatch):
    """A border 400 times too low lets y rule at 16 times it: only the corrected one lies between."""
    printed, corrected = depth.erratum_border.__wrapped__()
    assert printed < 0.01 and corrected > 0.99
    norms = depth.layer_norms
    monkeypatch.setattr(depth, "layer_norms", lambda d, L, sigma, *a: norms(d, L, sigma / 400**0.25, *a))
    assert depth.erratum_border.__wrapped__()[1] < 0.1


def by_sampling(bend):
    return np.mean(bend(np.random.default_rng(0).normal(size=200_000)) ** 2) ** -0.5


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("where the gradient is smallest", "same", "right", "whichever k"),
        ("where the gradient is smallest", "first", "wrong", "signal is largest"),
        ("where the gradient is smallest", "nowhere", "wrong", "four words"),
        ("a start for every bend", by_sampling, "right", "mean squared slope"),
        ("a start for every bend", lambda f: by_sampling(f) ** 2, "wrong", "Take the root"),
        ("a start for every bend", lambda f: 1 / by_sampling(f), "wrong", "Turned round"),
        ("a start for every bend", lambda f: 1.0, "wrong", "linear layers"),
        ("a start for every bend", lambda f: np.sqrt(2), "wrong", "mean of φ"),
        ("a start for every bend", lambda f: f(np.ones(3)), "wrong", "One number"),
        ("a start for every bend", lambda f: np.nan, "wrong", "finite"),
        ("a start for every bend", lambda f: ..., "open", ""),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
