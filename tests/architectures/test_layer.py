"""Section 2: output sizes and counts, digits that move, MNIST-1D, and the tasks."""

import copy

import numpy as np
import pytest
import torch

from dltheory import architectures as ar
from dltheory.architectures import layer
from dltheory.tasks import your_turn


def test_the_paper_task():
    module = torch.nn.Conv2d(3, 8, 5, stride=2, padding=1)
    assert module(torch.zeros(1, 3, 28, 28)).shape == (1, 8, 13, 13)
    assert sum(part.numel() for part in module.parameters()) == 608
    X, K, b = torch.zeros(1, 3, 28, 28), torch.zeros(8, 3, 5, 5), torch.zeros(8)
    assert layer.layer(X, K, b, 2, 1).numel() == 1352


def test_a_wrong_layer_is_noticed():
    for wrong in (
        lambda X, K, b, stride, padding: torch.zeros(1),
        lambda X, K, b, stride, padding: 1.01 * layer.layer(X, K, b, stride, padding),
        lambda X, K, b, stride, padding: layer.layer(X, K, b, stride, padding + 1),
    ):
        assert not layer.check_layer(layer=wrong).holds


def test_the_networks_are_as_large_as_the_text_says():
    sizes = {kind: sum(part.numel() for part in layer.reader(kind).parameters()) for kind in layer.READERS}
    assert all(5600 < size < 5750 for size in sizes.values()), sizes
    signals = {kind: sum(part.numel() for part in layer.signal_network(kind).parameters()) for kind in layer.PUBLISHED}
    assert signals == {"linear": 410, "dense": 78_858, "convolutional": 5_210}


def test_digits_that_moved_as_told():
    dense, flat, largest = (ar.shares_moved(ar.trained_reader(kind)) for kind in layer.READERS)
    assert min(dense[0], flat[0], largest[0]) > 0.92
    assert max(dense[2], flat[2]) < 0.3 and largest[2] > 0.9 > 0.85 > largest[1]


def test_pooling_at_every_pixel_makes_it_steady():
    """The section's last task: the same weights, all pixels alike."""
    net = copy.deepcopy(ar.trained_reader("largest"))
    net[2] = torch.nn.MaxPool2d(2, stride=1)
    net[3].dilation = net[3].padding = (2, 2)
    shares = ar.shares_moved(net, (0, 1, 2))
    assert min(shares) > 0.92 and np.ptp(shares) < 0.03


def test_no_first_map_is_dead():
    with torch.no_grad():
        assert ar.trained_reader("largest")[:2](ar.on_field()[0][3:4])[0].amax(dim=(1, 2)).min() > 0.5


def test_the_maps_move_with_the_digit_by_two_pixels_and_not_by_one():
    net = ar.trained_reader("largest")
    with torch.no_grad():
        here, one, two = (net[:5](ar.on_field(True, 0, right)[0][:50]) for right in (0, 1, 2))
    inner = (slice(None), slice(None), slice(1, -1), slice(2, -2))
    np.testing.assert_allclose(two[inner], here.roll(1, 3)[inner], atol=1e-9)
    assert not torch.allclose(one[inner], here[inner]) and not torch.allclose(one[inner], here.roll(1, 3)[inner])


def test_a_field_shows_whole_digits_only():
    assert ar.on_field(True, 5, -5)[0].sum() == pytest.approx(float(ar.on_field()[0].sum()))
    with pytest.raises(ValueError, match="down must be a number from -5 to 5, got 6"):
        ar.on_field(True, 6, 0)
    with pytest.raises(ValueError, match="right must be"):
        ar.on_field(True, 0, -6)


def test_what_is_recorded():
    found = {kind: np.mean(rows, axis=0) for kind, rows in ar.recorded_signals().items()}
    assert set(found) == set(layer.PUBLISHED)
    np.testing.assert_allclose(found["convolutional"], [0.93, 0.59], atol=0.01)
    np.testing.assert_allclose(found["dense"], [0.67, 0.67], atol=0.01)


def test_shuffling_costs_a_dense_network_nothing_by_weights():
    order = np.random.default_rng(0).permutation(40)
    net, other = (layer.made(lambda: layer.signal_network("dense")) for _ in range(2))
    with torch.no_grad():
        other[0].weight.copy_(net[0].weight[:, order])
        X = torch.randn(5, 40, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
        np.testing.assert_allclose(other(X[:, order]), net(X))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: layer.reader("large"), "kind must"),
        (lambda: layer.signal_network("large"), "kind must"),
        (lambda: layer.made(lambda: torch.nn.Linear(1, 1), -1), "seed must"),
    ],
)
def test_bad_input_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("digits that moved", "largest", "right", "forgets"),
        ("digits that moved", "both", "wrong", "weight for each place"),
        ("digits that moved", "dense", "wrong", "pixel"),
        ("one pixel or two", 2, "right", "stride"),
        ("one pixel or two", 1, "wrong", "blocks"),
        ("shuffled, dense", "same", "right", "any order"),
        ("shuffled, dense", "down", "wrong", "harder"),
        ("shuffled, convolutional", 60, "right", "59"),
        ("the same in all pictures", lambda maps: [1.0, 2.0, 3.0], "wrong", "own channel"),
        ("the same in all pictures", lambda maps: maps.max() * np.array([1, 2, 3]), "wrong", "own channel"),
        ("the same in all pictures", lambda maps: maps[:, ::2, ::2].max(axis=(1, 2)), "wrong", "each place"),
        ("shuffled, convolutional", 0.59, "wrong", "not a share"),
        ("shuffled, convolutional", 93, "wrong", "Neighbours"),
        ("the same in all pictures", lambda maps: maps.max(axis=(1, 2)), "right", "one number"),
        ("the same in all pictures", lambda maps: maps.mean((1, 2)), "right", "one number"),
        ("the same in all pictures", lambda maps: (maps**2).sum(axis=(1, 2)), "right", "one number"),
        ("the same in all pictures", lambda maps: maps[:, 4, 5], "wrong", "place"),
        ("the same in all pictures", lambda maps: maps.max(axis=0), "wrong", "three channels"),
        ("the same in all pictures", lambda maps: maps.max(axis=1).argmax(axis=1), "wrong", "place"),
        ("the same in all pictures", lambda maps: [1, 1, 1], "wrong", "depend"),
        ("the same in all pictures", lambda maps: [np.nan] * 3, "wrong", "place"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
