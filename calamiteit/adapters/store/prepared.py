"""Statements of the hot path: compiled once, then handed straight to the driver.

SQLAlchemy's own execution costs each statement several times what SQLite needs for it (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A connection of the driver itself, and the dialect that statements are compiled for."""

    driver: Any
    dialect: sa.Dialect


def line_of(connection: sa.Connection) -> Line:
    """The line below a connection of SQLAlchemy, inside its transaction."""
    return Line(connection.connection.driver_connection, connection.dialect)


class Prepared:
    """One statement. It is run inside the transaction of its line, if there is one.

    Errors are those of the driver, and values pass as they are: only types that every driver takes.
    """

    def __init__(self, statement: Any, *columns: str) -> None:
        """`columns` are those that an INSERT or UPDATE gets a value for at each run."""
        self._statement = statement
        self._columns = columns
        self._text = ""
        self._given: Callable[[Values], Any] = dict

    def run(self, line: Line, values: Values) -> Any:
        """Run it once; the driver's cursor, to fetch from or to count by."""
        text = self._text or self._compiled(line)
        return line.driver.execute(text, self._given(values))

    def run_each(self, line: Line, rows: Sequence[Values]) -> int:
        """Run it for each row; how many rows were changed in all."""
        if len(rows) == 1:
            return int(self.run(line, rows[0]).rowcount)
        text = self._text or self._compiled(line)
        cursor = line.driver.cursor()
        cursor.executemany(text, [self._given(values) for values in rows])
        return int(cursor.rowcount)

    def _compiled(self, line: Line) -> str:
        """A process has one kind of database, so the text is kept with the statement."""
        compiled = self._statement.compile(dialect=line.dialect, column_keys=self._columns or None)
        fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        names = tuple(compiled.positiontup or ()) if compiled.positional else None
        self._given = _giving(names, fixed)
        self._text = str(compiled)
        return self._text


def _giving(names: Sequence[str] | None, fixed: Values) -> Callable[[Values], Any]:
    """How values become what the driver takes: in the order of the statement's places, or by name."""
    if names is None:
        return lambda values: {**fixed, **values}
    if not names:
        return lambda values: ()
    in_order: Callable[[Values], Any] = itemgetter(*names)
    if len(names) == 1:
        [name] = names
        in_order = lambda values: (values[name],)  # noqa: E731 - itemgetter gives a lone value without a tuple
    if fixed:
        return lambda values: in_order({**fixed, **values})
    return in_order


def run(statement: Prepared | str, line: Line, values: Values) -> Any:
    """Run a statement, or plain SQL with the names of its values; the driver's cursor."""
    if isinstance(statement, str):
        return line.driver.execute(statement, values)
    return statement.run(line, values)
