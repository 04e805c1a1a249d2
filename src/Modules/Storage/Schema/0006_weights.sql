-- A record that was kept when its like were left out stands for all of them: whatever counts records adds up their weights.
ALTER TABLE {table:logs}
    ADD COLUMN IF NOT EXISTS weight UInt32 DEFAULT 1 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS stream LowCardinality(String);

{altered:logs ADD COLUMN IF NOT EXISTS weight UInt32 DEFAULT 1, ADD COLUMN IF NOT EXISTS stream LowCardinality(String)};

ALTER TABLE {view:log_counts_1m_mv} MODIFY QUERY
SELECT
    tenant,
    toStartOfMinute(toDateTime(ts, 'UTC')) AS minute,
    service,
    severity_number,
    retention_days,
    sum(weight) AS logs,
    sum(length(body) * weight) AS bytes
FROM {local:logs}
GROUP BY tenant, minute, service, severity_number, retention_days;

ALTER TABLE {view:http_rollup_1m_mv} MODIFY QUERY
WITH duration_ms > 0 AND isFinite(duration_ms) AS is_measured
SELECT
    tenant,
    toStartOfMinute(toDateTime(ts, 'UTC')) AS minute,
    service,
    http_route,
    toUInt8(intDiv(http_status, 100)) AS status_class,
    retention_days,
    sum(weight) AS requests,
    sumIf(weight, is_measured) AS measured,
    sumIf(duration_ms * weight, is_measured) AS duration_sum,
    maxIf(duration_ms, is_measured) AS duration_max,
    quantilesTDigestStateIf(0.5, 0.9, 0.95, 0.99)(duration_ms, is_measured) AS duration_q
FROM {local:logs}
WHERE http_status > 0
GROUP BY tenant, minute, service, http_route, status_class, retention_days;
