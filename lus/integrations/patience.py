"""A limit to how long a peer may take: socket time-outs begin anew with every byte that trickles in."""

import contextlib
import socket
import threading
from collections.abc import Callable

CONNECT_S = 5
ANSWER_S = 10
WHOLE_S = 30


def cut_after(seconds: float, connection: Callable[[], socket.socket | None]) -> threading.Timer:
    """Cut the connection after so long, unless cancelled: whoever waits for it hears that it is gone."""

    def cut() -> None:
        known = connection()
        with contextlib.suppress(OSError):
            if known is not None:
                known.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    return timer
