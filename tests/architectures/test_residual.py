"""Section 5: Jacobians, deep networks, the compact ResNet, the tasks."""

import numpy as np
import pytest
import torch

from dltheory import architectures as ar
from dltheory.architectures import residual
from dltheory.tasks import your_turn


def test_jacobians_are_slopes():
    """Differences of the same chain, built here anew, give the same matrix."""
    J = residual.jacobians(3, True, 0.5)
    rng = np.random.default_rng(0)
    h, maps = rng.normal(size=32), []
    for _ in range(3):
        W1, W2 = rng.normal(size=(2, 32, 32)) / np.sqrt(32)
        maps.append((np.sqrt(2) * W1, W2))

    def chain(h):
        for W1, W2 in maps:
            h = h + 0.5 * W2 @ np.maximum(W1 @ h, 0)
        return h

    found = np.stack([(chain(h + 1e-6 * e) - chain(h - 1e-6 * e)) / 2e-6 for e in np.eye(32)], axis=1)
    np.testing.assert_allclose(J[0], found, atol=1e-6)
    np.testing.assert_array_equal(J[3], np.eye(32))


def test_the_explorer_as_told():
    explorer = ar.explore_depth()
    skips, plain = residual.KINDS
    for kind, a, low, high in (
        (plain, 1.0, 0.03, 0.045),
        (plain, 0.9, 5e-7, 2e-6),
        (skips, 0.1, 1.5, 1.8),
        (skips, 0.2, 6.3, 6.5),
        (skips, 0.3, 57, 61),
        (skips, 0.5, 29000, 31000),
    ):
        drawn = explorer.draw(depth=100, kind=kind, a=a)
        assert low < drawn["lengths"][0] < high, (kind, a)
        if (kind, a) == (plain, 1.0):
            assert 350 < drawn["values"][0] / drawn["values"][1] < 500
        if (kind, a) == (skips, 0.1):
            assert drawn["values"].min() > 0.1


def test_depth_as_told():
    shallow, deep = ar.deep_right(3), ar.deep_right(30)
    assert shallow.min() > 0.85 and deep[0].max() < 0.3 and deep[2].min() > 0.9
    assert (deep[0] < deep[1]).all() and (deep[1] < deep[2]).all()


def test_a_gradient_of_one_network_does_not_reach_another():
    one, both = (residual._Deep(2, keep, a).double() for keep, a in (([0.0], [1.0]), ([0.0, 1.0], [1.0, 3.0])))
    with torch.no_grad():
        both.maps[:, :, :1], both.ends[0][:1], both.ends[1][:1] = one.maps, one.ends[0], one.ends[1]
    for model in (one, both):
        ar.fit(model, steps=3)
    torch.testing.assert_close(both.maps[:, :, :1].detach(), one.maps.detach())


def without(model, kind):
    """Take all modules of a kind out of a network; of a skip its layers stay."""
    for module in list(model.modules()):
        for name, part in module.named_children():
            if isinstance(part, kind):
                setattr(module, name, torch.nn.Sequential(*part.children()))
    return model


class Minus(torch.nn.Sequential):
    def forward(self, X):
        return super().forward(X) - X


def minus(model):
    """Turn the skips' sign."""
    for place, part in enumerate(model):
        if isinstance(part, residual._Skip):
            model[place] = Minus(*part.children())
    return model


def averaged(model):
    """Take means in place of the last maxima."""
    return torch.nn.Sequential(
        *(torch.nn.AvgPool2d(4) if isinstance(part, torch.nn.MaxPool2d) else part for part in model)
    )


SPOILT = {
    "no skips": lambda model: without(model, residual._Skip),
    "no ReLU": lambda model: without(model, torch.nn.ReLU),
    "minus": minus,
    "means": averaged,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_listing_is_held_to_what_it_computes(spoil):
    assert not ar.check_compact(lambda *sizes: spoil(residual.compact(*sizes))).holds


def test_bad_input_is_refused_by_name():
    for call, words in (
        (lambda: residual.jacobians(0, True, 1.0), "depth must"),
        (lambda: residual.compact(0, 10), "channels must"),
        (lambda: ar.deep_right(0), "depth must"),
        (lambda: ar.fit(None, steps=-1), "steps must"),
    ):
        with pytest.raises(ValueError, match=words):
            call()


def layer(h, W, W1, W2):
    return W @ h + W2 @ np.maximum(W1 @ h, 0)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("fifty doublings", 50, "right", "10¹⁵"),
        ("fifty doublings", 25, "wrong", "length"),
        ("fifty doublings", 2**50, "wrong", "which power"),
        ("thirty layers", "plain", "right", "directions"),
        ("thirty layers", "one", "wrong", "worse"),
        ("a block's numbers", 74112, "right", "kernels"),
        ("a block's numbers", 73856, "wrong", "two numbers"),
        ("a block's numbers", 74113, "wrong", "each output"),
        ("a skip that changes the width", layer, "right", "projection"),
        ("a skip that changes the width", lambda h, *W: np.maximum(layer(h, *W), 0), "wrong", "inside"),
        ("a skip that changes the width", lambda h, W, W1, W2: W @ h, "wrong", "plus"),
        ("a skip that changes the width", lambda h, W, W1, W2: h + W @ h, "wrong", "matrix"),
        ("a skip that changes the width", lambda h, W, W1, W2: layer(h, W, W1, W2) - W @ h, "wrong", "skip?"),
        ("a skip that changes the width", lambda h, W, W1, W2: W @ h + W2 @ W1 @ h, "wrong", "no ReLU"),
        ("a skip that changes the width", lambda h, W, W1, W2: h, "wrong", "shape"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


def test_numbers_of_a_block():
    block = torch.nn.Sequential(torch.nn.Conv2d(64, 128, 3, padding=1), torch.nn.BatchNorm2d(128))
    assert sum(part.numel() for part in block.parameters()) == 74112
