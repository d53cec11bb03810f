# tries: to end the process in every call, by exit, by signal and by a fault of memory
# kind: breaking
# sheet: parts
# earns: 0
# verdict: test_integrate died; test_ordered died; test_counter died; status stopped
# contained by: at most two restarts

# %% integrate
import ctypes
import os
import signal


def integrate(f, a, b):
    os._exit(0)


# %% ordered
def ordered(values):
    os.kill(os.getpid(), signal.SIGKILL)


# %% counter
def counter():
    return ctypes.string_at(0)
