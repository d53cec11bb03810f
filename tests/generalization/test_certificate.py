"""Section 8: networks with random weights, their certificates, and the published table."""

import math

import numpy as np
import pytest

from dltheory.generalization import certificate
from dltheory.generalization._common import Network
from dltheory.tasks import your_turn


def small_cloud(j=10):
    rng = np.random.default_rng(0)
    start = certificate.first_draw(3, 4, 0)
    mean = Network(start.W + 0.3 * rng.normal(size=(4, 3)), start.v + 0.2)
    return certificate.Cloud(mean, Network(rng.uniform(0.2, 1, (4, 3)), rng.uniform(0.2, 1, 4)), start, j)


def test_bad_input_is_refused_by_name():
    start = certificate.first_draw(3, 4, 0)
    X, y = np.ones((5, 3)), np.ones(5)
    for call, words in [
        (lambda: certificate.learn_cloud(start, np.ones((5, 2)), y), "X must"),
        (lambda: certificate.learn_cloud(start, X, np.ones(4)), "y must"),
        (lambda: certificate.learn_cloud(start, X, y, steps=-1), "steps must"),
        (lambda: certificate.kl_reach(1.5, 3.0), "q must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_a_cloud_that_is_its_prior_costs_nothing():
    start, j = certificate.first_draw(3, 4, 0), 30
    spread = Network(np.full((4, 3), math.exp(-j / 200)), np.full(4, math.exp(-j / 200)))
    assert certificate.Cloud(start, spread, start, j).cost == pytest.approx(0, abs=1e-12)


def test_the_cost_is_that_of_one_weight_after_the_other():
    cloud, prior, total = small_cloud(), math.exp(-10 / 200), 0.0
    t = np.linspace(-15, 15, 60_001)

    def density(mean, spread):
        return np.exp(-(((t - mean) / spread) ** 2) / 2) / spread / math.sqrt(2 * math.pi)

    for w in ("W", "v"):
        parts = (np.ravel(getattr(net, w)) for net in (cloud.mean, cloud.spread, cloud.start))
        for mean, spread, start in zip(*parts, strict=True):
            q, p = density(mean, spread), density(start, prior)
            ratio = np.log(prior / spread) - ((t - mean) / spread) ** 2 / 2 + ((t - start) / prior) ** 2 / 2
            total += float((q * ratio).sum() * (t[1] - t[0]))
            assert p.sum() > 0
    assert cloud.cost == pytest.approx(total, rel=1e-6)


def test_the_bounds_stand_where_the_distances_reach_the_level():
    found = certificate.Certificate(0.1, 50.0, 1000, 3)
    assert certificate.kl(found.inverted, found.on_sample) == pytest.approx(found.level, rel=1e-6)
    assert 0.1 < found.on_sample < found.inverted < found.row["2(m-q)²"] < found.printed
    assert certificate.Certificate(1.0, 50.0, 1000).inverted == pytest.approx(1)
    assert certificate.Certificate(0.1, 1e9, 1000).inverted == pytest.approx(1)


def test_training_is_the_same_twice_and_keeps_means_that_may_not_move():
    rng = np.random.default_rng(2)
    X, start = rng.normal(size=(60, 3)), certificate.first_draw(3, 4, 0)
    y = np.where(X[:, 0] > 0, 1, -1)
    one, two = (certificate.learn_cloud(start, X, y, steps=20, seed=1) for _ in range(2))
    np.testing.assert_array_equal(one.mean.W, two.mean.W)
    still = certificate.learn_cloud(start, X, y, steps=20, move=False)
    np.testing.assert_array_equal(still.mean.W, start.W)
    assert not np.array_equal(still.spread.W, np.full((4, 3), math.sqrt(0.3)))


def test_the_check_of_the_certificate_notices_a_bound_without_kl():
    def without(labels, seed, steps, fitted=False):
        run = certificate.certified(labels, seed, steps, fitted)
        found = run["certificate"]
        return run | {"certificate": certificate.Certificate(found.seen, 0.0, found.n, found.j)}

    assert not certificate.check_certificate(learn=without).holds


def test_the_columns_of_the_published_table():
    rows = {name: (printed, low, high, agrees) for name, printed, low, high, agrees in certificate.published()}
    assert [name for name, row in rows.items() if not row[3]] == ["T-1200", "T-600³", "R-600"]
    assert rows["T-600"][1:3] == pytest.approx([0.1598, 0.1620], abs=2e-4)
    assert rows["T-1200"][1:3] == pytest.approx([0.1729, 0.1752], abs=2e-4)
    assert math.sqrt(201131 / 110_000) == pytest.approx(1.352, abs=1e-3)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a weight on an empty pixel", "prior", "right", "0 at the prior"),
        ("a weight on an empty pixel", "small", "wrong", "KL wants"),
        ("a cloud for coins", "few", "right", "stays"),
        ("a cloud for coins", "thousands", "wrong", "price"),
        ("a cloud for coins", "hundreds", "wrong", "coins"),
        ("how a network with random weights errs", lambda f, y: np.mean(f * y <= 0), "right", "decides"),
        ("how a network with random weights errs", lambda f, y: (np.sign(f) != y).mean(), "right", "decides"),
        ("how a network with random weights errs", lambda f, y: np.mean(f.mean(axis=0) * y <= 0), "wrong", "committee"),
        (
            "how a network with random weights errs",
            lambda f, y: np.mean(np.sign(f).mean(axis=0) * y <= 0),
            "wrong",
            "vote",
        ),
        ("how a network with random weights errs", lambda f, y: np.mean(f * y > 0), "wrong", "right answers"),
        ("how a network with random weights errs", lambda f, y: np.mean(f * y <= 0, axis=1), "wrong", "shape"),
        ("how a network with random weights errs", lambda f, y: np.mean(f <= 0), "wrong", "different sign"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
