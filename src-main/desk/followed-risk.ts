import type { Alert, AlertRule } from '../../src-core/alerts/alert.ts';
import type { LimitsView, RiskView } from '../../src-core/contract/risk.ts';
import type { ExitView } from '../../src-core/risk/exits.ts';
import type { ExpiryView } from '../../src-core/risk/measures.ts';
import type { FamilyName } from '../stores/realtime/key-families.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';

/** What a look at the store has changed. */
export interface FollowedRiskChange {
  readonly risk: boolean;
  readonly expiry: boolean;
  /** Trades. */
  readonly exits: readonly string[];
  /** Ids. */
  readonly alerts: readonly string[];
  readonly alertRules: boolean;
}

const MOVING = ['deskRisk', 'deskExpiry', 'deskExits', 'deskAlerts'] as const satisfies readonly FamilyName[];
/** Long, or seldom another. */
const SELDOM = ['deskAlertRules', 'deskLimits'] as const satisfies readonly FamilyName[];
type RiskFamily = (typeof MOVING)[number] | (typeof SELDOM)[number];
const FAMILIES: readonly RiskFamily[] = [...MOVING, ...SELDOM];

/** What a terminal that watches knows of the other's risk engine and alerts. */
export class FollowedRisk {
  readonly #store: RealtimeStore;
  readonly #account: string;
  #wanted = new Set<RiskFamily>();
  #view: RiskView | null = null;
  #expiry: ExpiryView | null = null;
  #limits: LimitsView | null = null;
  #rules: readonly AlertRule[] | null = null;
  #exits: ReadonlyMap<string, ExitView> = new Map();
  #alerts: ReadonlyMap<string, Alert> = new Map();

  constructor(store: RealtimeStore, account: string) {
    this.#store = store;
    this.#account = account;
  }

  view(): RiskView | null {
    return this.#view;
  }

  expiry(): ExpiryView | null {
    return this.#expiry;
  }

  exits(): readonly ExitView[] {
    return [...this.#exits.values()];
  }

  exit(tradeId: string): ExitView | null {
    return this.#exits.get(tradeId) ?? null;
  }

  /** Oldest first. */
  alerts(): readonly Alert[] {
    return [...this.#alerts.values()];
  }

  alert(id: string): Alert | null {
    return this.#alerts.get(id) ?? null;
  }

  rules(): readonly AlertRule[] | null {
    return this.#rules;
  }

  limits(): LimitsView | null {
    return this.#limits;
  }

  get isAnythingWanted(): boolean {
    return this.#wanted.size > 0;
  }

  /** 'everything' also reads what changes seldom. */
  want(what: 'moving' | 'everything'): void {
    for (const family of what === 'moving' ? MOVING : FAMILIES) this.#wanted.add(family);
  }

  /** Notes that a key changed; those of other families are of no use here. */
  hear(family: FamilyName): void {
    for (const own of FAMILIES) if (own === family) this.#wanted.add(own);
  }

  /** Another session's are not kept. */
  begin(): void {
    this.#view = this.#expiry = this.#limits = this.#rules = null;
    this.#exits = new Map();
    this.#alerts = new Map();
    this.want('everything');
  }

  /** Reads what is wanted, once. */
  async read(): Promise<FollowedRiskChange> {
    const wanted = this.#wanted;
    this.#wanted = new Set();
    const parts = { account: this.#account };
    const told = <Value>(family: RiskFamily, read: () => Promise<Value | null>): Promise<Value | null> => (wanted.has(family) ? read() : Promise.resolve(null));
    const [view, expiry, exits, alerts, rules, limits] = await Promise.all([
      told('deskRisk', () => this.#store.get('deskRisk', parts)),
      told('deskExpiry', () => this.#store.get('deskExpiry', parts)),
      told('deskExits', () => this.#store.get('deskExits', parts)),
      told('deskAlerts', () => this.#store.get('deskAlerts', parts)),
      told('deskAlertRules', () => this.#store.get('deskAlertRules', parts)),
      told('deskLimits', () => this.#store.get('deskLimits', parts)),
    ]);
    if (limits !== null) this.#limits = limits;
    const isOther = { risk: isNew(view, this.#view), expiry: isNew(expiry, this.#expiry), alertRules: isNew(rules, this.#rules) };
    if (view !== null) this.#view = view;
    if (expiry !== null) this.#expiry = expiry;
    if (rules !== null) this.#rules = rules;
    const changed = { exits: changes(exits, this.#exits, ({ tradeId }) => tradeId), alerts: changes(alerts, this.#alerts, ({ id }) => id) };
    if (exits !== null) this.#exits = new Map(exits.map((exit) => [exit.tradeId, exit]));
    if (alerts !== null) this.#alerts = new Map(alerts.map((alert) => [alert.id, alert]));
    return { ...isOther, ...changed };
  }
}

function isNew(told: unknown, known: unknown): boolean {
  return told !== null && JSON.stringify(told) !== JSON.stringify(known);
}

/** Keys of those that are new, or other than they were known. */
function changes<Item>(told: readonly Item[] | null, known: ReadonlyMap<string, Item>, keyOf: (item: Item) => string): readonly string[] {
  return (told ?? []).filter((item) => isNew(item, known.get(keyOf(item)))).map(keyOf);
}
