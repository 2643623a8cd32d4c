/** The id that a navigation key selects from `current` among the rows in view; undefined when the key does not navigate. */
export function rowAfter(key: string, ids: readonly string[], current: string | null): string | null | undefined {
  const at = current === null ? -1 : ids.indexOf(current);
  switch (key) {
    case 'ArrowDown':
      return ids[Math.min(at + 1, ids.length - 1)] ?? null;
    case 'ArrowUp':
      return ids[at === -1 ? ids.length - 1 : Math.max(at - 1, 0)] ?? null;
    case 'Home':
      return ids[0] ?? null;
    case 'End':
      return ids.at(-1) ?? null;
    default:
      return undefined;
  }
}
