"""Section 6, tangent: a network linearized in its weights, the kernel of its training, and the limit of that kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..evidence import Measured, check, furthest, furthest_from, three_errors
from ..numerics import Array, cached, loglog_slope
from ..tasks import numbers, task
from ..validation import require_choice, require_count, require_shape
from ._common import ACTIVATIONS, count_weights, deep_kernels, network
from .nngp import POINTS, SPREADS, Kernel

Features = Callable[..., Array]


def torch_activation(name: str) -> Callable[[Any], Any]:
    """Return an activation of `ACTIVATIONS` for tensors."""
    import torch

    require_choice(ACTIVATIONS, activation=name)
    return {"relu": torch.relu, "erf": torch.erf, "tanh": torch.tanh}[name]


def tangent_features(
    theta: ArrayLike, X: ArrayLike, layers: Sequence[int], activation: str = "relu", sigma_w: float = 1.0, sigma_b: float = 0.0
) -> Array:  # fmt: skip
    """Return the derivatives of a network's output at X (n, d) by all its weights theta (p,), (n, p): its tangent features.

    `layers` are the numbers of inputs, of units in each hidden layer, and 1; all is as in `network`.
    """
    import torch
    from torch.func import grad, vmap

    phi = torch_activation(activation)
    theta, X = (torch.as_tensor(np.array(part, dtype=float)) for part in (theta, X))
    if layers[-1] != 1:
        raise ValueError(f"layers must end in 1, got {layers}")
    require_shape(count_weights(layers), theta=theta)

    def output(theta: Any, x: Any) -> Any:
        return network(theta, x[None], layers, phi, sigma_w, sigma_b)[0, 0]

    return np.asarray(vmap(grad(output), in_dims=(None, 0))(theta, X))


@cached
def _kernels(activation: str, depth: int, m: int, seeds: int, features: Features) -> Array:
    """Return JJᵀ (seeds, 6, 6) of random networks."""
    require_count(1, m=m, seeds=seeds)
    layers, found = (2, *depth * [m], 1), np.empty((seeds, len(POINTS), len(POINTS)))
    for seed in range(seeds):
        theta = np.random.default_rng([seed, m]).normal(size=count_weights(layers))
        J = features(theta, POINTS, layers, activation, **SPREADS)
        found[seed] = J @ J.T
    return found


def tangent_errors(
    activation: str, depth: int, widths: Sequence[int], seeds: int, kernel: Kernel = deep_kernels,
    features: Features = tangent_features,
) -> Array:  # fmt: skip
    """Return (seeds, widths) how far JJᵀ of one random network is from Θ: root mean square over 36 pairs."""
    limit = kernel(POINTS, POINTS, depth, activation, **SPREADS)[1]
    found = np.array([_kernels(activation, depth, m, seeds, features) for m in widths])
    return np.asarray(np.sqrt(((found - limit) ** 2).mean(axis=(2, 3))).T)


_WIDTHS = (32, 64, 128, 256, 512)


@check("Theorem 58", "slope in the width, 32 to 512, of the distance from Θ to the tangent kernel of one random network; ReLU and erf, 1 and "
       "2 hidden layers, means over 24 seeds, furthest from −1/2", "==", -0.5, 0.1, kind="rate")  # fmt: skip
def check_tangent_rate(kernel: Kernel = deep_kernels, features: Features = tangent_features) -> float:
    """Fit a line to the means over seeds."""
    found = [
        loglog_slope(_WIDTHS, tangent_errors(activation, depth, _WIDTHS, 24, kernel, features).mean(axis=0))
        for activation in ("relu", "erf") for depth in (1, 2)
    ]  # fmt: skip
    return furthest_from(-0.5, found)


def _scaled(factor: float) -> Kernel:
    return lambda *args, **kwargs: (deep_kernels(*args, **kwargs)[0], factor * deep_kernels(*args, **kwargs)[1])


def _start(*args: Any, **kwargs: Any) -> tuple[Array, Array]:
    return deep_kernels(*args, **kwargs)[0], deep_kernels(*args, **kwargs)[0]


def _last_only(theta: ArrayLike, X: ArrayLike, layers: Sequence[int], *args: Any, **kwargs: Any) -> Array:
    return tangent_features(theta, X, layers, *args, **kwargs)[:, -layers[-2] - 1 :]


check_tangent_rate.breaks("the kernel of the start", kernel=_start)
check_tangent_rate.breaks("a quarter too large", kernel=_scaled(1.25))
check_tangent_rate.breaks("only the last layer is trained", features=_last_only)


@check("Theorem 58", "mean of the tangent kernel over draws of the weights, less Θ, the pair furthest from 0; one hidden layer of 200 "
       "units, ReLU and erf, all pairs of 6 points, 600 networks", "==", kind="Monte Carlo")  # fmt: skip
def check_tangent_mean(kernel: Kernel = deep_kernels, features: Features = tangent_features) -> Measured:
    """With one hidden layer the mean is right at every width."""
    found = []
    for activation in ("relu", "erf"):
        Theta = kernel(POINTS, POINTS, 1, activation, **SPREADS)[1]
        K = _kernels(activation, 1, 200, 600, features)
        found += [three_errors(K[:, i, j] - Theta[i, j], 0.0) for i in range(6) for j in range(i, 6)]
    return furthest(*found)


check_tangent_mean.breaks("the kernel of the start", kernel=_start)
check_tangent_mean.breaks("2 % too large", kernel=_scaled(1.02))
check_tangent_mean.breaks("only the last layer is trained", features=_last_only)


@check("Theorem 58", "largest difference, at the first instant of training, between the speed of the outputs at 6 points and J Jᵀ(y − f), over the "
       "fastest; one network with 3 hidden layers of 20 units, trained on 4 of the points", "<=", 0.0, 1e-6, kind="identity")  # fmt: skip
def check_first_instant(features: Features = tangent_features) -> float:
    """Step forward and back along the gradient of the loss, without any kernel: the speed is the difference over twice the step."""
    import torch

    layers, phi = (2, 20, 20, 20, 1), torch_activation("erf")
    rng = np.random.default_rng(3)
    theta, y, X = (
        torch.as_tensor(part) for part in (rng.normal(size=count_weights(layers)), rng.normal(size=4), POINTS)
    )

    def outputs(theta: Any) -> Any:
        return network(theta, X, layers, phi, **SPREADS)[:, 0]

    theta.requires_grad_()
    loss = ((outputs(theta)[:4] - y) ** 2).sum() / 2
    (slope,) = torch.autograd.grad(loss, theta)
    with torch.no_grad():
        h = 1e-5
        speed = ((outputs(theta - h * slope) - outputs(theta + h * slope)) / (2 * h)).numpy()
        error = (y - outputs(theta)[:4]).numpy()
    J = features(theta.detach().numpy(), POINTS, layers, "erf", **SPREADS)
    return float(np.abs(speed - J @ J[:4].T @ error).max() / np.abs(speed).max())


check_first_instant.breaks("only the last layer is trained", features=_last_only)
check_first_instant.breaks("1 % too large", features=lambda *args, **kwargs: 1.005 * tangent_features(*args, **kwargs))


def ends(Sigma: Array, Theta: Array, n: int, y: ArrayLike) -> tuple[Array, Array]:
    """Return mean and variance (k,) of wide networks after training on the first n of n + k points, whose kernels are given.

    Each ends at f - A (f(X) - y), A = Θ(x, X) Θ(X, X)⁻¹, and f is Gaussian with covariance Σ. Source: Lee et al. 2019.
    """
    A = np.linalg.solve(Theta[:n, :n], Theta[:n, n:]).T
    both = np.hstack([-A, np.eye(len(Sigma) - n)])
    return A @ np.asarray(y), np.einsum("ij,jk,ik->i", both, Sigma, both)


def trained_ensemble(
    X: Array, y: ArrayLike, draws: int, sigma_w: float, sigma_b: float, features: Features = tangent_features
) -> Array:
    """Return where linearized networks of 256 erf units end at the further points of X, (draws, k), when they are trained on
    the first n until they have the values y (n,).
    """
    layers, rng, n, found = (X.shape[1], 256, 1), np.random.default_rng(4), len(np.asarray(y)), []
    for _ in range(draws):
        theta = rng.normal(size=count_weights(layers))
        f = network(theta, X, layers, ACTIVATIONS["erf"][0], sigma_w, sigma_b)[:, 0]
        J = features(theta, X, layers, "erf", sigma_w, sigma_b)
        found.append(f[n:] - J[n:] @ np.linalg.lstsq(J[:n], f[:n] - y, rcond=None)[0])
    return np.array(found)


_FEW, _LABELS = POINTS[[0, 1, 5, 2]], (1.0, -1.0, 1.0)
_ends: Callable[[Features], Array] = cached(lambda f: trained_ensemble(_FEW, _LABELS, 2000, 3.0, 0.0, f)[:, 0])


@check("Trained ensembles, Lee et al. 2019", "mean and variance at a point without data, over what Σ carried through Θ says, further from 1; 2,000 "
       "linearized networks, erf, one hidden layer of 256 units, 3 data points", "==", kind="Monte Carlo", digits=2)  # fmt: skip
def check_ends(features: Features = tangent_features, law: Callable[..., tuple[Array, Array]] = ends) -> Measured:
    """Train each on the labels 1, -1, 1."""
    mean, variance = (said[0] for said in law(*deep_kernels(_FEW, _FEW, 1, "erf", 3.0), 3, _LABELS))
    found = _ends(features)
    return furthest(three_errors(found / mean, 1.0), three_errors((found - mean) ** 2 / variance, 1.0))


check_ends.breaks("the posterior of Θ", law=lambda Sigma, Theta, *rest: ends(Theta, Theta, *rest))
check_ends.breaks("the posterior of Σ", law=lambda Sigma, Theta, *rest: ends(Sigma, Sigma, *rest))
check_ends.breaks("only the last layer is trained", features=_last_only)


@task(
    "the tangent kernel of one unit",
    right="Right: one term for each weight, and each term a product of a derivative here and a derivative there.",
)
def _one_unit(kernel: Callable[..., Any]) -> str:
    rng = np.random.default_rng(8)
    for a, w, x, z in rng.normal(size=(6, 4)):
        said, outer = numbers(kernel(a, w, x, z)), np.tanh(w * x) * np.tanh(w * z)
        inner = a**2 * x * z * (1 - np.tanh(w * x) ** 2) * (1 - np.tanh(w * z) ** 2)
        if said.shape != ():
            return f"One number is asked for, K(x, z); yours has shape {said.shape}."
        if np.isclose(said, outer + inner):
            continue
        if np.isclose(said, outer):
            return "That is the part of a. The inner weight w is trained too."
        if np.isclose(said, inner):
            return "That is the part of w. The outer weight a is trained too."
        if np.isclose(said, outer + inner / a**2) or np.isclose(said, outer + inner / a):
            return "The derivative by w has a factor a, at x and at z."
        if np.isclose(said, outer + inner / (x * z)):
            return "The derivative of tanh(w x) by w has an inner derivative: which?"
        if np.isclose(said, a**2 * outer):
            return "That is f(x) f(z). Multiply derivatives by the weights, not outputs."
        return "Write down ∂f/∂a and ∂f/∂w at x, then at z. Multiply a with a, w with w, and add."
    return ""
