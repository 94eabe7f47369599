"""Pages and files: the editor's page with the one-time sign-in, and media that only their owner may see."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Literal

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from characters import selectors as characters
from jobs import artifacts
from jobs.errors import Refused, not_found
from jobs.models import Role
from jobs.session import NO_CSRF, person
from storyboard import manuscript, open_books, printing, saved_files, selectors, sign_in
from storyboard.outages import refused
from storyboard.publishing import PublishingError

#: seconds that a browser may use a signed address again: a little less than it holds
SIGNED_FOR = 240

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
    return _index()


def _index() -> HttpResponse:
    index = settings.EDITOR / "index.html"
    if not index.exists():
        return HttpResponse(NOT_BUILT, status=503)
    response = HttpResponse(index.read_bytes(), content_type="text/html; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The editor's page for those who have a story's link: it shows them that story, and search engines nothing."""
    response = _index()
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def shared_picture(request: HttpRequest, token: str, picture_id: uuid.UUID) -> HttpResponse:
    """A picture's PNG, for those who have the link of its story."""
    open_books.not_too_fast(str(request.META.get("REMOTE_ADDR")))
    response = _file(open_books.picture(token, picture_id).file, "image/png")
    response["X-Robots-Tag"] = "noindex"
    return response


def _file(name: str, content_type: str, disposition: str | None = None) -> HttpResponse:
    """A kept file, or the way to it in the bucket; its address never gets another content."""
    if signed := artifacts.address(name, content_type, disposition):
        redirect = HttpResponseRedirect(signed)
        patch_cache_control(redirect, private=True, max_age=SIGNED_FOR)
        return redirect
    try:
        data = artifacts.path(name).read_bytes()
    except FileNotFoundError:
        raise not_found("file") from None
    response = HttpResponse(data, content_type=content_type)
    if disposition:
        response["Content-Disposition"] = disposition
    patch_cache_control(response, private=True, max_age=31536000, immutable=True)
    return response


class _Streamed(FileResponse):
    """A file block by block, also for a server that asks asynchronously: Django reads it whole for that one."""

    def __init__(self, file: BinaryIO, filename: str, content_type: str) -> None:
        super().__init__(file, as_attachment=True, filename=filename, content_type=content_type)
        self._file = file

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while block := await sync_to_async(self._file.read, thread_sensitive=False)(artifacts.BLOCK):
            yield block


@require_safe
def candidate(request: HttpRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """A candidate's PNG."""
    return _file(characters.candidate(person(request), candidate_id).picture, "image/png")


@require_safe
def sheet_picture(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """A PNG of a character's sheet."""
    return _file(characters.sheet_picture(person(request), picture_id).file, "image/png")


@require_safe
def picture(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """A picture's PNG."""
    return _file(selectors.picture(person(request), picture_id).file, "image/png")


@require_safe
def book(request: HttpRequest, book_id: uuid.UUID) -> HttpResponse:
    """A book's PDF or EPUB, to be saved under the story's title."""
    return _printed(request, book_id, "file")


@require_safe
def cover(request: HttpRequest, book_id: uuid.UUID) -> HttpResponse:
    """A book's cover, for print shops that take it as a file of its own."""
    return _printed(request, book_id, "cover")


def _printed(request: HttpRequest, book_id: uuid.UUID, part: Literal["file", "cover"]) -> HttpResponse:
    row = selectors.book(person(request), book_id)
    kept = row.file if part == "file" else row.cover
    if not kept:
        raise not_found("file")
    suffix = Path(kept).suffix
    name = f"{slugify(row.title, allow_unicode=True) or 'story'}{'' if part == 'file' else '-cover'}{suffix}"
    return _file(kept, _BOOKS[suffix], content_disposition_header(True, name) or "attachment")


@require_safe
def pack(request: HttpRequest, pack_id: uuid.UUID) -> HttpResponseBase:
    """The file of a story or character, to be saved under its name."""
    row = selectors.pack(person(request), pack_id)
    kind = "story" if row.character_id is None else "character"
    return _zip(row.file, f"{slugify(row.name, allow_unicode=True) or kind}.{kind}.zip")


@require_safe
def download(request: HttpRequest, download_id: uuid.UUID) -> HttpResponseBase:
    """All stories of the person who asks."""
    row = saved_files.download(person(request), download_id)
    return _zip(row.file, f"storyboard-{row.created_at:%Y-%m-%d}.zip")


def _zip(kept: str, name: str) -> HttpResponseBase:
    try:
        return _Streamed(artifacts.path(kept).open("rb"), name, "application/zip")
    except FileNotFoundError:
        raise not_found("file") from None


@require_safe
def disclosure(request: HttpRequest, story_id: uuid.UUID) -> HttpResponse:
    """The sheet that says what was made by a drawing model, as PDF."""
    try:
        story = selectors.story(person(request), story_id, Role.VIEWER)
        response = HttpResponse(manuscript.disclosure(story, printing.enlarger().name), content_type="application/pdf")
    except PublishingError as error:
        raise Refused(422, printing.unprintable(error, hint="Change that and try again.")) from error
    name = f"{slugify(story.title, allow_unicode=True) or 'story'}-disclosure.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def no_such_address(request: HttpRequest) -> HttpResponse:
    """An API address that does not exist."""
    return refused(not_found("address"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's own CSRF refusal, as the API says it."""
    return refused(Refused(403, NO_CSRF))
