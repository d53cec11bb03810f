# style: loops over entries, the standard library where it is enough

# %% operator_norm
import math


def operator_norm(A, iterations, rng):
    m, n = A.shape
    v = [float(rng.standard_normal()) for _ in range(n)]
    count = 0
    while True:
        image = [sum(float(A[i, j]) * v[j] for j in range(n)) for i in range(m)]
        if count == iterations:
            return math.hypot(*image)
        back = [sum(float(A[i, j]) * image[i] for i in range(m)) for j in range(n)]
        length = math.hypot(*back)
        if length == 0.0:
            return length
        v = [entry / length for entry in back]
        count += 1


# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    gradient = [0.0 for _ in x]
    for i in range(len(y)):
        error = -float(y[i])
        for j in range(len(x)):
            error += float(A[i, j]) * float(x[j])
        for j in range(len(x)):
            gradient[j] += 2.0 * error * float(A[i, j])
    return gradient


# %% factorization_gradients
def factorization_gradients(U, V, R):
    (n, p), m = U.shape, V.shape[1]
    dU = [[0.0 for _ in range(p)] for _ in range(n)]
    dV = [[0.0 for _ in range(m)] for _ in range(p)]
    for i in range(n):
        for j in range(m):
            error = sum(U[i, k] * V[k, j] for k in range(p)) - R[i, j]
            for k in range(p):
                dU[i][k] += error * V[k, j]
                dV[k][j] += error * U[i, k]
    return dU, dV


# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    n, d = X.shape
    gradient = [0.0] * d
    hessian = [[0.0] * d for _ in range(d)]
    for row, target in zip(X.tolist(), y.tolist(), strict=True):
        z = float(sum(a * b for a, b in zip(row, w.tolist(), strict=True)))
        miss = target - float(link(z))
        for j in range(d):
            gradient[j] -= miss * float(dlink(z)) * row[j] / n
            for k in range(j + 1):
                hessian[j][k] += (float(dlink(z)) ** 2 - miss * float(d2link(z))) * row[j] * row[k] / n
                hessian[k][j] = hessian[j][k]
    return gradient, hessian


# %% hessian_vector_product
def hessian_vector_product(gradient, x, v, step):
    right, left = x.astype(float), x.astype(float)
    for j in range(len(v)):
        right[j] += step * v[j]
        left[j] -= step * v[j]
    there, here = gradient(right), gradient(left)
    return [(there[j] - here[j]) / (step + step) for j in range(len(v))]


# %% affine_gaussian
def affine_gaussian(mean, cov, A, b):
    p, k = A.shape
    centre = [float(b[i]) for i in range(p)]
    spread = [[0.0] * p for _ in range(p)]
    for i in range(p):
        for r in range(k):
            centre[i] += float(A[i, r]) * float(mean[r])
            for j in range(p):
                for s in range(k):
                    spread[i][j] += float(A[i, r]) * float(cov[r, s]) * float(A[j, s])
    return centre, spread


# %% softmax_cross_entropy


def softmax_cross_entropy(Theta, x, y):
    d, k = Theta.shape
    scores = [sum(float(Theta[j, i]) * float(x[j]) for j in range(d)) for i in range(k)]
    true = list(y).index(1)
    ahead = max(scores) - scores[true]
    weights = [math.exp(score - max(scores)) for score in scores]
    gradient = [[weights[i] / sum(weights) * float(x[j]) for i in range(k)] for j in range(d)]
    for j in range(d):
        gradient[j][true] -= float(x[j])
    return ahead + math.log(sum(weights)), gradient
