-- How many records and bytes per minute, service and severity. Filled by a view as records are inserted.
CREATE TABLE IF NOT EXISTS {table:log_counts_1m}
(
    tenant          LowCardinality(String),
    minute          DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    service         LowCardinality(String),
    severity_number UInt8,
    retention_days  UInt16,
    logs            UInt64,
    bytes           UInt64
)
ENGINE = {engine:SummingMergeTree((logs, bytes))}
PARTITION BY (toYYYYMM(minute), retention_days)
ORDER BY (tenant, minute, service, severity_number, retention_days)
TTL minute + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, {deduplication};

CREATE MATERIALIZED VIEW IF NOT EXISTS {view:log_counts_1m_mv} TO {local:log_counts_1m} AS
SELECT
    tenant,
    toStartOfMinute(toDateTime(ts, 'UTC')) AS minute,
    service,
    severity_number,
    retention_days,
    count() AS logs,
    sum(length(body)) AS bytes
FROM {local:logs}
GROUP BY tenant, minute, service, severity_number, retention_days;

{distributed:log_counts_1m};
