"""From a case to an answer: the level of care with its reasons, as data that is shown and kept."""
