"""Section 3, polynomials: Bernstein's proof of Weierstrass' theorem, other intervals, and Landau's kernels."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial, chebyshev
from scipy import special

from .. import plotting
from ..evidence import Measured, check, erratum, furthest_from
from ..interactive import Explorer, Panel, explore, parse_function, slider, switch, text
from ..numerics import Array, loglog_slope
from ..tasks import numbers, task
from ..validation import require_count
from ._common import Function, chebyshev_points, step, values_at
from .stairs import jump, ramp

#: The degrees that are drawn and to which slopes are fitted: even, so that one k/m is the place of the kink.
DEGREES = (4, 6, 10, 18, 30, 50, 80, 136, 224, 366, 600, 1000)


def bernstein(f: Function, m: int, x: Array) -> Array:
    """Return the Bernstein polynomial of f of degree m at points x (n,) of [0, 1]. Source: equations (3.5), (3.7)."""
    require_count(m=m)
    k = np.arange(m + 1)
    # By logarithms: the binomial coefficients overflow from m = 1030 on.
    log_binomial = special.gammaln(m + 1) - special.gammaln(k + 1) - special.gammaln(m - k + 1)
    weights: Array = np.exp(log_binomial + special.xlogy(k, x[:, None]) + special.xlog1py(m - k, -x[:, None]))
    return weights @ f(k / m)


def bernstein_error(f: Function, m: int, polynomial: Callable[..., Array] = bernstein) -> float:
    """Return the sup error of the polynomial of degree m on 1,001 points of [0, 1]."""
    x = np.linspace(0, 1, 1001)
    return float(np.abs(polynomial(f, m, x) - f(x)).max())


def interval_polynomial(f: Function, m: int, low: float, high: float, inverse: bool = True) -> Polynomial:
    """Carry Bernstein's polynomial of f from [0, 1] to [low, high], in powers of x: by the inverse of φ, or by φ."""
    t = Polynomial([-low, 1]) / (high - low) if inverse else Polynomial([low, high - low])
    values = f(low + (high - low) * np.arange(m + 1) / m)
    return sum((v * math.comb(m, k) * t**k * (1 - t) ** (m - k) for k, v in enumerate(values)), Polynomial([0.0]))


def is_polynomial(p: Function, degree: int, low: float = 0.0, high: float = 1.0) -> bool:
    """Return whether p is a polynomial of at most this degree at 60 points of [low, high], within 1e-9."""
    y, basis = p(chebyshev_points(60, low, high)), chebyshev.chebvander(chebyshev_points(60, -1, 1), degree)
    return bool(np.abs(basis @ np.linalg.lstsq(basis, y)[0] - y).max() <= 1e-9)


def proof_bound(f: Function, m: int) -> float:
    """Return the least omega(delta) + R / (4 m delta^2) over delta = 1/400, ..., 1: what the proof says of degree m."""
    require_count(m=m)
    values = values_at(np.linspace(0, 1, 401), "f", f)
    changes = [np.abs(values[lag:] - values[:-lag]).max() for lag in range(1, 401)]
    return float((np.maximum.accumulate(changes) + np.ptp(values) / (4 * m) / (np.arange(1, 401) / 400) ** 2).min())


def kink(x: Array) -> Array:
    """Return |x - 1/2|."""
    return np.abs(x - 0.5)


def hill(x: Array) -> Array:
    """Return sin^2(pi x), which vanishes at 0 and at 1, and its slope too."""
    return np.sin(np.pi * x) ** 2


@check("Theorem 17", "least degree with error ≤ 0.1 for |x − 1/2|, and the promised one", "<=", kind="instance",
       digits=4, only_if="degree 1001 is enough, and what is called degree 12 is a polynomial of at most that degree")  # fmt: skip
def check_promised_degree(polynomial: Callable[..., Array] = bernstein, f: tuple[Function] = (kink,)) -> Measured:
    """Search for the degree needed, beside the first above R / (2 eps delta^2), with R = 1/2 and delta = eps/2."""
    errors = ((m, bernstein_error(*f, m, polynomial)) for m in range(1, 1002))
    enough = (m if error <= 0.1 else math.nan for m, error in errors if not error > 0.1)
    # The promised degree first: where that fails, a search through all smaller ones would be long and idle.
    kept = is_polynomial(functools.partial(polynomial, *f, 12), 12) and bernstein_error(*f, 1001, polynomial) <= 0.1
    return Measured(next(enough) if kept else math.nan, 1001)


@check("Theorem 17", "slopes of log sup error against log degree, 4 to 1000, as multiples of −1/2 for |x − 1/2| and of −1 "
       "for sin(3x + 1): the one farther from 1", "==", 1.0, 0.05, kind="rate",
       only_if="what is called degree 12 is a polynomial of at most that degree")  # fmt: skip
def check_bernstein_rates(
    polynomial: Callable[..., Array] = bernstein, kinked: Any = (kink,), smooth: Any = (lambda x: np.sin(3 * x + 1),)
) -> float:
    """Fit the slopes for a kink and for a smooth target that is 0 at neither end."""
    ratios = []
    for f, slope in ((*kinked, -0.5), (*smooth, -1.0)):
        errors = [bernstein_error(f, m, polynomial) for m in DEGREES]
        kept = is_polynomial(functools.partial(polynomial, f, 12), 12)
        ratios.append(loglog_slope(DEGREES, errors) / slope if kept else math.nan)
    return furthest_from(1, ratios)


@check("Proposition 18", "sup error on [2, 5] of the polynomial in powers of x, |x − 7/2| + x, degree 12, over 3·C(12,6)/2¹³",
       "==", 1.0, 1e-6, kind="construction", only_if="it is a polynomial of degree 12 or less")  # fmt: skip
def check_interval(carry: Callable[..., Any] = interval_polynomial) -> float:
    """Measure the error on [2, 5]; on [0, 1] it is C(m, m/2) / 2^(m+1), and [2, 5] is three times as long."""
    x, p = np.linspace(2, 5, 601), carry(lambda z: np.abs(z - 3.5) + z, 12, 2, 5)
    error = float(np.abs(p(x) - (np.abs(x - 3.5) + x)).max()) if is_polynomial(p, 12, 2, 5) else math.nan
    return error / (3 * math.comb(12, 6) / 2**13)


def landau_kernel(u: Array, n: int) -> Array:
    """Return (1 - u^2)^n, a polynomial of degree 2n."""
    return (1 - u**2) ** n


def _blurred(f: Function, n: int, kernel: Callable[[Array, int], Array]) -> Array:
    # On the 401 points of a fixed grid; the kernel is scaled to total 1, and f is 0 outside [0, 1].
    weights = kernel(np.linspace(-1, 1, 801), n)
    values: Array = np.convolve(f(np.linspace(0, 1, 401)), weights)[400:801]
    return values / (weights.sum() or math.nan)


@check("Theorem 23", "slope of log sup error against log n, sin² πx, n = 100 to 2000, kernels scaled numerically and not "
       "by the formula for Jₙ", "==", -1.0, 0.05, kind="rate", only_if="the kernel for n = 10 is a polynomial of degree 20")  # fmt: skip
def check_landau_rate(kernel: Callable[[Array, int], Array] = landau_kernel, f: tuple[Function] = (hill,)) -> float:
    """Fit the slope for a target that is smooth, and vanishes at both ends with its slope."""
    if not is_polynomial(lambda u: kernel(u, 10), 20, -1, 1):
        return math.nan
    x, sizes = np.linspace(0, 1, 401), np.geomspace(100, 2000, 8).astype(int).tolist()
    return loglog_slope(sizes, [np.abs(_blurred(*f, n, kernel) - f[0](x)).max() for n in sizes])


check_promised_degree.breaks("a jump in place of the kink", f=(lambda x: step(x - math.sqrt(1 / 3)) / 2,))
check_bernstein_rates.breaks("a jump in place of the kink", kinked=(jump,))
check_bernstein_rates.breaks("a kink in the smooth target", smooth=(kink,))
check_interval.breaks("carried by φ, not by φ⁻¹", carry=functools.partial(interval_polynomial, inverse=False))
check_landau_rate.breaks("Gaussian kernels, no polynomials", kernel=lambda u, n: np.exp(-n * u**2))
check_landau_rate.breaks("a target with f(1) = 1", f=(ramp,))


@erratum(37, "Section 3.3", "largest deviation from 1, 201 x, m = 1, 5, 30 and 300", "<=", 0.0, 1e-12,
         printed="Σ b_k from k = 1 to m (the first of two such sums)", corrected="Σ b_k from k = 0 to m")  # fmt: skip
def erratum_first_summand() -> tuple[float, float]:
    """Both sums of the proof start at k = 0: a target that is 0 at 0 and 1 elsewhere leaves that term out."""
    x, targets, degrees = np.linspace(0, 1, 201), (np.sign, np.ones_like), (1, 5, 30, 300)
    cut, whole = (max(float(np.abs(bernstein(f, m, x) - 1).max()) for m in degrees) for f in targets)
    return cut, whole


@erratum(41, "Theorem 23", "sup error on [0, 1], n = 300", "<=", 0.1, printed="f(0) = 0 is enough to continue f by 0 (f(t) = t²)",
         corrected="f(1) = 0 is needed too (f(t) = sin² πt)")  # fmt: skip
def erratum_landau_ends() -> tuple[float, float]:
    """A target that does not vanish at 1 loses half of the kernel there."""
    x = np.linspace(0, 1, 401)
    printed, corrected = (float(np.abs(_blurred(f, 300, landau_kernel) - f(x)).max()) for f in (np.square, hill))
    return printed, corrected


def draw_bernstein(panel: Panel, beside: Panel, degree: int, target: str, broken: bool) -> dict[str, Any]:
    """Draw a target with its Bernstein polynomial, and the error with the bound of the proof or the floor of a jump."""
    continuous = parse_function(target)

    def f(z: Array) -> Array:
        return continuous(z) + (0.5 * step(z - 0.3) if broken else 0.0)

    # Both side of the jump are looked at: there a continuous function must miss by half of it.
    x = np.sort(np.append(np.linspace(0, 1, 401), [0.3, np.nextafter(0.3, 0)]))
    y, polynomial, bound = f(x), bernstein(f, degree, x), proof_bound(f, degree)
    error = np.abs(polynomial - y)
    panel.axes(xlabel="x", ylabel="f(x) and qₘ(x)", xlim=(0, 1))
    panel.line("f", x, y, label=True, color=plotting.TARGET, linewidth=4, alpha=0.5)
    panel.line("qₘ", x, polynomial, label=True, color=plotting.MEASURED)
    beside.axes(xlabel="x", ylabel="error |f(x) − qₘ(x)|", xlim=(0, 1), yscale="log", ylim=(1e-5, 5))
    beside.line("error", x, np.maximum(error, 1e-9), color=plotting.MEASURED)
    beside.line("bound", x, np.full_like(x, bound), label="bound", color=plotting.BOUND, linestyle="--")
    if broken:
        beside.line("floor", x, np.full_like(x, 0.25), label="half jump", color=plotting.THIRD, linestyle=":")
    side = "≥ 0.25, half the jump" if broken else f"{'≤' if error.max() <= bound else '>'} bound {bound:.3f}"
    beside.note(f"sup error {error.max():.3f} {side}")
    return {"x": x, "target": y, "polynomial": polynomial, "error": error, "bound": bound}


def explore_bernstein() -> Explorer:
    """Build the explorer of Bernstein polynomials: the degree, a target of one's own, and a jump that breaks it."""
    return explore(
        draw_bernstein, panels=2, size=(9.0, 3.4), degree=slider(1, 400, "degree m", log=True),
        target=text("target f(x), type your own", value="abs(x - 1/2)", examples=("sqrt(x)", "1/(1 + 25*(2*x - 1)**2)")),
        broken=switch("break it: add a jump"),
        storyboard=[{"degree": 12}, {"degree": 400}, {"degree": 400, "broken": True}],
        caption=lambda degree, target, broken: f"degree {degree}" + (", broken by a jump" if broken else ""),
        alt="Bernstein polynomials of degree 12 and 400 beside a kink, their error below the bound of the proof; with "
        "a jump added the error reaches half the jump at every degree",
    )  # fmt: skip


@task("a faster polynomial", right="Right: the error falls like 1/m² now, by a trick that is Richardson's (1911).")
def _faster(build: Any) -> str:
    x, sizes = np.linspace(0, 1, 201), (8, 16, 32, 64)
    values = [numbers(build(np.exp, m, x)) for m in sizes]
    if values[0].shape != x.shape:
        return f"At 201 points x the answer should have shape (201,); it has {values[0].shape}."
    errors = [float(np.abs(y - np.exp(x)).max()) for y in values]
    if not errors[-1] <= 0.1:  # NaN too
        return f"For eˣ and m = 64 it is still off by {errors[-1]:.2g}. Do the two weights add up to 1?"
    span = np.column_stack([bernstein(np.exp, m, x) for m in sizes[:2]])
    if np.abs(span @ np.linalg.lstsq(span, values[0])[0] - values[0]).max() > 1e-9:
        return "That is not a·q_m + b·q_2m with two numbers a and b: use f through the two polynomials only."
    slope = loglog_slope(sizes, errors)
    words = f"The error falls with slope {slope:.2f}, no faster: if q_m misses by c/m, by what does q_2m miss?"
    return "" if slope < -1.7 else words
