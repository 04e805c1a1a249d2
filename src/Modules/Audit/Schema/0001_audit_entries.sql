-- One row per entry of the audit trail. Explained in docs/audit.md.
-- What an entry says is read from its text each time: a column of its own could be changed without the chain noticing.
-- Rows have no end of life here: the trail is whole, or it proves nothing.
CREATE TABLE IF NOT EXISTS {table:audit_entries}
(
    tenant      LowCardinality(String),
    seq         UInt64                CODEC(Delta(8), ZSTD(1)),
    ts          DateTime64(9, 'UTC')  CODEC(Delta(8), ZSTD(1)),
    link        String                CODEC(NONE),
    entry       String                CODEC(ZSTD(3)),
    id          String ALIAS JSONExtractString(entry, 'id'),
    action      String ALIAS JSONExtractString(entry, 'action'),
    actor       String ALIAS JSONExtractString(entry, 'actor', 'name'),
    target_type String ALIAS JSONExtractString(entry, 'target', 'type'),
    target_id   String ALIAS JSONExtractString(entry, 'target', 'id'),
    outcome     String ALIAS JSONExtractString(entry, 'outcome')
)
ENGINE = {engine:MergeTree}
PARTITION BY toYYYYMM(ts)
ORDER BY (tenant, seq)
SETTINGS {deduplication};

-- A tenant's chain lies on one shard.
{distributed:audit_entries by cityHash64(tenant)};
