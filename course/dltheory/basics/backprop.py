"""Section 5, backpropagation: the chain rule in matrices, against automatic differentiation, and what it costs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import special

from .. import plotting
from ..evidence import check, largest
from ..numerics import Array
from ..tasks import numbers, recognize, task
from ..validation import require_choice, require_count

Gradients = list[tuple[Array, Array]]

#: Each activation with its slope.
ACTIVATIONS: dict[str, tuple[Callable[[Array], Any], Callable[[Array], Any]]] = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: 1 / (2 + np.exp(z) + np.exp(-z))),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: 1.0 * (z > 0)),
    "identity": (lambda z: 1.0 * z, np.ones_like),
}


@dataclass(frozen=True)
class Net:
    """Weights W (d_in, d_out) and biases b (d_out,) of each layer, the hidden layers' activation, inputs, targets, loss."""

    W: list[Array]
    b: list[Array]
    activation: str
    X: Array
    Y: Array
    loss: str = "squared"


def made_net(widths: Sequence[int], activation: str, N: int, rng: np.random.Generator, loss: str = "squared") -> Net:
    """Draw a network with these widths, input and output included, and N samples for it; labels are one-hot for "entropy"."""
    require_count(1, N=N)
    require_choice(tuple(ACTIVATIONS), activation=activation)
    require_choice(("squared", "entropy"), loss=loss)
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"widths must be two or more whole numbers of at least 1, got {list(widths)}")
    W = [rng.normal(size=(m, n)) / np.sqrt(m) for m, n in itertools.pairwise(widths)]
    b = [0.3 * rng.normal(size=n) for n in widths[1:]]
    Y = np.eye(widths[-1])[rng.integers(widths[-1], size=N)] if loss == "entropy" else rng.normal(size=(N, widths[-1]))
    return Net(W, b, activation, rng.normal(size=(N, widths[0])), Y, loss)


def forward(net: Net) -> tuple[list[Array], list[Array]]:
    """Return what enters each layer, A (N, d_in), and what its units receive, Z (N, d_out)."""
    A, Z = [net.X], []
    for W, b in zip(net.W, net.b, strict=True):
        Z.append(A[-1] @ W + b)
        A.append(ACTIVATIONS[net.activation][0](Z[-1]))
    return A[:-1], Z


def slope_at_the_end(Z: Array, Y: Array, loss: str) -> Array:
    """Return Δ (N, k) of the last layer: Z − Y for half the squared error, p − Y for softmax + cross-entropy; over N."""
    return np.asarray(((special.softmax(Z, axis=1) if loss == "entropy" else Z) - Y) / len(Y))


def backward(net: Net, A: list[Array], Z: list[Array], D: Array) -> Gradients:
    """Return dW and db of each layer from the last layer's Δ. Source: Section 2.6, in matrices."""
    found: Gradients = []
    for layer in reversed(range(len(net.W))):
        found.append((A[layer].T @ D, D.sum(axis=0)))
        if layer:
            D = (D @ net.W[layer].T) * ACTIVATIONS[net.activation][1](Z[layer - 1])
    return found[::-1]


def by_autograd(net: Net) -> Gradients:
    """Return dW and db of each layer as PyTorch finds them; nothing of this file's slopes is used."""
    import torch
    from torch.nn import functional

    bends = torch.sigmoid, torch.tanh, torch.relu, torch.nn.Identity()
    hidden: dict[str, Any] = dict(zip(ACTIVATIONS, bends, strict=True))
    W, b = ([torch.tensor(np.asarray(part), requires_grad=True) for part in parts] for parts in (net.W, net.b))
    S, Y = torch.as_tensor(np.asarray(net.X)), torch.as_tensor(np.asarray(net.Y))
    for layer in range(len(W)):
        S = S @ W[layer] + b[layer]
        S = hidden[net.activation](S) if layer < len(W) - 1 else S
    if net.loss == "squared":
        loss = ((S - Y) ** 2).sum() / (2 * len(Y))
    else:  # "binary" is for one score, labels 0 and 1
        which = "cross_entropy" if net.loss == "entropy" else "binary_cross_entropy_with_logits"
        loss = getattr(functional, which)(S, Y)
    found = torch.autograd.grad(loss, [*W, *b])
    return [(dW.numpy(), db.numpy()) for dW, db in zip(found[: len(W)], found[len(W) :], strict=True)]


def _nets(count: int = 50) -> Iterator[Net]:
    """Draw networks of 1 to 5 layers; every third one has equal widths."""
    for rng in map(np.random.default_rng, range(count)):
        depth = int(rng.integers(1, 6))
        widths = rng.integers(2, 13, size=depth + 1) if rng.integers(3) else np.full(depth + 1, rng.integers(2, 13))
        kind, loss = rng.choice(list(ACTIVATIONS)), rng.choice(["squared", "entropy"])
        yield made_net(widths.tolist(), str(kind), int(rng.integers(2, 21)), rng, str(loss))


def _apart(found: Gradients, known: Gradients) -> float:
    """Return the largest difference; infinite if a layer or a shape is missing."""
    pairs = [(mine, its) for one, other in zip(found, known, strict=True) for mine, its in zip(one, other, strict=True)]
    if any(np.shape(mine) != its.shape for mine, its in pairs):
        return np.inf
    return largest([np.abs(mine - its).max() for mine, its in pairs])


Backward = Callable[[Net, list[Array], list[Array], Array], Gradients]


@check("Section 2.6", "largest difference between dW, db by these lines and by torch.autograd; 50 random networks: 1 to 5 layers, 2 to 12 units, 2 to 20 samples, "
       "four activations, squared error or softmax + cross-entropy", "<=", 0.0, 1e-12, kind="construction")  # fmt: skip
def check_backprop(backward: Backward = backward, last: Callable[..., Array] = slope_at_the_end) -> float:
    """In float64; the other side differentiates the loss itself."""
    away = []
    for net in _nets():
        A, Z = forward(net)
        away.append(_apart(backward(net, A, Z, last(Z[-1], net.Y, net.loss)), by_autograd(net)))
    return largest(away)


#: Four ways to get it wrong, each by one line.
WRONG: dict[str, Backward] = {
    "φ' forgotten": lambda net, A, Z, D: backward(replace(net, activation="identity"), A, Z, D),
    "W not transposed": lambda net, A, Z, D: backward(
        replace(net, W=[W.T if W.shape[0] == W.shape[1] else W for W in net.W]), A, Z, D),
    "biases not summed": lambda net, A, Z, D: [(dW, db / len(D)) for dW, db in backward(net, A, Z, D)],
    "1/N forgotten": lambda net, A, Z, D: backward(net, A, Z, len(D) * D),
}  # fmt: skip
for _words, _wrong in WRONG.items():
    check_backprop.breaks(_words, backward=_wrong)
check_backprop.breaks("p in place of p − y", last=lambda Z, Y, loss: slope_at_the_end(
    Z, Y * (loss == "squared"), loss))  # fmt: skip


class Counted(np.ndarray):
    """An array that counts the multiplications of the matrix products it takes part in."""

    spent = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Do what NumPy does, and count."""
        plain = [np.asarray(item) for item in inputs]
        if ufunc is np.matmul:
            Counted.spent += plain[0].size * plain[1].shape[1]
        out = getattr(ufunc, method)(*plain, **kwargs)
        return out.view(Counted) if isinstance(out, np.ndarray) else out


def weight_by_weight(net: Net, A: list[Array], Z: list[Array], D: Array) -> Gradients:
    """Spend a forward pass for each weight and bias, as who moves one after the other must; the slopes are then autograd's."""
    for _ in range(sum(part.size for part in [*net.W, *net.b])):
        forward(net)
    return by_autograd(replace(net, W=[np.asarray(W) for W in net.W], X=np.asarray(net.X)))


def costs(net: Net, way: Backward = backward) -> tuple[float, float, float]:
    """Return the multiplications of a forward pass and of what gives the gradient afterwards, and its largest error."""
    net = replace(net, W=[W.copy().view(Counted) for W in net.W], X=net.X.view(Counted))
    Counted.spent = 0
    A, Z = forward(net)
    ahead = Counted.spent
    D = slope_at_the_end(np.asarray(Z[-1]), net.Y, net.loss).view(Counted)
    found = [(np.asarray(dW), np.asarray(db)) for dW, db in way(net, A, Z, D)]
    return ahead, Counted.spent - ahead, _apart(found, by_autograd(net))


@check("Section 2.6", "multiplications of the backward pass over those of the forward pass, largest of the first 12 random networks", "<=", 2.0, kind="class bound",
       only_if="the gradient agrees with torch.autograd to 1e-4, and at least one forward pass was counted for it")  # fmt: skip
def check_cost(way: Backward = backward) -> float:
    """Only matrix products count."""
    ratios = []
    for net in _nets(12):
        ahead, back, away = costs(net, way)
        ratios.append(back / ahead if away <= 1e-4 and back >= ahead else math.nan)
    return largest(ratios)


check_cost.breaks("one weight moved after the other", way=weight_by_weight)


def sizes_by_layer(activation: str, depth: int, rng: np.random.Generator, way: Backward = backward) -> list[Array]:
    """Return |Δ| of each layer over that of the last, for a random network of 30 units a layer, and the bound for σ."""
    require_count(1, depth=depth)
    net = made_net([30] * (depth + 1), activation, 20, rng)
    A, Z = forward(net)
    D = slope_at_the_end(Z[-1], net.Y, net.loss)
    if not _apart(way(net, A, Z, D), by_autograd(net)) <= 1e-12:
        return [np.full(depth, math.nan)] * 2
    # Of one sample alone db is Δ itself.
    rows = [way(net, [a[[i]] for a in A], [z[[i]] for z in Z], D[[i]]) for i in range(20)]
    size = np.sqrt([sum(float(row[layer][1] @ row[layer][1]) for row in rows) for layer in range(depth)])
    lengthens = [float(np.linalg.norm(W, 2)) / 4 for W in net.W[:0:-1]]
    return [size / size[-1], np.cumprod([1.0, *lengthens])[::-1]]


@check("Section 2.6", "|Δ| of a layer over |Δ| of the last, over the product of |W|₂/4 between them, largest of layers 1 to 8; 10 σ networks of 9 layers, 30 units", "<=", 1.0, 1e-9,
       kind="class bound", only_if="dW and db of the same networks agree with torch.autograd to 1e-12")  # fmt: skip
def check_vanishing(way: Backward = backward, activation: str = "sigmoid") -> float:
    """The slope of σ is 1/4 at most; |W|₂ is the most by which W lengthens."""
    found = [sizes_by_layer(activation, 9, np.random.default_rng(seed), way) for seed in range(10)]
    return largest([(size / bound)[:-1].max() for size, bound in found])


check_vanishing.breaks("tanh, whose slope may be 1", activation="tanh")


def draw_chain(values: dict[str, float], slopes: dict[str, float]) -> dict[str, Array]:
    """Draw the small graph of the paper work: each value above, its slope below; the keys are those of the page."""
    above, middle, below = dict.fromkeys("wv", 2), dict.fromkeys("xzas", 1) | {"loss": 1}, dict.fromkeys("bc", 0)
    columns = {"x": 0, "w": 0, "b": 0, "z": 1.5, "a": 3, "v": 3, "c": 3, "s": 4.5, "loss": 6}
    places = {name: (columns[name], row) for name, row in (above | middle | below).items()}
    if missing := set(places) - set(values):
        raise ValueError(f"values must have the keys {list(places)}, got no {sorted(missing)}")
    fig, ax = plotting.figure(height=3.9)
    for start, end in ("xz", "wz", "bz", "za", "as", "vs", "cs", ("s", "loss")):
        arrow = {"arrowstyle": "->", "color": plotting.TARGET, "shrinkA": 17, "shrinkB": 17}
        ax.annotate("", places[end], places[start], arrowprops=arrow)
    for name, (x, y) in places.items():
        ring = {"boxstyle": "circle", "facecolor": "white"}
        ax.text(x, y, name.replace("loss", "ℓ"), ha="center", va="center", bbox=ring)
        ax.text(x, y + 0.2, f"{values[name]:g}", ha="center", color=plotting.MEASURED)
        if name in slopes:
            ax.text(x, y - 0.33, f"slope {slopes[name]:g}", ha="center", color=plotting.BOUND)
    ax.set(xlim=(-0.6, 6.6), ylim=(-0.45, 2.4))
    ax.axis("off")
    plotting.describe(fig, "Circles joined by arrows, from w, x, b over z, a, s to the loss, with values and slopes.")
    return {"values": np.array(list(values.values())), "slopes": np.array(list(slopes.values()))}


def _lineup() -> dict[str, str]:
    return dict(zip("ABCD", np.random.default_rng(45).permutation(list(WRONG)), strict=True))


def suspect(letter: str, net: Net) -> Gradients:
    """Return the gradient of suspect "A", "B", "C" or "D", each wrong by one line."""
    require_choice(tuple("ABCD"), letter=letter)
    A, Z = forward(net)
    return WRONG[_lineup()[letter]](net, A, Z, slope_at_the_end(Z[-1], net.Y, net.loss))


@task("four suspects", right="Right: where the error sits, and whether one factor mends it, tells which line is wrong.")
def _suspects(said: list[str]) -> str:
    keys = dict(zip(("slope", "transpose", "bias", "N"), WRONG, strict=True))
    if sorted(map(str, said)) != sorted(keys):
        return f"Give A, B, C and D, in this order, one each of the words {list(keys)}."
    truth = _lineup()
    wrong = [letter for letter, words in zip("ABCD", said, strict=True) if truth[letter] != keys[words]]
    hints = {
        "φ' forgotten": "its last layer is right, and the layers before are too large",
        "W not transposed": "its last layer is right, and the cosines fall from layer to layer",
        "biases not summed": "all its dW are right",
        "1/N forgotten": "everything is off by one and the same factor",
    }
    return f"{len(wrong)} of 4 are not right. Look at {wrong[0]} again: {hints[truth[wrong[0]]]}." if wrong else ""


@task("a skip connection", right="Right: two ways, two slopes, added. One passes undiminished: it allows great depth.")
def _skip(back: Callable[..., Any]) -> str:
    rng = np.random.default_rng(7)
    A, W, b, dA = rng.normal(size=(6, 4)), rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=(6, 4))
    slope = 1 / np.cosh(A @ W + b) ** 2
    found = numbers(back(dA.copy(), slope.copy(), W.copy()))
    through = (dA * slope) @ W.T
    if found.shape != A.shape:
        return f"A gradient has the shape of what it belongs to, {A.shape}; yours has {found.shape}."
    known = [
        (dA + through, ""),
        (through, "That is the way through the layer only. A also goes past it."),
        (dA, "That is the way past the layer only."),
        (dA + (dA * slope) @ W, "W goes back transposed."),
        (dA + (dA @ W.T) * slope, "First the slope, at Z, then back through W: the order of forward turned around."),
        (dA + dA @ W.T, "Where is the slope of tanh?"),
        (dA * through, "Two ways add; they do not multiply."),
    ]
    return recognize(found, known, "A reaches the output by two ways: send dA back along each.")
