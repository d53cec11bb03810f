"""The reader's part: guesses that are compared, and small tasks that are checked at once.

A section registers what it asks for::

    @task("pieces of a composition", right="Yes. A piece that covers the whole range replays the whole next function.")
    def _pieces(answer) -> str:  # "" if right, else a sentence on the misconception

and the page hands the answer over with ``your_turn("pieces of a composition", answer)``. A task measures the answer (on
random inputs, against its definition), which stands neither in the package nor in the text. Predictions with one answer
stand in the chapter's ``predictions.toml``, so that the page does not show it.
"""

from __future__ import annotations

import functools
import math
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import cards, progress

Judge = Callable[..., str]
_KINDS: dict[str, cards.Kind] = {"right": "good", "wrong": "bad", "open": "quiet"}


@dataclass(frozen=True)
class Feedback:
    """One sentence on an answer, and whether it was right, wrong or not given yet."""

    state: Literal["right", "wrong", "open"]
    sentence: str

    def __repr__(self) -> str:
        return f"{cards.SIGNS[_KINDS[self.state]]} {self.sentence}"

    def _repr_html_(self) -> str:
        return cards.note(_KINDS[self.state], cards.text(self.sentence))


class _NotAnswered(Exception):
    pass


_TASKS: dict[str, tuple[Judge, str]] = {}


def task(name: str, *, right: str) -> Callable[[Judge], Judge]:
    """Register a function that judges an answer: it returns nothing if right, else a sentence on the misconception.

    Parameters
    ----------
    name, right : str
        How the page calls the task (a ValueError refuses another module's name), and what a right answer is met with:
        one sentence that adds something.
    """

    def register(judge: Judge) -> Judge:
        if name in _TASKS and (module := _TASKS[name][0].__module__) != judge.__module__:
            raise ValueError(f"name must be new, got {name!r}, which {module} uses")
        _TASKS[name] = judge, right
        return judge

    return register


def tasks_in(module: str) -> list[str]:
    """Return the names of the tasks that a chapter registers (``"dltheory.approximation"``)."""
    return [name for name, (judge, _) in _TASKS.items() if judge.__module__.startswith(f"{module}.")]


def your_turn(name: str, *answer: Any) -> Feedback:
    """Judge the reader's answer to a task.

    Parameters
    ----------
    name : str
        The task; a ValueError refuses a name that no task has.
    *answer
        Numbers, arrays or functions, as the task asks for; ``...`` stands for an answer that is not given yet.
    """
    if name not in _TASKS:
        raise ValueError(f"name must be one of {sorted(_TASKS)}, got {name!r}")
    judge, right = _TASKS[name]
    try:
        wrong = judge(*(_watched(part) for part in answer))
    except _NotAnswered:
        return Feedback("open", "Your turn: put your answer in place of the three dots and run the cell again.")
    except Exception as error:  # the reader's own code may raise whatever it likes
        words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        wrong = f"Your answer cannot be checked, it ends in an error. {words}"
    feedback = Feedback("wrong", wrong) if wrong else Feedback("right", right)
    progress.remember(name, feedback.state, answer)
    return feedback


def numbers(answer: Any) -> NDArray[np.float64]:
    """Return a reader's answer as an array of floats; what is no number, a word say, becomes a single NaN."""
    try:
        return np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return np.array(math.nan)


def recognize(answer: ArrayLike, known: Iterable[tuple[ArrayLike, str]], otherwise: str, rtol: float = 1e-5) -> str:
    """Return the words on the first of the known values that an answer is close to, in all entries; else `otherwise`.

    The shapes must fit each other; the words on the right value, which may be one of the known ones, are ``""``.
    """
    return next((words for value, words in known if np.allclose(answer, value, rtol=rtol)), otherwise)


def predictions(path: Path) -> None:
    """Register a chapter's ``predictions.toml``: names, answers with their sentences (the right one first), and otherwise.

    An answer that is a pair of numbers stands for all between them; one with the right one's sentence is right, too.
    """
    for entry in tomllib.loads(path.read_text("utf-8"))["prediction"]:
        judge = functools.partial(_judge_prediction, entry["answers"], entry["otherwise"])
        functools.update_wrapper(judge, _judge_prediction)
        judge.__module__ = f"dltheory.{path.parent.name}.predictions"
        task(entry["name"], right=entry["answers"][0][1])(judge)


def _judge_prediction(answers: list[tuple[Any, str]], otherwise: str, guess: Any) -> str:
    number, given = numbers(guess), re.split(r"[ =]", str(guess).strip().lower())[0]
    if isinstance(answers[0][0], str):
        hits = [given == key for key, _ in answers]
    elif number.ndim or not np.isfinite(number):
        return "The guess should be one number, such as 250 or 10**3 or 2/3."
    else:
        spans = [key if isinstance(key, list) else (key, key) for key, _ in answers]
        away = [max(low - number, number - high, 0) for low, high in spans]
        least = min(away)  # the nearest answer, if it is near enough: 0.333 stands for 1/3; a count is exact
        slack = [
            min(2e-3 * max(map(abs, span)), math.inf if isinstance(key, float) else 0.5)
            for span, (key, _) in zip(spans, answers, strict=True)
        ]
        hits = [gap == least <= near for gap, near in zip(away, slack, strict=True)]
    sentences = ["" if sentence == answers[0][1] else sentence for _, sentence in answers]
    return next((sentence for sentence, hit in zip(sentences, hits, strict=True) if hit), otherwise)


def _watched(answer: Any) -> Any:
    if answer is Ellipsis:
        raise _NotAnswered
    if isinstance(answer, list | tuple):
        return type(answer)(_watched(part) for part in answer)
    if not callable(answer):
        return answer

    @functools.wraps(answer)
    def call(*args: Any, **kwargs: Any) -> Any:
        return _watched(answer(*args, **kwargs))

    return call


def compare_guess(guess: Any, measured: float | str, unit: str = "", digits: int = 3) -> Feedback:
    """Set the reader's guess beside what was measured.

    As long as the guess is ``...`` the measured value stays hidden, so that the stored page does not answer its own
    question. A guess that is off is no mistake, and is not marked as one.

    Parameters
    ----------
    guess, measured : float or str
        The reader's number or choice, and what came out.
    unit, digits : str, int
        What the number counts, and the significant digits shown.
    """
    if guess is Ellipsis:
        words = "Write your guess in place of the three dots and run the cell again: it is compared here."
        return Feedback("open", words)
    if isinstance(measured, str):
        if measured.strip().lower() in (str(guess).strip().lower(), *str(guess).lower().split()[:1]):
            return Feedback("right", f"You guessed it: {measured}.")
        return Feedback("open", f"You guessed {guess}; it is {measured}.")
    if (number := numbers(guess)).ndim or np.isnan(number):
        return Feedback("open", f"The guess should be a number, such as 250 or 10**3, and is {guess!r}.")
    words = f"You guessed {number:.{digits}g}, measured {measured:.{digits}g} {unit}".rstrip()
    if number == measured or 0.8 <= number / measured <= 1.25:
        return Feedback("right", f"{words}: close.")
    if number * measured <= 0 or not np.isfinite(number):
        return Feedback("open", f"{words}.")
    side, factor = ("large", number / measured) if abs(number) > abs(measured) else ("small", measured / number)
    return Feedback("open", f"{words}: {factor:.2g} times too {side}.")
