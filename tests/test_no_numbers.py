"""A construction that gives no numbers, or none after its first calls, makes no check hold."""

import dataclasses
import math

import numpy as np
import pytest

from dltheory.adversarial import linear, step
from dltheory.approximation import boxes
from dltheory.evidence import Measured, checks_in, furthest, furthest_from, largest
from dltheory.generalization import signs
from dltheory.ntk import lazy, limits, wide
from dltheory.optimization import conditions
from dltheory.regularization import closest, diagonal, dropout, homogeneous, margin, masks, shrink, tails


class Losing:
    """A way to put something in place of a construction: the same, but NaN for each float where `gone` says so of a call.

    Calls are counted from 1, those of functions that it returns, too: `made` of them, with `lost` arrays and numbers gone.
    """

    def __init__(self, gone):
        self.gone, self.made, self.lost = gone, 0, 0

    def __call__(self, function):
        def call(*args, **more):
            self.made += 1
            return self._instead(function(*args, **more), self.gone(self.made))

        return call

    def _instead(self, found, gone):
        if isinstance(found, dict):
            return {name: self._instead(value, gone) for name, value in found.items()}
        if hasattr(found, "_fields"):  # a named tuple
            return type(found)(*(self._instead(value, gone) for value in found))
        if isinstance(found, tuple | list):
            return type(found)(self._instead(value, gone) for value in found)
        if dataclasses.is_dataclass(found):
            parts = {part.name: getattr(found, part.name) for part in dataclasses.fields(found) if part.init}
            return dataclasses.replace(found, **self._instead(parts, gone))
        if callable(found):
            return self(found)
        kind = str(getattr(found, "dtype", type(found).__name__))  # of an array, a tensor, or a number
        if not gone or not any(word in kind for word in ("float", "complex")):
            return found
        self.lost += 1
        return found * math.nan


def after(calls, function):
    return Losing(lambda call: call > calls)(function)


def first(function):
    return Losing(lambda call: call == 1)(function)


CHAPTERS = ("approximation", "optimization", "ntk", "generalization", "double_descent")
# They take seconds a run, most of it training: what stands in place of theirs below, or has no maximum to pass over.
SLOW = """check_radial_gap check_tree_wins check_closed_forms check_start_rate check_outputs check_not_gaussian check_tangent_rate
check_tangent_mean check_ends check_gap check_weights_move check_kernel_moves check_infinite_gap check_scale check_twins
check_tangent_scaling check_mean_field check_parity check_features check_certificate check_levels check_feature_peak
check_second_descent check_overfitting_stays check_average check_cost check_first_instant check_separate check_edge
check_more_data_hurts check_feature_limit check_benign check_one_wave_a_unit""".split()


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(check, id=f"{chapter}-{name}")
        for chapter in CHAPTERS
        for name, check in checks_in(f"dltheory.{chapter}").items()
        if name not in SLOW
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_number_is_no_evidence_in_any_check(check):
    def holds(**losing):
        try:
            return check(**{name: losing[name](check.defaults[name]) for name in losing}).holds
        except (ArithmeticError, ValueError, IndexError):  # np.linalg's error is a ValueError
            return False

    whole = {name: Losing(lambda call: False) for name in check.constructions}
    assert holds(**whole)
    for argument in check.constructions:
        none, made = Losing(lambda call: True), whole[argument].made
        assert not (holds(**{argument: none}) and none.lost), argument
        if none.lost:  # else there are whole numbers only
            for calls in {1, made // 2} - {0, made}:
                late = Losing(lambda call, calls=calls: call > calls)
                assert not holds(**{argument: late}) and late.lost, f"{argument} from call {calls + 1} on"


def only(start):
    """Training of which one start has come out."""

    def train(data):
        path = dict(homogeneous.paths(data))
        path["theta"] = np.where(np.arange(10)[:, None] == start, path["theta"], np.nan)
        return path

    return train


def nothing(theta, **_):
    return np.full((len(wide.TIMES), *theta.shape), np.nan)


def parities(*_):
    """Networks that are right on all parities of `check_parity`, without training."""
    return {"fits": np.column_stack([limits.parity(limits.draw_signs(2500, seed)[500:], 3) for seed in range(5)])}


def without(way):
    return lambda truth: {
        name: risk * (np.nan if name == way else 1) for name, risk in diagonal.six_ways(truth).items()
    }


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (boxes.check_price_of_dimension, {"error": first(boxes.box_sup_error)}),
        (conditions.check_second_order, {"smallest": first(conditions._smallest_curvature)}),
        (signs.check_symmetrization, {"draw": first(signs.deviations)}),
        (limits.check_parity, {"learn": lambda *_: {"fits": np.full((2000, 5), np.nan)}}),
        (limits.check_parity, {"learn": parities, "kernel": first(limits.relu_kernel)}),
        (limits.check_parity, {"learn": parities, "kernel": after(6, limits.relu_kernel)}),
        (wide.check_gap, {"training": nothing}),
        (wide.check_kernel_moves, {"training": nothing}),
        (lazy.check_scale, {"training": nothing}),
        (lazy.check_mean_field, {"moving": lambda start, *_: start * np.nan}),
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
    off, exact = Measured(2.0, 1.0, 0.1), Measured(1.1, 1.0)
    assert furthest(good, idle) is good and furthest(idle, off) is off and furthest(off, exact) is exact
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
