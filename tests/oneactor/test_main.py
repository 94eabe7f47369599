from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from oneactor import BackendInfo, __main__
from oneactor.__main__ import main
from oneactor.actor import Actor
from oneactor.cast_arguments import own_phrases
from oneactor.words import Vocabulary
from tests.tiny import tiny_pipeline

BACKEND = ["--backend", "oneactor.backends.checkpoint:Checkpoint", "--device", "cpu"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    tiny_pipeline("sd").save_pretrained(folder)
    return folder


def test_propose_tune_render(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [*BACKEND, "--model", str(model)]
    out, card, picture = tmp_path / "fox", tmp_path / "fox.card", tmp_path / "page" / "1.png"
    assert main(["propose", "a fox", "--count", "2", "--steps", "2", "--out", str(out), *options]) == 0
    assert sorted(p.name for p in out.iterdir()) == ["candidate-00.png", "candidate-01.png", "proposal.safetensors"]
    tune = ["tune", str(out / "proposal.safetensors"), "--target", "1", "--max-steps", "1", "--out", str(card)]
    assert main([*tune, *options]) == 0
    capsys.readouterr()
    render = ["render", "Mia waves", "--cast", f"Mia={card}", "--steps", "2", "--out", str(picture)]
    assert main([*render, *options]) == 0
    assert picture.exists()
    assert "a fox waves" in capsys.readouterr().out


def test_an_outfit_and_a_style(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options, quick = [*BACKEND, "--model", str(model)], ["--count", "2", "--steps", "2"]

    def learn(words: str, folder: str, proposing: list[str], *tuning: str) -> Path:
        out, card = tmp_path / folder, tmp_path / f"{folder}.card"
        assert main(["propose", words, *proposing, *quick, "--out", str(out), *options]) == 0
        proposal = str(out / "proposal.safetensors")
        assert main(["tune", proposal, "--max-steps", "1", *tuning, "--out", str(card), *options]) == 0
        return card

    fox = str(learn("a fox", "fox", []))
    coat = learn("a fox in a coat", "coat", ["--card", fox], "--card", fox, "--outfit", "coat")
    style = learn("a picture in a bold style", "style", ["--kind", "style"])
    assert Actor.load(style).header.base_word == "style"
    capsys.readouterr()
    render = ["render", "Mia waves", "--cast", f"Mia={coat}#coat", "--cast", str(style), "--steps", "2"]
    assert main([*render, "--out", str(tmp_path / "1.png"), *options]) == 0
    assert "a picture in a bold style, a fox in a coat waves" in capsys.readouterr().out
    for cast, sentence in ((f"{coat}#hat", "it has: coat"), (f"{tmp_path}/no#hat", "There is no card")):
        assert main(["render", "Mia", "--cast", cast, "--out", str(tmp_path / "2.png"), *options]) == 2
        assert sentence in capsys.readouterr().err


def test_a_joint_card(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options, out, card = [*BACKEND, "--model", str(model)], tmp_path / "pair", str(tmp_path / "pair.card")
    words = ["propose", "a low fox and a hot bear", "--base-word", "fox", "--also", "bear", "--count", "2"]
    assert main([*words, "--steps", "2", "--out", str(out), *options]) == 0
    assert main(["tune", str(out / "proposal.safetensors"), "--max-steps", "1", "--out", card, *options]) == 0
    render = ["render", "--steps", "1", "--out", str(tmp_path / "1.png"), *options]
    capsys.readouterr()
    assert main([*render, "the bear and the fox", "--cast", card]) == 0
    assert "“a hot bear and a low fox” is in" in capsys.readouterr().out
    assert main([*render, "Bob at home", "--cast", f"Bob={card}:bear"]) == 0
    told = capsys.readouterr()
    assert "“a hot bear at home” is in" in told.out
    assert "were learnt together" in told.err
    for cast, sentence in ((f"{card}:owl", "not learnt with “owl”"), (f"Bob={card}", "write Bob=CARD:fox")):
        assert main([*render, "Bob", "--cast", cast]) == 2
        assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("description", "words", "phrases"),
    [
        ("a fox", ["fox"], ["a fox"]),
        ("a fox with a hat and a big, brown bear", ["fox", "bear"], ["a fox with a hat", "a big, brown bear"]),
        ("a fox, a bear, and the owl", ["fox", "bear", "owl"], ["a fox", "a bear", "the owl"]),
        ("a fox and a fox", ["fox", "fox"], ["a fox", "a fox"]),
        ("a bear and a fox", ["fox", "bear"], ["the fox", "the bear"]),
        ("fox and bear", ["fox", "bear"], ["the fox", "the bear"]),
    ],
)
def test_each_of_a_joint_card_has_its_own_phrase(description: str, words: list[str], phrases: list[str]) -> None:
    assert own_phrases(description, words) == phrases


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["propose", "a fox", "--backend", "sd99", "--out", "x"], "There is no back-end"),
        (["render", "snow", "--cast", "missing.card", "--out", "x"], "There is no card “missing.card”"),
        (["render", "  ", "--out", "x", *BACKEND], "The scene is empty"),
        (["tune", "missing", "--out", "x", *BACKEND], "say which folder"),
    ],
)
def test_errors_are_one_sentence_and_code_2(
    arguments: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert "Traceback" not in error


def test_an_unknown_verb() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["paint"])
    assert stopped.value.code == 2


@pytest.fixture
def small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """A back-end that knows a few words, tested with two characters, whose files are not there."""
    words = {"words": ["a", "white", "waving", "in", "the", "snow"], "characters": ["fox"]}
    info = BackendInfo("small", "Small", 32, 2, Vocabulary.from_lists(words), 1, "")
    monkeypatch.setattr(__main__, "describe_backend", lambda name, model: info)


@pytest.mark.usefixtures("small_world")
def test_words_are_checked_with_a_base_word_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    propose = ["propose", "a whyte fox", "--base-word", "fox", "--out", str(tmp_path), *BACKEND]
    assert main(propose) == 2
    assert "does not know the word “whyte”; near it: white" in capsys.readouterr().err


@pytest.mark.usefixtures("small_world")
def test_render_checks_its_scene(
    make_card: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bear = f"Mia={make_card(base_word='bear')}"
    render = ["render", "Mia's bear waving, in the snoww", "--out", str(tmp_path / "x.png"), *BACKEND]
    assert main([*render, "--cast", bear]) == 2
    error = capsys.readouterr().err
    assert error.count("does not know the word") == 1
    assert "“snoww”" in error
    assert main([*render, *["--cast", bear] * 3]) == 2
    assert "3 characters are too many" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_to_is_named_before_anything_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No model is given: it would be missed if it were asked for first."""
    assert main(["render", "a fox", "--out", str(tmp_path / "page"), *BACKEND]) == 2
    assert "end it with .png" in capsys.readouterr().err
    (tmp_path / "taken").touch()
    assert main(["propose", "a fox", "--out", str(tmp_path / "taken"), *BACKEND]) == 2
    assert "taken” cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize("steps", ["0", "-1"])
def test_no_steps(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], steps: str) -> None:
    options = ["--steps", steps, "--out", str(tmp_path / "x.png"), *BACKEND, "--model", str(model)]
    for verb in (["propose", "a fox"], ["render", "a fox"]):
        assert main([*verb, *options]) == 2
        assert "at least one step" in capsys.readouterr().err
