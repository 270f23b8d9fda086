// Words of the records that were written before words were kept (0009): graph/backfill.py reads them out of their fields.
