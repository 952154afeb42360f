-- How do complaints about sellers go on when the platform does nothing?
--
-- Grain: one row per recent_size × earlier_size: the class (0; else 1 + ⌊2 log₂ n⌋) of
-- how many complaints were opened about a seller on a platform in the 30 days before a
-- day, and in the 60 before them. The days lie 30 apart, counted from {start}. A window
-- is a seller on a platform and such a day with {least} complaints in the 90 days
-- before it, 90 days before and after it between {start} and {end}, and no action of
-- the platform recorded in the 180 days (of the 30-day bins they fall into). Of the
-- windows: how many, of how many sellers, the sums of the complaints in the 90 days
-- before and after, and of their squares and product. At most some 30 × 30 rows. Sellers
-- on a platform go by a hash of 64 bits, which is faster.
--
-- Parameters: those of selected.sql, start, end, least.
, counted AS
(
    SELECT
        pair_, at_,
        sum(recent_)  AS recent,
        sum(earlier_) AS earlier,
        sum(after_)   AS after,
        max(acted_)   AS acted
    FROM
    (
        SELECT
            pair_, acted_,
            part.1 AS at_,
            if(part.2 = 'recent', n_, 0)  AS recent_,
            if(part.2 = 'earlier', n_, 0) AS earlier_,
            if(part.2 = 'after', n_, 0)   AS after_
        FROM
        (
            SELECT
                sipHash64(selected.platform, selected.seller)        AS pair_,
                intDiv(toInt32(opened_on) - toInt32({start:Date}), 30) AS bin_,
                count()                                              AS n_,
                0                                                    AS acted_
            FROM selected
            WHERE selected.seller IS NOT NULL AND opened_on >= {start:Date} AND opened_on <= {end:Date}
            GROUP BY pair_, bin_
        )
        ARRAY JOIN [(bin_ + 1, 'recent'), (bin_ + 2, 'earlier'), (bin_ + 3, 'earlier'),
                    (bin_, 'after'), (bin_ - 1, 'after'), (bin_ - 2, 'after')] AS part
        UNION ALL
        SELECT pair_, 1, at_, 0, 0, 0
        FROM
        (
            SELECT DISTINCT
                sipHash64(selected.platform, selected.seller)      AS pair_,
                toInt32(floor((toInt32(assumeNotNull(at)) - toInt32({start:Date})) / 30)) AS bin_
            FROM selected
            ARRAY JOIN selected.action_on AS at
            WHERE selected.seller IS NOT NULL AND at IS NOT NULL
        )
        ARRAY JOIN [bin_ - 2, bin_ - 1, bin_, bin_ + 1, bin_ + 2, bin_ + 3] AS at_
    )
    GROUP BY pair_, at_
    HAVING acted = 0 AND recent + earlier >= {least:UInt64}
       AND at_ >= 3 AND toInt32({start:Date}) + 30 * (at_ + 3) - 1 <= toInt32({end:Date})
)
SELECT
    if(recent = 0, 0, toUInt8(1 + floor(2 * log2(recent))))    AS recent_size,
    if(earlier = 0, 0, toUInt8(1 + floor(2 * log2(earlier))))  AS earlier_size,
    count()                                                    AS windows,
    uniqExact(pair_)                              AS sellers,
    sum(recent + earlier)                                      AS before_90,
    sum(after)                                                 AS after_90,
    sum((recent + earlier) * (recent + earlier))               AS before_squared,
    sum(after * after)                                         AS after_squared,
    sum((recent + earlier) * after)                            AS product
FROM counted
GROUP BY recent_size, earlier_size
ORDER BY recent_size, earlier_size
