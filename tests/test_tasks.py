"""Guesses and tasks: a sentence comes back, never a traceback, and nothing is given away before an answer."""

import numpy as np
import pytest

from dltheory import tasks
from dltheory.tasks import compare_guess, predictions, recognize, task, tasks_in, your_turn


@pytest.fixture(autouse=True)
def square(monkeypatch):
    monkeypatch.setattr(tasks, "_TASKS", {})

    @task("square", right="Yes.")
    def _square(answer, point=3):
        return "" if answer(point) == 9 else "That is not the square."


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (lambda x: x**2, "right", "Yes."),
        (lambda x: 2 * x, "wrong", "not the square"),
        (..., "open", "three dots"),
        (lambda x: ..., "open", "three dots"),
        (lambda x: (..., 1), "open", "three dots"),
        (lambda x: 1 / 0, "wrong", "ZeroDivisionError: division by zero"),
        (lambda x: int(np.ones(2) @ np.ones(3)), "wrong", "ValueError"),
        (7, "wrong", "TypeError"),
    ],
)
def test_an_answer_gets_one_sentence(answer, state, words):
    feedback = your_turn("square", answer)
    assert feedback.state == state and words in feedback.sentence
    assert feedback.sentence in repr(feedback) and "style=" in feedback._repr_html_()


def test_unknown_and_doubled_names_are_refused():
    with pytest.raises(ValueError, match="name must be one of"):
        your_turn("cube", 1)
    assert tasks.tasks_in(__name__.rpartition(".")[0] or "tests") in ([], ["square"])

    def elsewhere(answer):
        return ""

    elsewhere.__module__ = "another.place"
    with pytest.raises(ValueError, match="name must be new"):
        task("square", right="Yes.")(elsewhere)


@pytest.mark.parametrize(
    ("guess", "measured", "state", "words"),
    [
        (..., 15, "open", "Write your guess"),
        (15, 15, "right", "close"),
        (14, 15, "right", "close"),
        (150, 15, "open", "10 times too large"),
        ("15", 15, "right", "close"),
        (0, 0, "right", "close"),
        ([15], 15, "open", "should be a number"),
        (-1, 15, "open", "You guessed -1, measured 15"),
        (0, 15, "open", "You guessed 0"),
        ("many", 15, "open", "should be a number"),
        ("Deep ", "deep", "right", "You guessed it"),
        ("any number", "any", "right", "You guessed it"),
        ("wide", "deep", "open", "it is deep"),
    ],
)
def test_a_guess_is_compared(guess, measured, state, words):
    feedback = compare_guess(guess, measured)
    assert feedback.state == state and words in feedback.sentence


def test_a_chapter_lists_its_predictions(tmp_path):
    (tmp_path / "predictions.toml").write_text(
        '[[prediction]]\nname = "a made-up number"\notherwise = "Count again."\nanswers = [[7, "Right: seven."], [8, "One too many."], [7000, "All of them."]]\n'
        '[[prediction]]\nname = "a made-up choice"\notherwise = "Look again."\nanswers = [["deep", "Right."], ["wide", "Why?"]]\n'
        '[[prediction]]\nname = "a made-up span"\notherwise = "No."\nanswers = [[[2, 3.5], "Right: about 3."], [[-2, -1], "The sign."]]\n'
    )
    predictions(tmp_path / "predictions.toml")
    said = {guess: str(your_turn("a made-up number", guess)) for guess in (7, 7.001, 8, 9, 7000, 7001, "seven", ...)}
    assert "Right: seven." in said[7] == said[7.001]
    assert "One too many." in said[8] and "Count again." in said[9]
    assert "All of them." in said[7000] and "Count again." in said[7001], "a count is exact"
    assert "should be one number" in said["seven"] and "Your turn" in said[...]
    choices = {guess: your_turn("a made-up choice", guess).state for guess in ("Deep ", "wide", "no idea", 3)}
    assert choices == {"Deep ": "right", "wide": "wrong", "no idea": "wrong", 3: "wrong"}
    spans = {guess: str(your_turn("a made-up span", guess))[2:] for guess in (1.9, 2, 3, 3.5, 3.6, -1.5)}
    assert list(spans.values()) == ["No.", *3 * ["Right: about 3."], "No.", "The sign."]
    assert "a made-up choice" in tasks_in(f"dltheory.{tmp_path.name}")


def test_an_answer_is_recognized_by_the_first_value_that_it_is_close_to():
    known = [([1.0, 2.0], ""), ([2.0, 4.0], "Twice as much."), ([2.0, 4.0], "Never said."), (np.nan, "No number.")]
    said = [recognize(answer, known, "Neither.") for answer in ([1, 2 + 1e-9], [2, 4], [1, 4], np.nan)]
    assert said == ["", "Twice as much.", "Neither.", "Neither."]
    assert recognize(1.01, [(1, "")], "No.") == "No." and recognize(1.01, [(1, "")], "No.", rtol=0.02) == ""


def test_an_open_guess_gives_nothing_away():
    assert "15" not in repr(compare_guess(..., 15, "units"))
