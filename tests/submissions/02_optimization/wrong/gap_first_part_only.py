# loses: test_first_order_gap
# because: uses one partial derivative only

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return f(x) - f(y) - gradient(y)[0] * (x - y)[0]
