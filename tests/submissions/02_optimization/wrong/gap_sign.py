# loses: test_first_order_gap
# because: the tangent minus the function

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return f(y) + gradient(y) @ (x - y) - f(x)
