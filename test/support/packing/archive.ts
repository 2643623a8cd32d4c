import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFile, getRawHeader } from '@electron/asar';
import { z } from 'zod';

const fileSchema = z.object({
  size: z.number(),
  unpacked: z.boolean().optional(),
  offset: z.string().optional(),
  integrity: z.object({ algorithm: z.literal('SHA256'), hash: z.string() }),
});
type ArchivedFile = z.output<typeof fileSchema>;

/** A program's archive, as it lies in a packed tree. */
export class Archive {
  readonly path: string;
  /** By path, with "/". */
  readonly files: ReadonlyMap<string, ArchivedFile>;
  /** What a binary is told the archive's head to be, SHA-256 in hex. */
  readonly headerHash: string;

  constructor(resources: string) {
    this.path = join(resources, 'app.asar');
    const { headerString } = getRawHeader(this.path);
    this.headerHash = createHash('sha256').update(headerString).digest('hex');
    this.files = new Map(filesOf(JSON.parse(headerString), ''));
  }

  names(): readonly string[] {
    return [...this.files.keys()];
  }

  text(name: string): string {
    return this.read(name).toString('utf8');
  }

  /** Names of the files whose bytes are not what the archive's head says. */
  changed(): readonly string[] {
    return [...this.files].filter(([name, { integrity }]) => createHash('sha256').update(this.read(name)).digest('hex') !== integrity.hash).map(([name]) => name);
  }

  private read(name: string): Buffer {
    return this.files.get(name)?.unpacked === true ? readFileSync(join(`${this.path}.unpacked`, name)) : extractFile(this.path, name);
  }
}

function filesOf(node: unknown, path: string): readonly (readonly [string, ArchivedFile])[] {
  const folder = z.object({ files: z.record(z.string(), z.unknown()) }).safeParse(node);
  if (!folder.success) return [[path, fileSchema.parse(node)]];
  return Object.entries(folder.data.files).flatMap(([name, child]) => filesOf(child, path === '' ? name : `${path}/${name}`));
}
