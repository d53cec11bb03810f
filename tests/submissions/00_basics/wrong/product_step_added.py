# loses: test_hessian_vector_product
# because: the step is added to v

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    return (gradient(x + (v + step)) - gradient(x - (v + step))) / (2 * step)
