# tries: to announce messages of exabytes, of a million frames, and half of one
# kind: breaking
# earns: 0
# verdict: any
# contained by: caps: the table of lengths is refused before anything is allocated

# %% double
import os
import socket
import stat
import struct

TABLES = [
    struct.pack(">I", 1) + (2**63).to_bytes(8, "big"),
    struct.pack(">I", 2**32 - 1),
    struct.pack(">I", 0),
    struct.pack(">I", 100_000) + (2**20).to_bytes(8, "big") * 100_000,
    struct.pack(">I", 1) + (1000).to_bytes(8, "big") + b"{",
]


def double(x):
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                socket.socket(fileno=os.dup(number)).sendall(TABLES[x % len(TABLES)])
        except OSError:
            pass
    return 6
