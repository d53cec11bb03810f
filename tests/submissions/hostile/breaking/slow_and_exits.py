# tries: to add up: slow cells that run to just below the limit, and exits that make them run again
# kind: breaking
# sheet: parts
# earns: any
# verdict: status stopped
# contained by: budget: one for all restarts

# %%
import time

end = time.process_time() + 2.5
while time.process_time() < end:
    pass


# %% integrate
import os
import time

end = time.process_time() + 2.5
while time.process_time() < end:
    pass


def integrate(f, a, b):
    os._exit(0)


# %% ordered
end = time.process_time() + 2.5
while time.process_time() < end:
    pass


def ordered(values):
    os._exit(0)


# %% counter
end = time.process_time() + 2.5
while time.process_time() < end:
    pass


def counter():
    while True:
        pass
