import type { EpochMs } from '../../../src-core/time.ts';
import type { ComputationKind, GatewayMessage } from '../gateway.ts';

const FIELDS = ['volatility', 'delta', 'gamma', 'vega', 'theta'] as const;
const KINDS: readonly ComputationKind[] = ['model', 'last', 'bid', 'ask'];
const WIDTH = FIELDS.length;

/** Annual volatility and Greeks; theta in dollars a day, vega in dollars for 0.01 of volatility. null where there is none. */
export type OptionFigures = Readonly<Record<(typeof FIELDS)[number], number | null>>;

export interface ComputedFigures {
  readonly figures: OptionFigures;
  /** Machine time; null where there are none. */
  readonly at: EpochMs | null;
}

const NOTHING: ComputedFigures = { figures: { volatility: null, delta: null, gamma: null, vega: null, theta: null }, at: null };

/**
 * What the gateway computes of each contract, by kind of its calculation. Any value may be missing, the model's too: that
 * is normal. Nothing of it goes into prices of ours.
 */
export class ComputationTable {
  #values = new Float64Array(0);
  #at = new Float64Array(0);

  /** Makes room for contracts 0 to count - 1. */
  resize(count: number): void {
    if (count * KINDS.length <= this.#at.length) return;
    const values = new Float64Array(count * KINDS.length * WIDTH).fill(Number.NaN);
    values.set(this.#values);
    this.#values = values;
    const at = new Float64Array(count * KINDS.length).fill(Number.NaN);
    at.set(this.#at);
    this.#at = at;
  }

  set(contract: number, computation: GatewayMessage & { readonly type: 'computation' }, now: EpochMs): void {
    const entry = entryOf(contract, computation.kind);
    const from = entry * WIDTH;
    this.#values[from] = computation.volatility ?? Number.NaN;
    this.#values[from + 1] = computation.delta ?? Number.NaN;
    this.#values[from + 2] = computation.gamma ?? Number.NaN;
    this.#values[from + 3] = computation.vega ?? Number.NaN;
    this.#values[from + 4] = computation.theta ?? Number.NaN;
    this.#at[entry] = now;
  }

  forget(contract: number): void {
    const first = contract * KINDS.length;
    this.#at.fill(Number.NaN, first, first + KINDS.length);
    this.#values.fill(Number.NaN, first * WIDTH, (first + KINDS.length) * WIDTH);
  }

  /** The model's figures, or else the last trade's, or else the middle of those of bid and ask: the first that has any. */
  of(contract: number): ComputedFigures {
    for (const kind of ['model', 'last'] as const) {
      const entry = entryOf(contract, kind);
      const figures = this.#read((field) => this.#values[entry * WIDTH + field] as number);
      if (figures !== null) return { figures, at: this.#at[entry] as number };
    }
    const bid = entryOf(contract, 'bid');
    const ask = entryOf(contract, 'ask');
    const middle = this.#read((field) => ((this.#values[bid * WIDTH + field] as number) + (this.#values[ask * WIDTH + field] as number)) / 2);
    return middle === null ? NOTHING : { figures: middle, at: Math.min(this.#at[bid] as number, this.#at[ask] as number) };
  }

  #read(value: (field: number) => number): OptionFigures | null {
    const [volatility = null, delta = null, gamma = null, vega = null, theta = null] = FIELDS.map((_, field) => figure(value(field)));
    if (volatility === null && delta === null && gamma === null && vega === null && theta === null) return null;
    return { volatility, delta, gamma, vega, theta };
  }
}

function entryOf(contract: number, kind: ComputationKind): number {
  return contract * KINDS.length + KINDS.indexOf(kind);
}

function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
