# tries: to leave a word in what all submissions share: libraries, byte code caches, fonts, the package, its caches
# kind: accomplices
# earns: 0
# verdict: any
# contained by: sandbox: shared folders are read-only

# %% double
import glob
import os
import sys
import time

import matplotlib
import numpy

import dltheory

PLACES = [os.path.dirname(module.__file__) for module in (os, numpy, matplotlib, dltheory)]
PLACES += [matplotlib.get_cachedir(), matplotlib.get_configdir(), sys.prefix, os.path.join(PLACES[0], "__pycache__")]
PLACES = [place for place in PLACES if not place.startswith("/tmp/")]  # that is its own
for place in PLACES:
    for change in (
        lambda path: open(path, "w").write("@WORD@"),
        os.mkdir,
        lambda path: os.symlink("@WORD@", path),
        lambda path: os.setxattr(os.path.dirname(path), "user.word", b"@WORD@"),
    ):
        try:
            change(os.path.join(place, "word"))
            print("LEAK: changed", place)
        except OSError:
            pass
time.sleep(1)
for place in PLACES:
    for path in glob.glob(os.path.join(place, "word*")):
        print("LEAK: found", path)
