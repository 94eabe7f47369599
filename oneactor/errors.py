"""Errors that OneActor raises on purpose; each says whether trying again can help."""

from __future__ import annotations


class OneActorError(Exception):
    """Base of all errors of this package. The message is a sentence for the person at the screen."""

    code = "oneactor"
    retryable = False


class InvalidRequest(OneActorError):
    """The request cannot be carried out as written (empty words, impossible numbers)."""

    code = "invalid_request"


class UnknownBackend(OneActorError):
    """No back-end of that name; the message lists the known ones."""

    code = "unknown_backend"


class ModelMissing(OneActorError):
    """The model's folder or one of its files is missing, or differs from what was shipped."""

    code = "model_missing"


class CardDamaged(OneActorError):
    """A card file is not a valid card: wrong format, names, shapes, or values that are not finite."""

    code = "card_damaged"


class CardMismatch(OneActorError):
    """A sound card that was learnt on another model than the one that is to draw."""

    code = "card_mismatch"


class OutOfMemory(OneActorError):
    """The accelerator or the computer ran out of memory; fewer or smaller pictures may fit."""

    code = "out_of_memory"
    retryable = True


class Cancelled(OneActorError):
    """Raised by a progress callback to end a run at the next step."""

    code = "cancelled"


class ProposalDamaged(OneActorError):
    """A file of candidates that is not whole; drawing them again makes a new one."""

    code = "proposal_damaged"
