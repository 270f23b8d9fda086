"""A decision's provenance for other programs and for people: documents of PROV, nodes and edges, and a page."""
