"""Whatever a client sends, the simulator answers as AFAS would: it never breaks itself."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.afas.simulator.booking.schema import FieldSchema, ObjectSchema, update_connectors
from adapters.afas.simulator.environment import Environment
from adapters.afas.simulator.moment import today
from adapters.afas.simulator.protocol.asking import Asking
from adapters.afas.simulator.protocol.handling import handle
from adapters.afas.simulator.protocol.target import target_of
from adapters.afas.simulator.reading.definitions import STANDARD, read_folder
from adapters.afas.simulator.seed.pristine import pristine
from adapters.afas.simulator.store.books import Books

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
CONNECTORS = read_folder(STANDARD)
READABLE = sorted(each.id for each in CONNECTORS.values() if each.collection is not None)
LIKELY = {
    "UnId": ["1", 2, "9"],
    "JoCo": ["10", "20", "50", "80", "82", "XX"],
    "Year": [2026, 2025],
    "Peri": [3, 5, 13],
    "VaAs": ["1", "2", "3"],
    "AcNr": ["10321", "60118", "8020", "1100", "4974", "nope"],
    "AmDe": ["10.00", 10, 0, None],
    "AmCr": ["10.00", 10, 0, None],
    "EnDa": ["2026-03-09"],
    "BpDa": ["2026-03-09", "2019-01-01"],
    "DbId": ["10321", "K9", ""],
    "CrId": ["60118", "K9", ""],
    "DcNr": ["10321", "60118"],
    "InId": ["V0000100", "X1", ""],
    "ColA": ["1300", "1600"],
    "CuId": ["EUR", "USD", "XXX"],
    "MatchOga": ["0", "1", "2", "3", "4", "5", "6", "9"],
    "MatchPer": ["0", "1", "2", "3", "6", "7", "9"],
    "BcCo": ["1000000", "1000001", "nope"],
    "AxId": ["1", "2", "8"],
    "VbCo": ["NOORD", "NEW"],
    "StId": [5, 12, 99],
    "CoId": ["NL", "B", "XX"],
    "PaCd": ["30", "14K", "ZZ"],
    "SfTp": ["4", "11", "1"],
    "SbId": [1, "2", 999],
    "FileStream": ["JVBERi0xLjc=", "no base64!"],
    "FileName": ["a.pdf", "a/b"],
}
TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "int": st.one_of(st.integers(-5, 3000), TEXT),
    "decimal": st.one_of(
        st.integers(-5, 10**14), st.sampled_from(["1.5", "1.2345678", "x", "NaN"])
    ),
    "boolean": st.sampled_from([True, False, "1", "0", "True", "maybe", 2]),
    "date": st.sampled_from(["2026-03-09", "2026-02-30", "2026-03-09T10:00:00", "x", 5]),
    "datetime": st.sampled_from(["2026-03-09T10:00:00Z", "2026-03-09", "x"]),
}


@pytest.fixture(scope="module")
def environment() -> Environment:
    def restore(books: Books) -> None:
        books.copy_from(pristine(today(NOW), 1))

    books = Books()
    restore(books)
    return Environment("12345", "sandbox", books, CONNECTORS, lambda: NOW, restore)


def value(name: str, field: FieldSchema) -> st.SearchStrategy[Any]:
    if name in LIKELY:
        return st.sampled_from(LIKELY[name])
    if field.codes:
        return st.sampled_from([*field.codes, "?"])
    return BY_TYPE.get(field.type, TEXT)


@st.composite
def element(draw: st.DrawFn, schema: ObjectSchema) -> dict[str, Any]:
    likely = [name for name in schema.fields if name in LIKELY]
    size = draw(st.sampled_from([0, 0, 0, 3]))
    others = draw(st.lists(st.sampled_from(sorted(schema.fields)), max_size=size, unique=True))
    names = [name for name in likely if draw(st.integers(0, 3))] + others
    fields = {name: draw(value(name, schema.fields[name])) for name in names}
    objects: list[dict[str, Any]] = []
    for name, inner in schema.objects.items():
        count = draw(st.sampled_from([0, 1, 1, 2]))
        objects += [{name: {"Element": draw(element(inner))}} for _ in range(count)]
    result: dict[str, Any] = {"Fields": fields, "Objects": objects}
    if draw(st.booleans()):
        result["@Action"] = draw(st.sampled_from(["insert", "update", "delete", "", "", ""]))
    return result


def asked(
    environment: Environment, method: str, path: str, query: str = "", body: bytes = b""
) -> int:
    target = target_of(path)
    assert target is not None
    reply = handle(Asking(method, target, query, body, environment, environment.demo, "en"))
    if reply.status == 500:
        assert json.loads(reply.body)["externalMessage"]
    return reply.status


@given(data=st.data())
@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_body_gets_an_answer(environment: Environment, data: st.DataObject):
    connector = data.draw(st.sampled_from(sorted(update_connectors().values(), key=lambda c: c.id)))
    method = data.draw(st.sampled_from(["POST", "PUT"]))
    under = data.draw(st.sampled_from(["", *(f"/{each}" for each in connector.subObjects)]))
    body = {connector.element: {"Element": data.draw(element(connector.main))}}
    path = f"/ProfitRestServices/connectors/{connector.id}{under}"
    status = asked(environment, method, path, body=json.dumps(body).encode())
    assert status in {200, 201, 400, 500}
    crooked = environment.books.number("SELECT SUM(debit) - SUM(credit) FROM balances")
    assert crooked == 0


VALUES = st.one_of(
    TEXT.map(lambda text: text.replace(",", "")),
    st.sampled_from(
        [
            "1",
            "2026-01-01",
            "true",
            "10.55",
            "a..b",
            "[NOW-3m]",
            "!x",
            ">5",
            "[]",
            "<[NOW+m3]",
            "[NOW-9999y]",
            "9" * 40,
        ]
    ),
)


@st.composite
def question(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    connector = CONNECTORS[draw(st.sampled_from(READABLE)).casefold()]
    names = st.sampled_from([each.alias for each in connector.fields])
    terms = draw(st.lists(st.tuples(names, VALUES, st.integers(1, 15)), min_size=1, max_size=3))
    return connector.id, {
        "filterfieldids": ",".join(name for name, _, _ in terms),
        "filtervalues": ",".join(text for _, text, _ in terms),
        "operatortypes": ",".join(str(operator) for _, _, operator in terms),
        "orderbyfieldids": draw(st.sampled_from(["", "-"])) + draw(names),
        "take": "5",
    }


@given(asking=question())
@settings(max_examples=400, deadline=None)
def test_any_question_gets_an_answer(environment: Environment, asking: tuple[str, dict[str, str]]):
    connector, query = asking
    path = f"/ProfitRestServices/connectors/{connector}"
    assert asked(environment, "GET", path, urlencode(query)) in {200, 500}


@given(
    parts=st.lists(
        st.one_of(TEXT, st.sampled_from(["@EnNo", "UnId,JoCo", "1,20", "FiEntryPar", "%2F", ","])),
        max_size=8,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_delete_gets_an_answer(environment: Environment, parts: list[str]):
    for connector in ("FiEntries", "KnDimCode", "KnAccount", "KnCurrencyRates", "KnSubject"):
        path = f"/ProfitRestServices/connectors/{connector}/" + "/".join(parts)
        assert asked(environment, "DELETE", path) in {200, 404, 500}
