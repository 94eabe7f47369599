"""The words people use, as data: other names for what there is in the world, and words that change nothing.

Training draws all of them, so the list of known words is everything here; suggestions for unknown words come from it.
"""

from __future__ import annotations


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """`name: one, two` lines as a mapping."""
    rows = (line.split(":") for line in text.strip().splitlines())
    return {name.strip(): tuple(word.strip() for word in words.split(",")) for name, words in rows}


def _phrases(text: str) -> tuple[str, ...]:
    """A comma-separated text as its phrases."""
    return tuple(phrase.strip() for phrase in text.split(","))


def _words(text: str) -> tuple[str, ...]:
    """A text as its words."""
    return tuple(text.split())


#: nouns for the characters
CHARACTER_NAMES = _table("""
fox: vixen, foxy
rabbit: bunny, hare, leveret
bear: teddy, teddy bear, grizzly, panda
cat: kitten, kitty, pussycat, tomcat
dog: puppy, hound, doggy, pup
mouse: mousey, rat, hamster
pig: piglet, piggy, hog
penguin: pinguin, puffin
dragon: drake, wyvern, dino
robot: android, machine, automaton, droid
girl: daughter, schoolgirl, lass, sister
boy: son, schoolboy, lad, brother
grandmother: grandma, granny, nana, gran
grandfather: grandpa, granddad, gramps, grandad
""")
COLOR_NAMES = _table("""
white: snowy, ivory, cream, pale
orange: ginger, amber, rusty, tangerine
brown: chestnut, chocolate, hazel, tawny, tan
gray: grey, silver, ashen, slate
black: dark, ebony, coal, inky
blue: navy, azure, cobalt, sapphire
yellow: golden, blond, blonde, lemon, gold
red: scarlet, crimson, ruby, cherry
green: emerald, mint, olive, lime
purple: violet, lilac, lavender, plum, mauve
pink: rosy, rose, magenta, salmon
""")
GARMENT_NAMES = _table("""
sweater: jumper, pullover, jersey, cardigan, shirt
scarf: shawl, neckerchief, muffler, bandana
cape: cloak, mantle, robe
dress: gown, frock, skirt, tunic
overalls: dungarees, jumpsuit, coveralls
raincoat: coat, jacket, mackintosh, anorak, parka
""")
HAT_NAMES = _table("""
cap: baseball cap, visor, peaked cap
crown: tiara, coronet, diadem
top hat: tall hat, high hat, topper
pointed hat: wizard hat, witch hat, party hat
bobble hat: beanie, woolly hat, knitted hat, winter hat
""")
GLASSES_NAMES = ("glasses", "spectacles", "eyeglasses", "round glasses", "specs")
ACTION_NAMES = _table("""
standing: stands, waiting, posing, looking
waving: waves, greeting, saluting, saying hello
jumping: jumps, leaping, hopping, bouncing
sitting: sits, resting, seated, relaxing
running: runs, racing, hurrying, chasing, rushing
reading: reads, reading a book, studying, reading a story, reading a fairy tale
eating: eats, eating an apple, munching, snacking, having lunch
dancing: dances, twirling, partying, celebrating, singing
""")
MOOD_NAMES = _table("""
happy: smiling, cheerful, merry, joyful, glad, delighted, laughing
sad: crying, unhappy, weeping, gloomy, tearful, upset
surprised: astonished, amazed, startled, shocked, puzzled
""")
PLACE_NAMES = _table("""
forest: in the forest, in the woods, in a forest, among the trees, in the jungle, under the trees
beach: on the beach, at the seaside, by the sea, on the sand, at the ocean, on the shore, on the coast
snow: in the snow, in the mountains, in winter, on the ice, in the frost
city: in the city, in town, downtown, in the street, on the street, in a big city
castle: at the castle, at a castle, near the castle, before the palace, at the fortress
library: in the library, among the books, in the bookshop, in a library, at the bookshelf
kitchen: in the kitchen, in a kitchen, at the stove, in the bakery
meadow: in the meadow, in a field, among flowers, in the garden, in the park, on the lawn, on the grass
bedroom: in the bedroom, beside the bed, in the nursery, in a bedroom, in the room
farm: on the farm, at the barn, by the barn, in the farmyard, near the stable
desert: in the desert, among the cactuses, in the dunes, in a dry desert
river: at the river, by the river, at the bridge, by the stream, near the lake, beside the pond, by the water
paper: on white paper, on plain paper, on a white background, on blank paper, with nothing behind
""")
TIME_NAMES = _table("""
day: by day, in the daytime, in the morning, at noon, in daylight, in the afternoon, on a sunny day
night: at night, in the evening, at midnight, in the moonlight, under the stars, after dark, by moonlight
""")
SHOT_NAMES = _table("""
close: a close-up of, close up, a portrait of, up close, a closeup of
wide: far away, a wide shot of, in the distance, from afar, seen from far away
""")
STYLE_NAMES = _table("""
flat: a flat drawing of, a clean drawing of, an illustration of, a cartoon of
watercolor: a watercolor of, a watercolour of, a painting of, an aquarelle of, watercolor painting of
crayon: a crayon drawing of, a crayon picture of, a pencil drawing of, a chalk drawing of, a sketch of
paper cut-out: a paper cut-out of, a cut-out of, a papercut of, a collage of, a cutout of
""")
#: said before a character's looks and seen by nobody; writers say them all the same
EMPTY_ADJECTIVES = _words("""
little small tiny big large huge tall short young old elderly baby brave clever kind friendly funny silly cute
lovely sweet nice good gentle shy bold proud lazy sleepy curious wise hungry lonely famous magic magical fluffy
furry soft round fat thin plump quiet noisy naughty playful busy patient polite honest lucky strong fast slow jolly
charming adorable beautiful handsome pretty strange mysterious special favorite favourite best dear great cozy
elegant fancy clumsy calm careful clean cheeky chubby daring eager fearless fine fresh gracious hairy helpful
honorable huggable humble important innocent jumpy lively loyal mighty neat noble ordinary peaceful plucky pleasant
precious rich rugged scruffy serious simple sleek smart snug spirited stout sturdy talented amazing awesome bouncy
courageous dreamy energetic faithful giggly hopeful daft dainty dashing darling thoughtful tired trusty unusual
useful usual warm wild witty wonderful youthful
""")
#: openings of a caption that say nothing about the picture
OPENINGS = _phrases("""
once there was, here is, there is, this is, we see, look at, meet, the story of, a picture of, a picture with, a
scene with, an image of, one day, today, now, suddenly, then, a page with, later, finally, a tale about, in this
picture, at last, soon, next, again, meanwhile, on this page, first
""")
#: between a character and what it does
LINKS = ("is", "was", "likes", "loves", "enjoys", "keeps", "starts", "who is", "that is", "begins", "goes")
#: the same between several and what all of them do
SHARED_LINKS = ("are", "they are", "who are", "all are", "each one is", "have a day for")
#: said before as many as there are; they change nothing
COMPANY = {
    1: ("a friend", "one friend", "another friend"),
    2: ("two friends", "a pair of friends", "both friends", "a pair"),
    3: ("three friends", "a group of friends", "a group of three"),
}
#: in place of “a” before what somebody wears
OWNERS = ("his", "her", "its", "their")
#: said now and then after the colour of a body that is not a person's
COLORED = ("colored", "coloured")
#: ends that say nothing about the picture
CLOSINGS = _phrases("""
very quietly, again, for the first time, with great joy, as always, all day long, for a while, once more, just like
that, before dinner, after school, before breakfast, for fun, until supper, since breakfast, in peace, without a
care, on holiday, every day, on a birthday, before bedtime, on vacation, after lunch, on monday, right now, for
hours, the whole time, on sunday, on a walk, on a trip, during the adventure, on the way home, because it is fun,
while everyone waits, on a picnic, as he likes, as she likes, as they like, one after the other, on another day, all
over again, right in front
""")
#: words that captions are built with
FUNCTION_WORDS = _words("a an and the in on with to of left right wearing dressed has haired hair furred fur")
#: words kept in several tokens, so that multi-token subjects are everyday and not an untested corner
SPLIT = {"grandmother": ("grand", "mother")}
