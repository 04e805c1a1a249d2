// fluent-logger over a connection with a shared key, in the mode that the test asks for.
import { readFileSync } from 'node:fs';
import fluent from 'fluent-logger';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const eventMode = process.env.MODE;
const sender = fluent.createFluentSender('shop', {
  host: '127.0.0.1',
  port: Number(process.env.FLUENT_PORT),
  eventMode,
  requireAckResponse: process.env.ACK === 'true',
  enableReconnect: false,
  security: { clientHostname: 'client.local', sharedKey: process.env.FLUENT_KEY },
});
sender.on('error', fail);

let waiting = records.length;
for (const { n, level, message } of records) {
  sender.emit('order', { message, level, n, area: 'shop', service: process.env.SERVICE }, (error) => {
    if (error) fail(error);
    waiting -= 1;
    if (waiting === 0) sender.end();
  });
}

function fail(error) {
  console.error(error);
  process.exit(1);
}
