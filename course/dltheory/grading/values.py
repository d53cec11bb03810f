"""Plain values between two processes that do not trust each other.

`encode` turns a value into frames of bytes: the first is JSON and holds the structure, the others are the raw buffers
of arrays and byte strings. `decode` rebuilds the value and checks everything on arrival: the frames come from a
process that runs student code, so nothing in them may be unpickled, executed or believed.

In the JSON, ``null``, booleans, strings and ordinary numbers stand for themselves. Everything else is a list whose
first entry is a tag::

    [1, (2.5, None)]   ->   ["list", [1, ["tuple", [2.5, null]]]]
    np.zeros((2, 3))   ->   ["array", "<f8", [2, 3], 1]            (buffer 1)

An array that stands in a value twice crosses once, and arrives as one array, as it would in a single process; arrays that
share memory cross as the memory and where in it each of them lies.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from dltheory.grading import aliases
from dltheory.grading.outcomes import Verdict

# Integers beyond this size are written in hexadecimal: JSON readers and Python's own decimal conversion limit them.
_SMALL_INTEGER = 2**53
# Booleans, integers, floats, complex numbers, byte strings, text, dates: the kinds whose buffers hold no pointers.
_ARRAY_KINDS = "biufcSUmM"
_TENSOR_TYPES = frozenset(
    "bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128".split()
)
_LARGEST_CODE_POINT = 0x10FFFF
# Three hundred thousand digits. Of larger numbers a single product may take minutes, and no signal ends it.
_MOST_BITS = 2**20
# Making a fraction divides both parts by what they share, which takes the square of their bits; of all fractions together.
_MOST_WORK = 2**38
# So many keys with one hash are no chance: each new one would be compared with all of them.
_MOST_ALIKE = 1000


class ValueRefused(Exception):
    """A value cannot cross, or what arrived is not a well-formed value.

    No TypeError: a test that expects one of the student's function must not take this for it.
    """

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
        None, bool, int, float, complex, str, bytes, Fraction, NumPy scalars and arrays (of objects only if all are numbers), torch
        tensors, and tuples, lists, sets and dictionaries of them. Subclasses cross as the plain type.
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
        If a value has no plain form, is too large, or is nested too deeply (or contains itself), and also if it raises
        anything but KeyboardInterrupt when it is read: it may be of a class of the student's.
    """
    writer = _Writer(keep, limits or Limits())
    try:
        structure = writer.write(value, 0)
        writer.share()
        return [json.dumps(structure, allow_nan=False, separators=(",", ":")).encode("ascii"), *writer.buffers]
    except (ValueRefused, KeyboardInterrupt):
        raise
    except BaseException as error:  # SystemExit too
        raise ValueRefused(f"reading the value raised {type_name(error)}") from None


_NAME = type.__dict__["__name__"]


def type_name(value: Any) -> str:
    """Return the name of an object's class, without a word from the object or its class."""
    name: str = _NAME.__get__(type(value))
    return name


class _Writer:
    def __init__(self, keep: Callable[[Any], list[Any]] | None, limits: Limits) -> None:
        self.keep = keep
        self.limits = limits
        self.buffers: list[bytes] = []
        # By place in memory, and kept here so that no other array comes to that place.
        self.arrays: dict[tuple[Any, ...], tuple[list[Any], np.ndarray]] = {}
        self.size = 0
        self.count = 0

    def write(self, value: Any, depth: int) -> Any:
        """Return the JSON that stands for a value."""
        self.count += 1
        if self.count > self.limits.count:
            raise self.too_many()
        if depth > self.limits.depth:
            raise ValueRefused(f"the value is nested more than {self.limits.depth} levels deep, or contains itself")
        if value is None or value is True or value is False:
            return value
        for kind in _KINDS:
            # Not isinstance, which would believe what an object says of its own class.
            if issubclass(type(value), kind.type() if kind.type is _tensor_type else kind.type):
                return kind.write(self, value, depth)
        if self.keep is None:
            raise ValueRefused(f"an object of type {type_name(value)} is not a plain value")
        return self.keep(value)

    def buffer(self, content: bytes) -> int:
        """Return the number of a new buffer with this content."""
        self.grow(len(content))
        self.buffers.append(content)
        return len(self.buffers)

    def share(self) -> None:
        """Let arrays that lie in the same memory cross as that memory, and where in it they lie."""
        if len(self.arrays) < 2:
            return
        found, places = aliases.blocks(array for _, array in self.arrays.values()), {}
        for item, array in self.arrays.values():
            block = found.get(aliases.span(array)) if array.size else None
            if block is not None:
                self.size -= array.nbytes
                self.buffers[item[-1] - 1] = b""
                if block not in places:
                    self.grow(block.size)
                    self.size -= block.size  # counted again, once it is a buffer
                    places[block] = self.buffer(block.content())
                offset = array.__array_interface__["data"][0] - block.first
                item[:] = ["view", *item[1:3], list(array.strides), offset, places[block]]

    def grow(self, size: int) -> None:
        """Count bytes."""
        self.size += size
        if self.size > self.limits.size:
            raise ValueRefused(f"the value is larger than {self.limits.size // 2**20} MiB")

    def too_many(self) -> ValueRefused:
        """Return the refusal of a value with more entries than may be sent."""
        return ValueRefused(f"the value has more than {self.limits.count} entries")

    def items(self, items: Collection[Any], depth: int) -> list[Any]:
        """Return the JSON of nested values; of too many none is written."""
        if len(items) > self.limits.count - self.count:
            raise self.too_many()
        return [self.write(item, depth + 1) for item in items]


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
    # Before anything is parsed: each of these may become an object many times its size.
    if sum(map(bytes(frames[0]).count, (b"[", b"{", b","))) > 4 * limits.count:
        raise ValueRefused("what arrived has too many entries")
    try:
        structure = json.loads(bytes(frames[0]), parse_constant=_no_constant)
        return _Reader(frames, restore, limits).read(structure, 0)
    except ValueRefused:
        raise
    except (ValueError, TypeError, RecursionError, OverflowError, MemoryError, RuntimeError) as error:
        raise _malformed(type(error).__name__) from error


def _no_constant(name: str) -> Any:
    raise _malformed(f"a bare {name}")


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
        self.arrays: dict[tuple[Any, ...], np.ndarray] = {}
        self.blocks: dict[int, bytearray] = {}  # memory that several arrays share, by the number of its buffer
        self.count = 0
        self.work = 0

    def read(self, item: Any, depth: int) -> Any:
        """Return the value that JSON stands for."""
        self.count += 1
        if self.count > self.limits.count or depth > self.limits.depth:
            raise ValueRefused("what arrived has too many entries or is nested too deeply")
        if item is None or isinstance(item, bool | int | float | str):
            return item
        if not (isinstance(item, list) and item and isinstance(item[0], str)):
            raise _malformed("an untagged list")
        tag, *parts = item
        if tag in _READERS:
            return _READERS[tag](self, depth, *parts)
        if self.restore is None:
            raise _malformed(f"tag {tag[:20]!r}")
        return self.restore(item)

    def items(self, depth: int, items: Any) -> list[Any]:
        """Return nested values."""
        if not isinstance(items, list):
            raise _malformed("no list of entries")
        return [self.read(item, depth + 1) for item in items]

    def buffer(self, index: Any) -> memoryview:
        """Return a buffer by its number."""
        if type(index) is not int or not 1 <= index < len(self.frames):
            raise _malformed("a buffer's number")
        return memoryview(self.frames[index])

    def shaped(self, shape: Any, itemsize: int, index: Any) -> memoryview:
        """Return the buffer of an array, of the size that its shape and entries demand."""
        content = self.buffer(index)
        entries = self.entries(shape)
        if entries * itemsize != len(content) or (itemsize == 0 and entries > self.limits.count):
            raise _malformed("an array's size")
        return content

    @staticmethod
    def entries(shape: Any) -> int:
        """Return how many entries an array of this shape has."""
        if not isinstance(shape, list) or len(shape) > 32 or not all(type(n) is int and n >= 0 for n in shape):
            raise _malformed("an array's shape")
        return math.prod(shape)


def _malformed(what: str) -> ValueRefused:
    return ValueRefused(f"what arrived is not a well-formed value ({what})")


# How each kind is written and read. `write` gets the writer, the value and the depth; `read` the reader, the depth and what
# stands behind the tag.


def _write_scalar(writer: _Writer, value: np.generic, depth: int) -> list[Any]:
    return ["scalar", _dtype(value.dtype), writer.buffer(np.asarray(value).tobytes())]


def _read_scalar(reader: _Reader, depth: int, name: Any, index: Any) -> Any:
    return _read_array(reader, depth, name, [], index)[()]


def _dtype(dtype: np.dtype) -> str:
    if dtype.kind not in _ARRAY_KINDS:
        raise ValueRefused(f"NumPy values of dtype {dtype} cannot be compared; use numbers, not objects")
    return dtype.str


def _write_array(writer: _Writer, value: np.ndarray, depth: int) -> list[Any]:
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise ValueRefused("the array has masked entries; use an ordinary array")
    if value.dtype == object:
        return _write_objects(writer, value, depth)
    dtype, plain = _dtype(value.dtype), np.asarray(value)
    place = (plain.__array_interface__["data"][0], dtype, plain.shape, plain.strides)
    if place not in writer.arrays or not plain.size:
        writer.grow(plain.nbytes)
        writer.size -= plain.nbytes  # counted again, once it is a buffer
        writer.arrays[place] = ["array", dtype, list(plain.shape), writer.buffer(plain.tobytes())], plain
    return writer.arrays[place][0]  # the same list each time: `share` may change it


def _array_type(name: Any) -> np.dtype:
    if not isinstance(name, str) or len(name) > 40:
        raise _malformed("an array's dtype")
    dtype = np.dtype(name)
    if dtype.kind not in _ARRAY_KINDS or dtype.subdtype is not None or dtype.fields is not None:
        raise ValueRefused(f"what arrived is an array of dtype {dtype}, which is not allowed")
    return dtype


def _check_entries(dtype: np.dtype, content: memoryview | bytes) -> None:
    if dtype.kind == "b":
        _check_booleans(content)
    if dtype.kind == "U":
        points = np.frombuffer(content, dtype=np.dtype(np.uint32).newbyteorder(dtype.byteorder))
        if points.size and points.max() > _LARGEST_CODE_POINT:
            raise _malformed("text outside Unicode")


def _read_view(reader: _Reader, depth: int, name: Any, shape: Any, strides: Any, offset: Any, index: Any) -> np.ndarray:
    dtype, content = _array_type(name), reader.buffer(index)
    entries = reader.entries(shape)
    if not 0 < entries * dtype.itemsize <= reader.limits.size:
        raise _malformed("an array's size")
    if (
        not isinstance(strides, list)
        or len(strides) != len(shape)
        or not all(type(number) is int for number in [*strides, offset])
    ):
        raise _malformed("an array's place")
    first, last = aliases.reach(offset, shape, strides, dtype.itemsize)
    if first < 0 or last > len(content):  # NumPy looks too, in numbers that overflow
        raise _malformed("an array's place")
    key = (index, name, *shape, "at", offset, *strides)
    if key not in reader.arrays:
        if index not in reader.blocks:
            reader.blocks[index] = bytearray(content)
        array = np.ndarray(shape, dtype, reader.blocks[index], offset, strides)
        if dtype.kind in ("b", "U"):
            _check_entries(dtype, array.tobytes())
        reader.arrays[key] = array
    return reader.arrays[key]


def _read_array(reader: _Reader, depth: int, name: Any, shape: Any, index: Any) -> np.ndarray:
    dtype = _array_type(name)
    content = reader.shaped(shape, dtype.itemsize, index)
    if (index, name, *shape) in reader.arrays:
        return reader.arrays[index, name, *shape]
    _check_entries(dtype, content)
    array = np.frombuffer(content, dtype=dtype).reshape(shape).copy() if content else np.zeros(shape, dtype=dtype)
    reader.arrays[index, name, *shape] = array
    return array


def _write_objects(writer: _Writer, value: np.ndarray, depth: int) -> list[Any]:
    entries = [entry.item() if isinstance(entry, np.generic) else entry for entry in value.ravel().tolist()]
    if not all(
        isinstance(entry, int | float | complex | Fraction) and not isinstance(entry, bool) for entry in entries
    ):
        raise ValueRefused("NumPy values of dtype object cannot be compared; use numbers, not objects")
    return ["objects", list(value.shape), writer.items(entries, depth)]


def _read_objects(reader: _Reader, depth: int, shape: Any, items: Any) -> np.ndarray:
    numbers = reader.items(depth, items)
    if len(numbers) != reader.entries(shape) or not all(type(n) in (int, float, complex, Fraction) for n in numbers):
        raise _malformed("an array of numbers")
    array = np.empty(len(numbers), dtype=object)
    array[:] = numbers
    return array.reshape(shape)


def _write_int(writer: _Writer, value: int, depth: int) -> Any:
    value = int(value)
    if abs(value) < _SMALL_INTEGER:
        return value
    if value.bit_length() > _MOST_BITS:
        raise ValueRefused(f"an integer of {value.bit_length()} bits is too large")
    writer.grow(value.bit_length() // 4)
    return ["int", hex(value)]


def _read_int(reader: _Reader, depth: int, digits: str) -> int:
    if len(digits) > _MOST_BITS // 4 + 3:  # and "-0x"
        raise ValueRefused("what arrived is too large an integer")
    return int(digits, 16)


def _write_float(writer: _Writer, value: float, depth: int) -> Any:
    value = float(value)
    return value if math.isfinite(value) else ["float", repr(value)]


def _read_float(reader: _Reader, depth: int, name: str) -> float:
    if name not in ("inf", "-inf", "nan"):
        raise _malformed("a float")
    return float(name)


def _write_complex(writer: _Writer, value: complex, depth: int) -> list[Any]:
    return ["complex", _write_float(writer, value.real, depth), _write_float(writer, value.imag, depth)]


def _read_complex(reader: _Reader, depth: int, *parts: Any) -> complex:
    real, imag = (reader.read(part, depth + 1) for part in parts)
    if type(real) not in (int, float) or type(imag) not in (int, float):
        raise _malformed("a complex number")
    return complex(real, imag)


def _write_fraction(writer: _Writer, value: Fraction, depth: int) -> list[Any]:
    return ["fraction", _write_int(writer, value.numerator, depth), _write_int(writer, value.denominator, depth)]


def _read_fraction(reader: _Reader, depth: int, *parts: Any) -> Fraction:
    numerator, denominator = (reader.read(part, depth + 1) for part in parts)
    if type(numerator) is not int or type(denominator) is not int or denominator <= 0:
        raise _malformed("a fraction")
    reader.work += numerator.bit_length() * denominator.bit_length()
    if reader.work > _MOST_WORK:
        raise ValueRefused("what arrived has too large fractions")
    return Fraction(numerator, denominator)


def _write_text(writer: _Writer, value: str, depth: int) -> str:
    writer.grow(len(value))
    return str.__str__(value)


def _write_bytes(writer: _Writer, value: bytes | bytearray, depth: int) -> list[Any]:
    return ["bytes" if isinstance(value, bytes) else "bytearray", writer.buffer(bytes(value))]


def _write_dict(writer: _Writer, value: dict[Any, Any], depth: int) -> list[Any]:
    return ["dict", [writer.items(pair, depth) for pair in value.items()]]


def _read_dict(reader: _Reader, depth: int, items: Any) -> dict[Any, Any]:
    if not isinstance(items, list) or not all(isinstance(item, list) and len(item) == 2 for item in items):
        raise _malformed("no pairs of key and value")
    keys = _unlike([reader.read(key, depth + 1) for key, _ in items])
    return dict(zip(keys, reader.items(depth, [value for _, value in items]), strict=True))


def _unlike(keys: list[Any]) -> list[Any]:
    """Return keys of a dictionary or a set, if they are not made to have the same hash."""
    if len(keys) > _MOST_ALIKE and max(Counter(map(hash, keys)).values()) > _MOST_ALIKE:
        raise ValueRefused("what arrived has too many keys that are alike")
    return keys


def _tensor_type() -> Any:
    torch = sys.modules.get("torch")
    return () if torch is None else torch.Tensor


def _write_tensor(writer: _Writer, value: Any, depth: int) -> list[Any]:
    torch = sys.modules["torch"]
    name = str(value.dtype).removeprefix("torch.")
    if name not in _TENSOR_TYPES or value.layout is not torch.strided:
        raise ValueRefused(f"a {value.layout} tensor of dtype {value.dtype} cannot be compared; use a dense one")
    plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
    flat = plain.as_strided((plain.numel(),), (1,))  # of one entry a tensor may be contiguous with any stride
    content = flat.view(torch.uint8).numpy().tobytes()
    return ["tensor", name, list(value.shape), bool(value.requires_grad), writer.buffer(content)]


def _read_tensor(reader: _Reader, depth: int, name: Any, shape: Any, requires_grad: Any, index: Any) -> Any:
    if name not in _TENSOR_TYPES:
        raise _malformed("a tensor's dtype")
    import torch  # only for a sheet that uses it

    dtype = getattr(torch, name)
    content = reader.shaped(shape, torch.empty((), dtype=dtype).element_size(), index)
    if name == "bool":
        _check_booleans(content)
    # A copy, because the buffer of a message cannot be written to.
    value = torch.frombuffer(bytearray(content), dtype=dtype) if content else torch.empty(0, dtype=dtype)
    value = value.reshape(shape)
    return value.requires_grad_() if requires_grad is True and dtype.is_floating_point else value


def _check_booleans(content: memoryview | bytes) -> None:
    truth = np.frombuffer(content, dtype=np.uint8)
    if truth.size and truth.max() > 1:
        raise _malformed("a truth value that is neither")


@dataclass(frozen=True)
class _Kind:
    """One row of the table: what values of a type look like on the way.

    Parameters
    ----------
    tag : str
        What stands first in the JSON list; empty for text, which JSON has itself.
    type : type, or the function that returns torch's
        Of the values.
    write, read : callable
        See above.
    """

    tag: str
    type: Any
    write: Callable[[_Writer, Any, int], Any]
    read: Callable[..., Any] | None = None


def _sequence(tag: str, kind: type) -> _Kind:
    return _Kind(
        tag,
        kind,
        lambda w, value, depth: [tag, w.items(value, depth)],
        lambda r, depth, items: kind(
            _unlike(r.items(depth, items)) if kind in (set, frozenset) else r.items(depth, items)
        ),
    )


def _bytes(tag: str, kind: type) -> _Kind:
    return _Kind(tag, kind, _write_bytes, lambda r, depth, index: kind(r.buffer(index)))


# The order matters: numpy.float64 is a float, and numpy.bool_ is not a bool.
_KINDS = (
    _Kind("scalar", np.generic, _write_scalar, _read_scalar),
    _Kind("array", np.ndarray, _write_array, _read_array),
    _Kind("view", (), _write_array, _read_view),  # made of an array by `_Writer.share`
    _Kind("objects", (), _write_objects, _read_objects),  # chosen by _write_array
    _Kind("int", int, _write_int, _read_int),
    _Kind("float", float, _write_float, _read_float),
    _Kind("complex", complex, _write_complex, _read_complex),
    _Kind("", str, _write_text),
    _bytes("bytes", bytes),
    _bytes("bytearray", bytearray),
    _Kind("fraction", Fraction, _write_fraction, _read_fraction),
    _sequence("tuple", tuple),
    _sequence("list", list),
    _sequence("set", set),
    _sequence("frozenset", frozenset),
    _Kind("dict", dict, _write_dict, _read_dict),
    _Kind("tensor", _tensor_type, _write_tensor, _read_tensor),
)
_READERS = {kind.tag: kind.read for kind in _KINDS if kind.read is not None}
