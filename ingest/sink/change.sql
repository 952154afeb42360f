-- Add the complaints of one year of opening that the load changes.
-- Parameters: release (new), database, staging, net, year.
INSERT INTO {release:Identifier}.complaints
SELECT *
FROM {database:Identifier}.{staging:Identifier}
WHERE toYear(opened_on) = {year:UInt16}
  AND (file, line) IN (SELECT file, line FROM {database:Identifier}.{net:Identifier} WHERE toYear(opened_on) = {year:UInt16})
