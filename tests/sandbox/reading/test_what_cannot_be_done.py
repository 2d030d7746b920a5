"""Operations that the books lack say so, and so do those that nothing is built behind."""

import pytest

from gateway.identity.scopes import Scope
from running import arrives
from toy import Toy

CLIENT = {"name": "Jansen", "addresses": []}
LINE = {
    **dict.fromkeys(("unit_price", "quantity", "untaxed_amount", "tax_rate", "tax_amount"), 1),
    "total": 1,
    "account_number": "8000",
    "tax_code": "1",
}
INVOICE = {
    "invoice_type": "customer_invoice",
    "currency": "EUR",
    "untaxed_amount": 1,
    "tax_amount": 1,
    "total": 1,
    "invoice_date": "2026-01-01",
    "due_date": "2026-01-01",
    "lines": [LINE],
}


def says_unsupported(answer) -> bool:
    body = answer.json()
    return (
        answer.status_code == 405
        and body["error_code"] == "ERROR_RESOURCE_NOT_SUPPORTED"
        and body["message"].startswith("The resource ")
        and body["message"].endswith(" is not supported by Toy")
    )


async def test_books_without_an_ability_say_so_and_name_themselves(reader, toy: Toy):
    toy.lacks = {"vat_codes"}
    answer = await reader.asks("/vat-codes")
    assert says_unsupported(answer)
    assert f"GET - {reader.consumer}/accounting/vat-codes" in answer.json()["message"]
    assert (await reader.asks("/journals")).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/employees",
        "/schemes",
        "/outstandings?type=client&unposted_allowed=true",
        "/invoices/type/customer_invoice?include_payments=true",
        "/invoices/multi-analytic-plans/type/supplier_refund",
        "/invoices/multi-analytic-plans/1-2",
        "/invoices/1-2",
        "/invoices/id/1-2/payments",
        "/journal/entries?unposted_allowed=false",
        "/journal/entries/1-2",
        "/attachments?type=invoice&document_id=1-2",
        "/export-fec?date_from=2026-01-01&date_to=2026-01-31",
    ],
)
async def test_what_no_books_can_do_yet_is_unsupported(reader, path):
    assert says_unsupported(await reader.asks(path))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/clients", CLIENT),
        ("PATCH", "/clients/10007", {"name": "Jansen"}),
        ("POST", "/suppliers?force_merge=10007", CLIENT),
        ("POST", "/invoices?regroup_lines=false", INVOICE),
        ("POST", "/invoices/multi-analytic-plans", INVOICE),
        ("POST", "/chart-of-accounts/balance", {"accounts": ["8"], "end": "202601"}),
        ("POST", "/matching", {"entries": ["1-1", "1-2"], "partner_id": "10007"}),
        ("POST", "/invoices/pdf/1-2", {"base64_string": "JVBERi0="}),
    ],
)
async def test_nothing_is_written_yet(reader, method, path, body):
    assert says_unsupported(await reader.asks(path, method, json=body))


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("123456789012345", 405),
        ("1234567890123.45", 405),
        ("1234567890123456", 422),
        ("12345678901234.56", 422),
        ("100.00000000000000001", 422),
        ("0.1e400", 422),
        ("NaN", 422),
        ("Infinity", 422),
        ('"x"', 422),
    ],
)
async def test_fifteen_digits_of_an_amount_are_read_and_a_sixteenth_is_refused(
    reader, number, status
):
    entry = (
        '{"date": "2026-01-01", "journal_id": "20", "currency": "EUR", "items":'
        ' [{"account_type": "general_account", "account": "8000", "amount": AMOUNT}]}'
    ).replace("AMOUNT", number)
    answer = await reader.asks(
        "/financial-entries",
        "POST",
        content=entry,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == status, answer.text


async def test_a_body_is_judged_before_it_is_said_that_nothing_can_be_done(reader):
    answer = await reader.asks("/clients", "POST", json={"name": "", "addresses": []})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "name"]


async def test_a_key_that_may_only_read_does_not_write(app, reader):
    only_reads = await arrives(app, "Reads", scopes=(Scope.READ,))
    async with only_reads.http:
        answer = await only_reads.http.post(f"{reader.consumer}/accounting/clients", json=CLIENT)
        balance = await only_reads.http.post(
            f"{reader.consumer}/accounting/chart-of-accounts/balance",
            json={"accounts": [], "end": "202601"},
        )
    assert answer.json()["error_code"] == "ERROR_SCOPE_MISSING"
    assert balance.status_code == 404, "this POST reads, but another tenant's consumer"


async def test_the_coverage_of_an_integration_tells_what_can_be_done(reader):
    toy = (await reader.http.get("/integrations/1?include_coverage=true")).json()
    coverage = {one["operation"]: one["status"] for one in toy["operations_coverage"]}
    assert len(coverage) == 57
    assert coverage["accounting_get_clients"] == "SUPPORTED"
    assert coverage["accounting_create_client"] == "NOT_IMPLEMENTED"
    assert coverage["accounting_get_invoice"] == "NOT_IMPLEMENTED"
    silent = (await reader.http.get("/integrations/1")).json()
    assert silent["operations_coverage"] == []
