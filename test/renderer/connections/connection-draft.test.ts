import { describe, expect, it } from 'vitest';
import { changeDraft, changesOf, type Draft, type DraftChange, openDraft, settingsOf, textOf } from '../../../src-renderer/panels/connections/connection-draft.ts';
import { connectionsView } from './connection-fixture.ts';

const view = connectionsView();
const named = (workstation: string) => connectionsView({ settings: { ...view.settings, workstation } });
const after = (...changes: readonly DraftChange[]): Draft => changes.reduce(changeDraft, openDraft(view));

describe('a draft of the connections', () => {
  it('counts what differs from what is kept, and no more', () => {
    const written = after({ kind: 'written', field: 'workstation', text: 'desk-9' }, { kind: 'written', field: 'profile', text: 'desk' });
    expect(changesOf(written)).toBe(2);
    expect(settingsOf(written)).toMatchObject({ profile: 'desk', workstation: 'desk-9', account: { owner: 'desk' } });
    expect(changesOf(changeDraft(written, { kind: 'written', field: 'workstation', text: 'desk-1' }))).toBe(1);
    expect(changesOf(changeDraft(written, { kind: 'discarded' }))).toBe(0);
  });

  it('saves texts without the spaces around them', () => {
    expect(settingsOf(after({ kind: 'written', field: 'servers.redis.url', text: '  redis://host:6379/0 ' })).servers.redis.url).toBe('redis://host:6379/0');
  });

  it('keeps what is written over what another window saves meanwhile, field by field', () => {
    const draft = after(
      { kind: 'written', field: 'account.number', text: 'PAPER-2' },
      { kind: 'heard', view: named('desk-3') },
    );
    expect(settingsOf(draft)).toMatchObject({ workstation: 'desk-3', account: { number: 'PAPER-2' } });
    expect(changesOf(after({ kind: 'written', field: 'workstation', text: 'desk-3' }, { kind: 'heard', view: named('desk-3') }))).toBe(0);
  });

  it('shows what was saved at once, though the stream is a moment behind', () => {
    const saved = after({ kind: 'written', field: 'workstation', text: 'desk-9' }, { kind: 'saved', view: named('desk-9') }, { kind: 'heard', view });
    expect(textOf(saved, 'workstation')).toBe('desk-9');
    expect(changesOf(saved)).toBe(0);
    expect(textOf(changeDraft(saved, { kind: 'heard', view: named('desk-4') }), 'workstation')).toBe('desk-4');
  });

  it('does not count a password before it is typed, and never holds one', () => {
    const empty = after({ kind: 'credential', server: 'postgresql', edit: 'empty' });
    expect(changesOf(empty)).toBe(0);
    const typed = changeDraft(empty, { kind: 'credential', server: 'postgresql', edit: 'typed' });
    expect(changesOf(typed)).toBe(1);
    expect(typed.credentials).toEqual({ postgresql: 'typed' });
    expect(changesOf(changeDraft(typed, { kind: 'saved', view }))).toBe(0);
    expect(changesOf(after({ kind: 'credential', server: 'redis', edit: 'forget' }))).toBe(1);
  });

  it('drops what is written in a field that the environment decides', () => {
    const overrides = [{ path: 'servers.redis.url', variable: 'SMART_0DTE_REDIS_URL' }];
    const draft = after({ kind: 'written', field: 'servers.redis.url', text: 'redis://x' }, { kind: 'heard', view: connectionsView({ overrides }) });
    expect(changesOf(draft)).toBe(0);
  });

  it('shows a refusal until its field is written anew', () => {
    const refused = after(
      { kind: 'written', field: 'workstation', text: 'x' },
      { kind: 'refused', problems: { workstation: 'Is taken', 'credentials.redis': 'Is for another server' } },
    );
    expect(changeDraft(refused, { kind: 'written', field: 'workstation', text: 'y' }).refused).toEqual({ 'credentials.redis': 'Is for another server' });
    expect(changeDraft(refused, { kind: 'credential', server: 'redis', edit: 'empty' }).refused).toEqual({ workstation: 'Is taken' });
  });
});
