"""AFAS Profit, as the gateway knows it."""

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from importlib.resources import files

from adapters.afas.addresses import Address, Environment
from adapters.afas.authorization import AccessTokens, ClassicToken
from adapters.afas.books import OFFERS, books_of
from adapters.afas.credentials import AfasCredentials
from adapters.afas.reading import Reading, Remembered
from adapters.afas.rest import Rest, SignIn, Transport, Wire, reading_transport
from adapters.afas.tokens import token_header
from gateway.accounting.books import Adapter, Books, Credentials, OpenBooks, Surroundings
from gateway.accounting.errors import ConnectionBroken


def afas(transport: Transport | None = None) -> Adapter:
    """The adapter, over a transport of its own unless another stands in for the network."""

    @asynccontextmanager
    async def running(surroundings: Surroundings) -> AsyncIterator[OpenBooks]:
        async with reading_transport() if transport is None else nullcontext(transport) as wires:
            wire = Wire(wires, surroundings.observe)
            access_tokens = AccessTokens(wires, surroundings.observe)
            remembered = Remembered()

            def open_books(credentials: Credentials) -> Books:
                if not isinstance(credentials, AfasCredentials):
                    raise TypeError(f"AFAS books do not open with {type(credentials).__name__}")
                address = _address_of(credentials, surroundings.sandbox_url)
                rest = Rest(wire, address, _sign_in(credentials, access_tokens))
                return books_of(Reading(rest, remembered, _identity(credentials)), credentials)

            yield open_books

    return Adapter(
        key="afas",
        label="AFAS Profit",
        description="The financial administration of AFAS Profit, through its REST connectors.",
        integration_id=8037,
        countries=("NL", "BE"),
        logo=_picture("images/logo.png"),
        icon=_picture("images/icon.png"),
        credentials=AfasCredentials,
        offers=OFFERS,
        running=running,
    )


def _address_of(credentials: AfasCredentials, sandbox_url: str | None) -> Address:
    if credentials.environment is not Environment.SANDBOX:
        return Address(credentials.company_id, credentials.environment)
    if sandbox_url is None:
        raise ConnectionBroken("This gateway has no sandbox; choose another environment.")
    return Address(credentials.company_id, credentials.environment, sandbox_url)


def _sign_in(credentials: AfasCredentials, access_tokens: AccessTokens) -> SignIn:
    token, client_id, secret = credentials.token, credentials.client_id, credentials.client_secret
    if client_id is not None and secret is not None:
        return lambda address: access_tokens.of(address, client_id, secret.get_secret_value())
    if token is not None:
        classic = ClassicToken(token_header(token.get_secret_value()))
        return lambda _address: classic
    raise TypeError("credentials that hold neither a token nor a client were not validated")


def _identity(credentials: AfasCredentials) -> bytes:
    # Not the secrets themselves: what is remembered under this should not hold them.
    revealed = repr(sorted(credentials.revealed().items()))
    return hashlib.sha256(revealed.encode()).digest()


def _picture(name: str) -> str:
    return base64.b64encode((files(__package__) / name).read_bytes()).decode()


AFAS = afas()
