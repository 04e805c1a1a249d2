// winston-syslog by TCP, each message ended by a line feed.
import { readFileSync } from 'node:fs';
import winston from 'winston';
import 'winston-syslog';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const [host, port] = process.env.SYSLOG_TCP.split(':');
const syslog = new winston.transports.Syslog({ host, port: Number(port), protocol: 'tcp4', type: '5424', app_name: process.env.SERVICE, localhost: 'web-1', eol: '\n' });
let waiting = records.length;
syslog.on('error', fail);
syslog.on('logged', () => {
  waiting -= 1;
  if (waiting === 0) syslog.close();
});
const logger = winston.createLogger({
  level: 'debug',
  format: winston.format.printf(({ message }) => message),
  transports: [syslog],
});

for (const { level, message } of records) logger.log({ level, message });

function fail(error) {
  console.error(error);
  process.exit(1);
}
