"""Section 4: the library's scattering, what the text says of shifts and bends, the tasks."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import zoom
from sklearn.linear_model import LogisticRegression

from dltheory import architectures as ar
from dltheory.architectures import scattering
from dltheory.tasks import your_turn

#: Made by tools/record_architectures.py kymatio, with kymatio 0.3.0, which needs an older scipy.
LIBRARY = Path(__file__).parents[1] / "data" / "kymatio.json"


@pytest.mark.parametrize(("seed", "n", "J", "L"), [(0, 16, 2, 8), (1, 32, 3, 4)])
def test_scattering_is_that_of_the_library(seed, n, J, L):
    wanted = np.array(json.loads(LIBRARY.read_text(encoding="utf-8"))[seed])
    x = np.random.default_rng(seed).random((n, n))
    found = ar.scatter(scattering.mirrored(x, J), J, L)[:, 1:-1, 1:-1]
    orders = np.repeat([1, 2, 3], [1, J * L, L * L * J * (J - 1) // 2])
    assert found.shape == wanted.shape == (len(orders), n // 2**J, n // 2**J)
    np.testing.assert_allclose(found * (np.pi / 3.1415) ** orders[:, None, None], wanted, atol=1e-6)
    assert np.abs(wanted).max() > 0.3


def test_wavelets_are_what_the_text_says():
    for n, J, most in ((16, 2, 1), (32, 2, 1), (64, 2, 1), (32, 3, 1.02), (64, 3, 1.02), (64, 4, 1.05)):
        psi, phi = ar.wavelets(n, J)
        np.testing.assert_allclose(psi[..., 0, 0], 0, atol=1e-12)
        np.testing.assert_allclose(phi[0, 0], 1, atol=1e-6)
        opposite = np.roll(psi[..., ::-1, ::-1], 1, (-2, -1))
        assert (phi**2 + (psi**2 + opposite**2).sum(axis=(0, 1)) / 2).max() <= most + 1e-9


@pytest.mark.parametrize("call", [lambda: ar.wavelets(10, 2), lambda: ar.wavelets(16, 0), lambda: ar.packet(0.0)])
def test_bad_input_is_refused_by_name(call):
    with pytest.raises(ValueError, match="must be"):
        call()


def test_the_sum_of_sizes_of_a_moved_bell():
    """The text's 2c/2^J."""
    for J in (2, 3):
        phi = np.fft.ifft2(ar.wavelets(64, J)[1]).real
        assert np.abs(np.roll(phi, 1, axis=0) - phi).sum() == pytest.approx(2 / 2**J, rel=0.05)


def test_distances_and_energy_as_told():
    x, pairs = ar.digit(3), {}
    for name, other in (("moved", ar.moved(x, (2, 0))), ("bent", ar.moved(x, bend=0.4)), ("8", ar.digit(8))):
        pairs[name] = [ar.distance(*(ar.scatter(z, J, coarse=False) if J else z for z in (x, other))) for J in range(5)]
    np.testing.assert_allclose(pairs["moved"], [0.82, 0.65, 0.44, 0.22, 0.08], atol=0.006)
    np.testing.assert_allclose(pairs["bent"], [0.52, 0.44, 0.34, 0.24, 0.19], atol=0.006)
    assert pairs["8"][0] == pytest.approx(0.86, abs=0.006) and pairs["8"][4] > 5 * pairs["moved"][4]
    kept = (ar.scatter(x, 3, coarse=False) ** 2).sum() / (x**2).sum()
    assert kept == pytest.approx(0.756, abs=0.002)
    np.testing.assert_allclose(
        ar.moved(x, (3, 0)), np.roll(x, 3, axis=0), atol=1e-3
    )  # a spline is not local, but nearly


def test_the_paper_task():
    def filtered(x):
        return np.fft.ifft(np.fft.fft(x) * np.fft.fft([0.5, -0.5, 0, 0])).real

    fast, slow = np.array([1.0, -1, 1, -1]), np.array([1.0, 1, -1, -1])
    assert abs(filtered(fast).mean()) < 1e-12 and abs(filtered(fast)).mean() == pytest.approx(1)
    assert abs(filtered(slow)).mean() == pytest.approx(0.5)


def test_a_digit_at_both_ends_of_its_orbit():
    X = ar.orbit(3).reshape(17, -1)
    ends, middle = np.linalg.norm(X[0] - X[16]), np.linalg.norm(X[0] - X[8])
    assert 0.8 < ends / middle < 1.25
    assert np.isnan(ar.off_line(np.ones((4, 3)))) and ar.off_line(np.outer(np.arange(4.0), [1, 2])) < 1e-12


def test_recorded_shares_as_told():
    rows = {name: shares.mean(axis=0) for name, shares in ar.recorded_few().items()}
    assert all(shares.shape == (5, 6) for shares in ar.recorded_few().values())
    assert rows["scattering"][3] > rows["CNN"][4]  # 100 labels against 300
    assert (ar.recorded_few()["scattering"][:, -1] > ar.recorded_few()["CNN"][:, -1]).all()
    assert (rows["kernel machine"] > rows["CNN"]).all()
    lasts = [round(1000 * rows[name][-1]) for name in ("scattering", "kernel machine", "CNN")]
    assert lasts == [996, 993, 965]


def test_scattering_is_told_from_what_only_looks_like_it():
    """What held for the first version of these checks: identity, blur, Fourier, no modulus, too large wavelets, a frame's numbers."""
    fourier = lambda X, *given, **how: abs(np.fft.fft2(X)) / 32  # noqa: E731
    same = lambda X, *given, **how: X  # noqa: E731
    real = lambda X, *given, **how: ar.scatter(X, *given, size=np.real, **how)  # noqa: E731
    for transform in (fourier, same, real):
        assert not ar.check_contraction(transform).holds
        assert not ar.check_steady(transform).holds
        assert not ar.check_orbits(transform).holds
    assert not ar.check_steady(lambda *given, **how: 2.25 * ar.scatter(*given, **how)).holds
    assert not ar.check_contraction(lambda X, **how: ar.scatter(X, 3, **how)).holds, "its waves' sums are above 1"


@pytest.mark.parametrize("base", [(0, 0), (4, 4)])
def test_how_far_two_points_are_does_not_depend_on_where_the_digit_stands(base):
    """The text's percents; on each 16th point only, they would be anything."""

    def shifted(transform):
        return lambda X, J, **how: transform(np.roll(X, base, (-2, -1)), J, **how)

    blur = lambda X, J, **how: ar.scatter(X, J, **how)[:, :1]  # noqa: E731
    pixels = lambda X, J, **how: X  # noqa: E731
    for transform, wanted in ((ar.scatter, 0.53), (blur, 1.43), (pixels, 1.17)):
        assert ar.check_orbits(shifted(transform)).measured == pytest.approx(wanted, abs=0.006)


def test_a_shift_of_one_point_is_no_bend():
    x = ar.digit(3)
    found = np.linalg.norm(ar.scatter(ar.moved(x, (1, 0)), 3, coarse=False) - ar.scatter(x, 3, coarse=False))
    assert found / np.linalg.norm(x) == pytest.approx(0.097, abs=0.005)


def test_the_live_share_is_among_the_recorded_ones():
    """The cross in the section's last picture: five labels a digit."""
    X, y, X_new, y_new = ar.pictures()
    rows = np.concatenate([np.flatnonzero(y == digit)[:5] for digit in range(10)])
    Z, Z_new = (
        np.log(ar.scatter(ar.mirrored(zoom(P[:, 0], (1, 2, 2), order=1, grid_mode=True, mode="nearest"))) + 1e-3)
        for P in (X[rows], X_new)
    )
    Z, Z_new = (P[..., 1:-1, 1:-1].reshape(len(P), -1) for P in (Z, Z_new))
    scale = 36 * (Z.std(axis=0) + 0.01)
    classifier = LogisticRegression(C=100, max_iter=2000).fit((Z - Z.mean(axis=0)) / scale, y[rows])
    shares = ar.recorded_few()["scattering"][:, 2]
    assert shares.min() <= classifier.score((Z_new - Z.mean(axis=0)) / scale, y_new) <= shares.max()


def strength(x, psi):
    return np.abs(np.fft.ifft(np.fft.fft(x) * np.fft.fft(psi))).mean()


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a wavelet's sum", 0, "right", "multiply"),
        ("a wavelet's sum", 50, "wrong", "mean 0"),
        ("paths", 217, "right", "three pairs"),
        ("paths", 601, "wrong", "k > j"),
        ("paths", 81, "wrong", "two scales"),
        ("a thousand labels", "scattering", "right", "five draws"),
        ("a thousand labels", "cnn", "wrong", "costs labels"),
        ("what no shift changes", strength, "right", "bump"),
        ("what no shift changes", lambda x, psi: np.fft.ifft(np.fft.fft(x) * np.fft.fft(psi)).mean(), "wrong", "cancel"),
        ("what no shift changes", lambda x, psi: abs(np.convolve(x, psi)).mean(), "wrong", "circle"),
        ("what no shift changes", lambda x, psi: strength(x, psi) ** 2, "wrong", "squares"),
        ("what no shift changes", lambda x, psi: 2 * strength(x, psi), "wrong", "not the mean"),
        ("what no shift changes", lambda x, psi: len(x) * strength(x, psi), "wrong", "average"),
        ("what no shift changes", lambda x, psi: abs(x), "wrong", "error"),
    ],
)  # fmt: skip
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
