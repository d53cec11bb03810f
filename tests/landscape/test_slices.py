import numpy as np
import pytest

from dltheory import landscape as ls
from dltheory.landscape import paths, slices
from dltheory.tasks import your_turn


def test_planes_are_orthonormal_and_the_chosen_one_shows_the_saddle():
    rng = np.random.default_rng(0)
    plane = ls.random_plane(30, rng)
    np.testing.assert_allclose(plane @ plane.T, np.eye(2), atol=1e-12)
    chosen = ls.planes_that_fall(np.append(np.ones(99), -1), 3, rng, lambda d, rng: np.eye(d)[[0, d - 1]])
    assert chosen.tolist() == [1, 1, 1]


def test_a_plane_falls_if_it_keeps_half_of_the_falling_axis():
    rng = np.random.default_rng(1)
    for _ in range(50):
        plane = ls.random_plane(5, rng)
        falls = ls.planes_that_fall(np.append(np.ones(4), -1), 1, rng, lambda d, rng, plane=plane: plane)[0]
        assert falls == ((plane[:, -1] ** 2).sum() > 0.5)


def test_random_planes_through_the_trained_network_do_not_fall():
    values = ls.curvatures()
    assert (values < -1e-6 * values[-1]).mean() > 0.1
    assert ls.planes_that_fall(values, 300, np.random.default_rng(0)).sum() == 0


def test_a_rescaled_network_is_the_same_function():
    N, X = slices.pictured(), np.random.default_rng(0).normal(size=(30, 64))
    factors = np.random.default_rng(1).uniform(0.1, 10, size=16)
    np.testing.assert_allclose(paths.says(slices.rescaled(N, factors), X), paths.says(N, X), rtol=1e-9, atol=1e-9)
    said, (X, Y) = paths.says(N, paths.small_sample(300)[0]), paths.small_sample(300)
    assert (said.argmax(axis=1) == Y.argmax(axis=1)).all()


def test_unit_by_unit_has_the_length_of_each_unit():
    N, noise = slices.pictured(), np.random.default_rng(0).standard_normal((75, 16))
    D = slices.unit_by_unit(N, noise)
    np.testing.assert_allclose(np.linalg.norm(D[:65], axis=0), np.linalg.norm(N[:65], axis=0))
    np.testing.assert_allclose(np.linalg.norm(D[65:], axis=1), np.linalg.norm(N[65:], axis=1))


def test_the_explorer_shows_what_the_page_says():
    explorer = ls.explore_slice()
    height = {}
    for factor in (0.3162, 0.7, 1.359, 2.51, 5.0):
        drawn = explorer.draw(factor=factor)
        height[factor] = drawn["cut"][[6, 18]].mean()
    assert min(height, key=height.get) == 1.359
    one, five = (explorer.draw(directions=slices.DIRECTIONS[1], factor=factor)["surface"] for factor in (1.0, 5.0))
    np.testing.assert_allclose(one, five, rtol=1e-9)
    other = explorer.draw(directions=slices.DIRECTIONS[1], factor=5.0, where=slices.WHERE[1])["surface"]
    assert np.abs(other / one - 1).max() > 1


def test_bad_arguments():
    with pytest.raises(ValueError, match="d must be a whole number"):
        ls.random_plane(1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="factors must be 16 positive"):
        slices.rescaled(slices.pictured(), -np.ones(16))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda W, b, V: (10 * W, 10 * b, V / 10), "Right"),
        (lambda W, b, V: (W * np.arange(20, 36), b * np.arange(20, 36), V / np.arange(20, 36)), "Right"),
        (lambda W, b, V: (20 * W, b, V / 20), "What about b"),
        (lambda W, b, V: (W / 20, b / 20, V * 20), "must grow"),
        (lambda W, b, V: (2 * W, 2 * b, V / 2), "4 times"),
        (lambda W, b, V: (-20 * W, -20 * b, V / -20), "c > 0 only"),
        (lambda W, b, V: (20 * W, 20 * b, V), "V is what it was"),
        (lambda W, b, V: (W * np.arange(20, 36), b * np.arange(20, 36), V / np.arange(20, 30)[:, None]), "axis of V"),
        (lambda W, b, V: (W.T, b, V), "old shapes"),
        (lambda W, b, V: ("W", b, V), "old shapes"),
        (lambda W, b, V: (W, b.astype(str).tolist(), np.full(V.shape, "v")), "old shapes"),
    ],
)
def test_the_twin_task_names_the_misconception(answer, words):
    said = your_turn("a sharp twin", answer)
    assert words in said.sentence and said.state == ("right" if words == "Right" else "wrong")
