"""Section 3: attacks that see outputs only."""

import numpy as np
import pytest
import torch

from dltheory import adversarial as av
from dltheory.adversarial import blackbox
from dltheory.tasks import your_turn


def test_queries_are_counted_and_no_gradient_comes_out():
    _, _, X, y = av.pictures()
    box = av.Queried(av.trained("dense"))
    out = box(X[:7].clone().requires_grad_(True))
    assert box.queries == 7 and not out.requires_grad
    blackbox.differences(box, X[:1], y[:1], blackbox.directions(5, np.random.default_rng(0)))
    assert box.queries == 17


def test_bad_input_is_refused_by_name():
    _, _, X, y = av.pictures()
    box = av.Queried(av.trained("dense"))
    for call, words in [
        (lambda: av.by_search(box, X[:2], y[:2], 0.0, 5), "eps must"),
        (lambda: av.by_search(box, X[:2], y[:2], 0.1, 0), "queries must"),
        (lambda: blackbox.directions(0, np.random.default_rng(0)), "m must"),
        (lambda: blackbox.differences(box, X[:1], y[:1], X[:1], h=0.0), "h must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_margins_by_hand():
    f = torch.tensor([[1.0, 3.0, 2.0], [1.0, 3.0, 2.0]])
    assert blackbox.wrong_leads(f, torch.tensor([1, 0])).tolist() == [-1.0, 2.0]


def test_the_search_spends_its_queries_and_returns_what_it_says():
    _, _, X, y = av.pictures()
    box = av.Queried(av.trained("dense"))
    Z, right = av.by_search(box, X[:40], y[:40], 0.1, 60)
    assert right.shape == (61,) and box.queries == 40 * 61  # and one look at each picture as it was
    assert right[-1] == pytest.approx(av.share_right(av.trained("dense"), Z, y[:40]))
    assert float((Z - X[:40]).abs().max()) <= 0.1 + 1e-12 and float(Z.min()) >= 0 and float(Z.max()) <= 1
    assert (np.diff(right[1:]) <= 1e-12).all()


def test_what_the_text_says_of_the_search():
    _, _, X, y = av.pictures()
    for kind, at_300 in (("convolutional", 0.70), ("dense", 0.56)):
        _, right = av.by_search(av.Queried(av.trained(kind)), X[:100], y[:100], 0.1, 1000)
        assert right[300] == pytest.approx(at_300, abs=0.04)
    assert blackbox.check_search().measured <= 1


def border(right, x, z):
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if right(x + middle * (z - x)) else (low, middle)
    return (low + high) / 2


def on_a_grid(right, x, z):
    return next(t for t in np.linspace(0, 1, 2000) if not right(x + t * (z - x)))


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("queries for a photograph", 301056, "right", "six million"),
        ("queries for a photograph", 150528, "wrong", "two queries"),
        ("queries for a photograph", 100352, "wrong", "colours"),
        ("sixteen directions", 0.25, "right", "16/64"),
        ("sixteen directions", 0.5, "wrong", "cosine"),
        ("only the answer", border, "right", "halves"),
        ("only the answer", on_a_grid, "wrong", "25 queries"),
        ("only the answer", lambda right, x, z: 1 - border(right, x, z), "wrong", "from x"),
        ("only the answer", lambda right, x, z: 0.5, "wrong", "Which half"),
        ("only the answer", lambda right, x, z: x + border(right, x, z) * (z - x), "wrong", "One number"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
