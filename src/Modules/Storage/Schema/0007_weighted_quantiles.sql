-- The quantiles of durations take each record as often as it stands for others. The state stays of the type that the column has, which
-- is the same in memory with weights and without: what was rolled up before is merged with what comes from here on.
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
    CAST(
        CAST(quantilesTDigestWeightedStateIf(0.5, 0.9, 0.95, 0.99)(duration_ms, weight, is_measured), 'String'),
        'AggregateFunction(quantilesTDigest(0.5, 0.9, 0.95, 0.99), Float32)'
    ) AS duration_q
FROM {local:logs}
WHERE http_status > 0
GROUP BY tenant, minute, service, http_route, status_class, retention_days;
