# tries: to pass for numbers by __class__ and by a metaclass that owns every instance
# kind: forging
# earns: 0
# verdict: any
# contained by: the codec goes by type(), not by isinstance()

# %% answer
class Anything(type):
    def __instancecheck__(cls, instance):
        return True

    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__


class Number(metaclass=Anything):
    __class__ = int
    __module__ = "builtins"
    __array_interface__ = {"shape": (), "typestr": "<f8", "data": (0, False), "version": 3}

    def __eq__(self, other):
        return True

    __hash__ = None


Number.__name__ = Number.__qualname__ = "int"
answer = Number()


# %% double
def double(x):
    return Number()


# %% mean
def mean(values):
    return Number
