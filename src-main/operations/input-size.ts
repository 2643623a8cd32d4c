/** Levels and values that an input may have: what is more is nobody's honest input, and reading it would hold everybody up. */
const MOST_LEVELS = 40;
const MOST_VALUES = 20_000;

/**
 * Why an input is not even read, as a sentence; null where it is. A value that is reached in two ways counts twice: a
 * window's message may refer to one value from many places, and whoever reads it walks each of the ways.
 */
export function tooLarge(input: unknown): string | null {
  const stack: { readonly value: object; readonly level: number }[] = [];
  let values = 0;
  const meet = (value: unknown, level: number): void => {
    values += 1;
    if (typeof value === 'object' && value !== null) stack.push({ value, level });
  };
  meet(input, 1);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, level } = next;
    if (level > MOST_LEVELS) return `it has more than ${MOST_LEVELS} levels; expected at most so many`;
    for (const part of ArrayBuffer.isView(value) ? [] : Object.values(value)) {
      meet(part, level + 1);
      if (values > MOST_VALUES) return `it has more than ${MOST_VALUES} values; expected at most so many`;
    }
  }
  return null;
}
