"""Requests a second: the first page against a bare one, each from its own `uvicorn` process, over four connections.

`make bench`. What is measured is the page (route, one read transaction, template), so the bare page is the same stack
with a constant answer.
"""

import http.client
import multiprocessing
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.responses import HTMLResponse

from lus import telemetry
from lus.bootstrap import System, system
from lus.embedded import Server
from lus.serving import listen
from lus.settings import Settings
from lus.store import engine, migrations
from lus.usecases.heartbeat import beat
from lus.web.app import create_app
from lus.web.security import Guard

CONNECTIONS = 4
SECONDS = 5
PORT = 8765


def bare() -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.add_middleware(Guard)
    app.add_api_route("/om", lambda: HTMLResponse("<!doctype html><title>x</title>"))
    return app


def serve(url: str | None) -> None:
    sys.stderr = Path("/dev/null").open("w")  # noqa: SIM115 - as long as the process
    telemetry.configure("web")  # the log is part of what a request costs
    app = create_app(system(Settings(database_url=url))) if url else bare()
    config = uvicorn.Config(app, log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[listen("127.0.0.1", PORT)])


def ask(until: float, took: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    while time.perf_counter() < until:
        began = time.perf_counter()
        connection.request("GET", "/om")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == http.client.OK, answer.status  # noqa: S101 - a figure from errors would be a lie
        took.append(time.perf_counter() - began)
    connection.close()


def measure(name: str, url: str | None) -> float:
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(url,))
    process.start()
    wait_for_port()
    ask(time.perf_counter() + 1, [])  # warm
    took: list[float] = []
    until = time.perf_counter() + SECONDS
    threads = [threading.Thread(target=ask, args=(until, took)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.terminate()
    process.join()
    took.sort()
    rate = len(took) / SECONDS
    median, late = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
    print(f"{name:12} {rate:7.0f} requests/s   median {median:5.1f} ms   p99 {late:5.1f} ms", flush=True)
    return rate


def wait_for_port() -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/om")
            connection.getresponse().read()
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server did not start")


def prepared(server: Server) -> System:
    server.start()
    settings = Settings(database_url=server.url())
    database = engine.connect(settings.sqlalchemy_url())
    migrations.upgrade(database)
    database.dispose()
    made = system(settings)
    with made.write() as connection:
        beat(connection, "lus@bench", 1)
    return made


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="lus-bench-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder), durable=False)
        try:
            prepared(server).close()
            plain = measure("bare page", None)
            first = measure("first page", server.url())
        finally:
            server.stop()
    print(f"the first page costs {1000 / first - 1000 / plain:.2f} ms more than a bare one")


if __name__ == "__main__":
    main()
