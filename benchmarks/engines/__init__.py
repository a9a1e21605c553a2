"""One module an engine, with a class `Engine`. `benchmarks/peers.py` lists them.

An `Engine` takes a workload. `level` gives the level alone by the shortest way the engine has, `level_and_met` the level with the ids of the criteria met. Both take
numbers for words (`workloads.as_ranks`); with `checks` set they take a user's mapping as it is, and check it, with errors of their own in `refusals`. An engine that wants more than numbers has `taken`,
which turns these into what it wants.

Of several ways to say the same, the fastest that was found is taken. So most give one list of truths for all criteria, in an order in which the first one that is
true decides (`Workload.ordered`), and the level comes from searching that list.
"""
