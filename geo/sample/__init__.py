"""The sample region: a generator of the fictional gemeente Voorbeeldstad, in the formats of real sources.

The ordinary readers load those files; nothing here reads them, and nothing else may depend on what is inside.
Use :func:`geo.sample.write.write_sample`, or ``python -m geo.sample DIR``.
"""
