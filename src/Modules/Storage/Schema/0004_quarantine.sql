-- Records that could not be read, as they came, so that nothing disappears without a trace.
CREATE TABLE IF NOT EXISTS {table:quarantine}
(
    tenant         LowCardinality(String),
    observed_ts    DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    id             UInt64               CODEC(Delta(8), ZSTD(1)),
    reason         LowCardinality(String),
    detail         String               CODEC(ZSTD(1)),
    source         LowCardinality(String),
    position       UInt64               CODEC(ZSTD(1)),
    raw            String               CODEC(ZSTD(1)),
    raw_bytes      UInt64               CODEC(ZSTD(1)),
    retention_days UInt16 DEFAULT 30    CODEC(ZSTD(1)),
    INDEX ix_id    id                   TYPE minmax GRANULARITY 1,
    INDEX ix_obs   observed_ts          TYPE minmax GRANULARITY 1
)
ENGINE = {engine:MergeTree}
PARTITION BY (toDate(observed_ts), retention_days)
ORDER BY (tenant, reason, observed_ts)
TTL toDateTime(observed_ts) + toIntervalDay(retention_days) DELETE
SETTINGS ttl_only_drop_parts = 1, {deduplication};

{distributed:quarantine by id};
