# loses: test_hessian_vector_product
# because: the division is forgotten

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    return gradient(x + step * v) - gradient(x - step * v)
