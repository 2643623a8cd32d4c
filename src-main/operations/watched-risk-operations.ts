import { personOf } from '../access/caller.ts';
import type { Alert } from '../../src-core/alerts/alert.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { AlertPage, AlertQuery } from '../../src-core/contract/risk.ts';
import type { ExitView } from '../../src-core/risk/exits.ts';
import type { AlertJournal } from '../alerts/alert-journal.ts';
import type { RiskEventJournal } from '../risk/risk-journal.ts';
import { readFromCopy } from './books-copy.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { heardTap } from './heard-tap.ts';
import type { KeyedSource, Signal } from './stream-taps.ts';
import type { RemoteHalts, WatchedRisk } from './watched-desk.ts';

type Allowed = 'risk.kill' | 'risk.reduce' | 'risk.flattenPlan' | 'risk.scenarios' | 'risk.events' | 'limits.get' | 'alerts.list';
type RiskStream = 'risk' | 'expiry' | 'exits' | 'alerts' | 'alertRules';

export interface WatchedRiskParts {
  readonly watched: WatchedRisk;
  readonly exits: KeyedSource<ExitView>;
  readonly alerts: KeyedSource<Alert>;
  /** Fire when something else was heard. */
  readonly views: Signal;
  readonly expiries: Signal;
  readonly rules: Signal;
  readonly halts: RemoteHalts;
  /** This machine's copy of the books, as old as it is. */
  readonly journal: Pick<RiskEventJournal, 'events'>;
  readonly alertJournal: Pick<AlertJournal, 'list'>;
}

/** What stops trading is sent to the workstation that trades; what only it can work out is refused with that reason. */
export function createWatchedRiskHandlers({ alertJournal, halts, journal, watched }: WatchedRiskParts): Pick<Handlers, Allowed> {
  const onlyThere = (what: string) => (): never => {
    throw new ContractFailure({ code: 'unavailable', message: `${what} on the workstation that trades; this terminal watches it` });
  };
  return {
    'risk.kill': (options, caller) => halts.kill(options, { userId: personOf(caller), origin: caller.origin }),
    'risk.reduce': (_input, caller) => halts.reduce({ userId: personOf(caller), origin: caller.origin }),
    'risk.flattenPlan': onlyThere('what flattening would do and cost is worked out'),
    'risk.scenarios': onlyThere('scenarios are priced'),
    'risk.events': async (query) => {
      const { total, events } = await readFromCopy(() => journal.events(query));
      return { total, events: [...events] };
    },
    'limits.get': () => {
      const limits = watched.limits();
      if (limits === null) throw new ContractFailure({ code: 'unavailable', message: 'the workstation that trades has not told its limits yet' });
      return limits;
    },
    'alerts.list': (query) => pageOf(watched.alerts(), alertJournal, query),
  };
}

export function createWatchedRiskStreams({ alerts, exits, expiries, rules, views, watched }: WatchedRiskParts): Pick<StreamOpeners, RiskStream> {
  return {
    risk: (_input, _subscription, notify) => heardTap(views, () => watched.view(), notify),
    expiry: (_input, _subscription, notify) => heardTap(expiries, () => watched.expiry(), notify),
    exits: (_input, _subscription, notify) => exits.tap(notify),
    alerts: (_input, _subscription, notify) => alerts.tap(notify),
    alertRules: (_input, _subscription, notify) => heardTap(rules, () => rulesOf(watched), notify),
  };
}

function rulesOf(watched: WatchedRisk) {
  const rules = watched.rules();
  return rules === null ? null : [...rules];
}

/** Newest first: what is heard, and what the copy has besides. */
async function pageOf(heard: readonly Alert[], journal: Pick<AlertJournal, 'list'>, { state, offset, limit }: AlertQuery): Promise<AlertPage> {
  const known = new Set(heard.map(({ id }) => id));
  const fitting = heard.filter((alert) => state === undefined || alert.state === state);
  // Of the newest so many, those that were heard are left out, and enough are left.
  const kept = await readFromCopy(() => journal.list({ ...(state === undefined ? {} : { state }), offset: 0, limit: offset + limit + heard.length }));
  const others = kept.alerts.filter(({ id }) => !known.has(id));
  const alerts = [...fitting, ...others].sort((left, right) => right.time - left.time || (left.id < right.id ? 1 : -1));
  return { total: fitting.length + kept.total - (kept.alerts.length - others.length), alerts: alerts.slice(offset, offset + limit) };
}
