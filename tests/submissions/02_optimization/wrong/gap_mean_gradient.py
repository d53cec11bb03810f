# loses: test_first_order_gap
# because: takes the gradient half-way, which leaves nothing of a quadratic function

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return f(x) - f(y) - gradient((x + y) / 2) @ (x - y)
