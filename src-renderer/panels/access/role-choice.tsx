import { ROLES, type Role } from '../../../src-core/access/permission.ts';
import { ROLE_MEANINGS } from '../../access/access-words.ts';
import styles from './access-panel.module.css';

/** The three roles, each with what it lets one do. */
export function RoleChoice({ role, onChoose }: { readonly role: Role; readonly onChoose: (role: Role) => void }) {
  return (
    <div className={styles.roles} role="radiogroup" aria-label="Role">
      {ROLES.map((name) => (
        <label key={name} className={styles.role}>
          <input type="radio" name="user-role" checked={role === name} data-testid={`user-role-${name}`} onChange={() => onChoose(name)} />
          <span>
            <b>{name}</b> <span className={styles.means}>{ROLE_MEANINGS[name]}</span>
          </span>
        </label>
      ))}
    </div>
  );
}
