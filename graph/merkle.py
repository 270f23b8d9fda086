"""The Merkle tree of the ledger: roots, and proofs that a leaf is in it and that a later tree only went on from it.

Source: RFC 6962, section 2.1; proofs are checked as RFC 9162 has it, sections 2.1.3.2 and 2.1.4.2. Hashes are 32 bytes.
A tree is never held: its *peaks*, the roots of the perfect trees that it is made of from left to right, are enough to
go on, and a proof asks for the few inner hashes that it takes, each once, by height and place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

EMPTY = sha256().digest()
"""The root of a tree without leaves."""

Node = tuple[int, int]
"""A perfect tree: its height, and its place among those of that height. `(0, n)` is leaf n."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + data).digest()


def _joined(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def grown(size: int, peaks: Sequence[bytes], leaf: bytes) -> tuple[list[bytes], list[bytes]]:
    """The peaks after one more leaf, and the perfect trees that it completes, by height: the leaf itself first."""
    rest, made = list(peaks), [leaf]
    while size & 1:
        made.append(_joined(rest.pop(), made[-1]))
        size >>= 1
    return [*rest, made[-1]], made


def root(peaks: Sequence[bytes]) -> bytes:
    """The root of a tree, of its peaks."""
    if not peaks:
        return EMPTY
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = _joined(peak, found)
    return found


def peaks_of(leaves: Iterable[bytes]) -> list[bytes]:
    """The peaks of a tree, of the hashes of its leaves."""
    peaks: list[bytes] = []
    for size, leaf in enumerate(leaves):
        peaks, _ = grown(size, peaks, leaf)
    return peaks


def peak_nodes(size: int) -> list[Node]:
    """Which perfect trees the peaks of a size are."""
    return _nodes(0, size)


def inclusion_nodes(number: int, size: int) -> list[list[Node]]:
    """What proves that leaf `number` is in a tree: for each hash of the proof, the perfect trees that it is made of."""
    ranges, low, high = [], 0, size
    while high - low > 1:
        middle = low + _half(high - low)
        if number < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return [_nodes(*one) for one in reversed(ranges)]


def consistency_nodes(old: int, size: int) -> list[list[Node]]:
    """What proves that a tree went on from that of size `old`, likewise; nothing from an empty tree, or the same."""
    ranges, low, high, whole = [], 0, size, True
    if not 0 < old < size:
        return []
    while old != high:
        middle = low + _half(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low, whole = middle, False
    ranges += [] if whole else [(low, high)]
    return [_nodes(*one) for one in reversed(ranges)]


def proof(parts: Sequence[Sequence[Node]], hash_of: Callable[[Node], bytes]) -> list[bytes]:
    """A proof, of what it is made of and the hashes of that."""
    return [root([hash_of(node) for node in nodes]) for nodes in parts]


def includes(number: int, size: int, leaf: bytes, path: Sequence[bytes], whole: bytes) -> bool:
    """Whether a proof shows that leaf `number` is in the tree of that size and root."""
    if not 0 <= number < size or not _hashes(leaf, whole, *path):
        return False
    place, last, found = number, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = _joined(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = _joined(found, one)
        place, last = place >> 1, last >> 1
    return last == 0 and found == whole


def continues(old: int, size: int, path: Sequence[bytes], before: bytes, whole: bytes) -> bool:
    """Whether a proof shows that the tree of that size and root went on from the one of size `old` and root `before`.

    From an empty tree everything goes on: nothing proves it, and only another empty tree does so without a proof.
    """
    if not 0 < old < size:
        return old == size and not path and before == whole and (old > 0 or whole == EMPTY)
    steps = list(path) if old & (old - 1) else [before, *path]
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    if not path or not _hashes(*steps):
        return False
    first = second = steps[0]
    for one in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = _joined(one, first), _joined(one, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = _joined(second, one)
        place, last = place >> 1, last >> 1
    return last == 0 and first == before and second == whole


def _hashes(*said: bytes) -> bool:
    """Whether what was said are hashes at all."""
    return all(len(one) == len(EMPTY) for one in said)


def _half(size: int) -> int:
    """The largest power of two below a size."""
    return int(1 << ((size - 1).bit_length() - 1))


def _nodes(low: int, high: int) -> list[Node]:
    """The perfect trees of the leaves from `low` up to `high`, which begin where such a range begins in a tree."""
    found = []
    while low < high:
        height = (high - low).bit_length() - 1
        found.append((height, low >> height))
        low += 1 << height
    return found
