"""Checkpoints are notes that any implementation of C2SP's formats reads, and nobody else's signature passes for one."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.notes import LOG, WITNESS, Checkpoint, Note, Signer, Verifier, cosignature, gathered, signed
from ontology.errors import Invalid

KEY = Signer("example.org/ledger", LOG, sha256(b"a key of tests").digest())
SEER = Signer("witness.example.org", WITNESS, sha256(b"a witness of tests").digest())
POINT = Checkpoint("example.org/ledger", 42, sha256(b"root").digest())
AT = 1_700_000_000
WRITTEN = """\
example.org/ledger
42
SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=

— example.org/ledger /faaZMmeKH0Pf+gQQ3M4EM/PCWk6zgQH9G+a86Y62ZtJE6Wq61Mmi7IXbBbO05N5P6/HJaXX4Is/hEoPn5N+Ikx3Pwc=
— witness.example.org \
gmv0uQAAAABlU/EADECiDEQiviNcfcnt0ca99FUzvmf9G4HCcsRKNfXfjjhiIAkm7VGvD4k1skffaf+cQGqisgHiNLdXb/TDEgH4CQ==
"""
"""Signed here, signed alike and opened by `golang.org/x/mod/sumdb/note` 0.42 and `transparency-dev/formats`."""


def test_a_checkpoint_is_written_as_the_reference_writes_and_reads_it() -> None:
    text = gathered([signed(POINT, [KEY]), f"{POINT.text}\n{cosignature(POINT.text, SEER, AT)}"])
    assert text == WRITTEN
    found = Note.parse(text)
    assert found.checkpoint == POINT
    assert found.signed_by(KEY.verifier)
    assert found.witnessed_by(SEER.verifier) == AT


def test_keys_are_written_as_the_reference_writes_them() -> None:
    """The key of the examples in `golang.org/x/mod/sumdb/note`."""
    said = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    key = Signer.parse(said)
    assert key.text == said
    assert key.verifier.text == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert Verifier.parse(key.verifier.text) == key.verifier


def test_another_key_of_the_same_name_has_not_signed() -> None:
    found = Note.parse(WRITTEN)
    assert not found.signed_by(Signer.new(KEY.name, LOG).verifier)
    assert found.witnessed_by(Signer.new(SEER.name, WITNESS).verifier) is None
    assert not found.signed_by(SEER.verifier)


@pytest.mark.parametrize(
    ("was", "is_"), [("42", "43"), ("SBNJ", "SBNK"), ("example.org/ledger\n42", "example.com/ledger\n42")]
)
def test_what_was_altered_is_signed_by_nobody(was: str, is_: str) -> None:
    found = Note.parse(WRITTEN.replace(was, is_, 1))
    assert not found.signed_by(KEY.verifier)
    assert found.witnessed_by(SEER.verifier) is None


def test_a_cosignature_of_another_instant_does_not_hold() -> None:
    moved = WRITTEN.replace("gmv0uQAAAABlU/EA", "gmv0uQAAAABlU/EB")
    assert moved != WRITTEN
    assert Note.parse(moved).witnessed_by(SEER.verifier) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "a\n42\n",
        WRITTEN[:-1],
        WRITTEN.replace("— ", "- "),
        WRITTEN + "more\n",
        WRITTEN.replace("/faa", "!faa"),
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Note.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        "a\n1\nAAAA\n",
        "\n1\n" + "A" * 43 + "=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Checkpoint.parse(text)


@pytest.mark.parametrize("text", ["", "a", "a+b", KEY.verifier.text.replace("fdf6", "fdf7"), "a b" + KEY.verifier.text])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Verifier.parse(text)
    with pytest.raises(Invalid) as refused:
        Signer.parse("PRIVATE+KEY+" + text)
    assert len(text) < 2 or text not in str(refused.value)


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32))
def test_what_is_signed_is_read_again(size: int, root: bytes) -> None:
    point = Checkpoint(KEY.name, size, root)
    found = Note.parse(signed(point, [KEY]))
    assert (found.checkpoint, found.signed_by(KEY.verifier)) == (point, True)
