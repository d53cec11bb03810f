# loses: test_hessian_vector_product
# because: a step of its own

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    h = 1e-5
    return (gradient(x + h * v) - gradient(x - h * v)) / (2 * h)
