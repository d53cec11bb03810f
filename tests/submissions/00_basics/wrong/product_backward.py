# loses: test_hessian_vector_product
# because: a backward difference

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    return (gradient(x) - gradient(x - step * v)) / step
