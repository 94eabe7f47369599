"""Words of a prompt: which are known, which one stands for a character, and at which tokens it is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oneactor.errors import InvalidRequest
from oneactor.inflection import ENDING, any_of, changed_plurals, is_one_of, spans

#: Words that end the head of a noun phrase: what follows tells about the noun and does not name it.
_AFTER_HEAD = re.compile(
    r"[,;:.()]|\b(?:with|in|on|at|of|from|by|near|under|who|that|which|and"
    r"|wearing|holding|carrying|made)\b"
    r"|(?<!-)\b(?:called|named|(?:dressed|clad)\s+(?:in|as|like|up))\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ARTICLE = r"(?:(?:a|an|the)\s+)"

#: A half-open range of characters in a text.
Span = tuple[int, int]
#: Token positions of one mention of a word, in reading order; the index in it is the token's rank.
Mention = tuple[int, ...]


@dataclass(frozen=True)
class Vocabulary:
    """The words that a small model was trained on.

    Attributes:
        characters: every noun that stands for somebody.
        species: one noun for each kind of somebody: what is shown to people.
    """

    words: frozenset[str]
    characters: tuple[str, ...]
    places: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    species: tuple[str, ...] = ()

    @classmethod
    def from_lists(cls, data: Mapping[str, Sequence[str]]) -> Vocabulary:
        """From the lists `words`, `characters`, `places` and `actions`; their single words are all known.

        Without a list `species` every character is a kind of its own.
        """
        groups = {key: tuple(data.get(key, ())) for key in ("words", "characters", "places", "actions")}
        known = {word.lower() for group in groups.values() for phrase in group for word in _WORD.findall(phrase)}
        species = tuple(data.get("species", groups["characters"]))
        return cls(frozenset(known), groups["characters"], groups["places"], groups["actions"], species)


@dataclass(frozen=True)
class UnknownWord:
    """A word that the model does not know, and known words that are spelt nearly so."""

    word: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class CastWords:
    """How a story names one character, and the words that stand for it in a prompt."""

    name: str
    description: str
    base_word: str


@dataclass(frozen=True)
class Composed:
    """A prompt made of a scene and a cast.

    Attributes:
        notices: sentences for the writer about what was changed.
        order: indices into the cast in the order in which the characters stand in the prompt; give the placements
            of a `RenderRequest` in this order.
    """

    prompt: str
    notices: tuple[str, ...] = ()
    order: tuple[int, ...] = ()


def _near(word: str, known: Sequence[str]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(word.lower(), known, n=3, cutoff=0.6))


def _stems(word: str) -> tuple[str, ...]:
    return word, re.sub(r"['’]s?$", "", word)


def _knows(vocabulary: Vocabulary, word: str) -> bool:
    """Whether it is known, or each part of it where it has hyphens: the model reads ``cut-out`` as its parts."""
    if vocabulary.words.intersection(_stems(word)):
        return True
    parts = word.split("-")
    return len(parts) > 1 and all(_knows(vocabulary, part) for part in parts)


def check_words(text: str, vocabulary: Vocabulary | None) -> list[UnknownWord]:
    """The words of `text` that the model was never shown, each once; without a vocabulary every word is known."""
    if vocabulary is None:
        return []
    known = sorted(vocabulary.words)
    found: dict[str, UnknownWord] = {}
    for word in _WORD.findall(text):
        lower = word.lower()
        if not _knows(vocabulary, lower) and lower not in found:
            found[lower] = UnknownWord(word, _near(lower, known))
    return list(found.values())


def without_names(text: str, names: Sequence[str]) -> str:
    """The text without the names of a story's own, whole ones only and whatever signs are in them."""
    for name in sorted(filter(None, (name.strip() for name in names)), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?:['’]s?)?(?!\w)", " ", text, flags=re.IGNORECASE)
    return text


def _head(description: str) -> str:
    """The part of a noun phrase that ends with its noun; the whole phrase where looks come before the noun."""
    head = _AFTER_HEAD.split(description.strip(), maxsplit=1)[0]
    return head if _WORD.search(head) else description


def _last_known(text: str, nouns: Sequence[str]) -> str | None:
    ends = [(span[1], len(noun), noun) for noun in nouns for span in spans(text, noun)]
    return max(ends)[2] if ends else None


def find_base_word(description: str, vocabulary: Vocabulary | None) -> str:
    """The noun that stands for the character: ``fox`` in ``a white fox with a green scarf``.

    Raises:
        InvalidRequest: no noun, or none that the model can draw.
    """
    if vocabulary is None:
        words = _WORD.findall(_head(description))
        if not words:
            raise InvalidRequest("The description has no noun in it; say what the character is, for example “a fox”.")
        return str(words[-1])
    nouns = vocabulary.characters
    found = _last_known(_head(description), nouns) or _last_known(description, nouns)
    if found is None:
        near = dict.fromkeys(noun for word in _WORD.findall(description) for noun in _near(word, nouns))
        which = f"did you mean {', '.join(near)}?" if near else f"it can be: {', '.join(vocabulary.species)}."
        raise InvalidRequest(f"No character that can be drawn is named in “{description}”; {which}")
    return found


class _Composer:
    """One pass over a scene: names and base words become descriptions, each member at most once by base word."""

    def __init__(self, scene: str, cast: Sequence[CastWords]) -> None:
        self.scene, self.cast = scene, cast
        self.named = {i for i, member in enumerate(cast) if self._name_pattern(member).search(scene)}
        self.order: list[int] = []

    @staticmethod
    def _name_pattern(member: CastWords) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{any_of([member.name])})(?!\w)", re.I)

    def _pattern(self) -> re.Pattern[str]:
        bases = [member.base_word for member in self.cast]
        base, many = any_of(bases), any_of(plural for word in bases for plural in changed_plurals(word))
        by_name = rf"(?<!\w){_ARTICLE}?(?P<name>{any_of(member.name for member in self.cast)})(?!\w)"
        by_base_word = rf"(?<!\w)(?P<article>{_ARTICLE})?(?P<base>{base}|(?P<many>{many}))(?={ENDING}(?!\w))"
        return re.compile(f"{by_name}|{by_base_word}", re.I)

    def _by_name(self, name: str) -> str:
        index = next(i for i, member in enumerate(self.cast) if is_one_of(name, [member.name]))
        if index in self.order:
            # a second "the fox" would be taken for the other fox where there are two
            base = self.cast[index].base_word
            twins = sum(member.base_word.lower() == base.lower() for member in self.cast) > 1
            return self.cast[index].name if twins else f"the {base}"
        self.order.append(index)
        return self.cast[index].description

    def _by_base_word(self, match: re.Match[str]) -> str:
        taken = self.named.union(self.order)
        forms = ([member.base_word, *changed_plurals(member.base_word)] for member in self.cast)
        index = next((i for i, form in enumerate(forms) if i not in taken and is_one_of(match["base"], form)), None)
        if index is None:
            return match[0]
        self.order.append(index)
        one = not match["many"] and not match["plural"]
        return self.cast[index].description if match["article"] and one else match[0]

    def text(self) -> str:
        """The scene with descriptions in it; fills `order`."""
        return self._pattern().sub(
            lambda match: self._by_name(match["name"]) if match["name"] else self._by_base_word(match), self.scene
        )


def compose(scene: str, cast: Sequence[CastWords]) -> Composed:
    """Put the cast's words into a scene.

    A name ("Mia waves") and a bare base word ("the fox waves") become the description; a base word with other words
    about it ("a sad fox") or in the plural ("the foxes") stays as written. Members that the scene does not mention are
    put at the front.
    """
    composer = _Composer(scene.strip(), cast)
    text = composer.text()
    absent = [index for index in range(len(cast)) if index not in composer.order]
    order = (*absent, *composer.order)
    if not absent:
        return Composed(text, (), order)
    members = [cast[index] for index in absent]
    front = " and ".join(member.description for member in members)
    names = (member.name or member.description for member in members)
    notices = tuple(f"{name} is in this picture too, though its scene does not say the name." for name in names)
    return Composed(", ".join(part for part in (front, text) if part), notices, order)


def cut_words(text: str, offsets: Sequence[Span]) -> str:
    """What no token stands for because the text is too long, from the first word that is not whole; "" if nothing."""
    end = max((end for _, end in offsets), default=0)
    if not re.search(r"\w", text[end:]):
        return ""
    while end > 0 and text[end - 1].isalnum() and text[end].isalnum():
        end -= 1
    return text[end:].strip(" \t\n,;:.")


def _mention(span: Span, offsets: Sequence[Span]) -> Mention:
    """Tokens that share a character with `span`, none if its end was cut off; special tokens have empty offsets."""
    tokens = tuple(i for i, (start, end) in enumerate(offsets) if max(start, span[0]) < min(end, span[1]))
    return tokens if tokens and offsets[tokens[-1]][1] >= span[1] else ()


def find_mentions(text: str, words: Sequence[str], offsets: Sequence[Span]) -> dict[str, list[Mention]]:
    """Token positions of every mention of every word, case ignored.

    Args:
        offsets: start and end character of every token, as a fast tokenizer gives them (`return_offsets_mapping`).

    Returns:
        Per lower-cased word its mentions. Endings that are tokens of their own are left out, unless they change the
        word ("wolves"). Characters inside a longer of the words ("fox" in "arctic fox") count for the longer one only.
    """
    taken: list[Span] = []
    found: dict[str, list[Mention]] = {}
    for word in sorted({w.lower() for w in words}, key=len, reverse=True):
        own = [s for s in spans(text, word) if not any(max(s[0], t[0]) < min(s[1], t[1]) for t in taken)]
        taken += own
        found[word] = [mention for span in own if (mention := _mention(span, offsets))]
    return found


def match_cast(text: str, base_words: Sequence[str], offsets: Sequence[Span]) -> list[list[Mention]]:
    """Per member of a cast its own mentions; members of one base word take them in order, the last one the rest."""
    mentions = find_mentions(text, base_words, offsets)
    matched: list[list[Mention]] = []
    for index, word in enumerate(base_words):
        twins = [i for i, other in enumerate(base_words) if other.lower() == word.lower()]
        place, found = twins.index(index), mentions[word.lower()]
        matched.append(found[place:] if place == len(twins) - 1 else found[place : place + 1])
    return matched
