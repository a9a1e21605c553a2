"""Answer a table on a Spark cluster: spark-submit spark_cohort.py PEOPLE ANSWERED [CRITERIA] [COLUMNS].

PEOPLE and ANSWERED are Parquet files in the storage of the cluster. CRITERIA is the id of a bundled set, or a file. COLUMNS is a YAML file that says which
column holds which fact. Only the machine that runs this script needs carelevel: the workers receive a plan of Spark's own expressions.
"""

import sys

from pyspark.sql import SparkSession

import carelevel


def main() -> None:
    """Read the table, answer it and write the result."""
    people, answered, *more = sys.argv[1:]
    criteria = carelevel.load(more[0] if more else "adult-mental-health")
    session = SparkSession.builder.appName("carelevel").getOrCreate()
    frame = session.read.parquet(people)
    found = carelevel.cohort.recommend(criteria, frame, columns=more[1] if len(more) > 1 else None, invalid="unknown")
    found.write.parquet(answered)
    session.read.parquet(answered).groupBy("level").count().show()


if __name__ == "__main__":
    main()
