/** From where on a number means "not given": the largest that Java has, as it comes through texts. */
const NONE = 1e300;

/** null for what is not given: nothing, NaN, an infinity or the largest number there is. */
export function given(value: number | undefined | null): number | null {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < NONE ? value : null;
}

/** {@link given}, and 0 where that is not told from nothing. */
export function number(value: number | undefined | null): number {
  return given(value) ?? 0;
}

/** '' for what is not given. */
export function text(value: string | undefined | null): string {
  return typeof value === 'string' ? value : '';
}
