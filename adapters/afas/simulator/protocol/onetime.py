"""Tokens by one-time password: `POST /OtpRequest`, then `POST /OtpValidation`.

No mail leaves the simulator: the password stands in `GET /_control/state`.
"""

import msgspec

from adapters.afas.simulator.protocol.access import one_time_access
from adapters.afas.simulator.protocol.replies import Reply, empty, json_reply
from adapters.afas.simulator.world import World


class OneTime(msgspec.Struct):
    apiKey: str = ""  # noqa: N815 - the names of AFAS
    apiToken: str = ""  # noqa: N815 - the names of AFAS
    userId: str = ""  # noqa: N815 - the names of AFAS
    otp: str = ""


def answer(world: World, word: str, body: bytes) -> Reply:
    try:
        given = msgspec.json.decode(body, type=OneTime)
    except msgspec.DecodeError:
        return json_reply({"message": "Invalid json"}, 400)
    if word == "otprequest":
        return empty(200)  # also when the keys are wrong
    environment = world.by_key(given.apiKey)
    if environment is None:
        return empty(401)
    access = one_time_access(environment.company, environment.name)
    if (given.apiToken, given.otp) != (access.api_token, access.password):
        return empty(401)
    return json_reply({"token": environment.demo.token_xml + "\r\n"})
