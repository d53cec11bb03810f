# tries: to go past the filter of system calls: io_uring, and the 32-bit and x32 forms of calls
# kind: accomplices
# earns: 0
# verdict: any
# contained by: seccomp: io_uring is not there, other architectures are refused

# %% double
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if os.uname().machine == "x86_64":
    parameters = ctypes.create_string_buffer(120)
    if libc.syscall(425, 8, parameters) >= 0:
        print("LEAK: io_uring")
    if libc.syscall(0x40000000 + 73, 0, 2) == 0:
        print("LEAK: an x32 call")
    for number in (451, 452, 453, 463, 500):
        if libc.syscall(number, 0, 0, 0, 0) >= 0:
            print("LEAK: a call that the filter does not know", number)
