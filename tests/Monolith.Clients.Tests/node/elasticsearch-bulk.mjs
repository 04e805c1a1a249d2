// The bulk helper of Elastic's own client, with a document in the middle that cannot be taken.
import { readFileSync } from 'node:fs';
import { Client } from '@elastic/elasticsearch';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const client = new Client({ node: process.env.MONOLITH_URL, compression: true });
const info = await client.info();
if (info.tagline !== 'You Know, for Search') fail(info);

const now = new Date().toISOString();
const documents = records.map(({ n, level, message }) => ({
  '@timestamp': now,
  message,
  n,
  'log.level': level,
  service: { name: process.env.SERVICE },
  error: { type: 'Timeout' },
}));
const bad = { '@timestamp': 'not a time', message: 'bad', service: { name: process.env.SERVICE } };
documents.splice(1000, 0, bad);

const dropped = [];
const stats = await client.helpers.bulk({
  datasource: documents,
  flushBytes: 100_000,
  onDocument: (document) => ({ create: { _index: 'logs-shop-default', _id: `${process.env.SERVICE}-${document.n}` } }),
  onDrop: (drop) => dropped.push(drop),
  refreshOnCompletion: true,
});
if (stats.successful !== records.length || stats.failed !== 1 || stats.retry !== 0) fail(stats);
if (dropped.length !== 1 || dropped[0].document.message !== 'bad' || dropped[0].status !== 400) fail(dropped);
if (dropped[0].error.caused_by.type !== 'invalid_time') fail(dropped);

// Sent again as it is, the whole of it is known.
const again = [];
const repeated = await client.helpers.bulk({
  datasource: documents.filter((document) => document !== bad),
  onDocument: (document) => ({ create: { _index: 'logs-shop-default', _id: `${process.env.SERVICE}-${document.n}` } }),
  onDrop: (drop) => again.push(drop.status),
});
if (repeated.successful !== 0 || !again.every((status) => status === 409)) fail(repeated);

function fail(what) {
  console.error(JSON.stringify(what, null, 1).slice(0, 4000));
  process.exit(1);
}
