import type { AppView, UpdateView } from '../../../src-core/contract/app.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { DAY, HOUR } from '../../../src-core/time.ts';
import type { Scenario } from './fake-desk.ts';

const VERSION = '0.2.0';
const NOTES = `Calmer chains, and a start that asks less.

- The chain keeps its place when a strike is added above it.
- Expected moves count the event of the day once, also where two of its rows name it.
- Backups are read through in a thread of their own.

The schema of the books goes from 17 to 18; a version before this one does not open them any more. A copy is kept.`;
const SESSION = 'A session is running here; pause the session first.';
const NEWS = { version: VERSION, notes: NOTES };

/** An installed program and its next version, which is fetched in some seconds. */
export class FakeUpdates {
  readonly #from = Date.now();
  #update: UpdateView | null;
  #rolledBack: AppView['rolledBack'];
  #downloadsFrom = 0;

  constructor(scenario: Scenario) {
    const from = this.#from;
    this.#rolledBack = scenario === 'updates-rolled-back' ? { from: VERSION, to: '0.1.0', why: `${VERSION} was started 2 times and never reached its window`, time: from - HOUR } : null;
    switch (scenario) {
      case 'updates':
        this.#update = { phase: 'idle', checkedAt: from - DAY, problem: null };
        break;
      case 'updates-offline':
        this.#update = { phase: 'idle', checkedAt: null, problem: 'The place of new versions cannot be reached; try again when this machine is online.' };
        break;
      case 'updates-staged':
        this.#update = { phase: 'staged', ...NEWS, atNextStart: false, obstacle: null, problem: null };
        break;
      case 'updates-obstacle':
        this.#update = { phase: 'staged', ...NEWS, atNextStart: true, obstacle: SESSION, problem: null };
        break;
      case 'updates-failed':
        this.#update = { phase: 'staged', ...NEWS, atNextStart: false, obstacle: null, problem: `${VERSION} could not be installed (ENOSPC: no space left on device, copyfile '/home/anna/.local/share/smart-0dte/updates/staged/Smart-0DTE-0.2.0.AppImage'); 0.1.0 goes on.` };
        break;
      case 'updates-rolled-back':
        this.#update = { phase: 'available', ...NEWS, size: 131_400_000, problem: `${VERSION} was installed here before, never reached its window, and was taken back.` };
        break;
      default:
        this.#update = null;
    }
  }

  /** What is known of the program, with its update. */
  on(view: AppView): AppView {
    if (this.#update === null) return view;
    if (this.#update.phase === 'downloading') {
      const share = (Date.now() - this.#downloadsFrom) / 6_000;
      this.#update = share < 1 ? { ...this.#update, share } : { phase: 'staged', ...NEWS, atNextStart: false, obstacle: null, problem: null };
    }
    return { ...view, shell: 'desktop', installation: 'appimage', update: this.#update, rolledBack: this.#rolledBack };
  }

  /** null for what is not asked here. `view` is of the program around it. */
  call(operation: string, when: unknown, view: () => AppView): Promise<AppView> | null {
    if (!operation.startsWith('updates.')) return null;
    const update = this.#update;
    if (update === null) return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'this program is not updated from within' }));
    switch (operation) {
      case 'updates.check':
        this.#update = { phase: 'checking' };
        return new Promise((resolve) =>
          setTimeout(() => {
            this.#update = { phase: 'available', ...NEWS, size: 131_400_000, problem: null };
            resolve(this.on(view()));
          }, 1_500),
        );
      case 'updates.download':
        this.#downloadsFrom = Date.now();
        this.#update = { phase: 'downloading', version: VERSION, share: 0 };
        break;
      case 'updates.install':
        this.#update = when === 'now' ? { phase: 'installing', version: VERSION } : { phase: 'staged', ...NEWS, atNextStart: true, obstacle: null, problem: null };
        break;
      default:
        if (update.phase === 'staged') this.#update = { phase: 'idle', checkedAt: this.#from, problem: null };
        else this.#rolledBack = null;
    }
    return Promise.resolve(this.on(view()));
  }
}
