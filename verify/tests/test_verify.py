"""A passport that holds, the same with lies in it, and what the program is made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import throughline_verify
from throughline_verify import Unreadable, canonical, includes, main

SAMPLE = Path(__file__).with_name("sample.passport.json")


def test_the_sample_holds(capsys: pytest.CaptureFixture[str]) -> None:
    keys = json.loads(SAMPLE.read_text("utf-8"))["keys"]
    assert main([str(SAMPLE), "--key", keys["log"][0], "--witness", keys["witnesses"][0]]) == 0
    told = capsys.readouterr().out
    assert told.endswith("everything holds\n")
    assert "as a witness" in told


def test_every_text_that_is_changed_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SAMPLE.read_text("utf-8")
    for before, after in (("received", "returned"), ("refund-agent", "other-agent"), ("12050", "12051")):
        assert before in text
        said = json.loads(text.replace(before, after))
        file = tmp_path / "lie.json"
        file.write_text(json.dumps(said), "utf-8")
        assert main([str(file)]) == 1, before
    assert "WRONG" in capsys.readouterr().out


def test_canonical_json_is_that_of_rfc_8785() -> None:
    said = {"\u20ac": "Euro", "\r": "return", "1": "One", "\U0001f600": "smile", "b": [True, None, -7, '\u2028"\\']}
    expected = '{"\\r":"return","1":"One","b":[true,null,-7,"\u2028\\"\\\\"],"\u20ac":"Euro","\U0001f600":"smile"}'
    assert canonical(said).decode() == expected
    with pytest.raises(Unreadable):
        canonical(1.5)


def test_a_proof_is_of_one_leaf_in_one_tree() -> None:
    leaves = [throughline_verify.sha256(b"\0" + bytes([number])).digest() for number in range(5)]

    def root(some: list[bytes]) -> bytes:
        if len(some) == 1:
            return some[0]
        half = 1 << (len(some) - 1).bit_length() - 1
        return throughline_verify.sha256(b"\1" + root(some[:half]) + root(some[half:])).digest()

    def path(number: int, some: list[bytes]) -> list[bytes]:
        if len(some) == 1:
            return []
        half = 1 << (len(some) - 1).bit_length() - 1
        if number < half:
            return [*path(number, some[:half]), root(some[half:])]
        return [*path(number - half, some[half:]), root(some[:half])]

    for size in range(1, 6):
        whole = root(leaves[:size])
        for number in range(size):
            proof = path(number, leaves[:size])
            assert includes(number, size, leaves[number], proof, whole)
            assert not includes(number, size, leaves[number], [*proof, whole], whole)
            assert not includes(number + 1, size, leaves[number], proof, whole) or size == 1
            assert not includes(number, size, leaves[(number + 1) % 5], proof, whole)
