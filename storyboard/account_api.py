"""The account of the person who asks, over HTTP."""

from __future__ import annotations

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest
from ninja import Router, Status

from characters.api import Key
from jobs import selectors as jobs
from jobs.schemas import JobOut, answers
from jobs.session import person
from storyboard.schemas.account import AccountOut, DeleteAccountIn
from storyboard.services import account

account_router = Router(tags=["account"])


@account_router.get("", response=answers(AccountOut))
def get_account(request: HttpRequest) -> AccountOut:
    """Who is here."""
    return account.account(person(request))


@account_router.post("/download", response=answers(JobOut, 202))
def download_account(request: HttpRequest, idempotency_key: Key = None) -> Status[JobOut]:
    """Have all stories put into one file."""
    return Status(202, jobs.job_out(account.download(person(request), idempotency_key)))


@account_router.post("/delete", response=answers(None, 204))
def delete_account(request: HttpRequest, body: DeleteAccountIn) -> Status[None]:
    """Delete the account with all its stories, for good."""
    user = person(request)

    def is_theirs() -> bool:
        # As at the door: tries count together, and who may not sign in any more for a while gets an answer from there.
        return authenticate(request, username=user.get_username(), password=body.password) == user

    account.delete(user, body.name, is_theirs)
    logout(request)
    return Status(204, None)
