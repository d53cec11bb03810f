# tries: to bring a script into messages by names: of an exception, a class, a function, an argument's type
# kind: injecting
# earns: 0
# verdict: any
# contained by: escaping

# %% answer
SCRIPT = "<script>window.HOSTILE=1</script>"
answer = type(SCRIPT, (), {})()


# %% double
Wrong = type(SCRIPT, (ValueError,), {"__module__": SCRIPT})


def double(x):
    raise Wrong(SCRIPT)


# %% mean
def mean(values):
    return type(SCRIPT, (), {"__repr__": lambda self: SCRIPT})()


mean.__name__ = mean.__qualname__ = SCRIPT
