-- How do the complaints of a source end, and since when is that recorded?
--
-- Grain: one row. open: complaints nobody has closed. from: the day of closing before
-- which lie one in a hundred of those known, so that a single wrong day does not
-- count. within: the days from opening in which 99 of 100 ended; both over the closed
-- complaints with a day of closing, NULL without one. Filters do not move them.
--
-- Parameters: release, source.
SELECT
    countIf(status = 'open')                                         AS open,
    quantileExactIf(0.01)(closed_on, status = 'closed')              AS from,
    quantileExactIf(0.99)(toInt32(closed_on - opened_on), status = 'closed') AS within
FROM {release:Identifier}.complaints
WHERE source = {source:String}
