"""What a store is asked when it is only read: plain SQL, so that a look at a run needs no SQLAlchemy.

The contract suite runs all of it; docs/performance.md tells what a look costs.
"""

from __future__ import annotations

_STREAMS = "SELECT id, kind, version, status, head, header FROM stream WHERE "
_TIMERS = "SELECT stream, id, generation, fire_at FROM timer WHERE "
_IN_TIME = " ORDER BY fire_at, stream, id"

EVENTS = "SELECT seq, at, kind, body, hash FROM event WHERE stream = :stream AND seq > :after ORDER BY seq"
STREAM = f"{_STREAMS}id = :id"
EACH_OF_KIND = f"{_STREAMS}kind = :kind ORDER BY number"
EACH_OF_STATUS = f"{_STREAMS}kind = :kind AND status = :status ORDER BY number"
CONTENT = "SELECT body FROM content WHERE hash = :hash"
HANDLED = "SELECT key FROM inbox WHERE stream = :stream ORDER BY key"
DUE = f"{_TIMERS}fire_at <= :now{_IN_TIME} LIMIT :most"
TIMERS_OF = f"{_TIMERS}stream = :stream{_IN_TIME}"
NEXT_FIRE = "SELECT min(fire_at) FROM timer"
TEXT = """
SELECT text.key_id, text.stream, text.salt, text.ciphertext, text.digest, data_key.wrapped
FROM text JOIN data_key ON data_key.id = text.key_id WHERE text.id = :id
"""
LEASE = "SELECT holder, epoch, until FROM engine"
