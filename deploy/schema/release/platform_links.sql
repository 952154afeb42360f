-- Aliases, groups and renames of platforms as they were given.
-- Grain: origin × kind × source × platform (× first day of a rename). What follows
-- from them is in platform_aliases, platform_groups and the names of entities.
CREATE TABLE {release:Identifier}.platform_links
(
    origin   LowCardinality(String) COMMENT 'whose entry: builtin, or as named by the load',
    load_id  UInt32,
    file     UInt16 COMMENT '0: ships with the program',
    line     UInt32,
    identity UInt64 COMMENT 'of what the entry is about',
    digest   UInt64 COMMENT 'of all it says',

    kind      LowCardinality(String) COMMENT 'alias, group, rename',
    source    LowCardinality(String) COMMENT 'publisher code, * for all',
    platform  String COMMENT 'key; a group in a group is group:…',
    canonical Nullable(String) COMMENT 'key that complaints of an alias count for, before chains are followed',
    group_key Nullable(String),
    name      Nullable(String) COMMENT 'of the group, or the new one of a rename',
    from_day  Nullable(Date) COMMENT 'of a rename'
)
ENGINE = MergeTree
ORDER BY (origin, kind, source, platform, identity)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
