"""Section 9 against addition itself, and against Fourier sums by hand."""

import numpy as np
import pytest
import torch

from dltheory.double_descent import grokking
from dltheory.tasks import your_turn


def test_sums_are_all_pairs_once():
    X, Y = grokking.sums(3, p=5)
    a, b, c = X[:, :5].argmax(axis=1), X[:, 5:].argmax(axis=1), Y.argmax(axis=1)
    assert X.sum() == 2 * Y.sum() == 50 and len({*zip(a, b, strict=True)}) == 25
    np.testing.assert_array_equal(c, (a + b) % 5)
    assert not np.array_equal(X, grokking.sums(4, p=5)[0])


def test_network_squares_the_sum_of_two_rows():
    model = grokking.square_network(3, seed=0, p=5)
    U, W = model.U.detach(), model.W.detach()
    x = torch.zeros(1, 10)
    x[0, 2] = x[0, 5 + 4] = 1
    torch.testing.assert_close(model(x).detach()[0], W @ (U[:, 2] + U[:, 9]) ** 2)
    assert torch.equal(U, grokking.square_network(3, seed=0, p=5).U)


def test_accuracies_of_a_network_that_adds():
    X, Y = (torch.as_tensor(Z) for Z in grokking.sums(0, p=7))
    assert grokking.accuracies(lambda _: Y, X, Y, 24).tolist() == [1, 1]
    half_wrong = torch.cat([Y[:24], Y[24:].roll(1, dims=1)])
    assert grokking.accuracies(lambda _: half_wrong, X, Y, 24).tolist() == [1, 0]


def test_purity_of_waves():
    a = 2 * np.pi * np.arange(23) / 23
    wave = np.cos(3 * a + 1)
    assert grokking.purity([wave, 5 + np.cos(a)]) == pytest.approx(1)
    assert grokking.purity([wave + np.cos(4 * a)]) == pytest.approx(0.5)


def test_recorded_runs_are_complete_and_like_a_live_one():
    for decay in grokking.DECAYS:
        run = grokking.recorded_sums(decay)
        assert run["train"].shape == run["test"].shape == run["purity"].shape == (5, len(run["steps"]))
    run = grokking.recorded_sums(1.0)
    live = grokking.learn_sums(1.0, 0, 800)
    for step in (10, 25, 700):
        recorded, found = (np.interp(step, r["steps"], v) for r, v in ((run, run["test"][0]), (live, live["test"])))
        assert found == pytest.approx(recorded, abs=0.1)
    with pytest.raises(ValueError, match=r"decay must be one of .* got 5"):
        grokking.recorded_sums(5)


def test_waves_are_exact_with_few_phases():
    c = np.arange(97)
    right = np.cos(2 * np.pi * 5 / 97 * (c[:, None, None] + c[:, None] - c)) / 2
    phi = 2 * np.pi * np.arange(6) / 6
    found = grokking.wave_network([phi, -2 * phi, -phi], np.full(6, 5), 97) / 6
    np.testing.assert_allclose(found, right, atol=1e-12)
    assert (found.argmax(axis=2) == (c[:, None] + c) % 97).all()


def test_explorer_follows_the_record():
    explorer = grokking.explore_sums()
    assert explorer.draw(decay=0.0)["test"].max() < 0.2
    assert explorer.draw(decay=1.0)["test"][:, -1].min() == 1
    assert "100%" in " ".join(explorer.notes())


SIX = np.arange(6) * np.pi / 3
TURNS = np.arange(16) * 2 * np.pi / 16


@pytest.mark.parametrize(
    ("phi", "psi", "state", "words"),
    [
        (SIX, -2 * SIX, "right", "every modulus"),
        (np.arange(8) * np.pi / 4, np.arange(8) * np.pi / 2, "right", "Six are enough"),
        ((np.arange(7) * 2 * np.pi / 7).tolist(), (np.arange(7) * 6 * np.pi / 7).tolist(), "right", "Six"),
        (SIX, SIX, "wrong", "φ − ψ do not cancel"),
        (SIX, 0 * SIX, "wrong", "2ψ do not cancel"),
        (SIX, 0, "wrong", "not 6 and 1"),
        ([], [], "wrong", "not 0 and 0"),
        (np.arange(5) * 2 * np.pi / 5, np.arange(5) * 4 * np.pi / 5, "wrong", "3φ + ψ"),
        (TURNS, 2 * TURNS, "wrong", "16 units"),
        (SIX, TURNS, "wrong", "not 6 and 16"),
        ("many", "waves", "wrong", "Phases are numbers"),
        (..., ..., "open", "three dots"),
    ],
)
def test_phases_that_cancel(phi, psi, state, words):
    found = your_turn("phases that cancel", phi, psi)
    assert found.state == state and words in found.sentence, found


def share(U, W, seed):
    X, Y = grokking.sums(seed)
    return np.mean((((X @ U.T) ** 2 @ W.T).argmax(axis=1) == Y.argmax(axis=1))[264:])


def test_a_strongest_wave_is_kept_as_it_was_learned():
    a = 2 * np.pi * np.arange(23) / 23
    first, second, third = 2 * np.cos(3 * a + 1), np.cos(3 * a + 2), 0.5 * np.cos(3 * a + 3)
    U = np.hstack([first + 1.9 * np.cos(5 * a), second + 0.7])[None]
    kept, out = grokking.strongest_waves(U, (third + 0.1 * np.sin(9 * a))[:, None])
    np.testing.assert_allclose(kept[0], np.hstack([first, second]), atol=1e-12)
    np.testing.assert_allclose(out[:, 0], third, atol=1e-12)


def test_what_the_text_says_of_one_wave_a_unit():
    untrained = [grokking.square_network(100, seed) for seed in range(5)]
    weights = [[Z.detach().double().numpy() for Z in (model.U, model.W)] for model in untrained]
    found = [share(*grokking.strongest_waves(*pair), seed) for seed, pair in enumerate(weights)]
    assert 0.01 < min(found) and max(found) < 0.105
    for seed in range(2):
        run = grokking.learn_sums(1.0, seed, 10)
        assert run["test"][-1] < 0.02 and share(*grokking.strongest_waves(run["U"], run["W"]), seed) > 0.97
        shuffled = grokking.learn_sums(1.0, seed, 25, True)
        assert share(*grokking.strongest_waves(shuffled["U"], shuffled["W"]), seed) < 0.08
        assert shuffled["train"][-1] > 0.9  # by heart
        plain = grokking.learn_sums(0.0, seed, 800)
        assert plain["test"][-1] < 0.12 and share(*grokking.strongest_waves(plain["U"], plain["W"]), seed) > 0.98


def test_check_of_one_wave_a_unit_notices_a_network_that_adds_already():
    assert not grokking.check_one_wave_a_unit(steps=800).holds
    assert not grokking.check_one_wave_a_unit(keep=lambda U, W: (U, W)).holds


def test_predictions():
    assert your_turn("one wave a unit", "nearly all").state == "right"
    assert "99 %" in your_turn("one wave a unit", "before").sentence
    assert "other way round" in your_turn("one wave a unit", "none").sentence
    assert your_turn("unseen sums", "fewer").state == "right" and your_turn("unseen sums", "half").state == "wrong"
