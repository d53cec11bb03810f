# loses: test_first_order_gap
# because: returns the size of the gap

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return abs(f(x) - f(y) - gradient(y) @ (x - y))
