import { z } from 'zod';
import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { BLOCK, type KeptMinutes, type VolatilityJournal } from '../../market-data/volatility-history.ts';
import type { SettingsRepository } from './settings-repository.ts';

/** The program's own: no window may write them. */
const NAME = 'core/volatility';
/** Minutes of a session at most: 7 hours. */
const BLOCKS = Math.ceil(420 / BLOCK);

const column = z.array(z.number().nullable()).max(BLOCK);
const minutesSchema = z.object({
  underlying: z.enum(UNDERLYINGS),
  first: z.int().min(0),
  columns: z.object({ time: column, volatility: column, straddle: column, riskReversal: column, butterfly: column }),
});
const smileSchema = z.object({
  underlying: z.enum(UNDERLYINGS),
  time: z.number(),
  years: z.number(),
  low: z.number(),
  high: z.number(),
  forward: z.number(),
  components: z.array(z.object({ weight: z.number(), forward: z.number(), totalVolatility: z.number() })),
});
const openingsSchema = z.object({ session: z.string(), openings: z.array(smileSchema) });
const blockSchema = z.object({ session: z.string(), minutes: z.array(minutesSchema) });

/**
 * Keeps one session's volatility in settings of this workstation's own: one of the smiles of the open, and one each half hour.
 * The next session writes over them.
 */
export function createVolatilityJournal(settings: SettingsRepository, session: string): VolatilityJournal {
  return {
    async load() {
      const kept = openingsSchema.safeParse(await settings.get(`${NAME}/openings`));
      const blocks = await Promise.all(Array.from({ length: BLOCKS }, (_, block) => settings.get(`${NAME}/${block}`)));
      const minutes = blocks.flatMap((value): KeptMinutes[] => {
        const block = blockSchema.safeParse(value);
        return block.success && block.data.session === session ? block.data.minutes : [];
      });
      return { openings: kept.success && kept.data.session === session ? kept.data.openings : [], minutes };
    },
    saveOpenings: (openings) => settings.set(`${NAME}/openings`, { session, openings: openings.map((opening) => ({ ...opening, components: opening.components.map((component) => ({ ...component })) })) }),
    async saveMinutes(minutes) {
      const [first] = minutes;
      if (first === undefined) return;
      await settings.set(`${NAME}/${Math.floor(first.first / BLOCK)}`, {
        session,
        minutes: minutes.map(({ columns, ...of }) => ({
          ...of,
          columns: Object.fromEntries(Object.entries(columns).map(([field, values]) => [field, [...values]])),
        })),
      });
    },
  };
}
