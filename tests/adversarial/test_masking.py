import numpy as np
import pytest
import torch

from dltheory import adversarial as av
from dltheory.adversarial import masking
from dltheory.tasks import your_turn


def test_three_offers_answer_clean_digits_as_the_usual_network_nearly_does():
    X, y = av.pictures()[2:]
    said = av.trained("dense")(X).argmax(dim=1)
    for letter in ("A", "B", "D"):
        assert (av.offers()[letter](X).argmax(dim=1) == said).double().mean() > 0.97
    assert av.share_right(av.offers()["C"], X, y) > 0.93


def test_the_table_is_as_the_page_says():
    table = av.contest()
    last = {letter: row[2] for letter, row in table.items()}
    assert min(last, key=last.get) == "C" and min(last[letter] for letter in ("A", "B", "D")) > 0.9
    assert table["B"][1] < 0.5 < table["C"][2] <= table["C"][1]
    assert table["D"][0] - table["D"][1] < 0.01


def test_the_gradient_of_a_is_0_for_most_digits_and_its_answers_are_the_usual_ones():
    X, y = av.pictures()[2:]
    Z = X.clone().requires_grad_(True)
    said = av.offers()["A"](Z)
    assert (said.argmax(dim=1) == av.trained("dense")(X).argmax(dim=1)).all()
    (slope,) = torch.autograd.grad(torch.nn.functional.cross_entropy(said, y, reduction="sum"), Z)
    assert (slope.flatten(1) == 0).all(dim=1).double().mean() > 0.85


def test_any_picture_whatever():
    free = {letter: av.under(av.Attack(1.0, steps=100), model) for letter, model in av.offers().items()}
    assert free["B"] < 0.02 and free["C"] < 0.02 and free["A"] > 0.2 and free["D"] > 0.2


def test_the_loss_of_a_is_level_around_a_digit_and_that_of_c_is_not():
    which = next(iter(masking.SHOWN.values()))
    level, slope = (masking.landscape(letter, which, False, 0.05) for letter in "AC")
    assert np.ptp(level) == 0 and np.ptp(slope) > 0
    lead = masking.landscape("A", which, True, 0.05)
    assert np.ptp(lead) > 0


def test_search_turns_a_b_and_d_inside_the_square_and_c_not():
    for which in masking.SHOWN.values():
        inside = np.abs(masking.LINE) <= 1
        for letter in "ABCD":
            wrong = masking.landscape(letter, which, True)[40][inside] > 0
            assert wrong.any() == (letter != "C"), (letter, which)


def test_bad_arguments():
    for letter in ("E", "AB", ""):
        with pytest.raises(ValueError, match="letter must be one of"):
            masking.landscape(letter)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda Z: Z + (torch.round(8 * Z) / 8 - Z).detach(), "Right"),
        (lambda Z: Z - Z.detach() + torch.round(8 * Z).detach() / 8, "Right"),
        (lambda Z: torch.round(8 * Z) / 8, "slope is 0"),
        (lambda Z: (torch.round(8 * Z) / 8).detach(), "slope 0 as well"),
        (lambda Z: Z, "values of Z itself"),
        (lambda Z: Z + torch.round(8 * Z).detach() / 8, "values should be"),
        (lambda Z: 2 * Z + (torch.round(8 * Z) / 8 - 2 * Z).detach(), "yours is 2"),
        (lambda Z: 0.5, "shaped like Z"),
    ],
)
def test_the_rounding_task_names_the_misconception(answer, words):
    said = your_turn("a slope for the rounding", answer)
    assert words in said.sentence and said.state == ("right" if words == "Right" else "wrong")
