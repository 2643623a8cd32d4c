/** What TWS sends for a number that is not set. */
export const UNSET_DOUBLE = '1.7976931348623157E308';
export const UNSET_INTEGER = '2147483647';

export type Token = string | number | boolean | null;

/** The fields of a message, each ended by a zero byte, behind its length in four bytes. Text above 7 bits goes as \uXXXX, as since version 153. */
export function frame(tokens: readonly Token[]): Buffer {
  const text = tokens.map((token) => `${written(token)}\0`).join('');
  const body = Buffer.from(text, 'latin1');
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

function written(token: Token): string {
  if (token === null) return '';
  if (typeof token === 'boolean') return token ? '1' : '0';
  if (typeof token === 'number') return String(token);
  return [...token].map((char) => (char < '\u0080' ? char : `\\u${(char.codePointAt(0) ?? 63).toString(16).padStart(4, '0')}`)).join('');
}

/** A message that is not what the protocol has at this version. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Reads the fields of one message in order. */
export class TokenReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(body: Buffer) {
    this.#tokens = body.toString('utf8').split('\0').slice(0, -1);
  }

  /** Throws ProtocolError where there is no more. */
  text(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new ProtocolError(`the message ends after ${this.#tokens.length} fields: ${this.#tokens.join('|')}`);
    this.#at += 1;
    return token;
  }

  /** 0 where it is empty. Throws ProtocolError for what is no number. */
  number(): number {
    return this.numberOrNull() ?? 0;
  }

  /** null where it is empty or not set. */
  numberOrNull(): number | null {
    const text = this.text();
    if (text === '' || text === UNSET_INTEGER) return null;
    const value = Number(text);
    if (Number.isNaN(value)) throw new ProtocolError(`field ${this.#at} is "${text}", not a number: ${this.#tokens.join('|')}`);
    return value === Number.MAX_VALUE ? null : value;
  }

  flag(): boolean {
    return this.number() !== 0;
  }

  skip(count: number): void {
    for (let left = count; left > 0; left -= 1) this.text();
  }

  /** Throws ProtocolError where something is left. */
  end(): void {
    if (this.#at < this.#tokens.length) throw new ProtocolError(`${this.#tokens.length - this.#at} fields are left: ${this.#tokens.join('|')}`);
  }
}

/** Cuts what comes in on a socket into messages. */
export class FrameReader {
  #left: Buffer = Buffer.alloc(0);

  /** Whole messages, without their lengths. The first of a connection begins with "API\0", before its length. */
  take(data: Buffer): readonly Buffer[] {
    this.#left = Buffer.concat([this.#left, data]);
    const bodies: Buffer[] = [];
    for (;;) {
      const skip = this.#left.subarray(0, 4).toString('latin1') === 'API\0' ? 4 : 0;
      if (this.#left.length < skip + 4) return bodies;
      const length = this.#left.readUInt32BE(skip);
      if (this.#left.length < skip + 4 + length) return bodies;
      bodies.push(Buffer.from(this.#left.subarray(skip + 4, skip + 4 + length)));
      this.#left = this.#left.subarray(skip + 4 + length);
    }
  }
}
