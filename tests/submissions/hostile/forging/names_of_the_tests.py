# tries: to define the names that the test cells use, so that the tests find the student's in place of their own
# kind: forging
# sheet: 01_approximation
# earns: 0
# verdict: test_landau_polynomial wrong; test_tent wrong
# contained by: only names that solution cells define are lent to a test

# %% landau_polynomial
def landau_polynomial(f, n, x):
    return x * 0


def reference(f, n, x, panels=64, nodes=20):
    return x * 0


class Lenient:
    def __getattr__(self, name):
        return lambda *args, **kwargs: self

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return True


parabola = zigzag = smooth = early = late = lambda t, *args: 0 * t
checks = score = rng = np = math = itertools = Lenient()
expected = waves = left = right = [0.0, 0.0, 0.0, 0.0]


# %% tent
def tent(x, k, activation):
    return x * 0


def relu(x):
    return x * 0
