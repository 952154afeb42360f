-- Carry over the complaints of rebuilt years that the load does not change or
-- remove.
-- Parameters: release (new), base (current release), database, net, gone, source,
-- years.
INSERT INTO {release:Identifier}.complaints
SELECT *
FROM {base:Identifier}.complaints
WHERE source = {source:String}
  AND toYear(opened_on) IN {years:Array(UInt16)}
  AND id NOT IN (SELECT id FROM {database:Identifier}.{net:Identifier})
  AND id NOT IN (SELECT id FROM {database:Identifier}.{gone:Identifier})
SETTINGS max_partitions_per_insert_block = 0
