"""Benchmarks: ``python -m tests.benchmarks.NAME``, one JSON object a line; see CONTRIBUTING for their keys."""
