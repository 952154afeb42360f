-- The address of every business that ever had one: it is cited, so it is never
-- given to another, also when a release no longer holds the business.
-- Grain: source × entity × key.
CREATE TABLE IF NOT EXISTS {database:Identifier}.slugs
(
    source LowCardinality(String),
    entity LowCardinality(String),
    key    String,
    slug   String
)
ENGINE = ReplacingMergeTree
ORDER BY (source, entity, key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
