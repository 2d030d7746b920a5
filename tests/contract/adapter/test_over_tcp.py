"""The same adapter over its own transport: a real socket, real HTTP, real gzip."""

import asyncio
import socket
import threading
import time

import pytest

from adapters.afas.adapter import AFAS
from adapters.afas.credentials import AfasCredentials
from adapters.afas.simulator import create_simulator, demo_access
from adapters.afas.simulator.serving import serve
from contract.adapter.opening import PACK
from gateway.accounting.books import Query, Surroundings, Verdict
from simulator.asking import COMPANY, HOME, Clock


@pytest.fixture
def address():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    simulator = create_simulator(clock=Clock(), connectors=PACK)
    server = serve(simulator, host="127.0.0.1", port=port)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


async def test_a_bookkeeper_looks_codes_up_and_finds_a_client(address):
    exchanges = []
    surroundings = Surroundings(observe=exchanges.append, sandbox_url=address)
    async with AFAS.running(surroundings) as opening:
        books = opening(
            AfasCredentials(
                company_id=COMPANY,
                environment=HOME,
                token=demo_access(COMPANY, HOME).token_xml,
                administration="1",
                default_analytic_plan="1",
            )
        )
        assert (await books.readiness()).verdict is Verdict.READY
        (folder,) = await books.selected_folders()
        query = Query(folder_id=folder, size=100)
        journals, accounts, terms, clients = await asyncio.gather(
            books.journals.page(query),
            books.accounts.page(query.asking(classes="8")),
            books.payment_terms.page(query),
            books.clients.page(query),
        )
        assert (journals.total, clients.total, len(clients.items)) == (12, 400, 100)
        assert accounts.items
        assert {"14", "30"} <= {item.id for item in terms.items}
        one = clients.items[7]
        found = await books.clients.page(query.asking(search=one.email))
        assert one in found.items
        assert await books.clients.get(one.id, query) == one
    assert all(exchange.failure is None and exchange.status == 200 for exchange in exchanges)
