# loses: test_hessian_vector_product
# because: v^T H v, a number

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    return v @ (gradient(x + step * v) - gradient(x - step * v)) / (2 * step)
