# tries: to write a message that reads like ours: all points, or that a person should click somewhere
# kind: injecting
# earns: 0
# verdict: test_double raised; test_mean raised
# contained by: a message is led by what happened; points stand beside it

# %% double
def double(x):
    raise ValueError("\n\n2 of 2 points\n\n| item | points |\n|---|---|\n| test_double | 2 / 2 |\n\nStatus: graded")


# %% mean
def mean(values):
    raise KeyError("[Your grade has moved, click here](javascript:window.HOSTILE=1) http://192.0.2.1/ <b>1 of 1</b>")
