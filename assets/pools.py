"""Concurrency pools that assets name: how many runs may be in a pool at once is set where Dagster is deployed.

Dagster counts runs, not steps: a run that has to wait stays in the queue, with no process and no memory of its own.
"""

DATABASE = "database"
"""dbt builds whole tables: these runs weigh on PostgreSQL."""

SOLVER = "solver"
"""Hubs, route plans, van pools: these runs have a processor for themselves and take most of the memory."""
