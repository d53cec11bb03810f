"""Section 7: a finite world, its exact risks, and the terms that they fall into."""

import numpy as np
import pytest
import torch

from dltheory.basics import errors
from dltheory.data import read_record
from dltheory.tasks import your_turn

ONE = (np.array([0]), np.array([0.0]))


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: errors.risk(np.ones(400)), "g must"),
        (lambda: errors.best_network(5), r"width must be one of \[1, 2, 3, 4, 8, 32\], got 5"),
        (lambda: errors.recorded_early(2), r"clean must be one of \[False, True\], got 2"),
        (lambda: errors.draw_sample(0, rng), "n must"),
        (lambda: errors.draw_sample(5, rng, -2.0), "upto must"),
        (lambda: errors.train_networks(0, [ONE], (1,)), "width must"),
        (lambda: errors.train_networks(2, [ONE], (1,), eta=0.0), "eta must"),
        (lambda: errors.train_networks(2, [ONE], (3, 1)), "steps must"),
        (lambda: errors.train_networks(2, [], (1,)), "samples must"),
        (lambda: errors.train_networks(2, [ONE], ()), "steps must"),
        (lambda: errors.best_network(5), "width must"),
        (lambda: errors.straight_pieces(errors.TRUTH, 0), "pieces must"),
        (lambda: errors.frozen_layer(1), "d must"),
        (lambda: errors.excess_risks(4, 10, 0), "seeds must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_worlds_risks_are_sums():
    assert errors.risk(errors.TRUTH) == pytest.approx(0.5)
    g = np.cos(errors.INPUTS)
    assert errors.risk(g) == pytest.approx(0.5 + np.mean((g - errors.TRUTH) ** 2))
    assert errors.risk(np.stack([g, errors.TRUTH])).shape == (2,)


def test_the_paper_work():
    x, c = np.array([0, 1, 2]), np.array([0.0, 2.0, 3.0])
    labels = np.r_[3 * x - 1, 3 * x + 1]
    world = ((labels - c[:, None]) ** 2).mean(axis=1)
    sample = ((np.array([-1, 5]) - c[:, None]) ** 2).mean(axis=1)
    assert {(0, -1), (2, 5)} <= set(zip(np.r_[x, x].tolist(), labels.tolist(), strict=True))
    np.testing.assert_allclose(world, 7 + (c - 3) ** 2)
    np.testing.assert_allclose(sample, 9 + (c - 2) ** 2)
    optimization, generalization = sample - sample[2], world - sample - (world - sample)[2]
    np.testing.assert_allclose([optimization[0], generalization[0], optimization[1], generalization[1]], [3, 6, -1, 2])


def test_descent_is_what_autograd_says():
    sample = errors.draw_sample(15, np.random.default_rng(1))
    first = errors.train_networks(3, [sample, sample], (0, 1, 5), eta=0.05)
    w, b, v, c = (torch.tensor(part[0], requires_grad=True) for part in errors._start(3, 2))
    x, y = torch.tensor(errors.INPUTS[sample[0]]), torch.tensor(sample[1])

    def predict(x):
        return torch.relu(x[:, None] * w + b) @ v + c

    for step in range(6):
        if step in (0, 1, 5):
            known = predict(torch.tensor(errors.INPUTS)).detach().numpy()
            np.testing.assert_allclose(first[(0, 1, 5).index(step), 0], known, atol=1e-12)
        slopes = torch.autograd.grad(((predict(x) - y) ** 2).mean(), (w, b, v, c))
        with torch.no_grad():
            for part, slope in zip((w, b, v, c), slopes, strict=True):
                part -= 0.05 * slope


def test_no_trained_network_is_below_the_floor():
    everything = (np.arange(401), errors.TRUTH)
    for width in (1, 2, 3, 8):
        g = errors.train_networks(width, [everything] * 4, (300,))[0]
        assert (errors.risk(g) - errors.SPREAD >= errors.straight_pieces(errors.TRUTH, width + 1)).all()


def test_pieces_of_a_broken_line():
    line = np.where(np.arange(401) < 150, 1.0, -2.0) * np.arange(401)
    assert errors.straight_pieces(line, 2) == pytest.approx(0, abs=1e-7)
    assert errors.straight_pieces(line, 1) > 1


def test_the_record_says_what_the_text_says():
    record = read_record(errors.RECORD)
    assert len(record["trained"]) == 2 * len(errors.WIDTHS) * len(errors.SIZES)
    assert [row["width"] for row in record["best"]] == list(errors.WIDTHS)
    assert all(np.shape(row["rows"]) == (len(errors.STEPS), 4) for row in record["trained"])
    assert errors.recorded_early().shape == (2, 2, 120)
    growth = np.diff(errors.recorded_early(clean=True)[1], axis=0)
    assert (growth > 0).sum() == 7 and growth.max() < 0.0045
    gap = float(errors.risk(errors.best_network(32))) - errors.SPREAD
    floor = errors.straight_pieces(errors.TRUTH, 33)
    assert gap / floor == pytest.approx(1.9, abs=0.03) and gap - floor == pytest.approx(2.1e-6, abs=1e-7)


def test_the_network_of_the_first_picture_is_stuck():
    sample = errors.draw_sample(20, np.random.default_rng(1))
    g = errors.train_networks(3, [sample], (10_000,))[0, 0]
    assert errors.error_terms(g, errors.best_network(3), sample)[2] == pytest.approx(0.20, abs=0.01)


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        ("check_risk", {"formula": lambda g: errors.risk(g) - 0.25}),
        ("check_risk", {"formula": lambda g: ((errors.TRUTH + errors.NOISE[:, None] - g) ** 2).mean()}),
        ("check_sum", {"terms": lambda g, star, sample: errors.error_terms(g, star, sample) * [1, 1, 1, 0.999]}),
        ("check_pieces", {"least": lambda y, pieces: 1.001 * errors.straight_pieces(y, pieces)}),
        ("check_pieces", {"least": lambda y, pieces: errors.straight_pieces(y, 2)}),
        ("check_sandwich", {"found": lambda width: errors.best_network(4)}),
        ("check_sandwich", {"found": lambda width: errors.TRUTH}),
        ("check_sandwich", {"least": lambda y, pieces: 0.5 * errors.straight_pieces(y, pieces)}),
        ("check_price", {"draw": lambda times, rng: (np.arange(401), errors.TRUTH)}),
        ("check_price", {"terms": lambda *parts: errors.error_terms(*parts) + np.array([0.1, -0.1, 0, 0])}),
        ("check_price", {"terms": lambda *parts: errors.error_terms(*parts)[[0, 1, 3, 2]]}),
        ("check_level", {"fit": lambda features, sample: errors.last_layer(features[:, :-1], sample)}),
        ("check_level", {"draw": lambda n, rng: errors.draw_sample(2 * n, rng)}),
        ("check_contraction", {"walk": lambda f, s, steps, eta: errors.walk_last_layer(f, s, steps, eta / 2)}),
        ("check_rate", {"fit": lambda features, sample: errors.last_layer(features[:, :-1], sample)}),
        ("check_early", {"runs": lambda clean: errors.recorded_early(clean)[:, ::-1]}),
    ],
)
def test_the_checks_notice_subtler_faults(check, broken):
    assert not getattr(errors, check)(**broken).holds


def test_the_explorer_adds_up_and_shows_the_broken_assumption():
    explorer = errors.explore_errors()
    end = {cut: explorer.draw(width=32, n=320, steps=10_000, cut=cut) for cut in (False, True)}
    for drawn in end.values():
        assert drawn["terms"].sum() == pytest.approx(drawn["total"][-1])
        assert (drawn["low"] <= drawn["high"]).all()
    assert end[True]["terms"][3] > 5 * end[False]["terms"][3]  # labels no longer cure the generalization error
    assert explorer.draw(width=32, n=20, steps=10_000, cut=False)["terms"][2] < 0


def keep(g, i, y):
    return np.argmin(((y - g[:, i]) ** 2).mean(axis=1))


def first_rise(g, i, y):
    error = ((y - g[:, i]) ** 2).mean(axis=1)
    return next((k for k in range(len(g) - 1) if error[k + 1] > error[k]), len(g) - 1)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("before training", 3, "right", "13 − 10"),
        ("before training", 13, "wrong", "c = 0"),
        ("trained to the end", 9, "wrong", "c = 2"),
        ("before training", 4, "wrong", "best constant"),
        ("before training", 9, "wrong", "true risks"),
        ("trained to the end", -1, "right", "luck"),
        ("trained to the end", 0, "wrong", "c* = 3"),
        ("more data, which error", "generalization", "right", "large sample"),
        ("more data, which error", "approximation", "wrong", "law"),
        ("more units, which error", "approximation", "right", "narrow"),
        ("more units, which error", "generalization", "wrong", "luck"),
        ("more steps, which error", "optimization", "right", "lowers"),
        ("when to stop", keep, "right", "fresh"),
        ("when to stop", lambda g, i, y: ((y - g[:, i]) ** 2).mean(axis=1).min(), "wrong", "argmin"),
        ("when to stop", lambda g, i, y: ((y - g[:, i]) ** 2).mean(axis=1), "wrong", "One number"),
        ("when to stop", lambda g, i, y: len(g) - 1, "wrong", "ended"),
        ("when to stop", lambda g, i, y: np.argmin((y - g[:, i]).mean(axis=1)), "wrong", "cancel"),
        ("when to stop", lambda g, i, y: np.argmax(((y - g[:, i]) ** 2).mean(axis=1)), "wrong", "worst"),
        ("when to stop", lambda g, i, y: 1, "wrong", "g[:, i]"),
        ("when to stop", lambda g, i, y: 2, "wrong", "g[:, i]"),
        ("when to stop", lambda g, i, y: np.argmin(errors.risk(g)), "wrong", "the truth"),
        ("when to stop", lambda g, i, y: np.argmin(np.abs(y - g[:, i]).mean(axis=1)), "wrong", "not of sizes"),
        ("when to stop", lambda g, i, y: np.argmin(np.abs(y - g[:, i]).max(axis=1)), "wrong", "g[:, i]"),
        ("when to stop", lambda g, i, y: np.argmin(((y - g[:, : len(y)]) ** 2).mean(axis=1)), "wrong", "g[:, i]"),
        ("when to stop", first_rise, "wrong", "first rise"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
