// winston-syslog by TCP, each message ended by a line feed.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import winston from 'winston';
import 'winston-syslog';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const [host, port] = process.env.SYSLOG_TCP.split(':');
const syslog = new winston.transports.Syslog({ host, port: Number(port), protocol: 'tcp4', type: '5424', app_name: process.env.SERVICE, localhost: 'web-1', eol: '\n' });
syslog.on('error', fail);
const logger = winston.createLogger({
  level: 'debug',
  format: winston.format.printf(({ message }) => message),
  transports: [syslog],
});

for (const { level, message } of records) logger.log({ level, message });

// It says of none of those that it had to queue when they are sent, and opens its connection anew when it is closed.
do await setTimeout(50);
while (!syslog.connected || syslog.queue.length > 0 || syslog.socket.writableLength > 0);
syslog.socket.end(() => process.exit(0));

function fail(error) {
  console.error(error);
  process.exit(1);
}
