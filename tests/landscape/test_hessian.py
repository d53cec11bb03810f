import numpy as np
import pytest
import torch

from dltheory import landscape as ls
from dltheory.landscape import hessian
from dltheory.tasks import your_turn


def test_products_are_those_of_the_full_matrix():
    H = torch.func.jacrev(torch.func.grad(hessian.curved_loss(20)))(hessian.settled(20)).numpy()
    v = np.random.default_rng(1).standard_normal(760)
    np.testing.assert_allclose(ls.products(20)(v), H @ v, atol=1e-12)


def test_the_two_parts_are_as_the_page_says():
    X, y = ls.training_digits(20, centred=True)
    for seed in (0, 1, 2):
        parts, theta = ls.two_parts(20, seed), hessian.settled(20, seed, 10)
        assert np.linalg.eigvalsh(parts["G"])[0] > -1e-12
        np.testing.assert_allclose(parts["G"] + parts["R"], parts["H"], atol=1e-14)
        assert np.linalg.eigvalsh(parts["R"])[0] <= np.linalg.eigvalsh(parts["H"])[0] < 0
        sizes = np.abs(np.linalg.eigvalsh(parts["H"]))
        assert (sizes > 1e-12 * sizes.max()).sum() == 20 * 10 + 11 * 9
        assert (hessian.outputs(theta, X, *hessian.NET).argmax(dim=1) == y).all()


def test_the_hardest_tenth_carries_most_of_the_curvature():
    X, _ = ls.training_digits(500, centred=True)
    for seed in (0, 1, 2):
        theta = hessian.settled(500, seed)
        J = torch.func.jacrev(lambda weights: hessian.outputs(weights, X, *hessian.NET))(theta)
        p = torch.softmax(hessian.outputs(theta, X, *hessian.NET), dim=1)
        traces = torch.einsum("nka,nkl,nla->n", J, torch.diag_embed(p) - p[:, :, None] * p[:, None], J)
        assert traces.sort(descending=True).values[:50].sum() > 0.58 * traces.sum()


def test_the_numbers_of_the_page():
    start, later, end = (ls.curvatures(steps=steps) for steps in (0, 100, 400))
    assert -start[0] / start[-1] == pytest.approx(0.70, abs=0.02)
    assert -later[0] / later[-1] == pytest.approx(0.03, abs=0.005)
    assert -end[0] / end[-1] == pytest.approx(0.008, abs=0.001)
    assert [values[-1] for values in (start, later, end)] == pytest.approx([0.35, 0.1, 0.03], abs=0.002)
    assert end[-10:].sum() / end.sum() == pytest.approx(0.37, abs=0.004)
    assert end[-1] / end.mean() == pytest.approx(53, abs=0.45)
    assert np.mean(np.abs(end) < 0.01 * end[-1]) == pytest.approx(0.8, abs=0.02)


def test_lanczos_is_exact_on_a_small_matrix():
    rng = np.random.default_rng(0)
    M = rng.normal(size=(12, 12))
    M = M + M.T
    found = hessian.ritz(lambda v: M @ v, 12, size=12)
    np.testing.assert_allclose(found, np.linalg.eigvalsh(M), atol=1e-10)


def test_bad_arguments():
    with pytest.raises(ValueError, match="steps must be a whole number"):
        ls.lanczos(lambda v: v, np.ones(3), 0)
    with pytest.raises(ValueError, match="steps must be a whole number"):
        ls.curvatures(20, 0, -1)


def centred(gradient, theta, v, eps=1e-5):
    return (gradient(theta + eps * v) - gradient(theta - eps * v)) / (2 * eps)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (centred, "Right"),
        (lambda g, t, v: np.linalg.norm(v) * centred(g, t, v / np.linalg.norm(v)), "Right"),
        (lambda g, t, v: g(t + v) - g(t), "Too long"),
        (lambda g, t, v: (g(t + v) - g(t - v)) / 2, "Too long"),
        (lambda g, t, v: 2 * centred(g, t, v), "Twice"),
        (lambda g, t, v: centred(g, t, v / np.linalg.norm(v)), "unit vector"),
        (lambda g, t, v: centred(g, t, -v), "sign"),
        (lambda g, t, v: (g(t + 1e-4 * v) - g(t)) / 1e-4, "Nearly"),
        (lambda g, t, v: g(t) * v, "should be"),
        (lambda g, t, v: 1.0, "shape of v"),
    ],
)
def test_the_product_task_names_the_misconception(answer, words):
    said = your_turn("a product without the matrix", answer)
    assert words in said.sentence and said.state == ("right" if words == "Right" else "wrong")
