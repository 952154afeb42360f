-- Every state of a complaint that calls somebody by a pseudonym.
-- Grain: source × id × version. Parameters: database.
SELECT
    source, id, version,
    platform, platform_name, platform_name_kind, seller, seller_name, seller_name_kind,
    category, issue, subissue, issue_source, region, channel, zone,
    status, outcome_basis, outcome, currency, represented, timely, disputed, age_band, sex, narrative,
    opened_on, responded_on, closed_on, opened_at, responded_at, closed_at,
    rating, amount_claimed, amount_recovered,
    remedies, evidence, associations,
    stage, stage_entered_on, stage_left_on, stage_result,
    action, action_on
FROM {database:Identifier}.history
WHERE platform_name_kind = 'pseudonym' OR seller_name_kind = 'pseudonym'
