import { expect, test } from 'vitest';
import { AUTOMATION_OFF, DEFAULT_SIGNAL_SETTINGS } from '../../../src-core/signals/automation.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { JsonValue } from '../../../src-main/stores/relational/settings-repository.ts';
import { createSignalSettings } from '../../../src-main/stores/relational/signals/signal-settings.ts';

function kept(value: JsonValue | Error | null) {
  const notices: string[] = [];
  let now = value;
  const settings = createSignalSettings(
    {
      async get() {
        if (now instanceof Error) throw now;
        return now;
      },
      set: async (_, given) => void (now = given),
    },
    (text) => notices.push(text),
  );
  return { settings, notices };
}

test('settings come back as they were saved; before that they execute nothing', async () => {
  const { settings, notices } = kept(null);
  expect(await settings.load()).toEqual(DEFAULT_SIGNAL_SETTINGS);
  const wanted = { automation: { pin: { ...AUTOMATION_OFF, enabled: true } }, riskPerTrade: fromDollars(250) };
  await settings.save(wanted);
  expect(await settings.load()).toEqual(wanted);
  expect(notices).toEqual([]);
});

test.each([
  [{ automation: { pin: { ...AUTOMATION_OFF, enabled: true, leastConfidence: 0.2 } }, riskPerTrade: 5_000_000 }, /automation\.pin\.leastConfidence: expected 0\.3 to 0\.99/],
  ['rubbish', /expected object/],
  [new SyntaxError('Unexpected end of JSON input'), /Unexpected end of JSON input/],
])('settings that cannot be read execute nothing, and that is told: %j', async (value, expected) => {
  const { settings, notices } = kept(value);
  expect(await settings.load()).toEqual(DEFAULT_SIGNAL_SETTINGS);
  expect(notices).toEqual([expect.stringMatching(expected)]);
});
