"""Statements of the hot path: compiled once, then handed straight to the driver.

SQLAlchemy's own execution costs each statement several times what SQLite needs for it (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

Values = Mapping[str, Any]


class Prepared:
    """One statement. It is run inside the transaction of a connection, like any other.

    Errors are those of the driver, and values pass as they are: only types that every driver takes.
    """

    def __init__(self, statement: Any, *columns: str) -> None:
        """`columns` are those that an INSERT or UPDATE gets a value for at each run."""
        self._statement = statement
        self._columns = columns
        self._text = ""
        self._names: tuple[str, ...] = ()
        self._fixed: dict[str, Any] = {}
        self._by_position = True

    def run(self, connection: sa.Connection, values: Values) -> Any:
        """Run it once; the driver's cursor, to fetch from or to count by."""
        text = self._text or self._compiled(connection)
        return _driver(connection).execute(text, self._given(values))

    def run_each(self, connection: sa.Connection, rows: Sequence[Values]) -> int:
        """Run it for each row; how many rows were changed in all."""
        if len(rows) == 1:
            return int(self.run(connection, rows[0]).rowcount)
        text = self._text or self._compiled(connection)
        cursor = _driver(connection).cursor()
        cursor.executemany(text, [self._given(values) for values in rows])
        return int(cursor.rowcount)

    def _given(self, values: Values) -> Any:
        if self._fixed:
            values = {**self._fixed, **values}
        return tuple([values[name] for name in self._names]) if self._by_position else values

    def _compiled(self, connection: sa.Connection) -> str:
        """A process has one kind of database, so the text is kept with the statement."""
        compiled = self._statement.compile(dialect=connection.dialect, column_keys=self._columns or None)
        self._by_position = bool(compiled.positional)
        self._names = tuple(compiled.positiontup or compiled.params)
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._text = str(compiled)
        return self._text


def _driver(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection
