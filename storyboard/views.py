"""Pages and files: the editor's page with the one-time sign-in, and media that only their owner may see."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from characters import selectors as characters
from jobs import artifacts
from jobs.errors import Refused, not_found
from jobs.session import NO_CSRF, person
from storyboard import selectors, sign_in

#: Media types of books by their files' endings.
_BOOKS = {".pdf": "application/pdf", ".epub": "application/epub+zip"}
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Storyboard</title>
<h1>The editor is not built yet</h1><p>The studio runs. Build the editor once with
<code>npm ci &amp;&amp; npm run build</code> in the folder <code>frontend</code>, then start the
studio again.</p></html>"""
NO_SESSION = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Storyboard</title>
<h1>Please open the address that the studio printed</h1><p>This browser is not signed in. The address with the
word <code>token</code> works once for each start; start the studio again for
a new one. Your stories are safe.</p></html>"""


@require_safe
@ensure_csrf_cookie
def editor(request: HttpRequest) -> HttpResponse:
    """The editor's page for every address that is not a file: the editor itself knows which screen it means."""
    token = request.GET.get("token", "")
    # Used up also by a browser that is signed in already: a link that lies in a history opens nothing.
    writer = sign_in.redeem(token) if token else None
    if writer is not None and not request.user.is_authenticated:
        login(request, writer, backend="django.contrib.auth.backends.ModelBackend")
    if token and request.user.is_authenticated:
        # So that the token does not stay in the address bar. "//host/" would lead to another site.
        return HttpResponseRedirect("/" + request.path.lstrip("/"))
    if not request.user.is_authenticated:
        return redirect_to_login(request.path) if settings.ACCOUNTS else HttpResponse(NO_SESSION, status=401)
    index = settings.EDITOR / "index.html"
    if not index.exists():
        return HttpResponse(NOT_BUILT, status=503)
    response = HttpResponse(index.read_bytes(), content_type="text/html; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response


def _file(name: str, content_type: str) -> HttpResponse:
    """A kept file; its address never gets another content."""
    try:
        data = artifacts.path(name).read_bytes()
    except FileNotFoundError:
        return _refusal(not_found("file"))
    response = HttpResponse(data, content_type=content_type)
    patch_cache_control(response, private=True, max_age=31536000, immutable=True)
    return response


def _refusal(refusal: Refused) -> JsonResponse:
    return JsonResponse(refusal.trouble.body(), status=refusal.status)


@require_safe
def candidate(request: HttpRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """A candidate's PNG."""
    try:
        return _file(characters.candidate(person(request), candidate_id).picture, "image/png")
    except Refused as refusal:
        return _refusal(refusal)


@require_safe
def picture(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """A picture's PNG."""
    try:
        return _file(selectors.picture(person(request), picture_id).file, "image/png")
    except Refused as refusal:
        return _refusal(refusal)


@require_safe
def book(request: HttpRequest, book_id: uuid.UUID) -> HttpResponse:
    """A book's PDF or EPUB, to be saved under the story's title."""
    return _printed(request, book_id, "file")


@require_safe
def cover(request: HttpRequest, book_id: uuid.UUID) -> HttpResponse:
    """A book's cover, for print shops that take it as a file of its own."""
    return _printed(request, book_id, "cover")


def _printed(request: HttpRequest, book_id: uuid.UUID, part: Literal["file", "cover"]) -> HttpResponse:
    try:
        row = selectors.book(person(request), book_id)
    except Refused as refusal:
        return _refusal(refusal)
    kept = row.file if part == "file" else row.cover
    if not kept:
        return _refusal(not_found("file"))
    suffix = Path(kept).suffix
    response = _file(kept, _BOOKS[suffix])
    name = f"{slugify(row.title, allow_unicode=True) or 'story'}{'' if part == 'file' else '-cover'}{suffix}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def no_such_address(request: HttpRequest) -> HttpResponse:
    """An API address that does not exist."""
    return _refusal(not_found("address"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's own CSRF refusal, as the API says it."""
    return _refusal(Refused(403, NO_CSRF))
