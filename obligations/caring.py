"""What a plan says of the care register 关爱登记: what the answers of a call mean.

The register itself is in the locked room `care/`; a plan holds no child and no code.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from obligations.sheets import Sheet

#: Days after exit until the identity is destroyed, where a plan says nothing.
KEEP_DAYS = 90


class Care(Sheet):
    """What a plan writes at the duty of which every active case is one task a month. Days are calendar days.

    The post that reviews the duty keeps the register, and its head approves.
    """

    stand_ins: ClassVar = {
        "result": "-",
        "unanswered": "-",
        "declined": "-",
        "support": "-",
    }

    result: str  #: the field of the hand-in that says how it went
    unanswered: str  #: the choice that says that nobody answered
    declined: str  #: the choice that says that the family does not wish it
    support: str  #: the yes-or-no field that asks for help
    review_days: int = Field(92, ge=1, le=400)  #: from one review of need to the next
    answer_days: int = Field(15, ge=1, le=60)  #: working days to answer a request about the data
    keep_days: int = Field(KEEP_DAYS, ge=0, le=3650)  #: from exit to the end of the identity
