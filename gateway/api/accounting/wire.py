"""What accounting routes read and write that JSON models do not say."""

import json
from collections.abc import Callable, Coroutine
from decimal import Decimal

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic_core import from_json, to_json

from gateway.accounting.trace import Exchange
from gateway.requestlog.masking import masked_text
from gateway.requestlog.recording import caused

Handler = Callable[[Request], Coroutine[object, object, Response]]


class ExactRequest(Request):
    async def json(self) -> object:
        # By way of a binary fraction, 100.00000000000000001 would pass for 100.
        return json.loads(await self.body(), parse_float=Decimal)


class AccountingRoute(APIRoute):
    """Reads amounts from their digits; adds the books' own answers for those who ask."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def handle_exactly(request: Request) -> Response:
            response = await handle(ExactRequest(request.scope, request.receive))
            if request.headers.get("x-chift-raw-data", "").lower() != "true":
                return response
            return _with_raw_data(response)

        return handle_exactly


def _with_raw_data(response: Response) -> Response:
    """Beside `items` on a page, inside the object otherwise; arrays stay as they are."""
    body = bytes(response.body)
    if not body.startswith(b"{"):
        return response
    answers = b",".join(
        to_json(f"{number} {masked_text(f'{one.method} {one.url}')}") + b":" + _answer(one)
        for number, one in enumerate(caused(), 1)
        if one.connector is not None
    )
    comma = b"," if body != b"{}" else b""
    response.body = body[:-1] + comma + b'"raw_data":{' + answers + b"}}"
    response.headers["content-length"] = str(len(response.body))
    return response


def _answer(exchange: Exchange) -> bytes:
    """As it came, so that no digit changes; as text when it is no JSON."""
    body = masked_text((exchange.response_body or b"null").decode("utf-8", "replace"))
    try:
        from_json(body, allow_inf_nan=False)
    except ValueError:
        return to_json(body)
    return body.encode()
