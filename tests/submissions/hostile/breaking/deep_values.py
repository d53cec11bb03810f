# tries: to answer with values that are nested a thousand deep, that contain themselves, that double at each level
# kind: breaking
# sheet: parts
# earns: 0
# verdict: test_integrate refused|wrong; test_ordered refused|wrong; test_counter refused|timeout
# contained by: caps: depth and parts of a value

# %% integrate
def integrate(f, a, b):
    value = 0.0
    for _ in range(1000):
        value = (value,)
    return value


# %% ordered
def ordered(values):
    value = []
    value.append({"again": value})
    return value


# %% counter
def counter():
    def count():
        value = [1]
        for _ in range(40):
            value = [value, value]
        return value

    return count
