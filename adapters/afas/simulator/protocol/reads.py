"""GET: rows of a GetConnector, metainfo, version, files."""

import base64
import mimetypes
from urllib.parse import unquote

from adapters.afas.simulator.booking.schema import metainfo, update_connectors
from adapters.afas.simulator.booking.values import key_number
from adapters.afas.simulator.protocol.access import CUSTOM_CONNECTORS
from adapters.afas.simulator.protocol.asking import Asking
from adapters.afas.simulator.protocol.replies import Reply, empty, encoded, json_reply
from adapters.afas.simulator.reading.definitions import GetConnector
from adapters.afas.simulator.reading.filters import parameters
from adapters.afas.simulator.reading.question import ask
from adapters.afas.simulator.reading.rows import Shown, read
from adapters.afas.simulator.store.books import Row
from adapters.afas.simulator.texts import CONNECTOR_BLOCKED, GET_NOT_ALLOWED, Refusal

VERSION = "22.22.5"
CONNECTOR_LIST = "profitgetconnectoren"


def rows(asking: Asking) -> Reply:
    connector = _connector(asking, asking.target.name)
    if connector is None:
        return not_allowed(asking)
    environment = asking.environment
    blocked = {each.casefold() for each in environment.settings.blocked_connectors}
    if connector.id.casefold() in blocked:
        raise Refusal(CONNECTOR_BLOCKED)
    question = ask(parameters(asking.query), environment.settings)
    found = read(environment.books, connector, question, environment.reader(asking.app))
    if connector.id.casefold() == CONNECTOR_LIST:
        found = _connector_rows(asking, blocked)
    if asking.blind:
        found = []
    return json_reply({"skip": question.echo_skip, "take": question.echo_take, "rows": found})


def cells(asking: Asking, reply: Reply) -> int:
    """Columns times rows, as the latency profiles and the advice of AFAS count them."""
    connector = asking.environment.connectors.get(asking.target.name.casefold())
    columns = len(connector.fields) if connector is not None else 1
    return columns * max(1, reply.body.count(b"},{") + 1)


def _connector_rows(asking: Asking, blocked: set[str]) -> list[dict[str, Shown]]:
    return [
        {
            "Omschrijving": each.description_nl,
            "Naam": each.id,
            "Geblokkeerd": each.id.casefold() in blocked,
        }
        for each in asking.environment.connectors.values()
    ]


def _connector(asking: Asking, name: str) -> GetConnector | None:
    connector = asking.environment.connectors.get(name.casefold())
    if connector is None or not asking.app.may_get(connector.id):
        return None
    return connector


def not_allowed(asking: Asking) -> Reply:
    """Unknown or not in the app connector: AFAS does not tell which."""
    if asking.environment.settings.unauthorised_connector == "401":
        return empty(401)
    raise Refusal(GET_NOT_ALLOWED)


def meta(asking: Asking) -> Reply:
    rest = [unquote(each) for each in asking.target.rest]
    if not rest:
        return _session(asking)
    if len(rest) != len(("kind", "id")) or rest[0].lower() not in {"get", "update"}:
        return empty(404)
    if rest[0].lower() == "get":
        connector = _connector(asking, rest[1])
        if connector is None:
            return not_allowed(asking)
        return json_reply(connector.metainfo(asking.language))
    update = update_connectors().get(rest[1].casefold())
    if update is None or not asking.app.may_update(update.id):
        return not_allowed(asking)
    free = asking.environment.free_fields() if update.freeFields else {}
    return json_reply(metainfo(update, free, asking.language))


def _session(asking: Asking) -> Reply:
    english = asking.language == "en"
    app, environment = asking.app, asking.environment
    return json_reply(
        {
            "updateConnectors": [
                {
                    "id": each.id,
                    "description": each.description if english else each.descriptionNl,
                }
                for each in update_connectors().values()
                if app.may_update(each.id)
            ],
            "getConnectors": [
                {
                    "id": each.id,
                    "description": each.description if english else each.description_nl,
                }
                for each in environment.connectors.values()
                if app.may_get(each.id)
            ],
            "customConnectors": [
                {"id": name, "description": description}
                for name, description in CUSTOM_CONNECTORS.items()
                if app.may_custom(name)
            ],
            "info": {
                "envid": environment.id,
                "appName": app.name,
                "group": f"{app.name} ({environment.company}.KOPPELING)",
                "tokenExpiry": "0",
            },
        }
    )


def version(asking: Asking) -> Reply:
    if not asking.app.may_custom("AppConnectorVersion"):
        return empty(401)
    return json_reply({"version": VERSION})


def file(asking: Asking) -> Reply:
    """SubjectConnector and FileConnector, with the ids in the path or in the query."""
    by_subject = asking.target.word == "subjectconnector"
    custom = "AppConnectorSubject" if by_subject else "AppConnectorFile"
    if not asking.app.may_custom(custom):
        return empty(401)
    rest = [unquote(each) for each in asking.target.rest]
    if not rest:
        given = parameters(asking.query)
        names = ("subjectid", "fileid") if by_subject else ("fileid", "filename")
        rest = [given.get(name, "") for name in names]
    if len(rest) != len(("owner", "file")):
        return empty(404)
    books = asking.environment.books
    row: Row | None
    if by_subject:
        row = books.one(
            "SELECT * FROM subject_files WHERE subject = ? AND file = ?",
            (key_number(rest[0]), rest[1].upper()),
        )
    else:
        row = books.one(
            "SELECT * FROM subject_files WHERE file = ? AND name = ?", (rest[0].upper(), rest[1])
        )
    return empty(404) if row is None else _file_reply(row, as_binary=asking.wants_binary)


def _file_reply(row: Row, *, as_binary: bool) -> Reply:
    type_ = mimetypes.guess_type(row["name"])[0] or "application/octet-stream"
    if as_binary:
        return Reply(200, row["content"], type_)
    return Reply(
        200,
        encoded(
            {
                "filename": row["name"],
                "mimetype": type_,
                "filedata": base64.b64encode(row["content"]).decode(),
            }
        ),
    )
