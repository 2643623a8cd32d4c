import { EventEmitter } from 'node:events';
import { report } from './reports.ts';

interface NotificationOptions {
  readonly title: string;
  readonly body: string;
  readonly urgency: string;
}

export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return true;
  }
  readonly #options: NotificationOptions;

  constructor(options: NotificationOptions) {
    super();
    this.#options = options;
  }

  show(): void {
    const { title, body, urgency } = this.#options;
    report({ kind: 'notification', title, body, urgency });
  }
}
