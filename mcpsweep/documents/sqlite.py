from dataclasses import dataclass, field
from mcpsweep.documents.base import Problem
@dataclass
class Rows:
    rows: list = field(default_factory=list)
    problems: list = field(default_factory=list)
def rows(database, wal, table, columns): return Rows()
