"""Dagster assets, a module a group, thin: read inputs, call one domain function, return a frame and metadata."""
