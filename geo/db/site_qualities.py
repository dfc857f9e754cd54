"""What may be known of a building that is or could be a hub: columns that the files of hubs and facilities share."""

from __future__ import annotations

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column


class SiteQualities:
    """Qualities beside the place; NULL is unknown, which meets no hard wish."""

    storage_m2: Mapped[float | None] = mapped_column(Float, comment="Floor space for goods, m2")
    delivery_access: Mapped[bool | None] = mapped_column(comment="A van or truck can unload at the door")
    charging: Mapped[bool | None] = mapped_column(comment="Cargo bikes and electric vans can be charged")
    opening_hours_week: Mapped[float | None] = mapped_column(Float, comment="Hours a week that the building is open")
    rent_eur_year: Mapped[float | None] = mapped_column(Float, comment="Rent as a hub, euro a year")
    with_social_team: Mapped[bool | None] = mapped_column(comment="The social team works in the building")
    with_volunteers: Mapped[bool | None] = mapped_column(comment="Volunteers are at work in the building")
    spare_concierge_hours_week: Mapped[float | None] = mapped_column(
        Float, comment="Hours a week that concierges have to spare there"
    )


class LandedSite(SiteQualities):
    """The same as the files of hubs and facilities tell it: with its capacity, which a scenario may set otherwise."""

    capacity_per_day: Mapped[int | None] = mapped_column(comment="Deliveries a day it can handle")
