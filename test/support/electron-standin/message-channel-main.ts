import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** Electron's MessagePortMain over a worker port: structured clone, events with `data`, queued until start(). */
export class MessagePortMain extends EventEmitter {
  readonly workerPort: MessagePort;
  #started = false;

  constructor(workerPort: MessagePort) {
    super();
    this.workerPort = workerPort;
    workerPort.once('close', () => this.emit('close'));
  }

  postMessage(message: unknown): void {
    this.workerPort.postMessage(message);
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.workerPort.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    this.workerPort.close();
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}
