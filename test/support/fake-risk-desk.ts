import { type Alert, type AlertRule, alertRuleSchema, alertSchema } from '../../src-core/alerts/alert.ts';
import { type KillResult, type LimitsView, limitsViewSchema, type RiskView } from '../../src-core/contract/risk.ts';
import { fromDollars } from '../../src-core/money.ts';
import { type ExitView, exitViewSchema, NO_EXIT } from '../../src-core/risk/exits.ts';
import { LIMIT_NAMES, LIMITS } from '../../src-core/risk/limits.ts';
import type { ExpiryView } from '../../src-core/risk/measures.ts';
import type { Trip } from '../../src-core/risk/trading-state.ts';
import type { PublishedAlertDesk, PublishedRiskDesk } from '../../src-main/desk/published-risk.ts';
import type { RiskDesk } from '../../src-main/risk/risk-desk.ts';
import { EXPIRY_VIEW } from './panels/expiry-views.ts';
import { BY_HAND, KILL_RESULT, KILLED, riskView } from './panels/risk-views.ts';

/** One that watches its stop. */
export function exitView(tradeId: string, given: Partial<ExitView> = {}): ExitView {
  return exitViewSchema.parse({
    tradeId,
    plan: { ...NO_EXIT, stop: { unit: 'percent', value: 50 } },
    targetAt: null,
    stopAt: fromDollars(-120),
    trailingAt: null,
    closesAt: null,
    accountClosesAt: 1_768_510_000_000,
    result: fromDollars(12.5),
    best: null,
    bases: null,
    state: 'watching',
    reason: null,
    since: null,
    text: null,
    ...given,
  });
}

/** By number, each a second after the one before. */
export function alertOf(number: number, given: Partial<Alert> = {}): Alert {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return alertSchema.parse({
    id,
    time: 1_768_500_000_000 + 1_000 * number,
    severity: 'medium',
    title: 'SPY at 600',
    text: `SPY is 600.${number}`,
    source: { kind: 'rule', id: RULE.id },
    state: 'active',
    until: null,
    acknowledgedAt: null,
    sounds: true,
    ...given,
  });
}

export const RULE: AlertRule = alertRuleSchema.parse({
  id: '00000000-0000-4000-8000-0000000000aa',
  name: 'SPY at 600',
  condition: { kind: 'price', ticker: 'SPY', when: 'at_or_above', threshold: 600 },
  severity: 'medium',
  enabled: true,
  repeat: { kind: 'once' },
});

/** The initial values, some of them with the value given. */
export function limitsView(values: Partial<Record<string, number>> = {}): LimitsView {
  return limitsViewSchema.parse({
    equity: fromDollars(25_000),
    session: '2026-11-23',
    limits: LIMIT_NAMES.map((name) => ({ name, ...LIMITS[name], value: values[name] ?? LIMITS[name].initial, pending: null, dollars: null })),
  });
}

type RiskChange = Parameters<Parameters<RiskDesk['subscribe']>[0]>[0];

/** A risk engine as a test sets it. */
export class FakeRiskDesk implements PublishedRiskDesk, Pick<RiskDesk, 'kill' | 'reduce'> {
  time = 1_768_500_000_000;
  trips: readonly Trip[] = [];
  expiring: ExpiryView = EXPIRY_VIEW;
  kept: readonly ExitView[] = [exitView('pos_1')];
  limited: LimitsView = limitsView();
  /** How often each was asked for. */
  readonly asked = { view: 0, kill: 0, reduce: 0 };
  readonly #listeners = new Set<(change: RiskChange) => void>();

  tell(change: Partial<RiskChange>): void {
    for (const listener of this.#listeners) listener({ state: false, exits: [], ...change });
  }

  view(): RiskView {
    this.asked.view += 1;
    return riskView(this.trips, { time: this.time });
  }

  expiry(): ExpiryView {
    return { ...this.expiring, time: this.time };
  }

  exits(): readonly ExitView[] {
    return this.kept;
  }

  limits(): LimitsView {
    return this.limited;
  }

  async kill(): Promise<KillResult> {
    this.asked.kill += 1;
    this.trips = [KILLED];
    this.tell({ state: true });
    return KILL_RESULT;
  }

  async reduce(): Promise<RiskView> {
    this.asked.reduce += 1;
    this.trips = [BY_HAND];
    this.tell({ state: true });
    return this.view();
  }

  subscribe(listener: (change: RiskChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

type AlertChange = Parameters<Parameters<PublishedAlertDesk['subscribe']>[0]>[0];

/** Alerts and rules as a test sets them. */
export class FakeAlertDesk implements PublishedAlertDesk {
  kept: readonly Alert[] = [];
  keptRules: readonly AlertRule[] = [RULE];
  readonly #listeners = new Set<(change: AlertChange) => void>();

  tell(change: Partial<AlertChange>): void {
    for (const listener of this.#listeners) listener({ alerts: [], rules: false, ...change });
  }

  alerts(): readonly Alert[] {
    return this.kept;
  }

  rules(): readonly AlertRule[] {
    return this.keptRules;
  }

  subscribe(listener: (change: AlertChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
