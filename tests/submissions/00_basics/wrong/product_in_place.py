# loses: test_hessian_vector_product
# because: x is moved in place, and not quite back

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    x += step * v
    right = gradient(x)
    x -= 2 * step * v
    left = gradient(x)
    return (right - left) / (2 * step)
