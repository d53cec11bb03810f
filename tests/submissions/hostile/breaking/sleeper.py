# tries: to use no processor time at all: to sleep, to wait for a lock, for input and for an event loop
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_double timeout; test_mean passed; status stopped
# contained by: wall time

# %% double
import threading
import time


def double(x):
    lock = threading.Lock()
    lock.acquire()
    time.sleep(1e6)
    lock.acquire()


# %% mean
def mean(values):
    return float(sum(values) / len(values))


# %%
import asyncio

await asyncio.sleep(1e6)  # noqa: F704


# %%
name = input("Who grades this? ")
