-- Of which version the newest files are that replaced a slice of a source.
--
-- A file of an earlier version says nothing any more about a slice. slice is 1
-- for the whole source, yyyymmdd, yyyymm or yyyy, or 2147483648 + period for
-- the complaints of a period without the slice's day.
-- Grain: source × slice, the highest version holds.
CREATE TABLE IF NOT EXISTS {database:Identifier}.slices
(
    source  LowCardinality(String),
    slice   UInt32,
    version UInt64 COMMENT 'as in history, file 0'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (source, slice)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
