"""The tokenizer and the text encoder: CLIP's own classes, with a small vocabulary of this world."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import World

#: tokens of a prompt, begin and end included, as in every CLIP model
LENGTH = 77
WIDTH = 192
START, END = "<|startoftext|>", "<|endoftext|>"


def build_tokenizer(world: World) -> CLIPTokenizer:
    """Byte-level BPE in CLIP's form, seeded with all printable ASCII; known words are single tokens but for `SPLIT`."""
    pieces = [part for word in world.known_words() for part in world.SPLIT.get(word, (word,))]
    trained = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    trained.pre_tokenizer = pre_tokenizers.Whitespace()
    alphabet = [chr(c) for c in range(33, 127)]
    trainer = trainers.BpeTrainer(
        vocab_size=4000,
        initial_alphabet=alphabet,
        # named here because the trainer numbers the rest in an order that changes by process, and breaks ties by number
        special_tokens=[letter + "</w>" for letter in alphabet],
        end_of_word_suffix="</w>",
        show_progress=False,
    )
    trained.train_from_iterator(pieces * 4, trainer)
    merges = [tuple(pair) for pair in json.loads(trained.to_str())["model"]["merges"]]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = [*letters, *(letter + "</w>" for letter in letters), *("".join(pair) for pair in merges)]
    order = {token: i for i, token in enumerate(dict.fromkeys([*tokens, START, END]))}
    return CLIPTokenizer(vocab=order, merges=merges, model_max_length=LENGTH)


def build_text_encoder(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """A five-layer causal transformer, 192 wide."""
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=4 * WIDTH,
        projection_dim=WIDTH,
        num_hidden_layers=5,
        num_attention_heads=6,
        max_position_embeddings=LENGTH,
        hidden_act="quick_gelu",
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return CLIPTextModel(config)


def noun_tokens(tokenizer: CLIPTokenizer, asked: Questions) -> dict[int, int]:
    """Token id to label (1 + index of the species) for every token of every character noun."""
    labels = {}
    for index, (species, others) in enumerate(asked.species.items()):
        for word in (species, *others):
            for token in tokenizer(word, add_special_tokens=False)["input_ids"]:
                labels[token] = 1 + index
    return labels


def longest_caption(tokenizer: CLIPTokenizer, world: World, count: int = 2000) -> int:
    """Tokens of the longest of `count` random captions; must stay within `LENGTH`."""
    rng = Random(0)
    return max(len(tokenizer(world.caption(rng, world.sample_scene(rng, 3)))["input_ids"]) for _ in range(count))


def write_vocabulary(world: World, folder: Path) -> None:
    """Write `vocabulary.json` beside the weights."""
    (folder / "vocabulary.json").write_text(json.dumps(world.vocabulary(), indent=1) + "\n")
