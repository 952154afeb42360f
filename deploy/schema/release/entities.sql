-- The businesses of one release: key, name to show, slug in addresses.
-- Grain: source × entity × key; within a source and entity the slug is unique.
CREATE TABLE {release:Identifier}.entities
(
    source     LowCardinality(String),
    entity     LowCardinality(String) COMMENT 'platform, seller',
    key        String COMMENT 'scheme:value',
    name       String,
    slug       String,
    complaints UInt64
)
ENGINE = MergeTree
ORDER BY (source, entity, key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
