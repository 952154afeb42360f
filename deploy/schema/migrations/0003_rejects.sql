-- Rows that could not become a complaint: where and why, never what they held.
-- Grain: one rejected row.
CREATE TABLE IF NOT EXISTS {database:Identifier}.rejects
(
    load_id UInt32,
    file    UInt16,
    line    UInt32,
    column  LowCardinality(String),
    reason  LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (load_id, file, line)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
