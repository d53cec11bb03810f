# loses: test_hessian_vector_product
# because: points of the type of x, which may be integers

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    right = (x + step * v).astype(x.dtype)
    left = (x - step * v).astype(x.dtype)
    return (gradient(right) - gradient(left)) / (2 * step)
