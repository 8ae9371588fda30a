"""The pages a browser opens: screens with their board inside, the list of screens, the files they need."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from ipaddress import ip_address
from secrets import token_urlsafe
from urllib.parse import urlsplit

import segno
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

IMMUTABLE = "public, max-age=31536000, immutable"
NOT_STORED = "no-store"
NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Screen:
    """One kind of screen: `stem` names its template and script, `board` what it shows."""

    stem: str
    path: str
    board: str
    title: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One list to print or save: its name, and the address of each form of it by the form's name."""

    title: str
    forms: Sequence[tuple[str, str]]


SCREENS = (
    Screen(
        "arena", "/arena", "arena", "Live pair", "The arena wall: clock, splits and gaps of the skaters on the ice."
    ),
    Screen("standings", "/arena/standings", "arena", "Standings", "The arena wall: results so far, with projections."),
    Screen("overall", "/arena/overall", "overall", "Overall", "Combinations and series as they stand while racing."),
    Screen("desk", "/desk", "desk", "Commentator's desk", "Lap schedule, what each skater needs, what to say now."),
)


def pages_router(
    *,
    build: str,
    snapshot: Callable[[str], bytes],
    addresses: Callable[[Request], Sequence[str]],
    papers: Callable[[], Sequence[Paper]],
) -> APIRouter:
    """Routes of all pages and of `/static/<build>/`.

    `build` names what the server runs; another build means other files. `snapshot` takes a board's name and returns
    the encoded snapshot message of the push protocol; it is called in the event loop. `addresses` returns the addresses
    under which this server can be opened, as `http://host:port` without a path, the best for other machines first.
    `papers` returns the lists there are.
    """
    pages = _Pages(build, _templates())
    router = APIRouter(include_in_schema=False)
    for screen in SCREENS:
        router.add_api_route(screen.path, _screen_endpoint(pages, screen, snapshot), methods=["GET"])
    router.add_api_route("/", _index_endpoint(pages, addresses, papers), methods=["GET"])
    router.add_api_route("/static/{wanted_build}/{path:path}", _static_endpoint(build), methods=["GET", "HEAD"])
    return router


def error_page(build: str, status: int, title: str, explanation: str) -> HTMLResponse:
    """A page that says in words what went wrong, with the way back to the screens."""
    return _Pages(build, _templates()).page("error.html", status=status, title=title, explanation=explanation)


@dataclass(frozen=True, slots=True)
class _Pages:
    build: str
    templates: Environment

    def page(self, template: str, *, status: int = 200, **context: object) -> HTMLResponse:
        nonce = token_urlsafe(NONCE_BYTES)
        html = self.templates.get_template(template).render(
            build=self.build, static=f"/static/{self.build}", nonce=nonce, **context
        )
        return HTMLResponse(html, status_code=status, headers=_headers(nonce))


def _templates() -> Environment:
    return Environment(loader=PackageLoader("iceline_web"), autoescape=True, undefined=StrictUndefined)


def _screen_endpoint(
    pages: _Pages, screen: Screen, snapshot: Callable[[str], bytes]
) -> Callable[[], Awaitable[HTMLResponse]]:
    async def show() -> HTMLResponse:
        board = snapshot(screen.board)  # in the event loop, where boards change
        return await run_in_threadpool(lambda: pages.page(f"{screen.stem}.html", snapshot=_embedded(board)))

    return show


def _index_endpoint(
    pages: _Pages, addresses: Callable[[Request], Sequence[str]], papers: Callable[[], Sequence[Paper]]
) -> Callable[[Request], HTMLResponse]:
    def show(request: Request) -> HTMLResponse:
        first, *others = addresses(request) or [str(request.base_url).rstrip("/")]
        qr = None if _is_loopback(first) else _qr_code(first)
        return pages.page("index.html", screens=SCREENS, papers=papers(), address=first, others=others, qr=qr)

    return show


def _static_endpoint(build: str) -> Callable[[Request, str, str], Awaitable[Response]]:
    static_files = StaticFiles(directory=str(files("iceline_web") / "static"))

    async def serve(request: Request, wanted_build: str, path: str) -> Response:
        response = await static_files.get_response(path, request.scope)
        # A page of an older build still gets its flags, but must not keep a file that is not of its build.
        response.headers["Cache-Control"] = IMMUTABLE if wanted_build == build else NOT_STORED
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return serve


def _headers(nonce: str) -> dict[str, str]:
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "Cache-Control": NOT_STORED,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _embedded(message: bytes) -> Markup:
    """JSON that no name inside can break out of: `<` occurs in strings only, where its escape means the same."""
    return Markup(message.replace(b"<", b"\\u003c").decode())


def _qr_code(address: str) -> Markup:
    svg = BytesIO()
    segno.make(address, micro=False, error="m").save(
        svg, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, light="#fff", title=f"QR code of {address}"
    )
    return Markup(svg.getvalue().decode())


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
