"""Section 8, a decoder: the mask, positions as clocks, a language whose law is known, and one that no finite past explains."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from scipy.special import entr
from torch import Tensor, nn

from ..data import read_record
from ..evidence import check, erratum, largest
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..training import made
from ..validation import require_count, require_multiple
from .attention import Block, attend, small_block
from .layer import RECORD

#: Lengths of the texts in six letters and of the even process; the steps at which the live training is looked at.
LENGTH, EVEN_LENGTH = 24, 32
WATCHED = (0, 10, 25, 50, 75, 100, 125, 150, 175, 200, 250, 300, 400, 500, 600)


@dataclass(frozen=True)
class Language:
    """A language in which the next letter's law depends on the last two.

    `table[a, b, c]` is the probability of c after a, b; `pairs[a, b]` how often the pair comes; `rate`, `one_letter`,
    `no_letter` are the least mean losses of who knows the last two letters (the entropy rate), the last one, none.
    """

    table: Array
    pairs: Array
    rate: float
    one_letter: float
    no_letter: float

    def texts(self, n: int, rng: np.random.Generator, length: int = LENGTH) -> Tensor:
        """Return n texts (n, length), numbers from 0."""
        letters, steps = len(self.table), self.table.cumsum(axis=2)
        found = np.empty((n, length), dtype=np.int64)
        found[:, 0], found[:, 1] = np.divmod(rng.choice(letters**2, size=n, p=self.pairs.ravel()), letters)
        for t in range(2, length):
            passed = rng.random((n, 1)) > steps[found[:, t - 2], found[:, t - 1]]
            found[:, t] = np.minimum(passed.sum(axis=1), letters - 1)
        return torch.as_tensor(found)


@functools.cache
def language(seed: int = 0, letters: int = 6) -> Language:
    """Return a language with a random table: its rows are Dirichlet(0.3), so that a few next letters are likely."""
    require_count(0, seed=seed)
    require_count(2, letters=letters)
    table = np.random.default_rng(seed).dirichlet(np.full(letters, 0.3), size=(letters, letters))
    pairs = np.full((letters, letters), 1 / letters**2)
    for _ in range(2000):
        pairs = np.einsum("ab,abc->bc", pairs, table)
    after = pairs / pairs.sum(axis=1, keepdims=True)
    least = (pairs * entr(table).sum(axis=2)).sum(), pairs.sum(axis=1) @ entr(after).sum(axis=1), entr(pairs.sum(axis=0)).sum()  # fmt: skip
    return Language(table, pairs, *map(float, least))


class Decoder(nn.Module):
    """Texts (n, words) to logits of the next letter (n, words, letters); nobody sees what comes later."""

    def __init__(self, letters: int = 6, length: int = LENGTH, d: int = 32, heads: int = 1, blocks: int = 1) -> None:
        super().__init__()
        self.embed, self.place = nn.Embedding(letters, d), nn.Parameter(torch.randn(length, d))
        self.blocks = nn.ModuleList(Block(d, heads) for _ in range(blocks))
        self.read = nn.Sequential(nn.LayerNorm(d), nn.Linear(d, letters))

    def looked(self, tokens: Tensor, weights: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return the logits and the last block's weights (n, heads, words, words); given `weights` replace all those computed."""
        words = tokens.shape[1]
        seen, X = torch.ones(words, words, dtype=torch.bool).tril(), self.embed(tokens) + self.place[:words]
        for block in self.blocks:
            X, used = block(X, seen, weights)
        return self.read(X), used

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the logits."""
        return self.looked(tokens)[0]


def losses(logits: Tensor, tokens: Tensor, first: int = 2) -> Tensor:
    """Return the losses -log p of the letters from number `first` on, (n, words - first), by the logits before them."""
    return -logits[:, first - 1 : -1].log_softmax(dim=2).gather(2, tokens[:, first:, None])[..., 0]


@torch.enable_grad()
def learn(model: nn.Module, texts: Callable[[np.random.Generator], Tensor], steps: int, seed: int = 0, first: int = 2,
          watch: Callable[[int], None] = lambda step: None) -> None:  # fmt: skip
    """Train on fresh texts with Adam, its rate rising for 50 steps and falling over the second half."""
    rng, optimizer = np.random.default_rng(100 + seed), torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(steps):
        watch(step)
        optimizer.param_groups[0]["lr"] = 3e-3 * min(1, (step + 1) / 50, 2 * (1 - step / steps))
        tokens = texts(rng)
        optimizer.zero_grad()
        losses(model(tokens), tokens, first).mean().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    watch(steps)


def back(steps: int, words: int = LENGTH) -> Tensor:
    """Return weights (1, 1, words, words) with which each word looks so many steps back, the first ones at the first."""
    return torch.eye(words, dtype=torch.float64)[(torch.arange(words) - steps).clamp_min(0)][None, None]


def looking(weights: Tensor) -> Array:
    """Return the mean weight on the own letter, one before, two before, from the third row on; the last predicts nothing."""
    return np.array([float(weights[:, 0, :-1, :-1].diagonal(-j, 1, 2)[:, 2 - j :].mean()) for j in range(3)])


@functools.cache
def watched(seed: int = 0, steps: int = 600) -> tuple[Any, dict[str, Array]]:
    """Return a decoder trained on `language(seed)`, and its losses and looks at the `WATCHED` steps on 400 fresh texts."""
    told, model, found = language(seed), made(Decoder, seed), []
    fresh = told.texts(400, np.random.default_rng(500 + seed))

    def watch(step: int) -> None:
        if step in WATCHED:
            with torch.no_grad():
                logits, weights = model.looked(fresh)
                found.append([step, float(losses(logits, fresh).mean()), *looking(weights)])

    learn(model, lambda rng: told.texts(64, rng), steps, seed, watch=watch)
    rows = np.array(found)
    return model, {"steps": rows[:, 0], "loss": rows[:, 1], "looks": rows[:, 2:]}


def trained_decoder(seed: int = 0, steps: int = 600) -> Any:
    """Return a decoder trained on `language(seed)` (eight seconds, once); do not train it further."""
    return watched(seed, steps)[0]


@functools.cache
def fresh_texts(seed: int = 0) -> tuple[Tensor, float]:
    """Return 2,000 texts that no training has seen, and the mean loss of one who knows the language's table on them."""
    texts = language(seed).texts(2000, np.random.default_rng(1000 + seed))
    a, b, c = (texts[:, i : LENGTH - 2 + i].numpy() for i in range(3))
    return texts, float(-np.log(language(seed).table[a, b, c]).mean())


def _masked(X: Tensor) -> Tensor:
    return small_block(X, 0)


@check("Decoder block (10.4.3)", "largest derivative of output i in input j > i, 6 words, a block of 2 heads",
       "==", 0.0, only_if="those with j ≤ i are all above 0.001", kind="instance")  # fmt: skip
def check_mask(layer: Callable[[Tensor], Tensor] = _masked) -> float:
    """Exactly 0, not nearly: what is hidden has the weight exp(−∞)."""
    X = torch.randn(1, 6, 8, generator=torch.Generator().manual_seed(6), dtype=torch.float64)
    slopes = torch.autograd.functional.jacobian(layer, X)[0, :, :, 0].abs().amax(dim=(1, 3))  # type: ignore[no-untyped-call]
    before = slopes[torch.ones(6, 6, dtype=torch.bool).tril()]
    return float(slopes.triu(1).max()) if float(before.min()) > 1e-3 else math.nan


check_mask.breaks("no mask", layer=small_block)
check_mask.breaks("one letter ahead is seen", layer=lambda X: small_block(X, 1))
check_mask.breaks("hidden after the softmax", layer=lambda X: (block := made(lambda: Block(8, 2)))(X, None, block(X)[1].tril())[0])  # fmt: skip


@erratum(99, "Section 10.4.3", "change of the first of eight outputs when the last input changes", "==", 0.0, 1e-12,
         printed="Listing 10.3 is a decoder block", corrected="it is an encoder block; with a mask it is one of a decoder without cross-attention")  # fmt: skip
def erratum_mask() -> tuple[float, float]:
    """Attention, skip, layer norm; two layers, skip, layer norm: as in the listing, with one head."""
    generator, found = torch.Generator().manual_seed(7), []
    W = torch.randn(7, 8, 8, generator=generator, dtype=torch.float64) / 2
    W, first, second, X = W[:4], *W[4:]
    for ahead in (8, 0):
        outputs = []
        for words in (X, torch.cat([X[:7], X[7:] + torch.arange(8)])):
            seen = torch.ones(8, 8, dtype=torch.bool).tril(ahead)
            Z = nn.functional.layer_norm(words + attend(words[None], W, seen=seen)[0][0], (8,))
            outputs.append(nn.functional.layer_norm(Z + (Z @ first).relu() @ second, (8,)))
        found.append(float((outputs[0] - outputs[1])[0].abs().max()))
    return found[0], found[1]


def hands(positions: Any, d: int) -> Array:
    """Return how far right, and how far up, the d/2 hands of the clocks point at each position, (positions, 2 · d/2)."""
    require_count(2, d=d)
    require_multiple(2, d=d)
    turns = np.multiply.outer(np.asarray(positions, dtype=float), 10000.0 ** (-np.arange(0, d, 2) / d))
    return np.concatenate([np.sin(turns), np.cos(turns)], axis=-1)


@check("Positions (10.4.3)", "largest gap between PE(p)·PE(q) and the sum over j of cos((p − q) 10000^(−2j/d)), all p, q up to 60, d = 2, 6, 32",
       "<=", 1e-9, kind="construction")  # fmt: skip
def check_distance(encode: Callable[[Array, int], Array] = hands) -> float:
    """So it depends on the distance alone."""
    gaps, apart = [], np.subtract.outer(np.arange(61), np.arange(61))
    for d in (2, 6, 32):
        E = encode(np.arange(61), d)
        gaps.append(np.abs(E @ E.T - sum(np.cos(apart / 10000 ** (2 * j / d)) for j in range(d // 2))).max())
    return largest(gaps)


check_distance.breaks("sines alone", encode=lambda p, d: np.sqrt(2) * hands(p, d)[:, : d // 2])
check_distance.breaks("1 % faster", encode=lambda p, d: hands(1.01 * p, d))


@check("Decoder", "mean loss on 2,000 fresh texts of the first of five languages, over that of one who knows its table, less 1",
       "<=", 0.01, only_if="it is at least −0.002", kind="instance")  # fmt: skip
def check_excess(train: Callable[[], Any] = trained_decoder) -> float:
    """Less than the true law's loss would be a look ahead; knowing one letter instead of two costs 0.44."""
    (texts, true), model = fresh_texts(), train()
    with torch.no_grad():
        found = float(losses(model(texts), texts).mean()) / true - 1
    return found if found > -0.002 else math.nan


check_excess.breaks("knows one letter", train=lambda: lambda tokens: torch.as_tensor(language().pairs)[tokens].log())
check_excess.breaks("sees the next", train=lambda: lambda tokens: 9.0 * torch.eye(6).double()[tokens.roll(-1, 1)])


@check("Decoder", "mean weight on the letter before, 2,000 fresh texts", ">=", 0.9, only_if="made to look there alone it loses at most 0.01, and made to look at its own letter, or two back, it does worse than one who knows no letter, and it pays at most 2 % too much", kind="instance")  # fmt: skip
def check_look(decode: Callable[..., Any] = lambda *given: trained_decoder().looked(*given)) -> float:
    """The head is made to look elsewhere by giving it its weights."""
    texts = fresh_texts()[0]
    with torch.no_grad():
        logits, weights = decode(texts)
        here, one, two = (losses(decode(texts, back(j))[0], texts).mean() for j in range(3))
        own, least = losses(logits, texts).mean(), language().no_letter
        told = bool(one - own <= 0.01 and min(here, two) > least and own <= 1.02 * fresh_texts()[1])
    return float(looking(weights)[1]) if told else math.nan


check_look.breaks("trained on another language", decode=lambda *given: trained_decoder(1, 150).looked(*given))
check_look.breaks("after 100 steps", decode=lambda *given: trained_decoder(0, 100).looked(*given))


def even_texts(n: int, rng: np.random.Generator, length: int = EVEN_LENGTH) -> tuple[Array, Array]:
    """Return texts of the even process (n, length), which begin anywhere, and where the next letter must be a 1, alike."""
    texts, must = np.empty((n, length), dtype=np.int64), np.empty((n, length + 1), dtype=bool)
    must[:, 0] = rng.random(n) < 1 / 3
    for t in range(length):
        texts[:, t] = must[:, t] | (rng.random(n) < 0.5)
        must[:, t + 1] = (texts[:, t] == 1) & ~must[:, t]
    return texts, must[:, 1:]


def best(length: int = EVEN_LENGTH) -> Array:
    """Return the least mean loss at the even process for who has seen 0, 1, 2, ... letters before, exactly, (length,)."""
    free, bound, lost, odd = 0.0, 0.0, 1.0, 1 / 3  # shares of texts: either letter may come, a 1 must, no 0 seen yet
    found = []
    for _ in range(length):
        one = (1 + odd) / 2
        found.append(free * math.log(2) + lost * float(entr(one) + entr(1 - one)))
        free, bound, lost, odd = bound + free / 2 + lost * (1 - one), free / 2, lost * one, (1 - odd) / 2 / one
    return np.array(found)


@cached
def recorded_even() -> dict[str, Array]:
    """Return the recorded losses of the letters 1 to 31 of the even process, "decoder" and "filter", (3 seeds, 31)."""
    rows = read_record(RECORD)["even"]
    return {name: np.array(rows[name]) for name in ("decoder", "filter")}


@check("Even process", "mean loss of a decoder over that of the exact filter on the same 4,000 texts, less 1, the largest of three recorded trainings", "<=", 0.002, only_if="each filter is within 1 % of the exact mean, and a decoder's last 8 letters beat every look at 8 letters", kind="instance")  # fmt: skip
def check_even(record: Callable[[], dict[str, Array]] = recorded_even) -> float:
    """What is exact is computed here, from the process."""
    said, filtered, exact = record()["decoder"], record()["filter"], best()
    known = np.allclose(filtered.mean(axis=1), exact[1:].mean(), rtol=0.01) and said[:, -8:].mean(axis=1).max() < exact[8]  # fmt: skip
    found = said.mean(axis=1) / filtered.mean(axis=1) - 1
    return largest(found) if known and len(np.unique(found)) == 3 and found.min() > -0.001 else math.nan


check_even.breaks("looks at 8 letters", record=lambda: recorded_even() | {"decoder": recorded_even()["filter"].clip(best()[8])})  # fmt: skip
check_even.breaks("trained 1 % worse", record=lambda: recorded_even() | {"decoder": 1.01 * recorded_even()["decoder"]})


@task("what the even process says next", right="Right: of a past of any length one bit counts, whether the ones since the last 0 are even in number.")  # fmt: skip
def _parity(chance: Callable[..., Any]) -> str:
    texts, must = even_texts(300, np.random.default_rng(8), 12)
    ends = [
        (row, end) for row, text in enumerate(texts) for end in (11, 12) if 0 in text[:end]
    ]  # pasts of 11 and 12 letters
    pasts, wanted = [texts[row, :end].tolist() for row, end in ends], np.array([1.0 if must[row, end - 1] else 0.5 for row, end in ends])  # fmt: skip
    said = numbers([chance(past) for past in pasts])
    if said.shape != wanted.shape or not np.isfinite(said).all():
        return "One number is asked for, the probability that the next letter is a 1."
    cases = [
        (wanted, ""),
        (1 - wanted, "That is the probability of a 0."),
        (1.5 - wanted, "Even and odd are exchanged: after 0 1 a 1 must follow, after 0 1 1 either letter may."),
        (np.array([0.5 + sum(past) % 2 / 2 for past in pasts]), "That counts all ones. The first block may be cut: count from the last 0 on."),
        (0 * wanted + said[0], "That is the same after every past. After 0 1 a 1 must follow: the block has to get even."),
    ]  # fmt: skip
    at = int(np.argmax(np.abs(said - wanted)))
    other = f"After {' '.join(map(str, pasts[at]))} it should be {wanted[at]}."
    return recognize(said, cases, other)
