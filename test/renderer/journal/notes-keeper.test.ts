import { beforeEach, expect, test, vi } from 'vitest';
import { NotesKeeper } from '../../../src-renderer/panels/journal/notes-keeper.ts';

let later: (() => void)[];
const write = vi.fn<(text: string) => Promise<void>>();

function keeperOf(text: string): NotesKeeper {
  const keeper = new NotesKeeper({
    text,
    later: (task) => {
      later.push(task);
      return () => (later = later.filter((each) => each !== task));
    },
    changed: () => undefined,
  });
  keeper.saveWith(write);
  return keeper;
}

beforeEach(() => {
  later = [];
  write.mockReset().mockResolvedValue(undefined);
});

test('notes are saved once the typing pauses, whole and once', async () => {
  const keeper = keeperOf('');
  for (const text of ['s', 'sm', 'smaller']) keeper.edit(text);
  expect(keeper.state.kind).toBe('unsaved');
  expect(later).toHaveLength(1);
  later[0]?.();
  await vi.waitFor(() => expect(keeper.state.kind).toBe('saved'));
  expect(write.mock.calls).toEqual([['smaller']]);
  keeper.edit('smaller');
  expect(later).toHaveLength(0);
  await keeper.flush();
  expect(write).toHaveBeenCalledTimes(1);
});

test('what is typed while it saves is saved after it, never over it', async () => {
  const keeper = keeperOf('');
  let answer: () => void = () => undefined;
  write.mockImplementationOnce(() => new Promise((resolve) => (answer = () => resolve())));
  keeper.edit('one');
  const first = keeper.flush();
  expect(keeper.state.kind).toBe('saving');
  keeper.edit('one two');
  const second = keeper.flush();
  expect(write).toHaveBeenCalledTimes(1);
  answer();
  await Promise.all([first, second]);
  expect(write.mock.calls).toEqual([['one'], ['one two']]);
  expect(keeper.state.kind).toBe('saved');
});

test('a save that fails keeps the text and can be tried again', async () => {
  const keeper = keeperOf('before');
  write.mockRejectedValueOnce(new Error('the disk is full'));
  keeper.edit('after');
  await keeper.flush();
  expect(keeper.state).toEqual({ kind: 'error', message: 'the disk is full' });
  expect(keeper.text).toBe('after');
  expect(keeper.canUndo).toBe(false);
  await keeper.flush();
  expect(keeper.state.kind).toBe('saved');
});

test('the last save can be taken back, and that again', async () => {
  const keeper = keeperOf('first');
  keeper.edit('second');
  await keeper.flush();
  expect(keeper.canUndo).toBe(true);
  keeper.undo();
  await vi.waitFor(() => expect(keeper.state.kind).toBe('saved'));
  expect(write.mock.calls).toEqual([['second'], ['first']]);
  keeper.undo();
  await vi.waitFor(() => expect(write.mock.calls.at(-1)).toEqual(['second']));
});

test('what another window saved comes in, but not over what is being written', async () => {
  const keeper = keeperOf('a');
  keeper.refresh('b');
  expect(keeper.text).toBe('b');
  keeper.edit('mine');
  keeper.refresh('theirs');
  expect(keeper.text).toBe('mine');
});
