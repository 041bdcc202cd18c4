"""Clients, eight or so many, that ask for one page again and again over connections kept open; how long it took."""

import os
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

CLIENTS = 8


@dataclass(frozen=True)
class Target:
    """A page: its server's process and port, its path, the cookie to send, a text that its body holds `times` times."""

    name: str
    pid: int
    port: int
    path: str
    cookie: str
    text: bytes
    times: int


@dataclass(frozen=True)
class Measured:
    """Requests a second, and milliseconds: median, 99th percentile, and processor time of the server's process each."""

    rate: float
    median: float
    p99: float
    processor: float


def measure(target: Target, seconds: float, clients: int = CLIENTS) -> Measured:
    """Ask with so many clients for so long. Raises AssertionError for any answer that is not the page."""
    took: list[float] = []
    failed: list[BaseException] = []
    began, used = time.perf_counter(), _processor(target.pid)
    threads = [threading.Thread(target=_ask, args=(target, began + seconds, took, failed)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed, used = time.perf_counter() - began, _processor(target.pid) - used
    if failed:
        raise failed[0]
    took.sort()
    median, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    return Measured(len(took) / elapsed, median * 1000, late * 1000, used / len(took) * 1000)


def _processor(pid: int) -> float:
    """Seconds that the process has computed so far, as Linux tells; neighbours on the machine do not change it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ask(target: Target, until: float, took: list[float], failed: list[BaseException]) -> None:
    lines = (f"GET {target.path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {target.cookie}", "", "")
    request = "\r\n".join(lines).encode()
    try:
        with socket.create_connection(("127.0.0.1", target.port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (began := time.perf_counter()) < until:
                connection.sendall(request)
                status, body = _answer(connection)
                took.append(time.perf_counter() - began)
                assert status == 200, status  # noqa: S101, PLR2004 a figure from errors would be a lie
                assert body.count(target.text) == target.times, body.count(target.text)  # noqa: S101
    except BaseException as error:  # noqa: BLE001 told by whoever started the thread
        failed.append(error)


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    """One answer with a content-length, read to its end."""
    got = b""
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += _more(connection)
    head = got[:end].lower()
    length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    while len(got) < end + 4 + length:
        got += _more(connection)
    return int(head.split(b" ", 2)[1]), got[end + 4 :]


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(1 << 18)
    if not part:
        raise ConnectionError
    return part
