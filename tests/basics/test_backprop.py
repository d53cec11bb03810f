"""Section 5: gradients by hand against autograd, what they cost, and what is left of them."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dltheory.basics import backprop
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: backprop.made_net([3], "tanh", 4, rng), "widths must"),
        (lambda: backprop.made_net([3, 0], "tanh", 4, rng), "widths must"),
        (lambda: backprop.made_net([3, 2], "step", 4, rng), "activation must"),
        (lambda: backprop.made_net([3, 2], "tanh", 0, rng), "N must"),
        (lambda: backprop.made_net([3, 2], "tanh", 4, rng, "hinge"), "loss must"),
        (lambda: backprop.suspect("E", backprop.made_net([3, 2], "tanh", 4, rng)), "letter must"),
        (lambda: backprop.sizes_by_layer("tanh", 0, rng), "depth must"),
        (lambda: backprop.draw_chain({"x": 1.0}, {}), "values must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_slopes_of_the_activations():
    z = np.linspace(-3, 3, 100)
    for value, slope in backprop.ACTIVATIONS.values():
        np.testing.assert_allclose(slope(z), (value(z + 1e-6) - value(z - 1e-6)) / 2e-6, atol=1e-8)


def by_differences(net, A, Z, D):
    """Return the gradient by moving one weight after the other; it needs a forward pass for each."""
    del A, Z, D

    def loss():
        S = np.asarray(backprop.forward(net)[1][-1])
        if net.loss == "squared":
            return float(((S - net.Y) ** 2).sum()) / (2 * len(S))
        return float(-(net.Y * (S - np.log(np.exp(S).sum(axis=1, keepdims=True)))).sum()) / len(S)

    found, before = [], loss()
    for part in (part for pair in zip(net.W, net.b, strict=True) for part in pair):
        found.append(np.empty(part.shape))
        for place in np.ndindex(part.shape):
            kept = part[place]
            part[place] = kept + 1e-6
            found[-1][place] = (loss() - before) / 1e-6
            part[place] = kept
    return list(zip(found[::2], found[1::2], strict=True))


def test_gradients_by_differences_and_by_autograd_agree():
    for loss in ("squared", "entropy"):
        net = backprop.made_net([3, 4, 2], "sigmoid", 5, np.random.default_rng(2), loss)
        A, Z = backprop.forward(net)
        for one, other in zip(by_differences(net, A, Z, Z[-1]), backprop.by_autograd(net), strict=True):
            for mine, its in zip(one, other, strict=True):
                np.testing.assert_allclose(mine, its, atol=1e-5)


def test_the_random_networks_are_what_the_card_says():
    nets = list(backprop._nets())
    assert len(nets) == 50 and {len(net.W) for net in nets} == {1, 2, 3, 4, 5}
    assert {net.activation for net in nets} == set(backprop.ACTIVATIONS)
    assert {net.loss for net in nets} == {"squared", "entropy"}
    widths = {n for net in nets for W in net.W for n in W.shape}
    assert min(widths) == 2 and max(widths) == 12 and {len(net.X) for net in nets} <= set(range(2, 21))


def only(part):
    """Return the gradient with nothing but one part right."""

    def found(net, A, Z, D):
        return [(dW * (part == "W"), db * (part == "b")) for dW, db in backprop.backward(net, A, Z, D)]

    return found


@pytest.mark.parametrize(
    "wrong",
    [
        only("W"),
        only("b"),
        lambda net, A, Z, D: [(dW.T, db) for dW, db in backprop.backward(net, A, Z, D)],
        lambda net, A, Z, D: [(dW, db + 1e-9) for dW, db in backprop.backward(net, A, Z, D)],
        lambda net, A, Z, D: [(dW * (1 + 1e-9), db) for dW, db in backprop.backward(net, A, Z, D)],
        lambda net, A, Z, D: [(dW * np.nan, db) for dW, db in backprop.backward(net, A, Z, D)],
        by_differences,
    ],
)
def test_the_check_of_backpropagation_notices(wrong):
    try:
        evidence = backprop.check_backprop(backward=wrong)
    except ValueError:
        return
    assert not evidence.holds


def test_cheap_nonsense_is_not_cheap_backpropagation():
    for check in (backprop.check_cost, backprop.check_vanishing):
        evidence = check(way=lambda net, A, Z, D: [(0 * W, 0 * b) for W, b in zip(net.W, net.b, strict=True)])
        assert not evidence.holds and np.isnan(evidence.measured)


@pytest.mark.parametrize(
    "uncounted",
    [
        lambda net, A, Z, D: backprop.by_autograd(replace(net, W=[np.asarray(W) for W in net.W], X=np.asarray(net.X))),
        lambda net, A, Z, D: backprop.backward(net, [np.asarray(a) for a in A], Z, np.asarray(D)),
    ],
)
def test_work_that_is_not_counted_is_not_cheap(uncounted):
    assert np.isnan(backprop.check_cost(way=uncounted).measured)


def test_counts_of_one_network():
    ahead, back, away = backprop.costs(backprop.made_net([3, 5, 2], "tanh", 7, np.random.default_rng(0)))
    assert ahead == 7 * (15 + 10) and back == 7 * (15 + 10 + 10) and away < 1e-12


def test_what_the_text_says_of_sizes():
    left = {
        kind: np.mean([np.log10(backprop.sizes_by_layer(kind, 9, np.random.default_rng(s))[0][0]) for s in range(10)])
        for kind in ("sigmoid", "relu")
    }
    size, bound = backprop.sizes_by_layer("sigmoid", 9, np.random.default_rng(0))
    assert 200 < bound[0] / size[0] < 500
    assert left["relu"] == pytest.approx(-1.2, abs=0.1) and 10 ** (-left["sigmoid"] / 8) == pytest.approx(4.4, abs=0.3)


def test_the_picture_of_the_paper_work():
    values = dict.fromkeys(["x", "w", "b", "z", "a", "v", "c", "s", "loss"], 1.0)
    drawn = backprop.draw_chain(values, {"w": -4.0})
    assert drawn["values"].shape == (9,) and drawn["slopes"].tolist() == [-4.0]
    plt.close("all")


def test_each_suspect_has_one_fault():
    net = backprop.made_net([6, 6, 6, 6], "tanh", 10, np.random.default_rng(1))
    known = backprop.by_autograd(net)
    for letter in "ABCD":
        assert backprop._apart(backprop.suspect(letter, net), known) > 1e-2
    assert list(backprop._lineup().values()) != list(backprop.WRONG)


LINEUP = [
    dict(zip(backprop.WRONG, ("slope", "transpose", "bias", "N"), strict=True))[w] for w in backprop._lineup().values()
]


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("price of a gradient", 3, "right", "two back"),
        ("price of a gradient", 2.93, "right", "two back"),
        ("price of a gradient", 2, "wrong", "forward pass"),
        ("price of a gradient", 10**6 + 1, "wrong", "share"),
        ("price of a gradient", 50, "wrong", "Count"),
        ("a nudge", 1.96, "right", "1.9602"),
        ("a nudge", 2.04, "wrong", "negative"),
        ("a nudge", 1.98, "wrong", "as far"),
        ("four suspects", LINEUP, "right", "factor"),
        ("four suspects", LINEUP[::-1], "wrong", "of 4 are not right"),
        ("four suspects", [LINEUP[1], LINEUP[0], *LINEUP[2:]], "wrong", "2 of 4"),
        ("four suspects", ["N", "N", "N", "N"], "wrong", "one each"),
        ("four suspects", [..., ..., ..., ...], "open", "three dots"),
        ("a skip connection", lambda dA, slope, W: dA + (dA * slope) @ W.T, "right", "two ways"),
        ("a skip connection", lambda dA, slope, W: (dA * slope) @ W.T, "wrong", "past it"),
        ("a skip connection", lambda dA, slope, W: dA, "wrong", "past the layer only"),
        ("a skip connection", lambda dA, slope, W: dA + (dA * slope) @ W, "wrong", "transposed"),
        ("a skip connection", lambda dA, slope, W: dA + (dA @ W.T) * slope, "wrong", "First the slope"),
        ("a skip connection", lambda dA, slope, W: dA + dA @ W.T, "wrong", "slope of tanh"),
        ("a skip connection", lambda dA, slope, W: dA * ((dA * slope) @ W.T), "wrong", "multiply"),
        ("a skip connection", lambda dA, slope, W: dA[0], "wrong", "shape"),
        ("a skip connection", lambda dA, slope, W: 0 * dA, "wrong", "two ways"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
