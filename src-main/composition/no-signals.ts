import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Clock } from '../../src-core/time.ts';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src-core/signals/automation.ts';
import type { SignalDesk } from '../signals/signal-desk.ts';

const NOTHING = { sample: 0, bins: [], brier: null, slope: null, intercept: null };

/** A terminal without a signal engine: it has no signals and takes no wishes. */
export function noSignals(session: ExchangeSession, clock: Clock, clockLabel: string): SignalDesk {
  const refuse = (): never => {
    throw new ContractFailure({ code: 'unavailable', message: 'no signal engine runs here' });
  };
  return {
    detectors: [],
    records: () => [],
    record: () => undefined,
    find: async (id) => {
      throw new ContractFailure({ code: 'not_found', field: 'id', message: `id: there is no signal ${id}` });
    },
    list: async () => ({ total: 0, records: [] }),
    approve: async () => refuse(),
    dismiss: async () => refuse(),
    restore: async () => refuse(),
    orderDenials: () => [],
    marketState: () => ({
      state: null,
      reason: 'no signal engine runs here',
      detections: [],
      open: session.open,
      reference: session.reference,
      history: {
        correlation: { SPY_QQQ: [], SPY_IWM: [], QQQ_IWM: [] },
        baseline: { SPY_QQQ: [], SPY_IWM: [], QQQ_IWM: [] },
        price: { SPY: [], QQQ: [], IWM: [] },
        implied: { SPY: [], QQQ: [], IWM: [] },
        realised: { SPY: [], QQQ: [], IWM: [] },
        vix: [],
      },
      cones: { SPY: [], QQQ: [], IWM: [] },
      clockLabel,
    }),
    calibration: (detector) => ({ time: clock.now(), detector, settled: 0, needed: 0, types: [], said: NOTHING, implied: NOTHING, corrections: [], fates: [] }),
    performance: () => null,
    settings: () => ({ settings: DEFAULT_SIGNAL_SETTINGS, detectors: [], calibrated: [], needed: 0 }),
    configure: async () => refuse(),
    subscribe: () => () => undefined,
  };
}
