"""What grading raises when it cannot do what it was asked to do."""


class GradingError(ValueError):
    """Bad input or a broken installation, told in one sentence that names the thing and the way out."""


class ProcessError(RuntimeError):
    """A process of a submission cannot be asked any more."""


class ProcessDied(ProcessError):
    """The process ended."""


class ProcessStuck(ProcessError):
    """The process did not answer in time, not even after interrupts."""
