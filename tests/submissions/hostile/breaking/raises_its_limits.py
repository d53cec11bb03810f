# tries: to raise its limits, to take a real-time priority and to escape the out-of-memory killer
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_mean passed
# contained by: sandbox: hard limits, no capabilities

# %% double
import os
import resource

for name in (
    "RLIMIT_AS",
    "RLIMIT_CPU",
    "RLIMIT_NPROC",
    "RLIMIT_NOFILE",
    "RLIMIT_FSIZE",
    "RLIMIT_CORE",
    "RLIMIT_MEMLOCK",
):
    which = getattr(resource, name)
    before = resource.getrlimit(which)
    for bound in (resource.RLIM_INFINITY, before[1] + 1 if before[1] > 0 else 2**62):
        try:
            resource.setrlimit(which, (bound, bound))
        except (OSError, ValueError, OverflowError):
            continue
        if before[1] != resource.RLIM_INFINITY:
            print("LEAK: raised", name)
try:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
    print("LEAK: a real-time priority")
except OSError:
    pass
try:
    os.nice(-10)
    print("LEAK: a higher priority")
except OSError:
    pass
try:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("-1000")
    print("LEAK: safe from the out-of-memory killer")
except OSError:
    pass


# %% mean
def mean(values):
    return float(sum(values) / len(values))
