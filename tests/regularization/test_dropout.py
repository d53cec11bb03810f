"""Section 7: the loss over all masks, its explorer, and rows in place of masks."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from dltheory import plotting
from dltheory import regularization as rg
from dltheory.regularization import dropout
from dltheory.tasks import your_turn


def test_the_loss_over_all_masks_is_the_sum_over_a_list_of_them():
    rng = np.random.default_rng(0)
    said, y = rng.normal(size=(5, 4)), rng.normal(size=5)
    found = 0.0
    for mask in itertools.product((0, 1), repeat=4):
        chance = 0.7 ** sum(mask) * 0.3 ** (4 - sum(mask))
        found += chance * ((y - said @ np.array(mask) / 0.7) ** 2).mean()
    assert dropout._over_masks(said, y, 0.3) == pytest.approx(found)


@pytest.mark.parametrize(("weights", "loss"), [((1, 0), 1), ((0.5, 0.5), 0.5), ((1 / 3, 1 / 3), 1 / 3)])
def test_the_three_losses_of_the_paper(weights, loss):
    assert dropout._over_masks(np.array([weights], dtype=float), np.ones(1), 0.5) == pytest.approx(loss)


@pytest.mark.parametrize(("settings", "best"), [
    ({}, (1 / 3, 1 / 3)), ({"rate": 0.9}, (1 / 11, 1 / 11)), ({"second": "twice as loud"}, (1 / 3, 1 / 6)),
    ({"second": "half the truth", "rate": 0.0}, (1, 0)), ({"second": "half the truth"}, (1.64 / 3.64, 0.6 / 3.64)),
    ({"shared": True}, (0.25, 0.25)),
])  # fmt: skip
def test_the_explorer_finds_what_the_text_says(settings, best):
    explorer = dropout.explore_dropout()
    np.testing.assert_allclose(explorer.draw(**settings)["best"], best, atol=1e-9)


def test_rings_are_where_the_loss_is_that_much_above_its_least():
    A, y = dropout._two_units("half the truth")
    arrays = dropout.explore_dropout().draw(second="half the truth", rate=0.3)

    def loss(w):
        return dropout._over_masks(A * w, y, 0.3)

    values = [loss(w) - loss(arrays["best"]) for w in arrays["rings"].T]
    np.testing.assert_allclose(values, 0.2, rtol=1e-9)


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (dropout.check_every_mask, {"split": lambda said, y, rate: 1.01 * dropout._with_regularizer(said, y, rate)}),
        (dropout.check_every_mask, {"split": lambda said, y, rate: dropout._with_regularizer(said, y, 1 - rate)}),
        (dropout.check_every_mask, {"over": lambda said, y, rate: dropout._over_masks(said[:, ::-1][:, 1:], y, rate)}),
        (dropout.check_wide, {"once": lambda X, rate, rng, layer: dropout._top(X, 0.45, rng, layer)}),
        (dropout.check_wide, {"once": lambda X, rate, rng, layer: dropout._top(X, 0.0, rng, layer)}),
        (dropout.check_best_weights, {"best": lambda X, y, rate: dropout._best(X, y, 1.001 * rate)}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


def rows(X, y, rate, odds=lambda p: p / (1 - p), size=lambda X: (X**2).sum(axis=0)):
    m = X.shape[1]
    return np.vstack([X, np.diag(np.sqrt(odds(rate) * size(X)))]), np.concatenate([y, np.zeros(m)])


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a loud unit with ridge", 0.9, "right", ""),
        ("a loud unit with ridge", 9 / 10, "right", "1 to 9"),
        ("a loud unit with ridge", 0.75, "wrong", "three times"),
        ("a loud unit with ridge", 0.6, "wrong", "proportional"),
        ("a loud unit with dropout", 1 / 2, "right", "alike"),
        ("a loud unit with dropout", 0.9, "wrong", "ridge"),
        ("dropout without masks", rows, "right", "loud"),
        ("dropout without masks", lambda X, y, p: [a[::-1] for a in rows(X, y, p)], "right", ""),
        ("dropout without masks", lambda X, y, p: rows(X, y, p, odds=lambda p: p), "wrong", "λ = p"),
        ("dropout without masks", lambda X, y, p: rows(X, y, p, size=lambda X: np.ones(3)), "wrong", "ridge"),
        ("dropout without masks", lambda X, y, p: rows(X, y, p, size=lambda X: (X**2).mean(axis=0)), "wrong", "mean"),
        ("dropout without masks", lambda X, y, p: (np.vstack([X, p / (1 - p) * np.diag((X**2).sum(axis=0))]),
                                                   np.r_[y, 0, 0, 0]), "wrong", "root"),
        ("dropout without masks", lambda X, y, p: (X, y), "wrong", "Nothing"),
        ("dropout without masks", lambda X, y, p: (rows(X, y, p)[0], np.r_[y, 1, 1, 1]), "wrong", "which label"),
        ("dropout without masks", lambda X, y, p: X, "wrong", "two arrays"),
        ("dropout without masks", lambda X, y, p: (rows(X, y, p)[0], y), "wrong", "as many rows"),
        ("dropout without masks", lambda X, y, p: (rows(X, y, p)[0], rows(X, y, p)[1] + 1), "wrong", "XᵀX"),
        ("dropout without masks", lambda X, y, p: (X * np.nan, y), "wrong", "finite"),
    ],
)  # fmt: skip
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


PAGE = Path(__file__).parents[2] / "course" / "text" / "07_regularization.md"


@pytest.mark.parametrize(("loud", "said"), [(np.ones((1, 100)), "0.99"), (np.ones((1, 1)), "0.50")])
def test_the_bars_can_be_drawn_for_any_number_of_units(loud, said):
    cells = re.findall(r"^```\{code-cell\}\n(.*?)^```", PAGE.read_text("utf-8"), flags=re.M | re.S)
    (cell,) = (cell for cell in cells if cell.startswith("loud = "))
    names = {"np": np, "plotting": plotting, "figure": plotting.figure, "label_axes": plotting.label_axes, "loud": loud}
    exec(cell.split("display(")[0].split("\n", 1)[1], names | {"MEASURED": plotting.MEASURED, "rg": rg})
    assert plotting.plt.gcf().axes[1].get_title(loc="left").endswith(f"{said} in all")
    plotting.plt.close("all")
