-- Which group does a platform belong to? Groups of groups are followed.
-- Grain: source × canonical key; source * for what is of no source.
CREATE TABLE {release:Identifier}.platform_groups
(
    source    LowCardinality(String),
    platform  String,
    group_key String COMMENT 'of the outermost group',
    name      String
)
ENGINE = MergeTree
ORDER BY (source, platform)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
