"""The control API under /_control: faults, what was asked, what was booked, access, settings."""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from adapters.afas.simulator.booking.values import key_number
from adapters.afas.simulator.control.bookings import bookings
from adapters.afas.simulator.control.faults import FaultOrder
from adapters.afas.simulator.control.page import PAGE
from adapters.afas.simulator.environment import Environment
from adapters.afas.simulator.protocol.access import AppConnector, one_time_access, token_data
from adapters.afas.simulator.protocol.replies import encoded
from adapters.afas.simulator.store.books import Value
from adapters.afas.simulator.switches import merged
from adapters.afas.simulator.world import UnknownPlace, World

Endpoint = Callable[[Environment, Request], Awaitable[Response]]


class Block(msgspec.Struct, forbid_unknown_fields=True):
    """What `PUT /_control/blocked` blocks or frees."""

    kind: str
    blocked: bool = True
    id: str = ""
    unit: int = 0
    year: int = 0
    period: int = 0


class AppOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `PUT /_control/app-connector`; a list left out means everything."""

    token: str = ""
    get: list[str] | None = None
    update: list[str] | None = None
    custom: list[str] | None = None
    administrations: list[int] | None = None


def answer(content: object, status: int = 200) -> Response:
    return Response(encoded(content), status, media_type="application/json")


def routes(world: World) -> list[Route]:
    def at(path: str, **verbs: Endpoint) -> Route:
        async def endpoint(request: Request) -> Response:
            chosen = verbs[request.method]
            try:
                environment = world.environment(
                    request.query_params.get("company", ""),
                    request.query_params.get("environment", ""),
                )
                return await chosen(environment, request)
            except UnknownPlace:
                return answer({"error": "no such company or environment"}, 404)
            except msgspec.DecodeError as error:  # ValidationError is one
                return answer({"error": str(error)}, 400)

        return Route(path, endpoint, methods=list(verbs))

    async def page(_: Request) -> Response:
        return HTMLResponse(PAGE)

    return [
        Route("/", page),
        at("/faults", GET=_faults, POST=_add_fault, DELETE=_clear_faults),
        at("/faults/{id:int}", DELETE=_remove_fault),
        at("/requests", GET=_requests, DELETE=_forget_requests),
        at("/entries", GET=_entries),
        at("/state", GET=_state),
        at("/reset", POST=_reset),
        at("/app-connector", PUT=_app_connector),
        at("/settings", GET=_settings, PUT=_use_settings),
        at("/blocked", PUT=_blocked),
    ]


async def _faults(environment: Environment, _: Request) -> Response:
    return answer({"faults": environment.faults.listed()})


async def _add_fault(environment: Environment, request: Request) -> Response:
    order = msgspec.json.decode(await request.body(), type=FaultOrder)
    return answer({"id": environment.faults.add(order)}, 201)


async def _clear_faults(environment: Environment, _: Request) -> Response:
    environment.faults.clear()
    return answer({"faults": []})


async def _remove_fault(environment: Environment, request: Request) -> Response:
    found = environment.faults.remove(request.path_params["id"])
    return answer({} if found else {"error": "no such fault"}, 200 if found else 404)


async def _requests(environment: Environment, _: Request) -> Response:
    return answer({"requests": environment.log.listed()})


async def _forget_requests(environment: Environment, _: Request) -> Response:
    environment.log.rows.clear()
    return answer({"requests": []})


async def _entries(environment: Environment, request: Request) -> Response:
    found = bookings(
        environment.books,
        voucher=request.query_params.get("voucher"),
        description=request.query_params.get("description"),
        limit=max(0, key_number(request.query_params.get("limit", "1000"))),
    )
    return answer({"entries": found})


async def _state(environment: Environment, _: Request) -> Response:
    return answer(state(environment))


def state(environment: Environment) -> dict[str, object]:
    app, traffic = environment.demo, environment.traffic
    books = environment.books
    place = f"/{environment.name}/{environment.company}/ProfitRestServices"
    return {
        "company": environment.company,
        "environment": environment.name,
        "environment_id": environment.id,
        "path": place,
        "token": app.token_xml,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "one_time": one_time_access(environment.company, environment.name)._asdict(),
        "calls": traffic.calls,
        "parallel": traffic.parallel,
        "max_parallel": traffic.max_parallel,
        "faults": environment.faults.listed(),
        "app_connectors": [_app(each) for each in environment.apps.values()],
        "settings": msgspec.to_builtins(environment.settings),
        "rows": {
            table: books.number(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - names are ours
            for table in ("entries", "lines", "invoices", "relations", "parties", "subjects")
        },
    }


def _app(app: AppConnector) -> dict[str, object]:
    return {
        "token": app.token_xml,
        "get": app.get,
        "update": app.update,
        "custom": app.custom,
        "administrations": app.administrations,
    }


async def _reset(environment: Environment, _: Request) -> Response:
    environment.reset()
    return answer(state(environment))


async def _app_connector(environment: Environment, request: Request) -> Response:
    order = msgspec.json.decode(await request.body(), type=AppOrder)
    xml = order.token or environment.demo.token_xml
    if not xml.lstrip().startswith("<"):
        xml = f"<token><version>1</version><data>{xml.strip()}</data></token>"
    data = token_data(xml)
    if data is None:
        return answer({"error": "that is no token"}, 400)
    app = environment.apps.setdefault(data, AppConnector(xml))
    app.get, app.update, app.custom = order.get, order.update, order.custom
    app.administrations = order.administrations
    return answer(_app(app))


async def _settings(environment: Environment, _: Request) -> Response:
    return answer(environment.settings)


async def _use_settings(environment: Environment, request: Request) -> Response:
    change = msgspec.json.decode(await request.body(), type=dict[str, object])
    environment.use(merged(environment.settings, change))
    return answer(environment.settings)


_BLOCKABLE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "period": ("periods", "blocked", ("unit", "year", "period")),
    "journal": ("journals", "blocked", ("unit", "id")),
    "account": ("accounts", "blocked", ("id",)),
    "vat_code": ("vat_codes", "blocked", ("id",)),
    "debtor": ("relations", "hidden", ("kind", "id")),
    "creditor": ("relations", "hidden", ("kind", "id")),
}
_KIND = {"debtor": "2", "creditor": "3"}


async def _blocked(environment: Environment, request: Request) -> Response:
    order = msgspec.json.decode(await request.body(), type=Block)
    if order.kind not in _BLOCKABLE:
        return answer({"error": f"kind is one of {', '.join(_BLOCKABLE)}"}, 400)
    table, column, keys = _BLOCKABLE[order.kind]
    given: dict[str, Value] = {
        "kind": _KIND.get(order.kind),
        "id": order.id,
        "unit": order.unit,
        "year": order.year,
        "period": order.period,
    }
    match = " AND ".join(f"{key} = ?" for key in keys)
    changed = environment.books.write(
        f"UPDATE {table} SET {column} = ? WHERE {match}",  # noqa: S608 - names are ours
        (int(order.blocked), *(given[key] for key in keys)),
    )
    return answer({"changed": changed}, 200 if changed else 404)
