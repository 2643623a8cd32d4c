import { callerOf } from '../callers.ts';
import type { Tap } from '../../../src-core/contract/host.ts';
import { type AlertRule, alertRuleSchema } from '../../../src-core/alerts/alert.ts';
import { alertQuerySchema, riskEventQuerySchema } from '../../../src-core/contract/risk.ts';
import { operations } from '../../../src-core/contract/operations.ts';
import { symbolOf, type Ticker, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { parseIsoDate, SECOND } from '../../../src-core/time.ts';
import { AlertBook } from '../../../src-main/alerts/alert-book.ts';
import type { AlertReadings } from '../../../src-main/alerts/alert-readings.ts';
import { createAlertStreams } from '../../../src-main/operations/alert-operations.ts';
import { type NewRiskEvent, RiskEvents } from '../../../src-main/risk/risk-events.ts';
import { deriveUuid } from '../../../src-main/trading/derive-id.ts';
import { MemoryAlertJournal } from '../alert-journal.ts';
import { MemoryEventJournal } from '../risk-event-journal.ts';

interface Books {
  readonly alerts: AlertBook;
  readonly events: RiskEvents;
}

/** The program's own books of alerts and risk events, over made-up prices and memory. */
export class FakeAlerts {
  readonly #books: Promise<Books>;
  readonly #now: () => number;

  constructor(isEmpty: boolean, now: () => number, price: (ticker: Ticker) => number) {
    this.#now = now;
    this.#books = this.#open(isEmpty, price);
  }

  /** null for what is not of alerts. */
  call(operation: string, input: unknown): Promise<unknown> | null {
    switch (operation) {
      case 'risk.events':
        return this.#books.then(({ events }) => events.list(riskEventQuerySchema.parse(input)));
      case 'alerts.list':
        return this.#books.then(({ alerts }) => alerts.list(alertQuerySchema.parse(input)));
      case 'alerts.acknowledge':
        return this.#books.then(({ alerts }) => alerts.acknowledge(operations['alerts.acknowledge'].input.parse(input).ids));
      case 'alerts.snooze': {
        const { id, minutes } = operations['alerts.snooze'].input.parse(input);
        return this.#books.then(({ alerts }) => alerts.snooze(id, minutes));
      }
      case 'alerts.setRule':
        return this.#books.then(({ alerts }) => alerts.setRule(operations['alerts.setRule'].input.parse(input).rule));
      case 'alerts.removeRule':
        return this.#books.then(({ alerts }) => alerts.removeRule(operations['alerts.removeRule'].input.parse(input).id));
      default:
        return null;
    }
  }

  /** A stream of alerts or of their rules; the first value comes when the books are open. */
  open(stream: 'alerts' | 'alertRules', subscription: number, notify: () => void): Tap {
    let tap: Tap | null = null;
    void this.#books.then(({ alerts }) => {
      tap = createAlertStreams(alerts)[stream]({}, subscription, notify, () => callerOf());
      notify();
    });
    return { take: () => tap?.take() ?? null, close: () => tap?.close() };
  }

  /** Looks at the rules. */
  step(): void {
    void this.#books.then(({ alerts, events }) => {
      events.step(this.#now());
      alerts.step(this.#now());
    });
  }

  async #open(isEmpty: boolean, price: (ticker: Ticker) => number): Promise<Books> {
    let ago = 0;
    const clock = { now: () => this.#now() - ago * SECOND };
    const notice = (): void => undefined;
    const events = await RiskEvents.recover({ journal: new MemoryEventJournal(), clock, notice, sessionId: 'fake' });
    const alerts = await AlertBook.recover({ journal: new MemoryAlertJournal(), clock, notice, readings: readingsOf(price), events: [] });
    events.subscribe((event) => alerts.raise(event));
    if (isEmpty) return { alerts, events };
    for (const told of EVENTS) {
      ({ ago } = told);
      events.tell(told.event);
    }
    const [first, second, third] = alerts.alerts();
    ago = 240;
    if (first && second) await alerts.acknowledge([first.id, second.id]);
    if (third) await alerts.snooze(third.id, 15);
    ago = 130;
    for (const rule of RULES) await alerts.setRule(rule);
    ago = 0;
    return { alerts, events };
  }
}

function readingsOf(price: (ticker: Ticker) => number): AlertReadings {
  return {
    priceOf: price,
    volatilityOf: () => 0.131,
    deltaOf: () => -0.21,
    resultOf: () => fromDollars(-214.6),
    strikeDistance: () => 0.42,
    minutesToReference: () => 138,
    positionName: () => 'SPY iron condor',
  };
}

const EVENTS: readonly { readonly ago: number; readonly event: NewRiskEvent }[] = [
  { ago: 9_400, event: { type: 'limits_changed', severity: 'medium', description: 'The daily loss limit was tightened from 3 % to 2 % of equity.', value: 2, threshold: 3, action: 'in force at once' } },
  { ago: 7_260, event: { type: 'order_denied', severity: 'low', description: 'An order was denied: its greatest loss of $1,204.00 is more than the $500.00 that one trade may lose.', value: 1204, threshold: 500 } },
  { ago: 5_020, event: { type: 'exit_stop', severity: 'high', description: 'The stop of SPY 604/607/617/620 iron condor was reached: −$212.40 at 3 s of usable quotes.', value: -212.4, threshold: -200, action: 'closing down the ladder' } },
  { ago: 2_410, event: { type: 'breaker_volume', severity: 'medium', description: 'Volume of IWM is 4.2 times the ordinary.', value: 4.2, threshold: 4, action: 'REDUCING' } },
  { ago: 610, event: { type: 'breaker_stale_feed', severity: 'high', description: 'The feed said nothing for 6 s.', value: 6.1, threshold: 5, action: 'REDUCING' } },
  { ago: 65, event: { type: 'breaker_day_drawdown', severity: 'critical', description: 'The day lost $512.30 from its best result; at most $500.00 is allowed. The day is locked.', value: 512.3, threshold: 500, action: 'HALTED, 3 orders cancelled' } },
  { ago: 12, event: { type: 'kill', severity: 'critical', description: 'A person halted trading; 2 working orders were cancelled in 8 ms.', value: null, threshold: null, action: 'HALTED' } },
];

const rule = (name: string, fields: Omit<AlertRule, 'id' | 'name' | 'enabled'> & { readonly enabled?: boolean }): AlertRule => alertRuleSchema.parse({ enabled: true, ...fields, id: deriveUuid(`rule ${name}`), name });
const put = (underlying: Underlying, strike: number) => symbolOf({ kind: 'option', underlying, expiry: parseIsoDate('2026-11-20'), right: 'put', strike: fromDollars(strike) });

const RULES: readonly AlertRule[] = [
  rule('SPY back under the open', { condition: { kind: 'price', ticker: 'SPY', when: 'at_or_below', threshold: 612.4 }, severity: 'low', repeat: { kind: 'again', minutes: 15 } }),
  rule('VIX wakes up', { condition: { kind: 'price', ticker: 'VIX', when: 'at_or_above', threshold: 18.5 }, severity: 'high', repeat: { kind: 'once' } }),
  rule('Short strike near', { condition: { kind: 'strike_distance', tradeId: null, threshold: 0.5 }, severity: 'medium', repeat: { kind: 'again', minutes: 30 } }),
  rule('Half the day’s loss is used', { condition: { kind: 'result', tradeId: null, when: 'at_or_below', threshold: -250 }, severity: 'high', repeat: { kind: 'once' } }),
  rule('607 put gets heavy', { condition: { kind: 'delta', symbol: put('SPY', 607), when: 'at_or_below', threshold: -0.3 }, severity: 'medium', repeat: { kind: 'once' } }),
  rule('QQQ volatility', { condition: { kind: 'volatility', underlying: 'QQQ', when: 'at_or_above', threshold: 22 }, severity: 'medium', repeat: { kind: 'again', minutes: 60 }, enabled: false }),
  rule('Look at what is left', { condition: { kind: 'time', minutesBefore: 30 }, severity: 'medium', repeat: { kind: 'once' } }),
];
