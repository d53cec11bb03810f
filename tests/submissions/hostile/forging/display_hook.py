# tries: to show a number as a result while the test calls the function, which nbgrader would take for the score
# kind: forging
# earns: 0
# verdict: test_double wrong
# contained by: what the student's process shows is no output of a test cell

# %% double
import sys

from IPython.display import display


def double(x):
    sys.displayhook(2.0)
    get_ipython().displayhook(2.0)
    display(2.0)
    return -1


# %%
2.0
