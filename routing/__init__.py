"""The logistics domain: stops and vehicles, route plans, bundling, flows, the van pool and impact.

No Dagster, no database and no maps here; nothing heavy is imported by the package itself.
"""
