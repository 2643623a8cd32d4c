const MOST_LETTERS = 20_000;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** What a release says of itself, as plain text: some places give HTML, and it is shown to nobody as such. */
export function plainNotes(notes: string | readonly { readonly version: string; readonly note: string | null }[] | null | undefined): string {
  const text = typeof notes === 'string' ? notes : (notes ?? []).map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n');
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replaceAll(/<li[^>]*>/gi, '\n- ')
    .replaceAll(/<\/?(p|div|h\d|ul|ol|br|tr|table|pre|blockquote)\b[^>]*>/gi, '\n')
    .replaceAll(/<\/?[a-z][^>]*>/gi, '')
    .replaceAll(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? character(name) ?? whole)
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, MOST_LETTERS);
}

function character(name: string): string | null {
  const [, hex, digits] = /^#(?:x([\da-f]+)|(\d+))$/i.exec(name) ?? [];
  const code = hex !== undefined ? Number.parseInt(hex, 16) : digits !== undefined ? Number(digits) : Number.NaN;
  return Number.isInteger(code) && code >= 32 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : null;
}
