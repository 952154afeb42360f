-- Under which business do complaints of a platform count? Chains are followed.
-- Grain: source × published key that is an alias; source * for registers that
-- are of no source. complaints.platform is the canonical key already; history
-- keeps the published one.
CREATE TABLE {release:Identifier}.platform_aliases
(
    source    LowCardinality(String),
    platform  String,
    canonical String
)
ENGINE = MergeTree
ORDER BY (source, platform)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
