import { z } from 'zod';
import type { DeskView } from '../../src-core/contract/connections.ts';
import type { LeaseRow, Workstation } from '../desk/lease-server.ts';
import type { SwitchingDoor } from './switching-door.ts';
import { UNCONFIRMED_EPOCH } from '../desk/lease-rules.ts';
import type { KnownLease, LeaseState, TradingLease } from '../desk/trading-lease.ts';
import type { Notices } from '../operations/notices.ts';
import type { DeskStore } from '../stores/relational/desk/desk-store.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { Composition } from './foundation.ts';

/** Until the desk's books are asked for again. */
const AGAIN_MS = 500;
const REMEMBERED = 'lease';
const knownLeaseSchema = z.object({ epoch: z.number(), shared: z.boolean(), held: z.boolean() }) satisfies z.ZodType<KnownLease>;

/** What this workstation last knew of its lease; null where it never traded. */
export async function rememberedLease({ db }: RelationalStore): Promise<KnownLease | null> {
  const row = await db.selectFrom('replica_state').select('value').where('name', '=', REMEMBERED).executeTakeFirst();
  return row === undefined ? null : knownLeaseSchema.parse(JSON.parse(row.value));
}

export interface DeskRolesParts {
  readonly lease: TradingLease;
  readonly store: DeskStore;
  readonly door: SwitchingDoor;
  readonly me: Workstation;
  readonly notices: Notices;
  readonly compose: {
    readonly trading: () => Promise<Composition>;
    /** `changed` is called when what is watched is another session. */
    readonly watching: (changed: () => void) => Promise<Composition>;
  };
}

/**
 * Lets the terminal trade while it holds the lease, and watch while another does. A terminal that begins to trade reads
 * the desk's books first, where anybody else has traded since it last did, and then starts as after a crash.
 */
export class DeskRoles {
  #parts: DeskRolesParts | null = null;
  #running: Composition | null = null;
  /** The replica's books are those of the epoch that is held. */
  #booksEpoch: number | null = null;
  #isOutdated = false;
  #isClosed = false;
  #changing: Promise<void> | null = null;
  #isAskedAgain = false;
  #remembered = '';
  #toldProblem = '';

  get running(): Composition | null {
    return this.#running;
  }

  /** Resolves once the terminal trades or watches. Rejects as its composition does. */
  async start(parts: DeskRolesParts): Promise<void> {
    this.#parts = parts;
    this.#booksEpoch = (await rememberedLease(parts.store.local))?.epoch ?? null;
    await parts.lease.start();
    await this.#follow();
    if (this.#running === null) throw new Error('the terminal was closed while it started');
  }

  leaseTaken(epoch: number, before: LeaseRow | null): void {
    const { store, notices } = this.#assumedParts();
    if (before === null && this.#booksEpoch === UNCONFIRMED_EPOCH) {
      store.confirm(epoch).catch((error: unknown) => {
        notices.tell('error', `what was traded before the desk was reached cannot be handed to it: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
    // What is in the replica already is the truth where nobody else held the lease since.
    if (before === null || (before.epoch === this.#booksEpoch && !store.isNew)) this.#booksEpoch = epoch;
    store.setEpoch(epoch);
  }

  leaseChanged(state: LeaseState): void {
    if (!state.holding) this.#letGo();
    this.#assumedParts().store.keepInStep(state.shared);
    this.#running?.stand(this.view().reason !== null);
    this.#remember();
    this.#followInBackground();
  }

  /** What was traded before the desk was reached is another's to decide on, where another holds the lease. */
  #letGo(): void {
    const { notices, store } = this.#assumedParts();
    store.setEpoch(0);
    if (this.#booksEpoch !== UNCONFIRMED_EPOCH) return;
    this.#booksEpoch = null;
    store.giveUpUnconfirmed().catch((error: unknown) => {
      notices.tell('error', `what was traded before the desk was reached cannot be set aside: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  sleeps(): void {
    this.#running?.sleeps();
  }

  /** Nothing that was confirmed before a sleep is believed after it. */
  async woke(): Promise<string> {
    const { lease } = this.#assumedParts();
    this.#running?.sleeps();
    await lease.slept();
    const found = await (this.#running?.woke() ?? 'The terminal is changing over.');
    const { holding, mayTrade, reason } = lease.state;
    return `${found} ${holding && mayTrade ? 'The desk’s lease still holds.' : (reason ?? 'The desk’s lease is another’s.')}`;
  }

  view(): DeskView {
    const { lease, me } = this.#assumedParts();
    const { state } = lease;
    const { epoch, holder, others, canTakeOver, standsBy } = state;
    const isReading = state.holding && state.reason === null && (this.#running?.kind !== 'trading' || !this.#hasBooks(state));
    const reason = isReading ? 'the desk’s books are being read' : state.reason;
    const role = state.holding ? (reason === null ? 'trading' : 'waiting') : holder !== null && !canTakeOver ? 'watching' : 'waiting';
    return { workstation: me.name, role, holder, epoch, reason, canTakeOver, standsBy, others: [...others] };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#changing?.catch(() => undefined);
    const running = this.#running;
    this.#running = null;
    await running?.close(this.#parts?.lease.state.holding === true ? 'saved' : 'abandoned');
  }

  #assumedParts(): DeskRolesParts {
    if (this.#parts === null) throw new Error('the roles are not started');
    return this.#parts;
  }

  #hasBooks({ epoch }: LeaseState): boolean {
    return this.#booksEpoch === UNCONFIRMED_EPOCH || this.#booksEpoch === epoch;
  }

  #followInBackground(): void {
    if (this.#parts === null || this.#isClosed) return;
    if (this.#changing !== null) {
      this.#isAskedAgain = true;
      return;
    }
    this.#follow().catch((error: unknown) => {
      this.#parts?.notices.tell('error', `the terminal cannot change over: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** Changes over until what runs is what the lease says. One at a time. */
  #follow(): Promise<void> {
    this.#changing ??= this.#changeOver().finally(() => {
      this.#changing = null;
      if (!this.#isAskedAgain) return;
      this.#isAskedAgain = false;
      this.#followInBackground();
    });
    return this.#changing;
  }

  async #changeOver(): Promise<void> {
    const { compose, lease, notices } = this.#assumedParts();
    while (!this.#isClosed) {
      const { state } = lease;
      if (state.holding && !this.#hasBooks(state)) {
        // Watching goes on while the books are read.
        if (this.#running?.kind === 'trading') await this.#leave('abandoned');
        if (this.#running === null) await this.#enter(() => compose.watching(() => this.#outdate()));
        await this.#readBooks(state.epoch);
        continue;
      }
      const wanted = state.holding ? 'trading' : 'watching';
      if (this.#running?.kind === wanted && !this.#isOutdated) return;
      const before = this.#running?.kind;
      await this.#leave('abandoned');
      this.#isOutdated = false;
      try {
        await this.#enter(wanted === 'trading' ? compose.trading : () => compose.watching(() => this.#outdate()));
      } catch (error) {
        // Who cannot start is told why; who was watching goes on watching, and leaves the account to others.
        if (wanted === 'watching' || before === undefined) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        notices.tell('error', `this terminal cannot trade the account: ${reason}`);
        await lease.stepBack(reason);
        continue;
      }
      if (before !== undefined && before !== wanted) {
        notices.tell('warning', wanted === 'trading' ? 'this terminal trades the account from now on' : (lease.state.reason ?? 'this terminal watches from now on'));
      }
      this.#remember();
    }
  }

  #outdate(): void {
    this.#isOutdated = true;
    this.#followInBackground();
  }

  async #readBooks(epoch: number): Promise<void> {
    const { lease, notices, store } = this.#assumedParts();
    try {
      if ((await store.pull()) === 'pulled' && lease.state.epoch === epoch && lease.state.holding) {
        this.#booksEpoch = epoch;
        return;
      }
    } catch (error) {
      const problem = `the desk’s books cannot be read yet: ${error instanceof Error ? error.message : String(error)}`;
      if (problem !== this.#toldProblem) notices.tell('error', problem);
      this.#toldProblem = problem;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }

  async #leave(how: 'saved' | 'abandoned'): Promise<void> {
    const { door } = this.#assumedParts();
    const running = this.#running;
    if (running === null) return;
    door.switchTo(null);
    this.#running = null;
    await running.close(how);
  }

  async #enter(compose: () => Promise<Composition>): Promise<void> {
    const { door } = this.#assumedParts();
    const running = await compose();
    this.#running = running;
    running.stand(this.view().reason !== null);
    door.switchTo(running.door);
  }

  /** Writes down under which lease this workstation trades, for its next start. */
  #remember(): void {
    const { lease, store } = this.#assumedParts();
    const { holding, mayTrade, shared } = lease.state;
    if (this.#booksEpoch === null || (holding && (this.#running?.kind !== 'trading' || !mayTrade))) return;
    const known: KnownLease = { epoch: this.#booksEpoch, shared, held: holding };
    const value = JSON.stringify(known);
    if (value === this.#remembered) return;
    this.#remembered = value;
    const query = store.local.db
      .insertInto('replica_state')
      .values({ name: REMEMBERED, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .compile();
    store.local.commit([query]).catch(() => {
      this.#remembered = '';
    });
  }
}
