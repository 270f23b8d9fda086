"""Documents of PROV that others wrote: read in any of their formats, and held against PROV-CONSTRAINTS."""
