# tries: to answer before it is asked, without end, so that the runner reads instead of grading
# kind: breaking
# earns: any
# verdict: any
# contained by: budget: bytes that are read; wall time

# %% double
import json
import os
import socket
import stat
import struct
import threading

FRAME = json.dumps({"number": 10**6, "status": "ok", "text": "x" * 2**20}).encode()
MESSAGE = struct.pack(">I", 1) + len(FRAME).to_bytes(8, "big") + FRAME


def flood():
    connections = []
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                connections.append(socket.socket(fileno=os.dup(number)))
        except OSError:
            pass
    while True:
        for connection in connections:
            try:
                connection.sendall(MESSAGE)
            except OSError:
                pass


threading.Thread(target=flood, daemon=True).start()


# %% mean
def mean(values):
    return float(sum(values) / len(values))
