# loses: test_hessian_vector_product
# because: a step along all axes, then times v

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    return (gradient(x + step) - gradient(x - step)) / (2 * step) * v
