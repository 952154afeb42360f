-- Which partitions of a release hold a source's complaints of some years?
-- Grain: one row per partition. Parameters: release, source, years.
SELECT DISTINCT _partition_id AS partition
FROM {release:Identifier}.complaints
WHERE source = {source:String} AND toYear(opened_on) IN {years:Array(UInt16)}
ORDER BY partition
