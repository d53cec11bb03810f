"""Section 9 against direct evaluation, sampling and counting."""

import math

import numpy as np
import pytest
import torch

from dltheory.approximation import trees
from dltheory.tasks import your_turn


def test_shells_change_their_sign_where_they_should():
    radii = np.array([0.1, 0.39, 0.41, 0.79, 1.1, 1.3, 1.59, 1.61, 1.99, 2.01, 50])
    X = radii[:, None] * np.array([0.6, 0.0, -0.8])
    assert trees.shell_target(X).tolist() == [1, 1, -1, -1, -1, 1, 1, -1, -1, 0, 0]


def test_tree_is_nested_and_stays_in_range():
    X = np.random.default_rng(0).uniform(-1, 1, (50, 4))
    p = trees.part
    np.testing.assert_allclose(trees.tree_target(X), p(p(X[:, 0], X[:, 1]), p(X[:, 2], X[:, 3])))
    assert (np.abs(trees.tree_target(np.random.default_rng(1).uniform(-1, 1, (5000, 8)))) <= 1).all()


def test_part_is_no_function_of_one_direction():
    # Gradients of a ridge function are all parallel.
    points, h = np.random.default_rng(0).uniform(-1, 1, (40, 2)), 1e-6
    steps = [trees.part(*(points + h * e).T) - trees.part(*(points - h * e).T) for e in np.eye(2)]
    assert np.linalg.svd(np.array(steps) / (2 * h), compute_uv=False)[1] > 1


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("seed", [0, 1])
def test_share_of_a_tube_against_sampling(n, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(100_000, n))
    X *= math.e * rng.random((len(X), 1)) ** (1 / n) / np.linalg.norm(X, axis=1, keepdims=True)
    inside = np.linalg.norm(X[:, 1:], axis=1) <= 1
    assert inside.mean() == pytest.approx(trees.tube_share(n), abs=4 * inside.std() / math.sqrt(len(X)))


def test_share_of_a_tube_in_the_plane_and_far_out():
    # In the plane the strip |y| <= 1 in a disc of radius 2 has the area 4 asin(1/2) * 2 + 2 sqrt(3).
    assert trees.tube_share(2, 2.0) == pytest.approx((8 * math.asin(0.5) + 2 * math.sqrt(3)) / (4 * math.pi))
    assert math.log(trees.tube_share(400) / trees.tube_share(399)) == pytest.approx(-1, abs=0.01)


def test_compared_networks_have_equally_many_parameters():
    sizes = {}
    for name, (groups, widths, order) in trees.NETWORKS.items():
        model = trees.parallel_network(groups, widths, 2, order)
        sizes[name] = sum(parameter.numel() for parameter in model.parameters()) / 2
    assert list(sizes.values()) == [793, 793, 651, 651, 651]


def test_parallel_networks_are_what_they_say():
    X = torch.randn(7, 8, generator=torch.Generator().manual_seed(1))
    order = (0, 4, 2, 6, 1, 5, 3, 7)
    model = trees.parallel_network((4, 2, 1), (2, 3, 1), 2, order)
    W, b = [w.detach() for w in model.W], [c.detach() for c in model.b]
    h = X[:, list(order)].T
    for level, joints in enumerate((4, 2, 1)):
        second = slice(joints, 2 * joints)  # the second copy
        A, a, V, v = W[2 * level][second], b[2 * level][second], W[2 * level + 1][second], b[2 * level + 1][second]
        pairs = [h[2 * j : 2 * j + 2] for j in range(joints)]
        h = torch.cat([V[j] @ (A[j] @ pairs[j] + a[j]).relu() + v[j] for j in range(joints)])
    torch.testing.assert_close(model(X).detach()[:, 1], h[0])


def test_copies_start_differently():
    with torch.no_grad():
        out = trees.parallel_network((1,), (6, 5, 1), 3, range(6))(torch.ones(1, 6))
    assert len(set(out[0].tolist())) == 3


def test_learning_curves_have_a_row_for_each_copy():
    run = trees.learning_curves("no tree", "tree", seeds=2, steps=50)
    assert run["errors"].shape == (2, len(run["steps"])) and run["steps"].tolist() == [0, 25, 50]
    assert (run["errors"][:, -1] < run["errors"][:, 0]).all() and 0.3 < run["linear"] < 0.6
    with pytest.raises(ValueError, match="read-only"):
        run["errors"][0, 0] = 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("deep", "tree"), r"^network must be one of .* got 'deep'"),
        (("tree", "shells"), r"^target must be one of \['tree'\], got 'shells'"),
        (("one hidden layer", "tree"), r"^target must be one of \['shells', 'stripes'\], got 'tree'"),
        (("tree", "tree", 0), r"^seeds must"),
        (("tree", "tree", 1, 2.5), r"^steps must"),
    ],
)
def test_learning_curves_name_a_bad_argument(arguments, message):
    with pytest.raises(ValueError, match=message):
        trees.learning_curves(*arguments)


def test_picture_of_shells_and_tubes():
    arrays = trees.plot_shells()
    assert set(np.unique(arrays["target"])) == {-1, 0, 1}
    assert arrays["share"][0] == 1 and arrays["share"][-1] < 1e-12
    # Two tubes of the plane, without what both cover: at most twice the share of one.
    disc = arrays["tubes"][np.isfinite(arrays["tubes"])]
    assert trees.tube_share(2) < disc.mean() < 2 * trees.tube_share(2)


SIGNS = np.array([1, -1, -1, 1, -1, 0])


@pytest.mark.parametrize(
    ("inner", "outer", "state", "words"),
    [
        (lambda t: t**2, lambda s: SIGNS[np.minimum(np.sqrt(s) // 0.4, 5).astype(int)], "right", "parabolas"),
        (lambda t: t**2, lambda s: SIGNS[np.minimum(s // 0.4, 5).astype(int)], "wrong", "not in its square"),
        (np.abs, lambda s: SIGNS[np.minimum(s // 0.4, 5).astype(int)], "wrong", "diamonds"),
        (lambda t: t, lambda s: SIGNS[np.minimum(s // 0.4, 5).astype(int)], "wrong", "cancel"),
        (np.square, lambda s: SIGNS[np.minimum(np.round(np.sqrt(s) / 0.4), 5).astype(int)], "wrong", "You round"),
        (np.square, lambda s: SIGNS[np.minimum(np.ceil(np.sqrt(s) / 0.4), 5).astype(int)], "wrong", "Rounding up"),
        (np.square, lambda s: SIGNS[(np.sqrt(s) / 0.4).astype(int)], "wrong", "has no sign"),
        (np.square, lambda s: 0, "wrong", "the same everywhere"),
        (np.square, lambda s: np.sign(np.sqrt(s) - 1), "wrong", "400 points differ"),
        (np.square, lambda s: "plus", "wrong", "cannot be checked"),
        (np.square, None, "wrong", "TypeError"),
        (lambda t: 0 * t, lambda s: np.ones_like(s), "wrong", "400 points differ"),
        (lambda t: ..., lambda s: ..., "open", "three dots"),
    ],
)
def test_shells_from_one_number(inner, outer, state, words):
    found = your_turn("shells from one number", inner, outer)
    assert "IndexError" not in found.sentence and found.state == state and words in found.sentence
