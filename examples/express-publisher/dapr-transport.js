import { randomUUID } from 'node:crypto';
import Transport from 'winston-transport';
import { CommunicationProtocolEnum, DaprClient } from '@dapr/dapr';

const MAX_QUEUED = 10_000;
const MAX_BATCH = 500;
const PAUSE_MS = 500;

/**
 * Sends winston's records to the topic `logs` through this service's sidecar, many at a time.
 * Records wait in memory while the sidecar is away; beyond 10,000 of them the oldest go.
 */
export class DaprTransport extends Transport {
  #queue = [];
  #publishing = Promise.resolve();
  #isPublishing = false;
  #client;

  constructor({ service, ...options } = {}) {
    super(options);
    this.service = service;
    this.#client = new DaprClient({
      daprHost: '127.0.0.1',
      daprPort: process.env.DAPR_HTTP_PORT ?? '3500',
      daprApiToken: process.env.DAPR_API_TOKEN,
      communicationProtocol: CommunicationProtocolEnum.HTTP,
      logger: { service: { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, verbose: () => {} } },
    });
  }

  log(record, done) {
    // The id stays with the record when it is published again, so that it counts once.
    const id = randomUUID();
    const event = { ...record, timestamp: record.timestamp ?? new Date().toISOString(), service: this.service };
    this.#queue.push({ entryID: id, event, contentType: 'application/json', metadata: { 'cloudevent.id': id } });
    if (this.#queue.length > MAX_QUEUED) {
      this.#queue.shift();
    }
    this.#start();
    done();
  }

  /** Waits until everything that was logged so far is with the sidecar. */
  async flush() {
    await this.#publishing;
  }

  #start() {
    if (!this.#isPublishing) {
      this.#isPublishing = true;
      this.#publishing = this.#publish().finally(() => (this.#isPublishing = false));
    }
  }

  async #publish() {
    // One turn of the event loop later, what a request logs together travels together.
    await new Promise(setImmediate);
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, MAX_BATCH);
      const { failedMessages } = await this.#client.pubsub.publishBulk('pubsub', 'logs', batch);
      if (failedMessages.length > 0) {
        this.#queue.unshift(...failedMessages.map(({ message }) => message));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }
}
