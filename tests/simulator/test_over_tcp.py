"""The same simulator on a real port, where connections really break."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from adapters.afas.simulator import create_simulator
from adapters.afas.simulator.serving import serve
from simulator.asking import Clock, authorization
from simulator.bodies import sales_invoice


@dataclass
class Served:
    port: int
    http: httpx.Client

    def fault(self, name: str, **more: object) -> None:
        self.http.post("/_control/faults", json={"fault": name} | more).raise_for_status()

    def booked(self, voucher: str) -> int:
        answer = self.http.get("/_control/entries", params={"voucher": voucher})
        return len(answer.json()["entries"])

    def post(self, voucher: str) -> httpx.Response:
        body = sales_invoice(BpNr=voucher)
        return self.http.post("/ProfitRestServices/connectors/FiEntries", json=body)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    server = serve(create_simulator(clock=Clock()), host="127.0.0.1", port=port)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    headers = {"Authorization": authorization(), "Accept-Language": "en"}
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers) as http:
            yield Served(port, http)
    finally:
        server.should_exit = True
        thread.join(10)


def test_it_answers_over_tcp(served: Served):
    answer = served.http.get("/ProfitRestServices/connectors/Profit_Debtor?take=2")
    assert len(answer.json()["rows"]) == 2


@pytest.mark.parametrize("name", ["reset", "reset_before_body"])
def test_a_reset_books_nothing(served: Served, name: str):
    served.fault(name)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError)):
        served.post(f"R-{name}")
    assert served.booked(f"R-{name}") == 0
    assert served.post(f"R-{name}").status_code == 201


def test_book_then_reset_books_and_never_answers(served: Served):
    served.fault("book_then_reset")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        served.post("BR-1")
    assert served.booked("BR-1") == 1


def test_a_reset_is_a_tcp_reset(served: Served):
    served.fault("reset")
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as raw:
        request = (
            "GET /ProfitRestServices/metainfo HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: {authorization()}\r\n\r\n"
        )
        raw.sendall(request.encode())
        with pytest.raises(ConnectionResetError):
            raw.recv(100)


def test_book_then_hang_books_while_the_caller_gives_up(served: Served):
    served.fault("book_then_hang", seconds=30)
    with pytest.raises(httpx.ReadTimeout):
        served.http.post(
            "/ProfitRestServices/connectors/FiEntries",
            json=sales_invoice(BpNr="BH-1"),
            timeout=0.3,
        )
    assert served.booked("BH-1") == 1


def test_a_slow_write_is_booked_after_the_caller_left(served: Served):
    served.fault("slow", seconds=0.5)
    with pytest.raises(httpx.ReadTimeout):
        served.http.post(
            "/ProfitRestServices/connectors/FiEntries",
            json=sales_invoice(BpNr="SL-1"),
            timeout=0.1,
        )
    assert served.booked("SL-1") == 0
    deadline = time.monotonic() + 5
    while not served.booked("SL-1") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert served.booked("SL-1") == 1


def test_a_truncated_reply_stops_half_way(served: Served):
    served.fault("truncated")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        served.http.get("/ProfitRestServices/connectors/Profit_Debtor")


def test_a_reset_before_the_body_needs_no_body(served: Served):
    served.fault("reset_before_body")
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as raw:
        head = (
            "POST /ProfitRestServices/connectors/FiEntries HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: {authorization()}\r\nContent-Length: 1000\r\n\r\n"
        )
        raw.sendall(head.encode())
        with pytest.raises(ConnectionResetError):
            raw.recv(100)


def test_a_caller_that_leaves_early_leaves_nothing_behind(served: Served):
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.sendall(
            b"POST /ProfitRestServices/connectors/FiEntries HTTP/1.1\r\nHost: x\r\n"
            b"Content-Length: 9\r\n\r\n{"
        )
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        state = served.http.get("/_control/state").json()
        if state["parallel"] == 0:
            break
    assert state["parallel"] == 0


def test_chunked_bodies_are_read(served: Served):
    content = json.dumps(sales_invoice(BpNr="CH-1")).encode()
    answer = served.http.post(
        "/ProfitRestServices/connectors/FiEntries", content=iter([content[:50], content[50:]])
    )
    assert answer.status_code == 201
