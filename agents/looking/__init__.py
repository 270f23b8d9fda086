"""Looking around in the graph as of a sequence: lists, search, neighbours, paths, timelines and differences."""
