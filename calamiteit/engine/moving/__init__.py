"""A run goes to another machine: into one file, out of it again, and back when nobody adopted it."""

from calamiteit.engine.moving.adopting import Adopting, Arrival
from calamiteit.engine.moving.exporting import Exported, Exporting

__all__ = ["Adopting", "Arrival", "Exported", "Exporting"]
