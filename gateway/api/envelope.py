"""The contract's error shape, for whoever must answer without the app's help."""

import json
from collections.abc import Sequence

from starlette.types import Send

JSON = (b"content-type", b"application/json")


def envelope(
    message: str, *, detail: str | list[dict[str, object]] = "", error_code: str | None = None
) -> bytes:
    return json.dumps(
        {"message": message, "status": "error", "error_code": error_code, "detail": detail}
    ).encode()


Fault = tuple[Sequence[str | int], str, str]


def invalid(faults: Sequence[Fault], error_code: str) -> bytes:
    """For a 422, whose `detail` is a list of: path to the field, what is wrong, what kind."""
    detail: list[dict[str, object]] = [
        {"loc": list(path), "msg": message, "type": kind} for path, message, kind in faults
    ]
    return envelope("Validation error", detail=detail, error_code=error_code)


async def answer(
    send: Send, status: int, body: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send(
        {"type": "http.response.start", "status": status, "headers": [JSON, length, *headers]}
    )
    await send({"type": "http.response.body", "body": body})
