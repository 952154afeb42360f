-- Write some partitions again, every complaint under the business it counts for.
--
-- A complaint that an alias moved in an earlier release is taken back to the
-- platform it was published under, which history knows, and goes from there; one
-- that is new in this load is not in history yet and has its published platform.
--
-- Parameters: release, database, partitions, sources and platforms (of one
-- length, pair by pair: the platforms whose complaints may move).
INSERT INTO {release:Identifier}.complaints_linked
SELECT told.* EXCEPT (published)
    REPLACE (if(alias_canonical = '', published, alias_canonical) AS platform)
FROM
(
    SELECT
        c.*,
        if(known_platform != '', toString(known_platform), toString(c.platform)) AS published
    FROM {release:Identifier}.complaints AS c
    LEFT ANY JOIN
    (
        SELECT source AS known_source, id AS known_id, version AS known_version, toString(platform) AS known_platform
        FROM {database:Identifier}.history
        WHERE (source, id) IN
        (
            SELECT source, id
            FROM {release:Identifier}.complaints
            WHERE (source, platform) IN (SELECT arrayJoin(arrayZip({sources:Array(String)}, {platforms:Array(String)})))
        )
    ) AS known ON known.known_source = c.source AND known.known_id = c.id AND known.known_version = c.version
    WHERE _partition_id IN {partitions:Array(String)}
) AS told
LEFT ANY JOIN
(
    SELECT source AS alias_source, platform AS alias_platform, canonical AS alias_canonical
    FROM {release:Identifier}.platform_aliases
) AS alias ON alias.alias_source = told.source AND alias.alias_platform = told.published
SETTINGS max_partitions_per_insert_block = 0, join_use_nulls = 0
