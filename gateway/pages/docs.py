"""`/docs`: the published contract to read and to try out, from our own address only."""

from fastapi import APIRouter, Response

from gateway.pages.rendering import page

router = APIRouter(include_in_schema=False)

# Swagger UI draws its arrows from data: addresses.
ALLOWED = {
    "script-src": ["'self'"],
    "connect-src": ["'self'"],
    "img-src": ["'self'", "data:"],
}


@router.get("/docs")
async def show_docs() -> Response:
    return page("docs.html", None, allow=ALLOWED)
