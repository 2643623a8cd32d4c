/** A version as a database's user_version, which travels with each copy of it: 1.23.4 is 1023004. 0 for what is no such version. */
export function markOf(version: string): number {
  const [, major, minor, patch] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})/.exec(version) ?? [];
  return (Number(major ?? 0) * 1_000 + Number(minor ?? 0)) * 1_000 + Number(patch ?? 0);
}

/** The version that had the database open last; null where it was none that marks it. */
export function versionOf(mark: number): string | null {
  if (!Number.isInteger(mark) || mark <= 0) return null;
  return `${Math.floor(mark / 1_000_000)}.${Math.floor(mark / 1_000) % 1_000}.${mark % 1_000}`;
}
