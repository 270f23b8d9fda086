"""What records refer to in vain, for those who keep the graph fed."""

from __future__ import annotations

from typing import Literal

from agents.answer import Form
from agents.pages import Asked, Page, listing
from graph.store import Store
from graph.waiting import waiting


class Waited(Form):
    """What `records` records of a stream refer to in one `field`, in vain; `says` is it in words.

    `why` is that of an identifier: *nobody* carries it, *several* things do, or it is *shared* by more records than the
    guard of its property allows. Of a key it is empty: the key is not there.
    """

    source: str
    stream: str
    field: str
    target: str
    says: str
    why: Literal["", "nobody", "several", "shared"]
    records: int


def waited(store: Store, key: bytes, asked: Asked, source: str | None, stream: str | None) -> Page[Waited]:
    """What was waited for, the most awaited first; all pages are as of the first. Raises: as `listing`."""
    here = listing(store, key, {"list": "waiting", "source": source, "stream": stream}, asked)
    skip = int(here.after[0]) if here.after else 0
    rows = waiting(store.engine, source, stream, here.limit + 1, here.snapshot.seq, skip)
    items = [
        Waited(
            source=one.source,
            stream=one.stream,
            field=one.field,
            target=one.target.text,
            says=str(one.target),
            why=one.why,
            records=one.records,
        )
        for one in rows[: here.limit]
    ]
    after = [skip + here.limit] if len(rows) > here.limit else None
    return Page(items=items, next=here.cursor(after), seq=here.snapshot.seq)
