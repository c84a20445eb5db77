"""How long one may be silent with a customer of each class."""

from dataclasses import dataclass

from salesdesk.domain.customers import Grade


@dataclass(frozen=True, slots=True)
class Silence:
    """The longest silence in days by class; 0 is no limit, and without a class there is none."""

    a: int = 7
    b: int = 14
    c: int = 30

    def limit(self, grade: Grade) -> int:
        """Return so many days, or 0."""
        return {Grade.A: self.a, Grade.B: self.b, Grade.C: self.c}.get(grade, 0)
