"""One thing that the doctor looked at. No checks here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was looked at and how it is.

    Attributes:
        subject: what, a word or two.
        told: how it is, without names of persons.
        mend: what to do; None where all is well.
    """

    subject: str
    told: str
    mend: str | None = None

    @property
    def wrong(self) -> bool:
        """Whether something is to be done."""
        return self.mend is not None
