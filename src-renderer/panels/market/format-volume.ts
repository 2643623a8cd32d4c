import { ABSENT, formatCount } from '../../design/format.ts';

/** A volume in the room of a small figure: "8,412", "412 K", "38.4 M". */
export function formatVolume(shares: number | null): string {
  if (shares === null || !Number.isFinite(shares)) return ABSENT;
  if (shares >= 999_500) return `${(shares / 1e6).toFixed(1)} M`;
  if (shares >= 10_000) return `${Math.round(shares / 1e3)} K`;
  return formatCount(shares);
}
