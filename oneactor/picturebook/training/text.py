"""The tokenizer and the text encoder: CLIP's own classes, with a small vocabulary of this world."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from oneactor.picturebook.world.about import known_words, vocabulary
from oneactor.picturebook.world.captions import caption
from oneactor.picturebook.world.scene import sample_scene
from oneactor.picturebook.world.vocabulary import CHARACTERS
from oneactor.picturebook.world.words import CHARACTER_NAMES

#: tokens of a prompt, begin and end included, as in every CLIP model
LENGTH = 77
WIDTH = 192
START, END = "<|startoftext|>", "<|endoftext|>"
#: words kept in several tokens, so that multi-token subjects are everyday and not an untested corner
SPLIT = {"grandmother": ("grand", "mother")}


def build_tokenizer() -> CLIPTokenizer:
    """Byte-level BPE in CLIP's form, seeded with all printable ASCII; known words are single tokens but for `SPLIT`."""
    pieces = [part for word in known_words() for part in SPLIT.get(word, (word,))]
    trained = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    trained.pre_tokenizer = pre_tokenizers.Whitespace()
    alphabet = [chr(c) for c in range(33, 127)]
    trainer = trainers.BpeTrainer(
        vocab_size=4000, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False
    )
    trained.train_from_iterator(pieces * 4, trainer)
    merges = [tuple(pair) for pair in json.loads(trained.to_str())["model"]["merges"]]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = [*letters, *(letter + "</w>" for letter in letters), *("".join(pair) for pair in merges)]
    order = {token: i for i, token in enumerate(dict.fromkeys([*tokens, START, END]))}
    return CLIPTokenizer(vocab=order, merges=merges, model_max_length=LENGTH)


def build_text_encoder(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """A three-layer causal transformer, 192 wide."""
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=4 * WIDTH,
        projection_dim=WIDTH,
        num_hidden_layers=3,
        num_attention_heads=6,
        max_position_embeddings=LENGTH,
        hidden_act="quick_gelu",
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return CLIPTextModel(config)


def noun_tokens(tokenizer: CLIPTokenizer) -> dict[int, int]:
    """Token id to label (1 + index of the species) for every token of every character noun."""
    labels = {}
    for index, species in enumerate(CHARACTERS):
        for word in (species, *CHARACTER_NAMES[species]):
            for token in tokenizer(word, add_special_tokens=False)["input_ids"]:
                labels[token] = 1 + index
    return labels


def longest_caption(tokenizer: CLIPTokenizer, count: int = 2000) -> int:
    """Tokens of the longest of `count` random captions; must stay within `LENGTH`."""
    rng = Random(0)
    return max(len(tokenizer(caption(rng, sample_scene(rng, 3)))["input_ids"]) for _ in range(count))


def write_vocabulary(folder: Path) -> None:
    """Write `vocabulary.json` beside the weights."""
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary(), indent=1) + "\n")
