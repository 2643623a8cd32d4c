export type NotesState = { readonly kind: 'saved' } | { readonly kind: 'unsaved' } | { readonly kind: 'saving' } | { readonly kind: 'error'; readonly message: string };

export interface NotesParts {
  readonly text: string;
  /** Runs a task later; the result gives it up. */
  readonly later: (task: () => void) => () => void;
  readonly changed: () => void;
}

/** Notes that save themselves once the typing pauses; what fails to be saved stays and can be tried again. The last save can be taken back. */
export class NotesKeeper {
  readonly #parts: NotesParts;
  #text: string;
  #saved: string;
  /** What was there before the last save; null before one. */
  #before: string | null = null;
  #state: NotesState = { kind: 'saved' };
  #giveUp: () => void = () => undefined;
  #saving: Promise<void> | null = null;
  #write: (text: string) => Promise<void> = () => Promise.reject(new Error('nothing is there to save with'));

  constructor(parts: NotesParts) {
    this.#parts = parts;
    this.#text = parts.text;
    this.#saved = parts.text;
  }

  get text(): string {
    return this.#text;
  }

  get state(): NotesState {
    return this.#state;
  }

  get canUndo(): boolean {
    return this.#before !== null && this.#before !== this.#text;
  }

  /** Saves by `write` from now on. */
  saveWith(write: (text: string) => Promise<void>): void {
    this.#write = write;
  }

  edit(text: string): void {
    this.#text = text;
    this.#giveUp();
    if (text === this.#saved && this.#saving === null) {
      this.#turn({ kind: 'saved' });
      return;
    }
    this.#turn({ kind: 'unsaved' });
    this.#giveUp = this.#parts.later(() => void this.flush());
  }

  /** Saves now what is not saved; one save at a time, the newest text last. */
  async flush(): Promise<void> {
    this.#giveUp();
    if (this.#saving !== null) await this.#saving;
    if (this.#text === this.#saved) return;
    this.#saving ??= this.#save(this.#text).finally(() => (this.#saving = null));
    await this.#saving;
  }

  /** Puts back what was there before the last save, and saves that. */
  undo(): void {
    if (this.#before === null) return;
    this.edit(this.#before);
    void this.flush();
  }

  /** What another window saved takes the place of what was not changed here. */
  refresh(saved: string): void {
    if (saved === this.#saved || this.#text !== this.#saved || this.#saving !== null) return;
    this.#text = saved;
    this.#saved = saved;
    this.#parts.changed();
  }

  async #save(text: string): Promise<void> {
    this.#turn({ kind: 'saving' });
    try {
      await this.#write(text);
      this.#before = this.#saved;
      this.#saved = text;
      this.#turn(this.#text === text ? { kind: 'saved' } : { kind: 'unsaved' });
    } catch (error) {
      this.#turn({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
    }
  }

  #turn(state: NotesState): void {
    this.#state = state;
    this.#parts.changed();
  }
}
