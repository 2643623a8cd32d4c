/** A condition as it stands at one moment. */
export interface Look {
  readonly holds: boolean;
  /** What was read and what it is compared with, a sentence. */
  readonly text: string;
}

/** Which way a value crosses its threshold. */
export type Crossing = 'at_or_above' | 'at_or_below';

/** "SPY is 590.12, at or below 590.00." The words are those of the values' kind. */
export function crossing(subject: string, value: number, when: Crossing, threshold: number, words: (value: number) => string): Look {
  const holds = when === 'at_or_above' ? value >= threshold : value <= threshold;
  const side = when === 'at_or_above' ? 'at or above' : 'at or below';
  return { holds, text: `${subject} is ${words(value)}, ${holds ? '' : 'not '}${side} ${words(threshold)}.` };
}

/** A result in words, with its sign. */
export function dollarWords(value: number): string {
  return `${value < 0 ? '\u2212' : ''}$${Math.abs(value).toFixed(2)}`;
}
