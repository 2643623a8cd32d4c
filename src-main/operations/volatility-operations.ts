import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { VolatilityDesk } from '../market-data/volatility-desk.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { Signal, stateTap } from './stream-taps.ts';
import { gammaView } from './views/gamma-view.ts';
import { volatilityView } from './views/volatility-view.ts';

type GammaOperation = Extract<keyof Handlers, `gamma.${string}`>;

export function createVolatilityHandlers(desk: VolatilityDesk): Pick<Handlers, GammaOperation> {
  return {
    'gamma.levels': (query) => desk.levels(query),
    'gamma.study': () => desk.beginStudy(),
    'gamma.stopStudy': () => desk.stopStudy(),
  };
}

/** Reading beats between two looks: once a second. */
const BEATS = 4;

/** Both are worked out when somebody asks, once a second at most, and for all windows together. */
export function createVolatilityStreams(desk: VolatilityDesk, readingBeat: Signal): Pick<StreamOpeners, 'volatility' | 'gamma'> {
  const changes = new Signal();
  const volatility = new Shared((underlying) => volatilityView(desk, underlying));
  const gamma = new Shared((underlying) => gammaView(desk, underlying));
  let beats = 0;
  readingBeat.on(() => {
    beats += 1;
    if (beats % BEATS !== 0) return;
    volatility.renew();
    gamma.renew();
    changes.fire();
  });
  return {
    volatility: ({ underlying }, _subscription, notify) => stateTap(changes, () => volatility.of(underlying), notify),
    gamma: ({ underlying }, _subscription, notify) => stateTap(changes, () => gamma.of(underlying), notify),
  };
}

/** One value an underlying until it is renewed. */
class Shared<T> {
  readonly #values = new Map<Underlying, T>();
  readonly #read: (underlying: Underlying) => T;

  constructor(read: (underlying: Underlying) => T) {
    this.#read = read;
  }

  of(underlying: Underlying): T {
    const known = this.#values.get(underlying);
    if (known !== undefined) return known;
    const value = this.#read(underlying);
    this.#values.set(underlying, value);
    return value;
  }

  renew(): void {
    this.#values.clear();
  }
}
