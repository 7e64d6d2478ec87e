"""The GraphQL IDE for a browser: GraphiQL out of a wheel, so that it works without a network."""

from importlib.util import find_spec
from pathlib import Path

from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

_OWN = Path(__file__).parent
_POLICY = (
    # GraphiQL makes functions out of strings; the page is shown in development alone.
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"
)


def ide_page() -> Response:
    page = (_OWN / "page.html").read_text(encoding="utf-8")
    return HTMLResponse(page, headers={"content-security-policy": _POLICY})


def ide_files() -> Mount:
    """Give the route of everything that the page loads."""
    return Mount(
        "/ide",
        routes=[
            Mount("/graphiql", StaticFiles(directory=_graphiql())),
            Mount("/", StaticFiles(directory=_OWN / "static")),
        ],
    )


def _graphiql() -> Path:
    """Find GraphiQL's files in the wheel that carries them; its code is not imported."""
    spec = find_spec("datasette_graphql")
    if spec is None or spec.origin is None:
        raise RuntimeError("datasette-graphql is not installed: run `make up`")
    return Path(spec.origin).parent / "static"
