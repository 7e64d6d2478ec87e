"""The GraphQL IDE for a browser: GraphiQL out of a wheel, so that it works without a network."""

from importlib.resources import files
from pathlib import Path

from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

_OWN = Path(__file__).parent


def ide_page() -> Response:
    return HTMLResponse((_OWN / "page.html").read_text(encoding="utf-8"))


def ide_files() -> Mount:
    """Give the route of everything that the page loads."""
    graphiql = str(files("datasette_graphql") / "static")
    return Mount(
        "/ide",
        routes=[
            Mount("/graphiql", StaticFiles(directory=graphiql)),
            Mount("/", StaticFiles(directory=_OWN / "static")),
        ],
    )
