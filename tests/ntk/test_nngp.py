"""Section 5: networks as one vector, pair maps, the kernel of the start."""

import functools
import json

import numpy as np
import pytest
from course_tools import ROOT
from scipy.stats import norm

from dltheory.ntk import _common, nngp
from dltheory.ntk._common import deep_kernels, network, quadrature, relu_pairs
from dltheory.tasks import your_turn

FIXTURE = json.loads((ROOT / "tests" / "data" / "nt_fixture.json").read_text("utf-8"))
MAPS = {
    "relu": "relu",
    "erf": "erf",
    "sin": quadrature(np.sin, np.cos),
    "gelu": quadrature(lambda z: z * norm.cdf(z), lambda z: norm.cdf(z) + z * norm.pdf(z), 200),
    "leakyrelu0.2": functools.partial(relu_pairs, leak=0.2),
}


@pytest.mark.parametrize("case", FIXTURE["cases"], ids=lambda c: f"{c['activation']}-{c['hidden_layers']}-{c['b_std']}")
def test_both_kernels_agree_with_an_independent_library(case):
    x1, x2 = np.array(FIXTURE["x1"]), np.array(FIXTURE["x2"])
    for Z, block in ((x2, "x1x2"), (x1, "x1x1")):
        found = deep_kernels(x1, Z, case["hidden_layers"], MAPS[case["activation"]], case["W_std"], case["b_std"])
        for name, K in zip(("nngp", "ntk"), found, strict=True):
            np.testing.assert_allclose(K, case[f"{name}_{block}"], rtol=1e-12, atol=1e-12)


def test_predictions_in_time_agree_with_an_independent_library():
    """The library's loss is a mean over the n points, so its time is n times ours."""
    x1, x2, what = np.array(FIXTURE["x1"]), np.array(FIXTURE["x2"]), FIXTURE["predict"]
    n = len(what["y"])
    X, Z = (x1, x2) if len(x1) == n else (x2, x1)
    Theta, across = (deep_kernels(P, X, 1, "relu", np.sqrt(2), 0.1)[1] for P in (X, Z))
    size, axes = np.linalg.eigh(Theta)
    for result in what["results"]:
        t = np.inf if result["t"] is None else float(result["t"])
        learned = axes * ((1 - np.exp(-size * t / n)) / size) @ axes.T @ what["y"]
        np.testing.assert_allclose(across @ learned, np.ravel(result["mean"]), rtol=1e-8, atol=1e-10)


def test_equal_and_opposite_points_are_exact():
    X = np.array([[0.1, 0.7, -0.3], [0.1, 0.7, -0.3], [-0.1, -0.7, 0.3]])
    Sigma, Theta = deep_kernels(X, X, 1, "relu")
    size = (X[0] ** 2).mean()
    np.testing.assert_allclose(Sigma[:2, :2], size / 2, rtol=1e-12)
    np.testing.assert_allclose(Theta[:2, :2], size, rtol=1e-12)
    np.testing.assert_allclose(Theta[2, :2], 0, atol=1e-12)
    for d in (1, 3, 20, 500):
        Z = np.random.default_rng(d).normal(size=(200, d))
        equal, opposite = (deep_kernels(Z, sign * Z, 1, "relu") for sign in (1, -1))
        size = (Z**2).mean(axis=1)
        for K, wanted in zip(equal, (size / 2, size), strict=True):
            np.testing.assert_allclose(np.diag(K), wanted, rtol=1e-12)
        assert max(np.abs(np.diag(K)).max() for K in opposite) < 1e-12
    assert np.isfinite(deep_kernels(np.zeros((2, 3)), X, 3, "relu")[1]).all()


@pytest.mark.parametrize("law", [lambda m, L: (1 + 4 / m) ** L, lambda m, L: (1 + 6 / m) ** L, lambda m, L: (1 + 5 / m) ** (L + 1),
                                 lambda m, L: np.exp(5 * L / m), lambda m, L: 1 + 5 * L / m])  # fmt: skip
def test_the_tails_tell_the_law_from_others(law):
    assert not nngp.check_not_gaussian(power=law).holds


def test_bad_input_is_named():
    X = np.ones((2, 3))
    for name, call in {
        "X must": lambda: deep_kernels(np.ones(3), X, 1, "relu"),
        "X must be a matrix": lambda: deep_kernels(np.ones((3, 0)), X, 1, "relu"),
        "Z must": lambda: deep_kernels(X, X * np.nan, 1, "relu"),
        r"Z must have shape \(n, 3\), got \(2, 2\)": lambda: deep_kernels(X, np.ones((2, 2)), 1, "relu"),
        "depth must": lambda: deep_kernels(X, X, -1, "relu"),
        "sigma_w must": lambda: deep_kernels(X, X, 1, "relu", -1.0),
        "sigma_b must": lambda: deep_kernels(X, X, 1, "relu", 1.0, np.inf),
        "activation must": lambda: deep_kernels(X, X, 1, "step"),
        "nodes must": lambda: quadrature(np.sin, np.cos, 1),
        "width must": lambda: nngp.hidden_kernel(X, 0, 1, np.random.default_rng(0)),
        "widths must be a whole number of at least 1, got 0": lambda: nngp.random_outputs(
            X, (3, 0), 2, np.random.default_rng(0)
        ),
        "draws must": lambda: nngp.random_outputs(X, (3,), 0, np.random.default_rng(0)),
    }.items():
        with pytest.raises(ValueError, match=name):
            call()


def test_the_network_is_its_formula():
    rng = np.random.default_rng(0)
    theta, X = rng.normal(size=_common.count_weights((2, 3, 1))), rng.normal(size=(4, 2))
    W, b, a, c = theta[:6].reshape(3, 2), theta[6:9], theta[9:12], theta[12]
    by_hand = 1.5 * np.tanh(1.5 * X @ W.T / np.sqrt(2) + 0.3 * b) @ a / np.sqrt(3) + 0.3 * c
    np.testing.assert_allclose(network(theta, X, (2, 3, 1), np.tanh, 1.5, 0.3)[:, 0], by_hand)


def test_samples_agree_with_mean_and_band():
    explorer = nngp.explore_process()
    at = [np.abs(nngp.GRID - x).argmin() for x in nngp.DATA_X]
    drawn = explorer.draw()
    np.testing.assert_allclose(drawn["mean"][at], nngp.DATA_Y, atol=0.05)
    assert drawn["spread"][at].max() < 0.1 < drawn["spread"].max()
    odd = explorer.draw(given="nothing", sigma_b=0.0)["samples"]
    np.testing.assert_allclose(odd, -odd[:, ::-1], atol=1e-6)
    assert explorer.draw(sigma_w=1.0, depth=20)["correlation"] > 0.99
    assert abs(explorer.draw(sigma_w=4.0, depth=20)["correlation"]) < 0.1


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("one layer more", lambda S, w, b: w**2 * _common.erf_pairs(np.diag(S)[:, None], S, np.diag(S))[0] + b**2, "right", "any depth"),
        ("one layer more", lambda S, w, b: _common.erf_pairs(np.diag(S)[:, None], S, np.diag(S))[0], "wrong", "weights and biases"),
        ("one layer more", lambda S, w, b: w * _common.erf_pairs(np.diag(S)[:, None], S, np.diag(S))[0] + b, "wrong", "power"),
        ("one layer more", lambda S, w, b: w**2 * _common.erf_pairs(np.diag(S)[:, None], S, np.diag(S))[0], "wrong", "biases are missing"),
        ("one layer more", lambda S, w, b: w**2 * _common.erf_pairs(S, S, S)[0] + b**2, "wrong", "diagonal"),
        ("one layer more", lambda S, w, b: S[0], "wrong", "shape"),
        ("ten layers of ReLU", 10, "right", "thousandth"),
        ("ten layers of ReLU", 11, "wrong", "output layer"),
        ("a right angle, after many layers", "1", "right", "0.32"),
        ("a right angle, after many layers", "0", "wrong", "1/π"),
        ("one layer more", lambda S, w, b: w**2 * _common.erf_pairs(np.diag(S)[:, None], S, np.diag(S))[0] + b, "wrong", "power"),
        ("a hundred layers of a hundred units", 130, "right", "131"),
        ("a hundred layers of a hundred units", 1.05**100, "right", "131"),
        ("a hundred layers of a hundred units", 148, "right", "131"),
        ("a hundred layers of a hundred units", 6, "wrong", "multiply"),
    ],
)  # fmt: skip
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
