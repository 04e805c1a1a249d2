// Plays a k6 script for the tests, which have no k6: `node rehearse.mjs SCRIPT`. Each function that a scenario runs is called
// once, one after the other, with real requests; so what is asked and how answers are read is tested, and no figure is measured.
// Writes what was counted as JSON.

import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

globalThis.__ENV = process.env;
globalThis.__VU = 1;
globalThis.__ITER = 0;

register('./resolve.mjs', import.meta.url);
const { result } = await import('./k6.mjs');
const script = await import(pathToFileURL(resolve(process.argv[2])));

const scenarios = Object.values(script.options.scenarios ?? { only: {} });
const data = script.setup?.();
for (const { exec = 'default' } of scenarios) {
  script[exec](data);
}

script.teardown?.(data);
process.stdout.write(JSON.stringify({ ...result, thresholds: Object.keys(script.options.thresholds) }));
process.exit();
