import { nextSession } from '../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { LimitChanges, LimitsView } from '../../src-core/contract/risk.ts';
import type { Money } from '../../src-core/money.ts';
import { type ChangedLimits, changeLimits, type LimitEffect, type LimitProblem, limitsOn, type LimitStandings, nearestAllowed, standingsFrom, withdrawLimit, withoutContradictions } from '../../src-core/risk/limit-changes.ts';
import { LIMIT_NAMES, limitContradictions, LIMITS, type LimitName, limitsFrom, type RiskLimits } from '../../src-core/risk/limits.ts';
import { percentOfEquity } from '../../src-core/risk/percent-of-equity.ts';
import type { Clock, IsoDate } from '../../src-core/time.ts';
import type { KeptLimit, LimitJournal } from './risk-journal.ts';

export interface LimitBookParts {
  readonly journal: LimitJournal;
  /** Of the session that trades. */
  readonly date: IsoDate;
  readonly clock: Clock;
  /** Values of limits that were never set. */
  readonly initial: RiskLimits;
  /** At the day's start. */
  readonly equity: () => Money;
  /** Told of what was written, old and new values; at loading, of the changes that came into force. It must not throw. */
  readonly changed: (changes: readonly LimitEffect[]) => void;
}

/** The risk parameters of one account during one session. Within a session none becomes looser. */
export class LimitBook {
  readonly #parts: LimitBookParts;
  readonly #listeners = new Set<() => void>();
  readonly #next: IsoDate;
  /** Limits that were set, not left at their initial value. */
  #own: ReadonlySet<LimitName>;
  #standings: LimitStandings;
  #limits: RiskLimits;
  /** Changes are judged one after another. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(parts: LimitBookParts, standings: LimitStandings, own: ReadonlySet<LimitName>) {
    this.#parts = parts;
    this.#next = nextSession(parts.date).date;
    this.#own = own;
    this.#standings = standings;
    this.#limits = limitsOn(standings, null);
  }

  /**
   * Reads the limits and puts into force what waited for a date that has come. A kept value that lies outside its range,
   * or contradicts another, is replaced by the nearest safer one that does not. Rejects when the journal does.
   */
  static async load(parts: LimitBookParts): Promise<LimitBook> {
    const { journal, date, clock, initial, changed } = parts;
    const kept = new Map((await journal.limits()).map((limit) => [limit.name, limit]));
    const before = standingsFrom((name) => ({ value: kept.get(name)?.value ?? initial[name], pending: kept.get(name)?.pending ?? null }));
    const limits = sound(limitsOn(before, date), initial);
    const standings = standingsFrom((name) => {
      const { pending } = before[name];
      return { value: limits[name], pending: pending === null || pending.from <= date ? null : pending };
    });
    const effects = LIMIT_NAMES.flatMap((name): LimitEffect[] => {
      const { value } = before[name];
      return value === limits[name] ? [] : [{ name, from: value, to: limits[name], when: 'now' }];
    });
    const own = new Set([...[...kept.values()].filter(({ value }) => value !== null), ...effects].map(({ name }) => name));
    const written = keptOf(standings, changedNames(before, standings), (name) => own.has(name));
    if (written.length > 0) await journal.setLimits(written, clock.now());
    if (effects.length > 0) changed(effects);
    return new LimitBook(parts, standings, own);
  }

  /** In force. The same object until a change. */
  current(): RiskLimits {
    return this.#limits;
  }

  view(): LimitsView {
    const equity = this.#parts.equity();
    return {
      equity,
      session: this.#next,
      limits: LIMIT_NAMES.map((name) => {
        const { value, pending } = this.#standings[name];
        return {
          ...LIMITS[name],
          name,
          value,
          initial: this.#parts.initial[name],
          pending: pending?.value ?? null,
          dollars: LIMITS[name].unit === 'percent_of_equity' ? percentOfEquity(value, equity) : null,
        };
      }),
    };
  }

  /** Safer values count at once, looser ones from the next session on. Fails with 'bad_input', field "changes.max_delta"; nothing is changed then. */
  set(changes: LimitChanges): Promise<LimitsView> {
    return this.#inTurn(() =>
      this.#write(changeLimits(this.#standings, changes, this.#next), (problems) => ({
        code: 'bad_input',
        field: `changes.${problems[0]?.name ?? ''}`,
        message: problems.map(({ name, message }) => `changes.${name}: ${message}`).join('; '),
      })),
    );
  }

  /** Takes back what waits. Fails with 'not_found', or with 'conflict' where another change that waits needs it. */
  withdraw(name: LimitName): Promise<LimitsView> {
    return this.#inTurn(() => {
      if (this.#standings[name].pending === null) throw new ContractFailure({ code: 'not_found', field: 'name', message: `name: no change of ${name} waits for a session` });
      return this.#write(withdrawLimit(this.#standings, name), (problems) => ({
        code: 'conflict',
        field: 'name',
        message: `name: without the change of ${name}, ${problems.map(({ message }) => message).join('; ')}`,
      }));
    });
  }

  /** `listener` hears of every change, after it; it must not throw. The result ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #inTurn(change: () => Promise<LimitsView>): Promise<LimitsView> {
    const done = this.#last.catch(() => undefined).then(change);
    this.#last = done;
    return done;
  }

  async #write(changed: ChangedLimits, refusal: (problems: readonly LimitProblem[]) => ConstructorParameters<typeof ContractFailure>[0]): Promise<LimitsView> {
    if (changed.problems !== null) throw new ContractFailure(refusal(changed.problems));
    const { standings, effects } = changed;
    const names = changedNames(this.#standings, standings);
    if (names.length === 0) return this.view();
    const own = new Set([...this.#own, ...names.filter((name) => standings[name].value !== this.#standings[name].value)]);
    await this.#parts.journal.setLimits(keptOf(standings, names, (name) => own.has(name)), this.#parts.clock.now());
    this.#own = own;
    this.#standings = standings;
    this.#limits = limitsOn(standings, null);
    if (effects.length > 0) this.#parts.changed(effects);
    for (const listener of this.#listeners) listener();
    return this.view();
  }
}

function changedNames(before: LimitStandings, after: LimitStandings): readonly LimitName[] {
  return LIMIT_NAMES.filter((name) => before[name].value !== after[name].value || before[name].pending !== after[name].pending);
}

/** Initial values are not judged, and where they contradict each other nothing else is judged by them. */
function sound(limits: RiskLimits, initial: RiskLimits): RiskLimits {
  const within = limitsFrom((name) => (limits[name] === initial[name] ? limits[name] : nearestAllowed(name, limits[name])));
  return limitContradictions(initial).length > 0 ? within : withoutContradictions(within);
}

function keptOf(standings: LimitStandings, names: readonly LimitName[], isOwn: (name: LimitName) => boolean): readonly KeptLimit[] {
  return names.map((name) => ({ name, value: isOwn(name) ? standings[name].value : null, pending: standings[name].pending }));
}
