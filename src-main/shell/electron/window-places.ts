import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WINDOW_NAMES, type WindowName } from '../../../src-core/contract/window-names.ts';
import { closeToOthers, writeOwnerFile, writeOwnerFileInBackground } from '../../connections/owner-file.ts';

const FILE = 'windows.json';
/** Sets of monitors that are remembered; one more, and the one that was not used for longest is forgotten. */
const MOST_SETS = 20;

const FAR = 100_000;
const boundsSchema = z.object({ x: z.int().min(-FAR).max(FAR), y: z.int().min(-FAR).max(FAR), width: z.int().min(1).max(FAR), height: z.int().min(1).max(FAR) });
const placeSchema = z.object({
  /** DIPs; of a maximised window, where it is when it is not. */
  bounds: boundsSchema,
  maximised: z.boolean(),
  fullScreen: z.boolean(),
  /** It was open at the end. */
  open: z.boolean(),
});
export type WindowPlace = z.output<typeof placeSchema>;

const placesSchema = z.partialRecord(z.enum(WINDOW_NAMES), placeSchema);
/** By the name of the set of monitors; the last used stands last. */
const fileSchema = z.object({ version: z.literal(1), sets: z.array(z.object({ monitors: z.string().min(1).max(2_000), windows: placesSchema })).max(MOST_SETS) });
type Places = z.output<typeof fileSchema>['sets'][number]['windows'];

/** Where each window stood on each set of monitors, kept in the data directory. */
export class WindowPlaces {
  readonly #path: string;
  readonly #warn: (text: string) => void;
  /** In the order of use. */
  readonly #sets: Map<string, Places>;
  #written: string;
  #writing: Promise<void> = Promise.resolve();
  #hasFailed = false;

  /** A file that cannot be read is as none. `warn` is told once, in a sentence, when it cannot be written. */
  constructor(dataDir: string, warn: (text: string) => void) {
    this.#path = join(dataDir, FILE);
    this.#warn = warn;
    this.#sets = new Map(read(this.#path).map(({ monitors, windows }) => [monitors, windows]));
    this.#written = this.#text();
  }

  /** On these monitors; where the window was never there, where it was on those used last. Undefined where it never was. */
  of(monitors: string, name: WindowName): WindowPlace | undefined {
    return this.#sets.get(monitors)?.[name] ?? this.#newest()?.[name];
  }

  /** On these monitors and no others. */
  on(monitors: string, name: WindowName): WindowPlace | undefined {
    return this.#sets.get(monitors)?.[name];
  }

  /** What was open at the end on these monitors, or, where they are new, on those used last. */
  open(monitors: string): readonly WindowName[] {
    const places = this.#sets.get(monitors) ?? this.#newest();
    return WINDOW_NAMES.filter((name) => places?.[name]?.open === true);
  }

  remember(monitors: string, name: WindowName, place: WindowPlace): void {
    const places = this.#sets.get(monitors) ?? {};
    this.#sets.delete(monitors);
    this.#sets.set(monitors, { ...places, [name]: { ...place, bounds: whole(place.bounds) } });
    const [oldest] = this.#sets.keys();
    if (this.#sets.size > MOST_SETS && oldest !== undefined) this.#sets.delete(oldest);
  }

  /** Writes what is not yet on the disk, while everybody goes on. */
  write(): void {
    this.#writing = this.#writing.then(async () => {
      const text = this.#text();
      if (text === this.#written) return;
      try {
        await writeOwnerFileInBackground(this.#path, text);
        this.#written = text;
      } catch (error) {
        this.#say(error);
      }
    });
  }

  /** Writes it before it returns: the program ends. */
  writeNow(): void {
    const text = this.#text();
    if (text === this.#written) return;
    try {
      writeOwnerFile(this.#path, text);
      this.#written = text;
    } catch (error) {
      this.#say(error);
    }
  }

  #newest(): Places | undefined {
    return [...this.#sets.values()].at(-1);
  }

  #text(): string {
    return JSON.stringify({ version: 1, sets: [...this.#sets].map(([monitors, windows]) => ({ monitors, windows })) });
  }

  #say(error: unknown): void {
    if (!this.#hasFailed) this.#warn(`${this.#path} cannot be written (${error instanceof Error ? error.message : String(error)}); windows open where they were before`);
    this.#hasFailed = true;
  }
}

function read(path: string): z.output<typeof fileSchema>['sets'] {
  if (!existsSync(path)) return [];
  try {
    closeToOthers(path);
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).sets;
  } catch {
    return [];
  }
}

/** Some systems have halves of DIPs. */
function whole({ x, y, width, height }: WindowPlace['bounds']): WindowPlace['bounds'] {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}
