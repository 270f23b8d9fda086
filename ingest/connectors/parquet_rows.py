"""Parquet, row group by row group in bounded memory: what one group, or one value, does not hold, stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from ingest.connector import Column, Item, Skip, Stop
from ingest.connectors.text import KEEP
from ingest.connectors.values import Broken, row

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

ROWS = 1000
"""The most rows that are decoded at once."""

WEIGHT = 16 << 20
"""About how many bytes are decoded at once."""

PAGE = 1 << 20
"""Bytes that are read at once of each column."""


def parquet_rows(file: IO[bytes], name: str, limit: int) -> Iterator[Item]:
    """The rows of a file, as column → value. A row group that cannot be read is one row that cannot.

    Raises:
        Stop: the file's description of itself cannot be read.
    """
    opened = _open(file, name)
    _columns(opened, name)
    first = 1
    for group in range(opened.metadata.num_row_groups):
        claimed = opened.metadata.row_group(group).num_rows
        reader = _Group(opened, name, group, first, limit)
        yield from reader.rows()
        first += max(claimed, 0)


def parquet_columns(file: IO[bytes], name: str) -> list[Column]:
    """The columns with their types. Raises: Stop."""
    return _columns(_open(file, name), name)


def parquet_count(file: IO[bytes], name: str) -> int:
    """How many rows the file says that it has. Raises: Stop."""
    return int(_open(file, name).metadata.num_rows)


def _open(file: IO[bytes], name: str) -> ParquetFile:
    from pyarrow.parquet import ParquetFile

    with _told(f"`{name}` is no Parquet file that can be read"):
        return ParquetFile(file, pre_buffer=False, buffer_size=PAGE)


def _columns(opened: ParquetFile, name: str) -> list[Column]:
    with _told(f"the schema of `{name}` cannot be read"):
        schema = opened.schema_arrow
        names = list(schema.names)
        if twice := sorted({one for one in names if names.count(one) > 1}):
            raise Stop(f"`{name}` has {', '.join(f'`{one}`' for one in twice)} twice", "export it with other names")
        return [Column(field.name, str(field.type)) for field in schema]


@contextmanager
def _told(what: str) -> Iterator[None]:
    from pyarrow import ArrowException

    try:
        yield
    except (ArrowException, OSError, ValueError, KeyError, MemoryError) as error:
        raise Stop(f"{what}: {_plain(error)}", "export it again") from None


def _plain(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{text[:1].lower()}{text[1:200]}" or type(error).__name__


class _Group:
    """One row group. `first` is the number of its first row in the file."""

    def __init__(self, opened: ParquetFile, name: str, group: int, first: int, limit: int) -> None:
        self._opened = opened
        self._name = name
        self._group = group
        self._first = first
        self._limit = limit
        about = opened.metadata.row_group(group)
        self._claimed = about.num_rows
        self._most = max(1, min(ROWS, WEIGHT * max(1, about.num_rows) // max(1, about.total_byte_size)))

    def rows(self) -> Iterator[Item]:
        place = self._first
        try:
            for batch in self._batches():
                for data in _rows(batch):
                    yield self._item(data, place)
                    place += 1
        except Stop as stop:
            yield self._lost(place, stop.message)
            return
        if place - self._first != self._claimed:
            yield self._lost(place, f"it says {self._claimed} rows and has {place - self._first}")

    def _batches(self) -> Iterator[pa.RecordBatch]:
        """The rows as they are decoded: one at first, then as many as what was decoded last lets expect to be light.

        What a group says of its size is that of its encoding, where a text that many rows have counts once.
        """
        size = 1
        batches = self._opened.iter_batches(size, row_groups=[self._group], use_threads=False)
        while True:
            with _told("it cannot be read"):
                batch = next(batches, None)
                weight = batch.nbytes if batch is not None else 0
            if batch is None:
                return
            if weight > WEIGHT:
                size = max(1, size // 2)
            elif 2 * weight <= WEIGHT:
                size = min(self._most, 2 * size)
            self._opened.reader.set_batch_size(size)
            yield batch

    def _item(self, data: dict[str, Any], place: int) -> Item:
        return row(data, f"{self._name}, row {place}", None, self._limit)

    def _lost(self, place: int, reason: str) -> Skip:
        last = self._first + self._claimed - 1
        span = f"rows {place}-{last}" if place <= last else f"rows {self._first}-{last}"
        return Skip(f"row group {self._group + 1}: {reason}", "", f"{self._name}, {span}")


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    names = batch.schema.names
    columns = [_values(column) for column in batch.columns]
    for values in zip(*columns, strict=True) if columns else ():
        yield dict(zip(names, values, strict=True))


def _values(column: pa.Array) -> list[Any]:
    """The values of a column as Python has them; where one has no such form, each by itself."""
    import pyarrow as pa

    try:
        if pa.types.is_float32(column.type) or pa.types.is_float16(column.type):
            return _short(column)
        return list((column.cast(coarse) if (coarse := _microseconds(column.type)) else column).to_pylist())
    except (pa.ArrowException, ValueError, OverflowError, KeyError):
        return [_value(scalar) for scalar in column]


def _short(column: pa.Array) -> list[Any]:
    """Small floats as the shortest text that means them: as Python's they would grow digits that nobody wrote."""
    import pyarrow as pa

    return list(column.cast(pa.float32()).cast(pa.string()).to_pylist())


def _microseconds(kind: pa.DataType) -> pa.DataType | None:
    """For times in nanoseconds, the type that Python has as well; None for other types."""
    import pyarrow as pa

    if getattr(kind, "unit", None) != "ns":
        return None
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", tz=kind.tz)
    return pa.time64("us") if pa.types.is_time(kind) else pa.duration("us")


def _value(scalar: pa.Scalar[Any]) -> Any:
    import pyarrow as pa

    coarse = _microseconds(scalar.type)
    try:
        return (scalar.cast(coarse) if coarse else scalar).as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes().decode("utf-8", KEEP)
    except (pa.ArrowException, ValueError, OverflowError, KeyError) as error:
        shown = str(getattr(scalar, "value", ""))
        return _fine(scalar) if coarse else Broken(_plain(error), shown)


def _fine(scalar: pa.Scalar[Any]) -> str | Broken:
    """A time that has nanoseconds, with each of their digits."""
    import pyarrow as pa

    whole, rest = divmod(scalar.value, 1_000_000_000)
    if pa.types.is_duration(scalar.type):
        return f"PT{whole}.{rest:09d}S" if whole >= 0 else f"PT-{-(whole + 1)}.{1_000_000_000 - rest:09d}S"
    kind = pa.timestamp("s", tz=scalar.type.tz) if pa.types.is_timestamp(scalar.type) else pa.time32("s")
    end = 19 if pa.types.is_timestamp(scalar.type) else 8
    moment = pa.scalar(whole, kind).as_py().isoformat()
    return f"{moment[:end]}.{rest:09d}{moment[end:]}"
