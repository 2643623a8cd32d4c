import type { z } from 'zod';
import type { ContractHost, Tap } from '../../src-core/contract/host.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import {
  operations,
  type OperationDefinition,
  type OperationName,
  type OutputOf,
  type ParsedInputOf,
  type Role,
} from '../../src-core/contract/operations.ts';
import { streams, type StreamName, type StreamParsedInputOf } from '../../src-core/contract/streams.ts';
import { RateLimit } from './rate-limit.ts';
import { shownAt, withoutSecrets } from './redaction.ts';

/** Who is on the other side of a connection. */
export interface Caller {
  readonly userId: string;
  readonly role: Role;
  /** "window", "script" or "headless", for the audit. */
  readonly origin: string;
  /** Where the connection comes from, when it comes over a network. */
  readonly address: string | null;
}

export type Handlers = {
  readonly [Name in OperationName]: (input: ParsedInputOf<Name>, caller: Caller) => Promise<OutputOf<Name>> | OutputOf<Name>;
};

export type StreamOpeners = {
  readonly [Name in StreamName]: (input: StreamParsedInputOf<Name>, subscription: number, notify: () => void) => Tap;
};

export interface AuditEntry {
  readonly caller: Caller;
  readonly action: OperationName;
  /** Without passwords and tokens. */
  readonly input: unknown;
  /** "done", or the code of the refusal. */
  readonly outcome: string;
}

export interface DoorParts {
  readonly handlers: Handlers;
  readonly streams: StreamOpeners;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  /** Milliseconds of real time, monotonic; rate limits run on it. */
  readonly realNow: () => number;
  /** Told of every mutation that is asked for, refused ones too. */
  readonly onMutation?: (caller: Caller) => void;
  /** An urgent mutation was done, and its audit could not be written. */
  readonly onUnaudited?: (name: OperationName, error: unknown) => void;
}

const RANK: Record<Role, number> = { viewer: 0, trader: 1, admin: 2 };

/** Most mutations one connection may ask for in a minute, and in a burst. */
const MUTATIONS = { perMinute: 600, burst: 120 };

/** The one door: every operation is validated, authorised, rate-limited and audited here, and nowhere else. */
export class Door {
  readonly #parts: DoorParts;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** The door as one connection sees it. */
  host(caller: Caller): ContractHost {
    const limit = new RateLimit(MUTATIONS, this.#parts.realNow);
    const taps = new Set<Tap>();
    return {
      call: (name, input) => this.#call(name, input, caller, limit),
      open: (name, input, subscription, notify) => {
        const tap = this.#open(name, input, caller, subscription, notify);
        taps.add(tap);
        return {
          take: () => tap.take(),
          close: () => {
            taps.delete(tap);
            tap.close();
          },
        };
      },
      closed: () => {
        for (const tap of taps) tap.close();
        taps.clear();
      },
    };
  }

  async #call(name: string, input: unknown, caller: Caller, limit: RateLimit): Promise<unknown> {
    if (!isOperation(name)) throw new ContractFailure({ code: 'not_found', message: `there is no operation "${name}"` });
    const definition: OperationDefinition<z.ZodType, z.ZodType> = operations[name];
    if (!definition.mutates) return this.#handle(name, input, caller);
    this.#parts.onMutation?.(caller);
    let outcome = 'done';
    try {
      if (!limit.allow() && definition.urgent !== true) {
        throw new ContractFailure({
          code: 'rate_limited',
          message: `more than ${MUTATIONS.perMinute} changes a minute from one connection; wait a moment`,
        });
      }
      return await this.#handle(name, input, caller);
    } catch (error) {
      outcome = error instanceof ContractFailure ? error.code : 'internal';
      throw error;
    } finally {
      const written = this.#parts.audit({ caller, action: name, input: withoutSecrets(input), outcome });
      if (definition.urgent === true) written.catch((error: unknown) => this.#parts.onUnaudited?.(name, error));
      else await written;
    }
  }

  async #handle(name: OperationName, input: unknown, caller: Caller): Promise<unknown> {
    authorise(`operation ${name}`, operations[name].role, caller);
    // The registry pairs each name with its schema and handler; the compiler cannot follow a pair through an index.
    const handler = this.#parts.handlers[name] as (input: unknown, caller: Caller) => unknown;
    return handler(validate(operations[name].input, input), caller);
  }

  #open(name: string, input: unknown, caller: Caller, subscription: number, notify: () => void): Tap {
    if (!isStream(name)) throw new ContractFailure({ code: 'not_found', message: `there is no stream "${name}"` });
    authorise(`stream ${name}`, streams[name].role, caller);
    const opener = this.#parts.streams[name] as (input: unknown, subscription: number, notify: () => void) => Tap;
    return opener(validate(streams[name].input, input), subscription, notify);
  }
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

function isStream(name: string): name is StreamName {
  return Object.hasOwn(streams, name);
}

function authorise(what: string, needed: Role, caller: Caller): void {
  if (RANK[caller.role] >= RANK[needed]) return;
  throw new ContractFailure({ code: 'forbidden', message: `${what} needs the role ${needed}; this connection has ${caller.role}` });
}

/** Parses with the schema or throws bad_input that names the field, the value and what was expected. */
function validate(schema: z.ZodType, input: unknown): unknown {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  const message = `${field === '' ? 'input' : field}: ${issue?.message ?? 'not valid'} (got ${shownAt(input, issue?.path ?? [])})`;
  throw new ContractFailure({ code: 'bad_input', message, ...(field === '' ? {} : { field }) });
}
