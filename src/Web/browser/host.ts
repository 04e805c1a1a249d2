import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fill } from './records';
import { fillShop } from './shop';

const program = resolve(import.meta.dirname, '../../../artifacts/bin/Monolith.Host/debug/monolith');
const patience = 120_000;

/**
 * Starts a real Monolith on a free port with data of its own, puts known records into it, and says to the tests where it is.
 * The returned function ends it.
 */
export default async function startHost() {
  if (!existsSync(program)) {
    throw new Error(`Build the host first: dotnet build src/Host (there is no ${program}).`);
  }

  const folder = await mkdtemp(join(tmpdir(), 'mono-page-'));
  const host = spawn(program, [
    'serve',
    '--urls=http://127.0.0.1:0',
    '--Modules:Ingest:Grpc:Address=127.0.0.1:0',
    `--Monolith:DataPath=${join(folder, 'data')}`,
  ]);
  const ended = new Promise<void>((done) => host.once('exit', () => done()));
  const stop = async () => {
    host.kill('SIGTERM');
    await ended;
    // The engine's process ends a moment after its host.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  };

  try {
    process.env.MONOLITH_URL = await addressOf(host);
    await fill(process.env.MONOLITH_URL);
    await fillShop(process.env.MONOLITH_URL);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address in the host's greeting. */
function addressOf(host: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((found, failed) => {
    let output = '';
    const timer = setTimeout(() => failed(new Error(`The host does not become ready:\n${output}`)), patience);
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /Listens on\s+(http:\S+)/.exec(output)?.[1];
      if (address !== undefined) {
        clearTimeout(timer);
        found(address);
      }
    };
    host.stdout?.on('data', listen);
    host.stderr?.on('data', listen);
    host.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`The host ended with ${code}:\n${output}`));
    });
  });
}
