"""OAuth 2.1 client credentials: `POST {base}/oauth/token`."""

import base64
import binascii
from urllib.parse import parse_qs

from adapters.afas.simulator.protocol.replies import Reply, json_reply
from adapters.afas.simulator.protocol.target import Target
from adapters.afas.simulator.world import LIFETIME, World


def token(world: World, target: Target, body: bytes, authorization: str) -> Reply:
    given = {name: values[-1] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    if given.get("grant_type") != "client_credentials":
        wrong = "unsupported_grant_type" if given.get("grant_type") else "invalid_request"
        return json_reply({"error": wrong}, 400)
    client = (given.get("client_id", ""), given.get("client_secret", ""))
    basic = authorization.lower().startswith("basic ")
    if basic:
        client = _basic(authorization)
    caller = world.by_client(*client)
    elsewhere = (
        caller is not None
        and target.environment
        and (
            (caller.environment.name, caller.environment.company)
            != (target.environment, target.company)
        )
    )
    if caller is None or elsewhere:
        reply = json_reply({"error": "invalid_client"}, 401 if basic else 400)
        if basic:
            reply.headers["WWW-Authenticate"] = "Basic"
        return reply
    return json_reply(
        {
            "access_token": world.bearer(caller),
            "token_type": "Bearer",
            "expires_in": int(LIFETIME.total_seconds()),
        }
    )


def _basic(authorization: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(authorization[6:], validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    client_id, _, secret = text.partition(":")
    return client_id, secret
