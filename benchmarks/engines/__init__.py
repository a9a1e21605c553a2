"""One module an engine, with a class `Engine`. `benchmarks/peers.py` lists them.

An `Engine` takes a workload. `prepared` turns a user's case into the form that the engine likes best, and is not timed; but for carelevel, which takes the case
as it is and checks it. `level` gives the level alone by the shortest way the engine has, `level_and_met` the level with the ids of the criteria met.

Of several ways to say the same, the fastest that was found is taken. So most give one list of truths for all criteria, in an order in which the first one that is
true decides (`Workload.ordered`), and the level comes from searching that list.
"""
