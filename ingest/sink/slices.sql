-- Remember of which version the newest files are that replaced a slice.
-- 32768 is 2 to the 15th: a version without file.
-- Parameters: database, verdicts, source.
INSERT INTO {database:Identifier}.slices
SELECT {source:String}, slice, intDiv(max(version), 32768) * 32768
FROM {database:Identifier}.{verdicts:Identifier}
WHERE slice != 0
GROUP BY slice
