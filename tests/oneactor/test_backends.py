from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from diffusers.utils import dummy_torch_and_scipy_objects
from PIL import Image

from oneactor import backends
from oneactor.backends import (
    PICTUREBOOK_WEIGHTS,
    BackendInfo,
    backend_names,
    describe_backend,
    fingerprint,
    load_backend,
    variant,
)
from oneactor.backends.checkpoint import Checkpoint, StableDiffusion15
from oneactor.backends.loading import locate
from oneactor.backends.picturebook import Picturebook, verify
from oneactor.errors import ModelMissing, UnknownBackend
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.world.about import questions
from oneactor.presets import PRESETS
from tests.tiny import tiny_pipeline


class Plugin:
    """A stranger's back-end, as far as loading and describing go."""

    info = BackendInfo("plugin", "Plug-in", 8, 1, None, 1, "")
    name = "plugin"


def use_entry_points(monkeypatch: pytest.MonkeyPatch, *entries: tuple[str, str]) -> None:
    found = [EntryPoint(name, value, "oneactor.backends") for name, value in entries]
    monkeypatch.setattr(backends, "entry_points", lambda group: found)


def test_importing_and_listing_need_no_torch() -> None:
    code = (
        "import sys, oneactor; oneactor.backend_names(); oneactor.describe_backend('sdxl');"
        "oneactor.compose('Mia', []); sys.exit('torch' in sys.modules or 'diffusers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_names_of_the_table() -> None:
    assert backend_names()[:4] == ("picturebook", "sd15", "sd21", "sdxl")
    info = describe_backend("sdxl")
    assert (info.picture_size, info.vocabulary, info.default_steps, info.model) == (1024, None, 30, "")
    shipped = describe_backend("picturebook")
    assert shipped.model == fingerprint(PICTUREBOOK_WEIGHTS)
    assert shipped.picture_size == Questions.load(PICTUREBOOK_WEIGHTS).size


def test_an_unknown_name_lists_the_known_ones() -> None:
    for ask in (load_backend, describe_backend):
        with pytest.raises(UnknownBackend, match="picturebook, sd15, sd21, sdxl"):
            ask("sd99")


def test_dotted_paths_and_entry_points(monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"{__name__}:Plugin"
    assert isinstance(load_backend(path), Plugin)
    use_entry_points(monkeypatch, ("plugin", path))
    assert isinstance(load_backend("plugin"), Plugin)
    assert describe_backend("plugin") is Plugin.info
    assert backend_names()[-1] == "plugin"


def test_a_class_is_described_by_its_preset_and_never_by_a_property() -> None:
    assert describe_backend("oneactor.backends.checkpoint:StableDiffusionXL") == describe_backend("sdxl")
    with pytest.raises(UnknownBackend, match="does not say what it draws"):
        describe_backend("oneactor.backends.checkpoint:Checkpoint")


def test_a_name_that_is_registered_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    use_entry_points(monkeypatch, ("sd15", f"{__name__}:Plugin"))
    with pytest.raises(UnknownBackend, match="Two back-ends"):
        backend_names()


def test_a_plugin_that_cannot_be_imported(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    use_entry_points(monkeypatch, ("broken", "no.such.module:Thing"))
    with caplog.at_level(logging.WARNING):
        assert "broken" not in backend_names()
    assert "broken" in caplog.text
    with pytest.raises(ImportError):
        load_backend("broken")


def test_missing_models(tmp_path: Path) -> None:
    for model in (tmp_path, tmp_path / "nothing", "nobody/such-a-model"):
        with pytest.raises(ModelMissing, match="hf download"):
            locate(model)
    with pytest.raises(ModelMissing, match="say which folder"):
        Checkpoint()
    (tmp_path / "model_index.json").write_text('{"_class_name": "OtherPipeline"}')
    with pytest.raises(ModelMissing, match=r"cannot be loaded: it is a “OtherPipeline”, .* StableDiffusionXLPipeline"):
        StableDiffusion15(tmp_path, "cpu")
    for content in ("{}", "[]", '{"_class_name": ["a", "b"]}'):
        (tmp_path / "model_index.json").write_text(content)
        with pytest.raises(ModelMissing, match="cannot be loaded"):
            StableDiffusion15(tmp_path, "cpu")


@pytest.mark.parametrize("family", ["sd", "sdxl"])
def test_a_checkpoint_from_a_folder(tmp_path: Path, family: str) -> None:
    pipe = tiny_pipeline(family)
    pipe.save_pretrained(tmp_path / "one")
    backend = Checkpoint(tmp_path / "one", "cpu")
    assert backend.denoiser.family == family
    assert backend.info.label == "one"
    assert backend.info.picture_size == 32
    assert backend.likeness(tmp_path, tmp_path, "fox") is None
    assert backend.denoiser.model == fingerprint(tmp_path / "one")
    next(pipe.unet.conv_out.parameters()).data += 1
    pipe.save_pretrained(tmp_path / "two")
    assert fingerprint(tmp_path / "two") != fingerprint(tmp_path / "one")


def test_a_checkpoint_whose_sampler_wants_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SciPy is not among the requirements, and LMS needs it."""
    monkeypatch.setattr("diffusers.LMSDiscreteScheduler", dummy_torch_and_scipy_objects.LMSDiscreteScheduler)
    tiny_pipeline("sd").save_pretrained(tmp_path)
    index = json.loads((tmp_path / "model_index.json").read_text())
    index["scheduler"] = ["diffusers", "LMSDiscreteScheduler"]
    (tmp_path / "model_index.json").write_text(json.dumps(index))
    with pytest.raises(ModelMissing, match="scipy"):
        Checkpoint(tmp_path, "cpu")


def test_only_weights_that_are_loaded_tell_checkpoints_apart(tmp_path: Path) -> None:
    def put(name: str) -> str:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
        return fingerprint(tmp_path)

    put("unet/model.fp16-00001-of-00002.safetensors")
    half = put("unet/model.fp16-00002-of-00002.safetensors")
    assert variant(tmp_path) == "fp16"
    whole = put("text_encoder/model.safetensors")
    assert half != whole, "a part without that variant has its plain file loaded"
    plain = put("unet/model.safetensors")
    assert variant(tmp_path) is None
    assert plain != whole
    for beside in ("unet/model.non_ema.safetensors", "text_encoder/model.fp16.safetensors"):
        assert put(beside) == plain
    assert put("unet/other.safetensors") != plain


def test_the_manifest_is_checked(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="not there"):
        verify(tmp_path)
    (tmp_path / "part").write_bytes(b"weights")
    (tmp_path / "manifest.json").write_text(json.dumps({"part": hashlib.sha256(b"weights").hexdigest()}))
    verify(tmp_path)
    (tmp_path / "part").write_bytes(b"other")
    with pytest.raises(ModelMissing, match="part"):
        verify(tmp_path)
    (tmp_path / "part").unlink()
    with pytest.raises(ModelMissing, match="lacks part"):
        verify(tmp_path)


@pytest.mark.parametrize("content", ["{}", "[]", '"part"', "null"])
def test_a_manifest_that_names_nothing_is_no_manifest(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ModelMissing, match="list of files is damaged"):
        verify(tmp_path)


class OneOfTwo:
    """A probe that sees one of two looks."""

    questions = questions()

    def agreement(self, target: Image.Image, picture: Image.Image, species: str) -> dict[str, bool]:
        return {"coat": target.size == picture.size, species: False}


def test_likeness_is_the_share_of_looks_that_agree(tmp_path: Path) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    backend = Picturebook.__new__(Picturebook)
    backend.__dict__["probe"] = OneOfTwo()
    likeness = backend.likeness(tmp_path / "a.png", tmp_path / "a.png", "Fox")
    assert likeness is not None
    assert (likeness.score, likeness.agree) == (0.5, {"coat": True, "fox": False})
    assert backend.likeness(tmp_path / "a.png", tmp_path / "a.png", "walrus") is None


def test_learning_is_kept_at_least_twice_a_minute() -> None:
    assert max(preset.tuning.checkpoint_every for preset in PRESETS.values()) <= 30
