"""Section 9, from probabilities to a text: the most probable one by search, or one that is drawn, at a temperature or cut."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from ..evidence import check, erratum
from ..interactive import Explorer, Panel, explore, slider
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_count, require_positive
from .decoder import language, trained_decoder

#: From a beginning, a tuple of word numbers, to the probabilities of the next words. A beginning that is no key has ended.
Words = tuple[int, ...]
Tree = Mapping[Words, Sequence[float] | Array]
Search = Callable[[Tree, int, int], list[tuple[Words, float]]]
#: How many letters are searched, their names, the two that they follow, and their colours.
STEPS, LETTERS, START = 5, "abcdef", (5, 3)
INKS = np.array([[86, 180, 233], [240, 228, 66], [0, 158, 115], [204, 121, 167], [230, 159, 0], [150, 150, 150]]) / 255


def beam(tree: Tree, width: int, steps: int) -> list[tuple[Words, float]]:
    """Return the `width` most probable beginnings after so many steps, with probabilities; what has ended stays as it is."""
    require_count(1, width=width)
    require_count(0, steps=steps)
    kept: list[tuple[Words, float]] = [((), 1.0)]
    for _ in range(steps):
        longer = [((*words, j), p * float(q)) for words, p in kept for j, q in enumerate(tree.get(words, ()))]
        longer += [(words, p) for words, p in kept if words not in tree]
        kept = sorted(longer, key=lambda one: -one[1])[:width]
    return kept


def _every(tree: Tree, steps: int, words: Words = (), p: float = 1.0) -> dict[Words, float]:
    if len(words) == steps or words not in tree:
        return {words: p}
    return {w: r for j, q in enumerate(tree[words]) for w, r in _every(tree, steps, (*words, j), p * q).items()}


def boxes(tree: Tree, steps: int) -> dict[Words, tuple[float, float]]:
    """Return for all texts of so many words a part (low, high) of [0, 1] each: as long as it is probable, in the tree's order."""
    every = _every(tree, steps)
    ends = np.cumsum([0.0, *every.values()]).tolist()
    return dict(zip(every, itertools.pairwise(ends), strict=True))


def drawn_from(P: Array, *, temperature: float = 1.0, k: int | None = None, p: float | None = None) -> Array:
    """Return the laws (..., K) that are drawn from in place of P: at a temperature, then cut to the likeliest, top-k or top-p.

    A word stays if fewer than `k` are likelier, and if the likelier ones have less than `p` together.
    """
    require_positive(temperature=temperature, **{name: cut for name, cut in (("k", k), ("p", p)) if cut is not None})
    P = (P / P.max(-1, keepdims=True)) ** (1 / temperature)
    P = P / P.sum(-1, keepdims=True)
    likelier = P[..., None, :] > P[..., :, None]
    P = P * (likelier.sum(-1) < (k or np.inf)) * ((likelier * P[..., None, :]).sum(-1) < (p or np.inf))
    return np.asarray(P / P.sum(-1, keepdims=True))


@check("Section 10.4.4", "texts that a beam of full width misses, adds or misjudges, in 60 random trees where some end early; and "
       "trees where width 1, 2 or 3 does not keep what the definition keeps", "==", 0.0, kind="construction")  # fmt: skip
def check_full_width(search: Search = beam) -> float:
    """All sentences are listed by recursion."""
    wrong, rng = 0, np.random.default_rng(0)
    for _ in range(60):
        K, steps = rng.integers(2, 5, size=2).tolist()
        beginnings = (w for n in range(steps) for w in itertools.product(range(K), repeat=n))
        tree = {w: rng.dirichlet(np.ones(K)) for w in beginnings if not w or rng.random() < 0.8}
        every = sorted(_every(tree, steps).items(), key=lambda one: -one[1])
        found = search(tree, len(every), steps)
        right = sum(w == v and abs(p - q) < 1e-12 for (w, p), (v, q) in zip(found, every, strict=False))
        wrong += max(len(found), len(every)) - right
        for width in (1, 2, 3):
            kept: dict[Words, float] = {(): 1.0}
            for n in range(1, steps + 1):
                reached = {w: p for w, p in _every(tree, n).items() if w in kept or w[:-1] in kept}
                kept = dict(sorted(reached.items(), key=lambda one: -one[1])[:width])
            wrong += [w for w, _ in search(tree, width, steps)] != list(kept)
    return float(wrong)


def _printed(tree: Tree, width: int, steps: int) -> list[tuple[Words, float]]:
    """Search as Listing 10.4 does: what has ended has no next word, and is dropped."""
    beginnings = itertools.chain(*(_every(tree, n) for n in range(1, steps)))
    return beam({**dict.fromkeys(beginnings, ()), **tree}, width, steps)


check_full_width.breaks("ended sentences dropped (slip 102)", search=_printed)
check_full_width.breaks("one sentence fewer", search=lambda tree, width, steps: beam(tree, max(width - 1, 1), steps))
check_full_width.breaks("every width is the full one", search=lambda tree, width, steps: beam(tree, 5**steps, steps)[:width])  # fmt: skip
check_full_width.breaks("the likeliest word each time", search=lambda tree, width, steps: beam(tree, 1, steps))


@erratum(102, "Listing 10.4", "probability of the second answer of a beam of width 3", "==", 0.25, 1e-12,
         printed="what has no next word is dropped", corrected="a sentence that has ended keeps its place")  # fmt: skip
def erratum_ended() -> tuple[float, float]:
    """On the notes' own tree; as printed, three steps return nothing at all."""
    tree = {(): (0.4, 0.35, 0.25), (0,): (0.5, 0.2), (1,): (0.8,)}
    return _printed(tree, 3, 2)[1][1], beam(tree, 3, 2)[1][1]


@check("Section 10.4.4", "largest gap to the definitions on 200 random laws of 6 words: temperature by logarithms, top-k by sorting, "
       "top-p by trying all 64 sets of words", "<=", 0.0, 1e-12, kind="class bound")  # fmt: skip
def check_cuts(choose: Callable[..., Array] = drawn_from) -> float:
    """Each set is tried for top-p; of equally small ones the likeliest counts."""
    found, rng, sets = [], np.random.default_rng(1), np.array(list(itertools.product((0, 1), repeat=6)))
    for _ in range(200):
        law, (T, p), k = rng.dirichlet(np.full(6, 0.5)), rng.uniform((0.2, 0.05), (3, 0.99)), int(rng.integers(1, 7))
        smallest = max((s for s in sets if s @ law >= p), key=lambda s: (-s.sum(), s @ law))
        likeliest, warm = law >= np.sort(law)[-k], np.exp(np.log(law) / T)
        for how, want in ({"temperature": T}, warm), ({"k": k}, likeliest * law), ({"p": p}, smallest * law):
            found.append(np.abs(choose(law, **how) - want / want.sum()).max())
    return float(np.max(found))


check_cuts.breaks("top-p without the word that crosses p", choose=lambda P, *, p=None, **how: drawn_from(P, **how) if p is None else (
    lambda Q: Q * (Q > Q[Q > 0].min()) / max(Q[Q > Q[Q > 0].min()].sum(), 1e-9))(drawn_from(P, p=p)))  # fmt: skip
check_cuts.breaks("not made to sum to 1 again", choose=lambda P, **how: (drawn_from(P, **how) > 0) * P)
check_cuts.breaks("hot and cold exchanged", choose=lambda P, temperature=1.0, **how: drawn_from(
    P, temperature=1 / temperature, **how))  # fmt: skip


def _laws(X: Array) -> Array:
    """Return the trained decoder's laws (n, T, 6) of the next letter, after each letter of texts (n, T)."""
    import torch

    model = trained_decoder()
    with torch.no_grad():
        return np.asarray(torch.softmax(model(torch.as_tensor(X)), dim=-1))


@cached
def written(temperature: float = 1.0, k: int | None = None, p: float | None = None) -> Array:
    """Return 500 texts of 24 letters (500, 24); the language gives the first two, and the decoder draws the others."""
    rng, pairs = np.random.default_rng(0), language().pairs
    X = np.stack(np.divmod(rng.choice(36, 500, p=pairs.ravel()), 6), axis=1)
    for _ in range(22):
        ends = drawn_from(_laws(X)[:, -1], temperature=temperature, k=k, p=p).cumsum(axis=1)
        X = np.column_stack([X, (rng.random((500, 1)) > ends[:, :-1]).sum(axis=1)])
    return X


def judge(X: Array) -> tuple[float, float, float]:
    """Return for texts (n, T) the mean loss of a letter, how far triples' shares are off, how many times too often rare letters are."""
    P, shares = language().table, language().pairs[..., None] * language().table
    triples = 36 * X[:, :-2] + 6 * X[:, 1:-1] + X[:, 2:]
    found = np.bincount(triples.ravel(), minlength=216).reshape(P.shape) / triples.size
    off, rare = np.abs(found - shares).sum() / 2, found[P < 0.005].sum() / shares[P < 0.005].sum()
    return float(-np.log(P.ravel()[triples]).mean()), float(off), float(rare)


@check("Section 10.4.4", "how far the shares of triples of letters in 500 texts at temperature 1 are off, half the sum of the differences to the language's",
       "<=", 0.065, kind="instance")  # fmt: skip
def check_language(write: Callable[..., Array] = written) -> float:
    """As many texts of the language itself are at 0.04."""
    return judge(write())[1]


for _words, _how in (("temperature 0.5", {"temperature": 0.5}), ("temperature 2", {"temperature": 2.0}), ("the likeliest letter each time", {"k": 1}),
                     ("temperature 0.8", {"temperature": 0.8}), ("top-p, 0.8", {"p": 0.8}), ("top-p, 0.9", {"p": 0.9}), ("top-k, 3", {"k": 3})):  # fmt: skip
    check_language.breaks(_words, write=partial(written, **_how))


@cached
def _continued() -> tuple[tuple[Words, ...], Array]:
    """Return all beginnings of up to 4 letters after START, and the decoder's laws (1555, 6) of what comes next."""
    last = list(itertools.product(range(6), repeat=STEPS - 1))
    laws = _laws(np.array([(*START, *w) for w in last]))
    found = {w[:n]: law[1 + n] for w, law in zip(last, laws, strict=True) for n in range(STEPS)}
    return tuple(found), np.array(list(found.values()))


def draw_beam(panel: Panel, width: int, temperature: float) -> dict[str, Any]:
    """Draw each beginning as a box as high as it is probable, in full colour where the beam keeps it; strokes: two texts."""
    names, laws = _continued()
    tree = dict(zip(names, drawn_from(laws, temperature=temperature), strict=True))
    columns, picture = [boxes(tree, n) for n in range(1, STEPS + 1)], np.ones((400, STEPS, 3))
    kept = {w for n in range(1, STEPS + 1) for w, _ in beam(tree, width, n)}
    letters: dict[int, list[tuple[float, float]]] = {j: [] for j in range(6)}
    for w, (low, high) in itertools.chain(*(column.items() for column in columns)):
        ink = INKS[w[-1]] if w in kept else 0.75 + 0.25 * INKS[w[-1]]
        picture[round(400 * low) : round(400 * high), len(w) - 1] = ink
        if high - low > 0.04:
            picture[round(400 * low), len(w) - 1] = 1
            letters[w[-1]].append((len(w) - 0.35, (low + high) / 2))
    panel.axes(xlabel="letter", ylabel="probability, added up", xlim=(0.5, STEPS + 0.5), ylim=(0, 1))
    panel.ax.grid(False)
    panel.image("boxes", picture, (0.5, STEPS + 0.5, 0, 1), vmin=0, vmax=1, interpolation="nearest")
    for j, at in letters.items():
        x, y = np.array(at).reshape(-1, 2).T
        panel.points(LETTERS[j], x, y, marker=f"${LETTERS[j]}$", color="black", markersize=7 if j % 2 else 5)
    best = max(columns[-1], key=lambda w: columns[-1][w][1] - columns[-1][w][0])
    found, said = beam(tree, width, STEPS)[0][0], []
    for name, w, style in (("best of all", best, "--"), ("beam", found, "-")):
        middle = np.repeat([sum(column[w[: n + 1]]) / 2 for n, column in enumerate(columns)], 3)
        across = np.add.outer(np.arange(1, STEPS + 1), [-0.2, 0.5, math.nan]).ravel()
        panel.line(name, across[:-1], middle[:-1], True, color="black", linestyle=style, linewidth=1.8)
        said.append(f"{name}: {''.join(LETTERS[j] for j in w)} {columns[-1][w][1] - columns[-1][w][0]:.3f}")
    panel.note("; ".join(said[::-1]))
    return {"picture": picture, "found": np.array(found), "best": np.array(best)}


def explore_beam() -> Explorer:
    """Build the explorer of searching the decoder's texts of five letters: the beam's width, and the temperature."""
    return explore(
        draw_beam, size=(7.2, 4.2), width=slider(1, 12, "width of the beam", value=1),
        temperature=slider(0.1, 3.0, "temperature", value=1.0, step=0.1),
        caption=lambda width, temperature: f"width {width}, temperature {temperature:g}",
        storyboard=[{"width": 1}, {"width": 3}, {"width": 4}, {"width": 4, "temperature": 0.3}],
        alt="Five columns of boxes, each as high as its beginning is probable; with the width more of them are in full colour; strokes mark "
        "the beam's text and the most probable one",
    )  # fmt: skip


@task("a temperature", right="Right. Large T brings all words together, small T leaves the likeliest alone.")
def _temperature(warm: Callable[[Array, float], Any]) -> str:
    for law, T in ((np.array([0.8, 0.2]), 0.5), (np.array([0.5, 0.3, 0.2]), 2.0), (np.array([1e-3, 0.999]), 0.1)):
        found, power, wrongly = numbers(warm(law.copy(), T)), law ** (1 / T), np.exp(law / T)
        if found.shape != law.shape:
            return f"For {len(law)} probabilities {len(law)} are asked for; yours have the shape {found.shape}."
        if np.allclose(found, power):
            return "These do not sum to 1: divide by their sum."
        if np.allclose(found, law**T / (law**T).sum()):
            return "A small T must sharpen, and yours flattens: what goes into the softmax is divided by T, not multiplied."
        if np.allclose(found, wrongly / wrongly.sum()):
            return "That puts probabilities into the softmax. Which numbers does the softmax turn into these probabilities?"
        if not np.allclose(found, power / power.sum()):
            return f"At T = {T} {law} becomes {np.round(power / power.sum(), 3)}, and yours {np.round(found, 3)}."
    return ""
