"""Section 2: attacks on a network; foolbox makes the same ones."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from dltheory import adversarial as av
from dltheory.adversarial import attacks
from dltheory.tasks import your_turn

#: Shares still right under foolbox 3.3.4 on the network below. It is no dependency: it draws in three more packages to compare
#: 16 numbers. With foolbox and GitPython installed, they are made again by
#: PYTHONPATH=tests/adversarial python -c "import test_attacks; test_attacks.record()"
RECORDED = Path(__file__).parents[1] / "data" / "foolbox.json"
EPS = {"inf": (0.02, 0.04, 0.07, 0.1), "2": (0.15, 0.3, 0.45, 0.6)}


def fixed_network():
    """Return a network that is the same everywhere: random tanh units, and a last layer by least squares."""
    rng = np.random.default_rng(8)
    X, y, *_ = (part.numpy() for part in av.pictures())
    W, b = rng.normal(size=(150, 64)) / 4, rng.normal(size=150) / 4
    H = np.tanh(X.reshape(-1, 64) @ W.T + b)
    V = np.linalg.solve(H.T @ H + 0.01 * np.eye(150), H.T @ (10 * np.eye(10)[y]))
    first, last = torch.nn.Linear(64, 150), torch.nn.Linear(150, 10, bias=False)
    net = torch.nn.Sequential(torch.nn.Flatten(), first, torch.nn.Tanh(), last).double()
    with torch.no_grad():
        first.weight.copy_(torch.as_tensor(W))
        first.bias.copy_(torch.as_tensor(b))
        last.weight.copy_(torch.as_tensor(V.T))
    return net.eval()


def record():
    import foolbox

    net, (_, _, X, y) = fixed_network(), av.pictures()
    model, found = foolbox.PyTorchModel(net, bounds=(0, 1)), {}
    many = {"rel_stepsize": 0.25, "steps": 20, "random_start": False}
    of = foolbox.attacks
    for norm, one, pgd in (
        ("inf", of.LinfFastGradientAttack, of.LinfPGD),
        ("2", of.L2FastGradientAttack, of.L2PGD),
    ):
        for name, attack in (("one", one(random_start=False)), ("many", pgd(**many))):
            ends = [attack.run(model, X, foolbox.criteria.Misclassification(y), epsilon=eps) for eps in EPS[norm]]
            found[f"{name} {norm}"] = [av.share_right(net, Z, y) for Z in ends]
    RECORDED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


@pytest.mark.parametrize("norm", EPS)
@pytest.mark.parametrize("name", ["one", "many"])
def test_the_shares_left_are_those_of_foolbox(name, norm):
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))[f"{name} {norm}"]
    net, (_, _, X, y) = fixed_network(), av.pictures()
    ways = {"one": attacks.one_step, "many": lambda eps, norm: av.Attack(eps, norm, start="clean")}
    left = [av.share_right(net, ways[name](eps, norm)(net, X, y), y) for eps in EPS[norm]]
    np.testing.assert_allclose(left, recorded, atol=0.01)
    assert recorded[0] > 0.7 and recorded[-1] < 0.4  # something is compared


def test_bad_input_is_refused_by_name():
    for call, words in [
        (lambda: av.Attack(0.0), "eps must"),
        (lambda: av.Attack(0.1, "3"), "norm must"),
        (lambda: av.Attack(0.1, steps=0), "steps must"),
        (lambda: av.Attack(0.1, restarts=0), "restarts must"),
        (lambda: av.Attack(0.1, start="there"), "start must"),
        (lambda: av.noise(0.1, "1"), "norm must"),
        (lambda: av.build("large"), "kind must"),
        (lambda: av.fit(av.build("linear"), steps=-1), "steps must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize("norm", ["inf", "2"])
def test_an_attack_stays_in_the_ball_and_its_restarts_keep_the_worst(norm):
    _, _, X, y = av.pictures()
    X, y, net, eps = X[:60], y[:60], av.trained("dense"), 0.1 if norm == "inf" else 0.8
    one, many = (av.Attack(eps, norm, restarts=count)(net, X, y) for count in (1, 4))
    for Z in (one, many):
        assert float((Z - X).flatten(1).norm(dim=1, p=float(norm)).max()) <= eps * (1 + 1e-9)
        assert float(Z.min()) >= 0 and float(Z.max()) <= 1 and not Z.requires_grad
    loss = torch.nn.CrossEntropyLoss(reduction="none")
    with torch.no_grad():
        assert (loss(net(many), y) >= loss(net(one), y)).all()
    assert torch.equal(many, av.Attack(eps, norm, restarts=4)(net, X, y))


def test_an_attack_on_other_losses_and_shapes():
    W = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
    X = torch.zeros(2, 3, dtype=torch.float64)
    y = torch.tensor([1.0, -1.0], dtype=torch.float64)
    for norm, lowest in (("inf", 3.5), ("2", float(W.norm()))):
        Z = av.Attack(1.0, norm, losses=lambda f, y: -y * f, box=False)(lambda X: X @ W, X, y)
        np.testing.assert_allclose((y * (Z @ W)).numpy(), -lowest, rtol=1e-3)


def test_what_the_text_says():
    net, (_, _, X, y) = av.trained(), av.pictures()[:4]
    left = [av.share_right(net, av.Attack(0.1, steps=k)(net, X, y), y) for k in (4, 20, 40)]
    np.testing.assert_allclose(left, [0.678, 0.544, 0.544], atol=0.02)
    assert attacks.still_right(net, attacks.one_step, "inf", (0.1,))[0] - left[1] == pytest.approx(0.04, abs=0.015)


def test_the_explorer_shows_where_the_answer_turns():
    explorer = attacks.explore_push()
    norm = next(iter(attacks.NAMES))
    assert np.argmax(explorer.draw(eps=0.0, digit="a 3", norm=norm)["logits"]) == 3
    assert np.abs(explorer.draw(eps=0.0)["push"]).max() == 0
    assert np.argmax(explorer.draw(eps=0.2, digit="a 3", norm=norm)["logits"]) != 3
    assert np.abs(explorer.draw(eps=0.2)["push"]).max() == pytest.approx(0.2)


@pytest.mark.parametrize(
    "attack",
    [
        lambda eps, norm: lambda net, X, y: X,
        lambda eps, norm: lambda net, X, y: av.Attack(eps, norm)(net, X, (y + 1) % 10),  # away from another digit
        lambda eps, norm: av.Attack(0.9 * eps, norm),
        lambda eps, norm: av.Attack(
            eps, norm, losses=lambda f, y: -torch.nn.functional.cross_entropy(f, y, reduction="none")
        ),
    ],
)
def test_the_check_of_many_steps_notices_a_worse_attack(attack):
    assert not attacks.check_stronger(attack=attack).holds


def three(f, y):
    return f[:, 3] - torch.logsumexp(f, dim=1)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("length of a push", 0.8, "right", "√64"),
        ("length of a push", 6.4, "wrong", "norm 1"),
        ("length of a push", 0.64, "wrong", "root"),
        ("steps to the corner", 4, "right", "4 times"),
        ("steps to the corner", 20, "wrong", "nothing changed"),
        ("many steps on a line", "equal", "right", "same corner"),
        ("many steps on a line", "many", "wrong", "everywhere"),
        ("make them all threes", three, "right", "whatever"),
        (
            "make them all threes",
            lambda f, y: -torch.nn.functional.cross_entropy(f, 0 * y + 3, reduction="none"),
            "right",
            "3",
        ),
        ("make them all threes", lambda f, y: -three(f, y), "wrong", "turn the sign"),
        ("make them all threes", lambda f, y: three(f, y).sum(), "wrong", "each picture"),
        ("make them all threes", lambda f, y: 3.0, "wrong", "tensor"),
        (
            "make them all threes",
            lambda f, y: -torch.nn.functional.cross_entropy(f, y, reduction="none"),
            "wrong",
            "whatever y",
        ),
        (
            "make them all threes",
            lambda f, y: torch.nn.functional.cross_entropy(f, y, reduction="none"),
            "wrong",
            "whatever y",
        ),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
