"""An AFAS that says what it was told to say, per address, and remembers what it was asked."""

import json
from dataclasses import dataclass, field

import httpx

DATA = "0123456789ABCDEF" * 4
TOKEN = f"<token><version>1</version><data>{DATA}</data></token>"
OTHER_TOKEN = TOKEN.replace("0", "F")


@dataclass(frozen=True)
class Asked:
    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass
class ScriptedAfas:
    """Answers 401 with an empty body wherever nothing was scripted, as AFAS does."""

    asked: list[Asked] = field(default_factory=list)
    script: dict[str, list] = field(default_factory=dict)

    def tells(self, url, body=b"", status=200, headers=None):
        """One more answer at this address; the last one is repeated for ever."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.script.setdefault(url, []).append((status, headers or {}, content))

    def does(self, url, action):
        self.script.setdefault(url, []).append(action)

    @property
    def transport(self):
        return httpx.ASGITransport(self)

    @property
    def urls(self):
        return [asked.url for asked in self.asked]

    async def __call__(self, scope, receive, send):
        host, port = scope["server"]
        origin = f"{scope['scheme']}://{host}" + (f":{port}" if port else "")
        url = origin + scope["path"]
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.asked.append(Asked(scope["method"], url, headers, (await receive())["body"]))
        answers = self.script.get(url, [(401, {}, b"")])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            answer = await answer()
        status, more, content = answer
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(name.encode(), value.encode()) for name, value in more.items()],
            }
        )
        await send({"type": "http.response.body", "body": content})


def metainfo(*, get=(), update=(), custom=(), **info):
    return {
        "updateConnectors": [{"id": name, "description": name} for name in update],
        "getConnectors": [{"id": name, "description": name} for name in get],
        "customConnectors": [{"id": name, "description": name} for name in custom],
        "info": {
            "envid": "O36480AA",
            "appName": "ledgergate",
            "group": "Koppelingen (36480.KOPPELING)",
            "tokenExpiry": "0",
            **info,
        },
    }
