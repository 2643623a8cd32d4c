import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { normalised } from './password-rules.ts';

/** What a hash costs: memory in KiB, passes over it, and threads. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** The first choice of OWASP's Password Storage Cheat Sheet for Argon2id. */
export const HASH_COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** More would let one row of the database take the machine. */
const MOST = { memoryCost: 262_144, timeCost: 16, parallelism: 4 } as const satisfies HashCost;
const AT_ONCE = 2;
const MOST_WAITING = 32;

export interface Verification {
  readonly matches: boolean;
  /** The hash is weaker than those that are made now. */
  readonly isOutdated: boolean;
}

/**
 * Argon2id, in threads of its own. At most two are computed at once and 32 wait their turn: what comes then is refused
 * with ContractFailure 'rate_limited', so that a flood of sign-ins takes neither the machine nor its memory.
 */
export class Passwords {
  readonly #cost: HashCost;
  /** Costs what a real one does, and nothing matches it. */
  readonly #nobodys: string;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(cost: HashCost = HASH_COST) {
    this.#cost = cost;
    const { memoryCost, timeCost, parallelism } = cost;
    this.#nobodys = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${unpadded(randomBytes(16))}$${unpadded(randomBytes(32))}`;
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(normalised(password), this.#cost));
  }

  /** `stored` is null where there is no such person, or none with a password: it costs the same. */
  async verify(stored: string | null, password: string): Promise<Verification> {
    const known = stored === null ? null : costOf(stored);
    const isKnown = stored !== null && known !== null;
    const matches = await this.#inTurn(() => verify(isKnown ? stored : this.#nobodys, normalised(password)));
    return { matches: isKnown && matches, isOutdated: isKnown && isWeaker(known, this.#cost) };
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= MOST_WAITING) throw new ContractFailure({ code: 'rate_limited', message: 'many passwords are being looked at; try again in a moment' });
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

/** null for what is no hash of Argon2id, or one that nobody made here. */
function costOf(stored: string): HashCost | null {
  if (!stored.startsWith('$argon2id$')) return null;
  try {
    const { memoryCost, timeCost, parallelism } = parseOptions(stored);
    return memoryCost > MOST.memoryCost || timeCost > MOST.timeCost || parallelism > MOST.parallelism ? null : { memoryCost, timeCost, parallelism };
  } catch {
    return null;
  }
}

function isWeaker(known: HashCost, today: HashCost): boolean {
  return known.memoryCost < today.memoryCost || known.timeCost < today.timeCost;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
