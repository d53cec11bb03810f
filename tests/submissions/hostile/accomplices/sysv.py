# tries: to meet in shared memory, semaphores and queues of System V, by a key that both know
# kind: accomplices
# earns: 0
# verdict: any
# contained by: an ipc namespace of its own for each submission; seccomp

# %% double
import ctypes
import re
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
KEY, WORD = 0x5EED, b"@WORD@"
segment = libc.shmget(KEY, 4096, 0o1666)
if segment >= 0:
    address = libc.shmat(segment, None, 0)
    if address not in (None, ctypes.c_void_p(-1).value):
        memory = (ctypes.c_char * 4096).from_address(address)
        place = 0 if memory[0] == b"\0" else 100
        memory[place : place + len(WORD)] = WORD
        time.sleep(1)
        print(re.findall(rb"CANARY-[a-z]+-[0-9a-f]+", bytes(memory)))
if libc.semget(KEY, 1, 0o1666) >= 0:
    print("a semaphore")
queue = libc.msgget(KEY, 0o1666)
if queue >= 0:
    buffer = ctypes.create_string_buffer(256)
    while libc.msgrcv(queue, buffer, 200, 0, 0o4000) > 0:
        print(buffer.raw[8:])
    message = ctypes.create_string_buffer((1).to_bytes(8, "little") + WORD)
    libc.msgsnd(queue, message, len(WORD), 0o4000)
