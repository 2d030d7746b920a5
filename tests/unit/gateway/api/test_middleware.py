import asyncio
import json
from itertools import pairwise
from typing import Annotated

import httpx
import pytest
import structlog
from fastapi import APIRouter, Body, FastAPI, Request
from fastapi.responses import StreamingResponse
from hypothesis import given
from hypothesis import strategies as st

from gateway.api.envelope import envelope
from gateway.api.middleware import BodyRefused, Limits, Nesting, door

SMALL = Limits(
    body_bytes=1000,
    json_depth=5,
    body_seconds=0.3,
    drip_seconds=0.1,
    query_bytes=200,
    query_parameters=10,
    request_seconds=0.2,
)


router = APIRouter()


@router.post("/echo")
async def echo(body: Annotated[object, Body()]):
    return body


@router.post("/unread")
async def unread():
    return "answered without looking"


@router.post("/form")
async def form(request: Request):
    return (await request.body()).decode()


@router.get("/id")
async def request_id(request: Request):
    return [request.state.request_id, structlog.contextvars.get_contextvars()["request_id"]]


@router.api_route("/fails", methods=["GET", "POST"])
async def fails():
    raise LookupError("hunter2") from ValueError("hunter2")


@router.api_route("/hangs", methods=["GET", "POST"])
async def hangs(request: Request):
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        request.app.state.was_cancelled = True
        raise


@router.get("/times-out-by-itself")
async def times_out_by_itself():
    raise TimeoutError


@router.get("/streams")
async def streams():
    async def lines():
        for _line in range(5):
            await asyncio.sleep(0.1)
            yield b"line\n"

    return StreamingResponse(lines())


@router.get("/stalls")
async def stalls():
    async def lines():
        yield b"line\n"
        await asyncio.sleep(60)

    return StreamingResponse(lines())


def an_app(limits=SMALL):
    app = FastAPI(middleware=door(limits))
    app.include_router(router)
    return app


@pytest.fixture
def app():
    return an_app()


@pytest.fixture
async def http(app):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://gateway"
    ) as client:
        yield client


async def spoken(app, *parts, path="/echo", method="POST", headers=(), drip=0.0):
    """What the app says to a caller who sends these parts, one by one."""
    said, waiting = [], list(parts)

    async def receive():
        await asyncio.sleep(drip)
        if not waiting:
            await asyncio.sleep(60)
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message):
        said.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "2",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("gateway", 80),
        "state": {},
    }
    await app(scope, receive, send)
    return said


def refusal_in(said):
    """Status and message of a refusal, after checking that it is one as the contract wants it."""
    start, body = said
    headers = dict(start["headers"])
    refused = json.loads(body["body"])
    assert headers[b"content-type"] == b"application/json"
    assert headers[b"content-length"] == str(len(body["body"])).encode()
    assert headers[b"connection"] == b"close"
    assert headers[b"x-request-id"]
    assert set(refused) == {"message", "status", "detail", "error_code"}
    assert refused["status"] == "error"
    # A 422 says what is wrong field by field, as the contract's validation errors do.
    says = refused["detail"][0]["msg"] if refused["detail"] else refused["message"]
    return start["status"], says, refused["error_code"]


def test_the_envelope_has_the_four_fields_of_the_contract():
    assert json.loads(envelope("No", detail="why", error_code="ERROR_UNKNOWN")) == {
        "message": "No",
        "status": "error",
        "detail": "why",
        "error_code": "ERROR_UNKNOWN",
    }


@pytest.mark.parametrize("theirs", ["a", "2f3c-11", "A.b_c-9" * 9])
async def test_a_sane_request_id_is_kept(http, theirs):
    answer = await http.get("/id", headers={"x-request-id": theirs})
    assert answer.headers["x-request-id"] == theirs
    assert answer.json() == [theirs, theirs]


@pytest.mark.parametrize("theirs", ["", "a b", "x" * 65, "a\tb", "<script>", "é"])
async def test_any_other_request_id_is_replaced(http, theirs):
    answer = await http.get("/id", headers={"x-request-id": theirs.encode()})
    ours = answer.headers["x-request-id"]
    assert len(ours) == 32
    assert answer.json() == [ours, ours]


async def test_two_requests_have_two_ids_and_errors_have_one(http):
    answers = [await http.get(path) for path in ("/id", "/id", "/nowhere", "/fails")]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 4


async def test_no_request_id_is_left_behind_for_the_next(http):
    await http.get("/id")
    assert "request_id" not in structlog.contextvars.get_contextvars()


async def test_an_unexpected_error_is_told_in_the_error_shape_and_nothing_of_its_inside(app):
    with structlog.testing.capture_logs() as logs:
        told = refusal_in(await spoken(app, b"", path="/fails", method="GET"))
    assert told == (500, "The gateway failed on this request", "ERROR_UNKNOWN")
    (log,) = logs
    assert log["event"] == "unexpected_error"
    assert log["error"] == "LookupError from ValueError"
    assert log["path"] == "/fails"
    assert log["where"][-1].endswith(" fails")
    assert "hunter2" not in repr(logs)


async def test_a_failed_write_does_not_pretend_to_have_had_no_effect(app):
    with structlog.testing.capture_logs():
        status, message, code = refusal_in(await spoken(app, b"{}", path="/fails"))
    assert (status, code) == (500, "ERROR_OUTCOME_UNKNOWN")
    assert "not known" in message


async def test_a_read_that_hangs_is_cut_off_and_its_work_is_cancelled(app):
    with structlog.testing.capture_logs():
        status, message, code = refusal_in(await spoken(app, b"", path="/hangs", method="GET"))
    assert (status, code) == (503, "ERROR_UNKNOWN")
    assert "0.2 seconds" in message
    assert app.state.was_cancelled


async def test_a_write_that_hangs_is_not_answered_with_a_status_that_clients_repeat(app):
    with structlog.testing.capture_logs():
        status, _, code = refusal_in(await spoken(app, b"{}", path="/hangs"))
    assert (status, code) == (504, "ERROR_OUTCOME_UNKNOWN")


async def test_a_timeout_inside_the_app_is_not_mistaken_for_the_deadline(app):
    with structlog.testing.capture_logs():
        said = await spoken(app, b"", path="/times-out-by-itself", method="GET")
    assert refusal_in(said)[0] == 500


async def test_a_cancelled_request_stays_cancelled(app):
    request = asyncio.create_task(spoken(app, b"", path="/hangs", method="GET"))
    await asyncio.sleep(0.05)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request


async def test_an_answer_may_take_longer_than_the_deadline_as_long_as_it_keeps_going(http):
    answer = await http.get("/streams")
    assert answer.text == "line\n" * 5


async def test_an_answer_that_stops_halfway_is_left_without_an_end(app):
    with structlog.testing.capture_logs():
        said = await spoken(app, b"", path="/stalls", method="GET")
    assert [message.get("body", b"") for message in said] == [b"", b"line\n"]
    assert said[-1]["more_body"]


async def test_a_body_of_just_the_size_is_accepted(http):
    body = json.dumps("x" * (SMALL.body_bytes - 2))
    assert (await http.post("/echo", json="x" * (SMALL.body_bytes - 2))).status_code == 200
    assert len(body) == SMALL.body_bytes


async def test_a_body_that_declares_itself_too_large_is_refused_unread(app):
    length = (b"content-length", b"1001")
    for path in ("/echo", "/unread", "/nowhere"):
        said = await spoken(app, path=path, headers=[length])
        assert refusal_in(said) == (
            413,
            "The body is larger than 1000 bytes",
            "ERROR_INVALID_BODY",
        )


async def test_a_body_in_parts_that_turns_out_too_large_is_refused(app):
    said = await spoken(app, b'"', b"x" * 600, b"x" * 600, b'"')
    assert refusal_in(said)[0] == 413


async def test_a_message_counts_megabytes_where_there_are_any():
    said = await spoken(an_app(Limits()), headers=[(b"content-length", b"50000000")])
    assert refusal_in(said)[1] == "The body is larger than 20 MB"


@pytest.mark.parametrize("encoding", [b"gzip", b"br", b"deflate", b"identity, gzip"])
async def test_a_compressed_body_is_refused(app, encoding):
    said = await spoken(app, b"{}", headers=[(b"content-encoding", encoding)])
    assert refusal_in(said)[::2] == (415, "ERROR_INVALID_BODY")


async def test_a_body_that_says_it_is_not_compressed_is_accepted(http):
    answer = await http.post("/echo", json=1, headers={"content-encoding": "Identity"})
    assert answer.json() == 1


async def test_a_body_that_never_comes_is_refused_in_time(app):
    said = await spoken(app, b'"', drip=0.15)
    assert refusal_in(said) == (408, "The body did not arrive in time", "ERROR_INVALID_BODY")


async def test_a_body_that_drips_is_refused_in_time(app):
    began = asyncio.get_running_loop().time()
    said = await spoken(app, *[b" "] * 100, drip=0.03)
    assert refusal_in(said)[0] == 408
    assert asyncio.get_running_loop().time() - began < 0.2


async def test_a_body_that_keeps_coming_has_more_time_than_one_that_drips():
    limits = Limits(drip_seconds=0.1, body_seconds=2)
    said = await spoken(an_app(limits), b'"', *[b"x" * 1000] * 4, b'"', drip=0.04)
    assert said[0]["status"] == 200


async def test_nesting_to_the_limit_is_accepted(http):
    answer = await http.post(
        "/echo", content=b'[{"a": [[[]]]}]', headers={"content-type": "application/json"}
    )
    assert answer.json() == [{"a": [[[]]]}]


@pytest.mark.parametrize("content_type", [b"application/json", b"application/vnd.x+json", b""])
async def test_nesting_beyond_the_limit_is_refused(content_type):
    app = an_app()
    said = await spoken(app, b"[[[", b'{"a": [[[', headers=[(b"content-type", content_type)])
    assert refusal_in(said) == (
        422,
        "The body nests deeper than 5 levels",
        "ERROR_INVALID_BODY",
    )


async def test_brackets_in_a_form_mean_nothing(http):
    answer = await http.post(
        "/form",
        content=b"client_secret=[[[[[[[[",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.json() == "client_secret=[[[[[[[["


async def test_json_in_another_encoding_is_refused(app):
    said = await spoken(app, json.dumps(["∀[["]).encode("utf-16"))
    assert refusal_in(said)[:2] == (422, "The body is not JSON in UTF-8")


async def test_a_query_that_is_too_long_is_refused(http):
    answer = await http.get("/id", params={"a": "x" * 300})
    assert answer.status_code == 414
    assert answer.json()["error_code"] == "ERROR_INVALID_QUERY_PARAMETER"


async def test_a_query_with_too_many_parameters_is_refused(http):
    assert (await http.get("/id?" + "a=1&" * 9)).status_code == 200
    answer = await http.get("/id?" + "a=1&" * 10)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["msg"] == "There are more than 10 query parameters"


def depth_of(text):
    """The same, character by character."""
    depth = deepest = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


NASTY = st.text(st.sampled_from('[]{}"\\,: aé∀'), max_size=20)
JSON = st.recursive(
    st.none() | st.integers() | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NASTY, inner, max_size=3),
    max_leaves=20,
)


@given(value=JSON, readable=st.booleans(), cuts=st.lists(st.integers(0, 400), max_size=12))
def test_nesting_is_measured_rightly_however_the_text_is_cut(value, readable, cuts):
    text = json.dumps(value, ensure_ascii=readable)
    depth, body = depth_of(text), text.encode()
    edges = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    exact, too_small = Nesting(depth), Nesting(depth - 1)

    def look(nesting):
        for start, end in pairwise(edges):
            nesting.look_at(body[start:end])

    look(exact)
    if depth:
        with pytest.raises(BodyRefused):
            look(too_small)
