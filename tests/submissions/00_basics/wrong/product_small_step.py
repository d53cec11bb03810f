# loses: test_hessian_vector_product
# because: at most a small step

# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    h = min(step, 1e-3)
    return (gradient(x + h * v) - gradient(x - h * v)) / (2 * h)
