import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';

/**
 * The lines of a text file, gzipped or plain, some thousand at a time. Its own few lines instead of a CSV package:
 * recordings are columns of plain numbers, and splitting those directly is several times as fast.
 */
export async function* readLines(path: string): AsyncGenerator<readonly string[]> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of path.endsWith('.gz') ? unzipped(file) : file) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  rest += decoder.end();
  if (rest !== '') yield [rest];
}

function unzipped(file: ReturnType<typeof createReadStream>): ReturnType<typeof createGunzip> {
  const unzip = createGunzip();
  file.on('error', (error) => unzip.destroy(error));
  return file.pipe(unzip);
}

/** The fields of one line; a field in double quotes may hold commas, and "" is a quote in it. */
export function splitFields(line: string): string[] {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (!text.includes('"')) return text.split(',');
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '"' && quoted && text[i + 1] === '"') {
      field += '"';
      i += 1;
    } else if (character === '"') {
      quoted = !quoted;
    } else if (character === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else {
      field += character;
    }
  }
  fields.push(field);
  return fields;
}
