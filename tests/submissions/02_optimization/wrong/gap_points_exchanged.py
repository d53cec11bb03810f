# loses: test_first_order_gap
# because: expands at the first point

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return f(y) - f(x) - gradient(x) @ (y - x)
