import type { Pacer } from '../../../src-main/market-data/session-pump.ts';
import type { LeaseReading, LeaseRow, LeaseServer, Workstation } from '../../../src-main/desk/lease-server.ts';
import { WITNESS_MS } from '../../../src-main/desk/lease-rules.ts';
import type { LeaseWitness } from '../../../src-main/desk/lease-witness.ts';
import { type KnownLease, type LeaseState, TradingLease } from '../../../src-main/desk/trading-lease.ts';

/** Simulated machines, one server and one witness: time moves by hand, and any of them can be cut off from any other. */
export class LeaseWorld {
  now = 0;
  serverUp = true;
  serverStarted = 0;
  witnessUp = true;
  row: (Omit<LeaseRow, 'age'> & { renewed: number }) | null = null;
  /** When the witness lost what it knew. */
  emptied = Number.NEGATIVE_INFINITY;
  witness: { holder: string; epoch: number; until: number } | null = null;
  /** The newest lease that the witness heard of; gone when it is emptied. */
  witnessed: { readonly holder: string; readonly epoch: number } | null = null;
  readonly seen = new Map<string, { readonly name: string; at: number }>();
  readonly stations: Station[] = [];
  readonly #timers: { readonly at: number; readonly run: () => void; canceled: boolean }[] = [];

  readonly pacer: Pacer = {
    now: () => this.now,
    after: (delay, run) => {
      const timer = { at: this.now + delay, run, canceled: false };
      this.#timers.push(timer);
      return () => {
        timer.canceled = true;
      };
    },
  };

  /** Moves time on, a timer after another, and calls `look` after each. */
  async pass(milliseconds: number, look: () => void = () => undefined): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      this.#timers.sort((left, right) => left.at - right.at);
      const next = this.#timers[0];
      if (next === undefined || next.at > end) break;
      this.#timers.shift();
      this.now = Math.max(this.now, next.at);
      look();
      if (!next.canceled) next.run();
      await settled();
      for (const station of this.stations) station.look();
      look();
    }
    this.now = end;
    look();
  }

  async station(id: string, known: KnownLease | null = null): Promise<Station> {
    const station = new Station(this, id, known);
    this.stations.push(station);
    await station.lease.start();
    return station;
  }
}

export class Station {
  readonly id: string;
  readonly lease: TradingLease;
  readonly taken: { readonly epoch: number; readonly before: string | null }[] = [];
  readonly states: LeaseState[] = [];
  #tradedAt: number;
  reachesServer = true;
  reachesWitness = true;
  isRunning = true;

  constructor(world: LeaseWorld, id: string, known: KnownLease | null) {
    this.id = id;
    this.#tradedAt = known?.epoch ?? 0;
    this.lease = new TradingLease({
      account: 'desk/PAPER-1',
      me: { id, name: id.toUpperCase() },
      server: this.#server(world),
      witness: this.#witness(world),
      known,
      pacer: {
        now: world.pacer.now,
        after: (delay, run) => world.pacer.after(delay, () => {
          if (this.isRunning) run();
        }),
      },
      onChange: (state) => this.states.push(state),
      onTaken: (epoch, before) => this.taken.push({ epoch, before: before?.holder ?? null }),
    });
  }

  /** To be asked often: what it would have written down. */
  look(): void {
    const { epoch, mayTrade } = this.lease.state;
    if (mayTrade) this.#tradedAt = epoch;
  }

  known(): KnownLease {
    const { holding, shared } = this.lease.state;
    return { epoch: this.#tradedAt, held: holding, shared };
  }

  /** As a power cut: nothing is said to anybody. */
  die(): void {
    this.isRunning = false;
  }

  #server(world: LeaseWorld): LeaseServer {
    const reach = (): void => {
      if (!world.serverUp || !this.reachesServer) throw new Error('not reached');
    };
    const reading = (me: Workstation): LeaseReading => {
      const { row, now } = world;
      const others = [...world.seen].filter(([id, { at }]) => id !== me.id && at > now - 30_000).map(([id, { name }]) => ({ id, name }));
      return { row: row === null ? null : { ...row, age: now - Math.max(row.renewed, world.serverStarted) }, others };
    };
    return {
      async attend(me, held) {
        reach();
        world.seen.set(me.id, { name: me.name, at: world.now });
        const { row } = world;
        if (row !== null && held !== null && row.holder === me.id && row.epoch === held.epoch) world.row = { ...row, shared: held.shared, renewed: world.now };
        return reading(me);
      },
      async take(me, from, epoch) {
        reach();
        const { row } = reading(me);
        if (row === null ? from !== null : from === null || row.holder !== from.holder || row.epoch !== from.epoch || row.age < from.age) return false;
        world.row = { holder: me.id, holderName: me.name, epoch, shared: false, renewed: world.now };
        return true;
      },
      async release(me, epoch) {
        reach();
        world.seen.delete(me.id);
        if (world.row?.holder === me.id && world.row.epoch === epoch) world.row = { ...world.row, holder: '', shared: true };
      },
      async close() {},
    };
  }

  #witness(world: LeaseWorld): LeaseWitness {
    const isReached = (): boolean => world.witnessUp && this.reachesWitness;
    const alive = () => (world.witness !== null && world.witness.until > world.now ? world.witness : null);
    return {
      async renew(holder, epoch, ttl) {
        if (!isReached()) return 'unknown';
        const isOthers = (lease: { readonly holder: string; readonly epoch: number } | null): boolean =>
          lease !== null && (lease.epoch > epoch || (lease.epoch === epoch && lease.holder !== holder));
        if (isOthers(alive()) || isOthers(world.witnessed)) return 'taken';
        const isKnown = world.witnessed?.epoch === epoch;
        world.witness = { holder, epoch, until: world.now + ttl };
        world.witnessed = { holder, epoch };
        return isKnown ? 'held' : 'begun';
      },
      async read() {
        if (!isReached() || world.now < world.emptied + WITNESS_MS) return 'unknown';
        const there = alive();
        return there === null ? 'none' : { holder: there.holder, epoch: there.epoch };
      },
      async close() {},
    };
  }
}

/** Everything that follows from what has run. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
