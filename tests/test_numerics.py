"""Slopes on log axes, the Gaussian kernel, turning, and remembered results that nobody can change."""

import numpy as np
import pytest

from dltheory.numerics import cached, gaussian_kernel, loglog_slope, rotation


def test_loglog_slope_recovers_a_power_and_rejects_nonsense():
    n = np.array([1, 2, 4, 8, 16])
    assert loglog_slope(n, 3.0 * n**-0.5) == pytest.approx(-0.5, abs=1e-12)
    assert abs(loglog_slope(n, np.exp(-n)) + 0.5) > 0.5
    for x, y, name in [
        ([1, 2], [1, 0], "y"),
        ([0, 1], [1, 2], "x"),
        ([1], [1], "x and y"),
        ([1, 2, 3], [1, 2], "x and y"),
    ]:
        with pytest.raises(ValueError, match=name):
            loglog_slope(x, y)


def test_cached_results_are_computed_once_and_cannot_be_changed():
    calls = []

    @cached
    def table(n):
        """Return a table."""
        calls.append(n)
        return {"rows": np.arange(n), "more": [np.zeros(2)]}

    first, second = table(3), table(3)
    assert calls == [3] and first is second and table.__doc__ == "Return a table."
    for array in (first["rows"], first["more"][0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


def test_gaussian_kernel_of_numbers_and_of_rows():
    rng = np.random.default_rng(0)
    x, z = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    for i, j in ((0, 0), (4, 3)):
        expected = np.exp(-np.sum((x[i] - z[j]) ** 2) / (2 * 1.5**2))
        assert gaussian_kernel(x, z, 1.5)[i, j] == pytest.approx(expected, rel=1e-14)
    np.testing.assert_allclose(gaussian_kernel(x[:, 0], z[:, 0], 1.5), gaussian_kernel(x[:, :1], z[:, :1], 1.5))
    with pytest.raises(ValueError, match="length must be a finite number above 0, got 0"):
        gaussian_kernel(x, z, 0)


def test_rotation_turns_to_the_left():
    np.testing.assert_allclose(rotation(90) @ [1, 0], [0, 1], atol=1e-15)
    np.testing.assert_allclose(rotation(25) @ rotation(-25), np.eye(2), atol=1e-15)
    with pytest.raises(ValueError, match="degrees must be finite, got inf"):
        rotation(float("inf"))
