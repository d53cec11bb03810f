"""Section 1: the paper task, layers as matrices, the stepping explorer and the tasks."""

import numpy as np
import pytest
from scipy import linalg, signal

from dltheory import architectures as ar
from dltheory.architectures import convolution
from dltheory.tasks import your_turn


def test_a_convolution_by_hand():
    f, h = np.array([[1.0, 0, 2]]), np.array([[1.0, 3]])
    np.testing.assert_array_equal(convolution.copies(f, h), [[1, 3, 2, 6]])
    np.testing.assert_array_equal(np.correlate(f[0], h[0], mode="full"), [3, 1, 6, 2])


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 2), (2, 0), (2, 1), (3, 2)])
def test_the_layer_lays_the_kernel_on_as_it_stands(stride, padding):
    rng = np.random.default_rng(0)
    f, h = rng.normal(size=(7, 9)), rng.normal(size=(3, 4))
    wanted = signal.correlate2d(np.pad(f, padding), h, mode="valid")[::stride, ::stride]
    np.testing.assert_allclose(ar.through(f, h, stride, padding), wanted)


def test_the_matrix_of_a_layer_is_the_layer_and_toeplitz():
    rng = np.random.default_rng(1)
    f, h = rng.normal(size=(5, 6)), rng.normal(size=(3, 3))
    matrix = ar.operator(lambda x: ar.through(x, h, padding=1), 5, 6)
    np.testing.assert_allclose(matrix @ f.ravel(), ar.through(f, h, padding=1).ravel())
    line = ar.operator(lambda x: np.convolve(x, h[0], "valid"), 64)
    np.testing.assert_array_equal(line, linalg.toeplitz(line[:, 0], line[0]))
    assert line.shape == (62, 64) and len(np.unique(line)) == 4  # the first prediction
    blocks = matrix.reshape(5, 6, 5, 6).swapaxes(1, 2)  # row of pixels to row of pixels
    np.testing.assert_array_equal(blocks[1, 0], blocks[4, 3])
    np.testing.assert_array_equal(blocks[2, 2], linalg.toeplitz(blocks[2, 2][:, 0], blocks[2, 2][0]))


def test_four_blurs_have_the_deviation_two_and_coins_inside():
    many = np.ones(1)
    for _ in range(4):
        many = np.convolve(many, ar.BLUR)
    assert np.sqrt((many * np.arange(-8, 9) ** 2).sum()) == pytest.approx(2)
    coins = np.ones(1)
    for _ in range(4):
        coins = np.convolve(coins, [0.5, 0.5])
    np.testing.assert_allclose(coins, ar.BLUR)


@pytest.mark.parametrize("k", [8, 32, 64])
def test_the_middle_is_off_by_one_part_in_16_k(k):
    many = np.ones(1)
    for _ in range(k):
        many = np.convolve(many, ar.BLUR)
    assert many.max() * np.sqrt(2 * np.pi * k) == pytest.approx(1 - 1 / (16 * k), abs=1 / (100 * k))


def test_the_wrong_way_round_would_be_noticed():
    assert not convolution.check_copies(convolve=lambda f, h: signal.correlate2d(f, h)).holds
    assert not convolution.check_copies(convolve=lambda f, h: np.full(np.add(f.shape, h.shape) - 1, np.nan)).holds
    assert not convolution.check_shift(layer=lambda f, h, stride: np.zeros((9, 9))).holds
    assert not convolution.check_shift(layer=lambda f, h, stride: abs(ar.through(f, h, stride))).holds


def test_bad_sizes_are_refused_by_name():
    f, h = np.zeros((5, 5)), np.zeros((3, 3))
    for how, words in (({"stride": 0}, "stride must"), ({"padding": -1}, "padding must")):
        with pytest.raises(ValueError, match=words):
            ar.through(f, h, **how)


def test_the_explorer_shows_what_the_opening_says():
    """With stride 1 the output moves with the digit; with stride 2 only if the digit moves by 2."""
    explorer = ar.explore_stepping()

    def output(**how):
        return explorer.draw(**how)["all"]

    np.testing.assert_allclose(output(moved=1)[:, 1:], output(moved=0)[:, :-1])
    np.testing.assert_allclose(output(stride=2, moved=2)[:, 1:], output(stride=2, moved=0)[:, :-1])
    for stride in (2, 3):
        with pytest.raises(AssertionError):
            np.testing.assert_allclose(output(stride=stride, moved=1)[:, 1:], output(stride=stride, moved=0)[:, :-1])
    assert output(stride=2, padding=0).shape == (4, 5) and output(padding=1).shape == ar.drawing().shape
    drawn = explorer.draw(share=0)
    assert (drawn["place"] == 0).all() and np.count_nonzero(drawn["output"]) <= 1


def test_kernels_of_edges_see_nothing_where_the_grey_is_even():
    for name in ("upright edges", "level edges"):
        np.testing.assert_allclose(ar.through(np.full((6, 6), 0.7), convolution.KERNELS[name]), 0, atol=1e-12)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("numbers in a matrix", 4, "right", "and 0"),
        ("numbers in a matrix", 3, "wrong", "reach"),
        ("numbers in a matrix", 62 * 64, "wrong", "entries"),
        ("four blurs", 2.0, "right", "root"),
        ("four blurs", 4, "wrong", "variance"),
        ("a derivative", [1, -1], "right", "edges"),
        ("a derivative", np.array([1, -1, 0]), "right", "edges"),
        ("a derivative", [-1, 1], "wrong", "h\\[0\\]"),
        ("a derivative", [0, 1, -1], "wrong", "later"),
        ("a derivative", [0.5, 0, -0.5], "wrong", "neighbours"),
        ("a derivative", [1, 1], "wrong", "differences"),
        ("a derivative", [], "wrong", "."),
        ("a derivative", "1, -1", "wrong", "list"),
        ("a derivative", [np.nan, 1], "wrong", "list"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words.replace("\\", "") in feedback.sentence, feedback
