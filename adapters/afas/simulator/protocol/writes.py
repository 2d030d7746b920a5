"""POST, PUT and DELETE on UpdateConnectors: one call, one transaction."""

from urllib.parse import unquote

from adapters.afas.simulator.booking.actions import (
    DELETE,
    DELETE_KEYS,
    EXTEND,
    INSERT,
    UPDATE,
    Save,
)
from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.record import (
    InvalidJson,
    MissingElement,
    Reading,
    Record,
    decode,
)
from adapters.afas.simulator.booking.schema import UpdateConnector, update_connectors
from adapters.afas.simulator.protocol.asking import Asking
from adapters.afas.simulator.protocol.replies import Reply, empty, json_reply
from adapters.afas.simulator.texts import METHOD_NOT_SUPPORTED, UPDATE_NOT_ALLOWED, Refusal


def update(asking: Asking) -> Reply:
    connector = update_connectors().get(asking.target.name.casefold())
    if connector is None or not asking.app.may_update(connector.id):
        if asking.environment.settings.unauthorised_connector == "401":
            return empty(401)
        raise Refusal(UPDATE_NOT_ALLOWED)
    rest = [unquote(each) for each in asking.target.rest[1:]]
    if asking.method == "DELETE":
        return _delete(asking, connector)
    if len(rest) > 1:
        return empty(404)
    try:
        document = decode(asking.body)
        return _save(asking, connector, document, rest[0] if rest else "")
    except InvalidJson:
        status = int(asking.environment.settings.invalid_json_status)
        return json_reply({"message": "Invalid json"}, status)
    except MissingElement:
        return json_reply({"message": f"Element '{connector.element}' is missing"}, 400)


def _unsupported(asking: Asking, connector: UpdateConnector) -> Refusal:
    return Refusal(METHOD_NOT_SUPPORTED, method=asking.method, connector=connector.id)


def _save(asking: Asking, connector: UpdateConnector, document: object, under: str) -> Reply:
    environment = asking.environment
    inserting = asking.method == "POST"
    if under:
        if under not in connector.subObjects:
            return empty(404)
        action = EXTEND[connector.id]
    else:
        known = (INSERT if inserting else UPDATE).get(connector.id)
        if known is None:
            raise _unsupported(asking, connector)
        action = known
    free = environment.free_fields() if connector.freeFields else {}
    reading = Reading(connector, free, environment.settings, inserting)
    records = reading.records(document, partial=bool(under))
    if under and not all(each.first(under) for each in records):
        raise MissingElement
    desk = environment.desk(asking.app)
    desk.trims_voucher = asking.trims_voucher
    with environment.books.change():
        replies = [_one(desk, action, connector, each) for each in records]
    if asking.late_seconds:
        environment.hide(desk.touched, asking.late_seconds)
    return _reply(asking, connector, replies, inserting=inserting)


def _one(desk: Desk, action: Save, connector: UpdateConnector, record: Record) -> dict[str, str]:
    """A record may overrule the verb with @Action."""
    if record.action == "delete":
        return _delete_record(desk, connector, record)
    chosen = {"insert": INSERT, "update": UPDATE}.get(record.action, {}).get(connector.id)
    return (chosen or action)(desk, record)


def _delete_record(desk: Desk, connector: UpdateConnector, record: Record) -> dict[str, str]:
    given = {name for name, value in record.values.items() if value is not None}
    for keys in DELETE_KEYS.get(connector.id, ()):
        if keys <= given:
            DELETE[connector.id](desk, {name: record.text(name) for name in keys})
            return {}
    raise Refusal(METHOD_NOT_SUPPORTED, method="delete", connector=connector.id)


def _reply(
    asking: Asking, connector: UpdateConnector, replies: list[dict[str, str]], *, inserting: bool
) -> Reply:
    settings = asking.environment.settings
    if not inserting and settings.put_reply == "empty":
        return empty(200)
    keys = [
        {name: value for name, value in each.items() if name in connector.replyKeys}
        for each in replies
    ]
    if not connector.replyKeys and settings.keyless_post_reply == "empty":
        return empty(201)
    content = keys[0] if len(keys) == 1 else keys
    return json_reply({"results": {connector.element: content}}, 201)


def _delete(asking: Asking, connector: UpdateConnector) -> Reply:
    action = DELETE.get(connector.id)
    if action is None:
        raise _unsupported(asking, connector)
    keys = _delete_keys(asking.target.rest[1:])
    if keys is None:
        return empty(404)
    if keys.keys() not in DELETE_KEYS[connector.id]:
        raise _unsupported(asking, connector)
    desk = asking.environment.desk(asking.app)
    with asking.environment.books.change():
        action(desk, keys)
    return empty(200)


def _delete_keys(rest: tuple[str, ...]) -> dict[str, str] | None:
    """`Element/@K1,@K2/v1,v2` and once more per nested object, with or without the @."""
    if not rest or len(rest) % 3:
        return None
    keys: dict[str, str] = {}
    for place in range(0, len(rest), 3):
        names = [unquote(each).removeprefix("@") for each in rest[place + 1].split(",")]
        if len(names) == 1:
            names = [each.removeprefix("@") for each in names[0].split(",")]
        values = [unquote(each) for each in rest[place + 2].split(",")]
        if len(values) == 1 < len(names):
            values = values[0].split(",")
        if len(names) != len(values):
            return None
        keys |= dict(zip(names, values, strict=True))
    return keys
