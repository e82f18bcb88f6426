"""Where Prefect finds the flows that are made from the plan: `flows.named.anwen_team-monthly-guidance`.

Prefect imports a flow by its path. Ours are not written down in a file: this module makes the one that
is asked for, from the plan that is loaded in the database.
"""

from __future__ import annotations

from typing import Any

from prefect.flows import Flow

from flows.day import day_round
from flows.duties import duty_flow
from flows.edge import opened_database
from tasks import plans
from tasks.journal import UnknownJurisdictionError

round = day_round  # noqa: A001  # flows.named.round


def __getattr__(name: str) -> Flow[..., Any]:
    """The flow `JURISDICTION_OBLIGATION`. Raises AttributeError, saying what is missing."""
    jurisdiction_id, _, obligation_id = name.partition("_")
    if not jurisdiction_id or not obligation_id:
        raise AttributeError(name)
    try:
        with opened_database() as database, database.read() as session:
            rules = plans.current(session, jurisdiction_id)
        return duty_flow(rules, rules.obligation(obligation_id))
    except (UnknownJurisdictionError, LookupError) as error:
        raise AttributeError(str(error)) from error
