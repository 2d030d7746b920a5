"""The protocol around the connectors: paths, access, headers, limits."""

import base64
import contextlib
import gzip
import sqlite3

import httpx
import pytest
from starlette.applications import Starlette

from adapters.afas.simulator import create_simulator, demo_access
from simulator.asking import Afas, Clock, authorization
from simulator.bodies import sales_invoice


@pytest.mark.parametrize(
    "path",
    [
        "/ProfitRestServices/MetaInfo",
        "/profitrestservices/metainfo",
        "/PROFITRESTSERVICES/METAINFO/",
        "/sandbox/12345/ProfitRestServices/metainfo",
        "/ProfitRestServices/metainfo/get/Profit_Debtor/",
        "/ProfitRestServices/METAINFO/UPDATE/FiEntries",
        "/profitrestservices/Connectors/profit_debtor",
    ],
)
async def test_paths_are_case_insensitive_and_may_end_in_a_slash(afas: Afas, path: str):
    assert (await afas.http.get(path)).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/ProfitRestServices", "/ProfitRestServices/tokeninfo", "/nowhere", "/sandbox/12345/MetaInfo"],
)
async def test_a_wrong_path_is_404_without_a_body(afas: Afas, path: str):
    answer = await afas.http.get(path)
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "AfasToken",
        "AfasToken not-base64!",
        "AfasToken " + base64.b64encode(b"<token><version>1</version></token>").decode(),
        "AfasToken " + base64.b64encode(b"A" * 64).decode(),
        authorization(company="54321"),
        "Bearer nothing",
    ],
)
async def test_no_malformed_or_unknown_token_is_401_without_a_body(afas: Afas, value: str):
    answer = await afas.http.get("/ProfitRestServices/metainfo", headers={"Authorization": value})
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"


async def test_a_token_that_is_not_encoded_is_500(afas: Afas):
    xml = demo_access("12345", "sandbox").token_xml
    answer = await afas.http.get(
        "/ProfitRestServices/metainfo", headers={"Authorization": f"AfasToken {xml}"}
    )
    assert answer.status_code == 500
    assert answer.json()["externalMessage"]


async def test_a_token_opens_its_own_environment_only(afas: Afas):
    test = {"Authorization": authorization("test")}
    path = "/test/12345/ProfitRestServices/metainfo"
    assert (await afas.http.get(path)).status_code == 401
    assert (
        await afas.http.get("/accept/12345/ProfitRestServices/metainfo", headers=test)
    ).status_code == 401
    answer = await afas.http.get(path, headers=test)
    assert answer.json()["info"]["envid"] == "T12345AA"


async def test_environments_and_companies_keep_their_own_books(afas: Afas):
    await afas.done("FiEntries", sales_invoice("OWN1"))
    await afas.http.get("/_control/state?company=54321&environment=production")
    for place in (
        {"company": "12345", "environment": "test"},
        {"company": "54321", "environment": "production"},
    ):
        headers = {"Authorization": authorization(**place)}
        found = await afas.http.get(
            "/ProfitRestServices/connectors/Profit_Debtor_Invoices",
            params={"filterfieldids": "InvoiceNr", "filtervalues": "OWN1"},
            headers=headers,
        )
        assert (found.status_code, found.json()["rows"]) == (200, [])


async def test_client_credentials_give_a_bearer_for_an_hour(afas: Afas, clock: Clock):
    access = demo_access("12345", "sandbox")
    form = {"grant_type": "client_credentials", "client_id": access.client_id}
    wrong = await afas.http.post(
        "/ProfitRestServices/oauth/token", data=form | {"client_secret": "x"}
    )
    assert (wrong.status_code, wrong.json()) == (400, {"error": "invalid_client"})
    right = form | {"client_secret": access.client_secret}
    answer = await afas.http.post("/sandbox/12345/ProfitRestServices/oauth/token", data=right)
    assert answer.status_code == 200
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    assert (await afas.http.get("/ProfitRestServices/metainfo", headers=bearer)).status_code == 200
    clock.pass_(3601)
    late = await afas.http.get("/ProfitRestServices/metainfo", headers=bearer)
    assert late.status_code == 401
    assert late.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_wrong_basic_client_is_401_and_a_wrong_grant_400(afas: Afas):
    answer = await afas.http.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": "Basic eDp5"},
    )
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Basic")
    answer = await afas.http.post("/oauth/token", data={"grant_type": "password"})
    assert (answer.status_code, answer.json()) == (400, {"error": "unsupported_grant_type"})
    assert (await afas.http.post("/oauth/token", data={})).json() == {"error": "invalid_request"}


async def test_replies_carry_the_headers_of_afas(afas: Afas):
    answer = await afas.get("/connectors/Profit_Debtor")
    headers = answer.headers
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["cache-control"] == "no-store, no-cache"
    assert headers["content-encoding"] == "gzip"
    assert headers["x-afas-proxy-version"] == "4.3.0.0"
    assert len(headers["x-trace-identifier"]) == 32
    assert "PUT" in headers["access-control-allow-methods"]


async def test_gzip_only_when_asked(afas: Afas):
    plain = await afas.http.get(
        "/ProfitRestServices/metainfo", headers={"Accept-Encoding": "identity"}
    )
    assert "content-encoding" not in plain.headers
    packed = await afas.http.send(
        afas.http.build_request("GET", "/ProfitRestServices/metainfo"), stream=True
    )
    raw = b"".join([chunk async for chunk in packed.aiter_raw()])
    assert gzip.decompress(raw) == plain.content


async def test_options_needs_no_token(afas: Afas):
    answer = await afas.http.options(
        "/ProfitRestServices/connectors/FiEntries", headers={"Authorization": ""}
    )
    assert answer.status_code == 200


async def test_the_query_may_be_2049_characters_and_no_more(afas: Afas):
    start = (
        "/ProfitRestServices/connectors/Profit_Journals?filterfieldids=Description&filtervalues="
    )
    padding = 2049 - len(start.partition("?")[2]) - 1
    assert (await afas.http.get(start + "x" * padding)).status_code == 200
    too_long = await afas.http.get(start + "x" * (padding + 1))
    assert (too_long.status_code, too_long.content) == (404, b"")


async def test_a_body_over_75_megabytes_is_413(afas: Afas):
    answer = await afas.http.post(
        "/ProfitRestServices/connectors/KnSubject", content=b" " * (75 * 1024 * 1024 + 1)
    )
    assert answer.status_code == 413


async def test_version_needs_its_custom_connector(afas: Afas):
    assert (await afas.get("/ProfitVersion")).json() == {"version": "22.22.5"}
    await afas.control("PUT", "app-connector", {"custom": []})
    assert (await afas.get("/ProfitVersion")).status_code == 401


async def test_metainfo_lists_only_what_the_token_may_use(afas: Afas):
    await afas.control(
        "PUT",
        "app-connector",
        {"get": ["Profit_Debtor"], "update": ["FiEntries"], "custom": ["AppConnectorSubject"]},
    )
    meta = (await afas.get("/MetaInfo")).json()
    assert [each["id"] for each in meta["getConnectors"]] == ["Profit_Debtor"]
    assert [each["id"] for each in meta["updateConnectors"]] == ["FiEntries"]
    assert [each["id"] for each in meta["customConnectors"]] == ["AppConnectorSubject"]
    assert meta["info"]["tokenExpiry"] == "0"
    assert (await afas.get("/connectors/Profit_Creditor")).status_code == 401
    assert (await afas.get("/metainfo/get/Profit_Creditor")).status_code == 401
    assert (await afas.get("/metainfo/update/KnSubject")).status_code == 401
    assert (await afas.post("KnSubject", {})).status_code == 401


async def test_unauthorised_can_be_500_with_a_message_instead(afas: Afas):
    await afas.settings(unauthorised_connector="500")
    answer = await afas.get("/connectors/No_Such_Connector")
    assert answer.status_code == 500
    assert answer.json()["errorNumber"] == -2147180996
    assert answer.json()["externalMessage"] == (
        "GetConnector not supported for this app or the user is not authorized"
    )
    await afas.control("PUT", "app-connector", {"update": []})
    dutch = await afas.http.post(
        "/ProfitRestServices/connectors/FiEntries", json={}, headers={"Accept-Language": "nl-nl"}
    )
    assert dutch.json()["externalMessage"] == (
        "General message: Deze UpdateConnector wordt niet ondersteund of de gebruiker is niet"
        " geautoriseerd."
    )


async def test_a_second_token_has_its_own_rights(afas: Afas):
    token = f"<token><version>1</version><data>{'AB' * 32}</data></token>"
    await afas.control(
        "PUT",
        "app-connector",
        {"token": token, "get": ["Profit_Administrations"], "administrations": [3]},
    )
    header = {"Authorization": "AfasToken " + base64.b64encode(token.encode()).decode()}
    path = "/ProfitRestServices/connectors/Profit_Administrations"
    rows = (await afas.http.get(path, headers=header)).json()["rows"]
    assert [row["AdminId"] for row in rows] == [3]
    assert len(await afas.rows("Profit_Administrations")) == 3


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        ("nl-nl", "Connector-veld 'X' niet gevonden"),
        ("nl-be", "Connector-veld 'X' niet gevonden"),
        ("en-us", "Connector field 'X' not found"),
        ("fr-fr", "Connector field 'X' not found"),
        ("", "Connector-veld 'X' niet gevonden"),
    ],
)
async def test_the_language_follows_accept_language(afas: Afas, accepted: str, said: str):
    answer = await afas.http.get(
        "/ProfitRestServices/connectors/Profit_Debtor?orderbyfieldids=X",
        headers={"Accept-Language": accepted},
    )
    body = answer.json()
    assert (answer.status_code, body["externalMessage"]) == (500, said)
    assert len(body["profitLogReference"]) == 32


async def test_labels_follow_the_language_too(afas: Afas):
    path = "/ProfitRestServices/metainfo/get/Profit_Debtor"
    english = (await afas.http.get(path)).json()["fields"][0]
    dutch = (await afas.http.get(path, headers={"Accept-Language": "nl"})).json()["fields"][0]
    assert (english["label"], dutch["label"]) == ("Debtor number", "Nummer debiteur")
    assert english["id"] == "DebtorId"
    assert english["fieldId"] == "U001"
    assert english["dataType"] == "string"


async def test_a_file_keeps_the_books_between_two_runs(tmp_path, clock: Clock):
    async def opened(app: Starlette) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="https://afas.test",
            headers={"Authorization": authorization()},
        )

    path = str(tmp_path / "books.db")
    async with await opened(create_simulator(data=path, clock=clock)) as http:
        await Afas(http).done("FiEntries", sales_invoice("KEPT1"))
    async with await opened(create_simulator(data=path, clock=clock)) as http:
        afas = Afas(http)
        found = await afas.one("Profit_Debtor_Invoices", InvoiceNr="KEPT1")
        assert found["DebtorId"] == "10321"
        await afas.control("POST", "reset")
        assert await afas.where("Profit_Debtor_Invoices", InvoiceNr="KEPT1") == []


async def test_a_file_of_an_earlier_version_gets_the_tables_that_it_lacks(tmp_path, clock: Clock):
    path = str(tmp_path / "books.db")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_simulator(data=path, clock=clock)),
        base_url="https://afas.test",
        headers={"Authorization": authorization()},
    ) as http:
        await Afas(http).done("FiEntries", sales_invoice("OLD1"))
    with contextlib.closing(sqlite3.connect(path)) as old:
        old.execute("DROP TABLE spread_entries")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_simulator(data=path, clock=clock)),
        base_url="https://afas.test",
        headers={"Authorization": authorization()},
    ) as http:
        path = "/FiEntries/FiEntryPar/UnId,JoCo/1,20/FiEntries/InId/OLD1"
        assert (await Afas(http).send("DELETE", path)).status_code == 200


async def test_a_one_time_password_gives_the_token(afas: Afas):
    state = await afas.control("GET", "state")
    once = state["one_time"]
    keys = {"apiKey": once["api_key"], "apiToken": once["api_token"], "userId": "12345.user"}
    for body in (keys, keys | {"apiKey": "wrong"}):
        answer = await afas.http.post(
            "/ProfitRestServices/OtpRequest", json=body, headers={"Authorization": ""}
        )
        assert (answer.status_code, answer.content) == (200, b"")
    path = "/ProfitRestServices/OtpValidation"
    wrong = await afas.http.post(path, json=keys | {"otp": "nope"}, headers={"Authorization": ""})
    assert wrong.status_code == 401
    right = await afas.http.post(path, json=keys | {"otp": once["password"]})
    assert right.json() == {"token": state["token"] + "\r\n"}
