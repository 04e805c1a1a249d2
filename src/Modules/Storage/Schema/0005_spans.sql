-- One row per span. Explained in docs/schema.md.
-- The sort key is that of logs with the operation behind the service: a service's spans of one operation lie together.
CREATE TABLE IF NOT EXISTS {table:spans}
(
    tenant              LowCardinality(String),
    ts                  DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    id                  UInt64               CODEC(Delta(8), ZSTD(1)),
    duration_ns         UInt64               CODEC(ZSTD(1)),
    trace_id            FixedString(16)      CODEC(ZSTD(1)),
    span_id             FixedString(8)       CODEC(ZSTD(1)),
    parent_span_id      FixedString(8)       CODEC(ZSTD(1)),
    service             LowCardinality(String),
    name                LowCardinality(String),
    kind                Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5),
    status              Enum8('unset' = 0, 'ok' = 1, 'error' = 2),
    status_message      String               CODEC(ZSTD(1)),
    trace_state         String               CODEC(ZSTD(1)),
    correlation_id      String               CODEC(ZSTD(1)),
    request_id          String               CODEC(ZSTD(1)),
    user_id             String               CODEC(ZSTD(1)),
    http_method         LowCardinality(String),
    http_route          LowCardinality(String),
    http_status         UInt16               CODEC(ZSTD(1)),
    peer_service        LowCardinality(String),
    db_system           LowCardinality(String),
    scope_name          LowCardinality(String),
    attributes          Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    resource            Map(LowCardinality(String), LowCardinality(String)) CODEC(ZSTD(1)),
    `events.ts`         Array(DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    `events.name`       Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `events.attributes` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    `links.trace_id`    Array(FixedString(16)) CODEC(ZSTD(1)),
    `links.span_id`     Array(FixedString(8)) CODEC(ZSTD(1)),
    `links.attributes`  Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    schema_version      UInt16 DEFAULT 1     CODEC(ZSTD(1)),
    retention_days      UInt16 DEFAULT 30    CODEC(ZSTD(1)),
    trace_hex           String ALIAS lower(hex(trace_id)),
    span_hex            String ALIAS lower(hex(span_id)),
    INDEX ix_trace trace_id              TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX ix_corr  correlation_id        TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX ix_ak    mapKeys(attributes)   TYPE bloom_filter(0.01)  GRANULARITY 1,
    INDEX ix_av    mapValues(attributes) TYPE bloom_filter(0.01)  GRANULARITY 1,
    INDEX ix_dur   duration_ns           TYPE minmax GRANULARITY 1,
    INDEX ix_ts    ts                    TYPE minmax GRANULARITY 1,
    INDEX ix_id    id                    TYPE minmax GRANULARITY 1
)
ENGINE = {engine:MergeTree}
PARTITION BY (toDate(ts), retention_days)
PRIMARY KEY (tenant, toStartOfFiveMinutes(ts), service, name)
ORDER BY (tenant, toStartOfFiveMinutes(ts), service, name, ts)
TTL toDateTime(ts) + toIntervalDay(retention_days) DELETE
SETTINGS ttl_only_drop_parts = 1, {deduplication};

-- By trace id, so that one trace lies on one shard.
{distributed:spans by sipHash64(toString(trace_id))};

-- When each trace was, and what it is in short. Filled by a view as spans are inserted; a trace has a row for each day
-- that it touches. The root is the span without a parent; of several, the one whose name sorts last.
CREATE TABLE IF NOT EXISTS {table:trace_index}
(
    tenant         LowCardinality(String),
    trace_id       FixedString(16) CODEC(ZSTD(1)),
    retention_days UInt16,
    day            Date,
    min_ts         SimpleAggregateFunction(min, DateTime64(9, 'UTC')),
    max_ts         SimpleAggregateFunction(max, DateTime64(9, 'UTC')),
    end_ts         SimpleAggregateFunction(max, DateTime64(9, 'UTC')),
    spans          SimpleAggregateFunction(sum, UInt64),
    errors         SimpleAggregateFunction(sum, UInt64),
    services       SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    root_service   SimpleAggregateFunction(max, String),
    root_name      SimpleAggregateFunction(max, String)
)
ENGINE = {engine:AggregatingMergeTree}
PARTITION BY (day, retention_days)
ORDER BY (tenant, trace_id, retention_days)
TTL day + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, index_granularity = 1024, {deduplication};

CREATE MATERIALIZED VIEW IF NOT EXISTS {view:trace_index_mv} TO {local:trace_index} AS
WITH parent_span_id = toFixedString('', 8) AS is_root
SELECT
    tenant,
    trace_id,
    retention_days,
    toDate(ts) AS day,
    min(ts) AS min_ts,
    max(ts) AS max_ts,
    max(fromUnixTimestamp64Nano(toUnixTimestamp64Nano(ts) + toInt64(duration_ns), 'UTC')) AS end_ts,
    count() AS spans,
    countIf(status = 'error') AS errors,
    groupUniqArray(toString(service)) AS services,
    max(if(is_root, toString(service), '')) AS root_service,
    max(if(is_root, toString(name), '')) AS root_name
FROM {local:spans}
GROUP BY tenant, trace_id, retention_days, day;

{distributed:trace_index};

-- Calls, errors and how long they took, per minute, operation and service at the other end. Filled by a view.
CREATE TABLE IF NOT EXISTS {table:span_rollup_1m}
(
    tenant         LowCardinality(String),
    minute         DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    service        LowCardinality(String),
    name           LowCardinality(String),
    kind           Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5),
    peer_service   LowCardinality(String),
    retention_days UInt16,
    calls          SimpleAggregateFunction(sum, UInt64),
    errors         SimpleAggregateFunction(sum, UInt64),
    duration_sum   SimpleAggregateFunction(sum, UInt64),
    duration_q     AggregateFunction(quantilesTDigest(0.5, 0.9, 0.95, 0.99), UInt64)
)
ENGINE = {engine:AggregatingMergeTree}
PARTITION BY (toYYYYMM(minute), retention_days)
ORDER BY (tenant, minute, service, name, kind, peer_service, retention_days)
TTL minute + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, {deduplication};

CREATE MATERIALIZED VIEW IF NOT EXISTS {view:span_rollup_1m_mv} TO {local:span_rollup_1m} AS
SELECT
    tenant,
    toStartOfMinute(toDateTime(ts, 'UTC')) AS minute,
    service,
    name,
    kind,
    peer_service,
    retention_days,
    count() AS calls,
    countIf(status = 'error') AS errors,
    sum(duration_ns) AS duration_sum,
    quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(duration_ns) AS duration_q
FROM {local:spans}
GROUP BY tenant, minute, service, name, kind, peer_service, retention_days;

{distributed:span_rollup_1m};
