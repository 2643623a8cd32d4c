import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { ServerStatus } from '../../../../src-core/contract/connections.ts';
import type { Clock } from '../../../../src-core/time.ts';
import { StartFailure } from '../../../start-failure.ts';
import type { Migration } from '../migrations.ts';
import { openingFailure } from '../postgres/opening-failure.ts';
import type { Limits } from '../postgres/postgres-connection.ts';
import { placeOf, type ServerAddress } from '../postgres/server-address.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import { ServerRefused } from '../store-failure.ts';
import { deskAccountId } from './desk-profile.ts';
import type { Outbox } from './outbox.ts';
import { RecordLanes } from './record-lanes.ts';
import { applyBatch, EntryFailed, refusal, ServerChanged } from './relay-batch.ts';
import { RelayLink } from './relay-link.ts';
import { ReplicaSnapshot } from './replica-snapshot.ts';
import { LeaseIsNewer, reseed } from './reseed.ts';
import { readPositions, setPosition } from './server-positions.ts';
import { serverReader, stepsOf } from './server-reader.ts';

const SOONEST_MS = 100;
const LATEST_MS = 5_000;
/** Between two looks at a server that nothing is sent to. */
const VERIFY_MS = 2_000;
const BATCH_ENTRIES = 64;
/** More than these waiting is a backlog. */
const FEW = 8;
/** Applied entries are taken out of the outbox together. */
const FORGET_ENTRIES = 256;
const FORGET_MS = 1_000;

export interface RelayParts {
  readonly store: SqliteStore;
  /** The replica's database, and the thread that reads a snapshot of it. */
  readonly file: string;
  readonly sqliteWorker: URL;
  readonly outbox: Outbox;
  readonly origin: string;
  readonly account: string;
  readonly address: ServerAddress;
  readonly limits: Limits;
  readonly migrations: readonly Migration[];
  readonly clock: Clock;
  /** The epoch under which this workstation writes now. */
  readonly epoch: () => number;
  /** Changes that the server will not have, and why. */
  readonly onRefused: (entryCount: number, reason: string) => void;
}

type LinkState = { readonly state: 'connecting' | 'up' } | { readonly state: 'down' | 'failed'; readonly detail: string };

/** Brings the replica's changes to the server: in order, once, for as long as it takes. Nothing waits for it. */
export class Relay {
  readonly #parts: RelayParts;
  readonly #lanes: RecordLanes;
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #running: Promise<void>;
  #linkState: LinkState = { state: 'connecting' };
  #shown: { readonly state: ServerStatus['state']; readonly since: number };
  #wake: () => void = () => undefined;
  #isWoken = false;
  #retry: () => void = () => undefined;
  #isLost = false;
  #isReseeding = false;
  #wantsBooks = false;
  /** The last entry that was sent: the server may have up to it. */
  #sent: number | null = null;
  #forgotAt = 0;
  /** Entries are sent one by one, until the one that the server refuses is known. */
  #isSingle = false;
  readonly #waiters: { readonly isMet: () => boolean; readonly resolve: () => void }[] = [];

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#lanes = new RecordLanes(parts.store, parts.origin);
    this.#shown = { state: 'connecting', since: parts.clock.now() };
    this.#running = this.#run();
  }

  status(): ServerStatus {
    const { outbox, clock } = this.#parts;
    const state = this.#state();
    if (state !== this.#shown.state) this.#shown = { state, since: clock.now() };
    return { server: 'postgresql', ...this.#shown, backlog: outbox.waiting, unit: 'changes', thinned: 0, detail: this.#detail() };
  }

  /** Changes that the server refused, which are kept for a person to see. */
  get refused(): number {
    return this.#parts.outbox.refused;
  }

  /** Resolves once the server has everything. */
  idle(): Promise<void> {
    return this.#once(() => this.#hasBooks && !this.#lanes.isOpen);
  }

  /** Resolves once the server has every change; records may still be on their way. */
  caughtUp(): Promise<void> {
    return this.#once(() => this.#hasBooks);
  }

  /** Resolves once the server has, or refused, so many of the entries that were issued; at once where it is not connected. */
  answers(count: number): Promise<void> {
    return this.#once(() => this.#linkState.state !== 'up' || this.#parts.outbox.answered >= count);
  }

  /** Something was committed. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  /** Tries the server at once, where it is being waited for. */
  retry(): void {
    this.#retry();
  }

  /** Gives the server the account's books anew. */
  sendBooks(): void {
    this.#wantsBooks = true;
    this.wake();
  }

  /** Stops; what was not relayed stays in the outbox. Waits for what is under way, at most `limitMs`. */
  async close(limitMs: number): Promise<void> {
    this.#stop.abort();
    this.#wake();
    this.#retry();
    await Promise.race([this.#running, wait(limitMs, undefined, { ref: false })]);
    this.#kill.abort();
    await this.#running;
  }

  get #hasBooks(): boolean {
    return this.#parts.outbox.waiting === 0 && !this.#wantsBooks && this.#linkState.state === 'up';
  }

  #once(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ isMet, resolve }));
  }

  #state(): ServerStatus['state'] {
    const { state } = this.#linkState;
    if (state !== 'up') return state;
    return this.#parts.outbox.waiting > FEW || this.#lanes.isOpen || this.#isReseeding ? 'catching_up' : 'connected';
  }

  #detail(): string {
    return 'detail' in this.#linkState ? this.#linkState.detail : placeOf(this.#parts.address);
  }

  async #run(): Promise<void> {
    let delay = SOONEST_MS;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#connected(() => {
          delay = SOONEST_MS;
        });
      } catch (error) {
        if (!this.#stop.signal.aborted) this.#linkState = this.#failure(error);
        this.#tellWaiters();
      }
      if (await this.#pause(delay)) delay = SOONEST_MS;
      else delay = Math.min(2 * delay, LATEST_MS);
    }
    await this.#parts.outbox.forget().catch(() => {
      // The server knows how far it is.
    });
  }

  /** Works over one connection until it is lost. */
  async #connected(onUp: () => void): Promise<void> {
    const { address, limits, migrations, outbox, clock } = this.#parts;
    this.#isLost = false;
    const onLost = (): void => {
      this.#isLost = true;
      this.#wake();
    };
    const link = await RelayLink.open({ address, limits, migrations, state: outbox.state, now: clock.now(), onLost, signal: this.#kill.signal });
    try {
      await this.#work(link, onUp);
    } finally {
      link.drop();
    }
  }

  async #work(link: RelayLink, onUp: () => void): Promise<void> {
    const { clock } = this.#parts;
    await this.#verify(link);
    let verified = performance.now();
    while (!this.#stop.signal.aborted) {
      if (this.#isLost) throw new Error('Connection terminated unexpectedly');
      this.#isWoken = false;
      if (this.#wantsBooks || (await this.#owesBooks(link))) await this.#reseed(link);
      const worked = await this.#batch(link);
      // What is shown as failed stays so until the server takes what it refused.
      if (worked === 'refused') continue;
      this.#linkState = { state: 'up' };
      onUp();
      this.#tellWaiters();
      const copied = await this.#lanes.page(link, clock.now());
      if (worked === 'some' || copied) continue;
      await this.#forget();
      this.#tellWaiters();
      await this.#sleep();
      if (performance.now() - verified >= VERIFY_MS) {
        await this.#verify(link);
        verified = performance.now();
      }
    }
  }

  /** Compares what the server knows of this replica with what the replica knows, and gives it what it lost. */
  async #verify(link: RelayLink): Promise<void> {
    const { outbox, origin, account } = this.#parts;
    const { entry, lanes, epoch } = await readPositions(link.client, origin, account);
    await this.#sawEpoch(epoch);
    const { acknowledged, state } = outbox;
    if (entry === null && state.number('met') === 0) {
      await setPosition(link.client, origin, acknowledged);
    } else if (entry === null || entry < acknowledged) {
      await this.#reseed(link);
      return;
    } else if (entry > (this.#sent ?? (await outbox.lastIssued()))) {
      throw new StartFailure(
        `${placeOf(this.#parts.address)} has more changes of this workstation than it made: its data directory is a copy of another’s, or older than the server. Start from an empty data directory.`,
      );
    } else {
      await outbox.acknowledge(entry);
    }
    this.#lanes.set(lanes);
    this.#sent = outbox.acknowledged;
    await state.keep('met', 1);
  }

  /** Applies what waits, as much as goes into one transaction. */
  async #batch(link: RelayLink): Promise<'nothing' | 'some' | 'refused'> {
    const { store, outbox, origin, account, clock, onRefused } = this.#parts;
    if (outbox.waiting === 0) return 'nothing';
    const entries = await outbox.next(outbox.acknowledged, this.#isSingle ? 1 : BATCH_ENTRIES);
    const last = entries.at(-1);
    if (last === undefined) return 'nothing';
    this.#sent = last.sequence;
    try {
      const parts = { link, store, outbox, lanes: this.#lanes, origin, account, now: () => clock.now() };
      const result = await applyBatch(parts, entries, outbox.state.number('lease_epoch'));
      await this.#sawEpoch(result.epoch);
      await outbox.acknowledge(result.position, result.applied);
      this.#sent = outbox.acknowledged;
      this.#isSingle = false;
      if (result.refused > 0) onRefused(result.refused, refusal(result.epoch));
      if (outbox.forgettable >= FORGET_ENTRIES) await this.#forget(true);
      return result.applied + result.refused > 0 ? 'some' : 'nothing';
    } catch (error) {
      if (error instanceof ServerChanged) await this.#verify(link);
      else if (error instanceof EntryFailed && isRefusal(error.cause)) await this.#afterRefusal(link, error);
      else throw error;
      return 'refused';
    }
  }

  /** Finds the entry that the server refuses, and gives it the whole of what the replica has instead. */
  async #afterRefusal(link: RelayLink, error: EntryFailed): Promise<void> {
    if (!this.#isSingle) {
      this.#isSingle = true;
      return;
    }
    if (this.#leaseEpoch() === null) throw error;
    await this.#reseed(link);
    this.#isSingle = false;
  }

  async #reseed(link: RelayLink): Promise<void> {
    const { file, sqliteWorker, outbox, origin, account } = this.#parts;
    this.#isReseeding = true;
    const snapshot = await ReplicaSnapshot.open(file, sqliteWorker);
    try {
      const parts = { link, origin, account, acknowledged: outbox.acknowledged };
      let epoch = this.#leaseEpoch();
      const sequence = await reseed({ ...parts, epoch }, snapshot).catch(async (error: unknown) => {
        if (!(error instanceof LeaseIsNewer)) throw error;
        await this.#sawEpoch(error.epoch);
        epoch = null;
        return reseed({ ...parts, epoch }, snapshot);
      });
      await outbox.state.keep('owed', epoch === null ? 1 : 0);
      await outbox.acknowledge(sequence);
      this.#sent = outbox.acknowledged;
      this.#lanes.set((await readPositions(link.client, origin, account)).lanes);
      await outbox.state.keep('met', 1);
      this.#wantsBooks = false;
    } finally {
      this.#isReseeding = false;
      await snapshot.close();
    }
  }

  /**
   * The server was found empty while this workstation held no lease, or did not know yet that it does. Now it holds it:
   * the books are still missing, unless whoever held it meanwhile gave them.
   */
  async #owesBooks(link: RelayLink): Promise<boolean> {
    const { store, outbox, account } = this.#parts;
    if (outbox.state.number('owed') === 0 || this.#leaseEpoch() === null) return false;
    const accountId = deskAccountId(account);
    if ((await stepsOf(serverReader(link.client), accountId)) < (await stepsOf(store.db, accountId))) return true;
    await outbox.state.keep('owed', 0);
    return false;
  }

  /** The epoch of this workstation's lease where none is newer: only then are its books the newest. */
  #leaseEpoch(): number | null {
    const epoch = this.#parts.epoch();
    return epoch >= this.#parts.outbox.state.number('lease_epoch') ? epoch : null;
  }

  async #sawEpoch(epoch: number): Promise<void> {
    const { state } = this.#parts.outbox;
    if (epoch > state.number('lease_epoch')) await state.keep('lease_epoch', epoch);
  }

  async #forget(now = false): Promise<void> {
    const { outbox } = this.#parts;
    if (outbox.forgettable === 0 || (!now && performance.now() - this.#forgotAt < FORGET_MS)) return;
    await outbox.forget();
    this.#forgotAt = performance.now();
  }

  #tellWaiters(): void {
    for (const waiter of this.#waiters.splice(0)) {
      if (waiter.isMet()) waiter.resolve();
      else this.#waiters.push(waiter);
    }
  }

  /** Until something is committed, the connection is lost, or it is time to look at the server. */
  async #sleep(): Promise<void> {
    if (this.#isWoken || this.#isLost || this.#stop.signal.aborted) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, VERIFY_MS);
    });
    clearTimeout(timer);
    this.#wake = () => undefined;
  }

  /** Between two attempts; true where it was cut short. */
  async #pause(delay: number): Promise<boolean> {
    if (this.#stop.signal.aborted) return false;
    let timer: NodeJS.Timeout | undefined;
    const isCut = await new Promise<boolean>((resolve) => {
      this.#retry = () => resolve(true);
      timer = setTimeout(() => resolve(false), delay);
    });
    clearTimeout(timer);
    this.#retry = () => undefined;
    return isCut;
  }

  #failure(error: unknown): LinkState {
    const { address } = this.#parts;
    if (error instanceof EntryFailed) {
      const { cause } = error;
      return isRefusal(cause)
        ? { state: 'failed', detail: `${placeOf(address)} refuses a change: ${cause.message}` }
        : { state: 'down', detail: `${placeOf(address)} cannot take changes now: ${cause.message}` };
    }
    const said = openingFailure(error, address);
    const detail = said instanceof Error ? said.message : String(said);
    const isPassing = said instanceof ServerRefused && (said.reason === 'unreachable' || said.reason === 'busy' || (said.reason === 'other' && !isRefusal(error)));
    return { state: isPassing ? 'down' : 'failed', detail };
  }
}

/** Codes by which a server says that it, not what was asked, is at fault: tried again, over a new connection. */
const SERVER_FAULT = /^(08|25006|25P0|3F|40|42P01|42883|53|55P03|57|58|XX)/;

function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !SERVER_FAULT.test(error.code ?? '08');
}
