-- The addresses businesses have or had. An address is cited, so it is never given
-- to another business: it leads to the one it was made for, whatever that one is
-- called by now. Those made of a name that turned out to be a person's are
-- deleted.
-- Grain: source × entity × slug.
CREATE TABLE IF NOT EXISTS {database:Identifier}.slugs
(
    source LowCardinality(String),
    entity LowCardinality(String),
    slug   String,
    key    String
)
ENGINE = ReplacingMergeTree
ORDER BY (source, entity, slug)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
