"""Gives the app its pages, and the files that they load."""

import fastapi_swagger
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from gateway.connections.linking import LinkOver
from gateway.pages import connect, docs


def add_pages(app: FastAPI) -> None:
    app.include_router(connect.router)
    app.include_router(docs.router)
    app.add_exception_handler(LinkOver, connect.show_over)
    swagger = StaticFiles(packages=[(fastapi_swagger.__name__, "resources")])
    app.mount("/static/swagger-ui", swagger)
    app.mount("/static", StaticFiles(packages=[("gateway.pages", "static")]))
