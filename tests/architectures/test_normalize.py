"""Section 6: what normalization does to a batch of two, to sorted batches, to contrast; the tasks."""

import numpy as np
import pytest
import torch

from dltheory import architectures as ar
from dltheory.architectures import normalize
from dltheory.tasks import your_turn


def test_a_batch_of_two_by_hand():
    for high in (5.0, 9.0):
        N, sigma = normalize.normalized(torch.tensor([[1.0], [high]]).double(), (0,), 0.0)
        assert N.ravel().tolist() == [-1, 1] and sigma.item() == (high - 1) / 2
        G = torch.tensor([[3.0], [-1.0]]).double()
        np.testing.assert_allclose(normalize.slopes(G, N, sigma, (0,)), 0)


def test_slopes_have_the_mean_0_and_no_part_along_n():
    """Up to δ, which is the text's "nothing"."""
    Z, G = torch.randn(2, 7, 3, 2, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    N, sigma = normalize.normalized(Z, (0, 2, 3), 1e-12)
    back = normalize.slopes(G, N, sigma, (0, 2, 3))
    for part in (back, back * N):
        np.testing.assert_allclose(part.mean(dim=(0, 2, 3)), 0, atol=1e-9)


def test_the_variance_is_a_little_less_than_1():
    Z = torch.randn(1000, 1, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    N, _ = normalize.normalized(Z, (0,), 0.5)
    s = float(Z.var(correction=0))
    assert float(N.var(correction=0)) == pytest.approx(s / (s + 0.5))


def test_batches_and_contrast_as_told():
    right = ar.right_in_batches
    assert right() > 0.95 and right("batch", 25, True) > 0.95
    assert right("batch", 25, True, by_class=True) == pytest.approx(0.83, abs=0.03)
    for size, share in ((50, 0.83), (10, 0.82), (2, 0.84)):
        assert right("batch", size, True, by_class=True) == pytest.approx(share, abs=0.03)
    assert right(contrast=0.5) == pytest.approx(0.72, abs=0.04)
    assert right("batch", 250, True, contrast=0.5) > 0.95
    assert len({right("layer", size, True, contrast=c) for size, c in ((2, 0.1), (25, 1.0), (250, 5.0))}) == 1
    assert right("none", contrast=0.5) > 0.9


def test_a_batch_of_one_is_refused_by_the_library():
    with pytest.raises(ValueError, match="more than 1"):
        torch.nn.BatchNorm1d(3)(torch.ones(1, 3))


def test_asking_does_not_change_a_trained_network():
    model = normalize.trained_layers()
    before = {name: part.clone() for name, part in model.state_dict().items()}
    ar.right_in_batches("batch", 10, True)
    assert not model.training and all(torch.equal(part, before[name]) for name, part in model.state_dict().items())


def test_the_explorer_scatters_like_one_over_the_root():
    explorer = ar.explore_companions()
    spread = {count: explorer.draw(count=count)["out"].std() for count in (8, 32, 128)}
    assert spread[8] / spread[32] == pytest.approx(2, abs=0.4) and spread[32] / spread[128] == pytest.approx(2, abs=0.4)
    assert explorer.draw(count=2, way=normalize.WAYS[1])["out"].std() < 1e-12


def test_bad_input_is_refused_by_name():
    for call, words in (
        (lambda: normalize.trained_layers("group"), "kind must"),
        (lambda: ar.right_in_batches("batch", 0), "size must"),
    ):
        with pytest.raises(ValueError, match=words):
            call()


def rows(Z):
    return (Z - Z.mean(axis=1, keepdims=True)) / Z.std(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a slope in a batch", 1, "right", "taken back"),
        ("a slope in a batch", 2, "wrong", "depend"),
        ("a slope in a batch", 1.5, "wrong", "σ moves"),
        ("forgetting the start", 43.7, "wrong", "whole"),
        ("forgetting the start", 45, "wrong", "earlier"),
        ("forgetting the start", 44, "right", "0.0097"),
        ("forgetting the start", 43, "wrong", "0.0108"),
        ("half the contrast", "layer", "right", "at hand"),
        ("half the contrast", "both", "wrong", "in training"),
        ("a layer from a batch", lambda batch, Z: batch(Z.T).T, "right", "axis"),
        ("a layer from a batch", lambda batch, Z: rows(Z), "right", "axis"),
        ("a layer from a batch", lambda batch, Z: batch(Z.T), "wrong", "back"),
        ("a layer from a batch", lambda batch, Z: batch(Z), "wrong", "column"),
        ("a layer from a batch", lambda batch, Z: 2 * rows(Z), "wrong", "variance 1"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
