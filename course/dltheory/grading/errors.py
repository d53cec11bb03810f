"""What grading raises when it cannot do what it was asked to do."""


class GradingError(ValueError):
    """Bad input or a broken installation, told in one sentence that names the thing and the way out."""


class KernelError(RuntimeError):
    """A kernel process could not be reached."""


class KernelDied(KernelError):
    """The kernel process ended."""


class KernelTimeout(KernelError):
    """The kernel process did not answer in time, not even after interrupts."""
