-- Every state of a complaint that ever changed what a release says, in the
-- columns every table of complaints has: staging and releases are made AS it.
--
-- Grain: source × id × version. A state counts only when its load_id is in
-- releases.load_ids: an interrupted load may leave rows that no release holds.
-- Unknown is NULL, and in a list field an empty list is "none or unknown".
CREATE TABLE IF NOT EXISTS {database:Identifier}.history
(
    source           LowCardinality(String),
    id               FixedString(16),
    version          UInt64 COMMENT 'period yyyymmdd, load, file: later wins',
    digest           UInt64 COMMENT 'of the columns that say something about the complaint',
    load_id          UInt32,
    file             UInt16,
    line             UInt32,

    platform           LowCardinality(String) COMMENT 'scheme:value',
    platform_name      LowCardinality(String),
    platform_name_kind LowCardinality(String) COMMENT 'trade, legal, pseudonym',
    seller             LowCardinality(Nullable(String)),
    seller_name        LowCardinality(Nullable(String)),
    seller_name_kind   LowCardinality(Nullable(String)),

    category         LowCardinality(Nullable(String)),
    issue            LowCardinality(String),
    subissue         LowCardinality(Nullable(String)),
    issue_source     LowCardinality(Nullable(String)),
    region           LowCardinality(Nullable(String)),
    channel          LowCardinality(Nullable(String)),

    opened_on        Date,
    responded_on     Nullable(Date),
    closed_on        Nullable(Date),
    opened_at        Nullable(DateTime64(3, 'UTC')),
    responded_at     Nullable(DateTime64(3, 'UTC')),
    closed_at        Nullable(DateTime64(3, 'UTC')),
    zone             LowCardinality(String),

    status           LowCardinality(String),
    outcome_basis    LowCardinality(String),
    outcome          LowCardinality(String),

    remedies         Array(LowCardinality(String)),
    amount_claimed   Nullable(Decimal(18, 2)),
    amount_recovered Nullable(Decimal(18, 2)),
    currency         LowCardinality(Nullable(String)),

    stage            Array(LowCardinality(String)),
    stage_entered_on Array(Nullable(Date)),
    stage_left_on    Array(Nullable(Date)),
    stage_result     Array(LowCardinality(String)),
    action           Array(LowCardinality(String)),
    action_on        Array(Nullable(Date)),
    evidence         Array(LowCardinality(String)),
    associations     Array(LowCardinality(String)),
    represented      LowCardinality(Nullable(String)),

    rating           Nullable(UInt8),
    timely           LowCardinality(Nullable(String)),
    age_band         LowCardinality(Nullable(String)),
    sex              LowCardinality(Nullable(String)),
    narrative        Nullable(String)
)
ENGINE = MergeTree
ORDER BY (source, id, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
