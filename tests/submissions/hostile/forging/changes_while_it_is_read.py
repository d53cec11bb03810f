# tries: to change names and answers from a thread, between the moment a value is looked at and the moment it is used
# kind: forging
# earns: 0
# verdict: any
# contained by: copies: a value is read once

# %% answer
import threading
import time

answer = 0
done = threading.Event()


def turn():
    global answer
    end = time.monotonic() + 5
    while time.monotonic() < end:
        answer = [0, 42.0, "42", True, object()][int(time.monotonic() * 1000) % 5]
        time.sleep(0.001)


threading.Thread(target=turn, daemon=True).start()


# %% double
class Changing(dict):
    def __len__(self):
        return int(time.monotonic() * 1000) % 7

    def items(self):
        return iter([(i, Changing()) for i in range(len(self))])


def double(x):
    return Changing()
