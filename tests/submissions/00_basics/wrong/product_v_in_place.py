# loses: test_hessian_vector_product
# because: v is multiplied in place

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    v *= step
    return (gradient(x + v) - gradient(x - v)) / (2 * step)
