# loses: test_first_order_gap
# because: rounds the gap to eight digits after the point

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return round(float(f(x) - f(y) - gradient(y) @ (x - y)), 8)
