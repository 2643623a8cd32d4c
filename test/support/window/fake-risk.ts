import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { operations } from '../../../src-core/contract/operations.ts';
import type { Flattening, RiskView } from '../../../src-core/contract/risk.ts';
import type { ExpiryView } from '../../../src-core/risk/measures.ts';
import type { Trip } from '../../../src-core/risk/trading-state.ts';
import { EXPIRY_VIEW, NOTHING_EXPIRES } from '../panels/expiry-views.ts';
import { BY_HAND, DAY_LOSS, FLATTENING, GAUGES, KILL_RESULT, KILLED, NOTHING_HELD, PLAN, riskView, trip, VIX_TRIP } from '../panels/risk-views.ts';
import { scenarioGrid } from '../panels/scenario-grids.ts';
import type { Scenario } from './fake-desk.ts';

/** Milliseconds in which the kill switch of a core that never answers does not answer. */
const NEVER = 3_600_000;

/** A made-up risk engine: its state changes as it is told to, its figures do not. */
export class FakeRisk {
  readonly #scenario: Scenario;
  readonly #now: () => number;
  #trips: readonly Trip[];
  #flattening: Flattening | null;

  constructor(scenario: Scenario, now: () => number) {
    this.#scenario = scenario;
    this.#now = now;
    const started: Partial<Record<Scenario, readonly Trip[]>> = {
      'risk-reducing': [VIX_TRIP, trip('underlying_loss', "The day's loss in QQQ is $1,512.00; the limit is $1,500.00.", { id: 'qqq', underlying: 'QQQ', value: 1_512, threshold: 1_500, state: 'HALTED' })],
      'risk-halted': [KILLED],
      'risk-locked': [DAY_LOSS, VIX_TRIP],
      'risk-flattening': [KILLED],
    };
    this.#trips = started[scenario] ?? [];
    this.#flattening = scenario === 'risk-flattening' ? FLATTENING : null;
  }

  view(): RiskView {
    const now = this.#now();
    const view = riskView(this.#trips, { time: now, flattening: this.#flattening });
    if (this.#scenario === 'risk-unread') return { ...view, measures: null, gauges: [], problems: ['IWM has no usable quotes: nothing can be measured.'] };
    if (this.#scenario === 'risk-empty') return { ...view, measures: { ...NOTHING_HELD, time: now }, gauges: GAUGES.map((gauge) => ({ ...gauge, used: 0, left: gauge.most })) };
    return { ...view, measures: view.measures === null ? null : { ...view.measures, time: now } };
  }

  expiry(): ExpiryView {
    const time = this.#now();
    return { ...(this.#scenario === 'risk-empty' ? NOTHING_EXPIRES : EXPIRY_VIEW), time };
  }

  /** null for what is not of the risk. */
  call(operation: string, input: unknown): Promise<unknown> | null {
    const time = this.#now();
    switch (operation) {
      case 'risk.kill':
        if (this.#scenario === 'kill-refused') return Promise.reject(new ContractFailure({ code: 'conflict', message: 'desk-2 trades PAPER-1; this terminal watches' }));
        if (this.#scenario === 'kill-unanswered') return new Promise((resolve) => setTimeout(resolve, NEVER));
        this.#trips = [{ ...KILLED, time }, ...this.#trips.filter(({ breaker }) => breaker !== 'kill')];
        return Promise.resolve({ ...KILL_RESULT, plan: { ...PLAN, time } });
      case 'risk.reduce':
        this.#trips = [{ ...BY_HAND, time }, ...this.#trips];
        return Promise.resolve(this.view());
      case 'risk.resume':
        this.#trips = this.#trips.filter(({ lasts }) => lasts !== 'hand');
        return Promise.resolve(this.view());
      case 'risk.flattenPlan':
        return Promise.resolve(this.#scenario === 'risk-empty' ? { time, steps: [], atMid: 0, expected: 0, atWorst: 0, seconds: 0 } : { ...PLAN, time });
      case 'risk.flatten':
        this.#flattening = { ...FLATTENING, startedAt: time };
        return Promise.resolve(this.view());
      case 'risk.stopFlattening':
        if (this.#flattening !== null) this.#flattening = { ...this.#flattening, state: 'stopped', endedAt: time };
        return Promise.resolve(this.view());
      case 'risk.scenarios': {
        const { scope } = operations['risk.scenarios'].input.parse(input);
        return Promise.resolve(scenarioGrid(scope, { time }));
      }
      default:
        return null;
    }
  }
}
