import { Backups } from '../../../src-main/stores/relational/sqlite/backups.ts';
import { keptAsBackup, restoreBackup } from '../../../src-main/stores/relational/sqlite/restore.ts';

// Restores a backup, and is killed once the step named has been done.
const [file = '', backup = '', backupDir = '', step = ''] = process.argv.slice(2);
restoreBackup(file, backup, {
  keepFormer: keptAsBackup(new Backups(file, backupDir, 5), Date.UTC(2026, 10, 20, 16)),
  onStep(done) {
    if (done === step) process.kill(process.pid, 'SIGKILL');
  },
});
