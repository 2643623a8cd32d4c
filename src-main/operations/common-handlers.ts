import type { HISTORY_RANGES, HistoryView } from '../../src-core/contract/connections.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { CorrelationHistory } from '../../src-core/contract/signals.ts';
import type { Ticker } from '../../src-core/instruments/instrument.ts';
import type { CorrelationPair } from '../../src-core/signals/market-state.ts';
import type { Connections } from '../connections/connections.ts';
import type { VolatilityDesk } from '../market-data/volatility-desk.ts';
import type { JournalDesk } from '../performance/journal-desk.ts';
import type { PerformanceDesk } from '../performance/performance-desk.ts';
import type { PracticeDesk } from '../practice/practice-desk.ts';
import { type AccessParts, createAccessHandlers } from './access-operations.ts';
import { createAppHandlers, type ProgramParts } from './app-operations.ts';
import type { Handlers } from './door.ts';
import type { SettingsStore } from './engines.ts';
import type { Signal } from './stream-taps.ts';

/** What a terminal has whether it trades or watches. */
export interface CommonEngines extends AccessParts, ProgramParts {
  readonly settings: SettingsStore;
  readonly connections: Pick<Connections, 'view' | 'test' | 'testGateway' | 'save'>;
  /** Takes the account's trading lease over. Throws ContractFailure 'conflict' where there is none to take, 'unavailable' where it cannot be reached. */
  readonly takeOver: () => Promise<void>;
  /** A ticker's past from the time-series store, oldest bar first. */
  readonly history: (ticker: Ticker, range: (typeof HISTORY_RANGES)[number]) => Promise<HistoryView>;
  /** A pair's correlation over the same ranges. */
  readonly correlations: (pair: CorrelationPair, range: (typeof HISTORY_RANGES)[number]) => Promise<CorrelationHistory>;
  readonly performance: PerformanceDesk;
  readonly journal: JournalDesk;
  readonly volatility: VolatilityDesk;
  readonly practice: PracticeDesk;
  readonly readingBeat: Signal;
}

/** What those handlers take of it; the rest has handlers of its own. */
type CommonParts = AccessParts & ProgramParts & Pick<CommonEngines, 'settings' | 'connections' | 'takeOver' | 'history' | 'correlations' | 'readingBeat'>;

type Common = 'settings.get' | 'settings.set' | 'market.history' | 'market.correlations' | 'connections.test' | 'connections.testGateway' | 'connections.save' | 'desk.takeOver';

export function createCommonHandlers(parts: CommonParts): Pick<Handlers, Common> & ReturnType<typeof createAccessHandlers> & ReturnType<typeof createAppHandlers> {
  const { settings, connections, takeOver, history, correlations, readingBeat } = parts;
  return {
    ...createAccessHandlers(parts),
    ...createAppHandlers(parts),
    'settings.get': async ({ name }) => {
      mustBeTheWindows(name);
      return { value: await settings.get(name) };
    },
    'settings.set': async ({ name, value }) => {
      mustBeTheWindows(name);
      await settings.set(name, value);
      return {};
    },
    'market.history': ({ ticker, range }) => history(ticker, range),
    'market.correlations': ({ pair, range }) => correlations(pair, range),
    'connections.test': (input) => connections.test(input),
    'connections.testGateway': ({ settings }) => connections.testGateway(settings),
    'connections.save': async (input) => {
      const view = await connections.save(input);
      readingBeat.fire();
      return view;
    },
    'desk.takeOver': async () => {
      await takeOver();
      readingBeat.fire();
      return {};
    },
  };
}

/** What the program keeps beside the windows' settings has operations of its own, which not everybody may call. */
function mustBeTheWindows(name: string): void {
  if (!name.startsWith('core/')) return;
  throw new ContractFailure({ code: 'bad_input', field: 'name', message: `name: "${name}" is the program's own setting; expected a name that does not begin with "core/"` });
}
