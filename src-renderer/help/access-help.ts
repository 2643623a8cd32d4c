import { ABSENT_STATE, type PanelHelp, ROW_KEYS } from './panel-help.ts';

export const ACCESS_HELP: PanelHelp = {
  shows: 'Who is signed in and where, who may do what, and which account is traded.',
  figures: [
    ['viewer, trader, admin', 'sees and changes nothing; trades accounts that are theirs or shared; trades all, names users and sets the configuration'],
    ['Sessions', 'each device that is signed in, from where, and when it was last seen'],
    ['Accounts', 'number, paper or live, owner, and with whom it is shared'],
    ['live', 'a live account opens only after every check of its list, and each session types its words once'],
  ],
  keys: [
    { keys: ROW_KEYS, does: 'Select a session, a user or an account' },
    { keys: ['enter'], does: 'Change the user, or trade the account' },
    { keys: ['n'], does: 'Add a user, or open an account' },
    { keys: ['delete'], does: 'End the session' },
    { keys: ['escape'], does: 'Step back' },
  ],
  states: [ABSENT_STATE],
  docs: ['security.md', 'threats.md'],
};
