"""A tenant with a key, a consumer and a connection: found again, or made what is missing of it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from gateway.cli.connections import create_connection
from gateway.cli.consumers import create_consumer
from gateway.cli.demo.papers import CredentialPair, Papers
from gateway.cli.keys import create_key, create_operator_key
from gateway.cli.tenants import create_tenant
from gateway.cli.working import EVERYTHING, whoever_types
from gateway.identity.keys import ShownKey
from gateway.identity.tables import StoredConsumer, StoredTenant
from gateway.main import simulator_access
from gateway.plumbing.refusals import Unauthenticated
from gateway.resources import Resources

TENANT = "Demo"
NAME = "demo"  # of keys, and the consumer's reference: by it they are found again
COMPANY = "12345"
INTEGRATION = 8037


@dataclass(frozen=True, slots=True)
class Place:
    host: str
    port: int
    simulator_port: int

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def simulator_url(self) -> str:
        return f"http://{self.host}:{self.simulator_port}"


async def furnished(given: Resources, place: Place, last: Papers | None) -> Papers:
    access = simulator_access(COMPANY, "sandbox")
    credentials = {
        "company_id": COMPANY,
        "environment": "sandbox",
        "token": access.token_xml,
        "default_payment_terms": "30",
        "administration": "1",
        "default_analytic_plan": "1",
    }
    shown = await _key(given, last)
    consumer = await _consumer(given, shown.key.tenant_id)
    connection_id = await _connection(given, consumer, dict(credentials))
    return Papers(
        base_url=place.base_url,
        client_id=shown.key.client_id,
        client_secret=shown.secret,
        account_id=str(shown.key.tenant_id),
        consumer_id=str(consumer.id),
        connection_id=str(connection_id),
        simulator_url=place.simulator_url,
        afas_company_id=COMPANY,
        afas_token=access.token_xml,
        admin_url=f"{place.base_url}/admin",
        admin_token=await _operator_key(given, last),
        integrationid=INTEGRATION,
        connection_credentials=[
            CredentialPair(key=key, value=value) for key, value in credentials.items()
        ],
        afas_oauth_client_id=access.client_id,
        afas_oauth_client_secret=access.client_secret,
    )


async def _key(given: Resources, last: Papers | None) -> ShownKey:
    """The key that the last papers hold, as long as the database knows it too."""
    if last is not None:
        known = await given.keys.recognise(last.client_id, last.client_secret)
        if known is not None:
            return ShownKey(known, last.client_secret)
    tenant = await _tenant(given)
    for key in await given.keys.page(tenant.id):
        if key.name == NAME and key.revoked_at is None:
            # Its secret is lost with the papers, so a new one takes its place.
            who, subject = whoever_types(), str(key.id)
            await given.audit.note(who, "key.rotate", subject, tenant_id=tenant.id)
            return await given.keys.rotate(key.id, overlap=timedelta())
    return await create_key(given, tenant.id, NAME)


async def _operator_key(given: Resources, last: Papers | None) -> str:
    if last is not None:
        try:
            await given.operators.recognise(last.admin_token)
        except Unauthenticated:
            pass  # another database: it gets a key of its own below
        else:
            return last.admin_token
    for key in await given.operators.list():
        if key.name == NAME and key.revoked_at is None:
            await given.audit.note(whoever_types(), "operator_key.revoke", str(key.id))
            await given.operators.revoke(key.id)
    return (await create_operator_key(given, NAME)).secret


async def _consumer(given: Resources, tenant_id: UUID) -> StoredConsumer:
    found = await given.consumers.list(tenant_id, internal_reference=NAME)
    if found:
        return found[0]
    fields = {
        "name": "Voorbeeld B.V.",
        "email": "boekhouding@voorbeeld.example",
        "internal_reference": NAME,
    }
    return await create_consumer(given, tenant_id, fields)


async def _connection(
    given: Resources, consumer: StoredConsumer, credentials: dict[str, object]
) -> UUID:
    found = await given.connections.list(consumer.tenant_id, consumer.id)
    if found:
        await given.connections.check(found[0])  # what it can do may be another thing by now
        return found[0].id
    made = await create_connection(given, consumer.id, INTEGRATION, "AFAS simulator", credentials)
    return made.id


async def _tenant(given: Resources) -> StoredTenant:
    for tenant in await given.tenants.page(TENANT, take=EVERYTHING):
        if tenant.name == TENANT:
            return tenant
    return await create_tenant(given, TENANT)
