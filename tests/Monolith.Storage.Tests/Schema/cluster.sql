-- One row per log record. Explained in docs/schema.md.
-- The sort key has the tenant first, then time in steps of five minutes: "the last hour" reads the last hour, and one
-- service within it reads little more than its own rows.
CREATE TABLE IF NOT EXISTS logs_local ON CLUSTER 'main'
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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY (toDate(ts), retention_days)
PRIMARY KEY (tenant, toStartOfFiveMinutes(ts), service)
ORDER BY (tenant, toStartOfFiveMinutes(ts), service, ts)
TTL toDateTime(ts) + toIntervalDay(retention_days) DELETE
SETTINGS ttl_only_drop_parts = 1, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800;

-- By trace or correlation id, so that one request lies on one shard and a large tenant on all of them.
CREATE TABLE IF NOT EXISTS logs ON CLUSTER 'main' AS logs_local ENGINE = Distributed('main', 'monolith', 'logs_local', sipHash64(if(trace_id != toFixedString('', 16), toString(trace_id), if(correlation_id != '', correlation_id, toString(log_id)))));

-- How many records and bytes per minute, service and severity. Filled by a view as records are inserted.
CREATE TABLE IF NOT EXISTS log_counts_1m_local ON CLUSTER 'main'
(
    tenant          LowCardinality(String),
    minute          DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    service         LowCardinality(String),
    severity_number UInt8,
    retention_days  UInt16,
    logs            UInt64,
    bytes           UInt64
)
ENGINE = ReplicatedSummingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', (logs, bytes))
PARTITION BY (toYYYYMM(minute), retention_days)
ORDER BY (tenant, minute, service, severity_number, retention_days)
TTL minute + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_counts_1m_mv ON CLUSTER 'main' TO log_counts_1m_local AS
SELECT
    tenant,
    toStartOfMinute(toDateTime(ts, 'UTC')) AS minute,
    service,
    severity_number,
    retention_days,
    count() AS logs,
    sum(length(body)) AS bytes
FROM logs_local
GROUP BY tenant, minute, service, severity_number, retention_days;

CREATE TABLE IF NOT EXISTS log_counts_1m ON CLUSTER 'main' AS log_counts_1m_local ENGINE = Distributed('main', 'monolith', 'log_counts_1m_local');

-- Requests and how long they took, per minute, route and class of status. Filled by a view as records are inserted.
-- A record with a status is a request; one with a duration above zero is also measured, so the mean is
-- duration_sum / measured, never duration_sum / requests.
CREATE TABLE IF NOT EXISTS http_rollup_1m_local ON CLUSTER 'main'
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
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY (toYYYYMM(minute), retention_days)
ORDER BY (tenant, minute, service, http_route, status_class, retention_days)
TTL minute + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800;

CREATE MATERIALIZED VIEW IF NOT EXISTS http_rollup_1m_mv ON CLUSTER 'main' TO http_rollup_1m_local AS
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
FROM logs_local
WHERE http_status > 0
GROUP BY tenant, minute, service, http_route, status_class, retention_days;

CREATE TABLE IF NOT EXISTS http_rollup_1m ON CLUSTER 'main' AS http_rollup_1m_local ENGINE = Distributed('main', 'monolith', 'http_rollup_1m_local');

-- Records that could not be read, as they came, so that nothing disappears without a trace.
CREATE TABLE IF NOT EXISTS quarantine_local ON CLUSTER 'main'
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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY (toDate(observed_ts), retention_days)
ORDER BY (tenant, reason, observed_ts)
TTL toDateTime(observed_ts) + toIntervalDay(retention_days) DELETE
SETTINGS ttl_only_drop_parts = 1, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800;

CREATE TABLE IF NOT EXISTS quarantine ON CLUSTER 'main' AS quarantine_local ENGINE = Distributed('main', 'monolith', 'quarantine_local', id);

-- One row per span. Explained in docs/schema.md.
-- The sort key is that of logs with the operation behind the service: a service's spans of one operation lie together.
CREATE TABLE IF NOT EXISTS spans_local ON CLUSTER 'main'
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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY (toDate(ts), retention_days)
PRIMARY KEY (tenant, toStartOfFiveMinutes(ts), service, name)
ORDER BY (tenant, toStartOfFiveMinutes(ts), service, name, ts)
TTL toDateTime(ts) + toIntervalDay(retention_days) DELETE
SETTINGS ttl_only_drop_parts = 1, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800;

-- By trace id, so that one trace lies on one shard.
CREATE TABLE IF NOT EXISTS spans ON CLUSTER 'main' AS spans_local ENGINE = Distributed('main', 'monolith', 'spans_local', sipHash64(toString(trace_id)));

-- When each trace was, and what it is in short. Filled by a view as spans are inserted; a trace has a row for each day
-- that it touches. The root is the span without a parent; of several, the one whose name sorts last.
CREATE TABLE IF NOT EXISTS trace_index_local ON CLUSTER 'main'
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
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY (day, retention_days)
ORDER BY (tenant, trace_id, retention_days)
TTL day + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, index_granularity = 1024, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800;

CREATE MATERIALIZED VIEW IF NOT EXISTS trace_index_mv ON CLUSTER 'main' TO trace_index_local AS
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
FROM spans_local
GROUP BY tenant, trace_id, retention_days, day;

CREATE TABLE IF NOT EXISTS trace_index ON CLUSTER 'main' AS trace_index_local ENGINE = Distributed('main', 'monolith', 'trace_index_local');

-- Calls, errors and how long they took, per minute, operation and service at the other end. Filled by a view.
CREATE TABLE IF NOT EXISTS span_rollup_1m_local ON CLUSTER 'main'
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
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY (toYYYYMM(minute), retention_days)
ORDER BY (tenant, minute, service, name, kind, peer_service, retention_days)
TTL minute + toIntervalDay(retention_days)
SETTINGS ttl_only_drop_parts = 1, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800;

CREATE MATERIALIZED VIEW IF NOT EXISTS span_rollup_1m_mv ON CLUSTER 'main' TO span_rollup_1m_local AS
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
FROM spans_local
GROUP BY tenant, minute, service, name, kind, peer_service, retention_days;

CREATE TABLE IF NOT EXISTS span_rollup_1m ON CLUSTER 'main' AS span_rollup_1m_local ENGINE = Distributed('main', 'monolith', 'span_rollup_1m_local');

-- A record that was kept when its like were left out stands for all of them: whatever counts records adds up their weights.
ALTER TABLE logs_local ON CLUSTER 'main'
    ADD COLUMN IF NOT EXISTS weight UInt32 DEFAULT 1 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS stream LowCardinality(String);

ALTER TABLE logs ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS weight UInt32 DEFAULT 1, ADD COLUMN IF NOT EXISTS stream LowCardinality(String);

ALTER TABLE log_counts_1m_mv ON CLUSTER 'main' MODIFY QUERY
SELECT
    tenant,
    toStartOfMinute(toDateTime(ts, 'UTC')) AS minute,
    service,
    severity_number,
    retention_days,
    sum(weight) AS logs,
    sum(length(body) * weight) AS bytes
FROM logs_local
GROUP BY tenant, minute, service, severity_number, retention_days;

ALTER TABLE http_rollup_1m_mv ON CLUSTER 'main' MODIFY QUERY
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
FROM logs_local
WHERE http_status > 0
GROUP BY tenant, minute, service, http_route, status_class, retention_days;

-- The quantiles of durations take each record as often as it stands for others. The state stays of the type that the column has, which
-- is the same in memory with weights and without: what was rolled up before is merged with what comes from here on.
ALTER TABLE http_rollup_1m_mv ON CLUSTER 'main' MODIFY QUERY
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
FROM logs_local
WHERE http_status > 0
GROUP BY tenant, minute, service, http_route, status_class, retention_days;
