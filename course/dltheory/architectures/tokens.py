"""Section 10, before the first layer: a text becomes tokens by gluing frequent pairs, byte-pair encoding."""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from ..evidence import check
from ..tasks import task
from ..validation import require_count

Merges = Sequence[tuple[int, int]]
_LINES = """the malt that lay in|the rat that ate|the cat that killed|the dog that worried|the cow with the crumpled horn that tossed
the maiden all forlorn that milked|the man all tattered and torn that kissed|the priest all shaven and shorn that married
the cock that crowed in the morn that woke|the farmer sowing his corn that kept""".replace("\n", "|").split("|")
#: A rhyme from the 18th century: each verse repeats the one before it.
RHYME = "\n".join(" ".join(("This is", *_LINES[:n][::-1], "the house that Jack built.")) for n in range(11))


def glued(tokens: Sequence[int], pair: tuple[int, int], new: int) -> list[int]:
    """Return the tokens with each occurrence of a pair, from the left, replaced by one new token."""
    found: list[int] = []
    for token in tokens:
        if found and (found[-1], token) == pair:
            found[-1] = new
        else:
            found.append(token)
    return found


def learn_pairs(text: str, count: int) -> list[tuple[int, int]]:
    """Return the pairs that `count` steps glue, each the most frequent one then; numbers 0 to 255 are bytes, 256 + i is pair i.

    Of equally frequent pairs the one that occurs first is taken; when no two tokens are left there are fewer steps.
    """
    require_count(0, count=count)
    tokens, merges = list(text.encode()), list[tuple[int, int]]()
    while len(merges) < count and len(tokens) > 1:
        pairs = Counter(itertools.pairwise(tokens))
        merges.append(max(pairs, key=pairs.__getitem__))
        tokens = glued(tokens, merges[-1], 255 + len(merges))
    return merges


def encode(text: str, merges: Merges) -> list[int]:
    """Return the numbers of a text's tokens: its bytes, then all pairs glued in the order in which they were learned."""
    tokens = list(text.encode())
    for i, pair in enumerate(merges):
        tokens = glued(tokens, pair, 256 + i)
    return tokens


def pieces(tokens: Sequence[int], merges: Merges) -> list[str]:
    """Return what each token stands for; a byte that is no letter of its own becomes a question mark in a diamond."""
    table = [bytes([i]) for i in range(256)]
    for first, second in merges:
        table.append(table[first] + table[second])
    if not all(0 <= token < len(table) for token in tokens):
        raise ValueError(f"tokens must be numbers from 0 to {len(table) - 1}, got {list(tokens)}")
    return [table[token].decode(errors="replace") for token in tokens]


@check("Section 10.4.5", "strings that do not come back from their tokens, of 200 from all of Unicode and 200 shuffled from the rhyme", "==", 0.0, only_if="each pair is a most frequent one of the tokens then, and a new sentence has less than half as many tokens as bytes", kind="instance")  # fmt: skip
def check_round_trip(learn: Callable[..., Merges] = learn_pairs, encode: Callable[..., list[int]] = encode) -> float:
    """The check has a table of its own to decode with."""
    merges, table = learn(RHYME, 60), [bytes([i]) for i in range(256)]
    for i, (left, right) in enumerate(merges):
        tokens = encode(RHYME, merges[:i])
        often = Counter(itertools.pairwise(tokens))
        if often[left, right] != max(often.values()):
            return math.nan
        table.append(table[left] + table[right])
    sentence, rng, lost = "This is the cow that ate the corn in the house.", np.random.default_rng(0), 0
    if 2 * len(encode(sentence, merges)) >= len(sentence) or len(merges) != 60:
        return math.nan
    for _ in range(200):
        everywhere = [c for c in rng.integers(0x110000, size=rng.integers(20)).tolist() if not 0xD800 <= c < 0xE000]
        for string in ("".join(map(chr, everywhere)), "".join(rng.permutation(list(RHYME))[:50])):
            lost += b"".join(table[t] for t in encode(string, merges)) != string.encode()
    return float(lost)


check_round_trip.breaks("only letters of English", encode=lambda text, m: encode(re.sub(r"[^\x00-\x7f]", "", text), m))
check_round_trip.breaks("bytes, and nothing glued", encode=lambda text, m: list(text.encode()))
check_round_trip.breaks("the last pair first", encode=lambda text, m: functools.reduce(
    lambda tokens, i: glued(tokens, m[i], 256 + i), range(len(m))[::-1], list(text.encode())))  # fmt: skip


@task("the longest token first", right="Right. Both rules give the text back, in other pieces: a token is a choice.")
def _longest(cut: Callable[[str, set[str]], list[str]]) -> str:
    words = {chr(i) for i in range(128)} | set(pieces(range(256, 316), learn_pairs(RHYME, 60)))
    for text in ("that that", "x", "", "orn that lay in the malt, the rats!", RHYME[:200]):
        found, at = cut(text, set(words)), 0
        if not isinstance(found, list | tuple) or "".join(found) != text:
            return f"A list of strings is asked for that together give {text!r}, and yours is {found!r}."
        for piece in found:
            if piece not in words:
                return f"{piece!r} is not among the words."
            if longer := [w for w in words if len(w) > len(piece) and text.startswith(w, at)]:
                return f"In {text!r} you take {piece!r} where the longer {longer[0]!r} would fit."
            at += len(piece)
    return ""
