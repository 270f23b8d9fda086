"""The tree is that of RFC 6962: its roots, its proofs, and what it refuses to believe."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import merkle
from graph.merkle import Node

VECTORS = Path(__file__).parent / "vectors" / "merkle" / "testdata"
INCLUSION = sorted(VECTORS.glob("inclusion/**/*.json"))
CONSISTENCY = sorted(VECTORS.glob("consistency/**/*.json"))


def loaded(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = orjson.loads(path.read_bytes())
    hashes: dict[str, Any] = {
        name: b64decode(said[name] or "") for name in ("root", "leafHash", "root1", "root2") if name in said
    }
    return {**said, **hashes, "proof": [b64decode(one) for one in said["proof"] or ()]}


def test_the_vectors_are_all_there() -> None:
    assert (len(INCLUSION), len(CONSISTENCY)) == (98, 98)


@pytest.mark.parametrize("path", INCLUSION, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_inclusion_is_judged_as_the_public_vectors_say(path: Path) -> None:
    said = loaded(path)
    found = merkle.includes(said["leafIdx"], said["treeSize"], said["leafHash"], said["proof"], said["root"])
    assert found is not said["wantErr"], said["desc"]


@pytest.mark.parametrize("path", CONSISTENCY, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_consistency_is_judged_as_the_public_vectors_say(path: Path) -> None:
    said = loaded(path)
    found = merkle.continues(said["size1"], said["size2"], said["proof"], said["root1"], said["root2"])
    assert found is not said["wantErr"], said["desc"]


def naive(leaves: Sequence[bytes]) -> bytes:
    """The root as RFC 6962 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else merkle.EMPTY
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\1" + naive(leaves[:half]) + naive(leaves[half:])).digest()


class Grown:
    """A tree that was grown leaf by leaf, with everything that it completed."""

    def __init__(self, size: int) -> None:
        self.leaves = [merkle.leaf_hash(str(number).encode()) for number in range(size)]
        self.nodes: dict[Node, bytes] = {}
        self.peaks: list[bytes] = []
        for number, leaf in enumerate(self.leaves):
            self.peaks, made = merkle.grown(number, self.peaks, leaf)
            self.nodes |= {(height, number >> height): one for height, one in enumerate(made)}


@pytest.mark.parametrize("size", [*range(70), 127, 128, 129, 1000])
def test_growing_leaf_by_leaf_gives_the_root_of_the_definition(size: int) -> None:
    tree = Grown(size)
    assert merkle.root(tree.peaks) == naive(tree.leaves)
    assert merkle.peaks_of(tree.leaves) == tree.peaks
    assert [tree.nodes[node] for node in merkle.peak_nodes(size)] == tree.peaks


@given(st.data())
def test_every_leaf_is_proven_and_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    number = data.draw(st.integers(0, size - 1))
    tree = Grown(size)
    whole = naive(tree.leaves)
    path = merkle.proof(merkle.inclusion_nodes(number, size), tree.nodes.__getitem__)
    assert merkle.includes(number, size, tree.leaves[number], path, whole)
    other = data.draw(st.integers(0, size - 1))
    assert merkle.includes(other, size, tree.leaves[number], path, whole) is (other == number)
    assert not merkle.includes(number, size, merkle.leaf_hash(b"another"), path, whole)


@given(st.data())
def test_every_earlier_tree_is_proven_to_be_the_beginning(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    old = data.draw(st.integers(1, size))
    tree = Grown(size)
    before, whole = naive(tree.leaves[:old]), naive(tree.leaves)
    path = merkle.proof(merkle.consistency_nodes(old, size), tree.nodes.__getitem__)
    assert merkle.continues(old, size, path, before, whole)
    forged = naive([merkle.leaf_hash(b"another"), *tree.leaves[1:old]])
    assert not merkle.continues(old, size, path, forged, whole)
    for place in range(len(path)):
        wrong = [*path[:place], merkle.leaf_hash(b"wrong"), *path[place + 1 :]]
        assert not merkle.continues(old, size, wrong, before, whole)
