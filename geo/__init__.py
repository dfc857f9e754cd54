"""The spatial domain: sources, contracts, the PostGIS schema, frailty, travel times, hubs and service areas.

No Dagster, no maps, no vehicle routing here.
"""
