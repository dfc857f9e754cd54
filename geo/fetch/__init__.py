"""Fetching the open sources of a gemeente into a workspace: CBS, PDOK, RIVM, Vektis and OpenStreetMap.

What belongs here: how each source is asked, how pages join into one file, and what is noted of it in ``sources.lock``.
What does not: reading what the files say (:mod:`geo.sources`). Imports stay out of this file; the command starts light.
"""
