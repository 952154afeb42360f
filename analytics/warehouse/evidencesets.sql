-- Which evidence do the complaints of a selection come with, taken together?
--
-- Grain: one row per exact set of kinds with at least one complaint, most
-- complaints first. A set is a number: bit i is the kind at place i of {kinds};
-- 0 is no evidence listed. There are at most 2^length(kinds) rows.
--
-- Parameters: those of selected.sql, and kinds: every kind of evidence there is.
SELECT
    toUInt64(arraySum((kind, i) -> if(has(evidence, kind), bitShiftLeft(toUInt64(1), i - 1), 0),
        {kinds:Array(String)}, arrayEnumerate({kinds:Array(String)}))) AS kinds_,
    sum(n)                                                             AS complaints
FROM (SELECT evidence, count() AS n FROM selected GROUP BY evidence) -- far fewer lists than complaints
GROUP BY kinds_
ORDER BY complaints DESC, kinds_
