# loses: test_hessian_vector_product
# because: at zero in place of x

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    return (gradient(step * v) - gradient(-step * v)) / (2 * step)
