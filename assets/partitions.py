"""The partitions that assets name: region, region x scenario, region x service date. No jobs and no schedules here."""

import datetime as dt
from collections.abc import Mapping

from dagster import (
    AssetExecutionContext,
    DailyPartitionsDefinition,
    DynamicPartitionsDefinition,
    MultiPartitionKey,
    MultiPartitionsDefinition,
)

BASELINE = "baseline"
FIRST_DATE = "2019-01-01"
DAYS_AHEAD = 400
"""How far ahead a service date may lie: plans are made for coming days."""

REGION_TAG = "region"
"""Tag with the region of a run that Dagster queues, of a night or of files that came in."""

COMMAND_TAG = "wijk/region"
"""Tag with the region of a run that a command carries out."""

regions = DynamicPartitionsDefinition(name="region")
scenarios = DynamicPartitionsDefinition(name="scenario")
service_dates = DailyPartitionsDefinition(start_date=FIRST_DATE, end_offset=DAYS_AHEAD, timezone="Europe/Amsterdam")

by_region = regions
by_scenario = MultiPartitionsDefinition({"region": regions, "scenario": scenarios})
by_date = MultiPartitionsDefinition({"region": regions, "service_date": service_dates})


def scenario_key(region: str, scenario: str) -> MultiPartitionKey:
    """The partition key of a region and scenario."""
    return MultiPartitionKey({"region": region, "scenario": scenario})


def date_key(region: str, service_date: str) -> MultiPartitionKey:
    """The partition key of a region and service date (ISO)."""
    return MultiPartitionKey({"region": region, "service_date": service_date})


def region_of_run(tags: Mapping[str, str]) -> str:
    """The region that a run with these tags is for: of a command, a night, or a partition that a person started in the
    web interface; empty where it is for none, such as core made anew by hand."""
    names = (REGION_TAG, COMMAND_TAG, "dagster/partition/region", "dagster/partition")
    return next((tags[name] for name in names if tags.get(name)), "")


def day_of(context: AssetExecutionContext) -> dt.date:
    """The service date of the partition that is being made."""
    return dt.date.fromisoformat(context.partition_key.keys_by_dimension["service_date"])
