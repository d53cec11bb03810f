# tries: to compute the hidden tests' random numbers: the seed without the secret, and the secret by trying
# kind: spying
# earns: 0
# verdict: any
# contained by: the secret reaches only the examiner

# %% double
import os

from dltheory.grading import checks

drawn = {int(checks.rng("test_double").integers(10, 10**6))}
for secret in ("", "secret", "dltheory", "0"):
    os.environ["DLTHEORY_GRADING_SECRET"] = secret
    drawn.add(int(checks.rng("test_double").integers(10, 10**6)))


def double(x):
    if x in drawn:
        print("LEAK: the hidden input was foreseen")
        return 2 * x
    return 0
