# tries: to write answers to calls that were not made yet into the socket, each with the next numbers
# kind: forging
# earns: 0
# verdict: any
# contained by: protocol: an answer with another number is dropped; the examiner's numbers are its own

# %% double
import json
import os
import socket
import stat
import struct


def sockets():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                yield socket.socket(fileno=os.dup(number))
        except OSError:
            continue


def message(head, *buffers):
    frames = [json.dumps(head).encode(), *buffers]
    return struct.pack(">I", len(frames)) + b"".join(len(f).to_bytes(8, "big") for f in frames) + b"".join(frames)


VALUE = json.dumps(["tuple", [["int", "6"], ["dict", []]]]).encode()
mine = list(sockets())
for connection in mine:
    connection.setblocking(False)
    try:
        for number in [*range(1, 200), *range(2**32, 2**32 + 200)]:
            head = {"number": number, "status": "ok", "changed": [], "outputs": [], "names": ["double"], "counts": [1]}
            connection.sendall(message(head, VALUE))
    except OSError:
        pass


def double(x):
    return -1
