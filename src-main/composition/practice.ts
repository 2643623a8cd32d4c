import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { Practice } from '../practice/practice.ts';
import type { PracticeDesk } from '../practice/practice-desk.ts';
import { RecordingShelf } from '../practice/recording-shelf.ts';
import { createPracticeRuns } from '../stores/relational/practice-runs.ts';
import { createSettingsRepository } from '../stores/relational/settings-repository.ts';
import { RECORDINGS_FOLDER } from './day-recording.ts';
import type { Composition, Foundation } from './foundation.ts';
import { clearPractice, composePractisedDay } from './practised-day.ts';
import type { SwitchingDoor } from './switching-door.ts';

export type PracticeFoundation = Pick<Foundation, 'machineClock' | 'notices' | 'own' | 'profile' | 'recordings' | 'settings' | 'store'>;

export interface PracticeParts {
  readonly foundation: PracticeFoundation;
  readonly door: SwitchingDoor;
  /** The terminal's own session, and what it stands on; asked once it runs. */
  readonly own: () => { readonly composition: Composition; readonly foundation: Foundation };
}

function shelfOf({ own, recordings, settings }: PracticeFoundation): RecordingShelf {
  return new RecordingShelf({ thread: recordings, own: join(settings.dataDir, RECORDINGS_FOLDER), recorder: settings.recordings, settings: createSettingsRepository(own) });
}

/** Practice on the local profile: its account is this terminal's alone, and can wait. */
export function composePractice({ foundation, door, own }: PracticeParts): Practice {
  const { machineClock, notices, profile, recordings, settings, store } = foundation;
  clearPractice(settings.dataDir);
  return new Practice({
    shelf: shelfOf(foundation),
    runs: createPracticeRuns(store, { accountId: profile.accountId }),
    load: ({ path, date }) => recordings.load(path, date),
    compose: (request) => {
      const { composition, foundation: real } = own();
      if (composition.engines === null) throw new ContractFailure({ code: 'unavailable', message: 'this terminal watches another; practise where the account is traded' });
      return composePractisedDay({ foundation: real, engines: composition.engines }, request);
    },
    show: (day) => door.switchTo(day?.door ?? own().composition.door),
    stand: (isStanding) => {
      const { composition } = own();
      // A market that is made or played waits; a live one would go on without its books.
      if (composition.engines?.feed.description.kind === 'ibkr') return false;
      composition.stand(isStanding);
      return true;
    },
    clock: machineClock,
    newId: randomUUID,
    notice: (text) => notices.tell('error', text),
  });
}

/** On a desk recordings are listed, and nothing is begun. */
export function composeRefusedPractice(foundation: PracticeFoundation, refusal: string): PracticeDesk {
  const shelf = shelfOf(foundation);
  const runs = createPracticeRuns(foundation.store, { accountId: foundation.profile.accountId });
  const refuse = (): Promise<never> => Promise.reject(new ContractFailure({ code: 'unavailable', message: refusal }));
  const view = () => shelf.view();
  return {
    recordings: view,
    addFolder: async (path) => {
      await shelf.add(path);
      return view();
    },
    removeFolder: async (path) => {
      await shelf.remove(path);
      return view();
    },
    state: () => ({ state: 'none', refusal }),
    start: refuse,
    step: refuse,
    jump: refuse,
    stop: refuse,
    end: refuse,
    runs: async () => (await runs.all()).map(({ score, ...run }) => ({ ...run, net: score.net, perRisk: score.perRisk, trades: score.trades.length })),
    run: async (id) => (await runs.find(id)) ?? Promise.reject(new ContractFailure({ code: 'not_found', field: 'id', message: `id: there is no practice run ${id}` })),
    removeRun: refuse,
    subscribe: () => () => undefined,
  };
}
