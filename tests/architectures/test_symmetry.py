"""Section 3: orbits, averages, their price, Fisher's direction, and the tasks."""

import numpy as np
import pytest
import torch
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from dltheory import architectures as ar
from dltheory.architectures import symmetry
from dltheory.tasks import your_turn


def test_moves_by_whole_pixels_are_shifts_and_parts_add_up():
    x = np.random.default_rng(0).normal(size=(4, 9))
    np.testing.assert_allclose(ar.travelled(x, 2), np.roll(x, 2, axis=1), atol=1e-12)
    np.testing.assert_allclose(ar.travelled(ar.travelled(x, 0.3), 0.7), np.roll(x, 1, axis=1), atol=1e-12)


@pytest.mark.parametrize("group", [ar.TURNS, symmetry.SHIFTS])
def test_the_moves_are_a_group(group):
    x = torch.arange(64.0).view(1, 1, 8, 8)
    orbit = {tuple(move(x).flatten().tolist()) for move in group}
    assert len(orbit) == len(group)
    for move in group:
        assert {tuple(move(other(x)).flatten().tolist()) for other in group} == orbit


def test_the_paper_task():
    swap = (lambda x: x, lambda x: x.flip(1))
    x = torch.tensor([[2.0, 5.0]])
    assert symmetry.averaged(lambda x: x[:, 0] ** 2 * x[:, 1], swap)(x).item() == 2 * 5 * 7 / 2
    assert symmetry.averaged(lambda x: x[:, 0] - x[:, 1], swap)(x).item() == 0


def test_an_orbit_leads_far_as_told():
    """A typical digit passes the nearest one of another class between 0.5 and 0.7 pixels."""
    _, _, X, y = ar.pictures()
    X = np.pad(X.numpy()[:, 0], ((0, 0), (3, 3), (4, 4)))
    away = [np.median(np.sqrt(((ar.travelled(X, t) - X) ** 2).sum(axis=(1, 2)))) for t in (0.5, 0.7, 1)]
    gaps = np.sqrt(((X[:, None] - X[None]) ** 2).sum(axis=(2, 3)))
    nearest = np.median(np.where(np.not_equal.outer(y.numpy(), y.numpy()), gaps, np.inf).min(axis=1))
    assert away[0] < nearest < away[1] and away[2] == pytest.approx(np.median(gaps), rel=0.05)


def test_digits_that_turn_as_told():
    ways = (("plain", 400), ("turned", 1600), ("averaged", 400), ("averaged", 1600), ("plain", 1600))
    upright, turned, trained, longer, plain = (np.array(ar.shares_turned(ar.trained_dense(way, steps=n))) for way, n in ways)  # fmt: skip
    after = np.array(ar.shares_turned(symmetry.averaged(ar.trained_dense("plain"))))
    assert upright[0] > 0.95 and upright[1:].max() < 0.45
    assert trained[0] < turned.min() and turned.mean() == pytest.approx(0.95, abs=0.01), "a little better"
    assert (longer[0], plain[0]) == pytest.approx((0.96, 0.98), abs=0.01)
    assert np.ptp(trained) == np.ptp(after) == 0 and trained[0] > 0.9 and 0.08 < after[0] < 0.28
    assert ar.shares_turned(symmetry.averaged(ar.trained_dense("turned")))[0] == pytest.approx(0.906, abs=0.02)


def test_each_network_knows_the_moves_that_were_built_in():
    """The section's last task: changes of the answers, in units of the way to another digit's."""
    X = ar.on_field()[0]
    flat, largest = (ar.trained_reader(kind) for kind in ("flat", "largest"))
    for f, wanted in ((flat, (0.94, 1.5)), (largest, (0, 0.78)), (symmetry.averaged(largest), (0, 0))):
        with torch.no_grad():
            away = float((f(X.flip(0)) - f(X)).norm(dim=1).mean())
            found = [float((f(move(X)) - f(X)).norm(dim=1).mean()) for move in (lambda X: X.roll(2, 3), ar.TURNS[1])]
        np.testing.assert_allclose(np.array(found) / away, wanted, atol=0.05)


def test_fisher_is_the_library_s_direction():
    X, y = ar.streaks(2.0, 300, np.random.default_rng(1), 4)
    library = LinearDiscriminantAnalysis(solver="lsqr").fit(X, y).coef_[0]
    mine = ar.fisher(X, y)
    np.testing.assert_allclose(mine / np.linalg.norm(mine), library / np.linalg.norm(library), atol=1e-9)


def test_a_wrong_average_is_noticed():
    for wrong in (
        lambda f, group: lambda X: 0 * f(X),
        lambda f, group: lambda X: f(torch.stack([move(X) for move in group]).mean(dim=0)),
        lambda f, group: lambda X: 1.01 * symmetry.averaged(f, group)(X),
        lambda f, group: lambda X: torch.stack([f(move(X)) for move in group]).sum(dim=0),
    ):
        assert not symmetry.check_average(average=wrong).holds


def test_averages_are_told_from_other_invariant_answers():
    stack = lambda f, group, X: torch.stack([f(move(X)) for move in group])  # noqa: E731
    for wrong in (
        lambda f, group: lambda X: stack(f, group, X).amin(dim=0),
        lambda f, group: lambda X: stack(f, group, X).median(dim=0).values,
        lambda f, group: lambda X: stack(f, group, X).logsumexp(dim=0) - np.log(len(group)),
    ):
        assert not symmetry.check_average(average=wrong).holds
    for wrong in (
        lambda f, group: lambda X: 0.99 * symmetry.averaged(f, group)(X),
        lambda f, group: lambda X: 0.8 * symmetry.averaged(f, group)(X) + 0.2 * f(X),
    ):
        assert not symmetry.check_jensen(average=wrong).holds


def test_fisher_is_held_to_all_entries():
    for wrong in (
        lambda X, y: (X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)) / X[y == 1].var(axis=0),
        lambda X, y: symmetry.fisher(X, y) + 0.1,
        lambda X, y: np.linalg.solve(X.T @ X / len(X), X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)),
    ):
        assert not symmetry.check_fisher(wrong).holds


def test_bad_input_is_refused_by_name():
    with pytest.raises(ValueError, match="way must"):
        ar.trained_dense("sideways")


def mirrored(f, x):
    return (f(x) + f(x[:, ::-1])) / 2


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("far from itself", 0.6, "right", "0.6"),
        ("far from itself", 1, "wrong", "Even less"),
        ("far from itself", 3, "wrong", "stroke"),
        ("averaged afterwards", 16, "right", "never seen"),
        ("averaged afterwards", 25, "wrong", "silent"),
        ("averaged afterwards", 0.16, "wrong", "not a share"),
        ("averaged afterwards", 97, "wrong", "upright"),
        ("averaged afterwards", 50, "wrong", "other three"),
        ("an average over mirror images", mirrored, "right", "order"),
        ("an average over mirror images", lambda f, x: np.mean([f(x), f(np.fliplr(x))], axis=0), "right", "order"),
        ("an average over mirror images", lambda f, x: f((x + x[:, ::-1]) / 2), "wrong", "ask f once"),
        ("an average over mirror images", lambda f, x: (f(x) + f(x[::-1])) / 2, "wrong", "upside down"),
        ("an average over mirror images", lambda f, x: f(x) + f(x[:, ::-1]), "wrong", "Halve"),
        ("an average over mirror images", lambda f, x: f(x), "wrong", "mirror image"),
        ("an average over mirror images", lambda f, x: mirrored(f, x).mean(), "wrong", "shape"),
        ("an average over mirror images", lambda f, x: np.nan * f(x), "wrong", "mirror image"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
