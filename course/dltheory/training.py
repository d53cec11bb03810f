"""One plain training loop for torch models: history, seed, early stop, progress bar, and nothing on top."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

Loss = Callable[["Tensor", "Tensor"], "Tensor"]


@dataclass
class History:
    """What a training run leaves behind.

    Attributes
    ----------
    steps : list of int
        The steps at which the loss was recorded: 0 before the first update, then every `record_every`-th, the last.
    loss : list of float
        Full-data training loss at those steps.
    extra : dict of str to list of float
        Further quantities, one list for each function given as `record`.
    """

    steps: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    extra: dict[str, list[float]] = field(default_factory=dict)

    @property
    def final_loss(self) -> float:
        """The last recorded training loss."""
        return self.loss[-1]

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Return steps, loss and the further quantities as arrays of one length."""
        rows = {"steps": self.steps, "loss": self.loss, **self.extra}
        return {name: np.asarray(values, dtype=float) for name, values in rows.items()}


def train(
    model: nn.Module,
    X: Tensor | ArrayLike,
    y: Tensor | ArrayLike,
    *,
    steps: int,
    lr: float,
    loss: Loss | Literal["mse", "cross_entropy"] = "mse",
    optimizer: Literal["gd", "momentum", "adam", "adamw"] = "adam",
    batch: int | None = None,
    generator: torch.Generator | None = None,
    record_every: int = 1,
    record: dict[str, Callable[[nn.Module], float]] | None = None,
    stop: float | None = None,
    weight_decay: float = 0.0,
    progress: bool = False,
) -> History:
    """Train a model in place and return its history.

    Parameters
    ----------
    model : torch.nn.Module
        Its parameters set the floating type that X (and a real-valued y) are turned into.
    X : tensor or array_like of shape (n, ...)
        Inputs.
    y : tensor or array_like of shape (n, ...) or, with ``"cross_entropy"``, (n,) of class numbers
        Targets; for ``"mse"`` the shape that the model returns.
    steps : int
        Number of parameter updates, >= 0.
    lr : float
        Step size.
    loss : {"mse", "cross_entropy"} or callable
        ``loss(prediction, target)``, a scalar; ``"mse"`` is the mean of squared differences.
    optimizer : {"gd", "momentum", "adam", "adamw"}
        Plain gradient descent, heavy ball (0.9), Adam, or Adam with decoupled weight decay.
    batch : int, optional
        Batch size for each update, drawn without replacement epoch by epoch; all n points by default.
    generator : torch.Generator, optional
        Draws the batches; needed when `batch` is given.
    record_every : int
        Every how many steps the full-data loss is recorded.
    record : dict of str to callable, optional
        Further quantities of the model to record at the same steps.
    stop : float, optional
        Stop as soon as a recorded loss is at or below this value.
    weight_decay : float
        Passed to the optimizer.
    progress : bool
        Show a progress bar on standard error.

    Raises
    ------
    ValueError
        For an unknown `loss` or `optimizer`, sizes of X, y or the model's output that do not match, a batch size that
        is not from 1 to n, or a batch size without a generator.
    FloatingPointError
        If the loss becomes infinite or not a number; the message names the step and the step size.
    """
    import torch

    losses: dict[str, Loss] = {
        "mse": torch.nn.functional.mse_loss,
        "cross_entropy": torch.nn.functional.cross_entropy,
    }
    if isinstance(loss, str) and loss not in losses:
        raise ValueError(f"loss must be a callable or one of {sorted(losses)}, got {loss!r}")
    loss_function = losses[loss] if isinstance(loss, str) else loss
    if steps < 0 or record_every < 1:
        raise ValueError(f"steps must be >= 0 and record_every >= 1, got {steps} and {record_every}")
    dtype = next(model.parameters()).dtype
    X, y = torch.as_tensor(X).to(dtype), torch.as_tensor(y)
    if y.is_floating_point():
        y = y.to(dtype)
    n = len(X)
    if len(y) != n:
        raise ValueError(f"X and y must have the same number of rows, got {n} and {len(y)}")
    if batch is not None and not 1 <= batch <= n:
        raise ValueError(f"batch must be from 1 to n = {n}, got {batch}")
    if batch is not None and generator is None:
        raise ValueError("generator must be given when batch is: the order of the data is random")
    with torch.no_grad():
        shape = model(X[:1]).shape
    if loss == "mse" and shape[1:] != y.shape[1:]:
        raise ValueError(
            f"y must have the shape that the model returns, (n, ...) = {('n', *shape[1:])}; got {tuple(y.shape)}"
        )

    update = _optimizer(optimizer, model, lr, weight_decay)
    history = History(extra={name: [] for name in record or {}})

    def note(step: int) -> float:
        with torch.no_grad():
            value = float(loss_function(model(X), y))
        if not np.isfinite(value):
            raise FloatingPointError(f"the loss is {value} at step {step}: try a step size below lr = {lr}")
        history.steps.append(step)
        history.loss.append(value)
        with torch.no_grad():
            for name, quantity in (record or {}).items():
                history.extra[name].append(float(quantity(model)))
        return value

    value = note(0)
    rows = _batches(n, batch, generator)
    for step in _counter(steps, progress):
        if stop is not None and value <= stop:
            break
        chosen = next(rows)
        update.zero_grad()
        loss_function(model(X[chosen]), y[chosen]).backward()
        update.step()
        if step % record_every == 0 or step == steps:
            value = note(step)
    return history


def _optimizer(name: str, model: nn.Module, lr: float, weight_decay: float) -> torch.optim.Optimizer:
    import torch

    parameters = list(model.parameters())
    match name:
        case "gd":
            return torch.optim.SGD(parameters, lr=lr, weight_decay=weight_decay)
        case "momentum":
            return torch.optim.SGD(parameters, lr=lr, momentum=0.9, weight_decay=weight_decay)
        case "adam":
            return torch.optim.Adam(parameters, lr=lr, weight_decay=weight_decay)
        case "adamw":
            return torch.optim.AdamW(parameters, lr=lr, weight_decay=weight_decay)
    raise ValueError(f"optimizer must be 'gd', 'momentum', 'adam' or 'adamw', got {name!r}")


def _batches(n: int, batch: int | None, generator: torch.Generator | None) -> Iterator[slice | Tensor]:
    import torch

    while True:
        if batch is None:
            yield slice(None)
            continue
        order = torch.randperm(n, generator=generator)
        # The last, shorter batch of an epoch is dropped, so that all updates average over as many points.
        for start in range(0, n - batch + 1, batch):
            yield order[start : start + batch]


def _counter(steps: int, progress: bool) -> Iterator[int]:
    numbers = range(1, steps + 1)
    if not progress:
        return iter(numbers)
    from tqdm.auto import tqdm

    return iter(tqdm(numbers, desc="training", unit="step"))
