# tries: to leave a word in a keyring of the account or the session
# kind: accomplices
# earns: 0
# verdict: any
# contained by: seccomp: keyctl, add_key, request_key

# %% double
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if os.uname().machine == "x86_64":
    for ring in (-3, -4, -5, -1, -2):
        key = libc.syscall(248, b"user", b"word", b"@WORD@", len("@WORD@"), ring)
        if key > 0:
            print("LEAK: a key in", ring)
        found = libc.syscall(250, 10, ring, b"user", b"word", 0)
        if found > 0:
            buffer = ctypes.create_string_buffer(200)
            libc.syscall(250, 11, found, buffer, 200)
            print(buffer.value)
    if libc.syscall(249, b"user", b"word", None, 0) > 0:
        print("LEAK: requested a key")
