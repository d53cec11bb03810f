"""Section 1, convolution: sums of moved copies, shifts, a blur that becomes a bell, Fourier's way, and the stepping explorer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import signal

from .. import plotting
from ..data import digits
from ..evidence import check, erratum, furthest_from, largest
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_count

#: The explorer's kernels, as they are laid on the picture.
KERNELS = {
    "upright edges": np.outer([1, 2, 1], [-1, 0, 1]) / 4,
    "level edges": np.outer([-1, 0, 1], [1, 2, 1]) / 4,
    "blur": np.outer([1, 2, 1], [1, 2, 1]) / 16,
}
#: Five numbers of the notes: a blur in one dimension.
BLUR = np.array([1, 4, 6, 4, 1]) / 16


def copies(f: Array, h: Array) -> Array:
    """Return f * h, larger than the picture f (H, W) by the kernel h less 1: each kernel entry adds a moved copy of f."""
    g = np.zeros(tuple(np.add(f.shape, h.shape) - 1))
    for place, weight in np.ndenumerate(h):
        g[tuple(slice(start, start + size) for start, size in zip(place, f.shape, strict=True))] += weight * f
    return g


@check("Convolution (10.1.2)", "largest gap to scipy.signal.convolve2d, 60 random pictures and kernels of 1 to 9 rows and columns", "<=", 1e-12,
       kind="construction")  # fmt: skip
def check_copies(convolve: Callable[[Array, Array], Array] = copies) -> float:
    """SciPy's own loop, which turns the kernel and moves it along, is the judge."""
    rng, gaps = np.random.default_rng(0), []
    for _ in range(60):
        f, h = rng.normal(size=rng.integers(1, 10, 2)), rng.normal(size=rng.integers(1, 10, 2))
        gaps.append(np.abs(convolve(f, h) - signal.convolve2d(f, h)).max())
    return largest(gaps)


check_copies.breaks("kernel not turned", convolve=lambda f, h: copies(f, h[::-1, ::-1]))
check_copies.breaks("kernel transposed", convolve=lambda f, h: signal.convolve2d(f, np.resize(h.T, h.shape)))


def operator(layer: Callable[[Array], Array], *shape: int) -> Array:
    """Return the matrix (outputs, inputs) of a linear layer on arrays of this shape: its columns are what it makes of single ones."""
    units = np.eye(int(np.prod(shape))).reshape(-1, *shape)
    return np.stack([layer(unit).ravel() for unit in units], axis=1)


def through(f: Array, h: Array, stride: int = 1, padding: int = 0) -> Array:
    """Return what a layer with one channel makes of a picture f, both matrices: the kernel h laid on (not turned), every `stride` pixels."""
    require_count(1, stride=stride)
    require_count(0, padding=padding)
    windows = sliding_window_view(np.pad(f, padding), h.shape)[::stride, ::stride]
    found: Array = (windows * h).sum(axis=(2, 3))
    return found


@check("Shifts (10.1.1)", "how far moving the picture by (s a, s b) is from moving the output by (a, b), largest of 80: 5 strides s, 16 moves; in units of the outputs' range", "<=", 1e-12, only_if="−2 times the kernel gives −2 times them, and the kernel turned round others", kind="construction")  # fmt: skip
def check_shift(layer: Callable[..., Array] = through) -> float:
    """The pictures are zero near the border, so that nothing leaves them; some outputs must differ from others."""
    rng, gaps = np.random.default_rng(1), []
    for stride in (1, 2, 3, 4, 5):
        f, h = np.zeros((44, 44)), rng.normal(size=(5, 4))
        f[:8, :8] = rng.normal(size=(8, 8))
        f = np.roll(f, (6, 6), (0, 1))
        out = layer(f, h, stride)
        if not np.allclose(layer(f, -2 * h, stride), -2 * out) or np.allclose(layer(f, h[::-1], stride), out):
            return math.nan
        for a, b in np.ndindex(4, 4):
            moved = layer(np.roll(f, (stride * a, stride * b), (0, 1)), h, stride)
            gaps.append(np.abs(moved - np.roll(out, (a, b), (0, 1))).max() / np.ptp(out))
    return largest(gaps)


check_shift.breaks("weights that change by 1 % over the picture", layer=lambda f, h, stride: through(f * np.linspace(1, 1.01, 44), h, stride))  # fmt: skip
check_shift.breaks("every pixel, whatever the stride", layer=lambda f, h, stride: through(f, h))


@erratum(94, "Section 10.1.2", "largest gap to scipy.signal.convolve2d with mode “same”, 8 × 9 picture, 3 × 3 kernel", "==", 0.0, 1e-12,
         printed="(I ∗ K)[i, j] = Σ I[i − u₀ + u, j − v₀ + v] K[u, v]", corrected="(I ∗ K)[i, j] = Σ I[i + u₀ − u, j + v₀ − v] K[u, v]")  # fmt: skip
def erratum_flip() -> tuple[float, float]:
    """As printed it is the cross-correlation: the kernel is not turned."""
    rng = np.random.default_rng(2)
    image, kernel = np.pad(rng.normal(size=(8, 9)), 1), rng.normal(size=(3, 3))
    wanted = signal.convolve2d(image[1:-1, 1:-1], kernel, mode="same")
    found = []
    for sign in (1, -1):  # one row and column of zeros on each side
        moved = [kernel[u, v] * np.roll(image, (sign * (1 - u), sign * (1 - v)), (0, 1)) for u, v in np.ndindex(3, 3)]
        found.append(float(np.abs(np.sum(moved, axis=0)[1:-1, 1:-1] - wanted).max()))
    return found[0], found[1]


@check("Gaussian kernel (10.1.1)", "largest gap between k-fold (1 4 6 4 1)/16 and the normal density of variance k, times 16 k √(2πk): k = 16, 32, 64, furthest from 1",
       "==", 1.0, 0.01, kind="rate")  # fmt: skip
def check_bell(kernel: Callable[[], Array] = lambda: BLUR) -> float:
    """The middle decides: there 1/√(2πk) is too large by one part in 16 k."""
    times, found = [], np.ones(1)
    for k in range(1, 65):
        found = np.convolve(found, kernel())
        if k in (16, 32, 64):
            places, scale = np.arange(len(found)) - len(found) // 2, np.sqrt(2 * np.pi * k)
            times.append(float(16 * k * np.abs(found * scale - np.exp(-(places**2) / (2 * k))).max()))
    return furthest_from(1.0, times)


check_bell.breaks("five equal numbers", kernel=lambda: np.full(5, 0.2))
check_bell.breaks("0.05 0.3 0.3 0.3 0.05: the same variance", kernel=lambda: np.array([0.05, 0.3, 0.3, 0.3, 0.05]))
check_bell.breaks("1 4 6 4 1 over 15.9", kernel=lambda: 16 * BLUR / 15.9)


@check("Fourier (10.1.3)", "largest gap to the sum of products, 40 random pairs of lengths 1 to 60, in units of the largest value", "<=", 1e-12,
       kind="construction")  # fmt: skip
def check_fourier(convolve: Callable[[Array, Array], Array] = signal.fftconvolve) -> float:
    """np.convolve adds up products; it knows no transform."""
    rng, gaps = np.random.default_rng(3), []
    for _ in range(40):
        f, h = (rng.normal(size=size) for size in rng.integers(1, 61, 2))
        wanted, found = np.convolve(f, h), convolve(f, h)
        gaps.append(np.abs(found - wanted).max() / np.abs(wanted).max() if found.shape == wanted.shape else np.inf)
    return largest(gaps)


check_fourier.breaks("not filled up: it wraps around", convolve=lambda f, h: np.resize(np.fft.irfft(np.fft.rfft(f, n := max(len(f), len(h))) * np.fft.rfft(h, n), n), len(f) + len(h) - 1))  # fmt: skip
check_fourier.breaks("one zero too few", convolve=lambda f, h: np.resize(np.fft.irfft(np.fft.rfft(f, n := max(1, len(f) + len(h) - 2)) * np.fft.rfft(h, n), n), len(f) + len(h) - 1))  # fmt: skip


@cached
def drawing() -> Array:
    """Return a digit 3 on a field of 10 rows and 12 columns, at the left."""
    split = digits(np.random.default_rng(0))
    return np.pad(split.X_train[np.argmax(split.y_train == 3)].reshape(8, 8), ((1, 1), (1, 3)))


def draw_stepping(before: Panel, after: Panel, kernel: str, stride: int, padding: int, moved: int, share: int) -> dict[str, Array]:  # fmt: skip
    """Draw the digit with the window where the kernel lies, and the outputs up to there."""
    weights, image = KERNELS[kernel], np.roll(drawing(), moved, axis=1)
    out, seen = through(image, weights, stride, padding), np.pad(image, padding)
    step = round(share / 100 * (out.size - 1))
    i, j = np.divmod(step, out.shape[1])
    shown = np.where(np.arange(out.size) <= step, out.ravel(), 0).reshape(out.shape)
    for panel, values, words, colors, low in ((before, seen, "picture", "gray_r", 0), (after, shown, "output", "PuOr", -1)):  # fmt: skip
        rows, columns = values.shape
        panel.axes(xlabel="", ylabel="", title=f"{words}: {rows} × {columns}", xlim=(0, columns), ylim=(rows, 0))
        panel.ax.set(xticks=[], yticks=[])
        panel.image(words, values, (0, columns, rows, 0), origin="upper", cmap=colors, vmin=low, vmax=1, aspect="equal")
    for panel, top, left, side in ((before, i * stride, j * stride, 3), (after, i, j, 1)):
        corners = np.array([[0, 1, 1, 0, 0], [0, 0, 1, 1, 0]]) * side + [[left], [top]]
        panel.line("window", *corners, color=plotting.BOUND, linestyle="-")
    after.note(f"here {out[i, j]:.2f}")
    return {"picture": seen, "output": shown, "all": out, "place": np.array([i, j])}


def explore_stepping() -> Explorer:
    """Build the explorer of a kernel that steps over a digit."""
    return explore(
        draw_stepping, panels=2, size=(8.4, 3.6), kernel=choice(tuple(KERNELS), "kernel"), stride=slider(1, 3, "stride", value=1),
        padding=slider(0, 2, "padding", value=1), moved=slider(0, 2, "digit moved to the right by", value=0), share=slider(0, 100, "how far (%)", value=100),
        storyboard=[{"share": 45}, {"moved": 1}, {"stride": 2}], alt="A digit 3 with the window of a kernel, and its output: purple where grey values rise to the "
        "right, orange where they fall. Moved digit: the same output, moved. Stride 2: half as many outputs each way",
    )  # fmt: skip


@task("a derivative", right="Right: the minus sign stands where a moved copy is taken off. In a picture such a kernel finds edges.")  # fmt: skip
def _derivative(kernel: Any) -> str:
    h = numbers(kernel)
    if h.ndim != 1 or not np.isfinite(h).all():
        return "A kernel is a list of numbers, such as [1, 2]."
    f = np.array([0.0, 2.0, 3.0, 3.0, 7.0, 0.0])
    found, wanted = np.trim_zeros(np.convolve(f, h)), np.array([2.0, 1.0, 0.0, 4.0, -7.0])
    if found.shape == wanted.shape and np.allclose(found, wanted):
        return "" if h[0] else "The numbers are right, but later: h[0] belongs to f[u] itself."
    if found.shape == wanted.shape and np.allclose(found, -wanted):
        return "That is f[u − 1] − f[u]. In a convolution h[t] multiplies f[u − t]: h[0] belongs to f[u] itself."
    if found.size > wanted.size:
        return f"That uses {np.trim_zeros(h).size} neighbours. Two are enough: f[u] and f[u − 1]."
    return "On f = (0, 2, 3, 3, 7, 0) the differences are 2, 1, 0, 4, −7; yours gives other numbers."
