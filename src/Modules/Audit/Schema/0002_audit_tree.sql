-- The entries of a trail are the leaves of a Merkle tree (RFC 6962). Explained in docs/audit.md.
-- Entries that were there before get their hash from their text: it is the same.
ALTER TABLE {table:audit_entries}
    ADD COLUMN IF NOT EXISTS leaf FixedString(32) DEFAULT SHA256(concat(char(0), entry)) CODEC(NONE) AFTER ts;
{altered:audit_entries ADD COLUMN IF NOT EXISTS leaf FixedString(32) DEFAULT SHA256(concat(char(0), entry)) AFTER ts};

ALTER TABLE {table:audit_entries} DROP COLUMN IF EXISTS link;
{altered:audit_entries DROP COLUMN IF EXISTS link};

-- One row per tile: up to 256 hashes of 32 bytes. Of a tile that grew, the widest row counts.
-- Few rows in a granule: a proof takes a handful of tiles out of tens of thousands.
CREATE TABLE IF NOT EXISTS {table:audit_tiles}
(
    tenant LowCardinality(String),
    level  UInt8,
    n      UInt64,
    width  UInt16,
    data   String CODEC(NONE)
)
ENGINE = {engine:ReplacingMergeTree(width)}
ORDER BY (tenant, level, n)
SETTINGS index_granularity = 16, {deduplication};

{distributed:audit_tiles by cityHash64(tenant)};

-- One row per signed checkpoint whose entries and tiles are all here.
CREATE TABLE IF NOT EXISTS {table:audit_checkpoints}
(
    tenant LowCardinality(String),
    size   UInt64,
    root   FixedString(32)      CODEC(NONE),
    ts     DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    note   String               CODEC(ZSTD(3))
)
ENGINE = {engine:MergeTree}
ORDER BY (tenant, size)
SETTINGS {deduplication};

{distributed:audit_checkpoints by cityHash64(tenant)};
