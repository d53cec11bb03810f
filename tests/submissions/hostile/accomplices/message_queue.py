# tries: to meet in a message queue and a named semaphore of POSIX
# kind: accomplices
# earns: 0
# verdict: any
# contained by: an ipc namespace and a /dev/shm of its own for each submission; seccomp

# %% double
import ctypes
import multiprocessing.shared_memory
import os
import re
import time

libc = ctypes.CDLL(None, use_errno=True)


class Attributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_long) for name in ("flags", "most", "size", "now", "a", "b", "c", "d")]


try:
    queue = libc.mq_open(b"/word", os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o666, ctypes.byref(Attributes(0, 8, 128)))
    if queue >= 0:
        buffer = ctypes.create_string_buffer(128)
        while libc.mq_receive(queue, buffer, 128, None) > 0:
            print(buffer.value)
        libc.mq_send(queue, b"@WORD@", len("@WORD@"), 0)
except AttributeError:
    pass
try:
    memory = multiprocessing.shared_memory.SharedMemory("word", create=not os.path.exists("/dev/shm/word"), size=4096)
    place = 100 if memory.buf[0] else 0
    memory.buf[place : place + len("@WORD@")] = b"@WORD@"
    time.sleep(1)
    print(re.findall(rb"CANARY-[a-z]+-[0-9a-f]+", bytes(memory.buf)))
except OSError:
    pass
