"""One plain training loop for torch models: history, seed, early stop, progress bar, and nothing on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from .data import pictures
from .numerics import Array
from .validation import require_count

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

Loss = Callable[["Tensor", "Tensor"], "Tensor"]
Quantity = Callable[["nn.Module"], "ArrayLike | Tensor"]


@dataclass
class History:
    """What a training run leaves behind.

    Attributes
    ----------
    steps, loss : list
        The recorded steps (0 before the first update, the chosen ones, the last) and the full-data loss at them.
    extra : dict of str to list of float or ndarray
        Further quantities, one list for each function given as `record`.

    Examples
    --------
    >>> history = train(model, X, y, steps=100, lr=0.1, record={"norm": lambda m: m.weight.norm()})  # doctest: +SKIP
    >>> history["norm"].shape == history["steps"].shape == (101,)  # doctest: +SKIP
    """

    steps: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    extra: dict[str, list[float | Array]] = field(default_factory=dict)

    @property
    def final_loss(self) -> float:
        """The last recorded training loss."""
        return self.loss[-1]

    def arrays(self) -> dict[str, Array]:
        """Return steps, loss and the further quantities as arrays whose first axis is time."""
        return {name: self[name] for name in ("steps", "loss", *self.extra)}

    def __getitem__(self, name: str) -> Array:
        """Return ``"steps"``, ``"loss"`` or a further quantity as an array of shape (t,), or (t, ...) for vectors."""
        rows: dict[str, list[int] | list[float] | list[float | Array]] = {"steps": self.steps, "loss": self.loss}
        rows |= self.extra
        if name not in rows:
            raise KeyError(f"{name!r} was not recorded; there are {', '.join(rows)}")
        return np.asarray(rows[name], dtype=float)


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
    record_at: Iterable[int] | None = None,
    record: dict[str, Quantity] | None = None,
    stop: float | None = None,
    weight_decay: float = 0.0,
    progress: bool = False,
) -> History:
    """Train a model in place and return its history.

    Parameters
    ----------
    model : torch.nn.Module
        Its parameters set the floating type that X (and a real-valued y) are turned into.
    X, y : tensor or array_like of shape (n, ...)
        Inputs and targets: for ``"mse"`` of the shape that the model returns, for ``"cross_entropy"`` n class numbers.
    steps, lr : int, float
        Number of parameter updates, >= 0, and step size.
    loss : {"mse", "cross_entropy"} or callable
        ``loss(prediction, target)``, a scalar; ``"mse"`` is the mean of squared differences.
    optimizer : {"gd", "momentum", "adam", "adamw"}
        Plain gradient descent, heavy ball (0.9), Adam, or Adam with decoupled weight decay.
    batch, generator : int and torch.Generator, optional
        Batch size for each update and what draws the batches, without replacement epoch by epoch; all n by default.
    record_every, record_at : int, iterable of int, optional
        Record every so many steps, or at these steps from 0 to `steps`; the first and the last are always there.
    record : dict of str to callable, optional
        Further quantities of the model to record at the same steps, each a number or an array of one shape: many copies
        of a network in one model are recorded one by one with a function that returns an array of shape (copies,).
    stop : float, optional
        Stop as soon as a recorded loss is at or below this value.
    weight_decay, progress : float, bool
        What the optimizer is passed; whether to show a progress bar on standard error.

    Raises
    ------
    ValueError
        For an unknown `loss` or `optimizer`, sizes of X, y or the model's output that do not match, a batch size not
        (1 to n) or without a generator, steps to record at that are never made, or a recorded quantity that is
        called like one of the history's own or changes its shape.
    FloatingPointError
        If the loss becomes infinite or not a number; the message names the step and the step size.

    Notes
    -----
    With ``"mse"`` the mean is over a model's outputs too: plain gradient descent needs `lr` times their number.
    """
    import torch

    functional = torch.nn.functional
    losses: dict[str, Loss] = {"mse": functional.mse_loss, "cross_entropy": functional.cross_entropy}
    if isinstance(loss, str) and loss not in losses:
        raise ValueError(f"loss must be a callable or one of {sorted(losses)}, got {loss!r}")
    loss_function = losses[loss] if isinstance(loss, str) else loss
    if steps < 0 or record_every < 1:
        raise ValueError(f"steps must be >= 0 and record_every >= 1, got {steps} and {record_every}")
    chosen_steps = {0, steps, *(range(0, steps, record_every) if record_at is None else record_at)}
    if not all(0 <= step <= steps for step in chosen_steps):
        raise ValueError(f"record_at must hold steps from 0 to {steps}, got {min(chosen_steps)} to {max(chosen_steps)}")
    if taken := {"steps", "loss"} & set(record or {}):
        raise ValueError(f"record must not be called {min(taken)!r}: that is recorded anyway")
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
        raise ValueError(f"y must have the shape that the model returns, {('n', *shape[1:])}; got {tuple(y.shape)}")

    update = _optimizer(optimizer, model, lr, weight_decay)
    history = History(extra={name: [] for name in record or {}})

    def note(step: int) -> float:
        with torch.no_grad():
            value = float(loss_function(model(X), y))
            if not np.isfinite(value):
                raise FloatingPointError(f"the loss is {value} at step {step}: try a step size below lr = {lr}")
            history.steps.append(step)
            history.loss.append(value)
            for name, quantity in (record or {}).items():
                history.extra[name].append(_noted(name, quantity(model), history.extra[name]))
        return value

    value = note(0)
    rows = _batches(n, batch, generator)
    for step in _counter(steps, progress):
        if stop is not None and value <= stop:
            break
        chosen = next(rows)
        update.zero_grad()
        with torch.enable_grad():  # also for a caller who has switched gradients off
            loss_function(model(X[chosen]), y[chosen]).backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        update.step()
        if step in chosen_steps:
            value = note(step)
    return history


def made(build: Callable[[], nn.Module], seed: int = 0) -> Any:
    """Return the network that a function builds, in float64; its random start depends on the seed alone."""
    import torch

    require_count(0, seed=seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return build().double()


def share_right(model: Callable[[Tensor], Tensor], X: Tensor | None = None, y: Tensor | None = None) -> float:
    """Return the share of inputs (n, ...), of the 500 test digits by default, with the largest logit at their class (n,)."""
    import torch

    if (X is None) != (y is None):
        raise ValueError(f"{'X' if X is None else 'y'} must be given with {'y' if X is None else 'X'}, got None")
    X, y = pictures()[2:] if X is None or y is None else (X, y)
    with torch.no_grad():
        return float((model(X).argmax(dim=1) == y).double().mean())


def fit_digits(
    model: nn.Module, loss: Callable[..., Tensor], steps: int, *, lr: float = 2e-3, batch: int = 64, seed: int = 0
) -> nn.Module:
    """Train on the digits as pictures with Adam, batches drawn with replacement, and return the model.

    ``loss(model, X, y, share)`` is a number for a batch; `share` says how much of the training is over, from 0 to 1.
    """
    import torch

    require_count(0, steps=steps)
    require_count(1, batch=batch)
    (X, y, *_), generator = pictures(), torch.Generator().manual_seed(seed)
    update = torch.optim.Adam(model.parameters(), lr=lr)
    for step in range(steps):
        rows = torch.randint(len(X), (batch,), generator=generator)
        value = loss(model, X[rows], y[rows], step / steps)
        update.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        update.step()
    return model


def _noted(name: str, value: ArrayLike | Tensor, earlier: list[float | Array]) -> float | Array:
    row = _copied(value)
    if earlier and np.shape(earlier[0]) != row.shape:
        found = f"{np.shape(earlier[0])} and {row.shape}"
        raise ValueError(f"record[{name!r}] must give the same shape at every step, got {found}")
    return row if row.ndim else float(row)


def _copied(value: ArrayLike | Tensor) -> Array:
    # A copy: what a function returns may share its memory with weights that the next update changes.
    detach = getattr(value, "detach", None)
    return np.array(value if detach is None else detach().cpu().numpy(), dtype=float)


def _optimizer(name: str, model: nn.Module, lr: float, weight_decay: float) -> torch.optim.Optimizer:
    import torch

    kinds: dict[str, Callable[..., torch.optim.Optimizer]] = {
        "gd": torch.optim.SGD,
        "momentum": partial(torch.optim.SGD, momentum=0.9),
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
    }
    if name not in kinds:
        raise ValueError(f"optimizer must be one of {list(kinds)}, got {name!r}")
    return kinds[name](model.parameters(), lr=lr, weight_decay=weight_decay)


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
