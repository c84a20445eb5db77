"""For those who run the server: is it well, and its figures."""

from functools import partial
from ipaddress import ip_address

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from salesdesk import __version__
from salesdesk.server import metrics, schema
from salesdesk.server.failures import refused
from salesdesk.server.parts import Asked, Parts


def routes(parts: Parts) -> list[HTTPRouteHandler]:
    """Return /health and /metrics."""

    @get("/health")
    async def health() -> dict[str, object]:
        epoch = await parts.run(partial(schema.epoch_of, parts.engine))
        return {"well": True, "epoch": epoch, "app": __version__, "schema": schema.VERSION}

    @get("/metrics")
    async def figures(request: Asked) -> Response[str]:
        if not _is_from_here(request):
            raise refused("not-found")
        return Response(await parts.run(parts.metrics.text), media_type=metrics.MEDIA_TYPE)

    return [health, figures]


def _is_from_here(request: Asked) -> bool:
    """Figures are for this machine and for private networks, where Prometheus stands; never by a proxy."""
    if "x-forwarded-for" in request.headers:
        return False
    try:
        return ip_address(request.client.host if request.client else "").is_private
    except ValueError:
        return False
