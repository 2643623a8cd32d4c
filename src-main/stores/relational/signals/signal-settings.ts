import { DEFAULT_SIGNAL_SETTINGS, type SignalSettings, signalSettingsSchema } from '../../../../src-core/signals/automation.ts';
import type { SettingsRepository } from '../settings-repository.ts';

/** The program's own: no window may write it. */
const NAME = 'core/signals';

/**
 * What signals are executed by rule, and the risk of one trade. Settings that cannot be read are told of, and replaced
 * by the defaults, by which nothing is executed.
 */
export function createSignalSettings(repository: SettingsRepository, notice: (text: string) => void): { load(): Promise<SignalSettings>; save(settings: SignalSettings): Promise<void> } {
  return {
    async load() {
      let problem: string;
      try {
        const kept = await repository.get(NAME);
        if (kept === null) return DEFAULT_SIGNAL_SETTINGS;
        const { data, error } = signalSettingsSchema.safeParse(kept);
        if (data !== undefined) return data;
        const [issue] = error.issues;
        problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
      notice(`the settings of signals cannot be read (${problem}): nothing is executed by rule until they are set anew`);
      return DEFAULT_SIGNAL_SETTINGS;
    },
    save: (settings) => repository.set(NAME, settings),
  };
}
