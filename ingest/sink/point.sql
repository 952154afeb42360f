-- Publish a release: the one row by which everything a load wrote is seen.
--
-- It is written only while the release before is the one the load was compared
-- with, and nobody has taken a lease after the load's own (lease.go).
-- Parameters: database, number, current, at (UTC, milliseconds), load_id, term.
INSERT INTO {database:Identifier}.releases
SELECT {number:UInt32}, toDateTime64({at:String}, 3, 'UTC'), [{load_id:UInt32}]
WHERE (SELECT max(number) FROM {database:Identifier}.releases) = {current:UInt32}
  AND (SELECT max(toUInt64OrZero(substring(name, 7))) FROM system.tables
       WHERE database = {database:String} AND match(name, '^lease_[0-9]+$')) <= {term:UInt64}
