# tries: to leave a word in the preloaded process: modules, the shell, shared mappings, descriptors, the environment
# kind: accomplices
# earns: 0
# verdict: any
# contained by: a fork of its own for each submission; nothing shared is mapped

# %% double
import builtins
import mmap
import os
import re
import sys

import numpy

import dltheory

MARK = re.compile(rb"CANARY-[a-z]+-[0-9a-f]{16}")
for place in (builtins, sys, os, numpy, dltheory, get_ipython().__class__):
    print(getattr(place, "word", ""))
    place.word = "@WORD@"
print(os.environ.get("WORD"))
os.environ["WORD"] = "@WORD@"
with open("/proc/self/maps") as maps:
    for line in maps:
        span, mode = line.split()[:2]
        if mode[3] != "s" or mode[0] != "r":
            continue
        start, end = (int(part, 16) for part in span.split("-"))
        print("shared:", line)
        with open("/proc/self/mem", "r+b", buffering=0) as memory:
            try:
                memory.seek(start)
                print(MARK.findall(memory.read(min(end - start, 2**24))))
                memory.seek(start)
                memory.write(b"@WORD@")
            except OSError:
                pass
kept = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
