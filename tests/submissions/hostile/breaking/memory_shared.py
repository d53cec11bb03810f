# tries: to take memory that no process is charged for: shared mappings, memory files, files in /dev/shm, pipes and sockets
# kind: breaking
# earns: 0
# verdict: any
# contained by: seccomp for memory files, a quota on the scratch folders, memory of the tree

# %% double
import mmap
import os
import socket

block = b"x" * 2**20
kept = []


def each(make):
    try:
        for _ in range(1500):
            kept.append(make())
    except (OSError, ValueError, AttributeError, MemoryError) as error:
        print(make.__name__, len(kept), error)


def shared():
    memory = mmap.mmap(-1, 2**20)
    memory.write(block)
    return memory


def file():
    return os.write(os.memfd_create("x"), block)


def shm():
    with open(f"/dev/shm/{len(kept)}", "wb") as stream:
        return stream.write(block)


def pair():
    ends = socket.socketpair()
    ends[0].setblocking(False)
    ends[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**26)
    ends[0].send(block)
    return ends


for make in (shared, file, shm, pair):
    each(make)
