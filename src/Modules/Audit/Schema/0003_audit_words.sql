-- Who looks for words in the trail reads few of its rows: of each granule it is known which words are in none of its entries.
ALTER TABLE {table:audit_entries}
    ADD INDEX IF NOT EXISTS words lowerUTF8(entry) TYPE tokenbf_v1(65536, 3, 0) GRANULARITY 1;
