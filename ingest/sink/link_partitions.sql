-- Which partitions of a release hold complaints of some platforms?
-- Grain: one row per partition. Parameters: release, sources and platforms (of
-- one length, pair by pair).
SELECT DISTINCT _partition_id AS partition
FROM {release:Identifier}.complaints
WHERE (source, platform) IN (SELECT arrayJoin(arrayZip({sources:Array(String)}, {platforms:Array(String)})))
ORDER BY partition
