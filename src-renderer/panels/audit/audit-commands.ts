import { useCommands } from '../../workspace/commands.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { choose, FIRST_CHOICE } from './audit-choice.ts';
import { useAuditFocus } from './audit-focus.ts';

/** The window's commands for the audit; `show` brings its panel to the front. */
export function AuditCommands({ show }: { readonly show: () => void }): null {
  const refusal = useRefusal('audit.list');
  const go = (choice: Partial<typeof FIRST_CHOICE>): void => {
    choose({ ...FIRST_CHOICE, ...choice });
    show();
    useAuditFocus.getState().ask();
  };
  const enabled = (): boolean => refusal === null;
  useCommands([
    { id: 'audit.today', title: 'Audit: what was done today', group: 'Audit', enabled, run: () => go({ period: { kind: 'today' } }) },
    { id: 'audit.refusals', title: 'Audit: what was refused', group: 'Audit', enabled, run: () => go({ outcome: 'refused' }) },
    { id: 'audit.signIns', title: 'Audit: who signed in', group: 'Audit', enabled, run: () => go({ action: 'access' }) },
    {
      id: 'audit.verify',
      title: 'Verify the audit: read the whole record through',
      group: 'Audit',
      enabled,
      run: () => {
        show();
        useAuditFocus.getState().verify();
      },
    },
  ]);
  return null;
}
