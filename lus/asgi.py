"""The web application as an ASGI server wants it: `uvicorn --factory lus.asgi:create`."""

from fastapi import FastAPI

from lus import bootstrap, telemetry
from lus.web.app import create_app


def create() -> FastAPI:
    telemetry.configure("web")
    return create_app(bootstrap.shared())
