"""Arrays that share memory: which ones do, so that they cross together and share it where they arrive."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Block:
    """A piece of memory in which several arrays lie.

    Parameters
    ----------
    first, last : int
        Its addresses, the last one excluded.
    """

    first: int
    last: int

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.last - self.first

    def content(self) -> bytes:
        """Return what stands there; the arrays must still be alive."""
        return ctypes.string_at(self.first, self.size)


def span(array: np.ndarray) -> tuple[int, int]:
    """Return the first address of an array's entries, and that behind the last."""
    return reach(array.__array_interface__["data"][0], array.shape, array.strides, array.itemsize)


def reach(start: int, shape: Sequence[int], strides: Sequence[int], itemsize: int) -> tuple[int, int]:
    """Return the first byte of an array with its first entry at `start`, and that behind the last; no dimension is 0."""
    steps = [(n - 1) * stride for n, stride in zip(shape, strides, strict=True)]
    return start + sum(min(0, step) for step in steps), start + sum(max(0, step) for step in steps) + itemsize


def blocks(arrays: Iterable[np.ndarray]) -> dict[tuple[int, int], Block]:
    """Return the blocks of those arrays that reach into another one's memory, by their spans.

    Arrays of the same place, shape and strides are one array and not meant; who asks leaves them out.
    """
    found: dict[tuple[int, int], Block] = {}
    group: list[tuple[int, int]] = []
    end = 0

    def close() -> None:
        if len(group) > 1:
            block = Block(group[0][0], end)
            found.update(dict.fromkeys(group, block))

    for first, last in sorted(span(array) for array in arrays if array.size):
        if group and first < end:
            group.append((first, last))
            end = max(end, last)
        else:
            close()
            group, end = [(first, last)], last
    close()
    return found
