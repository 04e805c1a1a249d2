// One turn of redaction-share.sh: prints what it took without redaction and with it, and adds their ratio to a file.
import { appendFileSync, readFileSync } from 'node:fs';

const [without, withIt, ratios] = process.argv.slice(2);
const seconds = (file) => JSON.parse(readFileSync(file, 'utf8')).rounds[0].hostCpuSecondsPerMillion;
const [off, on] = [seconds(without), seconds(withIt)];
console.log(`Host CPU seconds a million: ${off.toFixed(2)} without, ${on.toFixed(2)} with, ${(on / off).toFixed(2)} times`);
appendFileSync(ratios, `${on / off}\n`);
