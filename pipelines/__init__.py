"""Dagster put together (definitions, jobs, schedules, resources), the private cluster and the `wijk` command."""
