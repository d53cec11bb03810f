# tries: to make pages and tables useless by length: one word of a megabyte, ten thousand lines, signs stacked on signs
# kind: injecting
# earns: 0
# verdict: test_double raised
# contained by: caps on messages and outputs

# %% double
print("W" * 10**6)
print("Z" + "\u0301" * 10_000)


def double(x):
    raise ValueError("\n".join(["line"] * 10_000) + "W" * 10**6)


# %% mean
def mean(values):
    raise type("E" * 10**5, (Exception,), {})("Z\u0301\u0300" * 10_000)
