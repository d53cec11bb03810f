# tries: to find hidden tests in its own process: frames, garbage collector, caches, history, during a call too
# kind: spying
# earns: 0
# verdict: any
# contained by: the hidden tests never enter the process that runs student code

# %% double
import gc
import linecache
import sys


def look():
    texts = [repr(vars(get_ipython().history_manager)), repr(linecache.cache), repr(get_ipython().user_ns.get("In"))]
    for frame in sys._current_frames().values():
        while frame:
            texts += [value for value in frame.f_locals.values() if isinstance(value, str | bytes | bytearray)]
            frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            texts += [value for value in thing.values() if isinstance(value, str)]
        elif isinstance(thing, list | tuple):
            texts += [value for value in thing if isinstance(value, str)]
    return "\n".join({str(text) for text in texts if "CANARY" + "-" in str(text) or "hidden" + "_test" in str(text)})


print(look())


def double(x):
    raise ValueError(look())
