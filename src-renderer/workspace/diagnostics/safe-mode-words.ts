/** What is other in safe mode, a sentence each; docs/safe-mode.md says the same at length. */
export const SAFE_MODE_EFFECTS: readonly string[] = [
  'The local profile, whatever the config file and the environment say: a desk’s account is not traded from here.',
  'The session stands where it is until it is resumed.',
  'Signals are shown, and none is executed by a rule.',
  'Nothing is recorded; what is recorded already stays.',
  'The program does not look for updates, and opens nothing that the system asks it to open.',
  'The saved layout and settings of this window are neither loaded nor changed.',
  'The desktop app draws without graphics acceleration.',
];
