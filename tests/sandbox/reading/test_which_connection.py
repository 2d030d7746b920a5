"""Which connection a call means, and what happens when that is not clear."""

from uuid import uuid4

import pytest

from gateway.identity.scopes import Scope
from running import arrives
from toy import Toy


async def test_without_a_connection_there_is_nothing_to_read(unconnected):
    answer = await unconnected.asks("/clients")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ERROR_NO_ACTIVE_CONNECTION")


async def test_among_several_connections_one_must_be_named(reader):
    first = (await reader.http.get(f"{reader.consumer}/connections")).json()[0]["connectionid"]
    second = await reader.connects("67890")
    answer = await reader.asks("/clients")
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "ERROR_CONFIGURATION_CONNECTION"
    assert first in answer.json()["message"]
    assert second in answer.json()["message"]
    for connection_id in (first, second):
        named = {"x-chift-connectionid": connection_id}
        assert (await reader.reads("/clients", headers=named))["total"] == 120


@pytest.mark.parametrize("named", [str(uuid4()), "12", "not-a-uuid"])
async def test_a_connection_of_somebody_else_is_refused(reader, toy: Toy, named):
    answer = await reader.asks("/clients", headers={"x-chift-connectionid": named})
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "ERROR_CONFIGURATION_CONNECTION"
    assert toy.ledger["clients"].queries == []


async def test_the_integrations_number_names_a_connection_too(reader):
    assert await reader.reads("/clients", headers={"X-Chift-IntegrationId": "1"})
    afas = await reader.asks("/clients", headers={"X-Chift-IntegrationId": "8037"})
    assert afas.json()["error_code"] == "ERROR_NO_ACTIVE_CONNECTION"
    for unknown in ("77", "one"):
        answer = await reader.asks("/clients", headers={"X-Chift-IntegrationId": unknown})
        assert answer.status_code == 400
        assert answer.json()["error_code"] == "ERROR_CONFIGURATION_CONNECTION"


async def test_a_key_that_may_not_read_reads_nothing(app, reader):
    writer = await arrives(app, "Writer", scopes=(Scope.WRITE,))
    async with writer.http:
        answer = await writer.http.get(f"{reader.consumer}/accounting/clients")
    assert (answer.status_code, answer.json()["error_code"]) == (403, "ERROR_SCOPE_MISSING")
