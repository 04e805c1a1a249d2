// Asks a running Monolith the questions that people ask, and the engine itself the same in plain SQL, in turns.
//
//   node bench/search.mjs --url http://127.0.0.1:8080 --engine data/engine/engine.sock [--hours 24] [--runs 7] [--key KEY] [--heavy]
//
// The records are those of `monolith demo`. Cold is the first time after the page cache of the machine was emptied (as root),
// warm the median of the others. Prints a Markdown table. With --heavy (and --runs 200) it asks the quick ones instead, alone and while
// somebody else asks what reads every record.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    engine: { type: 'string', default: 'data/engine/engine.sock' },
    database: { type: 'string', default: 'monolith' },
    tenant: { type: 'string', default: 'default' },
    hours: { type: 'string', default: '24' },
    runs: { type: 'string', default: '7' },
    key: { type: 'string' },
    heavy: { type: 'boolean', default: false },
  },
});
const agent = new http.Agent({ keepAlive: true });

function send(target, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ agent, method: body ? 'POST' : 'GET', ...target }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode}: ${text.slice(0, 400)}`));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const sql = (statement) =>
  send({ socketPath: options.engine, path: `/?database=${options.database}&log_comment=${options.tenant}&max_threads=2` }, statement);

function ask(path, body) {
  const { hostname, port } = new URL(options.url);
  const headers = { 'content-type': 'application/json', ...(options.key && { authorization: `Bearer ${options.key}` }) };
  return send({ hostname, port, path, headers }, body && JSON.stringify(body));
}

// The range ends with the newest record, as it does where records keep coming.
const { last } = JSON.parse(
  await sql(`SELECT toUnixTimestamp64Milli(max(ts)) + 1 AS last FROM logs WHERE tenant = '${options.tenant}'
    SETTINGS output_format_json_quote_64bit_integers = 0 FORMAT JSONEachRow`),
);
const to = new Date(last).toISOString();
const from = new Date(last - options.hours * 3_600_000).toISOString();
const query = (text) => ask('/api/v1/query', { query: text, from, to, limit: 100 });

// Each time about a time that nobody has asked for, so that nothing is remembered; and after what the one before set going.
let completions = 0;
async function complete(text) {
  const earlier = (time) => new Date(Date.parse(time) - completions).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 300));
  completions++;
  const began = performance.now();
  await ask('/api/v1/query/complete', { query: text, position: text.length, from: earlier(from), to: earlier(to) });
  return performance.now() - began;
}

const moment = (text) => `toDateTime64('${text.slice(0, -1).replace('T', ' ')}', 9, 'UTC')`;
const time = `tenant = '${options.tenant}' AND ts >= ${moment(from)} AND ts < ${moment(to)}`;
const newest = (where) => sql(`SELECT * FROM logs WHERE ${time} AND ${where} ORDER BY ts DESC LIMIT 100 FORMAT JSONEachRow`);

const sample = JSON.parse(
  await sql(
    `SELECT correlation_id, lower(hex(trace_id)) AS trace, attributes['order.id'] AS order
     FROM logs WHERE ${time} AND attributes['order.id'] != '' ORDER BY ts LIMIT 1 OFFSET 1000 FORMAT JSONEachRow`,
  ),
);
const facets = ['service', 'severity', 'source', 'http.route', 'http.response.status_code', 'http.request.method',
  'event_name', 'host.name', 'k8s.pod.name', 'deployment.environment'];
const columns = ['service', 'severity_text', 'source', 'http_route', 'http_status', 'http_method', 'event_name',
  `attributes['host.name']`, `attributes['k8s.pod.name']`, `attributes['deployment.environment']`];

// Name, Monolith's question, the same in SQL.
const questions = [
  ['newest 100 by service and severity', () => query('service:payment severity>=warn'),
    () => newest(`service = 'payment' AND severity_number >= 13`)],
  ['needle word', () => query(sample.order), () => newest(`hasAllTokens(lower(body), ['ord', '${sample.order.slice(4)}'])`)],
  ['two words', () => query('declined expired'), () => newest(`hasAllTokens(lower(body), ['declined', 'expired'])`)],
  ['phrase', () => query('"gave up after"'), () => newest(`hasPhrase(lower(body), 'gave up after')`)],
  ['substring', () => query('body:*xhausted*'), () => newest(`body LIKE '%xhausted%'`)],
  ['regex', () => query('/answered 5\\d\\d/'), () => newest(`match(body, 'answered 5\\\\d\\\\d')`)],
  ['attribute equality', () => query(`order.id:${sample.order}`), 
    () => newest(`(attributes['order.id'] = '${sample.order}' OR resource['order.id'] = '${sample.order}')`)],
  ['correlation id', () => query(`correlation_id:${sample.correlation_id}`), () => newest(`correlation_id = '${sample.correlation_id}'`)],
  ['trace id', () => query(`trace_id:${sample.trace}`), () => newest(`trace_id = unhex('${sample.trace}')`)],
  ['histogram of the time by severity', () => ask(`/api/v1/logs/histogram?from=${from}&to=${to}`),
    () => sql(`SELECT toStartOfInterval(ts, INTERVAL 15 MINUTE) AS t, severity_number, count() FROM logs
               WHERE ${time} GROUP BY t, severity_number ORDER BY t FORMAT JSONEachRow`)],
  ['top 10 services', () => query('* | top 10 service'),
    () => sql(`SELECT service, count() AS n FROM logs WHERE ${time} GROUP BY service ORDER BY n DESC LIMIT 10 FORMAT JSONEachRow`)],
  ['p99 by route', () => query('http.response.status_code:* | stats p99(duration_ms) by http.route'),
    () => sql(`SELECT http_route, quantileTDigest(0.99)(duration_ms) FROM logs WHERE ${time} AND http_status > 0 GROUP BY http_route FORMAT JSONEachRow`)],
  ['facets of 10 fields', () => ask(`/api/v1/logs/facets?from=${from}&to=${to}&${facets.map((name) => `field=${name}`).join('&')}`),
    () => sql(`SELECT * FROM (SELECT arrayJoin([${columns.map((c, i) => `(${i}, toString(${c}))`).join(', ')}]) AS f, count() AS n
               FROM logs WHERE ${time} GROUP BY f ORDER BY n DESC LIMIT 10 BY f.1) FORMAT JSONEachRow`)],
  ['completion of a field', () => complete('serv'), undefined],
  ['completion of a service', () => complete('service:pa'), undefined],
  ['completion of a value', () => complete('order.id:ord'), undefined],
];

function emptyPageCache() {
  execFileSync('sync');
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}

async function milliseconds(question) {
  const began = performance.now();
  const measured = await question();
  return typeof measured === 'number' ? measured : performance.now() - began;
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

async function besideAHeavyQuestion() {
  const quick = ['newest 100 by service and severity', 'correlation id', 'histogram of the time by severity'];
  const asked = questions.filter(([name]) => quick.includes(name));
  const measure = async () => {
    const times = new Map(asked.map(([name]) => [name, []]));
    for (let run = 0; run < Number(options.runs); run++) {
      for (const [name, api] of asked) times.get(name).push(await milliseconds(api));
    }
    return times;
  };
  const alone = await measure();
  let isOver = false;
  const heavy = [];
  const asking = (async () => {
    while (!isOver) heavy.push(await milliseconds(() => query('/took [0-9]+ .*no such end/ OR -nothing | stats uniq(body)')));
  })();
  const beside = await measure();
  isOver = true;
  await asking;
  const at = (list, share) => list.toSorted((a, b) => a - b)[Math.ceil(list.length * share) - 1].toFixed(0);
  console.log('| question | alone p50, p99 ms | beside p50, p99 ms |');
  console.log('| --- | --- | --- |');
  for (const [name, times] of alone) {
    const others = beside.get(name);
    console.log(`| ${name} | ${at(times, 0.5)}, ${at(times, 0.99)} | ${at(others, 0.5)}, ${at(others, 0.99)} |`);
  }
  console.log(`\nThe heavy question was asked ${heavy.length} times and took ${at(heavy, 0.5)} ms.`);
}

const total = Number(await sql(`SELECT count() FROM logs WHERE ${time}`));
console.log(`${total.toLocaleString('en-US')} records in ${options.hours} hours\n`);
if (options.heavy) {
  await besideAHeavyQuestion();
  agent.destroy();
  process.exit();
}
console.log('| question | cold ms | warm ms | plain SQL cold | plain SQL warm | warm : SQL |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const [name, api, plain] of questions) {
  const warm = { api: [], plain: [] };
  const dropped = emptyPageCache();
  const coldApi = await milliseconds(api);
  emptyPageCache();
  const coldPlain = plain && (await milliseconds(plain));
  for (let run = 0; run < Number(options.runs); run++) {
    warm.api.push(await milliseconds(api));
    if (plain) warm.plain.push(await milliseconds(plain));
  }
  const [a, p] = [median(warm.api), median(warm.plain)];
  const cold = (value) => (dropped && value ? value.toFixed(0) : '');
  const beside = plain ? `${p.toFixed(1)} | ${(a / p).toFixed(2)}` : ' |';
  console.log(`| ${name} | ${cold(coldApi)} | ${a.toFixed(1)} | ${cold(coldPlain)} | ${beside} |`);
}
agent.destroy();
