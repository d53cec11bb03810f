"""The kernel side of grading: an IPython kernel that also answers requests of our own.

Both kernels of a submission are one of these: the student kernel (`dltheory.grading.student`) and the examiner kernel
(`dltheory.grading.examiner`). Cells run as in any notebook; everything else (call this function, fetch that value)
comes as a message of type ``dltheory_request`` with a JSON content and binary buffers, so that it leaves no trace in
the history and passes none of the hooks that a cell may have installed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp

REQUEST = "dltheory_request"
REPLY = "dltheory_reply"
Answer = tuple[dict[str, Any], Sequence[bytes]]


class GradingKernel(IPythonKernel):
    """A kernel that hands each request to the method ``answer_<do>``."""

    msg_types = [*IPythonKernel.msg_types, REQUEST]  # noqa: RUF012 (as the base class declares it)

    async def dltheory_request(self, stream: Any, ident: Any, parent: dict[str, Any]) -> None:
        """Answer one request; whatever goes wrong in it becomes part of the answer."""
        assert self.session is not None
        content, buffers = dict(parent["content"]), parent["buffers"]
        frames: Sequence[bytes] = ()
        try:
            reply, frames = getattr(self, f"answer_{content.pop('do')}")(buffers=buffers, **content)
        except Exception as error:
            reply = {"status": "failed", "message": f"{type(error).__name__}: {error}"}
        self.session.send(stream, REPLY, reply, parent, ident=ident, buffers=list(frames))

    @property
    def names(self) -> dict[str, Any]:
        """The namespace that cells run in."""
        assert self.shell is not None
        namespace: dict[str, Any] = self.shell.user_ns
        return namespace


def serve(kernel_class: type[GradingKernel]) -> None:
    """Run a kernel of this class until it is shut down; the command line names its connection file."""
    app = IPKernelApp.instance(kernel_class=kernel_class)
    app.initialize([*sys.argv[1:], "--HistoryManager.enabled=False"])
    # The kernel has read it (it ends when the process that started it does); cells have no use for it.
    os.environ.pop("JPY_PARENT_PID", None)
    app.start()
