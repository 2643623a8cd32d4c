import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { KillResult, RiskView } from '../../src-core/contract/risk.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import { CHANNELS } from '../stores/realtime/key-families.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import type { DeskFollower } from './follower.ts';
import { type Halt, haltMessage, type HaltOutcome, type HaltRequest, readHaltMessage } from './halt-message.ts';

export interface HaltAskingParts {
  readonly store: RealtimeStore;
  /** Names the account's channel. */
  readonly account: string;
  /** This workstation's name. */
  readonly workstation: string;
  readonly watched: Pick<DeskFollower, 'state' | 'silence'>;
  readonly pacer: Pacer;
  readonly newId: () => string;
}

/** Who asks at this terminal. */
export type HaltAsker = Pick<HaltRequest, 'userId' | 'origin'>;

/** A message may be lost on its way: it is sent again so often, until it is answered. */
const AGAIN_MS = 300;
/** Who asks is told within two seconds. */
const PATIENCE_MS = 1_900;

/** Asks the workstation that trades to halt, from a terminal that watches it. */
export class HaltAsking {
  readonly #parts: HaltAskingParts;
  readonly #asked = new Map<string, (outcome: HaltOutcome) => void>();
  readonly #unsubscribe: () => void;

  /** Listens from here on, so that no answer is missed. */
  constructor(parts: HaltAskingParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.store.subscribe(CHANNELS.halts(parts.account), (text) => {
      const message = readHaltMessage(text);
      if (message?.kind === 'answer') this.#asked.get(message.id)?.(message.outcome);
    });
  }

  /** Both fail as it answers, and with 'unavailable' within two seconds where it does not answer. */
  async kill({ flatten }: { readonly flatten: boolean }, asker: HaltAsker): Promise<KillResult> {
    const outcome = await this.#ask({ act: 'kill', flatten }, asker);
    return outcome.act === 'kill' ? outcome.result : refused(outcome);
  }

  async reduce(asker: HaltAsker): Promise<RiskView> {
    const outcome = await this.#ask({ act: 'reduce' }, asker);
    return outcome.act === 'reduce' ? outcome.view : refused(outcome);
  }

  /** Those who still wait are told that nobody answered. */
  close(): void {
    this.#unsubscribe();
    const outcome = this.#unanswered();
    for (const settle of [...this.#asked.values()]) settle(outcome);
  }

  #ask(halt: Halt, { userId, origin }: HaltAsker): Promise<HaltOutcome> {
    const { account, newId, pacer, store, workstation } = this.#parts;
    if (store.kind === 'memory') return Promise.resolve(this.#unanswered());
    const id = newId();
    const from = pacer.now();
    return new Promise((resolve) => {
      let cancel = (): void => undefined;
      const settle = (outcome: HaltOutcome): void => {
        cancel();
        this.#asked.delete(id);
        resolve(outcome);
      };
      const send = (): void => {
        const left = PATIENCE_MS - (pacer.now() - from);
        if (left <= 0) return settle(this.#unanswered());
        // Who trades may change meanwhile, and be heard of first.
        const addressed = this.#addressed();
        cancel = pacer.after(Math.min(AGAIN_MS, left), send);
        if (addressed === null) return;
        const request: HaltRequest = { kind: 'request', id, halt, ...addressed, workstation, userId, origin };
        store.publish(CHANNELS.halts(account), haltMessage(request));
      };
      this.#asked.set(id, settle);
      send();
    });
  }

  /** null before anything was heard of the one who trades. */
  #addressed(): Pick<HaltRequest, 'epoch' | 'time'> | null {
    const state = this.#parts.watched.state();
    // Its own time and what went by since, so that clocks of two machines need not agree.
    return state === null ? null : { epoch: state.epoch, time: state.toldAt + (this.#parts.watched.silence() ?? 0) };
  }

  #unanswered(): HaltOutcome {
    const { store, watched } = this.#parts;
    const trader = watched.state()?.workstation ?? null;
    const name = trader ?? 'the workstation that trades';
    const todo = 'Go there: press the kill switch, or end the program and look at the orders with the broker.';
    const why =
      store.kind === 'memory'
        ? `this workstation has no Redis, over which ${name} could be asked to halt`
        : trader === null
          ? 'no workstation that trades this account is heard of, so none could be asked to halt'
          : `${name} did not answer within 2 seconds, so it is not known whether it has halted`;
    return { act: 'failed', code: 'unavailable', message: `${why}. ${todo}` };
  }
}

function refused(outcome: HaltOutcome): never {
  if (outcome.act === 'failed') throw new ContractFailure({ code: outcome.code, message: outcome.message });
  throw new ContractFailure({ code: 'internal', message: `asked for one halt, and ${outcome.act} was answered` });
}
