/** A piece of text that one font has the signs of. */
export interface FontRun {
  readonly text: string;
  readonly font: string;
}

/** Signs of punctuation, currency and mathematics that the latin files have beside the letters. */
const LATIN_SIGNS = /[\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u2000-\u200a\u2010-\u2027\u202f\u2030\u2032\u2033\u2039\u203a\u2044\u20ac\u2122\u2191\u2193\u2212\u2215]/;
/** Signs that no file has, in signs that one has. */
const WRITTEN: Readonly<Record<string, string>> = { '→': '>', '≤': '<=', '≥': '>=', '\t': '  ' };

/**
 * Cuts a text where its signs change from one font file to the next: the files are cut by alphabet. A sign that none has
 * becomes "?", so that it is seen to be missing.
 */
export function fontRuns(text: string, family: 'Inter' | 'Mono'): readonly FontRun[] {
  const found: { text: string; font: string }[] = [];
  for (const sign of text.normalize('NFC')) {
    const written = WRITTEN[sign] ?? sign;
    const font = fontOf(written, family);
    const last = found.at(-1);
    const piece = font === null ? '?' : written;
    if (last !== undefined && last.font === (font ?? family)) last.text += piece;
    else found.push({ text: piece, font: font ?? family });
  }
  return found.length === 0 ? [{ text: '', font: family }] : found;
}

function fontOf(sign: string, family: 'Inter' | 'Mono'): string | null {
  const code = sign.codePointAt(0) ?? 0;
  if (code === 0x0a || code === 0x0d || (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || LATIN_SIGNS.test(sign)) return family;
  if (code >= 0x100 && code <= 0x24f) return 'InterMore';
  if (code >= 0x384 && code <= 0x3ff) return 'InterGreek';
  if ((code >= 0x400 && code <= 0x45f) || code === 0x490 || code === 0x491) return 'InterCyrillic';
  return null;
}
