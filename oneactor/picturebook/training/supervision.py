"""What the renderer knows and lends to training: where each character stands and what it looks like.

Helpers on the ordinary denoising loss, all disclosed in the model card and gone from the saved model: alignment heads
read the label map and the looks of each figure from the 8 x 8 features (in the spirit of REPA, Yu et al. 2024); a head
reads the same looks from the state of the character's word, so that the word can carry a whole identity; and the
cross-attention map of that word is drawn evenly over its silhouette, so that Otsu masks mean something.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

import torch
import torch.nn.functional as F
from diffusers import UNet2DConditionModel
from torch import Tensor, nn

from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import Scene

#: stands for “nobody is asked here” among wanted answers
NOBODY = -100
#: queries of the attention layers whose maps are supervised: the latent's own 16 x 16
QUERIES = 256


class RecordingProcessor:
    """Plain attention (matrix product and softmax, quicker than the fused kernel on CPUs) that keeps its map."""

    def __init__(self, recorder: MapRecorder) -> None:
        self.recorder = recorder

    def __call__(
        self, attn: Any, hidden_states: Tensor, encoder_hidden_states: Tensor | None = None, **_: Any
    ) -> Tensor:
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        q, k, v = (
            attn.head_to_batch_dim(x) for x in (attn.to_q(hidden_states), attn.to_k(context), attn.to_v(context))
        )
        weights = torch.baddbmm(q.new_zeros(()), q, k.transpose(1, 2), beta=0, alpha=attn.scale).softmax(-1)
        if self.recorder.keeps_maps and encoder_hidden_states is not None and q.shape[1] == QUERIES:
            self.recorder.maps.append(weights.view(-1, attn.heads, *weights.shape[1:]).float().mean(1))
        out: Tensor = attn.to_out[0](attn.batch_to_head_dim(torch.bmm(weights.to(v.dtype), v)))
        return out


class MapRecorder:
    """Collects, for one forward pass, the maps (b, 256, tokens) and the 8 x 8 features of the up path."""

    def __init__(self, unet: UNet2DConditionModel) -> None:
        self.maps: list[Tensor] = []
        self.features: Tensor = torch.empty(0)
        self.keeps_maps = True
        unet.set_attn_processor(RecordingProcessor(self))
        unet.up_blocks[1].attentions[-1].register_forward_hook(self._keep)

    def _keep(self, module: Any, inputs: Any, output: Any) -> None:
        self.features = output[0] if isinstance(output, tuple) else output.sample

    def __enter__(self) -> MapRecorder:
        self.maps = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


def map_loss(maps: list[Tensor], nouns: Tensor, labels: Tensor, species: int) -> Tensor:
    """How far a noun's attention is from lying evenly on its silhouette: Kullback-Leibler divergence in nats.

    Evenly, because Otsu's threshold parts a map into two levels: attention that lies inside, but on one bright spot,
    gives a mask of the spot.

    Args:
        maps: per layer (b, 256, tokens).
        nouns: (b, tokens), label of the character that the token names, 0 for other tokens.
        labels: (b, 16, 16) label map.
        species: how many labels there are. Nothing here waits for a number, so that a GPU is never held up.
    """
    attention = torch.stack(maps).mean(0)
    known = torch.arange(1, species + 1, device=labels.device)
    tokens = (nouns.unsqueeze(2) == known).float()
    there = (labels.flatten(1).unsqueeze(2) == known).float()
    mass = attention @ tokens
    log_share = (mass / mass.sum(1, keepdim=True).clamp_min(1e-6)).clamp_min(1e-4).log()
    cells = there.sum(1)
    away = -(there * log_share).sum(1) / cells.clamp_min(1) - cells.clamp_min(1).log()
    asked = tokens.any(1) & there.any(1)
    return torch.where(asked, away, 0).sum() / asked.sum().clamp_min(1)


def look_table(scenes: list[Scene], asked: Questions) -> Tensor:
    """What every figure looks like: (n, 1 + species, questions), indices of the answers, 0 where nobody is."""
    table = torch.zeros(len(scenes), 1 + len(asked.names), len(asked.figure), dtype=torch.uint8)
    for row, scene in zip(table, scenes, strict=True):
        for figure in scene.figures:
            looks = [values.index(getattr(figure, name)) for name, values in asked.figure.items()]
            row[1 + asked.names.index(figure.species)] = torch.tensor(looks, dtype=torch.uint8)
    return table


class LookHead(nn.Linear):
    """Logits of all answers to the questions about a figure from one vector."""

    def __init__(self, width: int, asked: Questions) -> None:
        self.answers = [len(values) for values in asked.figure.values()]
        super().__init__(width, sum(self.answers))

    def loss(self, features: Tensor, labels: Tensor, looks: Tensor) -> Tensor:
        """Cross-entropy of the looks, averaged over the attributes, wherever a label names a figure.

        Args:
            features: (b, places, width); a place is a cell of the picture or a token of the caption.
            labels: (b, places), 1 + species of the figure there, 0 for none.
            looks: (b, 1 + species, attributes) of `look_table`.
        """
        answers = looks.gather(1, labels.unsqueeze(2).expand(-1, -1, looks.shape[2])).long()
        wanted = torch.where(labels.unsqueeze(2) > 0, answers, NOBODY).flatten(0, 1)
        logits = self(features).float().flatten(0, 1).split(self.answers, 1)
        losses = [F.cross_entropy(z, wanted[:, i], ignore_index=NOBODY, reduction="sum") for i, z in enumerate(logits)]
        return torch.stack(losses).mean() / (labels > 0).sum().clamp_min(1)


def alignment_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of the label map at 8 x 8; logits (b, classes, 8, 8), labels (b, 16, 16)."""
    return F.cross_entropy(logits.float(), labels[:, ::2, ::2])
