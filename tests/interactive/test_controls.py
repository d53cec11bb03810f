"""Controls: the values that they promise, and what they refuse."""

import numpy as np
import pytest

from dltheory.interactive import choice, slider, switch, text
from dltheory.interactive.controls import as_control, in_words


@pytest.mark.parametrize(
    ("made", "values", "start"),
    [
        (slider(1, 5, "n"), (1, 2, 3, 4, 5), 3),
        (slider(0, 10, "n", step=4), (0, 4, 8), 4),
        (slider(1, 8, "n", log=True, value=2), (1, 2, 3, 4, 5, 6, 7, 8), 2),
        (slider(0.0, 1.0, "x", step=0.4), (0.0, 0.4, 0.8), 0.4),
        (slider(0.0, 1.0, "x", step=0.1, value=0.42), tuple(k / 10 for k in range(11)), 0.4),
    ],
)
def test_slider_has_the_values_that_it_promises(made, values, start):
    assert made.values == values
    assert made.value == start


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.0), (0.0, 2.2), (0.01, 0.3), (-1.0, 1.0), (0.0, 3.14159), (2.0, 2e6)]
)
def test_slider_over_numbers_keeps_its_ends_and_its_even_steps(low, high):
    values = slider(low, high, "x").values
    assert values[0] == low and values[-1] == pytest.approx(high, rel=1e-8)
    assert 30 <= len(values) - 1 <= 60
    assert np.ptp(np.diff(values)) < 1e-6 * (high - low)


def test_log_slider_has_even_ratios_and_its_ends():
    values = np.array(slider(1e-3, 7.0, "eps", log=True).values)
    assert values[0] == 1e-3 and values[-1] == 7.0
    ratios = values[1:] / values[:-1]
    assert ratios.max() / ratios.min() < 1.02


@pytest.mark.parametrize(
    ("build", "word"),
    [
        (lambda: slider(2, 1, "n"), "low must be below high"),
        (lambda: slider(1, 1, "n"), "low must be below high"),
        (lambda: slider(0.0, float("nan"), "n"), "high must be a finite number"),
        (lambda: slider("0", 1, "n"), "low must be a finite number"),
        (lambda: slider(False, 1, "n"), "low must be a finite number"),
        (lambda: slider(0, 1, "n", value=2), "value must lie between"),
        (lambda: slider(0, 1, "n", value=float("nan")), "value must be a finite number"),
        (lambda: slider(0.0, 1.0, "n", step=0.0), "step must be positive"),
        (lambda: slider(0.0, 1.0, "n", step=3.0), "step must be positive and at most"),
        (lambda: slider(0.0, 1.0, "n", log=True), "low must be positive"),
        (lambda: slider(0.1, 1.0, "n", log=True, step=0.1), "step must be left out"),
        (lambda: slider(0, 1, " "), "label must be words"),
        (lambda: choice([], "target"), "options must be"),
        (lambda: choice("abc", "target"), "options must be"),
        (lambda: choice([1, "1"], "target"), "options must read differently"),
        (lambda: choice(["a"], "target", value="b"), "value must be one of"),
        (lambda: choice(["a"], ""), "label must be words"),
        (lambda: switch(None), "label must be words"),
        (lambda: text("formula", value=3), "value must be a string"),
    ],
)
def test_malformed_controls_are_refused_by_name(build, word):
    with pytest.raises(ValueError, match=word):
        build()


@pytest.mark.parametrize(
    ("control", "visited"),
    [
        (slider(0, 10, "n"), (0, 5, 10)),
        (slider(0, 1, "n"), (0, 1)),
        (choice("a bc d".split(), "target"), ("a", "bc", "d")),
        (switch("steep", value=True), (False, True)),
        (text("formula", value="x", examples=["x**2", "x"]), ("x", "x**2")),
    ],
)
def test_a_sweep_visits_ends_and_middle_or_everything(control, visited):
    assert control.ends_and_middle() == visited


def test_controls_start_where_they_are_told_to():
    assert choice(["a", "b"], "target").value == "a" and choice(["a", "b"], "target", value="b").value == "b"
    assert switch("steep").value is False and switch("steep", value=True).value is True
    assert text("formula", value="x").values == ("x",)


def test_a_control_takes_numbers_of_numpy_and_gives_whole_ones_back():
    taken = slider(0, 10, "n").check("n", np.float64(4.0))
    assert taken == 4 and type(taken) is int
    assert slider(0.0, 1.0, "x").check("x", np.float32(0.5)) == 0.5


def test_a_tuple_is_a_slider_and_other_things_are_none():
    assert as_control("n", (1, 20, "units")) == slider(1, 20, "units")
    with pytest.raises(ValueError, match="n must be a control or a tuple"):
        as_control("n", (1, 20, 3))


@pytest.mark.parametrize(
    ("value", "words"), [(True, "on"), (False, "off"), (0.1 + 0.2, "0.3"), (3, "3"), ("a b", "a b")]
)
def test_a_setting_reads_as_one_would_say_it(value, words):
    assert in_words(value) == words
