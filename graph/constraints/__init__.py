"""Whether statements of provenance can be true together, after PROV-CONSTRAINTS (W3C Recommendation, 30 April 2013)."""
