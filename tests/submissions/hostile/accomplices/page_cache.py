# tries: to tell by which pages of a library lie in the page cache: mincore, reads that do not wait, dropping pages
# kind: accomplices
# earns: 0
# verdict: any
# contained by: seccomp: mincore; reads that do not wait and posix_fadvise are a known rest, slow and noisy

# %% double
import ctypes
import mmap
import os

import numpy

libc = ctypes.CDLL(None, use_errno=True)
descriptor = os.open(numpy.__file__, os.O_RDONLY)
size = os.fstat(descriptor).st_size
view = mmap.mmap(descriptor, size, prot=mmap.PROT_READ, flags=mmap.MAP_PRIVATE)
pages = ctypes.create_string_buffer((size + 4095) // 4096)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
address = libc.mmap(None, size, 1, 2, descriptor, 0)
if libc.mincore(ctypes.c_void_p(address), ctypes.c_size_t(size), pages) == 0:
    print("LEAK: mincore")
