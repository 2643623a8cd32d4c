import { useEffect, useRef } from 'react';
import { useConnection } from '../../connection/core.tsx';
import { AboutSection } from './about-section.tsx';
import { BackupsSection } from './backups-section.tsx';
import { ConfigSection } from './config-section.tsx';
import { DiagnosticsSection } from './diagnostics-section.tsx';
import { ProgramSection } from './program-section.tsx';
import { type Section, SECTION_NAMES, SECTIONS, useSystemSections } from './system-sections.ts';
import styles from './system.module.css';
import { UpdatesSection } from './updates-section.tsx';

/** How the program is set up, its backups, and starting it anew. */
export function SystemPanel({ visible }: { readonly visible: boolean }) {
  const isConnected = useConnection() === 'connected';
  const { front, turns, turnTo } = useSystemSections();
  const column = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const part = column.current?.querySelector<HTMLElement>('[data-front="true"]');
    if (turns > 0 && part && column.current) column.current.scrollTop = part.offsetTop - column.current.offsetTop;
  }, [front, turns]);
  const isFront = (section: Section): boolean => section === front;
  return (
    <section className={styles.panel} aria-label="System" data-testid="system" data-stale={!isConnected}>
      <div className={styles.bar}>
        <span className={styles.sections} role="group" aria-label="Show">
          {SECTIONS.map((section) => (
            <button key={section} type="button" className={styles.section} aria-pressed={isFront(section)} data-testid={`system-to-${section}`} onClick={() => turnTo(section)}>
              {SECTION_NAMES[section]}
            </button>
          ))}
        </span>
        <span className={styles.spring} />
        {isConnected ? null : <span className={styles.stale}>△ not connected: this is of an earlier moment</span>}
      </div>
      <div className={styles.sides}>
        <div className={styles.side} data-front={isFront('configuration')}>
          <ConfigSection visible={visible} />
        </div>
        <div ref={column} className={styles.side} data-front={!isFront('configuration')}>
          <div className={styles.part} data-front={isFront('backups')}>
            <h2 className={styles.title}>Backups</h2>
            <BackupsSection visible={visible} />
          </div>
          <div className={styles.part} data-front={isFront('program')}>
            <h2 className={styles.title}>Program</h2>
            <ProgramSection />
          </div>
          <div className={styles.part} data-front={isFront('updates')}>
            <h2 className={styles.title}>Updates</h2>
            <UpdatesSection />
          </div>
          <div className={styles.part} data-front={isFront('diagnostics')}>
            <h2 className={styles.title}>Diagnostics</h2>
            <DiagnosticsSection visible={visible} />
          </div>
          <div className={styles.part} data-front={isFront('about')}>
            <h2 className={styles.title}>About and licences</h2>
            <AboutSection visible={visible} />
          </div>
        </div>
      </div>
    </section>
  );
}
