-- How much business did the platforms of a source do?
--
-- Grain: one row of the register exposure: origin × platform × measure × currency ×
-- period (first_day to last_day, both included), of platforms the source has
-- complaints about. Periods may overlap. There are no more rows than the register
-- has.
--
-- Parameters: release, source.
SELECT
    toString(platform)               AS key,
    toString(origin)                 AS origin,
    toString(measure)                AS measure,
    ifNull(toString(currency), '')   AS currency,
    first_day,
    last_day,
    toFloat64(value)                 AS value
FROM {release:Identifier}.exposure
WHERE platform IN (SELECT key FROM {release:Identifier}.entities WHERE source = {source:String} AND entity = 'platform')
ORDER BY key, origin, measure, currency, first_day, last_day
