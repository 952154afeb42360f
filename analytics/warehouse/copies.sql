-- How many complaints of a selection repeat the text of an earlier one about the same
-- platform?
--
-- Grain: one row per platform with at least one text of {least} letters or more.
-- Denominator: with_text, the complaints with such a text. Texts are the same when
-- their letters are, in whatever case: digits, signs and blanks do not count. Of
-- each text the first complaint (by day of opening, then id) is no copy; the other
-- columns count copies only. rated = resolved + unresolved.
--
-- Parameters: those of selected.sql, least.
SELECT
    key,
    sum(n)                          AS with_text,
    sum(n - 1)                      AS copies,
    sum(resolved - first_resolved)  AS copies_resolved,
    sum(rated - first_rated)        AS copies_rated
FROM
(
    SELECT
        key, text,
        count()                                      AS n,
        countIf(is_resolved)                         AS resolved,
        countIf(is_rated)                            AS rated,
        toUInt64(argMin(is_resolved, (opened_on, id))) AS first_resolved,
        toUInt64(argMin(is_rated, (opened_on, id)))    AS first_rated
    FROM
    (
        SELECT
            toString(platform)                                                        AS key,
            opened_on, id,
            status = 'closed' AND outcome = 'resolved'                                AS is_resolved,
            status = 'closed' AND outcome IN ('resolved', 'unresolved')               AS is_rated,
            lowerUTF8(replaceRegexpAll(ifNull(narrative, ''), '[^\\p{L}]+', ''))      AS letters,
            sipHash128(letters)                                                       AS text
        FROM selected
        WHERE narrative IS NOT NULL AND lengthUTF8(letters) >= {least:UInt64}
    )
    GROUP BY key, text
)
GROUP BY key
ORDER BY key
