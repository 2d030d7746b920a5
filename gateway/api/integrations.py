from enum import StrEnum

from fastapi import APIRouter
from pydantic import BaseModel, Field

from gateway.accounting.books import Adapter
from gateway.api.accounting.routers import OPERATIONS
from gateway.api.consumers import BoolParam
from gateway.api.deps import Given, PublicUrl, access
from gateway.api.problems import answers
from gateway.identity.scopes import Scope
from gateway.plumbing.refusals import Missing
from gateway.resources import Resources

router = APIRouter(prefix="/integrations", tags=["Integrations"])

reads = access(Scope.READ)


class IntegationStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"


class Api(StrEnum):
    POINT_OF_SALE = "Point of Sale"
    ECOMMERCE = "eCommerce"
    ACCOUNTING = "Accounting"
    INVOICING = "Invoicing"
    COMMUNICATION = "Communication"
    BANKING = "Banking"
    CUSTOM = "Custom"
    PAYMENT = "Payment"
    PROPERTY_MANAGEMENT_SYSTEM = "Property Management System"
    SPEND_MANAGEMENT = "Spend Management"


class CoverageStatus(StrEnum):
    SUPPORTED = "SUPPORTED"
    NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    UNDER_ANALYSIS = "UNDER_ANALYSIS"


class CoverageItem(BaseModel):
    operation: str
    status: CoverageStatus


class Visibility(StrEnum):
    CONSUMER = "consumer"
    CONNECTOR = "connector"
    BOTH = "both"


class IntegrationsCredentialItem(BaseModel):
    name: str
    optional: bool = False
    visibility: Visibility | None = Visibility.BOTH


class IntegrationsPostConnectionItemConfig(BaseModel):
    enabled: bool = False
    allow_multiple: bool = False


class IntegrationsPostConnectionItem(BaseModel):
    id: str
    title: str
    optional: bool
    resource: str
    config: IntegrationsPostConnectionItemConfig = IntegrationsPostConnectionItemConfig()


class IntegrationItem(BaseModel):
    integrationid: int
    name: str
    description: str | None = None
    status: IntegationStatus
    api: Api
    logo_url: str
    icon_url: str
    post_connections: list[IntegrationsPostConnectionItem] | None = []
    operations_coverage: list[CoverageItem] | None = []
    credentials: list[IntegrationsCredentialItem] | None = []
    supported_countries: list[str] | None = None
    local_agent: bool = False


class ImageType(StrEnum):
    ICON = "icon"
    LOGO = "logo"


class LogoImage(BaseModel):
    integrationid: int
    data: str = Field(description="The image, base64.")


@router.get("", operation_id="integrations_get_integrations", summary="List integrations", **reads)
async def list_integrations(
    given: Given,
    base: PublicUrl,
    status: IntegationStatus | None = None,
    include_coverage: BoolParam | None = BoolParam.FALSE,
) -> list[IntegrationItem]:
    if status is IntegationStatus.INACTIVE:
        return []
    return [_shown(one, base, include_coverage) for one in given.adapters.values()]


@router.get(
    "/{integrationid}",
    operation_id="integrations_get_integration",
    summary="Get an integration",
    responses=answers(404),
    **reads,
)
async def get_integration(
    integrationid: int,
    given: Given,
    base: PublicUrl,
    include_coverage: BoolParam | None = BoolParam.FALSE,
) -> IntegrationItem:
    return _shown(_there(integrationid, given), base, include_coverage)


@router.get(
    "/{integrationid}/{image_type}.json",
    operation_id="integrations_get_integration_logo_json",
    summary="Get an integration's logo or icon",
    responses=answers(404),
    **reads,
)
async def get_image(integrationid: int, image_type: ImageType, given: Given) -> LogoImage:
    adapter = _there(integrationid, given)
    image = adapter.icon if image_type is ImageType.ICON else adapter.logo
    return LogoImage(integrationid=integrationid, data=image)


def _there(integration_id: int, given: Resources) -> Adapter:
    for adapter in given.adapters.values():
        if adapter.integration_id == integration_id:
            return adapter
    raise Missing(f"There is no integration {integration_id}.")


def _shown(adapter: Adapter, base: str, include_coverage: BoolParam | None) -> IntegrationItem:
    address = f"{base}/integrations/{adapter.integration_id}"
    return IntegrationItem(
        integrationid=adapter.integration_id,
        name=adapter.label,
        description=adapter.description,
        status=IntegationStatus.ACTIVE,
        api=Api.ACCOUNTING,
        logo_url=f"{address}/logo.json",
        icon_url=f"{address}/icon.json",
        operations_coverage=_coverage(adapter) if include_coverage is BoolParam.TRUE else [],
        credentials=[
            IntegrationsCredentialItem(name=name, optional=not field.is_required())
            for name, field in adapter.credentials.model_fields.items()
        ],
        supported_countries=list(adapter.countries) or None,
    )


def _coverage(adapter: Adapter) -> list[CoverageItem]:
    supported, not_yet = CoverageStatus.SUPPORTED, CoverageStatus.NOT_IMPLEMENTED
    return [
        CoverageItem(
            operation=operation, status=supported if ability in adapter.offers else not_yet
        )
        for operation, ability in OPERATIONS.items()
    ]
