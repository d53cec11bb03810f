"""Slopes on log axes, and remembered results that nobody can change."""

import numpy as np
import pytest

from dltheory.numerics import cached, loglog_slope


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
