import type { Pacer } from '../market-data/session-pump.ts';
import type { LeaseReading, LeaseRow, LeaseServer, Workstation } from './lease-server.ts';
import { type Holding, isLost, MARGIN_MS, mayTrade, takeOver, UNCONFIRMED_EPOCH, WITNESS_MS, type Witnessed } from './lease-rules.ts';
import type { LeaseWitness } from './lease-witness.ts';

/** Between two renewals at the server, and between two looks or renewals at the other witness. */
const RENEW_MS = 1_000;
const LOOK_MS = 500;

/** What a workstation remembers of its lease from one start to the next. */
export interface KnownLease {
  /** The last one under which it traded. */
  readonly epoch: number;
  readonly shared: boolean;
  /** It held the lease when it was last heard of. */
  readonly held: boolean;
}

/** The lease as it stands. */
export interface LeaseState {
  /** This workstation holds it. */
  readonly holding: boolean;
  /** Orders may be sent now. */
  readonly mayTrade: boolean;
  /** The holder's, as far as is known; 0 before the first. */
  readonly epoch: number;
  /** Name of the holder; null when not known, or nobody holds it. */
  readonly holder: string | null;
  /** Names of the other workstations. */
  readonly others: readonly string[];
  readonly shared: boolean;
  /** Why no orders may be sent, as a sentence; null while they may. */
  readonly reason: string | null;
  /** A person may take it over. */
  readonly canTakeOver: boolean;
  /** It is taken over from here by itself once its holder is gone. */
  readonly standsBy: boolean;
}

export interface TradingLeaseParts {
  readonly account: string;
  readonly me: Workstation;
  readonly server: LeaseServer;
  /** null where the desk has no second witness. */
  readonly witness: LeaseWitness | null;
  /** What was known at the last stop; null where this workstation never reached the desk. */
  readonly known: KnownLease | null;
  readonly pacer: Pacer;
  readonly onChange: (state: LeaseState) => void;
  /** The lease was taken. `before` is what the server had: null where nobody ever held it. */
  readonly onTaken: (epoch: number, before: LeaseRow | null) => void;
}

/**
 * One account's trading lease as this workstation sees it: held and renewed, or waited for. Orders may be sent while
 * `state.mayTrade`; it is asked for each order, since a lease ends without an event.
 */
export class TradingLease {
  readonly #parts: TradingLeaseParts;
  #holding: Holding | null = null;
  #reading: LeaseReading | null = null;
  #witnessed: Witnessed;
  #isReached = false;
  /** When the row was first missed after one was seen. */
  #absentSince: number | null = null;
  #lastEpoch: number;
  #isTaking = false;
  /** The lease had ended when the other witness began to count it: the server alone can say whose it is. */
  #isDoubted = false;
  /** Why it is not taken, as a person was told. */
  #obstacle: string | null = null;
  #isClosed = false;
  readonly #cancel = new Set<() => void>();
  #shown = '';

  constructor(parts: TradingLeaseParts) {
    this.#parts = parts;
    this.#witnessed = parts.witness === null ? 'absent' : 'unknown';
    this.#lastEpoch = Math.max(0, parts.known?.epoch ?? 0);
  }

  /** Asks both witnesses once, decides, and goes on by itself from then on. */
  async start(): Promise<void> {
    await this.#askWitness();
    await this.#askServer();
    if (!this.#isReached && this.#holding === null) this.#startUnreached();
    this.#again(() => this.#askServer(), () => (this.#holding === null ? LOOK_MS : RENEW_MS));
    if (this.#parts.witness !== null) this.#again(() => this.#askWitness(), () => LOOK_MS);
    this.#tell();
  }

  get state(): LeaseState {
    const holding = this.#holding;
    const row = this.#reading?.row ?? null;
    const others = this.#reading?.others.map(({ name }) => name) ?? [];
    if (holding !== null) {
      const may = mayTrade(holding, this.#parts.pacer.now());
      const { epoch, shared } = holding;
      const mayAsk = !may && (holding.from === Number.POSITIVE_INFINITY || this.#parts.pacer.now() >= holding.from);
      return { holding: true, mayTrade: may, epoch: Math.max(0, epoch), holder: this.#parts.me.name, others, shared, reason: may ? null : this.#halted(holding, others), canTakeOver: mayAsk, standsBy: false };
    }
    const { reason, canTakeOver } = this.#waiting(row);
    const holder = row === null || row.holder === '' ? null : row.holderName;
    const standsBy = this.#obstacle === null && holder !== null && row?.shared === true && this.#isReached && this.#witnessed !== 'unknown';
    return { holding: false, mayTrade: false, epoch: row?.epoch ?? this.#lastEpoch, holder, others, shared: row?.shared ?? false, reason, canTakeOver, standsBy };
  }

  /** The machine slept: what was confirmed before it is so no more, and is asked again at once. */
  async slept(): Promise<void> {
    if (this.#holding !== null) {
      this.#holding = { ...this.#holding, renewed: Number.NEGATIVE_INFINITY, witnessed: Number.NEGATIVE_INFINITY };
      this.#isDoubted = true;
      this.#tell();
    }
    await this.#askServer();
    await this.#askWitness();
    this.#tell();
  }

  /** By a person who knows that the holder does not trade. Throws Error with a sentence where it cannot be taken now. */
  async takeOver(): Promise<void> {
    const { holding, canTakeOver, holder } = this.state;
    if (this.#holding !== null && canTakeOver) {
      this.#holding = { ...this.#holding, from: this.#parts.pacer.now(), shared: false };
      this.#tell();
      return;
    }
    if (holding) throw new Error('this terminal holds the trading lease already');
    if (!canTakeOver) throw new Error(holder === null ? 'the trading lease cannot be taken now' : `${holder} trades ${this.#parts.account} and is heard of; stop it there`);
    if (!this.#isReached) {
      this.#hold(this.#lastEpoch > 0 ? this.#lastEpoch : UNCONFIRMED_EPOCH, false);
      return;
    }
    await this.#take(this.#reading?.row ?? null);
    if (this.#holding === null) throw new Error('another workstation took the lease at the same time');
  }

  /** Lets the lease go and leaves it to others from now on: this terminal cannot trade the account, for `reason`. */
  async stepBack(reason: string): Promise<void> {
    this.#obstacle = reason;
    const holding = this.#holding;
    this.#holding = null;
    if (holding !== null && this.#isReached) await this.#parts.server.release(this.#parts.me, holding.epoch).catch(() => undefined);
    this.#tell();
  }

  /** Ends. `release` lets another take the lease at once: only once the desk has everything that was written here. */
  async close(release: boolean): Promise<void> {
    this.#isClosed = true;
    for (const cancel of this.#cancel) cancel();
    const holding = this.#holding;
    const { me, server, witness } = this.#parts;
    if (release && holding !== null && this.#isReached) {
      await server.release(me, holding.epoch).catch(() => {
        // It ends by itself then.
      });
    }
    await Promise.all([server.close(), witness?.close()]);
  }

  #again(ask: () => Promise<void>, delay: () => number): void {
    if (this.#isClosed) return;
    const cancel = this.#parts.pacer.after(delay(), () => {
      this.#cancel.delete(cancel);
      void ask().finally(() => {
        this.#tell();
        this.#again(ask, delay);
      });
    });
    this.#cancel.add(cancel);
  }

  async #askServer(): Promise<void> {
    const { me, pacer, server } = this.#parts;
    const asked = pacer.now();
    const held = this.#holding;
    try {
      const shared = (this.#reading?.others.length ?? 0) > 0;
      const reading = await server.attend(me, held === null ? null : { epoch: held.epoch, shared });
      this.#isReached = true;
      this.#read(reading, asked);
      if (this.#holding !== null) await this.#renewed(this.#holding, reading, asked);
      else if (this.#obstacle === null && takeOver(me.id, reading, this.#witnessed, this.#absentFor(asked)).kind === 'free') {
        // A start goes on with its own lease: what the last run wrote under it still counts.
        const { row } = reading;
        const isOwn = row?.holder === me.id && row.epoch === this.#parts.known?.epoch;
        await this.#take(row, isOwn ? { epoch: row.epoch, from: asked } : undefined);
      }
    } catch {
      this.#isReached = false;
    }
  }

  #read(reading: LeaseReading, now: number): void {
    if (reading.row !== null) this.#absentSince = null;
    else if (this.#reading !== null && this.#reading.row !== null) this.#absentSince = now;
    this.#reading = reading;
    this.#lastEpoch = Math.max(this.#lastEpoch, reading.row?.epoch ?? 0);
  }

  #absentFor(now: number): number | null {
    return this.#absentSince === null ? null : now - this.#absentSince;
  }

  async #renewed(holding: Holding, reading: LeaseReading, asked: number): Promise<void> {
    const { me } = this.#parts;
    const { row } = reading;
    if (isLost(me.id, holding.epoch, reading)) {
      this.#holding = null;
      return;
    }
    if (row === null || row.holder !== me.id || row.epoch !== holding.epoch) {
      // The server came back empty, or with an older state; nobody traded meanwhile.
      await this.#take(row, holding);
      return;
    }
    this.#isDoubted = false;
    // The promise to stop is kept until the server has it that there is none.
    this.#holding = { ...holding, renewed: asked, shared: reading.others.length > 0 || row.shared };
  }

  /** `as`: the lease that is gone on with; a new one otherwise. */
  async #take(row: LeaseRow | null, as?: Pick<Holding, 'epoch' | 'from'>): Promise<void> {
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      const { me, pacer, server, witness } = this.#parts;
      const asked = pacer.now();
      const epoch = as !== undefined && as.epoch > 0 ? as.epoch : Math.max(this.#lastEpoch, row?.epoch ?? 0) + 1;
      if (!(await server.take(me, row, epoch))) return;
      this.#lastEpoch = epoch;
      this.#isDoubted = false;
      // Who held it may have been confirmed by the other witness until a moment ago, and is from now on no more.
      const from = as?.from ?? (witness === null || isFree(row, this.#absentSince) ? asked : Number.POSITIVE_INFINITY);
      const shared = (this.#reading?.others.length ?? 0) > 0;
      this.#holding = { epoch, renewed: asked, witnessed: Number.NEGATIVE_INFINITY, shared, from };
      this.#parts.onTaken(epoch, row);
      await this.#askWitness();
    } finally {
      this.#isTaking = false;
    }
  }

  async #askWitness(): Promise<void> {
    const { me, pacer, witness } = this.#parts;
    if (witness === null) return;
    const asked = pacer.now();
    const holding = this.#holding;
    if (holding === null || holding.epoch <= 0) {
      this.#witnessed = await witness.read();
      return;
    }
    const answer = await witness.renew(me.id, holding.epoch, WITNESS_MS);
    this.#witnessed = 'unknown';
    if (this.#holding?.epoch !== holding.epoch) return;
    // A lease that has ended is not brought back to life by a witness that may have forgotten who held it meanwhile.
    const isLiving = asked < this.#holding.from || mayTrade(this.#holding, asked);
    if (answer === 'begun' && !isLiving) this.#isDoubted = true;
    const goesOn = isLiving ? answer === 'held' || answer === 'begun' : answer === 'held' && !this.#isDoubted;
    if (goesOn) this.#holding = { ...this.#holding, witnessed: asked, from: Math.min(this.#holding.from, pacer.now() + WITNESS_MS + MARGIN_MS) };
    else if (answer === 'taken') this.#holding = null;
  }

  /** The server was never reached since this start. */
  #startUnreached(): void {
    const { known } = this.#parts;
    if (known === null) this.#hold(UNCONFIRMED_EPOCH, false);
    else if (known.held && !known.shared) this.#hold(known.epoch, false);
  }

  #hold(epoch: number, shared: boolean): void {
    this.#holding = { epoch, renewed: Number.NEGATIVE_INFINITY, witnessed: Number.NEGATIVE_INFINITY, shared, from: Number.NEGATIVE_INFINITY };
    this.#parts.onTaken(epoch, null);
    this.#tell();
  }

  #halted({ from }: Holding, others: readonly string[]): string {
    const { account, pacer } = this.#parts;
    if (from === Number.POSITIVE_INFINITY) return `the trading lease of ${account} is here, but Redis cannot be told: take it over only if nobody else trades`;
    if (pacer.now() < from) return `the trading lease of ${account} is here; whoever held it is given the time to stop`;
    const witnesses = this.#parts.witness === null ? 'PostgreSQL' : 'PostgreSQL and Redis';
    return `${witnesses} cannot be reached, and ${others.join(', ') || 'another workstation'} may take ${account} over: no orders from here until a server is back`;
  }

  #waiting(row: LeaseRow | null): Pick<LeaseState, 'reason' | 'canTakeOver'> {
    const { account, me } = this.#parts;
    if (!this.#isReached || this.#reading === null) {
      const canTakeOver = this.#reading === null && this.#obstacle === null;
      return { reason: `PostgreSQL cannot be reached: who trades ${account} is not known`, canTakeOver };
    }
    const verdict = takeOver(me.id, this.#reading, this.#witnessed, this.#absentFor(this.#parts.pacer.now()));
    if (this.#obstacle !== null && verdict.kind !== 'held') return { reason: `this terminal cannot trade ${account}: ${this.#obstacle}`, canTakeOver: false };
    switch (verdict.kind) {
      case 'free':
        return { reason: `the trading lease of ${account} is being taken`, canTakeOver: false };
      case 'held':
        return { reason: row === null ? `the desk’s database came back empty: waiting for whoever trades ${account}` : `${row.holderName} trades ${account}; this terminal watches`, canTakeOver: false };
      case 'asks': {
        const heard = `${row?.holderName ?? 'another workstation'} was last heard of ${Math.round((row?.age ?? 0) / 1_000)} s ago`;
        const why = verdict.why === 'alone' ? 'and it may go on without the servers' : 'and Redis cannot be asked whether it still trades';
        return { reason: `${heard}, ${why}: take ${account} over only if it does not trade`, canTakeOver: true };
      }
    }
  }

  /** Listeners hear of what a person would see change; not of each renewal. */
  #tell(): void {
    if (this.#isClosed) return;
    const { state } = this;
    const shown = JSON.stringify({ ...state, reason: state.reason?.replaceAll(/\d+ s ago/g, '') });
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#parts.onChange(state);
  }
}

/** Nobody can be trading under the row: it was let go, or there never was one. */
function isFree(row: LeaseRow | null, absentSince: number | null): boolean {
  return row === null ? absentSince === null : row.holder === '';
}
