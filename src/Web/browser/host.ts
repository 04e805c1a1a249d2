import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fill } from './records';
import { fillShop } from './shop';

const program = resolve(import.meta.dirname, '../../../artifacts/bin/Monolith.Host/debug/monolith');
const patience = 120_000;

/** A Monolith of the tests' own. */
export interface Host {
  url: string;
  /** Everything that it has said so far. */
  output: () => string;
  stop: () => Promise<void>;
}

/**
 * Starts the Monolith that most tests look at, puts known records into it, and says to them where it is. The returned function
 * ends it.
 */
export default async function startHost() {
  const host = await start();
  try {
    process.env.MONOLITH_URL = host.url;
    await fill(host.url);
    await fillShop(host.url);
    return host.stop;
  } catch (error) {
    await host.stop();
    throw error;
  }
}

/** Starts a real Monolith on a free port with data of its own. */
export async function start(...settings: readonly string[]): Promise<Host> {
  if (!existsSync(program)) {
    throw new Error(`Build the host first: dotnet build src/Host (there is no ${program}).`);
  }

  const folder = await mkdtemp(join(tmpdir(), 'mono-page-'));
  const host = spawn(program, [
    'serve',
    '--urls=http://127.0.0.1:0',
    '--Modules:Ingest:Grpc:Address=127.0.0.1:0',
    `--Monolith:DataPath=${join(folder, 'data')}`,
    ...settings,
  ]);
  const ended = new Promise<void>((done) => host.once('exit', () => done()));
  const stop = async () => {
    host.kill('SIGTERM');
    await ended;
    // The engine's process ends a moment after its host.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  };

  let output = '';
  host.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  host.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    return { url: await addressOf(host), output: () => output, stop };
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
