import type { AlertCondition, AlertRule } from '../../../src-core/alerts/alert.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { RiskEvent } from '../../../src-core/risk/risk-event.ts';
import { AlertBook } from '../../../src-main/alerts/alert-book.ts';
import type { AlertReadings } from '../../../src-main/alerts/alert-readings.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import { deriveUuid } from '../../../src-main/trading/derive-id.ts';
import { MemoryAlertJournal } from '../../support/alert-journal.ts';

export const BEGIN = 1_790_000_000_000;

/** A book of alerts over readings that a test sets; nothing is known at first. */
export class AlertWorld {
  readonly clock = new SessionClock(BEGIN);
  readonly journal = new MemoryAlertJournal();
  readonly notices: string[] = [];
  price: number | null = null;
  volatility: number | null = null;
  delta: number | null = null;
  result: number | null = null;
  distance: number | null = null;
  minutes: number | null = null;
  readonly readings: AlertReadings = {
    priceOf: () => this.price,
    volatilityOf: () => this.volatility,
    deltaOf: () => this.delta,
    resultOf: () => (this.result === null ? null : fromDollars(this.result)),
    strikeDistance: () => this.distance,
    minutesToReference: () => this.minutes,
    positionName: () => 'SPY iron condor',
  };

  open(events: readonly RiskEvent[] = []): Promise<AlertBook> {
    const { journal, clock, readings, notices } = this;
    return AlertBook.recover({ journal, clock, readings, events, notice: (text) => void notices.push(text) });
  }

  /** Goes on by `milliseconds` and takes one step there. */
  async pass(book: AlertBook, milliseconds: number): Promise<void> {
    this.clock.set(this.clock.now() + milliseconds);
    book.step(this.clock.now());
    await book.pending();
  }
}

export function ruleOf(condition: AlertCondition, changes: Partial<AlertRule> = {}): AlertRule {
  return { id: deriveUuid(changes.name ?? 'rule'), name: 'rule', condition, severity: 'medium', enabled: true, repeat: { kind: 'once' }, ...changes };
}

export const spyBelow = (threshold: number): AlertCondition => ({ kind: 'price', ticker: 'SPY', when: 'at_or_below', threshold });

export function riskEvent(changes: Partial<RiskEvent> = {}): RiskEvent {
  return { id: deriveUuid('event'), time: BEGIN, type: 'breaker_day_loss', severity: 'critical', description: 'The day lost $520 of $500.', value: 520, threshold: 500, action: 'HALTED', resolvedAt: null, ...changes };
}
