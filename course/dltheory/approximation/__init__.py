"""Chapter 1, approximation: which functions can a network represent, and at what price? One file per section of the text."""

from .stairs import (
    check_midpoint_stairs,
    check_threshold_error,
    check_threshold_rate,
    erratum_every_network,
    erratum_uniform_convergence,
    explore_threshold_network,
    plot_threshold_rate,
)

__all__ = [
    "check_midpoint_stairs",
    "check_threshold_error",
    "check_threshold_rate",
    "erratum_every_network",
    "erratum_uniform_convergence",
    "explore_threshold_network",
    "plot_threshold_rate",
]
