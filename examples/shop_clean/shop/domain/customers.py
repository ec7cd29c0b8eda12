"""Customers, their points and tiers."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

GOLD, SILVER = 1000, 300


@dataclass(eq=False)
class Customer:
    email: str
    name: str
    password_hash: str
    country: str = "DE"
    points: int = 0
    is_admin: bool = False
    id: UUID = field(default_factory=uuid4)

    @property
    def tier(self) -> str:
        if self.points > GOLD:
            return "gold"
        return "silver" if self.points > SILVER else "basic"

    def award(self, points: int) -> None:
        self.points += points
