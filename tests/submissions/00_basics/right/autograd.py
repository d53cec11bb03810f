# style: PyTorch differentiates where it can; tensors come back

# %% operator_norm
import torch


def operator_norm(A, iterations, rng):
    matrix = torch.tensor(A, dtype=torch.float64)
    gram = matrix.T @ matrix
    v = torch.from_numpy(rng.standard_normal((matrix.shape[1], 1)))
    for _ in range(iterations):
        v = torch.nn.functional.normalize(gram @ v, dim=0, eps=1e-300)
    return torch.linalg.vector_norm(matrix @ v).item()


# %% least_squares_gradient


def least_squares_gradient(A, x, y):
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    misfit = torch.tensor(A, dtype=torch.float64) @ point - torch.tensor(y, dtype=torch.float64)
    (misfit**2).sum().backward()
    return point.grad


# %% factorization_gradients


def factorization_gradients(U, V, R):
    first, second, wanted = (torch.tensor(M, dtype=torch.float64) for M in (U, V, R))
    return torch.func.grad(lambda a, b: ((a @ b - wanted) ** 2).sum() / 2, argnums=(0, 1))(first, second)


# %% nonlinear_least_squares


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    # The links are no torch functions: near each z they are replaced by their Taylor polynomials.
    rows, targets = torch.tensor(X, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
    point = torch.tensor(w, dtype=torch.float64)
    z = X @ w
    value, slope, curvature = (torch.tensor(f(z), dtype=torch.float64) for f in (link, dlink, d2link))

    def loss(u):
        far = rows @ (u - point)
        return ((targets - value - slope * far - curvature * far**2 / 2) ** 2).mean() / 2

    return torch.func.grad(loss)(point), torch.func.hessian(loss)(point)


# %% hessian_vector_product


def hessian_vector_product(gradient, x, v, step):
    values = [torch.as_tensor(gradient(x + sign * step * v), dtype=torch.float64) for sign in (-1.0, 1.0)]
    return torch.diff(torch.stack(values), dim=0)[0] / 2 / step


# %% affine_gaussian


def affine_gaussian(mean, cov, A, b):
    # The map itself gives the mean, its derivative the matrix.
    matrix, shift = torch.tensor(A, dtype=torch.float64), torch.tensor(b, dtype=torch.float64)
    centre, spread = torch.tensor(mean, dtype=torch.float64), torch.tensor(cov, dtype=torch.float64)

    def layer(x):
        return matrix @ x + shift

    slope = torch.func.jacrev(layer)(centre)
    return layer(centre), torch.einsum("ir,rs,js->ij", slope, spread, slope)


# %% softmax_cross_entropy


def softmax_cross_entropy(Theta, x, y):
    weights = torch.tensor(Theta, dtype=torch.float64, requires_grad=True)
    scores = torch.tensor(x, dtype=torch.float64) @ weights
    loss = torch.nn.functional.cross_entropy(scores[None], torch.tensor([int(y.argmax())]))
    (gradient,) = torch.autograd.grad(loss, weights)
    return loss.item(), gradient
