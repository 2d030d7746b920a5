"""The contract's headers: raw data, fresh data, the stored copy."""

from toy import TOKEN, Toy

RAW = {"x-chift-raw-data": "true"}


async def test_raw_data_stands_beside_the_items_of_a_page(reader):
    answer = await reader.asks("/clients?size=2", headers=RAW)
    page = answer.json()
    assert page.keys() == {"items", "total", "page", "size", "raw_data"}
    assert len(page["items"]) == 2
    (asked,) = page["raw_data"]
    assert asked.startswith("1 GET https://toy.test/ClientItemOut")
    assert page["raw_data"][asked]["rows"] == [{"amount": 1.1}]
    assert '"amount":1.10' in answer.text, "digit for digit as it came"


async def test_raw_data_stands_inside_a_single_thing_and_not_in_a_plain_list(reader):
    client = await reader.reads("/clients/10007", headers=RAW)
    assert client["id"] == "10007"
    assert isinstance(client["raw_data"], dict)
    assert isinstance(await reader.reads("/folders", headers=RAW), list)


async def test_raw_data_holds_no_secret(reader):
    answer = await reader.asks("/clients", headers=RAW)
    assert answer.status_code == 200
    assert TOKEN not in answer.text
    assert "0123456789ABCDEF" not in answer.text


async def test_without_the_header_there_is_no_raw_data(reader):
    assert "raw_data" not in await reader.reads("/clients")
    assert "raw_data" not in await reader.reads("/clients", headers={"x-chift-raw-data": "false"})


async def test_a_refusal_stays_a_refusal_with_raw_data_asked_for(reader):
    answer = await reader.asks("/clients/404", headers=RAW)
    assert answer.status_code == 404
    assert "raw_data" not in answer.json()


async def test_a_forced_refresh_reaches_the_books(reader, toy: Toy):
    await reader.reads("/vat-codes")
    await reader.reads("/vat-codes", headers={"x-chift-force-refresh": "true"})
    assert [one.fresh for one in toy.ledger["vat_codes"].queries] == [False, True]


async def test_the_stored_copy_is_refused_when_demanded_and_live_when_only_preferred(reader):
    refused = await reader.asks("/clients", headers={"x-chift-datalayer": "true"})
    assert refused.status_code == 409
    assert refused.json()["error_code"] == "ERROR_DATALAYER_SYNC_PENDING"
    preferred = {"x-chift-datalayer": "if_available"}
    assert (await reader.reads("/clients", headers=preferred))["total"] == 120


async def test_there_is_no_stored_copy_to_enable_refresh_or_disable(reader):
    (connection,) = (await reader.http.get(f"{reader.consumer}/connections")).json()
    assert connection["datalayer"] is None
    for what in ("enable", "refresh", "disable"):
        path = f"{reader.consumer}/connections/{connection['connectionid']}/{what}_datalayer"
        answer = await reader.http.post(path)
        assert (answer.status_code, answer.json()["status"]) == (400, "error")


async def test_headers_of_the_callers_own_flows_are_ignored(reader):
    ours = {"x-chift-relatedchainexecutionid": "7", "x-chift-syncid": "8"}
    assert (await reader.reads("/clients", headers=ours))["total"] == 120
