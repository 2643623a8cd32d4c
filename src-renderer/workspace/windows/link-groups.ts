import { z } from 'zod';
import { setting } from '../setting.ts';
import { ofWindow, WINDOW } from '../window-name.ts';

export const LINK_GROUPS = ['A', 'B', 'C', 'D'] as const;
export type LinkGroup = (typeof LINK_GROUPS)[number];
export const linkGroupSchema = z.enum(LINK_GROUPS);

export const LINK_COLOURS: Readonly<Record<LinkGroup, string>> = { A: 'amber', B: 'blue', C: 'green', D: 'violet' };

/** The link of this window: windows of one colour show one underlying. null where it follows none. */
export const linkGroup = setting<LinkGroup | null>(ofWindow('workspace.link', WINDOW), linkGroupSchema.nullable(), 'A');
