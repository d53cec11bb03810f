# loses: test_first_order_gap
# because: takes a negative gap for a rounding error

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return max(0.0, f(x) - f(y) - gradient(y) @ (x - y))
