"""A construction that gives no numbers, except at first, makes no check of chapters 07 and 08 hold."""

import itertools
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from dltheory.adversarial import linear, step
from dltheory.evidence import Measured, furthest, furthest_from, largest
from dltheory.regularization import closest, diagonal, dropout, homogeneous, margin, masks, shrink, tails


def blank(found):
    if isinstance(found, dict):
        return {name: blank(value) for name, value in found.items()}
    if isinstance(found, tuple):
        return tuple(map(blank, found))
    if is_dataclass(found):
        return replace(found, **{field.name: blank(getattr(found, field.name)) for field in fields(found)})
    return np.full(np.shape(found), np.nan) if np.ndim(found) else np.nan


def after(calls, function):
    count = itertools.count()
    return lambda *args, **more: blank(function(*args, **more)) if next(count) >= calls else function(*args, **more)


def only(start):
    """Training of which one start has come out."""

    def train(data):
        path = dict(homogeneous.paths(data))
        path["theta"] = np.where(np.arange(10)[:, None] == start, path["theta"], np.nan)
        return path

    return train


def without(way):
    return lambda truth: {
        name: risk * (np.nan if name == way else 1) for name, risk in diagonal.six_ways(truth).items()
    }


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (closest.check_nearest, {"walk": after(1, closest.walk)}),
        (closest.check_same_end, {"walk": after(5, closest.walk)}),
        (closest.check_same_end, {"walk": after(23, closest.walk)}),  # momentum alone
        (tails.check_kkt, {"solve": after(1, tails.hardest)}),
        (tails.check_power, {"follow": after(1, tails.flow)}),
        (margin.check_loss, {"follow": after(1, tails.flow)}),
        (margin.check_residual, {"follow": after(1, tails.flow)}),
        (margin.check_descent, {"walk": after(1, margin.steps_of)}),
        (margin.check_step, {"rise": after(2, margin.rises)}),
        (margin.check_validation, {"follow": after(1, tails.flow)}),
        (homogeneous.check_degree, {"network": after(2, homogeneous.chain)}),
        (homogeneous.check_widest, {"train": only(0)}),
        (homogeneous.check_law, {"power": after(1, lambda log: log)}),
        (shrink.check_ceiling, {"flow": after(1, shrink.stopped)}),
        (shrink.check_ceiling, {"flow": after(300, shrink.stopped)}),
        (dropout.check_every_mask, {"over": after(3, dropout._over_masks)}),
        (dropout.check_best_weights, {"best": after(1, dropout._best)}),
        (masks.check_geometric, {"way": after(2, masks._all_units)}),
        (diagonal.check_end_of_flow, {"end": after(1, diagonal.flow_limit)}),
        (diagonal.check_two_norms, {"end": after(1, diagonal.flow_limit)}),
        (diagonal.check_six_ways, {"ways": without("weight decay")}),
        (diagonal.check_six_ways, {"ways": without("noise on inputs")}),
        (diagonal.check_six_ways, {"ways": without("noise on labels")}),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_number_is_no_evidence(check, nonsense):
    assert not check(**nonsense).holds


def test_what_is_no_number_is_the_largest_and_the_furthest():
    assert np.isnan(largest([1.0, np.nan, 2.0])) and largest([1, 3, 2]) == 3
    assert np.isnan(furthest_from(1, [1.0, np.nan, 5.0])) and furthest_from(1, [[0.5, 1.2], [1.0, 1.4]]) == 0.5
    good, idle, none = Measured(1.0, 1.1, 0.2), Measured(1.0, 1.0), Measured(np.nan, 1.0)
    assert furthest(good, idle) is idle
    assert furthest(good, none) is furthest(none, good) is furthest(idle, none) is none


@pytest.mark.parametrize(
    ("check", "construction"),
    [
        (linear.check_margin, {"margin": after(1, linear.margins)}),
        (step.check_least, {"draw": after(1, step.draw_lines)}),
    ],
    ids=["check_margin", "check_least"],
)
def test_no_number_is_no_evidence_in_chapter_08(check, construction):
    assert check().holds
    assert not check(**construction).holds
