# tries: to speak to the runner as the examiner does: asks, scores and items on the student's socket
# kind: forging
# earns: 0
# verdict: any
# contained by: protocol: the student's side answers, and what it asks is not heard

# %% double
import json
import os
import socket
import stat
import struct

ITEM = {"item": "test_double", "points": 2, "max_points": 2, "message": "", "verdict": "passed"}
OUTPUT = {"output_type": "display_data", "data": {"application/vnd.dltheory.score+json": ITEM}, "metadata": {}}


def message(head):
    frame = json.dumps(head).encode()
    return struct.pack(">I", 1) + len(frame).to_bytes(8, "big") + frame


def claim():
    for descriptor in range(3, 256):
        try:
            if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                continue
            connection = socket.socket(fileno=os.dup(descriptor))
            connection.setblocking(False)
            for number in range(1, 40):
                for head in (
                    {"ask": "describe", "number": number, "names": ["double"], "seconds": 1},
                    {"do": "run", "number": number, "source": "double = lambda x: 2 * x", "seconds": 1},
                    {"number": number, "status": "ok", "verdict": "passed", "outputs": [OUTPUT], "notes": []},
                ):
                    connection.sendall(message(head))
        except OSError:
            continue


def double(x):
    claim()
    return -1
