// One row of every-protocol.sh's table: medians over the rounds of a result that Monolith.Load has written.
import { readFileSync } from 'node:fs';

const [file, protocol, batch, gzip] = process.argv.slice(2);
const { rounds, bytesPerRecord } = JSON.parse(readFileSync(file, 'utf8'));
const median = (name) => {
  const sorted = rounds.map((round) => round[name]).sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const whole = (value) => Math.round(value).toLocaleString('en-US');
const host = median('hostCpuSecondsPerMillion');
const cells = [
  protocol,
  whole(batch),
  gzip ?? '',
  median('p50Ms') > 0 ? whole(median('acknowledgedPerSecond')) : 'none',
  whole(median('storedPerSecond')),
  whole(bytesPerRecord / host),
  host.toFixed(1),
  median('engineCpuSecondsPerMillion').toFixed(1),
  median('p50Ms').toFixed(1),
  median('p99Ms').toFixed(1),
];
console.log(`| ${cells.join(' | ')} |`);
