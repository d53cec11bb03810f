"""Section 7: a head's parts, what order does, the explorer and the tasks."""

import math

import numpy as np
import pytest
import torch

from dltheory import architectures as ar
from dltheory.architectures import attention
from dltheory.tasks import your_turn


def test_a_head_by_hand():
    """The paper task: scores 0 and ln 3, weights 1/4 and 3/4."""
    X = torch.tensor([[[1.0, 0, 0, 0], [0, 1, 0, 0]]], dtype=torch.float64)
    ask = torch.ones(4, 4, dtype=torch.float64)
    offer, hand = torch.zeros(2, 4, 4, dtype=torch.float64)
    offer[1, 0] = 2 * math.log(3)
    hand[0, 0], hand[1, 1] = 4, 4
    for factor, wanted, output in ((1, [0.25, 0.75], [1, 3, 0, 0]), (2, [0.1, 0.9], [0.4, 3.6, 0, 0])):
        Y, weights = attention.attend(X, torch.stack([factor * ask, offer, hand, torch.eye(4).double()]))
        np.testing.assert_allclose(weights[0, 0, 0], wanted)
        np.testing.assert_allclose(Y[0, 0], output)


def test_hidden_words_get_nothing_and_rows_sum_to_1():
    X, *W = torch.randn(5, 6, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    weights = attention.attend(X[None], torch.stack(W), 3, seen=torch.ones(6, 6, dtype=torch.bool).tril())[1]
    assert weights.shape == (1, 3, 6, 6) and float(weights.triu(1).abs().max()) == 0
    np.testing.assert_allclose(weights.sum(dim=-1), 1)


def test_slopes_without_the_root_follow_the_dotted_line():
    """What the text derives: 2a(1 − a) of two words has the mean 1/√(πd)."""
    rng = np.random.default_rng(0)
    for d in (64, 1024):
        gap = math.sqrt(2 * d) * rng.normal(size=400_000)
        found = np.mean(2 / (2 + np.exp(gap) + np.exp(-gap)))
        assert found == pytest.approx(1 / math.sqrt(math.pi * d), rel=0.03)


@pytest.mark.parametrize(
    ("d", "heads", "words"), [(6, 4, "d must be a multiple of 4, got 6"), (0, 1, "d must"), (6, 0, "heads must")]
)
def test_a_block_refuses_what_cannot_be(d, heads, words):
    with pytest.raises(ValueError, match=words):
        attention.Block(d, heads)


def test_the_mean_over_words_is_invariant():
    X = torch.randn(1, 6, 8, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    one, other = (attention.small_block(Z).mean(dim=1).detach() for Z in (X, X[:, [3, 1, 5, 0, 2, 4]]))
    np.testing.assert_allclose(one, other, atol=1e-12)


def test_patches_are_what_the_text_says():
    """Grey values of a patch stay together; the reader's weights and the patches' share one softmax."""
    X = torch.arange(64, dtype=torch.float64).view(1, 1, 8, 8)
    seen = []
    model = attention.made(lambda: attention.Patches(True))
    model.embed.register_forward_hook(lambda module, given, out: seen.append(given[0]))
    logits, weights = model.looked(X)
    assert seen[0].shape == (1, 16, 4) and seen[0][0, 5].tolist() == [18, 19, 26, 27]
    assert logits.shape == (1, 10) and weights.shape == (1, 4, 4, 4) and bool((weights.sum(dim=(2, 3)) < 1).all())


def test_the_vision_transformer_as_told():
    assert ar.share_right(ar.trained_patches()) > 0.9
    assert 0.4 < ar.share_right(ar.trained_patches(False)) < 0.7


def test_the_explorer_follows_words_or_places():
    explorer, (first, second) = ar.explore_sentence(), attention.LOOKS
    words, other = (sentence.split() for sentence in attention.SENTENCES)
    order = [words.index(word) for word in other]
    assert sorted(order) == list(range(7)) and order != sorted(order)
    drawn = {
        (head, i): explorer.draw(head=head, sentence=sentence)["weights"]
        for head in (first, second)
        for i, sentence in enumerate(attention.SENTENCES)
    }
    np.testing.assert_allclose(drawn[first, 1], drawn[first, 0][np.ix_(order, order)])
    np.testing.assert_allclose(drawn[second, 1], drawn[second, 0])
    assert drawn[first, 0][1].argmax() == 2
    np.testing.assert_allclose(explorer.draw(sharpness=0)["weights"], 1 / 7)
    assert explorer.draw(sentence="...")["weights"].shape == (1, 1)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("spread of a product", 8, "right", "64"),
        ("spread of a product", 64, "wrong", "variance"),
        ("eight heads", 16384, "right", "share"),
        ("eight heads", 8 * 16384, "wrong", "8 of the 64"),
        ("two words change places", "swap", "right", "same set"),
        ("two words change places", "same", "wrong", "belongs"),
        ("the word before", lambda n: 20 * np.sqrt(n) * np.eye(n, k=-1), "right", "name"),
        ("the word before", lambda n: 1000 * np.roll(np.eye(n), -1, axis=1), "right", "name"),
        ("the word before", lambda n: 100 * np.eye(n, k=-1), "wrong", "400 words"),
        ("the word before", lambda n: 100 * np.eye(12, k=-1), "wrong", "12 words only"),
        ("the word before", lambda n: 100 * np.eye(n, k=1), "wrong", "after"),
        ("the word before", lambda n: 100 * np.eye(n), "wrong", "itself"),
        ("the word before", lambda n: np.eye(n, k=-1), "wrong", "apart"),
        ("the word before", lambda n: np.ones((n, n)), "wrong", "largest"),
        ("the word before", lambda n: np.full((n, n), np.nan), "wrong", "largest"),
        ("the word before", lambda n: np.eye(n - 1), "wrong", "shape"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
