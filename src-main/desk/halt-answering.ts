import { ContractFailure } from '../../src-core/contract/messages.ts';
import { type Clock, SECOND } from '../../src-core/time.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import { CHANNELS } from '../stores/realtime/key-families.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import { haltMessage, type HaltOutcome, type HaltRequest, readHaltMessage } from './halt-message.ts';

export interface HaltAnsweringParts {
  readonly store: RealtimeStore;
  /** Names the account's channel. */
  readonly account: string;
  /** Of the lease under which it trades. */
  readonly epoch: () => number;
  readonly machineClock: Clock;
  readonly desk: Pick<RiskDesk, 'kill' | 'reduce'>;
  /** Told of each halt once it was done, or could not be; must not throw. */
  readonly done: (request: HaltRequest, outcome: HaltOutcome) => void;
}

/** What was on its way for so long is of another moment. */
const OLD_MS = 5 * SECOND;
/** Requests that are known again. */
const REMEMBERED = 200;

/** Halts as terminals that watch ask for it: at once, each request once, and those of the moment and of this lease alone. */
export class HaltAnswering {
  readonly #parts: HaltAnsweringParts;
  /** By request; null while it is being done. */
  readonly #answers = new Map<string, HaltOutcome | null>();
  readonly #unsubscribe: () => void;

  constructor(parts: HaltAnsweringParts) {
    this.#parts = parts;
    const isAlone = parts.store.kind === 'memory';
    this.#unsubscribe = isAlone ? () => undefined : parts.store.subscribe(CHANNELS.halts(parts.account), (text) => this.#hear(text));
  }

  close(): void {
    this.#unsubscribe();
  }

  #hear(text: string): void {
    const request = readHaltMessage(text);
    if (request?.kind !== 'request') return;
    const { epoch, machineClock } = this.#parts;
    if (request.epoch !== epoch() || machineClock.now() - request.time > OLD_MS) return;
    const known = this.#answers.get(request.id);
    // Sent again, its answer may have been lost.
    if (known !== undefined) {
      if (known !== null) this.#answer(request, known);
      return;
    }
    this.#remember(request.id, null);
    // It has halted before this returns.
    void this.#halt(request);
  }

  async #halt(request: HaltRequest): Promise<void> {
    const outcome = await this.#outcomeOf(request);
    this.#remember(request.id, outcome);
    this.#answer(request, outcome);
    this.#parts.done(request, outcome);
  }

  async #outcomeOf({ halt }: HaltRequest): Promise<HaltOutcome> {
    const { desk } = this.#parts;
    try {
      switch (halt.act) {
        case 'kill':
          return { act: 'kill', result: await desk.kill({ flatten: halt.flatten }) };
        case 'reduce':
          return { act: 'reduce', view: await desk.reduce() };
      }
    } catch (error) {
      if (error instanceof ContractFailure) return { act: 'failed', code: error.code, message: error.message };
      return { act: 'failed', code: 'internal', message: error instanceof Error ? error.message : String(error) };
    }
  }

  #answer({ id }: HaltRequest, outcome: HaltOutcome): void {
    const { account, store } = this.#parts;
    store.publish(CHANNELS.halts(account), haltMessage({ kind: 'answer', id, outcome }));
  }

  #remember(id: string, outcome: HaltOutcome | null): void {
    this.#answers.set(id, outcome);
    if (this.#answers.size <= REMEMBERED) return;
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}
