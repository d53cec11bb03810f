"""Plain values between two processes that do not trust each other.

`encode` turns a value into frames of bytes: the first is JSON and holds the structure, the others are the raw buffers
of arrays and byte strings. `decode` rebuilds the value and checks everything on arrival: the frames come from a
process that runs student code, so nothing in them may be unpickled, executed or believed.

In the JSON, ``null``, booleans, strings and ordinary numbers stand for themselves. Everything else is a list whose
first entry is a tag::

    [1, (2.5, None)]   ->   ["list", [1, ["tuple", [2.5, null]]]]
    np.zeros((2, 3))   ->   ["array", "<f8", [2, 3], 1]            (buffer 1)
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from dltheory.grading.outcomes import Verdict

# Integers beyond this size are written in hexadecimal: JSON readers and Python's own decimal conversion limit them.
_SMALL_INTEGER = 2**53
# Booleans, integers, floats, complex numbers, byte strings, text, dates: the kinds whose buffers hold no pointers.
_ARRAY_KINDS = "biufcSUmM"
_TENSOR_TYPES = frozenset(
    "bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128".split()
)
_LARGEST_CODE_POINT = 0x10FFFF


class ValueRefused(TypeError):
    """A value cannot cross, or what arrived is not a well-formed value."""

    verdict = Verdict.REFUSED


@dataclass(frozen=True)
class Limits:
    """What may arrive at most.

    Parameters
    ----------
    size : int
        Bytes of all frames together.
    count : int
        Values, nested ones and dictionary keys included; also the entries of one array or text.
    depth : int
        Levels of nesting.
    """

    size: int = 64 * 2**20
    count: int = 2 * 10**6
    depth: int = 50


def encode(value: Any, keep: Callable[[Any], list[Any]] | None = None, limits: Limits | None = None) -> list[bytes]:
    """Return a value as frames of bytes.

    Parameters
    ----------
    value : object
        None, bool, int, float, complex, str, bytes, Fraction, NumPy scalars and arrays, torch tensors, and tuples,
        lists, sets and dictionaries of them. Subclasses cross as the plain type.
    keep : callable, optional
        Gets every other object and returns a tagged JSON list that stands for it; without it they are refused.
    limits : Limits, optional
        What may be sent at most.

    Returns
    -------
    list of bytes
        The structure as JSON, then the buffers.

    Raises
    ------
    ValueRefused
        If a value has no plain form, is too large, or is nested too deeply (or contains itself).
    """
    writer = _Writer(keep, limits or Limits())
    structure = writer.write(value, 0)
    return [json.dumps(structure, allow_nan=False, separators=(",", ":")).encode("ascii"), *writer.buffers]


class _Writer:
    def __init__(self, keep: Callable[[Any], list[Any]] | None, limits: Limits) -> None:
        self.keep = keep
        self.limits = limits
        self.buffers: list[bytes] = []
        self.size = 0
        self.count = 0

    def write(self, value: Any, depth: int) -> Any:
        self.count += 1
        if self.count > self.limits.count:
            raise ValueRefused(f"the value has more than {self.limits.count} entries")
        if depth > self.limits.depth:
            raise ValueRefused(f"the value is nested more than {self.limits.depth} levels deep, or contains itself")
        # The order matters: numpy.float64 is a float and numpy.bool_ is not a bool.
        if value is None or value is True or value is False:
            return value
        if isinstance(value, np.generic):
            return ["scalar", self._dtype(value.dtype), self._buffer(np.asarray(value).tobytes())]
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, int):
            return self._integer(int(value))
        if isinstance(value, float):
            return self._float(float(value))
        if isinstance(value, complex):
            return ["complex", self._float(value.real), self._float(value.imag)]
        if isinstance(value, str):
            return self._text(str.__str__(value))
        if isinstance(value, bytes | bytearray):
            return ["bytes" if isinstance(value, bytes) else "bytearray", self._buffer(bytes(value))]
        if isinstance(value, Fraction):
            return ["fraction", self._integer(value.numerator), self._integer(value.denominator)]
        for tag, kind in (("tuple", tuple), ("list", list), ("set", set), ("frozenset", frozenset)):
            if isinstance(value, kind):
                return [tag, [self.write(item, depth + 1) for item in value]]
        if isinstance(value, dict):
            return ["dict", [[self.write(k, depth + 1), self.write(v, depth + 1)] for k, v in value.items()]]
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            return self._tensor(value)
        if self.keep is None:
            raise ValueRefused(f"an object of type {type(value).__name__} is not a plain value")
        return self.keep(value)

    def _buffer(self, content: bytes) -> int:
        self._grow(len(content))
        self.buffers.append(content)
        return len(self.buffers)

    def _grow(self, size: int) -> None:
        self.size += size
        if self.size > self.limits.size:
            raise ValueRefused(f"the value is larger than {self.limits.size // 2**20} MiB")

    def _text(self, value: str) -> str:
        self._grow(len(value))
        return value

    def _integer(self, value: int) -> Any:
        if abs(value) < _SMALL_INTEGER:
            return value
        self._grow(value.bit_length() // 4)
        return ["int", hex(value)]

    @staticmethod
    def _float(value: float) -> Any:
        return value if math.isfinite(value) else ["float", repr(value)]

    @staticmethod
    def _dtype(dtype: np.dtype) -> str:
        if dtype.kind not in _ARRAY_KINDS:
            raise ValueRefused(f"NumPy values of dtype {dtype} cannot be compared; use numbers, not objects")
        return dtype.str

    def _array(self, value: np.ndarray) -> list[Any]:
        if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
            raise ValueRefused("the array has masked entries; use an ordinary array")
        dtype = self._dtype(value.dtype)
        self._grow(value.nbytes)
        self.size -= value.nbytes  # counted again, once it is a buffer
        return ["array", dtype, list(value.shape), self._buffer(np.asarray(value).tobytes())]

    def _tensor(self, value: Any) -> list[Any]:
        torch = sys.modules["torch"]
        name = str(value.dtype).removeprefix("torch.")
        if name not in _TENSOR_TYPES or value.layout is not torch.strided:
            raise ValueRefused(f"a {value.layout} tensor of dtype {value.dtype} cannot be compared; use a dense one")
        plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous().reshape(-1)
        content = plain.view(torch.uint8).numpy().tobytes()
        return ["tensor", name, list(value.shape), bool(value.requires_grad), self._buffer(content)]


def decode(
    frames: Sequence[bytes | bytearray | memoryview],
    restore: Callable[[list[Any]], Any] | None = None,
    limits: Limits | None = None,
) -> Any:
    """Return the value that the frames describe; every part of them is checked.

    Parameters
    ----------
    frames : sequence of bytes
        What `encode` returned, perhaps not by an honest process.
    restore : callable, optional
        Gets each tagged list with a tag that is none of ours (what `keep` returned) and returns the object for it.
    limits : Limits, optional
        What may arrive at most.

    Raises
    ------
    ValueRefused
        If the frames are malformed or exceed the limits.
    """
    limits = limits or Limits()
    if not frames or sum(len(frame) for frame in frames) > limits.size + limits.count * 8:
        raise ValueRefused("what arrived is empty or too large")
    try:
        structure = json.loads(bytes(frames[0]), parse_constant=_no_constant)
        return _Reader(frames, restore, limits).read(structure, 0)
    except ValueRefused:
        raise
    except (ValueError, TypeError, RecursionError, OverflowError, MemoryError) as error:
        raise ValueRefused(f"what arrived is not a well-formed value ({type(error).__name__})") from error


def _no_constant(name: str) -> Any:
    raise ValueRefused(f"what arrived is not a well-formed value (a bare {name})")


class _Reader:
    def __init__(
        self,
        frames: Sequence[bytes | bytearray | memoryview],
        restore: Callable[[list[Any]], Any] | None,
        limits: Limits,
    ) -> None:
        self.frames = frames
        self.restore = restore
        self.limits = limits
        self.count = 0

    def read(self, item: Any, depth: int) -> Any:
        self.count += 1
        if self.count > self.limits.count or depth > self.limits.depth:
            raise ValueRefused("what arrived has too many entries or is nested too deeply")
        if item is None or isinstance(item, bool | int | float | str):
            return item
        if not (isinstance(item, list) and item and isinstance(item[0], str)):
            raise ValueRefused("what arrived is not a well-formed value (an untagged list)")
        tag, *parts = item
        reader = getattr(self, f"_read_{tag}", None) if tag.isidentifier() else None
        if reader is not None:
            return reader(depth, *parts)
        if self.restore is None:
            raise ValueRefused(f"what arrived is not a well-formed value (tag {tag[:20]!r})")
        return self.restore(item)

    def _items(self, depth: int, items: Any) -> list[Any]:
        if not isinstance(items, list):
            raise ValueRefused("what arrived is not a well-formed value (no list of entries)")
        return [self.read(item, depth + 1) for item in items]

    def _read_tuple(self, depth: int, items: Any) -> tuple[Any, ...]:
        return tuple(self._items(depth, items))

    def _read_list(self, depth: int, items: Any) -> list[Any]:
        return self._items(depth, items)

    def _read_set(self, depth: int, items: Any) -> set[Any]:
        return set(self._items(depth, items))

    def _read_frozenset(self, depth: int, items: Any) -> frozenset[Any]:
        return frozenset(self._items(depth, items))

    def _read_dict(self, depth: int, items: Any) -> dict[Any, Any]:
        if not isinstance(items, list) or not all(isinstance(item, list) and len(item) == 2 for item in items):
            raise ValueRefused("what arrived is not a well-formed value (no pairs of key and value)")
        return {self.read(key, depth + 1): self.read(value, depth + 1) for key, value in items}

    def _read_int(self, depth: int, digits: str) -> int:
        return int(digits, 16)

    def _read_float(self, depth: int, name: str) -> float:
        if name not in ("inf", "-inf", "nan"):
            raise ValueRefused("what arrived is not a well-formed value (a float)")
        return float(name)

    def _read_complex(self, depth: int, real: Any, imag: Any) -> complex:
        return complex(self._real(depth, real), self._real(depth, imag))

    def _real(self, depth: int, item: Any) -> float:
        value = self.read(item, depth + 1)
        if type(value) not in (int, float):
            raise ValueRefused("what arrived is not a well-formed value (a complex number)")
        return float(value)

    def _read_fraction(self, depth: int, numerator: Any, denominator: Any) -> Fraction:
        parts = self.read(numerator, depth + 1), self.read(denominator, depth + 1)
        if not all(type(part) is int for part in parts) or parts[1] <= 0:
            raise ValueRefused("what arrived is not a well-formed value (a fraction)")
        return Fraction(*parts)

    def _read_bytes(self, depth: int, index: Any) -> bytes:
        return bytes(self._buffer(index))

    def _read_bytearray(self, depth: int, index: Any) -> bytearray:
        return bytearray(self._buffer(index))

    def _read_scalar(self, depth: int, name: Any, index: Any) -> Any:
        return self._array(name, [], index)[()]

    def _read_array(self, depth: int, name: Any, shape: Any, index: Any) -> np.ndarray:
        return self._array(name, shape, index)

    def _read_tensor(self, depth: int, name: Any, shape: Any, requires_grad: Any, index: Any) -> Any:
        if name not in _TENSOR_TYPES:
            raise ValueRefused("what arrived is not a well-formed value (a tensor's dtype)")
        import torch  # only for a sheet that uses it

        dtype = getattr(torch, name)
        content = self._checked(shape, torch.empty((), dtype=dtype).element_size(), index)
        if name == "bool":
            self._check_booleans(content)
        # A copy, because the buffer of a message cannot be written to.
        value = torch.frombuffer(bytearray(content), dtype=dtype) if content else torch.empty(0, dtype=dtype)
        value = value.reshape(shape)
        return value.requires_grad_() if requires_grad is True and dtype.is_floating_point else value

    def _array(self, name: Any, shape: Any, index: Any) -> np.ndarray:
        if not isinstance(name, str) or len(name) > 40:
            raise ValueRefused("what arrived is not a well-formed value (an array's dtype)")
        dtype = np.dtype(name)
        if dtype.kind not in _ARRAY_KINDS or dtype.subdtype is not None or dtype.fields is not None:
            raise ValueRefused(f"what arrived is an array of dtype {dtype}, which is not allowed")
        content = self._checked(shape, dtype.itemsize, index)
        if dtype.kind == "b":
            self._check_booleans(content)
        if dtype.kind == "U":
            points = np.frombuffer(content, dtype=np.dtype(np.uint32).newbyteorder(dtype.byteorder))
            if points.size and points.max() > _LARGEST_CODE_POINT:
                raise ValueRefused("what arrived is not a well-formed value (text outside Unicode)")
        if not content:
            return np.zeros(shape, dtype=dtype)
        return np.frombuffer(content, dtype=dtype).reshape(shape).copy()

    def _checked(self, shape: Any, itemsize: int, index: Any) -> memoryview:
        if not isinstance(shape, list) or len(shape) > 32 or not all(type(n) is int and n >= 0 for n in shape):
            raise ValueRefused("what arrived is not a well-formed value (an array's shape)")
        content = self._buffer(index)
        if math.prod(shape) * itemsize != len(content) or (itemsize == 0 and math.prod(shape) > self.limits.count):
            raise ValueRefused("what arrived is not a well-formed value (an array's size)")
        return content

    def _buffer(self, index: Any) -> memoryview:
        if type(index) is not int or not 1 <= index < len(self.frames):
            raise ValueRefused("what arrived is not a well-formed value (a buffer's number)")
        return memoryview(self.frames[index])

    @staticmethod
    def _check_booleans(content: memoryview) -> None:
        truth = np.frombuffer(content, dtype=np.uint8)
        if truth.size and truth.max() > 1:
            raise ValueRefused("what arrived is not a well-formed value (a truth value that is neither)")
