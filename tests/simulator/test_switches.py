"""Every value of every switch and setting makes a difference that a caller can see."""

import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest

from adapters.afas.simulator.switches import Settings
from simulator.asking import Afas
from simulator.bodies import entry, line, receipt, sales_invoice

Change = dict[str, Any]
Scene = Callable[[Afas], Awaitable[object]]


@dataclass(frozen=True)
class Switch:
    """One scene, seen with the settings of the first day and with the change."""

    change: Change
    scene: Scene
    usual: object
    other: object


def answered(method: str, path: str, body: Any = None) -> Scene:
    """The status, or for a refusal what it says."""

    async def scene(afas: Afas) -> object:
        answer = await afas.http.request(method, f"/ProfitRestServices/{path}", json=body)
        refused = answer.status_code == 500 and answer.content
        return answer.json()["externalMessage"] if refused else answer.status_code

    return scene


def posted(body: Any, connector: str = "FiEntries") -> Scene:
    return answered("POST", f"connectors/{connector}", body)


def read(connector: str, column: str, **filters: Any) -> Scene:
    async def scene(afas: Afas) -> object:
        return sorted({row[column] for row in await afas.where(connector, **filters)})

    return scene


def after(body: Any, *scenes: Scene) -> Scene:
    """Books first, then looks."""

    async def scene(afas: Afas) -> object:
        keys = await afas.done("FiEntries", body)
        seen = [await each(afas) for each in scenes] or [keys.get("InId")]
        return seen[0] if len(seen) == 1 else seen

    return scene


def two_lines(debit: dict[str, Any], **header: Any) -> dict[str, Any]:
    return entry([debit, line("1", "1100", credit=debit["Fields"]["AmDe"])], **header)


def allocated(*fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"FiDimEntries": {"Element": [{"Fields": each} for each in fields]}}]


def relation(connector: str, **fields: Any) -> dict[str, Any]:
    inner = {"PadAdr": True, "AutoNum": True, "MatchOga": "6", "Nm": "Nieuw BV"}
    under = [{"KnOrganisation": {"Element": {"Fields": inner}}}]
    return {connector: {"Element": {"Fields": fields, "Objects": under}}}


DEBTOR = relation("KnSalesRelationOrg", IsDb=True, CuId="EUR", ColA="1300", PaCd="30")
CREDITOR = relation("KnPurchaseRelationOrg", IsCr=True, CuId="EUR", ColA="1600", PaCd="30")
ORGANISATION = {
    "KnOrganisation": {
        "Element": {"Fields": {"PadAdr": True, "AutoNum": True, "MatchOga": "6", "Nm": "X"}}
    }
}
CODE = {"KnDimCode": {"Element": {"@AxId": "1", "@VbCo": "SW", "Fields": {"Ds": "Switch"}}}}
RENAMED = {"KnDimCode": {"Element": {"@AxId": "1", "@VbCo": "NOORD", "Fields": {"Ds": "N"}}}}
MAY = {"EnDa": "2026-05-05", "BpDa": "2026-05-05", "BpNr": "SW"}
SPREAD = {"YeSt": 2026, "PeSt": 3, "YeEn": 2026, "PeEn": 5}
UNNUMBERED = entry(
    [line("2", "10321", debit="10"), line("1", "8020", credit="10")], JoCo="20", AuNu=False
)
GIVEN_AND_ASKED = sales_invoice("MINE")
GIVEN_AND_ASKED["FiEntryPar"]["Element"]["Fields"]["AuNu"] = True
PURCHASE = entry(
    [
        line("3", "60118", credit="10", InId="SW", Judg="DEVRIES"),
        line("1", "4310", debit="10"),
    ],
    JoCo="10",
)


async def both_filters(afas: Afas) -> object:
    one = '{"Filters":{"Filter":{"Field":{"@FieldId":"UnitId","@OperatorType":"1","#text":"1"}}}}'
    answer = await afas.get(
        "/connectors/Profit_Journals", filterfieldids="UnitId", filtervalues="1", filterjson=one
    )
    return answer.status_code


async def rows_of_take_zero(afas: Afas) -> object:
    return len(await afas.rows("Profit_Journals", take=0))


async def order_of_rows(afas: Afas) -> object:
    pages = [await afas.rows("Profit_Debtor", take=5) for _ in range(4)]
    orders = {tuple(row["DebtorId"] for row in page) for page in pages}
    return "stays" if len(orders) == 1 else "varies"


async def invalid_json(afas: Afas) -> object:
    path = "/ProfitRestServices/connectors/KnDimCode"
    return (await afas.http.post(path, content=b"{")).status_code


async def reply_to_put(afas: Afas) -> object:
    answer = await afas.put(
        "KnSalesRelationOrg",
        {"KnSalesRelationOrg": {"Element": {"@DbId": "10321", "Fields": {"PaCd": "14"}}}},
    )
    return answer.status_code, answer.text


async def reply_without_keys(afas: Afas) -> object:
    answer = await afas.post("KnDimCode", CODE)
    return answer.status_code, answer.text


async def duplicate(afas: Afas) -> object:
    await afas.done("FiEntries", sales_invoice("TWICE"))
    answer = await afas.post("FiEntries", sales_invoice("TWICE"))
    found = await afas.one("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="TWICE")
    return answer.status_code, found["Balance"]


async def deleted(afas: Afas) -> object:
    keys = await afas.done("FiEntries", receipt(None, "5"))
    path = f"/FiEntries/FiEntryPar/UnId,JoCo/1,50/FiEntries/@EnNo/{keys['EnNo']}"
    return (await afas.send("DELETE", path)).status_code


async def said_to_anyone(afas: Afas) -> object:
    answer = await afas.http.get(
        "/ProfitRestServices/connectors/Profit_Journals?filterfieldids=Moon&filtervalues=1",
        headers={"Accept-Language": "*"},
    )
    return answer.json()["externalMessage"]


async def hangs_for_a_while(afas: Afas) -> object:
    await afas.control("POST", "faults", {"fault": "hang", "seconds": 0.3})
    return await takes(0.3)(afas)


def takes(seconds: float) -> Scene:
    async def scene(afas: Afas) -> object:
        begun = time.perf_counter()
        await afas.get("/connectors/Profit_Journals", take=1)
        return "long" if time.perf_counter() - begun >= seconds else "short"

    return scene


ACCOUNTS = read("Profit_Transactions", "AccountNo", VoucherNo="SW")
PERIODS = read("Profit_Transactions", "Period", VoucherNo="SW")
EMPTY = "Enter a value for '{}'."
SWITCHES = [
    Switch(
        {"unauthorised_connector": "500"},
        answered("GET", "connectors/Nope"),
        401,
        "GetConnector not supported for this app or the user is not authorized",
    ),
    Switch(
        {"filter_names": "alias"},
        answered("GET", "connectors/Profit_Journals?filterfieldids=U001&filtervalues=1"),
        200,
        "Connector field 'U001' not found",
    ),
    Switch(
        {"filter_date_with_z": "ignore"},
        read(
            "Profit_periods_per_administration",
            "Period",
            Unit=1,
            Year=2026,
            DateFrom="2026-03-01T00:00:00Z",
        ),
        [],
        [3],
    ),
    Switch({"both_filter_forms": "reject"}, both_filters, 200, 500),
    Switch({"take_zero": "no_rows"}, rows_of_take_zero, 1, 0),
    Switch({"row_order": "key"}, order_of_rows, "varies", "stays"),
    Switch({"invalid_json_status": "500"}, invalid_json, 400, 500),
    Switch(
        {"put_reply": "keys"},
        reply_to_put,
        (200, ""),
        (201, '{"results":{"KnSalesRelationOrg":{"DbId":"10321","BcCo":"1000321"}}}'),
    ),
    Switch(
        {"keyless_post_reply": "empty"},
        reply_without_keys,
        (201, '{"results":{"KnDimCode":{}}}'),
        (201, ""),
    ),
    Switch(
        {"period_from": "voucher_date"},
        after(
            entry(
                [line("1", "4310", debit="5", **MAY), line("1", "1100", credit="5", **MAY)], Peri=3
            ),
            PERIODS,
        ),
        [3],
        [5],
    ),
    Switch(
        {"account_of_party_lines": "relation"},
        after(sales_invoice(BpNr="SW"), ACCOUNTS),
        ["1300"],
        ["10321"],
    ),
    Switch(
        {"negative_amounts": "refuse"},
        posted(two_lines(line("1", "4310", debit="-5"))),
        201,
        "A negative amount is not allowed (line 1).",
    ),
    Switch(
        {"post_to_control_account": "accept"},
        posted(two_lines(line("1", "1300", debit="5"))),
        "Manual entries on account 1300 are blocked.",
        201,
    ),
    Switch(
        {"vat_code_on_any_account": "accept"},
        posted(two_lines(line("1", "4000", debit="5", VaId="5"))),
        "VAT is not allowed on account 4000.",
        201,
    ),
    Switch(
        {"invoice_without_number": "number"},
        posted(UNNUMBERED),
        EMPTY.format("Invoice number"),
        201,
    ),
    Switch(
        {"autonumber_with_invoice": "number"},
        after(
            GIVEN_AND_ASKED,
            read("Profit_Debtor_Invoices", "Balance", DebtorId="10321", InvoiceNr="MINE"),
        ),
        [242],
        [],
    ),
    Switch({"duplicate_invoice": "add"}, duplicate, (500, 242), (201, 484)),
    Switch(
        {"unknown_invoice_number": "refuse"},
        posted(receipt("NEVER-MADE", "5")),
        201,
        "The entered value for 'Invoice number' does not exist.",
    ),
    Switch(
        {"prepayments_in_open_items": False},
        after(
            receipt(None, "5", debtor="10322"),
            read("Profit_Debtor_Invoices", "Balance", DebtorId="10322", InvoiceNr=""),
        ),
        [-5],
        [],
    ),
    Switch(
        {"internal_and_external_number": "accept"},
        posted(sales_invoice(InI2="THEIRS-1")),
        "This is not possible."
        " You cannot supply an internal and an external invoice number together.",
        201,
    ),
    Switch(
        {"reviewer_blocks_payment": False},
        after(
            PURCHASE,
            read("Profit_Creditor_Invoices", "Blocked", CreditorId="60118", InvoiceNr="SW"),
        ),
        [True],
        [False],
    ),
    Switch(
        {"allocation_without_amount": "accept"},
        posted(
            two_lines(
                line(
                    "1",
                    "4310",
                    debit="5",
                    under=allocated({"DiC1": "NOORD", "AmDe": 0, "AmCr": 0}),
                ),
                AdDa=True,
            )
        ),
        "eErrFiEntryNoAmountOnEntryLine",
        201,
    ),
    Switch(
        {"transitory_entries": "store"},
        after(
            two_lines(
                line(
                    "1",
                    "4510",
                    debit="9",
                    BpNr="SW",
                    under=[{"FiTransEntries": {"Element": {"Fields": SPREAD}}}],
                )
            ),
            PERIODS,
        ),
        [3, 4, 5],
        [3],
    ),
    Switch({"delete_only_invoices": False}, deleted, 500, 200),
    Switch(
        {"enforce_one_record_rules": False},
        posted(
            two_lines(
                line("1", "4310", debit="5", under=allocated({"DiC1": "NOORD"}, {"DiC1": "OOST"})),
                AdDa=True,
            )
        ),
        "'FiDimEntries' may occur only once per call.",
        201,
    ),
    Switch(
        {"max_entry_lines": 1},
        posted(two_lines(line("1", "4310", debit="5"))),
        201,
        "The journal entry has more than 1 lines.",
    ),
    Switch(
        {"unknown_field": "ignore"},
        posted(two_lines(line("1", "4310", debit="5", Moon="full"))),
        "Field 'Moon' is not known in 'FiEntries'.",
        201,
    ),
    Switch(
        {"language": "en"},
        said_to_anyone,
        "Connector-veld 'Moon' niet gevonden",
        "Connector field 'Moon' not found",
    ),
    Switch(
        {"code_set": "b"},
        read("Profit_Journals", "JournalType", UnitId=1, JournalId="20"),
        ["LoSale"],
        ["4"],
    ),
    Switch(
        {"axes": 1},
        read("Profit_Allocation_Assigments", "DimAx"),
        ["1", "2"],
        ["1"],
    ),
    Switch(
        {"last_used_administration": 3},
        after(
            two_lines(line("1", "4310", debit="5", BpNr="SW"), UnId=None),
            read("Profit_Transactions", "UnitId", VoucherNo="SW"),
        ),
        [2],
        [3],
    ),
    Switch(
        {"autonumbering": {"debtors": False}},
        posted(DEBTOR, "KnSalesRelationOrg"),
        201,
        EMPTY.format("Debtor number"),
    ),
    Switch(
        {"autonumbering": {"creditors": False}},
        posted(CREDITOR, "KnPurchaseRelationOrg"),
        201,
        EMPTY.format("Creditor number"),
    ),
    Switch(
        {"autonumbering": {"organisations": False}},
        posted(ORGANISATION, "KnOrganisation"),
        201,
        EMPTY.format("Number"),
    ),
    Switch(
        {"modules": {"currency": False}},
        posted(two_lines(line("1", "4310", debit="5", CuId="USD", Rate="1.1", AmDc="5.50"))),
        201,
        "The module for 'Currency' is not active.",
    ),
    Switch(
        {"modules": {"projects": False}},
        posted(two_lines(line("1", "4310", debit="5", PrId="P2000"))),
        201,
        "The module for 'Projects' is not active.",
    ),
    Switch(
        {"modules": {"commitments": False}},
        posted(two_lines(line("1", "4310", debit="5", CmNo=7000))),
        201,
        "The module for 'Liability number' is not active.",
    ),
    Switch(
        {"blocked_connectors": ["Profit_Journals"]},
        answered("GET", "connectors/Profit_Journals"),
        200,
        "This GetConnector (definition) is blocked",
    ),
    Switch({"server_limit_seconds": 0.01}, hangs_for_a_while, "long", "short"),
    Switch({"latency": "real"}, takes(0.2), "short", "long"),
    Switch({"latency": "loaded"}, takes(0.8), "short", "long"),
]


def _name(switch: Switch) -> str:
    return "-".join(f"{name}={value}" for name, value in switch.change.items())


@pytest.mark.parametrize("switch", SWITCHES, ids=_name)
async def test_a_switch_changes_what_callers_see(afas: Afas, switch: Switch):
    assert await switch.scene(afas) == switch.usual
    await afas.control("POST", "reset")
    await afas.settings(**switch.change)
    assert await switch.scene(afas) == switch.other
    assert switch.usual != switch.other


def _values(kind: Any, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value other than the usual one; None where any value will do."""
    for field in msgspec.structs.fields(kind):
        name = f"{path}{field.name}"
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from _values(field.type, f"{name}.")
        elif get_origin(field.type) is Literal:
            yield from ((name, each) for each in get_args(field.type) if each != field.default)
        elif field.type is bool:
            yield name, not field.default
        else:
            yield name, None


def _shown(change: Change) -> Iterator[tuple[str, object]]:
    for name, value in change.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        else:
            yield name, value if isinstance(value, str | bool) else None


def test_every_value_of_every_switch_has_its_scene():
    shown = {pair for switch in SWITCHES for pair in _shown(switch.change)}
    assert shown == set(_values(Settings))
