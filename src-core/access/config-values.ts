import type { ConfigDefinition } from './config-keys.ts';

/** A value as the program reads it, and as the table keeps it. */
export interface ConfigReading {
  readonly value: string | number | boolean | Readonly<Record<string, number>>;
  readonly text: string;
}

/** What a text says of a key; null where it is not a value of that key. */
export function readConfig(definition: ConfigDefinition, text: string): ConfigReading | null {
  switch (definition.type) {
    case 'string':
      return isPlainText(text) && fitsLetters(definition, text) ? { value: text, text } : null;
    case 'integer': {
      const value = Number(text);
      return /^(0|-?[1-9]\d*)$/.test(text) && isBetween(value, definition) ? { value, text } : null;
    }
    case 'decimal': {
      const units = decimalUnits(text, definition.decimals);
      const [lowest, highest] = [definition.lowest, definition.highest].map((bound) => decimalUnits(bound, definition.decimals));
      if (units === null || lowest === null || lowest === undefined || highest === null || highest === undefined) return null;
      if (units < lowest || units > highest) return null;
      const written = decimalText(units, definition.decimals);
      return { value: written, text: written };
    }
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true', text } : null;
    case 'json': {
      const value = fieldsOf(definition, text);
      return value === null ? null : { value, text: JSON.stringify(value) };
    }
  }
}

/** What counts where nothing was set, as the table would keep it. */
export function initialText(definition: ConfigDefinition): string {
  switch (definition.type) {
    case 'string':
    case 'decimal':
      return definition.initial;
    case 'integer':
    case 'boolean':
      return String(definition.initial);
    case 'json':
      return JSON.stringify(definition.initial);
  }
}

/** What would be accepted, to follow "expected". */
export function acceptedBy(definition: ConfigDefinition): string {
  switch (definition.type) {
    case 'string': {
      const { fewestLetters, mostLetters } = definition;
      const letters = fewestLetters === undefined ? `at most ${mostLetters} letters` : `${fewestLetters} to ${mostLetters} letters, or none`;
      return `text of ${letters}, without control characters`;
    }
    case 'integer':
      return `a whole number from ${definition.lowest} to ${definition.highest}`;
    case 'decimal':
      return `a number from ${definition.lowest} to ${definition.highest} with at most ${definition.decimals} decimals, in plain digits`;
    case 'boolean':
      return 'true or false';
    case 'json': {
      const fields = Object.entries(definition.fields).map(([name, { lowest, highest, title }]) => `"${name}" (${title}) from ${lowest} to ${highest}`);
      return `a JSON object of whole numbers with exactly ${fields.join(', ')}`;
    }
  }
}

/** Control characters but the tab and the ends of lines, and halves of surrogate pairs, cannot be kept by every database. */
function isPlainText(text: string): boolean {
  if (!text.isWellFormed()) return false;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code === 127 || (code < 32 && !'\t\n\r'.includes(letter))) return false;
  }
  return true;
}

function fitsLetters({ fewestLetters = 0, mostLetters }: Extract<ConfigDefinition, { readonly type: 'string' }>, text: string): boolean {
  const letters = [...text].length;
  return letters <= mostLetters && (letters === 0 || letters >= fewestLetters);
}

function isBetween(value: number, { lowest, highest }: { readonly lowest: number; readonly highest: number }): boolean {
  return Number.isSafeInteger(value) && value >= lowest && value <= highest;
}

/** An exact count of the last decimal; null where the text is no number in plain digits, or has more decimals. */
function decimalUnits(text: string, decimals: number): bigint | null {
  const match = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > decimals) return null;
  const units = BigInt(whole + fraction.padEnd(decimals, '0'));
  return sign === '-' ? -units : units;
}

function decimalText(units: bigint, decimals: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function fieldsOf({ fields }: Extract<ConfigDefinition, { readonly type: 'json' }>, text: string): Readonly<Record<string, number>> | null {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  const values = new Map<string, unknown>(Object.entries(given));
  if (values.size !== Object.keys(fields).length) return null;
  const read: Record<string, number> = {};
  for (const [name, bounds] of Object.entries(fields)) {
    const value = values.get(name);
    if (typeof value !== 'number' || !isBetween(value, bounds)) return null;
    // Without the sign of a zero.
    read[name] = value + 0;
  }
  return read;
}
