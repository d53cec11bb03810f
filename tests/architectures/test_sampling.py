"""Section 9: search and drawing, on trees that one can read and on the trained decoder."""

import itertools

import numpy as np
import pytest
import torch

from dltheory.architectures import sampling
from dltheory.architectures.sampling import beam, boxes, drawn_from, judge, written
from dltheory.tasks import your_turn

NOTES = {(): (0.4, 0.35, 0.25), (0,): (0.5, 0.2), (1,): (0.8,)}


def test_the_tree_of_the_notes():
    assert beam(NOTES, 1, 2) == [((0, 0), 0.2)]
    assert [words for words, _ in beam(NOTES, 3, 2)] == [(1, 0), (2,), (0, 0)]
    np.testing.assert_allclose([p for _, p in beam(NOTES, 3, 5)], [0.28, 0.25, 0.2], rtol=1e-12)
    assert sampling._printed(NOTES, 3, 3) == [] and beam(NOTES, 2, 0) == [((), 1.0)]


def test_boxes_lie_on_one_another_and_are_as_high_as_they_are_probable():
    rng = np.random.default_rng(0)
    tree = {w: rng.dirichlet(np.ones(3)) for n in range(3) for w in itertools.product(range(3), repeat=n) if w != (1,)}
    for steps in (1, 2, 3):
        parts = boxes(tree, steps)
        ends = np.array(list(parts.values()))
        np.testing.assert_allclose(ends[1:, 0], ends[:-1, 1], rtol=1e-12)
        assert ends[0, 0] == 0 and ends[-1, 1] == pytest.approx(1)
        for words, p in beam(tree, 100, steps):
            assert np.diff(parts[words])[0] == pytest.approx(p)
    assert boxes(tree, 3)[1,] == pytest.approx(boxes(tree, 1)[1,])


def test_cuts_and_temperature_beside_torch():
    rng = np.random.default_rng(0)
    P = rng.dirichlet(np.ones(7), size=(5, 3))
    Q = torch.as_tensor(P)
    np.testing.assert_allclose(drawn_from(P, temperature=0.3), torch.softmax(Q.log() / 0.3, -1), rtol=1e-10)
    top = torch.zeros_like(Q).scatter(-1, Q.topk(2).indices, Q.topk(2).values)
    np.testing.assert_allclose(drawn_from(P, k=2), top / top.sum(-1, keepdim=True), rtol=1e-12)
    np.testing.assert_allclose(drawn_from(P, p=1.0), P, rtol=1e-12)
    np.testing.assert_allclose(drawn_from(P, k=7), P, rtol=1e-12)
    np.testing.assert_allclose(drawn_from(P, p=1e-9), drawn_from(P, k=1), atol=1e-12)
    assert np.isfinite(drawn_from(P, temperature=1e-4)).all()


def test_bad_input_is_refused_by_name():
    P = np.full(3, 1 / 3)
    for call, words in [
        (lambda: beam(NOTES, 0, 2), "width must"),
        (lambda: beam(NOTES, 2, -1), "steps must"),
        (lambda: drawn_from(P, temperature=0.0), "temperature must"),
        (lambda: drawn_from(P, k=0), "k must"),
        (lambda: drawn_from(P, p=0.0), "p must"),
        (lambda: written(temperature=-1.0), "temperature must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_what_the_text_says_of_the_decoders_texts():
    explorer = sampling.explore_beam()
    found = {width: explorer.draw(width=width) for width in (1, 3, 4)}

    def spelt(numbers):
        return "".join(sampling.LETTERS[j] for j in numbers)

    assert [spelt(found[width]["found"]) for width in found] == ["fbabb", "cedda", "cebfa"]
    assert spelt(found[1]["best"]) == "cebfa" and spelt(explorer.draw(temperature=0.3)["best"]) == "fbabb"
    X = written(k=1)
    assert np.mean([spelt(text[-6:]) in 2 * "fbabbc" for text in X]) > 0.95
    rare = [judge(written(**how))[2] for how in ({}, {"p": 0.98})]
    assert 3 < rare[0] < 6 and rare[1] < 0.5
    itself = judge(sampling.language().texts(500, np.random.default_rng(1)).numpy())
    np.testing.assert_allclose(itself, (sampling.language().rate, 0.04, 1), atol=0.35)
    assert itself[1] == pytest.approx(0.04, abs=0.01)
    np.testing.assert_allclose(judge(X)[:2], (0.65, 0.71), atol=0.04)
    np.testing.assert_allclose(judge(written(temperature=2.0, k=3))[:2], (1.19, 0.18), atol=0.04)
    assert judge(written(p=0.98))[1] - judge(written())[1] < 0.03


@pytest.mark.parametrize(
    "search",
    [
        lambda tree, width, steps: [(words, 0.999 * p) for words, p in beam(tree, width, steps)],
        lambda tree, width, steps: beam(tree, width, steps)[::-1],
        lambda tree, width, steps: [(words, np.log(p)) for words, p in beam(tree, width, steps)],
        lambda tree, width, steps: beam(tree, 2 * width, steps),
        lambda tree, width, steps: [(words, np.nan) for words, p in beam(tree, width, steps)],
    ],
)
def test_the_check_of_full_width_notices(search):
    assert not sampling.check_full_width(search=search).holds


@pytest.mark.parametrize(
    "choose",
    [
        lambda P, **how: drawn_from(P, **how | ({"p": 0.98 * how["p"]} if "p" in how else {})),
        lambda P, **how: drawn_from(P, **how | ({"k": how["k"] + 1} if "k" in how else {})),
        lambda P, **how: (
            drawn_from(P, **how | ({"temperature": 1.01 * how["temperature"]} if len(P) == 6 else {}))
            if "temperature" in how
            else drawn_from(P, **how)
        ),
        lambda P, **how: np.sort(drawn_from(P, **how)),
        lambda P, **how: drawn_from(P, **how) * (np.nan if "k" in how else 1),
    ],
)
def test_the_check_of_the_cuts_notices(choose):
    assert not sampling.check_cuts(choose=choose).holds


def test_the_check_of_the_texts_notices_shuffled_letters():
    rng = np.random.default_rng(0)
    assert not sampling.check_language(write=lambda: rng.permuted(written(), axis=1)).holds
    assert not sampling.check_language(write=lambda: written()[:, ::-1]).holds
    assert not sampling.check_language(write=lambda: written()[:5]).holds


def test_the_check_of_the_texts_notices_who_knows_one_letter_only():
    told, rng = sampling.language(), np.random.default_rng(0)
    after = np.einsum("ab,abc->bc", told.pairs, told.table)
    X = rng.choice(6, (500, 1), p=after.sum(axis=1))
    for _ in range(23):
        ends = (after / after.sum(axis=1, keepdims=True)).cumsum(axis=1)[X[:, -1]]
        X = np.column_stack([X, (rng.random((500, 1)) > ends[:, :-1]).sum(axis=1)])
    assert not sampling.check_language(write=lambda: X).holds


def tempered(p, T):
    return p ** (1 / T) / (p ** (1 / T)).sum()


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a wider beam", "yes", "right", "dropped is safe"),
        ("a wider beam", "no", "wrong", "beginnings of two"),
        ("nearly frozen", "greedy", "right", "words"),
        ("nearly frozen", "best", "wrong", "later words"),
        ("texts like the language", "T", "right", "less likely"),
        ("texts like the language", "T=1", "right", "less likely"),
        ("texts like the language", "p", "wrong", "fifth"),
        ("texts like the language", "k", "wrong", "three"),
        ("texts like the language", "greedy", "wrong", "triples"),
        ("a temperature", tempered, "right", "likeliest"),
        ("a temperature", lambda p, T: torch.softmax(torch.log(torch.as_tensor(p)) / T, 0).numpy(), "right", "Large T"),
        ("a temperature", lambda p, T: p ** (1 / T), "wrong", "sum"),
        ("a temperature", lambda p, T: tempered(p, 1 / T), "wrong", "sharpen"),
        ("a temperature", lambda p, T: np.exp(p / T) / np.exp(p / T).sum(), "wrong", "Which numbers"),
        ("a temperature", lambda p, T: p, "wrong", "At T = 0.5"),
        ("a temperature", lambda p, T: p.max(), "wrong", "shape"),
        ("a temperature", lambda p, T: "cold", "wrong", "2 probabilities 2 are asked for"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
