-- Does a load leave a held one of its source nothing to say?
--
-- Of a source that every load replaces as a whole, if all its rows are newer than
-- the held ones; of another, if it has a newer word on each complaint of the held
-- load.
-- Grain: one row. Parameters: database, staging, held (tables of the two loads'
-- rows), whole.
SELECT if({whole:Bool},
    (SELECT max(version) FROM {database:Identifier}.{held:Identifier})
        < (SELECT min(version) FROM {database:Identifier}.{staging:Identifier}),
    (SELECT count()
     FROM
     (
         SELECT id, max(version) AS version
         FROM {database:Identifier}.{held:Identifier}
         GROUP BY id
     ) AS before
     LEFT JOIN
     (
         SELECT id, max(version) AS version
         FROM {database:Identifier}.{staging:Identifier}
         GROUP BY id
     ) AS now ON now.id = before.id
     WHERE now.version <= before.version) = 0)
