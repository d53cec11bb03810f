"""The codec: what crosses arrives as it was, and nothing else crosses."""

import collections
import itertools
import json
import math
import socket
import threading
import time
from fractions import Fraction

import numpy as np
import pytest

from dltheory.grading import protocol
from dltheory.grading.values import Limits, ValueRefused, decode, encode


def crossed(value, **options):
    return decode(encode(value, **options))


def same(a, b):
    """Equal, of the same types, NaN equal to NaN, -0.0 unlike 0.0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray) and a.dtype == object:
        return a.shape == b.shape and same(a.ravel().tolist(), b.ravel().tolist())
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()))
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, float):
        return repr(a) == repr(b)
    return a == b


PLAIN = [
    None,
    True,
    False,
    0,
    -7,
    2**53,
    -(2**64),
    10**5000,
    0.0,
    -0.0,
    0.1,
    5e-324,
    1.7976931348623157e308,
    math.inf,
    -math.inf,
    math.nan,
    1 + 2j,
    complex(math.nan, -math.inf),
    "",
    "Barron, η = ½, 🎲",
    "\ud800 a lone surrogate",
    '["list", []]',
    b"",
    b"\x00\xff",
    bytearray(b"ab"),
    Fraction(-3, 7),
    Fraction(10**400, 3),
    (),
    (1,),
    [],
    [1, (2.5, [None, "x"]), ()],
    {},
    {1: "int", "1": "str", (1, 2): "tuple", None: 0, 2.5: "float", b"k": "bytes", True + 1: "two"},
    {1, 2, 3},
    frozenset({(1, 2)}),
    np.float64(0.1),
    np.float32(0.1),
    np.int64(-3),
    np.uint8(255),
    np.bool_(True),
    np.complex64(1 - 1j),
    np.str_("text"),
    np.array(3.5),
    np.array(7),
    np.zeros((0, 3)),
    np.zeros((2, 0), dtype=np.int8),
    np.arange(6.0).reshape(2, 3),
    np.arange(6, dtype=">i4").reshape(3, 2),
    np.array([True, False]),
    np.array([np.nan, np.inf, -0.0]),
    np.array(["ab", "c"]),
    np.array([b"ab", b"c"]),
    np.array(["2020-01-01"], dtype="datetime64[D]"),
    np.array([1.5], dtype=np.longdouble),
    np.array([1.5], dtype=np.float16),
    [np.ones(2), {"a": np.float64(1.0)}],
    np.array([Fraction(1, 3), 2, 0.5, 1j, 10**30, math.inf], dtype=object),
    np.array([[Fraction(1, 3)], [Fraction(-1, 2)]]),
    np.array(Fraction(1, 3)),
    np.zeros((0, 2), dtype=object),
]


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: type(value).__name__)
def test_plain_values_cross_unchanged(value):
    assert same(crossed(value), value)


def test_one_array_in_two_places_arrives_as_one():
    one, twin = np.arange(4.0).reshape(2, 2), np.arange(4.0).reshape(2, 2)
    first, second, other, view, turned = crossed([one, (one,), twin, one[:], one.T])
    assert first is second[0] is view and first is not other and first is not turned
    assert same([first, other, turned], [one, twin, np.ascontiguousarray(one.T)])
    rows = crossed(list(np.ones((3, 2))))
    assert not any(np.shares_memory(rows[i], rows[j]) for i in range(3) for j in range(i))
    empty = crossed([np.zeros(0), np.zeros(0)])
    assert empty[0] is not empty[1]

    class Made(list):
        def __iter__(self):
            return (np.full(3, float(k)) for k in range(50))  # each is gone before the next one comes

    assert [array.tolist() for array in crossed(Made())] == [[float(k)] * 3 for k in range(50)]


@pytest.mark.parametrize(
    "pick",
    [
        lambda P: [P, P.T],
        lambda P: [P[::-1], P],
        lambda P: [P[:1], P],
        lambda P: [P.ravel()[:12], P.ravel()[8:]],
        lambda P: [P[:, ::2], P[:, 1::2]],  # between each other, and nothing in common
        lambda P: [np.lib.stride_tricks.as_strided(P, (1, 1), (16, 16)), P[:1, :1]],
        lambda P: [P > 7, (P > 7)[1:]],
        lambda P: [np.broadcast_to(P[0], (3, 4)), P[0]],
        lambda P: [P, P.copy(), P[2:]],
        lambda P: (lambda words: [words, words[::-1]])(np.array(["ab", "c"])),
    ],
)
def test_arrays_share_memory_as_they_did(pick):
    given = pick(np.arange(16.0).reshape(4, 4))
    arrived = crossed(given)
    assert all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(given, arrived, strict=True))
    for first, second in itertools.combinations(range(len(given)), 2):
        assert np.shares_memory(arrived[first], arrived[second]) == np.shares_memory(given[first], given[second])


@pytest.mark.parametrize(
    "item",
    [
        '["view","<f8",[2],[8],8,1]', '["view","<f8",[2],[-8],0,1]', '["view","<f8",[2],[8],-8,1]',
        '["view","<f8",[100000000],[0],0,1]', '["view","|b1",[3],[1],0,1]', '["view","<f8",[2],["8"],0,1]',
        '["view","<f8",[2],[8,8],0,1]', '["view","|O",[1],[8],0,1]', '["view","<f8",[2],[8],true,1]',
        '["view","<f8",[0],[8],0,1]', '["view","<f8",[2],[8],0,1,4]', '["view","<f8",[2],[8],0,2]',
        f'["view","<f8",[2],[{2**63 - 1}],0,1]', f'["view","<f8",[1],[{2**70}],0,1]', f'["view","<f8",[2],[8],{2**64},1]',
        f'["view","<f8",[{2**32},{2**32}],[0,0],0,1]', '["view","<U1",[2],[4],0,1]', '["view","<U0",[2],[0],0,1]',
    ],
)  # fmt: skip
def test_a_view_lies_in_its_memory_or_is_refused(item):
    with pytest.raises(ValueRefused):
        decode([item.encode(), b"\xff" * 16])


def test_the_comparison_used_above_can_fail():
    assert not same((1, 2), [1, 2])
    assert not same(1, 1.0)
    assert not same(np.float32(1), np.float64(1))
    assert not same({1: 0}, {"1": 0})
    assert not same(0.0, -0.0)


P = 2**61 - 1  # what Python computes the hash of a number by


def test_what_would_keep_the_reader_busy_is_refused():
    many = [k * P for k in range(1, 3000)]
    for value in (dict.fromkeys(many), set(many), frozenset(many), {complex(-1000003 * k, k) for k in range(3000)}):
        frames = encode(value)
        with pytest.raises(ValueRefused, match="alike"):
            decode(frames)
    for value in ({k: k * P for k in range(3000)}, set(range(100_000)), many, dict.fromkeys(many[:900])):
        assert same(crossed(value), value)
    for value in (2**1_000_000, -(2**1_000_000), Fraction(2**60_000 + 1, 3**40_000)):
        assert same(crossed(value), value)
    for value in (2 ** (2**20 + 8), Fraction(1, 2 ** (2**20 + 8))):
        with pytest.raises(ValueRefused, match="too large"):
            encode(value)
    for structure, said in (
        (f'["int", "0x{"f" * 2**19}"]', "too large an integer"),
        (f'["fraction", ["int", "0x{"f" * 200_000}"], ["int", "0x{"e" * 200_000}"]]', "too large fractions"),
        (f'["set", [{", ".join(["-1", "-2"] * 1000)}]]', "alike"),
    ):
        with pytest.raises(ValueRefused, match=said):
            decode([structure.encode()])


def test_a_tensor_that_torch_refuses_is_refused():
    with pytest.raises(ValueRefused):
        decode([b'["tensor", "float32", [4611686018427387904, 4611686018427387904, 0], false, 1]', b""])


def test_what_is_refused_passes_for_no_error_that_a_test_expects():
    assert ValueRefused.__mro__[1:] == (Exception, BaseException, object)


def test_a_codec_in_plain_json_would_get_these_wrong():
    for value in [(1, 2), {1: "a"}, {(1, 2): 0}, np.float64(1.0), 1j]:
        try:
            kept = same(json.loads(json.dumps(value)), value)
        except TypeError:
            kept = False
        assert same(crossed(value), value)
        assert not kept


def test_strided_and_fortran_arrays_keep_their_entries():
    for array in [
        np.arange(12.0).reshape(3, 4).T,
        np.arange(12.0)[::-2],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    ]:
        np.testing.assert_array_equal(crossed(array), array)


def test_arrays_arrive_writable_and_apart():
    value = np.zeros(3)
    arrived = crossed(value)
    arrived[0] = 1.0
    assert value[0] == 0.0


def test_subclasses_cross_as_the_plain_type():
    pair = collections.namedtuple("Pair", "a b")(1, 2)
    assert type(crossed(pair)) is tuple
    assert type(crossed(collections.OrderedDict(a=1))) is dict
    assert type(crossed(collections.Counter("aab"))) is dict

    class Lying(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    arrived = crossed([Lying(3.0)])
    assert type(arrived[0]) is float
    assert arrived != [4.0]


@pytest.mark.parametrize("shape", [(1, 3), (0, 3)])
def test_a_column_of_a_single_row_crosses(shape):
    """Torch calls it contiguous whatever its stride is."""
    torch = pytest.importorskip("torch")
    column = torch.full(shape, 2.5)[:, 1]
    assert torch.equal(crossed(column), column)


def test_torch_tensors_cross():
    torch = pytest.importorskip("torch")
    leaf = torch.arange(3.0, requires_grad=True)
    tensors = [
        torch.arange(6).reshape(2, 3),
        torch.tensor(2.5),
        torch.zeros(0, 2),
        torch.tensor([True, False]),
        torch.tensor([1.5], dtype=torch.bfloat16),
        torch.tensor([1 + 2j]).conj(),
        torch.arange(6.0).reshape(2, 3).T,
    ]
    for tensor in tensors:
        arrived = crossed(tensor)
        assert arrived.dtype == tensor.dtype and arrived.shape == tensor.shape
        assert torch.equal(arrived, tensor.resolve_conj())
    arrived = crossed(leaf * 2)
    assert arrived.requires_grad and arrived.is_leaf
    assert torch.equal(arrived.detach(), torch.tensor([0.0, 2.0, 4.0]))
    with pytest.raises(ValueRefused, match="dense"):
        encode(torch.eye(2).to_sparse())


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (object(), "of type object is not a plain value"),
        ([lambda x: x], "of type function"),
        (np.array([None]), "dtype object"),
        (np.array([True, 1], dtype=object), "dtype object"),
        (np.array([[1], [2, 3]], dtype=object), "dtype object"),
        (np.zeros(1, dtype=[("a", "f8")]), "dtype"),
        (np.ma.masked_array([1.0, 2.0], mask=[True, False]), "masked"),
        (range(3), "of type range"),
    ],
)
def test_other_objects_are_refused_by_name(value, reason):
    with pytest.raises(ValueRefused, match=reason):
        encode(value)


def test_objects_can_be_kept_and_restored_by_handle():
    kept = []

    def keep(value):
        kept.append(value)
        return ["function", len(kept) - 1, "f"]

    frames = encode((1, [len, len]), keep)
    assert decode(frames, lambda item: kept[item[1]]) == (1, [len, len])
    with pytest.raises(ValueRefused, match="tag"):
        decode(frames)


def test_numbers_of_numpy_in_an_array_of_objects_cross_as_plain_ones():
    arrived = crossed(np.array([np.float64(0.5), np.int8(3), Fraction(1, 2)], dtype=object))
    assert [type(number) for number in arrived] == [float, int, Fraction]


def test_limits_hold_on_the_way_out():
    limits = Limits(size=1000, count=50, depth=5)
    itself = []
    itself.append(itself)
    for value in [np.zeros(200), "x" * 2000, list(range(60)), [[[[[[[1]]]]]]], itself, 1 << 10000]:
        with pytest.raises(ValueRefused):
            encode(value, limits=limits)
    assert crossed([[[[[1]]]]], limits=limits) == [[[[[1]]]]]


FORGED = {
    "no frames": [],
    "not JSON": [b"nonsense"],
    "not text": [b"\xff\xfe"],
    "bare NaN": [b"NaN"],
    "deep JSON": [b"[" * 100_000],
    "untagged list": [b"[1, 2]"],
    "an object": [b'{"a": 1}'],
    "unknown tag": [b'["pickle", "x"]'],
    "a private method": [b'["_buffer", 1]'],
    "wrong number of parts": [b'["array", "<f8"]'],
    "object dtype": [b'["array", "|O", [1], 1]', b"12345678"],
    "structured dtype": [b'["array", "i4,i4", [1], 1]', b"12345678"],
    "sub-array dtype": [b'["array", "(2,)f8", [1], 1]', b"0123456789abcdef"],
    "void dtype": [b'["array", "V8", [1], 1]', b"12345678"],
    "buffer too short": [b'["array", "<f8", [2], 1]', b"12345678"],
    "buffer too long": [b'["array", "<f8", [0], 1]', b"12345678"],
    "negative shape": [b'["array", "<f8", [-1, -1], 1]', b"12345678"],
    "shape of floats": [b'["array", "<f8", [1.0], 1]', b"12345678"],
    "huge shape of nothing": [b'["array", "|S0", [1000000000000], 1]', b""],
    "no such buffer": [b'["array", "<f8", [1], 7]', b"12345678"],
    "the structure as buffer": [b'["bytes", 0]'],
    "buffer by truth": [b'["bytes", true]', b"x"],
    "neither true nor false": [b'["array", "|b1", [1], 1]', b"\x02"],
    "outside Unicode": [b'["array", "<U1", [1], 1]', b"\xff\xff\xff\xff"],
    "unhashable key": [b'["dict", [[["list", []], 1]]]'],
    "unhashable member": [b'["set", [["list", []]]]'],
    "no pairs": [b'["dict", [[1, 2, 3]]]'],
    "zero denominator": [b'["fraction", 1, 0]'],
    "fraction of floats": [b'["fraction", 1.5, 2]'],
    "no integer": [b'["int", 5]'],
    "no float": [b'["float", "1e5"]'],
    "complex of text": [b'["complex", "1", "2"]'],
    "objects that are no numbers": [b'["objects", [1], ["x"]]'],
    "truth values among objects": [b'["objects", [1], [true]]'],
    "fewer objects than the shape": [b'["objects", [3], [1, 2]]'],
    "objects of a negative shape": [b'["objects", [-1], [1]]'],
    "more brackets than values may have": [b"[" + b"[]," * 9_000_000 + b"[]]"],
    "tensor of objects": [b'["tensor", "object", [1], false, 1]', b"12345678"],
    "tensor by attribute": [b'["tensor", "load", [1], false, 1]', b"12345678"],
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_frames_are_refused(name):
    with pytest.raises(ValueRefused):
        decode(FORGED[name])


def test_limits_hold_on_arrival():
    frames = encode([[1, 2, 3], np.zeros(100)])
    decode(frames)
    for limits in [Limits(count=3), Limits(depth=0), Limits(size=10, count=1)]:
        with pytest.raises(ValueRefused):
            decode(frames, limits=limits)


def test_damaged_frames_never_raise_anything_else():
    generator = np.random.default_rng(5)
    frames = encode({"a": [1, 2.5, (None, "x")], 3: np.arange(4.0), "s": {1j, b"x"}, "f": Fraction(1, 3)})
    refused = 0
    for _ in range(2000):
        damaged = [bytearray(frame) for frame in frames]
        frame = damaged[0] if generator.random() < 0.8 else damaged[generator.integers(len(damaged))]
        for _ in range(generator.integers(1, 4)):
            frame[generator.integers(len(frame))] = generator.integers(256)
        try:
            decode([bytes(frame) for frame in damaged])
        except ValueRefused:
            refused += 1
    assert refused > 1000


def test_a_message_that_does_not_fit_is_dropped_and_the_next_one_is_read(monkeypatch):
    ours, theirs = socket.socketpair()
    sender, receiver = protocol.Wire(ours), protocol.Wire(theirs)
    messages = [[b"{}", b"x" * 200_000, b"end"], [b"{}", b"y" * 100]]

    def scarce(size):
        if size == 200_000:
            raise MemoryError
        return bytearray(size)

    monkeypatch.setattr(protocol, "bytearray", scarce, raising=False)
    sending = threading.Thread(target=lambda: [sender.send(message) for message in messages])
    sending.start()
    with pytest.raises(MemoryError):
        receiver.receive(time.monotonic() + 10)
    assert receiver.receive(time.monotonic() + 10) == messages[1]
    sending.join()
    sender.close(), receiver.close()
