import { z } from 'zod';
import type { DirectoryChange, DirectoryState, UserSession } from './access-directory.ts';
import { afterChanges } from './directory-state.ts';

const sessionSchema = z.object({
  id: z.string(),
  userId: z.string(),
  tokenHash: z.string(),
  createdAt: z.number(),
  lastSeen: z.number(),
  expiresAt: z.number(),
  address: z.string().nullable(),
  agent: z.string(),
  place: z.string(),
}) satisfies z.ZodType<UserSession>;

/** What the desk's database does not have yet. Of a session that is on its way, it may have it. */
const waitingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('session'), session: sessionSchema, isOnItsWay: z.boolean() }),
  z.object({ kind: z.literal('session_seen'), id: z.string(), lastSeen: z.number(), expiresAt: z.number() }),
  z.object({ kind: z.literal('session_ended'), id: z.string() }),
  z.object({ kind: z.literal('signed_in'), userId: z.string(), time: z.number(), rehashed: z.object({ from: z.string(), to: z.string() }).nullable() }),
]);
export type Waiting = z.output<typeof waitingSchema>;

/** Changes that are taken while the database is away. */
export type SessionChange = Extract<DirectoryChange, { kind: Waiting['kind'] }>;

export function isSessionChange(change: DirectoryChange): change is SessionChange {
  return change.kind !== 'user' && change.kind !== 'grant' && change.kind !== 'grant_ended';
}

/** Changes of sessions in the order in which they were made here, the last of each session and of each person. */
export class WaitingChanges {
  readonly #changes: Map<string, Waiting>;

  private constructor(changes: readonly Waiting[]) {
    this.#changes = new Map(changes.map((change) => [keyOf(change), change]));
  }

  /** As they were kept. What was on its way when the program ended may be there. */
  static of(text: string | null): WaitingChanges {
    const kept = text === null ? [] : z.array(waitingSchema).parse(JSON.parse(text));
    return new WaitingChanges(kept.map((each) => (each.kind === 'session' && each.isOnItsWay ? seen(each.session) : each)));
  }

  text(): string {
    return JSON.stringify(this.list());
  }

  list(): readonly Waiting[] {
    return [...this.#changes.values()];
  }

  isEnded(id: string): boolean {
    return this.#changes.get(`session/${id}`)?.kind === 'session_ended';
  }

  isNew(id: string): boolean {
    return this.#changes.get(`session/${id}`)?.kind === 'session';
  }

  add(change: SessionChange): void {
    const before = this.#changes.get(keyOf(change));
    switch (change.kind) {
      case 'session':
        this.#put({ kind: 'session', session: change.session, isOnItsWay: false });
        return;
      case 'session_seen': {
        const { lastSeen, expiresAt } = change;
        if (before?.kind === 'session') this.#put({ ...before, session: { ...before.session, lastSeen, expiresAt } });
        else if (before?.kind !== 'session_ended') this.#put(change);
        return;
      }
      case 'session_ended':
        this.#put(change);
        return;
      case 'signed_in':
        this.#put({ ...change, rehashed: change.rehashed ?? (before?.kind === 'signed_in' ? before.rehashed : null) });
    }
  }

  /** New ones are on their way from now on. Returns all of them as they are then. */
  send(those: readonly Waiting[]): readonly Waiting[] {
    for (const change of those) if (change.kind === 'session') this.#replace({ ...change, isOnItsWay: true });
    return those.map((change) => this.#changes.get(keyOf(change)) ?? change);
  }

  /** The database has them. What was changed meanwhile goes on waiting. */
  arrived(sent: readonly Waiting[]): void {
    for (const change of sent) {
      const now = this.#changes.get(keyOf(change));
      if (now === change) this.#changes.delete(keyOf(change));
      else if (now?.kind === 'session') this.#replace(seen(now.session));
    }
  }

  /** They did not arrive; or, where that is not certain, they count as if they had, so that none that was ended comes back. */
  returned(sent: readonly Waiting[], isCertain: boolean): void {
    for (const change of sent) {
      const now = this.#changes.get(keyOf(change));
      if (now?.kind === 'session') this.#replace(isCertain ? { ...now, isOnItsWay: false } : seen(now.session));
    }
  }

  /** They were written together with another change, or are not wanted. */
  drop(those: readonly (SessionChange | Waiting)[]): void {
    for (const change of those) this.#changes.delete(keyOf(change));
  }

  /** What is in force: what the database has, and what waits. */
  over(base: DirectoryState): DirectoryState {
    return afterChanges(base, this.list());
  }

  #put(change: Waiting): void {
    const key = keyOf(change);
    this.#changes.delete(key);
    this.#changes.set(key, change);
  }

  #replace(change: Waiting): void {
    this.#changes.set(keyOf(change), change);
  }
}

function seen({ id, lastSeen, expiresAt }: UserSession): Waiting {
  return { kind: 'session_seen', id, lastSeen, expiresAt };
}

function keyOf(change: SessionChange | Waiting): string {
  switch (change.kind) {
    case 'session':
      return `session/${change.session.id}`;
    case 'session_seen':
    case 'session_ended':
      return `session/${change.id}`;
    case 'signed_in':
      return `user/${change.userId}`;
  }
}
