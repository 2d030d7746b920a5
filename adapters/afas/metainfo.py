"""What AFAS tells about a token: which connectors it may use, and who it is."""

import msgspec

from adapters.afas.rest import Rest
from gateway.accounting.errors import Unavailable

ANSWER_SECONDS = 15


class _Connector(msgspec.Struct):
    id: str


class Info(msgspec.Struct, rename="camel"):
    envid: str = ""
    app_name: str = ""
    group: str = ""
    token_expiry: str = ""

    @property
    def expires(self) -> str:
        return {"0": "never"}.get(self.token_expiry, self.token_expiry)


class Session(msgspec.Struct, rename="camel"):
    get_connectors: list[_Connector]
    update_connectors: list[_Connector]
    custom_connectors: list[_Connector] = []
    info: Info = msgspec.field(default_factory=Info)

    def holds(self, kind: str, connector: str) -> bool:
        connectors = {
            "get": self.get_connectors,
            "update": self.update_connectors,
            "custom": self.custom_connectors,
        }[kind]
        return any(each.id == connector for each in connectors)


async def session_of(rest: Rest) -> Session:
    answer = await rest.get("/MetaInfo", within_seconds=ANSWER_SECONDS)
    try:
        return msgspec.convert(answer, Session, strict=False)
    except msgspec.ValidationError as error:
        raise Unavailable("AFAS described this connection in a way not understood.") from error
