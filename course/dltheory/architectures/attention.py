"""Section 7, attention: heads and the library's, the root of d, what order means, digits cut into patches."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from scipy.special import softmax
from torch import Tensor, nn

from ..data import pictures
from ..evidence import Measured, check, erratum, furthest, largest, three_errors
from ..interactive import Explorer, Panel, choice, explore, slider, text
from ..tasks import numbers, task
from ..training import made, share_right, train
from ..validation import require_count, require_multiple

#: The explorer's heads, and its sentence in two orders.
LOOKS = ("a word that begins with my last letter", "the word before me")
SENTENCES = ("each hungry yak knows seven new words", "new yak words hungry seven each knows")


def attend(X: Tensor, W: Tensor, heads: int = 1, seen: Tensor | None = None, weights: Tensor | None = None) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Return what attention makes of words X (batch, words, d), and its weights (batch, heads, words, words).

    W (4, d, d) makes queries, keys, values and the output; `seen` (words, words) is false where nobody may look; given
    `weights` take the place of those computed.
    """
    q, k, v = ((X @ part).view(*X.shape[:2], heads, -1).transpose(1, 2) for part in W[:3])
    if weights is None:
        scores = q @ k.mT / math.sqrt(q.shape[-1])
        weights = (scores if seen is None else scores.masked_fill(~seen, -torch.inf)).softmax(dim=-1)
    return (weights @ v).transpose(1, 2).flatten(2) @ W[3], weights


class Block(nn.Module):
    """Attention and a network for each word, both with a skip and a layer norm before: X (batch, words, d) to the same."""

    def __init__(self, d: int, heads: int = 1) -> None:
        super().__init__()
        require_count(1, d=d, heads=heads)
        require_multiple(heads, d=d)
        self.heads, self.maps = heads, nn.Parameter(torch.randn(4, d, d) / math.sqrt(d))
        self.before, self.between = nn.LayerNorm(d), nn.LayerNorm(d)
        self.think = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d))

    def forward(self, X: Tensor, seen: Tensor | None = None, weights: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return the block's output and its weights."""
        said, weights = attend(self.before(X), self.maps, self.heads, seen, weights)
        return (X := X + said) + self.think(self.between(X)), weights


@check("Attention (10.4.1–2)", "largest gap to torch.nn.MultiheadAttention, outputs and weights: 12 shapes, 1 to 8 heads, random matrices", "<=", 1e-9,
       kind="construction")  # fmt: skip
def check_heads(attend: Callable[..., Any] = attend) -> float:
    """The library's module, with the same four matrices, is the judge."""
    generator, gaps = torch.Generator().manual_seed(0), []
    for heads in (1, 2, 4, 8):
        for batch, words, size in ((1, 1, 3), (2, 5, 1), (3, 9, 4)):
            W, X = torch.randn(2, 36, 32, 32, generator=generator, dtype=torch.float64)
            d = heads * size
            W, X = W[:4, :d, :d] / math.sqrt(d), X[:batch, :words, :d]
            library = nn.MultiheadAttention(d, heads, bias=False, batch_first=True).double()
            with torch.no_grad():
                library.in_proj_weight.copy_(W[:3].mT.flatten(0, 1))
                library.out_proj.weight.copy_(W[3].T)
                wanted = library(X, X, X, average_attn_weights=False)
                gaps += [float((a - b).abs().max()) for a, b in zip(attend(X, W, heads), wanted, strict=True)]
    return largest(gaps)


check_heads.breaks("not divided by the root", attend=lambda X, W, heads: attend(X, torch.stack([W[0] * math.sqrt(len(W[0]) / heads), *W[1:]]), heads))  # fmt: skip
check_heads.breaks("the root of d for each head", attend=lambda X, W, heads: attend(X, torch.stack([W[0] / math.sqrt(heads), *W[1:]]), heads))  # fmt: skip
check_heads.breaks("columns sum to 1, not rows", attend=lambda X, W, heads: attend(X, W, heads, weights=attend(X, W[[1, 0, 2, 3]], heads)[1].mT))  # fmt: skip


@check("Attention (10.4.1)", "mean square of a score, queries and keys with standard normal entries: the furthest of d = 4, 64, 1024", "==",
       kind="Monte Carlo")  # fmt: skip
def check_root(root: Callable[[int], float] = math.sqrt) -> Measured:
    """All scores have the mean 0, so this is their variance."""
    generator, found = torch.Generator().manual_seed(1), []
    for d in (4, 64, 1024):
        q, k = torch.randn(2, 2**22 // d, d, generator=generator, dtype=torch.float64)
        found.append(three_errors(((q * k).sum(dim=1) / root(d)).numpy() ** 2, 1.0))
    return furthest(*found)


check_root.breaks("not divided", root=lambda d: 1)
check_root.breaks("divided by d", root=lambda d: d)
check_root.breaks("1 % more", root=lambda d: 1.01 * math.sqrt(d))


def small_block(X: Tensor, ahead: int = 9) -> Tensor:
    """Return what a random block of two heads makes of words X (1, n, 8) that see as far `ahead`."""
    out: Tensor = made(lambda: Block(8, 2))(X, torch.ones(X.shape[1], X.shape[1], dtype=torch.bool).tril(ahead))[0]
    return out


def _shuffled(layer: Callable[[Tensor], Tensor]) -> tuple[float, float, float]:
    """Return how far f(PX) is from P f(X), and from f(X), over 20 orders; how little the last word moves another's output."""
    generator, gaps, moves = torch.Generator().manual_seed(4), [], []
    X = torch.randn(1, 6, 8, generator=generator, dtype=torch.float64)
    with torch.no_grad():
        Y = layer(X)
        for _ in range(20):
            order = torch.randperm(6, generator=generator)
            Z = layer(X[:, order])
            gaps.append(float((Z - Y[:, order]).abs().max()))
            moves.append(float((Z - Y).abs().max()))
        X[0, -1, 0] += 1
        return largest(gaps), largest(moves), float((layer(X) - Y)[0, :-1].abs().amax(dim=1).min())


@check("Order (10.4.3)", "largest gap between f(PX) and P f(X), 20 permutations P of 6 words, a block of 2 heads",
       "==", 0.0, 1e-9, only_if="every word hears every other, and outputs move", kind="instance")  # fmt: skip
def check_order(layer: Callable[[Tensor], Tensor] = small_block) -> float:
    """The outputs are permuted as the words are."""
    gap, move, heard = _shuffled(layer)
    return gap if min(heard, move) > 1e-3 else math.nan


check_order.breaks("positions added", layer=lambda X: small_block(X + torch.arange(48).view(6, 8).sin()))
check_order.breaks("averaged over the words", layer=lambda X: small_block(X).mean(1, keepdim=True).expand_as(X))
check_order.breaks("each word by itself", layer=lambda X: small_block(X.transpose(0, 1)).transpose(0, 1))


@erratum(100, "Section 10.4.3", "largest change of an output over 20 permutations of 6 words", "==", 0.0, 1e-9,
         printed="the transformer is permutation-invariant: f(PX) = f(X)", corrected="it is permutation-equivariant: f(PX) = P f(X)")  # fmt: skip
def erratum_order() -> tuple[float, float]:
    """Its average over the words is invariant."""
    gap, move, _ = _shuffled(small_block)
    return move, gap


class Patches(nn.Module):
    """Digits (n, 1, 8, 8) to ten logits: 16 patches of 2 x 2 are the words; a 17th, the reader, is classified."""

    def __init__(self, positions: bool, d: int = 32, heads: int = 4) -> None:
        super().__init__()
        self.embed, self.reader = nn.Linear(4, d), nn.Parameter(torch.randn(1, 1, d) / 2)
        self.place = nn.Parameter(torch.randn(17, d) / 2, requires_grad=positions)
        self.positions, self.block = positions, Block(d, heads)
        self.read = nn.Sequential(nn.LayerNorm(d), nn.Linear(d, 10))

    def looked(self, X: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits (n, 10), and how the reader's weights fall on the patches, (n, heads, 4, 4)."""
        patches = X.unfold(2, 2, 2).unfold(3, 2, 2).flatten(4).flatten(1, 3)  # (n, 16, 4)
        words = torch.cat([self.reader.expand(len(X), -1, -1), self.embed(patches)], dim=1)
        out, weights = self.block(words + self.place if self.positions else words)
        return self.read(out[:, 0]), weights[:, :, 0, 1:].reshape(len(X), -1, 4, 4)

    def forward(self, X: Tensor) -> Tensor:
        """Return the logits."""
        return self.looked(X)[0]


@functools.cache
def trained_patches(positions: bool = True, steps: int = 250) -> Any:
    """Return a small vision transformer trained on digits (five seconds), with or without positions."""
    model, draws, (X, y, *_) = made(lambda: Patches(positions)), torch.Generator().manual_seed(0), pictures()
    train(model, X, y, steps=steps, lr=6e-3, loss="cross_entropy", optimizer="adamw", batch=64, generator=draws, record_every=steps)  # fmt: skip
    return model


@check("Vision transformer", "share of 500 test digits right with positions, less that without", ">=", 0.2, only_if="these are 0.9 and 0.4 or more, and without positions 20 digits that are moved by whole patches, around the border, have the same logits", kind="instance")  # fmt: skip
def check_patches(build: Callable[[bool], Any] = trained_patches) -> float:
    """One start each."""
    model, blind, X = build(True), build(False), pictures()[2][:20]
    with torch.no_grad():
        alike = (blind(X.roll((2, 4), (2, 3))) - blind(X)).abs().max() < 1e-9
    with_places, without = share_right(model), share_right(blind)
    return with_places - without if alike and with_places >= 0.9 and without >= 0.4 else math.nan


check_patches.breaks("no positions in either", build=lambda positions: trained_patches(False))
check_patches.breaks("20 steps without", build=lambda positions: trained_patches(positions, 250 if positions else 20))


def draw_sentence(panel: Panel, sentence: str, head: str, sharpness: float) -> dict[str, Any]:
    """Draw who looks at whom with a head made by hand, among the first nine words of a sentence."""
    words = re.findall(r"[a-z]+", sentence.lower())[:9] or ["nothing"]
    first, last = (np.eye(26)[[ord(word[end]) - 97 for word in words]] for end in (0, -1))
    weights = softmax(sharpness * (last @ first.T if head == LOOKS[0] else np.eye(len(words), k=-1)), axis=1)
    n, row = len(words), min(1, len(words) - 1)
    panel.axes(xlabel="is looked at", ylabel="looks", xlim=(0, n), ylim=(n, 0))
    panel.image("weights", weights, (0, n, n, 0), origin="upper", cmap="Blues", vmin=0, vmax=1)
    panel.ax.set_xticks(np.arange(n) + 0.5, words, rotation=45, fontsize=9)
    panel.ax.set_yticks(np.arange(n) + 0.5, words, fontsize=9)
    panel.ax.grid(False)
    best = int(np.argmax(weights[row]))
    panel.note(f"“{words[row]}” gives {weights[row, best]:.0%} to “{words[best]}”")
    return {"weights": weights}


def explore_sentence() -> Explorer:
    """Build the explorer of two heads made by hand, on a sentence that one can edit."""
    return explore(
        draw_sentence, sentence=text("sentence (up to nine words)", value=SENTENCES[0], examples=("no", SENTENCES[1])),
        head=choice(LOOKS, "each word looks for"), sharpness=slider(0, 8, "sharpness", value=4), size=(6.4, 4.4),
        storyboard=[{"head": head, "sentence": words} for words in SENTENCES for head in LOOKS], caption=lambda head, **_: f"looks for {head}",
        alt="Heat maps of seven words by seven, darker where a row's word gives more of its attention: two ways of looking, and two orders of the "
        "words. In the first order each word's last letter begins the next word",
    )  # fmt: skip


@task("the word before", right="Right: a query need only name the key that it wants. Order comes into attention by vectors that know their place.")  # fmt: skip
def _before(queries: Callable[[int], Any]) -> str:
    said, many = numbers(queries(12)), numbers(queries(400))
    if said.shape != (12, 12):
        return f"One query for each of 12 words, each as long as a key, is asked for: shape (12, 12); yours is {said.shape}."
    weights = softmax(said / math.sqrt(12), axis=1)[1:]  # the keys are the rows of the identity
    for steps, words in ((1, "That looks at the word after."), (0, "That looks at itself.")):
        if (weights.argmax(axis=1)[:-1] == np.arange(1, 11) + steps).all():
            return f"{words} Row i is the query of word i, and is to be like the key of word i − 1."
    least = float(np.diag(weights).min())
    if not least > 1.01 / 12:
        return "Row i is the query of word i: its product with the key of word i − 1 should be the largest one."
    if least < 0.99:
        return f"The weight on the word before is {least:.2f} among 12 words. How can the scores be further apart?"
    if many.shape != (400, 400):
        return "It works for 12 words only: of n words the queries are an array (n, n)."
    least = float(np.diag(softmax(many / 20, axis=1)[1:]).min())
    more = f"Among 400 words the weight on the word before is {least:.2f}: there the scores are divided by 20, and there are more rivals."
    return "" if least >= 0.99 else more
