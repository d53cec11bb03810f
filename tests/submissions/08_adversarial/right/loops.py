# style: plain Python, number by number and sample by sample

# %% linear_attack
import math

import numpy as np
import torch


def linear_attack(w, b, x, norm):
    score = float(b)
    for i in range(len(w)):
        score += float(w[i]) * float(x[i])
    delta = []
    for entry in w:
        if norm == 2:
            delta.append(-score * float(entry) / sum(float(other) ** 2 for other in w))
        elif entry == 0:
            delta.append(0.0)
        else:
            away = 1 if score < 0 else -1
            delta.append(away * math.copysign(abs(score) / sum(abs(float(other)) for other in w), entry))
    return np.array(delta)


# %% fgsm
def fgsm(loss, x, eps):
    start = x.detach().clone()
    start.requires_grad_()
    loss(start).backward()
    attacked = []
    for value, slope in zip(x.flatten().tolist(), start.grad.flatten().tolist(), strict=True):
        if slope > 0:
            value += eps
        elif slope < 0:
            value -= eps
        attacked.append(min(max(value, 0.0), 1.0))
    return torch.tensor(attacked, dtype=x.dtype).reshape(x.shape)


# %% pgd
def pgd(loss, x, eps, step, iterations, rng):
    centre = x.detach().flatten().tolist()
    point = []
    for value in centre:
        share = torch.rand((), dtype=torch.float64, generator=rng).item()
        point.append(min(max(value + eps * (share - (1 - share)), 0.0), 1.0))
    for _ in range(iterations):
        current = torch.tensor(point, dtype=x.dtype).reshape(x.shape).requires_grad_()
        (gradient,) = torch.autograd.grad(loss(current), [current])
        for i, slope in enumerate(gradient.flatten().tolist()):
            if slope != 0:
                point[i] += math.copysign(step, slope)
            if point[i] < centre[i] - eps:
                point[i] = centre[i] - eps
            if point[i] > centre[i] + eps:
                point[i] = centre[i] + eps
            point[i] = min(max(point[i], 0.0), 1.0)
    return torch.tensor(point, dtype=x.dtype).reshape(x.shape)


# %% project_l2
def project_l2(delta, radius):
    result = []
    for sample in delta:
        length = math.sqrt(sum(value**2 for value in sample.flatten().tolist()))
        result.append(sample * (radius / length) if length > radius else sample)
    return torch.stack(result)


# %% robust_network
def robust_network(X, y, c):
    m, d = X.shape
    a, W, b = [], [], []
    for j in range(m):
        a.append(float(y[j]))
        W.append([2 * float(value) / (d * (1 - c)) for value in X[j]])
        b.append((c + 1) / (c - 1))
    return np.array(a), np.array(W), np.array(b)


# %% guaranteed_radius
def guaranteed_radius(d, c):
    return math.sqrt(d) / 4 * (1 - c)


# %% sign_flip_step
def sign_flip_step(f, x):
    point = torch.tensor(x.tolist(), dtype=torch.float64, requires_grad=True)
    value = f(point)
    value.backward()
    square = 0.0
    for slope in point.grad.tolist():
        square += slope * slope
    return -2 * value.item() / square


# %% adversarial_gradient
def adversarial_gradient(loss, w, x, y, eps):
    worst = []
    for weight, entry in zip(w.tolist(), x.tolist(), strict=True):
        worst.append(entry - eps if (weight > 0) == (y > 0) else entry + eps)
    score = torch.tensor(sum(u * v for u, v in zip(w.tolist(), worst, strict=True)), dtype=torch.float64)
    score.requires_grad_()
    loss(score, y).backward()
    return np.array([score.grad.item() * entry for entry in worst])
