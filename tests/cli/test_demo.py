"""`mcpsweep demo`: the real scan of the sample disk."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ended


def test_demo(mcpsweep: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = mcpsweep("demo")
    out = ended.out.decode()
    assert ended.code == 0
    assert "github-pat" in out
    assert out.splitlines()[-1].endswith("read")
    assert "made up" in ended.err
    assert f"mcpsweep scan --root {tmp_path}" in ended.err
    assert list(tmp_path.iterdir()) == []
