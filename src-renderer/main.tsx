import './no-code-from-text.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchPerson } from './access/person-change.ts';
import { App } from './app.tsx';
import { connector } from './connection/connect.ts';
import { CoreProvider, openCore } from './connection/core.tsx';
import { followAddress } from './workspace/window-name.ts';
import { watchWindowErrors, windowErrors } from './workspace/diagnostics/window-errors.ts';
import { leavePerson, leaveSession, lockWindow } from './workspace/leave-session.ts';
import './design/tokens.css';
import './design/base.css';

watchWindowErrors(window, windowErrors);
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');
followAddress(window);
const core = openCore(connector(window));
// Before anything that is drawn hears of it.
core.access.watch(watchPerson({ locked: lockWindow, left: leavePerson, moved: leaveSession }));
windowErrors.sendBy((error) => core.client.call('crashes.report', error));
// With each connection, and each person: what could not be told before.
core.access.watch(() => windowErrors.flush());

createRoot(root).render(
  <StrictMode>
    <CoreProvider core={core} onOtherSession={leaveSession}>
      <App />
    </CoreProvider>
  </StrictMode>,
);
