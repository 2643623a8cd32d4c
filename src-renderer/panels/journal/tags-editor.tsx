import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { type JournalRow, tagSchema } from '../../../src-core/contract/journal.ts';
import { useCore } from '../../connection/core.tsx';
import type { OrderStop } from '../../workspace/desk-role.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import styles from './entry.module.css';

const MOST = 20;

export interface TagsEditorProps {
  readonly row: Pick<JournalRow, 'tradeId' | 'tags'>;
  readonly stop: OrderStop | null;
  readonly changed: (row: JournalRow) => void;
}

/** Tags as marks: typed and entered, or taken from those in use; taken away by a press, Delete, or Backspace in the empty field. */
export function TagsEditor({ row: { tradeId, tags }, stop, changed }: TagsEditorProps) {
  const core = useCore();
  const list = useId();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const group = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const used = useAnswer(useMemo(() => (signal: AbortSignal) => core.call('journal.tags', {}, { signal }), [core]));

  async function keep(next: readonly string[]): Promise<void> {
    try {
      changed(await core.call('journal.annotate', { tradeId, tags: [...next] }));
      setProblem(null);
      used.again();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  function add(): void {
    const tag = tagSchema.safeParse(text);
    if (!tag.success) {
      if (text.trim() !== '') setProblem(`Tag: ${tag.error.issues[0]?.message ?? 'is not accepted'}`);
      return;
    }
    setText('');
    if (tags.includes(tag.data)) return;
    if (tags.length >= MOST) setProblem(`Expected at most ${MOST} tags`);
    else void keep([...tags, tag.data]);
  }

  const remove = (tag: string): void => void keep(tags.filter((each) => each !== tag));

  function onKeyDown(event: KeyboardEvent): void {
    const marks = [...(group.current?.querySelectorAll<HTMLElement>('button, input') ?? [])];
    const at = marks.findIndex((mark) => mark === event.target);
    const isField = event.target === field.current;
    if (event.key === 'Enter' && isField) add();
    else if (event.key === 'Backspace' && isField && text === '') {
      const last = tags.at(-1);
      if (last === undefined) return;
      remove(last);
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && !isField && event.target instanceof HTMLElement) {
      event.target.click();
      field.current?.focus();
    } else if (event.key === 'ArrowLeft' && (!isField || text === '')) marks[at - 1]?.focus();
    else if (event.key === 'ArrowRight' && !isField) marks[at + 1]?.focus();
    else if (isField && event.key !== 'Escape') return event.stopPropagation();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div ref={group} className={styles.tags} role="group" aria-label="Tags" data-testid="journal-tags" onKeyDown={onKeyDown}>
      <span>Tags</span>
      {tags.map((tag) => (
        <button key={tag} type="button" className={styles.tag} disabled={stop !== null} title={stop?.next ?? 'Press to take the tag away'} data-testid="journal-tag" onClick={() => remove(tag)}>
          {tag} {stop === null ? '×' : ''}
        </button>
      ))}
      {stop === null ? (
        <input
          ref={field}
          className={styles.field}
          list={list}
          maxLength={60}
          autoComplete="off"
          placeholder="add a tag ⏎"
          aria-label="Add a tag"
          aria-invalid={problem !== null}
          data-testid="journal-tag-field"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
      ) : null}
      <datalist id={list}>
        {(used.value ?? [])
          .filter(({ tag }) => !tags.includes(tag))
          .map(({ tag, trades }) => (
            <option key={tag} value={tag}>
              {`${trades} ${trades === 1 ? 'package' : 'packages'}`}
            </option>
          ))}
      </datalist>
      {problem === null ? null : (
        <span className={styles.problem} role="alert" data-testid="journal-tag-problem">
          {problem}
        </span>
      )}
    </div>
  );
}
