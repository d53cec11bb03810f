# loses: test_first_order_gap
# because: the gradient is taken at the first point

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return f(x) - f(y) - gradient(x) @ (x - y)
