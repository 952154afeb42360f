-- How much did complaints recover, by the stage in which they were resolved?
--
-- Grain: one row per stage × currency, of the complaints with a ladder and a known
-- amount recovered (0 is known). The amount is a complaint's: it stands under the last
-- stage, if that is the one where the complaint was resolved, else under ''. Sums are
-- of one currency; where the currency is unknown ('') they are meaningless and not to
-- be shown. claimed_n: those of them that say what was claimed, more than 0.
--
-- Parameters: those of selected.sql.
SELECT
    if(stage_result[-1] = 'resolved', toString(stage[-1]), '')      AS at,
    ifNull(toString(selected.currency), '')                         AS money,
    count()                                                         AS recovered_n,
    toFloat64(sum(assumeNotNull(amount_recovered)))                 AS recovered_total,
    quantileExactInclusive(0.5)(toFloat64(assumeNotNull(amount_recovered))) AS recovered_median,
    countIf(amount_claimed > 0)                                     AS claimed_n,
    toFloat64(sumIf(assumeNotNull(amount_claimed), ifNull(amount_claimed, 0) > 0))     AS claimed_total,
    toFloat64(sumIf(assumeNotNull(amount_recovered), ifNull(amount_claimed, 0) > 0))   AS recovered_of_claimed
FROM selected
WHERE notEmpty(stage) AND amount_recovered IS NOT NULL
GROUP BY at, money
ORDER BY at, money
