# tries: to tell what crosses to it while it is tested: every argument, every function, every name, shown in the next message
# kind: spying
# sheet: parts
# earns: 0
# verdict: any
# contained by: a function of a test is sent with nothing but what it needs

# %% integrate
import dis
import io
import pickle


def integrate(f, a, b):
    text = io.StringIO()
    try:
        dis.dis(f, file=text)
    except TypeError:
        pass
    raise ValueError(
        [text.getvalue(), repr(vars(f)) if hasattr(f, "__dict__") else "", repr(getattr(f, "__globals__", ""))]
    )


# %% ordered
class Loud(pickle.Unpickler):
    pass


def ordered(values):
    raise ValueError(repr(values))
