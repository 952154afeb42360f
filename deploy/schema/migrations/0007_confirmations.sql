-- How new the newest file is that still says the same about a complaint.
--
-- A file of a later period that repeats what is known changes nothing in a
-- release, but from then on a file of an earlier period must not bring back
-- older facts. Grain: source × id, the highest version holds.
CREATE TABLE IF NOT EXISTS {database:Identifier}.confirmations
(
    source  LowCardinality(String),
    id      FixedString(16),
    version UInt64 COMMENT 'as in history'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (source, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
