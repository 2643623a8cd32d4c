import type { GammaView } from '../../../src-core/contract/volatility.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { openInterestDate } from '../../../src-core/market/open-interest-date.ts';
import { readGamma } from '../../market-data/gamma-reading.ts';
import type { VolatilityDesk } from '../../market-data/volatility-desk.ts';
import { figure } from './market-view.ts';

export function gammaView(desk: VolatilityDesk, underlying: Underlying): GammaView {
  const { clock, isSimulated, keeper, market, session } = desk.parts;
  const now = clock.now();
  const reading = readGamma(market, underlying, now);
  const date = openInterestDate(session);
  return {
    underlying,
    time: now,
    clockLabel: market.clock.label,
    spot: figure(reading.ok ? reading.value.spot : reading.spot),
    exposure: reading.ok
      ? {
          state: 'known',
          calls: reading.value.exposure.calls,
          puts: reading.value.exposure.puts,
          strikes: [...reading.value.exposure.strikes],
          profile: [...reading.value.profile.points],
          flips: [...reading.value.profile.flips],
          levels: [...reading.value.levels],
        }
      : { state: 'absent', reason: reading.reason },
    openInterest: { asOf: date?.asOf ?? null, ageDays: date?.ageDays ?? null, simulated: isSimulated() },
    session: [...(keeper?.records(underlying) ?? [])],
    study: desk.study(),
  };
}
