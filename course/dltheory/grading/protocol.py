"""Messages between grading's processes: frames of bytes on a socket, with a cap before anything is allocated.

A message is a list of frames. On the wire stand the number of frames (4 bytes, big-endian), the length of each (8 bytes
each), then the frames. The first frame is a JSON object, the *head*; the others are raw buffers. A request's head holds
``do`` and ``number``; its answer holds the same ``number``, and what has another one is dropped.

One side runs student code and may send anything: `receive` refuses by the table of lengths alone, before it reads a frame.
"""

from __future__ import annotations

import json
import math
import select
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

MOST_FRAMES = 2**17
# The runner numbers its requests from 1 and passes the examiner's on, which are numbered from here.
FIRST_ASK = 2**32
LARGEST_MESSAGE = 96 * 2**20
LARGEST_HEAD = 16 * 2**20
# Brackets and commas in a head, those in its texts included: each may become an object many times its size.
MOST_PARTS = 500_000
# Levels of nesting in a head. How many Python's reader takes depends on who calls it: all must refuse the same heads.
MOST_LEVELS = 300
_SMALL = 2**16
_COUNT = struct.Struct(">I")


class ProtocolError(Exception):
    """The other side sent something that is no message, or too large a one; nothing more can be read from it.

    Of no builtin kind: a test that expects a RuntimeError of the student's function must not take this for it.
    """


class Closed(ProtocolError):
    """The other side is gone."""


class TimedOut(Exception):
    """Nothing complete has arrived by the deadline; what has is kept for the next attempt."""


def head_of(frames: Sequence[bytes | bytearray]) -> dict[str, Any]:
    """Return the head of a message.

    Raises
    ------
    ProtocolError
        If the first frame is not a JSON object of text that is valid Unicode.
    """
    try:
        if len(frames[0]) > LARGEST_HEAD or sum(map(frames[0].count, (b"[", b"{", b","))) > MOST_PARTS:
            raise ValueError("too large")
        head = json.loads(bytes(frames[0]))
        if len(frames[0]) > 2 * MOST_LEVELS and levels(head, MOST_LEVELS) > MOST_LEVELS:
            raise ValueError("too deep")
        json.dumps(head, ensure_ascii=False, allow_nan=False).encode()  # no lone surrogates, no NaN
    except (ValueError, IndexError, RecursionError) as error:
        raise ProtocolError(f"what arrived has no well-formed head ({type(error).__name__})") from None
    if not isinstance(head, dict):
        raise ProtocolError("what arrived has no well-formed head (no object)")
    return head


def levels(data: Any, most: int) -> int:
    """Return how many levels of lists and objects JSON has; beyond `most` it is not looked at."""
    level, count = [data], 0
    while level and count <= most:
        inner = (v for part in level for v in (part.values() if isinstance(part, dict) else part))
        level, count = [value for value in inner if isinstance(value, dict | list)], count + 1
    return count


def pack(head: dict[str, Any], buffers: Sequence[bytes] = ()) -> list[bytes]:
    """Return the frames of a message; what is no valid Unicode in the head becomes question marks."""
    text = json.dumps(head, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return [text.encode("utf-8", "replace"), *buffers]


class Wire:
    """One end of a connection: whole messages in and out, each by a deadline of its own.

    Parameters
    ----------
    sock : socket.socket
        A connected stream socket; the wire owns it from now on.
    largest : int
        Bytes that one incoming message may have, its table of lengths included.
    """

    def __init__(self, sock: socket.socket, largest: int = LARGEST_MESSAGE) -> None:
        self.sock = sock
        self.largest = largest
        self.received = 0
        sock.setblocking(False)
        self._fresh()

    def _fresh(self) -> None:
        self._lengths: list[int] | None = None
        self._frames: list[bytearray] = []
        self._buffer, self._filled = bytearray(_COUNT.size), 0
        self._left, self._no_room = 0, False  # of a frame that there is no memory for, which is read and dropped

    def fileno(self) -> int:
        """Return the socket's descriptor, for `select`."""
        return self.sock.fileno()

    def send(self, frames: Sequence[bytes | bytearray | memoryview], deadline: float = math.inf) -> None:
        """Send a message.

        Parameters
        ----------
        frames : sequence of bytes
        deadline : float
            By `time.monotonic`.

        Raises
        ------
        Closed
            If the other side is gone, or has not read it by the deadline: half a message would make all later ones garbage.
        """
        table = _COUNT.pack(len(frames)) + b"".join(len(frame).to_bytes(8, "big") for frame in frames)
        small = sum(map(len, frames)) < _SMALL  # one call, and the other side wakes up once
        for part in (b"".join((table, *frames)),) if small else (table, *frames):
            rest = memoryview(part).cast("B")
            while rest:
                try:
                    rest = rest[self.sock.send(rest) :]
                except BlockingIOError:
                    if not _wait(self.sock, deadline, write=True):
                        self.close()
                        raise Closed("the other side does not read") from None
                except OSError as error:
                    raise Closed(f"the other side is gone ({error.strerror})") from None

    def receive(self, deadline: float = math.inf) -> list[bytearray]:
        """Return the next message.

        Raises
        ------
        TimedOut
            At the deadline; a later call goes on where this one stopped.
        Closed
            If the other side is gone.
        ProtocolError
            If what arrives is no message, or a too large one.
        MemoryError
            If there is no memory for it; the next message can be read all the same.
        """
        while True:
            while self._filled == len(self._buffer):
                done = self._advance()
                if done is not None:
                    return done
            try:
                count = self.sock.recv_into(memoryview(self._buffer)[self._filled :])
            except BlockingIOError:
                if not _wait(self.sock, deadline):
                    raise TimedOut from None
                continue
            except OSError as error:
                raise Closed(f"the other side is gone ({error.strerror})") from None
            if not count:
                raise Closed("the other side is gone")
            self._filled += count
            self.received += count

    def _advance(self) -> list[bytearray] | None:
        """Take over the buffer that is full, and make the next one; return the message when it was the last."""
        full, self._filled = self._buffer, 0
        if self._lengths is None and not self._frames and len(full) == _COUNT.size:
            (count,) = _COUNT.unpack(full)
            if not 1 <= count <= MOST_FRAMES:
                raise ProtocolError(f"what arrived is no message ({count} frames)")
            self._lengths, self._buffer = [], bytearray(8 * count)
            return None
        if self._lengths == []:
            self._lengths = [int.from_bytes(full[i : i + 8], "big") for i in range(0, len(full), 8)]
            if sum(self._lengths) + len(full) > self.largest:
                raise ProtocolError(f"what arrived is too large ({sum(self._lengths)} bytes)")
        elif self._left:
            self._drop()
            return None
        else:
            self._frames.append(full)
        assert self._lengths is not None
        if len(self._frames) == len(self._lengths):
            frames, no_room = self._frames, self._no_room
            self._fresh()
            if no_room:
                raise MemoryError
            return frames
        length = self._lengths[len(self._frames)]
        try:
            self._buffer = bytearray(length)
        except MemoryError:
            self._left, self._no_room = length, True
            self._drop()
        return None

    def _drop(self) -> None:
        """Go on with the next piece of a frame that there is no memory for; the last piece takes its place."""
        length = min(self._left, _SMALL)
        self._left -= length
        self._buffer = bytearray(length)

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()


def _wait(sock: socket.socket, deadline: float, write: bool = False) -> bool:
    """Wait until the socket can be used; return whether that was before the deadline."""
    poller = select.poll()
    poller.register(sock, select.POLLOUT if write else select.POLLIN)
    left = deadline - time.monotonic()
    if left <= 0:
        return bool(poller.poll(0))
    return bool(poller.poll(None if math.isinf(left) else math.ceil(1000 * left)))
