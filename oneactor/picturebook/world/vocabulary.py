"""What there is in the world, as data: characters, what they may wear, places, actions, moods, styles, colours."""

from __future__ import annotations

RGB = tuple[int, int, int]

#: kind of each character: how its body is built and which coat colours it may have
CHARACTERS: dict[str, str] = {
    "fox": "animal",
    "rabbit": "animal",
    "bear": "animal",
    "cat": "animal",
    "dog": "animal",
    "mouse": "animal",
    "pig": "animal",
    "penguin": "bird",
    "dragon": "dragon",
    "robot": "robot",
    "girl": "person",
    "boy": "person",
    "grandmother": "person",
    "grandfather": "person",
}
COATS: dict[str, tuple[str, ...]] = {
    "animal": ("white", "orange", "brown", "gray", "black", "blue"),
    "bird": ("black", "blue", "brown", "gray", "orange"),
    "dragon": ("green", "blue", "orange", "gray", "red"),
    "robot": ("white", "orange", "brown", "gray", "black", "blue"),
    "person": ("yellow", "orange", "brown", "gray", "black"),
}
GARMENTS = ("sweater", "scarf", "cape", "dress", "overalls", "raincoat")
HATS = ("cap", "crown", "top hat", "pointed hat", "bobble hat")
GLASSES = ("glasses",)
DYES = ("red", "blue", "green", "yellow", "purple", "pink")
ACTIONS = ("standing", "waving", "jumping", "sitting", "running", "reading", "eating", "dancing")
#: what a close picture, which ends at the waist, can show
UPPER_BODY = ("standing", "waving", "reading", "eating")
MOODS = ("happy", "sad", "surprised")
TIMES = ("day", "night")
SHOTS = ("normal", "close", "wide")
STYLES = ("flat", "watercolor", "crayon", "paper cut-out")
SIDES = ("left", "right")
PAPER = "on white paper"
PLACES: dict[str, str] = {
    "forest": "in the forest",
    "beach": "on the beach",
    "snow": "in the snow",
    "city": "in the city",
    "castle": "at the castle",
    "library": "in the library",
    "kitchen": "in the kitchen",
    "meadow": "in the meadow",
    "bedroom": "in the bedroom",
    "farm": "on the farm",
    "desert": "in the desert",
    "river": "at the river",
    "paper": PAPER,
}

COLORS: dict[str, RGB] = {
    "white": (245, 243, 236),
    "orange": (236, 138, 56),
    "brown": (140, 92, 56),
    "gray": (150, 154, 164),
    "black": (62, 60, 70),
    "blue": (70, 120, 214),
    "yellow": (247, 206, 70),
    "red": (214, 58, 58),
    "green": (62, 158, 84),
    "purple": (138, 82, 184),
    "pink": (240, 140, 178),
}
#: skin of people; captions leave it open
SKINS: dict[str, RGB] = {"light": (250, 218, 190), "tan": (214, 160, 118), "dark": (140, 92, 66)}
