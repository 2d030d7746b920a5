"""Compares what a connection may do with what ledgergate needs, in words its owner understands."""

import asyncio
from dataclasses import dataclass

import msgspec

from adapters.afas.addresses import ID_LETTER, Address, Company, Unreadable, read_company
from adapters.afas.datasets import served_otherwise
from adapters.afas.metainfo import ANSWER_SECONDS, Session, session_of
from adapters.afas.rest import Rest
from gateway.accounting.books import Lack, Readiness, Verdict
from gateway.accounting.errors import (
    AccountingError,
    AddressRefused,
    CredentialsRefused,
    Maintenance,
    Unavailable,
)


@dataclass(frozen=True, slots=True)
class Need:
    connector: str
    kind: str
    switches_off: str


# fmt: off
NEEDS = (
    Need("Profit_Administrations", "get", "listing administrations (folders)"),
    Need("Profit_Accounts", "get", "listing ledger accounts"),
    Need("Profit_Journals", "get", "listing journals"),
    Need("Profit_VAT_code", "get", "listing VAT codes; invoices with VAT"),
    Need("Profit_periods_per_administration", "get", "book years and periods"),
    Need("Profit_Debtor", "get", "reading clients"),
    Need("Profit_Creditor", "get", "reading suppliers"),
    Need("Profit_BankAccounts", "get", "bank accounts of clients and suppliers"),
    Need("Profit_Debtor_Invoices", "get", "open invoices of clients"),
    Need("Profit_Creditor_Invoices", "get", "open invoices of suppliers"),
    Need("Profit_Transactions_Allocated", "get", "reading journal entries and invoices"),
    Need("Profit_Allocation_Assigments", "get", "reading analytic plans and accounts"),
    Need("Profit_Period_balance", "get", "balances of ledger accounts"),
    Need("FiEntries", "update", "booking invoices, payments and journal entries"),
    Need("KnSalesRelationOrg", "update", "creating and changing organisations as clients"),
    Need("KnSalesRelationPer", "update", "creating and changing persons as clients"),
    Need("KnPurchaseRelationOrg", "update", "creating and changing organisations as suppliers"),
    Need("KnPurchaseRelationPer", "update", "creating and changing persons as suppliers"),
    Need("KnDimCode", "update", "creating and changing analytic accounts"),
)
# Each switches off one thing of its own, which many tenants never miss: told, but no obstacle.
EXTRAS = (
    Need("Profit_Contacts", "get", "contacts of clients and suppliers"),
    Need("KnAccount", "update", "creating ledger accounts"),
    Need("KnSubject", "update", "attaching files to bookings"),
    Need("AppConnectorSubject", "custom", "downloading attached files"),
)
# fmt: on
VERSION = "AppConnectorVersion"
WHERE = {
    "get": "under GetConnectors",
    "update": "under UpdateConnectors",
    "custom": "under the other connectors",
}


class _Version(msgspec.Struct):
    version: str


async def readiness_of(rest: Rest) -> Readiness:
    try:
        session = await session_of(rest)
    except CredentialsRefused:
        return await _refused(rest)
    except AddressRefused as error:
        return Readiness(
            Verdict.ADDRESS_REFUSED,
            f"{error.message} Add that address to the IP restriction of the app connector, or "
            "lift the restriction: General > Management > App connector "
            "(Algemeen > Beheer > App connector).",
        )
    except Maintenance as error:
        return Readiness(Verdict.MAINTENANCE, error.message, facts=_wait(error))
    except Unavailable as error:
        return Readiness(Verdict.UNREACHABLE, error.message, facts=_wait(error))
    except AccountingError as error:
        return Readiness(
            Verdict.UNREACHABLE,
            f"Something answers at {rest.address.url}, but not as AFAS Profit does: "
            f"{error.message}",
        )
    return _elsewhere(rest.address, session) or _compared(session, await _facts(rest, session))


async def _refused(rest: Rest) -> Readiness:
    others = rest.elsewhere()
    opened = await asyncio.gather(*(_opens(other) for other in others))
    number, given = rest.address.number, rest.address.environment
    for other, opens in zip(others, opened, strict=True):
        if opens:
            return Readiness(
                Verdict.WRONG_ENVIRONMENT,
                f"These credentials belong to the {other.address.environment} environment of "
                f"participant {number}, not to {given}.",
                facts={"environment": str(other.address.environment)},
            )
    return Readiness(
        Verdict.CREDENTIALS_REFUSED,
        f"AFAS refuses these credentials for participant {number} in {given}, and in none of its "
        "other environments are they accepted. Either the token (or client id and secret) or the "
        "company id is wrong: AFAS does not say which.",
    )


async def _opens(rest: Rest) -> bool:
    try:
        await session_of(rest)
    except AccountingError:
        return False
    return True


def _wait(error: Unavailable) -> dict[str, str]:
    if error.retry_after_seconds is None:
        return {}
    return {"retry_after_seconds": str(error.retry_after_seconds)}


def _elsewhere(address: Address, session: Session) -> Readiness | None:
    """AFAS let us in, but into other books than the connection says."""
    told = _company(session.info.envid)
    if told is None:
        return None
    facts = {"environment_id": session.info.envid}
    if told.number != address.number:
        return Readiness(
            Verdict.WRONG_ENVIRONMENT,
            f"These credentials open the books of participant {told.number}, "
            f"but the company id is {address.number}.",
            facts=facts,
        )
    # Only these environments are known to have a letter of their own.
    if address.environment in ID_LETTER.values() and told.environment is not address.environment:
        return Readiness(
            Verdict.WRONG_ENVIRONMENT,
            f"These credentials open the {told.environment} environment, "
            f"but the connection is for {address.environment}.",
            facts=facts,
        )
    return None


def _company(envid: str) -> Company | None:
    try:
        return read_company(envid)
    except Unreadable:
        return None


async def _facts(rest: Rest, session: Session) -> dict[str, str]:
    info = session.info
    facts = {
        "environment_id": info.envid,
        "app_connector": info.app_name,
        "user_group": info.group,
        "token_expiry": info.expires,
    }
    if any(connector.id == VERSION for connector in session.custom_connectors):
        facts["profit_version"] = await _profit_version(rest)
    return {name: fact for name, fact in facts.items() if fact}


async def _profit_version(rest: Rest) -> str:
    try:
        answer = await rest.get("/ProfitVersion", within_seconds=ANSWER_SECONDS)
        return msgspec.convert(answer, _Version).version
    except (AccountingError, msgspec.ValidationError):
        return ""


def _compared(session: Session, facts: dict[str, str]) -> Readiness:
    missing = [
        need
        for need in (*NEEDS, *EXTRAS)
        if not session.holds(need.kind, need.connector)
        and not (need.kind == "get" and served_otherwise(need.connector, session))
    ]
    lacks = tuple(_lack(need, session.info.app_name) for need in missing)
    # An app connector without a single UpdateConnector is how reporting products connect: a
    # choice, not an accident. With some of them the missing ones were forgotten.
    reads_only = not session.update_connectors
    obstacles = [
        need.connector
        for need in missing
        if need not in EXTRAS and not (reads_only and need.kind == "update")
    ]
    if obstacles:
        return Readiness(
            Verdict.RIGHTS_MISSING,
            f"The app connector lacks {', '.join(obstacles)}; everything else works.",
            lacks,
            facts,
        )
    if reads_only:
        message = (
            "Connected for reading. Writing is not authorised by design: the app connector holds "
            "no UpdateConnector."
        )
    else:
        message = "Connected; the app connector holds everything that is needed."
    return Readiness(Verdict.READY, message, lacks, facts)


def _lack(need: Need, app_name: str) -> Lack:
    which = f"“{app_name}”" if app_name else "of this token"
    return Lack(
        connector=need.connector,
        kind=need.kind,
        switches_off=need.switches_off,
        remedy=(
            "In AFAS Profit go to General > Management > App connector "
            f"(Algemeen > Beheer > App connector), open the app connector {which} and add "
            f"{need.connector} {WHERE[need.kind]}."
        ),
    )
