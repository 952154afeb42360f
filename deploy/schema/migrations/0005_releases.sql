-- The pointer: the row with the highest number is the release that is served.
-- One insert of one row publishes a release, and is written through to disk.
-- Grain: number.
CREATE TABLE IF NOT EXISTS {database:Identifier}.releases
(
    number       UInt32,
    published_at DateTime64(3, 'UTC'),
    load_ids     Array(UInt32) COMMENT 'the loads this release is the first to hold'
)
ENGINE = MergeTree
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
