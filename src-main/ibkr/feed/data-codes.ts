import { type EpochMs, SECOND } from '../../../src-core/time.ts';
import { type DataProblem, farmNameIn, meaningOf } from '../codes.ts';
import type { GatewayMessage } from '../gateway.ts';
import type { DataProblems } from './data-problems.ts';
import type { LineKeeper } from './line-keeper.ts';
import { retryAfter } from './liveness.ts';
import type { Subscription } from './subscription.ts';
import type { SubscriptionTable } from './subscription-table.ts';

/** Letters of the gateway's words that are shown. */
const SHOWN_TEXT = 200;
/** After it was told of too many messages. */
const PACED_MS = 2 * SECOND;

const FARMS = { market_data: 'market data', history: 'history', definitions: 'contract definitions' } as const;

type GatewayError = GatewayMessage & { readonly type: 'error' };

export interface DataCodesParts {
  readonly table: SubscriptionTable;
  readonly lines: LineKeeper;
  readonly problems: DataProblems;
  /** Another session takes its data. */
  readonly onTaken: (subscription: Subscription, now: EpochMs) => void;
  /** It is not open any more. */
  readonly onEnded: (subscription: Subscription, now: EpochMs) => void;
}

/** What is done about the gateway's codes that are about market data. */
export class DataCodes {
  readonly #parts: DataCodesParts;

  constructor(parts: DataCodesParts) {
    this.#parts = parts;
  }

  hear(error: GatewayError, now: EpochMs): void {
    const meaning = meaningOf(error.code, error.text);
    if (meaning.kind === 'farm') {
      const subject = `${FARMS[meaning.farm]} farm ${farmNameIn(error.text)}`;
      if (meaning.state === 'broken') this.#parts.problems.tell(subject, 'its connection is broken', now, error.code);
      else this.#parts.problems.end(subject);
      return;
    }
    const subscription = this.#parts.table.of(error.requestId);
    if (subscription === undefined) return;
    switch (meaning.kind) {
      case 'data':
        this.#hearProblem(subscription, meaning.problem, meaning.isOver, error, now);
        return;
      case 'no_contract':
      case 'bad_request':
        this.#refuse(subscription, now);
        this.#tell(subscription, 'refused', error, now);
        return;
      case 'pacing':
        this.#end(subscription, now);
        subscription.nextTry = now + PACED_MS;
        return;
      case 'unknown':
        this.#tell(subscription, 'the gateway says', error, now);
    }
  }

  #hearProblem(subscription: Subscription, problem: DataProblem, isOver: boolean, error: GatewayError, now: EpochMs): void {
    const { table } = this.#parts;
    switch (problem) {
      case 'lines_used_up':
        table.drop(subscription);
        this.#parts.lines.ranOut(subscription, now);
        this.#parts.onEnded(subscription, now);
        return;
      case 'competing_session':
        this.#parts.onTaken(subscription, now);
        return;
      case 'ended':
        this.#end(subscription, now);
        subscription.nextTry = now + retryAfter(subscription.attempts);
        subscription.attempts += 1;
        return;
      case 'delayed':
        table.setDataType(subscription, 'delayed');
        this.#tellGroup(subscription, 'not subscribed: delayed', error, now);
        return;
      case 'not_subscribed':
      case 'partly_subscribed':
        this.#allowDelayed(subscription, isOver, error, now);
        return;
    }
  }

  /** No subscription for live data: it is asked for once more with delayed data allowed, and refused where that is of no use. */
  #allowDelayed(subscription: Subscription, isOver: boolean, error: GatewayError, now: EpochMs): void {
    const { table } = this.#parts;
    if (!subscription.allowsDelayed) {
      if (!table.asksDelayed) table.allow('delayed');
      if (isOver) table.drop(subscription);
      else table.cancel(subscription);
      subscription.state = 'idle';
      subscription.nextTry = now;
      this.#tellGroup(subscription, 'not subscribed', error, now);
      return;
    }
    if (isOver) {
      this.#refuse(subscription, now);
      this.#tellGroup(subscription, 'not subscribed, and no delayed data', error, now);
      return;
    }
    table.setDataType(subscription, 'delayed');
    this.#tellGroup(subscription, 'not subscribed: delayed', error, now);
  }

  #refuse(subscription: Subscription, now: EpochMs): void {
    this.#parts.table.drop(subscription);
    subscription.state = 'refused';
    this.#parts.onEnded(subscription, now);
    this.#parts.lines.replan();
  }

  #end(subscription: Subscription, now: EpochMs): void {
    this.#parts.table.drop(subscription);
    subscription.state = 'idle';
    this.#parts.onEnded(subscription, now);
  }

  #tell({ subject }: Subscription, what: string, error: GatewayError, now: EpochMs): void {
    this.#parts.problems.tell(subject, wordsOf(what, error), now, error.code);
  }

  /** Of what is the same for a whole chain one problem is enough. */
  #tellGroup(subscription: Subscription, what: string, error: GatewayError, now: EpochMs): void {
    const subject = subscription.kind === 'option' ? `${subscription.underlying} option quotes` : subscription.ticker;
    this.#parts.problems.tell(subject, wordsOf(what, error), now, error.code);
  }
}

function wordsOf(what: string, { code, text }: GatewayError): string {
  return `${what} (code ${code}: ${text.slice(0, SHOWN_TEXT)})`;
}
