"""Children that never outlive the process that started them."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# Loaded here, not in the forked child, where loading a library could meet a lock that another thread held.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def tied(to: int, how: signal.Signals) -> Callable[[], None]:
    """For `Popen(preexec_fn=…)`: the child gets `how` when the thread that started it ends, however it ends.

    Linux ties the child to the *thread*: start it from the main thread. Credentials must be set before, as subprocess
    does, because a change of user clears the tie. Elsewhere than on Linux it does nothing.
    """

    def tie() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(how))
        if os.getppid() != to:  # the parent died between fork and tie
            os._exit(1)

    return tie


def tie_to_parent(how: signal.Signals = signal.SIGKILL) -> None:
    """Tie the running process to its parent, for processes that a library forks (Celery's pool)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(how))


def is_child_of(pid: int, parent: int) -> bool:
    """Whether `pid` is a process that `parent` started: numbers are used again. Elsewhere than on Linux never."""
    try:
        # The name, which may hold anything, ends at the last bracket; state and parent follow.
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return int(told[1]) == parent
