/** Panels that were saved under another name than they have now. */
const RENAMED: ReadonlyMap<string, string> = new Map([['smile', 'volatility']]);

/** The name that a panel has now. */
export function nameNow(name: string): string {
  return RENAMED.get(name) ?? name;
}

/** A saved layout with the names that its panels have now, wherever it names them; one that has a panel under both names is left as it is. */
export function withNamesOfNow(saved: unknown): unknown {
  return namesPanels(saved) ? renamed(saved) : saved;
}

function namesPanels(saved: unknown): saved is { readonly panels: object } {
  if (typeof saved !== 'object' || saved === null || !('panels' in saved) || typeof saved.panels !== 'object' || saved.panels === null) return false;
  const names = Object.keys(saved.panels);
  return names.some((name) => RENAMED.has(name)) && !names.some((name) => RENAMED.has(name) && names.includes(nameNow(name)));
}

/** Panels are named by the keys of `panels`, their ids and components, and the views of the grid's groups. */
function renamed(value: unknown): unknown {
  if (typeof value === 'string') return nameNow(value);
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [nameNow(key), renamed(of)]));
}
