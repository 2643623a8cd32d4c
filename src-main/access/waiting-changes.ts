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

/**
 * What the desk's database does not have yet. A session is 'new' while the database cannot have it, 'sent' while it may,
 * and 'known' once it had it: one of those that is not there any more was ended elsewhere, and stays ended.
 */
const waitingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('session'), session: sessionSchema, standing: z.enum(['new', 'sent', 'known']) }),
  z.object({ kind: z.literal('session_ended'), id: z.string() }),
  z.object({ kind: z.literal('signed_in'), userId: z.string(), time: z.number(), rehashed: z.object({ from: z.string(), to: z.string() }).nullable() }),
]);
export type Waiting = z.output<typeof waitingSchema>;
/** Changes that are taken while the database is away. */
export type SessionChange = Extract<DirectoryChange, { kind: Waiting['kind'] }>;

export function isSessionChange(change: DirectoryChange): change is SessionChange {
  return change.kind === 'session' || change.kind === 'session_ended' || change.kind === 'signed_in';
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
    return new WaitingChanges(kept.map((each) => (each.kind === 'session' && each.standing === 'sent' ? { ...each, standing: 'known' } : each)));
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

  /** `isKnown`: the database has the session. */
  add(change: SessionChange, isKnown: boolean): void {
    switch (change.kind) {
      case 'session': {
        const before = this.#changes.get(`session/${change.session.id}`);
        if (before?.kind === 'session_ended') return;
        const standing = before?.kind === 'session' ? before.standing : isKnown ? 'known' : 'new';
        this.#put({ kind: 'session', session: change.session, standing });
        return;
      }
      case 'session_ended':
        this.#put({ kind: 'session_ended', id: change.id });
        return;
      case 'signed_in': {
        const before = this.#changes.get(`user/${change.userId}`);
        const rehashed = change.rehashed ?? (before?.kind === 'signed_in' ? before.rehashed : null);
        this.#put({ kind: 'signed_in', userId: change.userId, time: change.time, rehashed });
      }
    }
  }

  /** New ones are on their way from now on. Returns all of them as they are then. */
  send(those: readonly Waiting[]): readonly Waiting[] {
    for (const change of those) if (change.kind === 'session' && change.standing === 'new') this.#replace({ ...change, standing: 'sent' });
    return those.map((change) => this.#changes.get(keyOf(change)) ?? change);
  }

  /** The database has them. What was changed meanwhile goes on waiting. */
  arrived(sent: readonly Waiting[]): void {
    for (const change of sent) {
      const now = this.#changes.get(keyOf(change));
      if (now === change) this.#changes.delete(keyOf(change));
      else if (now?.kind === 'session') this.#replace({ ...now, standing: 'known' });
    }
  }

  /** They did not arrive; or, where it cannot be told, they count as if they had, so that none that was ended comes back. */
  returned(sent: readonly Waiting[], isCertain: boolean): void {
    for (const change of sent) {
      const now = this.#changes.get(keyOf(change));
      if (now?.kind === 'session' && now.standing === 'sent') this.#replace({ ...now, standing: isCertain ? 'new' : 'known' });
    }
  }

  /** They were written together with another change, or are not wanted. */
  drop(those: readonly (SessionChange | Waiting)[]): void {
    for (const change of those) this.#changes.delete(keyOf(change));
  }

  /** What is in force: what the database has, and what waits. */
  over(base: DirectoryState): DirectoryState {
    const inForce = this.list().filter((change) => change.kind !== 'session' || change.standing !== 'known' || base.sessions.has(change.session.id));
    return afterChanges(base, inForce);
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

function keyOf(change: SessionChange | Waiting): string {
  switch (change.kind) {
    case 'session':
      return `session/${change.session.id}`;
    case 'session_ended':
      return `session/${change.id}`;
    case 'signed_in':
      return `user/${change.userId}`;
  }
}
