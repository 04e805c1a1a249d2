-- Requests and how long they took, per minute, route and class of status. Filled by a view as records are inserted.
-- A record with a status is a request; one with a duration above zero is also measured, so the mean is
-- duration_sum / measured, never duration_sum / requests.
CREATE TABLE IF NOT EXISTS {table:http_rollup_1m}
(
    tenant         LowCardinality(String),
    minute         DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    service        LowCardinality(String),
    http_route     LowCardinality(String),
    status_class   UInt8,
    retention_days UInt16,
    requests       SimpleAggregateFunction(sum, UInt64),
    measured       SimpleAggregateFunction(sum, UInt64),
    duration_sum   SimpleAggregateFunction(sum, Float64),
    duration_max   SimpleAggregateFunction(max, Float32),
    duration_q     AggregateFunction(quantilesTDigest(0.5, 0.9, 0.95, 0.99), Float32)
)
ENGINE = {engine:AggregatingMergeTree}
PARTITION BY (toYYYYMM(minute), retention_days)
ORDER BY (tenant, minute, service, http_route, status_class, retention_days)
TTL minute + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, {deduplication};

CREATE MATERIALIZED VIEW IF NOT EXISTS {view:http_rollup_1m_mv} TO {local:http_rollup_1m} AS
WITH duration_ms > 0 AND isFinite(duration_ms) AS is_measured
SELECT
    tenant,
    toStartOfMinute(toDateTime(ts, 'UTC')) AS minute,
    service,
    http_route,
    toUInt8(intDiv(http_status, 100)) AS status_class,
    retention_days,
    count() AS requests,
    countIf(is_measured) AS measured,
    sumIf(duration_ms, is_measured) AS duration_sum,
    maxIf(duration_ms, is_measured) AS duration_max,
    quantilesTDigestStateIf(0.5, 0.9, 0.95, 0.99)(duration_ms, is_measured) AS duration_q
FROM {local:logs}
WHERE http_status > 0
GROUP BY tenant, minute, service, http_route, status_class, retention_days;

{distributed:http_rollup_1m};
