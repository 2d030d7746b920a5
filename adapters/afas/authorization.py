"""How a connection proves to AFAS who it is: a classic token, or an OAuth client."""

import hashlib
import warnings
from dataclasses import dataclass, field

from authlib.deprecate import AuthlibDeprecationWarning

from adapters.afas.addresses import Address
from adapters.afas.rest import ObservedTransport, Transport, network_in_words
from gateway.accounting.errors import AccountingError, CredentialsRefused, Unavailable
from gateway.accounting.trace import Observe

with warnings.catch_warnings():
    # Authlib wants httpx2, which is not our choice for now.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError

TOKEN_SECONDS = 20
RENEW_BEFORE_SECONDS = 60
MOST_CLIENTS = 5000
# Authlib renews a token that has expired; a client that has none yet begins with an old one.
_EXPIRED = {"access_token": "", "token_type": "Bearer", "expires_at": 1}


@dataclass(frozen=True, slots=True)
class ClassicToken:
    value: str = field(repr=False)

    async def header(self) -> str:
        return self.value

    async def renewed(self, refused: str) -> str | None:  # noqa: ARG002  a token has no successor
        return None


class OAuthClient:
    def __init__(self, client: AsyncOAuth2Client) -> None:
        self._client = client

    async def header(self) -> str:
        try:
            async with network_in_words(TOKEN_SECONDS):
                await self._client.ensure_active_token(self._client.token)
            return f"Bearer {self._client.token['access_token']}"
        except OAuthError as error:
            raise _refusal_of(error) from error
        except (KeyError, ValueError) as error:
            self._client.token = dict(_EXPIRED)
            raise Unavailable("AFAS gave no access token that can be understood.") from error

    async def renewed(self, refused: str) -> str | None:
        # Another call may have renewed it while this one was on its way.
        if refused == f"Bearer {self._client.token['access_token']}":
            self._client.token = dict(_EXPIRED)
        return await self.header()


class AccessTokens:
    """The OAuth clients of all connections: each fetches a token once and keeps it."""

    def __init__(self, transport: Transport, observe: Observe) -> None:
        self._transport = ObservedTransport(transport, observe)
        self._clients: dict[tuple[str, str, bytes], OAuthClient] = {}

    def of(self, address: Address, client_id: str, client_secret: str) -> OAuthClient:
        # A replaced secret is another key: the token that the old one fetched is not used again.
        key = (address.url, client_id, hashlib.sha256(client_secret.encode()).digest())
        if key not in self._clients:
            if len(self._clients) >= MOST_CLIENTS:
                del self._clients[next(iter(self._clients))]
            self._clients[key] = OAuthClient(
                AsyncOAuth2Client(
                    client_id=client_id,
                    client_secret=client_secret,
                    token_endpoint_auth_method="client_secret_post",  # noqa: S106  a way, no secret
                    token_endpoint=f"{address.url}/oauth/token",
                    grant_type="client_credentials",
                    token=dict(_EXPIRED),
                    leeway=RENEW_BEFORE_SECONDS,
                    transport=self._transport,
                    timeout=TOKEN_SECONDS,
                    trust_env=False,
                )
            )
        return self._clients[key]


def _refusal_of(error: OAuthError) -> AccountingError:
    if error.error in {"temporarily_unavailable", "server_error"}:
        return Unavailable("AFAS cannot hand out access tokens now.", vendor_message=error.error)
    return CredentialsRefused(
        "AFAS refuses the client id or the client secret.", vendor_message=error.error
    )
