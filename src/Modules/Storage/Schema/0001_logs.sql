-- One row per log record. Explained in docs/schema.md.
-- The sort key has the tenant first, then time in steps of five minutes: "the last hour" reads the last hour, and one
-- service within it reads little more than its own rows.
CREATE TABLE IF NOT EXISTS {table:logs}
(
    tenant           LowCardinality(String),
    ts               DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    observed_ts      DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    log_id           UInt64               CODEC(Delta(8), ZSTD(1)),
    severity_number  UInt8                CODEC(ZSTD(1)),
    severity_text    LowCardinality(String),
    service          LowCardinality(String),
    source           LowCardinality(String),
    event_name       LowCardinality(String),
    correlation_id   String               CODEC(ZSTD(1)),
    request_id       String               CODEC(ZSTD(1)),
    user_id          String               CODEC(ZSTD(1)),
    trace_id         FixedString(16)      CODEC(ZSTD(1)),
    span_id          FixedString(8)       CODEC(ZSTD(1)),
    duration_ms      Float32              CODEC(ZSTD(1)),
    http_method      LowCardinality(String),
    http_route       LowCardinality(String),
    http_url         String               CODEC(ZSTD(1)),
    http_status      UInt16               CODEC(ZSTD(1)),
    client_ip        String               CODEC(ZSTD(1)),
    user_agent       LowCardinality(String),
    body             String               CODEC(ZSTD(1)),
    attributes       Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    resource         Map(LowCardinality(String), LowCardinality(String)) CODEC(ZSTD(1)),
    pattern_hash     UInt64               CODEC(ZSTD(1)),
    schema_version   UInt16 DEFAULT 1     CODEC(ZSTD(1)),
    retention_days   UInt16 DEFAULT 30    CODEC(ZSTD(1)),
    trace_hex        String ALIAS lower(hex(trace_id)),
    span_hex         String ALIAS lower(hex(span_id)),
    INDEX ix_body    lower(body)           TYPE text(tokenizer = 'splitByNonAlpha'),
    INDEX ix_trace   trace_id              TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX ix_corr    correlation_id        TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX ix_req     request_id            TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX ix_user    user_id               TYPE bloom_filter(0.01)  GRANULARITY 1,
    INDEX ix_pattern pattern_hash          TYPE bloom_filter(0.01)  GRANULARITY 1,
    INDEX ix_ak      mapKeys(attributes)   TYPE bloom_filter(0.01)  GRANULARITY 1,
    INDEX ix_av      mapValues(attributes) TYPE bloom_filter(0.01)  GRANULARITY 1,
    INDEX ix_rv      mapValues(resource)   TYPE bloom_filter(0.01)  GRANULARITY 1,
    INDEX ix_ts      ts                    TYPE minmax GRANULARITY 1,
    INDEX ix_obs     observed_ts           TYPE minmax GRANULARITY 1,
    INDEX ix_id      log_id                TYPE minmax GRANULARITY 1
)
ENGINE = {engine:MergeTree}
PARTITION BY (toDate(ts), retention_days)
PRIMARY KEY (tenant, toStartOfFiveMinutes(ts), service)
ORDER BY (tenant, toStartOfFiveMinutes(ts), service, ts)
TTL toDateTime(ts) + toIntervalDay(retention_days) DELETE
SETTINGS ttl_only_drop_parts = 1, {deduplication};

-- By trace or correlation id, so that one request lies on one shard and a large tenant on all of them.
{distributed:logs by sipHash64(if(trace_id != toFixedString('', 16), toString(trace_id), if(correlation_id != '', correlation_id, toString(log_id))))};
