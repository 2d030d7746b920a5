import pytest

from adapters.afas.adapter import afas
from adapters.afas.credentials import AfasCredentials
from gateway.accounting.books import Surroundings
from unit.adapters.afas.scripted_afas import TOKEN, ScriptedAfas


@pytest.fixture
def vendor():
    return ScriptedAfas()


@pytest.fixture
def exchanges():
    return []


@pytest.fixture
async def open_books(vendor, exchanges):
    surroundings = Surroundings(observe=exchanges.append, sandbox_url="https://sandbox.test")
    async with afas(vendor.transport).running(surroundings) as opening:

        def opened(**filled_in):
            if "client_id" not in filled_in:
                filled_in.setdefault("token", TOKEN)
            return opening(AfasCredentials(**{"company_id": "36480", **filled_in}))

        yield opened
