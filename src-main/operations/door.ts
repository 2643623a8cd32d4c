import type { z } from 'zod';
import { type Permission, refusalOf } from '../../src-core/access/permission.ts';
import type { ContractHost, Tap } from '../../src-core/contract/host.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { OperationDefinition } from '../../src-core/contract/operation.ts';
import { operations, type OperationName, type OutputOf, type ParsedInputOf } from '../../src-core/contract/operations.ts';
import { streams, type StreamName, type StreamParsedInputOf } from '../../src-core/contract/streams.ts';
import type { Caller, Identity } from '../access/caller.ts';
import type { AuditedState } from './audited-state.ts';
import { tooLarge } from './input-size.ts';
import { RateLimit } from './rate-limit.ts';
import { shownAt, withoutSecrets } from './redaction.ts';

export type Handlers = {
  readonly [Name in OperationName]: (input: ParsedInputOf<Name>, caller: Caller) => Promise<OutputOf<Name>> | OutputOf<Name>;
};

export type StreamOpeners = {
  /** `callerOf` answers who the subscriber is now. */
  readonly [Name in StreamName]: (input: StreamParsedInputOf<Name>, subscription: number, notify: () => void, callerOf: () => Caller) => Tap;
};

export interface AuditEntry {
  /** As it stood when it was asked. */
  readonly caller: Caller;
  readonly action: OperationName;
  /** Without passwords and tokens. */
  readonly input: unknown;
  /** What the operation acts on, before and after it; null where nothing is known of it. */
  readonly before: unknown;
  readonly after: unknown;
  /** "done", or the code of the refusal. */
  readonly outcome: string;
}

export interface DoorParts {
  readonly handlers: Handlers;
  readonly streams: StreamOpeners;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  /** Reads what operations act on, for the audit. */
  readonly audited: AuditedState;
  /** Milliseconds of real time, monotonic; rate limits run on it. */
  readonly realNow: () => number;
  /** Told of every mutation that is asked for, refused ones too. */
  readonly onMutation?: (caller: Caller) => void;
  /** An urgent mutation was done, and its audit could not be written. */
  readonly onUnaudited?: (name: OperationName, error: unknown) => void;
}

/** Most mutations one person, or one connection that nobody is signed in at, may ask for in a minute, and in a burst. */
const MUTATIONS = { perMinute: 600, burst: 120 };

/** The one door: every operation is validated, authorised, rate-limited and audited here, and nowhere else. */
export class Door {
  readonly #parts: DoorParts;
  readonly #limits = new Map<string, RateLimit>();

  /** Throws TypeError where the handlers are not those of the contract's operations, or the openers not those of its streams. */
  constructor(parts: DoorParts) {
    mustMatch('operation', operations, parts.handlers);
    mustMatch('stream', streams, parts.streams);
    this.#parts = parts;
  }

  /** The door as one connection sees it. */
  host(identity: Identity): ContractHost {
    const own = new RateLimit(MUTATIONS, this.#parts.realNow);
    const taps = new Set<{ readonly tap: Tap; readonly notify: () => void }>();
    // What may no longer be seen ends at its next take, which is now.
    const stopListening = identity.onChange(() => {
      for (const { notify } of taps) notify();
    });
    return {
      call: (name, input) => this.#call(name, input, identity.caller, own),
      open: (name, input, subscription, notify) => {
        const tap = this.#open(name, input, identity, subscription, notify);
        const entry = { tap, notify };
        taps.add(entry);
        return {
          take: () => {
            authorise(`stream ${name}`, isStream(name) ? streams[name] : null, identity.caller);
            return tap.take();
          },
          close: () => {
            taps.delete(entry);
            tap.close();
          },
        };
      },
      isSignedIn: () => identity.caller.role !== 'nobody',
      closed: () => {
        stopListening();
        for (const { tap } of taps) tap.close();
        taps.clear();
      },
    };
  }

  async #call(name: string, input: unknown, caller: Caller, own: RateLimit): Promise<unknown> {
    if (!isOperation(name)) throw new ContractFailure({ code: 'not_found', message: `there is no operation "${name}"` });
    const definition: OperationDefinition<z.ZodType, z.ZodType> = operations[name];
    if (definition.mutates) this.#parts.onMutation?.(caller);
    const limit = definition.mutates ? this.#limitOf(caller, own) : null;
    const refusedBefore = limit?.refusedInARow ?? 0;
    const isInRate = limit === null || limit.allow() || definition.urgent === true;
    if (!definition.audited) {
      if (!isInRate) throw tooMany();
      return this.#handle(name, input, caller);
    }
    // A flood would fill the disk with its refusals: the first is written, and how many more there were with the next that is allowed.
    if (!isInRate && refusedBefore > 0) throw tooMany();
    if (isInRate && refusedBefore > 1) await this.#audit(definition, { caller, action: name, input: { refusedBefore: refusedBefore - 1 }, before: null, after: null, outcome: 'rate_limited' });
    const { audited } = this.#parts;
    const unread = tooLarge(input);
    let outcome = 'done';
    let before: unknown = null;
    try {
      if (!isInRate) throw tooMany();
      authorise(`operation ${name}`, definition, caller);
      if (unread === null) before = await audited.read(name, input, caller);
      return await this.#handle(name, input, caller);
    } catch (error) {
      outcome = error instanceof ContractFailure ? error.code : 'internal';
      throw error;
    } finally {
      const after = outcome === 'done' ? await audited.read(name, input, caller) : null;
      await this.#audit(definition, { caller, action: name, input: unread === null ? withoutSecrets(input) : { unread }, before, after, outcome });
    }
  }

  /** What makes things safer does not wait for the disk. */
  async #audit({ urgent }: Pick<OperationDefinition<z.ZodType, z.ZodType>, 'urgent'>, entry: AuditEntry): Promise<void> {
    const written = this.#parts.audit(entry);
    if (urgent === true) written.catch((error: unknown) => this.#parts.onUnaudited?.(entry.action, error));
    else await written;
  }

  /** Counted for a person over all their connections. */
  #limitOf({ userId }: Caller, own: RateLimit): RateLimit {
    if (userId === null) return own;
    const limit = this.#limits.get(userId) ?? new RateLimit(MUTATIONS, this.#parts.realNow);
    this.#limits.set(userId, limit);
    return limit;
  }

  async #handle(name: OperationName, input: unknown, caller: Caller): Promise<unknown> {
    authorise(`operation ${name}`, operations[name], caller);
    // The registry pairs each name with its schema and handler; the compiler cannot follow a pair through an index.
    const handler = this.#parts.handlers[name] as (input: unknown, caller: Caller) => unknown;
    return handler(validate(operations[name].input, input), caller);
  }

  #open(name: string, input: unknown, identity: Identity, subscription: number, notify: () => void): Tap {
    if (!isStream(name)) throw new ContractFailure({ code: 'not_found', message: `there is no stream "${name}"` });
    authorise(`stream ${name}`, streams[name], identity.caller);
    const opener = this.#parts.streams[name] as (input: unknown, subscription: number, notify: () => void, callerOf: () => Caller) => Tap;
    return opener(validate(streams[name].input, input), subscription, notify, () => identity.caller);
  }
}

function tooMany(): ContractFailure {
  return new ContractFailure({ code: 'rate_limited', message: `more than ${MUTATIONS.perMinute} changes a minute from one person; wait a moment` });
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

function isStream(name: string): name is StreamName {
  return Object.hasOwn(streams, name);
}

/** Nothing is behind the door that the contract does not declare, and nothing is declared that is not there. */
function mustMatch(what: string, declared: object, there: object): void {
  const undeclared = Object.keys(there).find((name) => !Object.hasOwn(declared, name));
  if (undeclared !== undefined) throw new TypeError(`the ${what} "${undeclared}" is not declared in the contract: nobody says who may use it`);
  const missing = Object.keys(declared).find((name) => !Object.hasOwn(there, name));
  if (missing !== undefined) throw new TypeError(`the ${what} "${missing}" is declared in the contract and not there`);
}

function authorise(what: string, permission: (Permission & { readonly risky?: boolean }) | null, caller: Caller): void {
  if (permission === null) return;
  const refusal = refusalOf(what, permission, caller, permission.risky === true);
  if (refusal !== null) throw new ContractFailure({ code: 'forbidden', message: refusal });
}

/** Parses with the schema or throws bad_input that names the field, the value and what was expected. */
function validate(schema: z.ZodType, input: unknown): unknown {
  const unread = tooLarge(input);
  if (unread !== null) throw new ContractFailure({ code: 'bad_input', message: `input: ${unread}` });
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  const message = `${field === '' ? 'input' : field}: ${issue?.message ?? 'not valid'} (got ${shownAt(input, issue?.path ?? [])})`;
  throw new ContractFailure({ code: 'bad_input', message, ...(field === '' ? {} : { field }) });
}
