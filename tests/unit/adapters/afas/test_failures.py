import json

import pytest

from adapters.afas.failures import REFUSALS, failure_of
from gateway.accounting.errors import (
    AddressRefused,
    ConnectionBroken,
    CredentialsRefused,
    InvalidField,
    Maintenance,
    NotFound,
    PermissionMissing,
    Rejected,
    Unavailable,
)

REFERENCE = "B8213AF1C3C54E579686406A8DE71C6C"


def told(message):
    return json.dumps(
        {
            "externalMessage": message,
            "errorNumber": -2147180999,
            "profitLogReference": REFERENCE,
        }
    ).encode()


RECORDED = [
    (401, b"", CredentialsRefused),
    (403, b"", AddressRefused),
    (404, b"", NotFound),
    (500, told("Connector field 'Blocked' not found"), ConnectionBroken),
    (500, told("Connector-veld 'Blocked' niet gevonden"), ConnectionBroken),
    (500, told("This GetConnector (definition) is blocked"), PermissionMissing),
    (500, told("Deze GetConnector (definitie) is geblokkeerd"), PermissionMissing),
    (
        500,
        told("GetConnector not supported for this app or the user is not authorized"),
        PermissionMissing,
    ),
    (
        500,
        told("GetConnector niet ondersteund voor deze app of de gebruiker is niet geautoriseerd"),
        PermissionMissing,
    ),
    (
        500,
        told("De maximale tijdsduur voor het uitvoeren van de opdracht is verstreken."),
        Unavailable,
    ),
    (500, told("Command timeout expired."), Unavailable),
    (500, told("The maximum time for executing the command has elapsed."), Unavailable),
    (500, told("Out of String space"), Rejected),
    (500, told("Out of memory"), Rejected),
    (500, told("The entered value for 'Employee' does not exist."), InvalidField),
    (500, told("De ingevulde waarde bij 'Medewerker' bestaat niet."), InvalidField),
]


@pytest.mark.parametrize(("status", "body", "error"), RECORDED)
def test_a_recorded_answer_becomes_its_error(status, body, error):
    failure = failure_of(status, body)
    assert type(failure) is error
    assert failure.vendor_reference == (REFERENCE if body else None)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.message)
def test_every_row_of_the_table_has_a_recorded_answer(refusal):
    assert any(failure_of(status, body).message == refusal.message for status, body, _ in RECORDED)


def test_a_text_that_nobody_translated_is_passed_on_as_it_is():
    failure = failure_of(500, told("Something new under the sun"))
    assert type(failure) is Rejected
    assert failure.code == "UNEXPECTED_AFAS_ERROR"
    assert failure.vendor_message == "Something new under the sun"
    assert failure.vendor_reference == REFERENCE


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (500, b"<html>Server Error</html>"),
        (500, b"\xff\xfe"),
        (500, b"[]"),
        (500, b'{"externalMessage": 5}'),
        (500, b'{"externalMessage": ""}'),
        (302, b""),
        (204, b""),
        (418, b"{}"),
        (400, told("anything")),
    ],
)
def test_what_cannot_be_understood_is_never_more_than_unavailable(status, body):
    failure = failure_of(status, body)
    assert type(failure) is Unavailable
    assert str(status) in failure.message


@pytest.mark.parametrize(
    ("body", "header", "seconds"),
    [
        (
            {"error": {"code": "503", "message": "scheduled maintenance"}, "retry_after": 7200},
            None,
            7200,
        ),
        ({"error": {"message": "scheduled maintenance"}, "retry_after": "60"}, "30", 60),
        ({"error": {"message": "scheduled maintenance"}, "retry_after": -1}, "30", 30),
        ({"error": {"message": "scheduled maintenance"}}, "Fri, 31 Dec 2027 23:59:59 GMT", None),
        ("", "120", 120),
    ],
)
def test_maintenance_says_when_to_come_back(body, header, seconds):
    failure = failure_of(503, json.dumps(body).encode(), header)
    assert type(failure) is Maintenance
    assert failure.retry_after_seconds == seconds


def test_a_503_that_nobody_announced_is_not_called_maintenance():
    assert type(failure_of(503, b"<html>no backend</html>")) is Unavailable
