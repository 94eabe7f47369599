"""OneActor: keep a character itself from picture to picture (paper: OneActor, NeurIPS 2024).

Importing this package imports no torch; that comes with `load_backend`.
"""

from oneactor.backend import Backend, Likeness, Progress, Rendering, Report
from oneactor.backends import BackendInfo, Enlarging, backend_names, describe_backend, load_backend
from oneactor.devices import DeviceMemory, device_memory
from oneactor.errors import (
    Cancelled,
    CardDamaged,
    CardMismatch,
    InvalidRequest,
    ModelMissing,
    OneActorError,
    OutOfMemory,
    ProposalDamaged,
    UnknownBackend,
)
from oneactor.inspection import card_model, rewrite_card
from oneactor.presets import Memory
from oneactor.requests import (
    Area,
    Control,
    Masking,
    Painted,
    Placement,
    ProposeRequest,
    Redo,
    RenderRequest,
    Sampling,
    TuneRequest,
)
from oneactor.words import (
    CastWords,
    Composed,
    UnknownWord,
    Vocabulary,
    check_words,
    compose,
    find_base_word,
    without_names,
)

__all__ = [
    "Area",
    "Backend",
    "BackendInfo",
    "Cancelled",
    "CardDamaged",
    "CardMismatch",
    "CastWords",
    "Composed",
    "Control",
    "DeviceMemory",
    "Enlarging",
    "InvalidRequest",
    "Likeness",
    "Masking",
    "Memory",
    "ModelMissing",
    "OneActorError",
    "OutOfMemory",
    "Painted",
    "Placement",
    "Progress",
    "ProposalDamaged",
    "ProposeRequest",
    "Redo",
    "RenderRequest",
    "Rendering",
    "Report",
    "Sampling",
    "TuneRequest",
    "UnknownBackend",
    "UnknownWord",
    "Vocabulary",
    "backend_names",
    "card_model",
    "check_words",
    "compose",
    "describe_backend",
    "device_memory",
    "find_base_word",
    "load_backend",
    "rewrite_card",
    "without_names",
]
