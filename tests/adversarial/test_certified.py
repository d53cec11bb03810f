import numpy as np
import pytest
import torch
from scipy import stats

from dltheory import adversarial as av
from dltheory.adversarial import certified
from dltheory.tasks import your_turn


def test_a_half_line_loses_exactly_what_the_bound_says():
    share = stats.norm.cdf(1.0)
    assert certified.least_share(share, 0.4) == pytest.approx(stats.norm.cdf(0.6))
    assert certified.least_share(share, 1.0) == pytest.approx(0.5)


def test_radii_are_those_of_the_counted_votes():
    winner, radii = av.certify()
    model, X = av.trained_on_noise(), av.pictures()[2][:100]
    hits = certified.votes(model, X, 1000, seed=1)[np.arange(100), winner]
    assert radii.max() == pytest.approx(0.25 * stats.norm.ppf(0.001 ** (1 / 1000)), abs=1e-9)
    for k in np.flatnonzero((hits < 1000) & (radii > 0)):  # at that share so many hits have probability 0.001
        p = stats.norm.cdf(radii[k] / 0.25)
        assert stats.binom.sf(hits[k] - 1, 1000, p) == pytest.approx(0.001, rel=1e-6)
    assert radii[hits <= 500].max(initial=0) == 0


def test_votes_are_counted_and_repeatable():
    X = av.pictures()[2][:3]
    counts = certified.votes(av.trained("linear"), X, 50)
    assert counts.sum(axis=1).tolist() == [50, 50, 50]
    assert (counts == certified.votes(av.trained("linear"), X, 50)).all()


def test_more_noise_certifies_no_further_as_the_page_says():
    X, y, model = av.pictures()[2][:100], av.pictures()[3][:100].numpy(), av.trained_on_noise(0.5)
    winner = certified.votes(model, X, 64, 0.5, seed=0).argmax(axis=1)
    hits = certified.votes(model, X, 1000, 0.5, seed=1)[np.arange(100), winner]
    radii = 0.5 * np.maximum(stats.norm.ppf(stats.beta.ppf(0.001, hits, 1001 - hits)), 0)
    assert np.median(radii) == pytest.approx(0.38, abs=0.03)
    assert np.median(av.certify()[1]) == pytest.approx(0.46, abs=0.03)
    assert np.mean(winner == y) < np.mean(av.certify()[0] == y) and radii[4] == pytest.approx(0.43, abs=0.07)


def test_boxes_of_half_width_zero_are_the_outputs():
    _, _, X, y = (part[:20] for part in av.pictures())
    model = av.trained("dense")
    with torch.no_grad():
        low, high = certified.through_layers(model, X, 0.0)
        f = model(X)
        lead = certified.lead(model, X, y, 0.0)
    assert torch.allclose(low, f) and torch.allclose(high, f)
    assert torch.allclose(lead, f.gather(1, y[:, None]) - f)


def test_a_lead_is_bounded_as_by_hand():
    _, _, X, y = (part[:5] for part in av.pictures())
    model = av.trained_on_boxes()
    with torch.no_grad():
        lead = certified.lead(model, X, y, 0.1).numpy()
    layers = [
        (layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in model if hasattr(layer, "weight")
    ]
    for x, true, found in zip(X.flatten(1).numpy(), y.numpy(), lead, strict=True):
        low, high = np.clip(x - 0.1, 0, 1), np.clip(x + 0.1, 0, 1)
        for W, b in layers[:-1]:
            up, down = np.maximum(W, 0), np.minimum(W, 0)
            low, high = np.maximum(up @ low + down @ high + b, 0), np.maximum(up @ high + down @ low + b, 0)
        W, b = layers[-1]
        rows = W[true] - W
        by_hand = np.maximum(rows, 0) @ low + np.minimum(rows, 0) @ high + b[true] - b
        assert found == pytest.approx(by_hand, abs=1e-10)


def test_a_wider_box_certifies_no_more():
    model = av.trained_on_boxes()
    narrow, wide = (av.certified_by_boxes(model, eps) for eps in (0.05, 0.1))
    assert not (wide & ~narrow).any() and narrow.sum() > wide.sum()


def test_the_usual_network_is_not_certified_at_all():
    assert av.certified_by_boxes(av.trained("dense")).mean() == 0


def test_bad_arguments():
    with pytest.raises(ValueError, match="sigma must be a finite number above 0"):
        av.trained_on_noise(0.0)
    with pytest.raises(ValueError, match="eps must be a number from 0 to 1"):
        av.trained_on_boxes(2.0)
    with pytest.raises(ValueError, match="draws must be a whole number"):
        certified.votes(av.trained("linear"), av.pictures()[2][:1], 0)


def _right(W, b, low, high):
    up, down = np.maximum(W, 0), np.minimum(W, 0)
    return up @ low + down @ high + b, up @ high + down @ low + b


def _centred(W, b, low, high):
    middle, reach = W @ (low + high) / 2 + b, np.abs(W) @ (high - low) / 2
    return middle - reach, middle + reach


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_right, "Right"),
        (_centred, "Right"),
        (lambda W, b, low, high: (W @ low + b, W @ high + b), "negative"),
        (lambda W, b, low, high: _right(W, 0, low, high), "bias"),
        (lambda W, b, low, high: [np.maximum(end, 0) for end in _right(W, b, low, high)], "ReLU"),
        (lambda W, b, low, high: _right(W, b, low, high)[::-1], "first"),
        (lambda W, b, low, high: _right(W, b, low, high)[0], "Two arrays"),
        (lambda W, b, low, high: (low, high), "shape"),
        (lambda W, b, low, high: (b, b), "Try W"),
    ],
)
def test_the_box_task_names_the_misconception(answer, words):
    said = your_turn("a box through a layer", answer)
    assert words in said.sentence and said.state == ("right" if words == "Right" else "wrong")
