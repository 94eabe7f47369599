from __future__ import annotations

import pytest

from oneactor import DeviceMemory, device_memory


def test_an_accelerator_s_memory_is_told_as_long_as_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Free and all of it is what the driver says; after a fault every call to it fails."""
    monkeypatch.setattr("torch.cuda.is_initialized", lambda: True)
    monkeypatch.setattr("torch.cuda.mem_get_info", lambda: (5, 8))
    assert device_memory() == DeviceMemory(used=3, total=8)

    def broken() -> tuple[int, int]:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr("torch.cuda.mem_get_info", broken)
    assert device_memory() is None
