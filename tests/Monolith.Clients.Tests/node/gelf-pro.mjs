// gelf-pro, one message after the other: by TCP, or by UDP in chunks of what zlib has compressed.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import gelf from 'gelf-pro';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const [host, port] = process.env.GELF.split(':');
const isUdp = process.env.ADAPTER === 'udp';
gelf.setConfig({
  adapterName: process.env.ADAPTER,
  adapterOptions: { host, port: Number(port), protocol: 'udp4' },
  fields: { service: process.env.SERVICE },
});
const levels = { debug: 7, info: 6, warn: 4, error: 3 };
const send = promisify((message, level, extra, done) => gelf.message(message, level, extra, done));

for (const { n, level, message } of records) {
  await send(message, levels[level], { n });
  if (isUdp && n % 20 === 0) await setTimeout(5); // no faster than a receive buffer of the usual size bears
}
