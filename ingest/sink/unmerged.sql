-- Which partitions of a release are in several parts?
-- Grain: one row per partition. Parameters: release.
SELECT partition_id
FROM system.parts
WHERE database = {release:String} AND table = 'complaints' AND active
GROUP BY partition_id
HAVING count() > 1
ORDER BY partition_id
