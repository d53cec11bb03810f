# tries: to bring escapes to the instructor's terminal: clear it, retitle it, write to its clipboard, hide lines, turn text around
# kind: injecting
# earns: 0
# verdict: test_double raised
# contained by: control signs are taken out of messages and tables

# %% double
ESCAPES = "\x1b[2J\x1b[1;1H\x1b]0;HOSTILE\x07\x1b]52;c;SE9TVElMRQ==\x07\x9b31m\x08\x08\r\x1b[8m\u202e4 of 4 points\u2066\x00\x1bP$q\x1b\\"


def double(x):
    raise type("Bad\x1b[31m", (ValueError,), {})(ESCAPES)


# %% mean
def mean(values):
    print(ESCAPES)
    return ESCAPES


# %%
print(ESCAPES)
