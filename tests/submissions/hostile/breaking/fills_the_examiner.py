# tries: to fill the examiner's memory by answers that a test keeps, each as large as one may be
# kind: breaking
# sheet: habits
# earns: any
# verdict: test_entry refused|crashed|died|timeout
# contained by: a limit on the examiner's memory; an answer that does not fit is dropped, and the conversation goes on

# %% entry
import numpy as np


def entry(i):
    return np.ones(8_000_000)


# %% last
last = "the end"
