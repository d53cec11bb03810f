import numpy as np
import pytest
import torch
from scipy.ndimage import label

from dltheory import landscape as ls
from dltheory.landscape import paths
from dltheory.tasks import your_turn


def test_a_renumbered_network_is_the_same_function_elsewhere():
    a, _ = ls.trained_pair()
    twin = ls.renumbered(a)
    X, _ = ls.training_digits()
    assert torch.allclose(paths.outputs(twin, X), paths.outputs(a, X), atol=1e-10)
    assert float((twin - a).norm()) > 10


def test_outputs_are_those_of_torch_layers():
    theta, X = paths.start(3, (4, 3, 2)), torch.randn(5, 4, generator=torch.Generator().manual_seed(0)).double()
    theta = theta + 0.1
    W, b, V, c = theta[:12].view(4, 3), theta[12:15], theta[15:21].view(3, 2), theta[21:]
    for kind, bend in (("relu", torch.relu), ("tanh", torch.tanh)):
        assert torch.allclose(paths.outputs(theta, X, (4, 3, 2), kind), bend(X @ W + b) @ V + c)


def test_halfway_about_half_is_wrong_and_the_ends_are_right():
    a, b = ls.trained_pair()
    losses, errors = ls.along([a, (a + b) / 2, b])
    assert errors[1] > 0.3 and errors[[0, 2]].max() < 0.002 and losses[1] > 100 * losses[[0, 2]].max()


def test_the_curve_stays_low_and_above_its_ends():
    a, b = ls.trained_pair()
    losses, errors = ls.along([paths.bezier(a, paths.bent(0), b, u) for u in np.linspace(0, 1, 21)])
    assert 2 * losses[[0, -1]].max() < losses.max() < 0.03 and errors.max() < 0.01


def test_a_curve_leads_to_the_same_network_renumbered():
    a, _ = ls.trained_pair()
    end = ls.renumbered(a)
    c = paths._descend((a + end) / 2, lambda c, u: paths.bezier(a, c, end, u), 600, 0)
    losses, _ = ls.along([paths.bezier(a, c, end, u) for u in np.linspace(0, 1, 21)])
    assert losses.max() < 0.025


def test_the_path_of_five_pieces_exchanges_only_what_is_silent():
    A, B = ls.small_nets(20)[0]
    corners = paths.five_pieces(A, B)
    for before, after in ((corners[1], corners[2]), (corners[3], corners[4])):
        changed = (before[:65] != after[:65]).any(axis=0)
        assert changed.any() and (before[65:, changed] == 0).all()
        assert paths.square_loss(before) == pytest.approx(paths.square_loss(after), rel=1e-12)


def test_on_each_piece_the_loss_is_convex_or_level():
    walked = ls.walk(paths.five_pieces(*ls.small_nets(40)[0]))
    assert (np.diff(walked, 2, axis=1) > -1e-12).all()
    assert np.ptp(walked[[1, 3]], axis=1).max() < 1e-12


def test_pieces_of_sublevel_sets():
    line = np.linspace(-2, 2, 201)
    x, y = np.meshgrid(line, line)
    both = np.stack([x, y], axis=-1)
    one, two = ls.of_units(x[..., None], y[..., None]), ls.of_units(both, both)
    assert [label(one <= level)[1] for level in (0.1, 0.4, 0.499, 0.5, 1)] == [2, 2, 2, 1, 1]
    assert [label(two <= level)[1] for level in (0.01, 0.4, 0.6)] == [1, 1, 1]


def test_the_plane_holds_the_three_networks():
    a, b = ls.trained_pair()
    c, (X, y) = paths.bent(0), ls.training_digits()
    values, places = ls.plane(a, c, b, np.array([0.0, 0.5, 1.0]), np.array([0.0, 1.0]))
    assert [values[0, 0], values[0, 2]] == pytest.approx([float(ls.loss(end, X[:300], y[:300])) for end in (a, b)])
    at_c, _ = ls.plane(a, c, b, places[1, :1], places[1, 1:])
    assert at_c[0, 0] == pytest.approx(float(ls.loss(c, X[:300], y[:300])))
    assert values[0, 1] == pytest.approx(float(ls.loss((a + b) / 2, X[:300], y[:300])))


def test_bad_arguments():
    with pytest.raises(ValueError, match="theta must have shape"):
        ls.renumbered(torch.zeros(5))
    with pytest.raises(ValueError, match="theta must have shape"):
        ls.loss(torch.zeros(5), *ls.training_digits(4))
    with pytest.raises(ValueError, match="n must be a whole number of at least 1, got 0"):
        ls.training_digits(0)
    with pytest.raises(ValueError, match="n must be a number from 1 to 1297, got 1298"):
        ls.training_digits(1298)
    with pytest.raises(ValueError, match="a and b must have one shape"):
        ls.of_units(np.ones(2), np.ones(3))
    with pytest.raises(ValueError, match="h must be a whole number"):
        ls.small_nets(1)
    with pytest.raises(ValueError, match="c must have shape"):
        ls.plane(torch.zeros(4), torch.zeros(3), torch.zeros(4), np.ones(1), np.ones(1))


def rotation(s):
    return 2 * np.cos(np.pi * s), np.cos(np.pi * s) / 2, np.sin(np.pi * s), np.sin(np.pi * s)


def in_pieces(s):
    corners = [(2, 0.5, 0, 0), (2, 0.5, 0, 1), (0, 0.5, 1, 1), (0, -0.5, 1, 1), (-2, -0.5, 0, 1), (-2, -0.5, 0, 0)]
    return np.array([np.interp(s, np.linspace(0, 1, 6), [corner[i] for corner in corners]) for i in range(4)])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (rotation, "Right"),
        (in_pieces, "Right"),
        (lambda s: (2 - 4 * s, 0.5 - s, 0, 0), "never speaks"),
        (lambda s: (2, 0.5, 0, 0), "At s = 1"),
        (lambda s: (1, 1, 0, 0), "At s = 0"),
        (lambda s: (2, 0.5, 0, 0) if s < 0.5 else (-2, -0.5, 0, 0), "jumps"),
        (lambda s: rotation(0.0 if s < 0.5 else s), "jumps"),
        (lambda s: (*rotation(s)[:2], np.sin(np.pi * s) / 2, np.sin(np.pi * s)), "and should be 1"),
        (lambda s: (1, 2), "Four numbers"),
    ],
)
def test_the_path_task_names_the_misconception(answer, words):
    said = your_turn("around the wall", answer)
    assert words in said.sentence and said.state == ("right" if words == "Right" else "wrong")
