"""The page behind a connection link, where an end user fills in credentials.

Whoever has the link may use it: there is no other key, and no cookie. So it is told to nobody,
neither in a `Referer` nor in a request to another site.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from gateway.accounting.books import Adapter, Verdict
from gateway.accounting.errors import AccountingError
from gateway.connections.linking import LinkOver
from gateway.connections.tables import ConnectionStatus, StoredConnection, StoredLink
from gateway.identity.tables import StoredConsumer
from gateway.pages.credential_form import CredentialForm, Input
from gateway.pages.rendering import SAFE_HEADERS, page
from gateway.pages.returning import origin_of, way_back
from gateway.plumbing.refusals import Forbidden, InvalidInput, Unfit
from gateway.resources import Resources

router = APIRouter(include_in_schema=False)

LONGEST_FORM = 64 * 1024
MOST_FIELDS = 100
TRIES_PER_MINUTE = 10
FORM = "application/x-www-form-urlencoded"
NOT_LOOKED = {Verdict.MAINTENANCE, Verdict.UNREACHABLE}


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with a link that still works: for whom, and to which books."""

    link: StoredLink
    consumer: StoredConsumer
    adapter: Adapter
    connection: StoredConnection | None
    stored: Mapping[str, object] = field(repr=False)

    @property
    def form(self) -> CredentialForm:
        return CredentialForm(self.adapter.credentials, self.stored)


@dataclass(frozen=True, slots=True)
class FormView:
    adapter: str
    consumer: str
    renews: bool
    inputs: list[Input]
    message: str = ""

    @property
    def wrong(self) -> list[Input]:
        return [one for one in self.inputs if one.error]


@dataclass(frozen=True, slots=True)
class ConnectedView:
    adapter: str
    consumer: str
    connection: str
    books: str
    renewed: bool
    looked: bool
    message: str
    lacks: list[dict[str, str]]

    @property
    def verdict(self) -> str:
        if not self.looked:
            return "Stored, not tested yet"
        return "Tested: some rights are missing" if self.lacks else "Tested: everything works"


@dataclass(frozen=True, slots=True)
class OverView:
    message: str
    way_back: str | None = None


@router.get("/connect/{token}")
async def show_form(token: str, request: Request) -> Response:
    visit = await _visit(token, request)
    return _form_page(visit, visit.form.inputs())


@router.post("/connect/{token}")
async def submit_form(token: str, request: Request) -> Response:
    given: Resources = request.app.state.resources
    _refuse_other_sites(request, given.settings.public_url)
    typed = await _typed(request)
    visit = await _visit(token, request)
    allowance = await given.shared.take(
        f"connect:{visit.link.id}", per_minute=TRIES_PER_MINUTE, burst=TRIES_PER_MINUTE
    )
    if not allowance.allowed:
        wait = f"Too many attempts; try again in {allowance.retry_after_seconds} seconds."
        return _form_page(visit, visit.form.inputs(typed), wait, status=429)
    filled_in = visit.form.given(typed)
    errors = visit.form.errors(filled_in)
    if errors:
        inputs = visit.form.inputs(typed, errors)
        return _form_page(visit, inputs, errors.get("", ""), status=422)
    try:
        connection = await _connect(given, visit, filled_in)
    except (Unfit, InvalidInput, AccountingError) as refused:
        await given.links.read(token)  # a twin of this form may have been first
        return _form_page(visit, visit.form.inputs(typed), str(refused), status=422)
    return _returned(visit, connection) or _connected_page(visit, connection)


async def show_over(request: Request, error: Exception) -> Response:
    """Where a link ends that has expired, was used, or never was one."""
    assert isinstance(error, LinkOver)  # noqa: S101 - Starlette types handlers loosely
    given: Resources = request.app.state.resources
    if error.link is None:
        return page("over.html", OverView(error.message), status=404)
    consumer = await given.consumers.get(error.link.tenant_id, error.link.consumer_id)
    told = {"consumerId": str(consumer.id), "error": error.message, "isExpiredError": "true"}
    back = way_back(consumer.redirect_url, told)
    return page("over.html", OverView(error.message, back), status=410)


async def _visit(token: str, request: Request) -> Visit:
    given: Resources = request.app.state.resources
    link = await given.links.read(token)
    request.state.consumer_id = link.consumer_id
    connection, stored = None, {}
    if link.connection_id is not None:
        connection = await given.connections.get(link.tenant_id, link.connection_id)
        stored = (await given.connections.credentials(connection)).revealed()
    return Visit(
        link=link,
        consumer=await given.consumers.get(link.tenant_id, link.consumer_id),
        adapter=given.adapters[link.adapter],
        connection=connection,
        stored=stored,
    )


async def _connect(
    given: Resources, visit: Visit, filled_in: Mapping[str, object]
) -> StoredConnection:
    if visit.connection is not None:
        return await given.connections.change(visit.connection, given=filled_in, link=visit.link)
    return await given.connections.create(
        visit.consumer, visit.adapter, visit.link.name, filled_in, link=visit.link
    )


def _form_page(
    visit: Visit, inputs: list[Input], message: str = "", *, status: int = 200
) -> Response:
    view = FormView(
        adapter=visit.adapter.label,
        consumer=visit.consumer.name,
        renews=visit.connection is not None,
        inputs=inputs,
        message=message,
    )
    # Browsers apply the rule to the redirect that answers a form as well.
    returns_to = origin_of(visit.consumer.redirect_url) if visit.link.redirects else None
    posts_to = ["'self'", *([returns_to] if returns_to else [])]
    return page("connect.html", view, status=status, allow={"form-action": posts_to})


def _returned(visit: Visit, connection: StoredConnection) -> Response | None:
    if not visit.link.redirects:
        return None
    active = connection.status == ConnectionStatus.ACTIVE
    told = {
        "consumerId": str(visit.consumer.id),
        "connectionId": str(connection.id),
        "connectionStatus": "active" if active else "inactive",
    }
    back = way_back(visit.consumer.redirect_url, told)
    return RedirectResponse(back, 303, SAFE_HEADERS) if back else None


def _connected_page(visit: Visit, connection: StoredConnection) -> Response:
    readiness = connection.readiness or {}
    return page(
        "connected.html",
        ConnectedView(
            adapter=visit.adapter.label,
            consumer=visit.consumer.name,
            connection=connection.name,
            books=connection.books_id,
            renewed=visit.connection is not None,
            looked=readiness.get("verdict") not in NOT_LOOKED,
            message=readiness.get("message", ""),
            lacks=readiness.get("lacks", []),
        ),
    )


def _refuse_other_sites(request: Request, public_url: str | None) -> None:
    """The link is the key, so a forged form could do no harm; but it has no business here."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    if site is not None:
        foreign = site not in {"same-origin", "none"}
    else:
        # Our own form says null as well, because its page sends no referrer.
        own = {request.url.netloc, urlsplit(public_url or "").netloc}
        foreign = origin != "null" and urlsplit(origin).netloc not in own
    if foreign:
        raise Forbidden("This form was sent from another site.")


async def _typed(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(415, f"Only a form of type {FORM} is read here.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, f"The form is larger than {LONGEST_FORM} bytes.")
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(422, "The form cannot be read.") from None
    return dict(fields)
