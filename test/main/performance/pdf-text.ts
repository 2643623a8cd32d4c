import { inflateSync } from 'node:zlib';

/** The text of a PDF as its pages write it, read through its fonts' own maps from glyph to sign. Enough for what pdfmake writes. */
export function pdfText(file: Uint8Array): string {
  const bytes = Buffer.from(file);
  const objects = new Map<number, string>();
  const source = bytes.toString('latin1');
  for (const match of source.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) objects.set(Number(match[1]), match[2] ?? '');
  const streamOf = (number: number): string => {
    const object = objects.get(number) ?? '';
    const begin = object.indexOf('stream\n');
    if (begin < 0) return '';
    const data = Buffer.from(object.slice(begin + 7, object.lastIndexOf('\nendstream')), 'latin1');
    return (object.includes('/FlateDecode') ? inflateSync(data) : data).toString('latin1');
  };
  const maps = new Map<string, ReadonlyMap<string, string>>();
  let text = '';
  for (const object of objects.values()) {
    if (!/\/Type \/Page\b/.test(object)) continue;
    const resources = objects.get(Number(/\/Resources (\d+) 0 R/.exec(object)?.[1])) ?? '';
    for (const [, name = '', font] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) maps.set(name, signsOf(streamOf(Number(/\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(font)) ?? '')?.[1]))));
    let current: ReadonlyMap<string, string> = new Map();
    for (const [, font, shown] of streamOf(Number(/\/Contents (\d+) 0 R/.exec(object)?.[1])).matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (font !== undefined) current = maps.get(font) ?? new Map<string, string>();
      for (const [, glyphs = ''] of (shown ?? '').matchAll(/<([0-9a-f]*)>/g)) for (const [glyph] of glyphs.matchAll(/.{4}/g)) text += current.get(glyph) ?? '\ufffd';
    }
    text += '\n';
  }
  return text;
}

/** From the table that a font carries for copying text out. */
function signsOf(table: string): ReadonlyMap<string, string> {
  const signs = new Map<string, string>();
  for (const [, from = '', , list = ''] of table.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/g)) {
    let glyph = Number.parseInt(from, 16);
    for (const [, sign = ''] of list.matchAll(/<([0-9a-f ]*)>/g)) {
      const units = (sign.replaceAll(' ', '').match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16));
      signs.set(glyph.toString(16).padStart(4, '0'), String.fromCharCode(...units));
      glyph += 1;
    }
  }
  return signs;
}
