# loses: test_hessian_vector_product
# because: divided by step in place of 2 step

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    return (gradient(x + step * v) - gradient(x - step * v)) / step
