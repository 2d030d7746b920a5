"""One view, one template, one answer that no other site can read, frame or add to."""

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

SAFE_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NOTHING_ELSE: Final = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}

_templates = Environment(
    loader=PackageLoader("gateway.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    template: str,
    view: object,
    *,
    status: int = 200,
    allow: Mapping[str, Sequence[str]] | None = None,
) -> HTMLResponse:
    """`allow` names, for a directive of the content policy, what it lets through besides."""
    allowed = {name: " ".join(sources) for name, sources in (allow or {}).items()}
    policy = "; ".join(f"{name} {rule}" for name, rule in (NOTHING_ELSE | allowed).items())
    return HTMLResponse(
        _templates.get_template(template).render(view=view),
        status,
        {**SAFE_HEADERS, "Content-Security-Policy": policy},
    )
