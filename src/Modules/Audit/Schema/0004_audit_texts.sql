-- In an entry a line break is \n, and its letter stood at the beginning of the word after it: what is escaped is a gap between words.
ALTER TABLE {table:audit_entries}
    ADD INDEX IF NOT EXISTS texts lowerUTF8(replaceRegexpAll(entry, '\\\\(u00..|.)', ' ')) TYPE tokenbf_v1(65536, 3, 0) GRANULARITY 1;

-- For the entries that are there. Until it is done in the background, a search reads all of them.
ALTER TABLE {table:audit_entries} MATERIALIZE INDEX texts;

ALTER TABLE {table:audit_entries} DROP INDEX IF EXISTS words;
