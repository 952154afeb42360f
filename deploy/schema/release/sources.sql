-- The sources of one release, with what their declaration says of them.
-- Grain: source.
CREATE TABLE {release:Identifier}.sources
(
    source        LowCardinality(String),
    title         Map(String, String) COMMENT 'by language',
    country       String,
    url           String,
    licence       String,
    zone          String,
    outcome_basis LowCardinality(String),
    fields        Array(LowCardinality(String)) COMMENT 'fields the publisher fills; others were never asked',
    complaints    UInt64,
    first_opened  Nullable(Date),
    last_opened   Nullable(Date),
    loaded_at     DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY source
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
