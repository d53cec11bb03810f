import numpy as np
import pytest

from dltheory import adversarial as av
from dltheory.adversarial import training
from dltheory.tasks import your_turn


def test_nearest_neighbours_promise_what_the_page_says():
    own, other = av.nearest("inf")
    assert np.mean((other - own) / 2 >= 0.1) == pytest.approx(0.71, abs=0.005)
    assert other.min() / 2 == 3.5 / 16
    own, other = av.nearest("2")
    assert np.mean(own < other) == pytest.approx(0.99)


def test_a_neighbours_answer_stays_within_its_radius():
    X, y, X_new, _ = (part.flatten(1).numpy() if part.ndim > 1 else part.numpy() for part in av.pictures())
    own, other = av.nearest("inf")
    rng = np.random.default_rng(0)
    for which in np.flatnonzero(other > own)[:20]:
        push = 0.999 * (other - own)[which] / 2 * rng.choice([-1.0, 1.0], size=64)
        before, after = (y[np.abs(X - point).max(axis=1).argmin()] for point in (X_new[which], X_new[which] + push))
        assert before == after


def test_the_bad_push_is_the_best_of_a_fine_grid():
    line = np.linspace(-0.6, 0.6, 301)
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        theta, x = rng.normal(size=(6, 4)), rng.normal(size=2)
        found = training.bumps_loss(theta, x + training.worst_push(theta, x))
        assert training.bumps_loss(theta, x + grid).max() <= found + 1e-9


def test_the_bands_are_apart_as_the_page_says():
    X, y = training.two_bands()
    away = np.abs(X[y > 0][:, None] - X[y < 0]).max(axis=2)
    assert away.min() / 2 == pytest.approx(0.127, abs=0.001)


def test_what_the_page_says_of_the_plane():
    robust = training.plane_nets()["robust"]
    at = {eps: i for i, eps in enumerate(training.OFFERED)}
    assert (np.diff(robust, axis=1) <= 0).all()  # a larger square is never safer
    assert robust[at[0.1], at[0.1]] == 1 > robust[0, at[0.1]] == 0.975
    assert robust[at[0.15], 0] == 1 and robust[at[0.15], at[0.15]] == pytest.approx(0.96, abs=0.005)
    assert robust[at[0.4], 0] == pytest.approx(0.92, abs=0.01)
    assert robust[[0, at[0.4]], at[0.4]] == pytest.approx([0.39, 0.4], abs=0.015)
    assert robust[:, at[0.3]].argmax() == at[0.3] and robust[at[0.3], at[0.3]] == pytest.approx(0.55, abs=0.015)


def test_recorded_networks_are_five_seeds_at_seven_radii():
    for eps in (0.0, 0.1, 0.2):
        assert av.recorded_training(eps).shape == (5, len(training.TESTED))
    with pytest.raises(ValueError, match="eps must be one of"):
        av.recorded_training(0.3)


def test_bad_arguments():
    with pytest.raises(ValueError, match="norm must be one of"):
        av.nearest("1")


def _distances(x, examples, classes, norm=np.inf):
    away = np.linalg.norm(examples - x, ord=norm, axis=1)
    mine = classes[away.argmin()]
    return away.min(), away[classes != mine].min()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda own, other: (other - own) / 2, "Right"),
        (lambda own, other: other - own, "at once"),
        (lambda own, other: other / 2, "nearest example"),
        (lambda own, other: other, "nearer"),
        (lambda own, other: 0.0, "nearest of another class"),
    ],
)
def test_the_radius_task_names_the_misconception(answer, words):
    said = your_turn("a radius without a network", lambda x, A, c: answer(*_distances(x, A, c)))
    assert words in said.sentence and said.state == ("right" if words == "Right" else "wrong")


def test_the_radius_task_names_euclidean_distances():
    def radius(x, examples, classes):
        own, other = _distances(x, examples, classes, 2)
        return (other - own) / 2

    assert "Euclidean" in your_turn("a radius without a network", radius).sentence
