-- Complaints that a release does not hold any more, because the files that
-- replaced their slice lack them: the counterpart of history.
--
-- Grain: source × id × load. A row counts only when its load_id is in
-- releases.load_ids. version is that of the last word on the complaint: a state
-- of a later version brings it back.
CREATE TABLE IF NOT EXISTS {database:Identifier}.removals
(
    source  LowCardinality(String),
    id      FixedString(16),
    version UInt64 COMMENT 'as in history',
    load_id UInt32,
    file    UInt16
)
ENGINE = MergeTree
ORDER BY (source, id, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
