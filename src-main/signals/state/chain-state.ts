import type { Chain } from '../../../src-core/market/chain.ts';
import { chainExposure } from '../../../src-core/market/gamma-exposure.ts';
import type { OpenInterestDate } from '../../../src-core/market/open-interest-date.ts';
import { isUnsolved, STATUS_CODE } from '../../../src-core/market/quote-status.ts';
import type { GammaExposure, Measure, UnderlyingState } from '../../../src-core/signals/market-state.ts';
import { figure } from './session-minutes.ts';

export type ChainState = UnderlyingState['chain'];

/** What is listed and quoted; the volatility at the money is not known yet. */
export function chainState(chain: Chain | null): ChainState {
  const state: ChainState = { forward: figure(chain?.forward ?? Number.NaN), atmStrike: null, atmIv: null, contracts: chain?.count ?? 0, usable: 0, stale: 0, calls: 0, puts: 0 };
  if (chain === null) return state;
  for (let row = 0; row < chain.count; row += 1) {
    const code = chain.status[row] as number;
    if (code === STATUS_CODE.stale) state.stale += 1;
    if (code !== STATUS_CODE.priced && !isUnsolved(code)) continue;
    state.usable += 1;
    if (chain.isCall[row] === 1) state.calls += 1;
    else state.puts += 1;
  }
  return state;
}

/** Gamma exposure at a price in dollars; `sigma` is one standard deviation to the reference, NaN where it is not known. */
export function gammaState(chain: Chain | null, { calls, puts }: ChainState, price: number, sigma: number, date: OpenInterestDate | null): Measure<GammaExposure> {
  if (chain === null) return { ok: false, reason: 'no same-day chain is listed' };
  if (calls === 0 || puts === 0) return { ok: false, reason: `no ${calls > 0 ? 'put' : puts > 0 ? 'call' : 'option'} of the same-day chain is quoted` };
  if (date === null) return { ok: false, reason: 'the calendar does not reach back to the session whose open interest it is' };
  const exposure = chainExposure(chain, price, sigma);
  if (!exposure.ok) return exposure;
  const { calls: ofCalls, puts: ofPuts, heaviest } = exposure.value;
  const gross = ofCalls + ofPuts;
  const [first] = heaviest;
  return {
    ok: true,
    value: {
      callsLessPuts: ofCalls - ofPuts,
      putsLessCalls: ofPuts - ofCalls,
      gross,
      heaviest: [...heaviest],
      concentration: first === undefined ? 0 : (first.calls + first.puts) / gross,
      ...date,
    },
  };
}
