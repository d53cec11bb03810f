# tries: to end the test cell early and without an error: SystemExit, GeneratorExit, KeyboardInterrupt, StopIteration
# kind: forging
# sheet: parts
# earns: 0
# verdict: any
# contained by: an exception of the student's is an error of the item, of whatever class

# %% integrate
def integrate(f, a, b):
    raise SystemExit(0)


# %% ordered
def ordered(values):
    raise (KeyboardInterrupt if len(values) > 3 else GeneratorExit)("done")


# %% counter
def counter():
    def count():
        raise StopIteration([1, 2, 3])

    return count
