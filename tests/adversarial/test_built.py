"""Section 4: the built network and how far it can be pushed."""

import numpy as np
import pytest

from dltheory.adversarial import built


def test_bad_input_is_refused_by_name():
    with pytest.raises(ValueError, match="m must"):
        built.on_sphere(1, 5)


def test_the_closest_pair_is_found_with_its_sign():
    X = np.sqrt(2) * np.array([[1.0, 0.0], [-1.0, 0.0], [0.6, 0.8]])
    assert built.Built(X, np.ones(3)).closeness == pytest.approx(0.6)  # not the 1 of the opposite pair


def test_inside_the_reach_random_pushes_change_the_output_by_their_share():
    X, y = built.on_sphere(10, 30, 1)
    model, rng = built.Built(X, y), np.random.default_rng(0)
    pushes = rng.normal(size=X.shape)
    pushes *= 0.9 * model.reach / np.linalg.norm(pushes, axis=1, keepdims=True)
    assert (y * model(X + pushes) > 0.1 - 1e-12).all()


def test_arrays_and_tensors_agree():
    torch = pytest.importorskip("torch")
    X, y = built.on_sphere(6, 12, 2)
    model = built.Built(X, y)
    np.testing.assert_allclose(model(torch.as_tensor(0.9 * X)).numpy(), model(0.9 * X), atol=1e-12)


def test_a_stated_c_takes_the_place_of_the_true_one():
    X, y = built.on_circle(6, share=0.25)
    assert built.Built(X, y).closeness == pytest.approx(np.cos(np.pi / 12))
    assert built.Built(X, y, stated=0.5).reach == pytest.approx(np.sqrt(2) / 4)


def test_with_the_condition_the_promise_is_kept_in_the_plane():
    explorer = built.explore_circle()
    for m in range(3, 11):
        explorer.draw(m=m)
        assert "promised radius" in explorer.notes()[0] and explorer.notes()[0].endswith(": kept")
    explorer.draw(m=6, share=0.1)
    assert explorer.notes()[0].endswith("not kept")


def test_an_attack_finds_the_built_networks_true_distance():
    X, y = built.on_sphere(20, 60, 3)
    model = built.Built(X, y)
    found = built.breaking(model, X, y, 1.5 * model.reach)
    np.testing.assert_allclose(found, model.reach, rtol=0.02)


def test_no_distance_without_the_right_signs():
    X, y = built.on_sphere(5, 10, 3)
    assert np.isnan(built.breaking(built.Built(X, -y), X, y, 1.0)).all()


def test_one_push_is_judged_by_its_misconception():
    judge = built._one_push
    assert judge(lambda X, y: (v := y @ X) / np.linalg.norm(v)) == ""
    assert "length" in judge(lambda X, y: y @ X)
    assert "other way" in judge(lambda X, y: (v := -(y @ X)) / np.linalg.norm(v))
    assert "mean of all points" in judge(lambda X, y: (v := X.sum(axis=0)) / np.linalg.norm(v))
    assert "turn" in judge(lambda X, y: X[0] / np.linalg.norm(X[0]))
    assert "shape" in judge(lambda X, y: y)


def test_the_numbers_of_the_text():
    safe, breaks = (np.mean(part, axis=0) for part in built.compare())
    assert safe[-1] == pytest.approx(14, abs=0.3) and breaks[-1] == pytest.approx(3.1, abs=0.2)
    assert safe[0] / breaks[0] < 2 and safe[-1] / breaks[-1] == pytest.approx(4.5, abs=0.3)
    X, y = built.on_sphere(160, built.D, seed=0)
    assert (y * built.Learned(X, y)(X) >= 5).all()
    X, y = built.on_sphere(400, 400, seed=400)
    assert built.Built(X, y).reach == pytest.approx(7.7, abs=0.1)
    assert np.median(built.breaking(built.Learned(X, y), X[:50], y[:50], 8.0)) == pytest.approx(1.5, abs=0.15)
